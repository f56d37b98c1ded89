"""A member's past: pages that do not slip, what is found in them, and nobody else's."""

from collections.abc import Awaitable, Callable
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.card import Card, CardRef, DeliveryState, Spot, Varied
from domain.job import Job, Parent, StoredPicture
from domain.member import NO_SERVER, Asker, Member
from domain.past import Family, Filter, Page, folded
from domain.picture import PictureFormat
from domain.request import RestyleRequest
from domain.styles import Style
from domain.visible import cleaned
from storage import cards, deliveries, families, history, jobs
from storage.database import Database
from tests.storage.conftest import NOW, Reserve, asker

ADA = Member(9, 1)
EVERY = Filter()
End = Callable[..., Awaitable[tuple[Card, Job]]]


@pytest.fixture
def end(database: Database, reserve: Reserve) -> End:
    """A card that has ended, as shown; or as it is said."""

    async def ended(
        *, state: DeliveryState = DeliveryState.SHOWN, done: bool = False, **asked: object
    ) -> tuple[Card, Job]:
        admitted = await reserve(**asked)  # pyright: ignore[reportArgumentType] - whatever a test wants of a card
        for job in admitted.jobs:
            cancelled = await jobs.cancel(database, job, NOW, actor=1)
            assert cancelled is not None
        card, [job, *_] = admitted.card, admitted.jobs
        if done:
            await database.run(
                lambda each: each.execute("UPDATE jobs SET state = 'done' WHERE card_id = ?", (card.id,))
            )
        if state is not DeliveryState.PENDING:
            await deliveries.moved(database, card.id, state)
        return card, job

    return ended


def _ids(page: Page) -> list[int]:
    return [entry.card.id for entry in page.entries]


async def _all_pages(database: Database, wanted: Filter = EVERY, most: int = 3) -> list[list[int]]:
    """Every page from the newest to the oldest."""
    page = await history.page(database, ADA, wanted, most)
    found = [_ids(page)]
    while page.older:
        page = await history.page(database, ADA, wanted, most, below=page.older)
        found.append(_ids(page))
    return found


def _joined(pages: list[list[int]]) -> list[int]:
    return [card_id for page in pages for card_id in page]


async def test_pages_go_to_the_end_and_back_and_what_comes_new_does_not_move_them(
    database: Database, end: End
) -> None:
    ids = [(await end())[0].id for _ in range(8)]
    newest = ids[::-1]
    assert await _all_pages(database) == [newest[:3], newest[3:6], newest[6:]]

    first = await history.page(database, ADA, EVERY, 3)
    assert first.newer is None
    await end()
    second = await history.page(database, ADA, EVERY, 3, below=first.older)
    assert _ids(second) == newest[3:6]
    third = await history.page(database, ADA, EVERY, 3, below=second.older)
    assert (_ids(third), third.older) == (newest[6:], None)
    back = await history.page(database, ADA, EVERY, 3, above=third.newer)
    assert _ids(back) == newest[3:6]
    again = await history.page(database, ADA, EVERY, 3, above=back.newer)
    assert _ids(again) == newest[:3], "one more than fits is newer, so it is not the first page yet"
    assert again.newer is not None
    assert len(_ids(await history.page(database, ADA, EVERY, 3, above=again.newer))) == 3


async def test_a_page_whose_cards_are_gone_is_the_first_one(database: Database, end: End) -> None:
    both = [(await end())[0] for _ in range(2)]
    await cards.delete(database, both[0], actor=1)
    assert _ids(await history.page(database, ADA, EVERY, 3, below=both[1].id)) == [both[1].id]
    assert _ids(await history.page(database, ADA, EVERY, 3)) == [both[1].id], (
        "nor is what was deleted anywhere"
    )


@pytest.mark.parametrize("waiting", [1, 3, 5])
async def test_what_waits_to_be_fetched_stands_before_all_others_as_far_as_there_is_room(
    database: Database, end: End, waiting: int
) -> None:
    late = [(await end(state=DeliveryState.WAITING))[0].id for _ in range(waiting)]
    others = [(await end())[0].id for _ in range(4)]
    pages = await _all_pages(database)
    assert pages[0][:waiting] == late[::-1][:3]
    assert sorted(_joined(pages)) == sorted([*late[::-1][:3], *others])
    for card_id in late:
        await deliveries.moved(database, card_id, DeliveryState.SHOWN)
    assert _joined(await _all_pages(database)) == [*others[::-1], *late[::-1]]


