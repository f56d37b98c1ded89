"""Reports as moderators see them: whatever was written, they are messages that Discord takes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs import report_cards
from cogs.words.words import ENGLISH, Words, languages
from domain.card import Card, Publication, Spot
from domain.consent import Author
from domain.job import Job, JobState
from domain.member import Member
from domain.quota import Account
from domain.report import NOTE, Reason, Report, ReportState
from domain.request import PROMPT_LIMIT, RestyleRequest
from domain.visible import cleaned
from jobs.reports import Reported
from jobs.showing import Ended, Ending
from sandbox.rules.components import check_components
from tests.cogs import views

LANGUAGES = [ENGLISH, *languages().values()]
LONGEST = 2**63 - 1
WHO = Member(LONGEST, LONGEST)
PLACE = Spot(LONGEST, LONGEST, LONGEST)


def _reported(
    prompt: str = "ink", note: str = "", state: ReportState = ReportState.OPEN, *, removed: bool = False
) -> Reported:
    request = RestyleRequest(prompt=prompt, seed=1)
    job = Job(
        id=1, card_id=1, part=0, tag="1.0", member=WHO, state=JobState.DONE, attempt=1, request=request,
        source="a" * 64, parent=None, provider="fal", ticket=None, called=True, cost=0, asked_at=0,
        started_at=0, finished_at=1, failure=None, prompt_used=None, author=Author(LONGEST - 1),
    )  # fmt: skip
    card = Card(1, 1, WHO, LONGEST, "en", "letter", False, Publication.SHOWN, 0)  # noqa: FBT003
    report = Report(
        id=10**18 - 1, letters="letter", state=state, card_id=1, member=WHO, reason=Reason.MINE, note=note, locale="en",
        at=0, channel_id=1, message_id=1, decided_by=None if state is ReportState.OPEN else LONGEST, removed=removed,
    )  # fmt: skip
    return Reported(report, Ending(card, [Ended(job, [], "fal")], Account(0, 1)), PLACE)


def _written(most: int) -> st.SearchStrategy[str]:
    dense = st.text(st.sampled_from("`*_~|\\<>[]()#-😀字"), min_size=most // 2, max_size=most)
    return (st.text(min_size=1, max_size=most) | dense).map(lambda text: str(cleaned(text))).filter(bool)


@given(
    words=st.sampled_from(LANGUAGES), prompt=_written(PROMPT_LIMIT), note=_written(NOTE), named=st.booleans()
)
async def test_whatever_is_reported_is_a_message_that_discord_takes(
    words: Words, prompt: str, note: str, *, named: bool
) -> None:
    reported = _reported(prompt, note)
    listed = [
        replace(reported, report=replace(reported.report, id=10**18 - number))
        for number in range(1, report_cards.AT_ONCE + 1)
    ]
    for view in (
        report_cards.view(words, reported, named=named),
        report_cards.several(words, listed, 1000),
    ):
        check_components(view.to_components(), v2=True)
        assert views.size(view) <= views.MOST


@pytest.mark.parametrize("named", [True, False])
async def test_who_reported_is_said_where_moderators_alone_read(*, named: bool) -> None:
    said = views.text(report_cards.view(ENGLISH, _reported(), named=named))
    assert ("reported by" in said) == named


@pytest.mark.parametrize(
    ("state", "removed", "ways", "said"),
    [
        (
            ReportState.OPEN,
            False,
            ["Delete result", "Dismiss"],
            f"[A result](https://discord.com/channels/{LONGEST}",
        ),
        (ReportState.UPHELD, False, ["Delete result"], "it is still there"),
        (ReportState.UPHELD, True, [], "has deleted the result"),
        (ReportState.DISMISSED, False, [], "has dismissed this report"),
        (ReportState.GONE, True, [], "meanwhile"),
    ],
)
async def test_what_can_be_done_is_what_is_still_to_be_done(
    state: ReportState, ways: list[str], said: str, *, removed: bool
) -> None:
    view = report_cards.view(ENGLISH, _reported(state=state, removed=removed), named=True)
    assert views.labels(view) == ways
    assert said in views.text(view)
    assert ("](https" in views.text(view)) != removed
