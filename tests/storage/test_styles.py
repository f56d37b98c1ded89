"""A server's own styles: one of a name, so many and no more, and who did what to them."""

import asyncio

import pytest

from domain.card import NewCard, ReplyTo
from domain.errors import StyleExists, TooManyStyles
from domain.job import Bill, Draft, Result, StoredPicture, Ticket
from domain.member import Member
from domain.picture import PictureFormat
from domain.quota import Caps, Limits
from domain.request import RestyleRequest
from domain.styles import Style
from storage import events, jobs, pictures, reservations, styles
from storage.database import Database
from tests.storage.conftest import NOW, Reserve, asker

HOUSE = Style(name="House", after="ours")
PREVIEW = StoredPicture("b" * 64, PictureFormat.PNG, 8, 8, 8)


async def _add(database: Database, style: Style, guild_id: int = 9, most: int = 1000) -> None:
    await styles.add(database, guild_id, style, most, actor=3, now=NOW)


async def _names(database: Database, guild_id: int = 9) -> list[str]:
    return [own.style.name for own in await styles.of_server(database, guild_id)]


async def test_a_name_is_one_style_of_a_server_whatever_its_case(database: Database) -> None:
    await _add(database, HOUSE)
    await _add(database, HOUSE, guild_id=10)
    with pytest.raises(StyleExists):
        await _add(database, Style(name="HOUSE", after="theirs"))
    assert await _names(database) == ["House"]
    assert await styles.change(database, 9, Style(name="hOUSE", after="changed"), actor=4)
    [own] = await styles.of_server(database, 9)
    assert (own.style.after, own.author) == ("changed", 3)
    assert await styles.remove(database, 9, "house", actor=5)
    assert not await styles.remove(database, 9, "house", actor=5)
    assert not await styles.change(database, 9, HOUSE, actor=5)
    assert (await _names(database), await _names(database, 10)) == ([], ["House"])


async def test_of_a_hundred_at_once_only_so_many_find_room(database: Database) -> None:
    wanted = (_add(database, Style(name=f"Style {number}", after="x"), most=7) for number in range(100))
    answers = await asyncio.gather(*wanted, return_exceptions=True)
    assert [answer for answer in answers if answer is None] == [None] * 7
    assert {type(answer) for answer in answers if answer} == {TooManyStyles}
    assert len(await _names(database)) == 7


async def test_what_was_done_is_an_event_with_its_name_and_no_words(database: Database) -> None:
    await _add(database, HOUSE)
    await styles.change(database, 9, HOUSE, actor=4)
    await styles.illustrate(database, 9, "house", PREVIEW, actor=5, now=NOW)
    await styles.remove(database, 9, "house", actor=6)
    with pytest.raises(TooManyStyles):
        await _add(database, HOUSE, most=0)
    found = await events.of_server(database, 9, 10)
    assert [(event.kind, event.actor, event.after["style"]) for event in found] == [
        ("style.removed", 6, "House"),
        ("style.illustrated", 5, "House"),
        ("style.changed", 4, "House"),
        ("style.added", 3, "House"),
    ]
    assert "ours" not in str(found)


async def test_a_preview_is_kept_for_as_long_as_it_is_one(database: Database) -> None:
    await _add(database, HOUSE)
    assert await styles.illustrate(database, 9, "house", PREVIEW, actor=3, now=NOW)
    assert not await styles.illustrate(database, 9, "none", PREVIEW, actor=3, now=NOW)
    [own] = await styles.of_server(database, 9)
    assert own.picture == PREVIEW
    assert await pictures.forget_unused(database, NOW + 1, 10) == []
    await styles.remove(database, 9, "house", actor=3)
    assert len(await pictures.forget_unused(database, NOW + 1, 10)) == 1


async def test_a_row_that_cannot_be_read_takes_no_other_with_it(database: Database) -> None:
    await _add(database, HOUSE)
    await _add(database, Style(name="Other", after="x"))
    await database.run(
        lambda connection: connection.execute("UPDATE styles SET style = '{\"name\": 7}' WHERE key = 'house'")
    )
    assert await _names(database) == ["Other"]
    assert await styles.remove(database, 9, "house", actor=3)


async def test_uses_are_counted_where_a_request_is_admitted(
    database: Database, limits: Limits, source: StoredPicture, reply_to: ReplyTo
) -> None:
    wanted = ["Neon", "neon", "House", None, "House", "HOUSE"]
    for number, name in enumerate(wanted, 1):
        style = Style(name=name, after="x") if name else None
        draft = Draft(RestyleRequest(prompt="ink", seed=7, style=style), source, None, "local", 0)
        new = NewCard(number, asker(), "letter", private=False)
        for _ in range(2):  # Discord may deliver it twice
            await reservations.reserve(database, new, [draft], reply_to, limits, NOW)
    assert await styles.most_used(database, 9, 5) == ["house", "neon"]
    assert await styles.most_used(database, 9, 1) == ["house"]
    assert await styles.most_used(database, 10, 5) == []
    assert await styles.latest_result(database, Member(9, 1), "house") is None, "none of them has ended"


@pytest.mark.parametrize(
    ("hides", "seen"),
    [
        ("publication = 'published', decided_by = 1", True),
        ("publication = 'held'", False),
        ("publication = 'rejected', decided_by = 1", False),
        ("age_restricted = 1", False),
        ("private = 1", False),
        ("deleted_by = 1", False),
    ],
)
async def test_a_preview_is_taken_from_a_result_that_all_of_a_server_may_see(
    database: Database,
    reserve: Reserve,
    hides: str,
    seen: bool,  # noqa: FBT001 - a column of the table
) -> None:
    await reserve(style=Style(name="House", after="x"))
    job = await jobs.claim(database, "local", Caps(), NOW)
    assert job
    ticket = Ticket(id="t", status_url="s", response_url="r", cancel_url="c")
    rendering = await jobs.accepted(database, job, ticket)
    assert rendering
    made = [Result(1, 1, PREVIEW)]
    await jobs.finish(database, rendering, made, Bill(1, 0), prompt_used="", now=NOW)
    assert await styles.latest_result(database, Member(9, 1), "house") == PREVIEW
    statement = f"UPDATE cards SET {hides}"  # noqa: S608 - of the list above
    await database.run(lambda connection: connection.execute(statement))
    assert await styles.latest_result(database, Member(9, 1), "house") == (PREVIEW if seen else None)
