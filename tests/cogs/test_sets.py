"""The card of a set: what a member reads, and that no mix of ends and no prompt makes one that Discord refuses."""

from dataclasses import replace

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs import cards, sets
from cogs.words.words import ENGLISH
from domain.card import Card, Publication
from domain.errors import Failure, FailureKind
from domain.job import ACTIVE, Job, JobState, Phase, Progress, Result, StoredPicture
from domain.member import Member
from domain.picture import Loss, PictureFormat
from domain.quota import Account
from domain.request import RestyleRequest
from domain.visible import cleaned
from jobs.showing import Ended, Ending, Standing, to_go
from sandbox.rules.components import check_components
from tests.cogs import views

ADA = Member(1, 42)
CARD = Card(10**18 - 1, 1, ADA, 5, "en-US", "letter", False, Publication.SHOWN, 0)  # noqa: FBT003
PICTURE = StoredPicture("a" * 64, PictureFormat.JPEG, 10, 10, 100)
START = 1_800_000_000_000


def _part(
    part: int,
    state: JobState,
    *,
    prompt: str = "ink",
    images: int = 1,
    failure: FailureKind = FailureKind.UNAVAILABLE,
    results: int | None = None,
    counted: int = 0,
    loss: Loss | None = None,
) -> Ended:
    request = RestyleRequest(prompt=prompt, seed=7, images=images)
    job = Job(
        id=part + 1,
        card_id=CARD.id,
        part=part,
        tag=f"1.{part}",
        member=ADA,
        state=state,
        attempt=1,
        request=request,
        source="b" * 64,
        parent=None,
        provider="fal",
        ticket=None,
        called=True,
        cost=0,
        asked_at=START,
        started_at=None if state is JobState.QUEUED else START,
        finished_at=None if state in ACTIVE else START + 2000 * (part + 1),
        failure=Failure(kind=failure) if state is JobState.FAILED else None,
        prompt_used=None,
        loss=loss or Loss(),
    )
    made = images if results is None else results
    pictures = [Result(number, 7, PICTURE) for number in range(1, made + 1)] if state is JobState.DONE else []
    return Ended(job, pictures, "fal", counted)


def _ending(*parts: Ended) -> Ending:
    return Ending(CARD, parts, Account(13, 20))


def _set(*states: JobState) -> Ending:
    return _ending(*(_part(part, state) for part, state in enumerate(states)))


def _files(ending: Ending) -> list[str]:
    return [f"{number}.jpg" for number in range(len(ending.results))]


def _ended(ending: Ending) -> discord.ui.LayoutView:
    return sets.ended(ENGLISH, ending, _files(ending), set())


def _progress(
    so_far: Ending, progress: Progress | None, to_go: int | None = None, *, late: bool = False
) -> discord.ui.LayoutView:
    standing = Standing(so_far, progress, cancellable=True, late=late, to_go=to_go)
    return sets.progress(ENGLISH, standing, _files(so_far))


def _shown(view: discord.ui.LayoutView) -> list[str]:
    [gallery] = [item for item in view.walk_children() if isinstance(item, discord.ui.MediaGallery)]
    return [item.description or "" for item in gallery.items]


DONE, FAILED, CANCELLED = JobState.DONE, JobState.FAILED, JobState.CANCELLED
QUEUED, RENDERING = JobState.QUEUED, JobState.RENDERING


async def test_a_set_that_waits_says_the_place_of_its_first_picture_and_what_all_cost() -> None:
    view = _progress(_set(QUEUED, QUEUED, QUEUED), Progress(Phase.QUEUED, place=4, eta=90))
    assert views.text(view) == (
        "<@42> · 3 pictures · “ink”\n⏳ 4th in line, about 90 s · 3 pictures of your 10 left"
    )
    assert views.buttons(view) == {"Cancel": f"r1:cancel:{CARD.id}:letter"}