async def test_it_has_what_has_ended_of_that_member_in_that_server(
    database: Database, reserve: Reserve, end: End
) -> None:
    own, _ = await end()
    await end(user=2)
    await end(guild=8)
    await reserve()
    half = await reserve(images=(1, 1))
    await jobs.cancel(database, half.jobs[0], NOW, actor=1)
    private, _ = await end(private=True)
    assert _ids(await history.page(database, ADA, EVERY, 8)) == [private.id, own.id]


async def test_it_is_found_by_style_by_text_and_by_both(database: Database, end: End) -> None:
    ink, neon = Style(name="Ink wash", after="ink"), Style(name="Neon", after="neon")
    boats, _ = await end(prompt="two BOATS at dawn", style=ink)
    cat, _ = await end(prompt="a cat", style=ink)
    rowing, _ = await end(prompt="rowing boats", style=neon)
    several, _ = await end(prompt="boats", images=(1, 1, 1))

    async def found(style: str = "", text: str = "") -> list[int]:
        assert _joined(await _all_pages(database, Filter(style, text), 1)) == _ids(
            await history.page(database, ADA, Filter(style, text), 8)
        )
        return _ids(await history.page(database, ADA, Filter(style, text), 8))

    assert await found(style="Ink wash") == [cat.id, boats.id]
    assert await found(text="boat") == [several.id, rowing.id, boats.id]
    assert await found("Ink wash", "boat") == [boats.id]
    assert await found("Neon", "cat") == []
    for harmless in ("%", "_", "'", '" OR 1', "*", "\\"):
        assert await found(text=harmless) == []
    assert await history.styles(database, ADA, 8) == ["Ink wash", "Neon"]
    assert await history.styles(database, ADA, 1) == ["Ink wash"]
    assert await history.styles(database, Member(9, 2), 8) == []


prompts = st.text(min_size=1, max_size=60).map(cleaned).map(str).filter(bool)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(prompt=prompts, data=st.data())
async def test_any_part_of_any_prompt_finds_it_whatever_its_case(
    database: Database, end: End, prompt: str, data: st.DataObject
) -> None:
    card, _ = await end(prompt=prompt)
    words = RestyleRequest(prompt=prompt, seed=1).prompt
    start = data.draw(st.integers(0, len(words) - 1))
    part = words[start : data.draw(st.integers(start + 1, len(words)))]
    for text in (words, words.upper(), words.lower(), words.casefold()):
        if folded(text) == folded(words):
            assert card.id in _ids(await history.page(database, ADA, Filter(text=text), 8))
    if folded(part) in folded(words):
        assert card.id in _ids(await history.page(database, ADA, Filter(text=part), 100))


@pytest.mark.parametrize(
    ("prompt", "text"),
    [("STRASSE im Regen", "straße"), ("\uff2e\uff45\uff4f\uff4e", "neon"), ("夜の港", "の港"), ("été à la mer", "ÉTÉ"),
     ("ΟΔΟΣ", "οδος"), ("e\u0301t\u00e9", "\u00e9te\u0301"), ("🐉 dragon", "🐉")],
)  # fmt: skip
async def test_words_are_found_as_people_write_them(
    database: Database, end: End, prompt: str, text: str
) -> None:
    card, _ = await end(prompt=prompt)
    assert _ids(await history.page(database, ADA, Filter(text=text), 8)) == [card.id]


async def test_what_somebody_looks_for_is_kept_once_and_for_them_alone(database: Database) -> None:
    wanted = Filter("Ink wash", "boat")
    ref = await history.keep(database, ADA, wanted, NOW)
    assert await history.keep(database, ADA, wanted, NOW + 5) == ref
    assert await history.keep(database, ADA, EVERY, NOW) != ref
    assert await history.kept(database, ref, ADA) == wanted
    for other in (Member(9, 2), Member(8, 1)):
        assert await history.kept(database, ref, other) is None
    assert await history.kept(database, CardRef(ref.id, "aaaaaa"), ADA) is None
    assert await history.forget(database, NOW + 5) == 1
    assert await history.kept(database, ref, ADA) == wanted
    assert await history.forget(database, NOW + 6) == 1
    assert await history.kept(database, ref, ADA) is None


def _tree(family: Family) -> list[tuple[int, int]]:
    return [(one.depth, one.job.id) for one in family.relatives]


