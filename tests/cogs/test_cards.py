"""Cards: what a member reads, and that no prompt can make one that Discord refuses."""

from pathlib import Path

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs import cards
from domain.errors import Failure, FailureKind
from domain.job import Account, Job, JobState, Parent, Phase, Progress, Result, StoredPicture
from domain.picture import PictureFormat
from domain.request import RestyleRequest, cleaned
from domain.styles import Style
from jobs.delivery import Ending
from sandbox.rules.components import check_components

ACCOUNT = Account(13, 20)
PICTURE = StoredPicture("a" * 64, PictureFormat.JPEG, 10, 10, 100)


def _job(state: JobState = JobState.DONE, prompt: str = "ink", **changes: object) -> Job:
    images = changes.pop("images", 2)
    request = RestyleRequest.model_validate(
        {"prompt": prompt, "seed": 2**31 - 1, "images": images, **changes}
    )
    return Job(
        id=10**18 - 1,
        interaction_id=1,
        part=0,
        guild_id=1,
        user_id=42,
        state=state,
        attempt=1,
        request=request,
        source="b" * 64,
        parent=Parent(1, 2, 77),
        provider="fal",
        ticket=None,
        called=True,
        cost=0,
        asked_at=0,
        started_at=1000,
        finished_at=7200,
        failure=Failure(kind=FailureKind.UNAVAILABLE) if state is JobState.FAILED else None,
        prompt_used="ink",
    )


def _text(view: discord.ui.LayoutView) -> str:
    return "\n".join(
        item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay)
    )


def _labels(view: discord.ui.LayoutView) -> list[str]:
    return [item.label or "" for item in view.walk_children() if isinstance(item, discord.ui.Button)]


def _ending(job: Job, results: int) -> tuple[Ending, list[str]]:
    made = [(Result(number, job.request.seed, PICTURE), Path("x")) for number in range(1, results + 1)]
    files = [f"restyle-{number}.jpg" for number in range(results)]
    return Ending(job, made, ACCOUNT, "fal"), files


async def test_a_waiting_card_says_place_estimate_and_cost() -> None:
    waiting = Progress(Phase.QUEUED, place=3, eta=40)
    view = cards.progress(_job(JobState.QUEUED), waiting, Account(13, 20), cancellable=True)
    assert _text(view) == "⏳ Restyling for <@42> · 3rd in line, about 40 s · uses 2 of your 9 left today"
    assert _labels(view) == ["Cancel"]


async def test_a_working_card_has_a_bar_only_where_the_host_tells_a_percentage() -> None:
    job = _job(JobState.RENDERING)
    told = Progress(Phase.RENDERING, percent=58, picture=2)
    assert (
        _text(cards.progress(job, told, ACCOUNT, cancellable=True)) == "▓▓▓▓▓▓▓░░░░░ 58 %  rendering 2 of 2"
    )
    silent = Progress(Phase.RENDERING, elapsed=8, usual=20)
    view = cards.progress(job, silent, ACCOUNT, cancellable=False)
    assert _text(view) == "⏳ Restyling for <@42> · rendering · 8 s of the usual 20 s"
    assert _labels(view) == [], "no Cancel where the host cannot"
    queued = Progress(Phase.RENDERING, place=2)
    assert "2nd in the image host's line" in _text(cards.progress(job, queued, ACCOUNT, cancellable=True))


async def test_a_result_names_how_it_was_made_and_what_it_came_from() -> None:
    ending, files = _ending(_job(style=Style(name="Watercolour")), 2)
    view = cards.ended(ending, files, "compressed to fit Discord's limit")
    text = _text(view)
    assert "↳ variation of #2 by <@77>" in text
    assert "watercolour · strength 0.8 · seed 2147483647 · 6.2 s · fal · 7 left today · compressed" in text
    assert _labels(view) == ["#1 · 2147483647", "#2 · 2147483647", "Again", "Weaker", "Stronger"]


async def test_what_was_withheld_is_said() -> None:
    ending, files = _ending(_job(images=3), 1)
    assert "2 of 3 missing or withheld" in _text(cards.ended(ending, files))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (JobState.CANCELLED, "Cancelled. Nothing was charged."),
        (JobState.FAILED, "The image host is not answering. Nothing was charged."),
    ],
)
async def test_an_end_without_pictures_says_so_and_offers_another_try(state: JobState, words: str) -> None:
    view = cards.ended(_ending(_job(state), 0)[0], [])
    assert words in _text(view)
    assert _labels(view) == ["Try again"]


@given(prompt=st.text(min_size=1, max_size=2000).filter(cleaned), images=st.integers(1, 4))
async def test_whatever_the_prompt_every_card_is_one_that_discord_takes(prompt: str, images: int) -> None:
    job = _job(prompt=prompt, images=images)
    ending, files = _ending(job, images)
    view = cards.ended(ending, files)
    check_components(view.to_components(), v2=True)
    assert "\n" not in cards.quoted(job)
    assert len(cards.quoted(job)) <= 2 * cards.PROMPT_SHOWN + 2


@pytest.mark.parametrize(
    "hostile", ["@everyone", "<@1>", "`` ` ``", "# big", "[x](http://evil)", "||spoiler||"]
)
async def test_a_prompt_is_shown_as_text(hostile: str) -> None:
    shown = cards.quoted(_job(prompt=hostile))
    assert shown.startswith("“")
    assert not shown.endswith("(http://evil)”") or "\\[" in shown


async def test_a_finished_card_is_kept_nowhere() -> None:
    """discord.py keeps every view that can be dispatched and is not finished, forever where it has no timeout."""
    assert cards.ended(*_ending(_job(), 1)).is_finished()


def test_places_and_times_are_said_as_people_say_them() -> None:
    assert [cards.ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th")
    ]
    assert [cards.duration(seconds) for seconds in (1, 119, 120, 3600, 7200)] == [
        *("1 s", "119 s", "2 min", "60 min", "2 h")
    ]


@given(st.floats(-1, 2))
def test_a_bar_is_always_as_long(part: float) -> None:
    assert len(cards.bar(part)) == cards.BAR