async def test_a_set_under_way_says_how_many_are_done_failed_and_to_go_and_shows_what_is_there() -> None:
    so_far = _set(DONE, FAILED, RENDERING, QUEUED, DONE)
    view = _progress(so_far, Progress(Phase.RENDERING, percent=30), 40)
    assert views.text(view).split("\n") == [
        "<@42> · 5 pictures · “ink”",
        "▓▓▓▓▓▓▓░░░░░ 2 of 5 done · 1 failed · 2 to go · about 40 s",
        "-# Picture 2 · The image host is not answering. Not charged.",
    ]
    assert [alt.split(",")[0] for alt in _shown(view)] == ["Picture 1 of 5", "Picture 5 of 5"]


async def test_what_holds_a_set_up_is_said_in_place_of_an_estimate() -> None:
    so_far = _set(DONE, QUEUED)
    unanswered = views.text(_progress(so_far, Progress(Phase.UNANSWERED), 40))
    assert "1 to go · the image host does not answer; it is tried again" in unanswered
    resting = Progress(Phase.QUEUED, place=1, rests_until=START)
    assert "the image host is resting, next try <t:1800000000:R>" in views.text(
        _progress(so_far, resting, 40)
    )
    assert views.text(_progress(so_far, None)).endswith("1 of 2 done · 1 to go")


async def test_a_set_that_will_be_out_of_reach_says_where_its_end_is() -> None:
    view = _progress(_set(DONE, QUEUED), None, 4000, late=True)
    assert views.text(view).endswith("If it takes longer, the result waits in /history.")
    assert list(views.buttons(view)) == ["Fetch", "Cancel"]


async def test_a_picture_keeps_its_number_whatever_became_of_those_before_it() -> None:
    view = _ended(_set(DONE, FAILED, DONE))
    buttons = views.buttons(view)
    assert list(buttons) == [
        *("1 · Vary", "3 · Vary", "Again", "Remix…", "Weaker", "Stronger", "⋯"),
        "Try 1 again",
    ]
    assert buttons["1 · Vary"] == f"r1:seed:{CARD.id}:letter:1"
    assert buttons["3 · Vary"] == f"r1:seed:{CARD.id}:letter:2:1"
    assert buttons["Try 1 again"] == f"r1:retry:{CARD.id}:letter"
    assert "-# Picture 2 · The image host is not answering. Not charged." in views.text(view)
    assert "-# made with AI · strength 0.8 · balanced · seed 7 · 6 s · fal · 7 left" in views.text(view)
    menu = views.buttons(cards.menu(ENGLISH, _set(DONE, FAILED, DONE)))
    assert menu["Use 3 as source"] == f"r1:source:{CARD.id}:letter:2:1"


async def test_what_is_said_of_several_pictures_is_said_once() -> None:
    parts = (
        _part(0, FAILED, failure=FailureKind.CONTENT_POLICY),
        _part(1, CANCELLED),
        _part(2, CANCELLED),
        _part(3, FAILED, failure=FailureKind.CONTENT_POLICY),
        _part(4, DONE, results=0, counted=1),
        _part(5, DONE, loss=Loss(motion=True)),
    )
    view = _ended(_ending(*parts))
    assert [line for line in views.text(view).split("\n") if line.startswith("-# Picture")] == [
        "-# Pictures 1, 4 · The image host's content check withheld it. Not charged.",
        "-# Pictures 2, 3 · Cancelled. Not charged.",
        "-# Picture 5 · A content check withheld it, and the image host charges for it, so it counts.",
        "-# Picture 6 · first frame only",
    ]
    assert "Try 2 again" in views.buttons(view), "what the content check withheld would be withheld again"


async def test_a_set_without_a_picture_says_why_and_what_can_be_done() -> None:
    view = _ended(_set(CANCELLED, CANCELLED))
    assert views.text(view) == "<@42> · 2 pictures · “ink”\n-# All pictures · Cancelled. Not charged."
    assert list(views.buttons(view)) == ["Try 2 again"]
    refused = _ending(*(_part(part, FAILED, failure=FailureKind.CONTENT_POLICY) for part in range(2)))
    assert list(views.buttons(_ended(refused))) == []