async def test_a_family_is_a_tree_around_the_one_that_is_looked_at(
    database: Database, end: End, reserve: Reserve
) -> None:
    _, first = await end(done=True)
    _, same_source = await end(done=True, user=2)
    _, child = await end(done=True, parent=Parent(first.id, 1, 1), user=2)
    _, grandchild = await end(done=True, parent=Parent(child.id, 2, 2))
    _, sibling = await end(done=True, parent=Parent(first.id, 2, 1))
    other = StoredPicture("c" * 64, PictureFormat.PNG, 1, 1, 1)
    await end(done=True, source=other)
    await end(parent=Parent(first.id, 1, 1))  # cancelled
    await end(done=True, guild=8)
    await end(done=True, guild=8, parent=Parent(first.id, 1, 1))
    whole = [(0, first.id), (1, child.id), (2, grandchild.id), (1, sibling.id), (0, same_source.id)]
    for job in (first, child, grandchild, sibling, same_source):
        found = await _family(database, job)
        assert (_tree(found), found.more) == (whole, False)


async def test_a_set_stands_in_a_family_once_with_what_was_made_from_any_of_its_pictures(
    database: Database, end: End
) -> None:
    card, first = await end(done=True, images=(1, 1, 1))
    _, _, third = await jobs.of_card(database, card.id)
    _, child = await end(done=True, parent=Parent(third.id, 1, 1))
    _, sibling = await end(done=True, parent=Parent(first.id, 1, 1))
    for job in (first, third, child, sibling):
        assert _tree(await _family(database, job)) == [
            (0, third.id if job in (third, child) else first.id),
            (1, child.id),
            (1, sibling.id),
        ]
    _, *below = (await _family(database, first)).relatives
    assert [one.parent and one.parent.name for one in below] == ["3", "1"]


async def test_a_picture_is_called_as_on_its_card_where_others_of_it_were_withheld(
    database: Database, end: End, source: StoredPicture
) -> None:
    _, first = await end(done=True, images=4)
    await database.run(
        lambda each: each.execute(
            "INSERT INTO results (job_id, number, seed, sha256) VALUES (:id, 2, 7, :sha), (:id, 4, 7, :sha)",
            {"id": first.id, "sha": source.sha256},
        )
    )
    await end(done=True, parent=Parent(first.id, 4, 1))
    _, child = (await _family(database, first)).relatives
    assert child.parent == Varied("2", Spot(9, 5, 6))


async def test_a_family_hides_what_who_looks_may_not_see(database: Database, end: End) -> None:
    _, first = await end(done=True, user=2, private=True)
    _, child = await end(done=True, user=2, parent=Parent(first.id, 1, 2))
    deleted, gone = await end(done=True, parent=Parent(child.id, 1, 2))
    _, below = await end(done=True, parent=Parent(gone.id, 1, 2))
    await cards.delete(database, deleted, actor=1)
    assert _tree(await _family(database, child)) == [(0, child.id)]
    assert _tree(await _family(database, child, asker(2))) == [(0, first.id), (1, child.id)]
    assert _tree(await _family(database, below)) == [(0, below.id)]


async def test_a_family_outside_servers_is_one_s_own_and_what_others_show_in_the_same_channel(
    database: Database, end: End
) -> None:
    alone = partial(end, done=True, guild=NO_SERVER)
    _, mine = await alone(private=True)
    _, elsewhere = await alone(channel=6)
    _, theirs = await alone(user=2)
    await alone(user=2, private=True)
    _, theirs_elsewhere = await alone(user=2, channel=6)
    await end(done=True)
    seen = [(0, mine.id), (0, elsewhere.id), (0, theirs.id)]
    assert _tree(await _family(database, mine, asker(guild=NO_SERVER))) == seen
    there = await _family(database, elsewhere, asker(guild=NO_SERVER, channel=6))
    assert _tree(there) == [(0, mine.id), (0, elsewhere.id), (0, theirs_elsewhere.id)]


async def test_a_family_is_bounded_and_says_so_and_who_is_near_comes_first(
    database: Database, end: End
) -> None:
    _, first = await end(done=True)
    line = [first]
    for _ in range(10):
        line.append((await end(done=True, parent=Parent(line[-1].id, 1, 1)))[1])
    many = [(await end(done=True, parent=Parent(line[5].id, 1, 1)))[1] for _ in range(20)]
    found = await _family(database, line[5], most=8)
    assert found.more
    ids = {one.job.id for one in found.relatives}
    assert len(ids) == 8
    assert {one.id for one in line[:7]} <= ids
    assert {one.id for one in many} & ids
    deep = await _family(database, line[10], most=50)
    assert deep.more
    assert (deep.relatives[0].job.id, max(one.depth for one in deep.relatives)) == (line[5].id, 5)


async def _family(database: Database, job: Job, viewer: Asker | None = None, most: int = 12) -> Family:
    return await families.family(database, job, viewer or asker(), most)