async def test_several_pictures_of_one_source_are_told_apart() -> None:
    view = _ended(_ending(_part(0, DONE, images=2), _part(1, DONE, images=2, results=1)))
    assert list(views.buttons(view))[:3] == ["1.1 · Vary", "1.2 · Vary", "2.1 · Vary"]
    assert "1 of 4 missing or withheld" in views.text(view)


states = st.lists(st.sampled_from(JobState), min_size=2, max_size=10)
kinds = st.sampled_from(FailureKind)
losses = st.builds(Loss, st.booleans(), st.sampled_from([None, "white", "black", "grey"]))
phases = st.none() | st.builds(
    Progress,
    st.sampled_from(Phase),
    place=st.none() | st.integers(0, 99),
    eta=st.none() | st.integers(1, 9999),
    rests_until=st.none() | st.just(START),
)
prompts = st.text(min_size=1, max_size=2000).filter(cleaned)


@st.composite
def sets_of_jobs(draw: st.DrawFn) -> Ending:
    """Two to ten parts, each with as many pictures as a card of so many has room for."""
    mix, prompt = draw(states), draw(prompts)
    images = draw(st.integers(1, min(4, 10 // len(mix))))
    return _ending(
        *(
            _part(
                part,
                state,
                prompt=prompt,
                images=images,
                failure=draw(kinds),
                results=draw(st.integers(0, images)),
                counted=draw(st.integers(0, 1)),
                loss=draw(losses),
            )
            for part, state in enumerate(mix)
        )
    )


@given(so_far=sets_of_jobs(), now=phases, left=st.none() | st.integers(1, 10_000), late=st.booleans())
async def test_whatever_became_of_its_pictures_a_set_is_a_card_that_discord_takes(
    *, so_far: Ending, now: Progress | None, left: int | None, late: bool
) -> None:
    shown = [
        _progress(so_far, now, left, late=late),
        cards.menu(ENGLISH, so_far),
        sets.waits(ENGLISH, so_far),
    ]
    if so_far.complete:
        shown.append(_ended(so_far))
    for view in shown:
        check_components(view.to_components(), v2=True)
        assert views.size(view) < views.MOST
        assert view.is_finished(), "what is not finished is kept by discord.py"


@given(sets_of_jobs())
async def test_every_picture_has_a_button_of_its_own_and_every_missing_one_a_reason(so_far: Ending) -> None:
    if so_far.complete and so_far.results:
        view = _ended(so_far)
        varied = [label for label in views.buttons(view) if label.endswith(" · Vary")]
        assert len(varied) == len(so_far.results) == len(_shown(view))
        notes = "\n".join(line for line in views.text(view).split("\n") if line.startswith("-# Picture"))
        missing = [one.job.part + 1 for one in so_far.jobs if not one.results]
        numbers = notes.replace(",", " ").split()
        assert all(str(number) in numbers for number in missing)


@pytest.mark.parametrize(
    ("mix", "seconds", "left"),
    [
        ((DONE, QUEUED, QUEUED), 10, 20),
        ((DONE, DONE, FAILED, RENDERING), 10, 5),
        ((QUEUED, QUEUED), 10, None),
        ((FAILED, RENDERING), 10, None),
        ((DONE, CANCELLED), 10, None),
        ((DONE, RENDERING), 0, 1),
    ],
)
def test_what_is_to_go_takes_as_long_as_what_is_done(
    mix: tuple[JobState, ...], seconds: int, left: int | None
) -> None:
    assert to_go(_set(*mix).jobs, START + 1000 * seconds) == left


async def test_of_a_set_whose_jobs_cannot_be_called_off_nothing_is_offered() -> None:
    standing = replace(Standing(_set(RENDERING, DONE), None, cancellable=False))
    assert views.buttons(sets.progress(ENGLISH, standing, ["1.jpg"])) == {}
