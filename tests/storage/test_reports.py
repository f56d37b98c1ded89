"""Reports: one of a member about a result, bounded, and decided once."""

import asyncio

import pytest

from domain.card import Admitted
from domain.errors import ReportedEnough
from domain.member import Member
from domain.preference import Preference
from domain.report import DAY, OF_ONE_A_DAY, OPEN_ABOUT_ONE, NewReport, Reason, Report, ReportState
from domain.rules import EVERYBODY
from storage import cards, events, preferences, reports
from storage.database import Database
from tests.storage.conftest import NOW, Reserve


async def _report(database: Database, card_id: int, user: int = 1, at: int = NOW) -> Report:
    new = NewReport("letter", card_id, Member(9, user), Reason.HATE, "look", "en-GB", at)
    return await reports.add(database, new)


@pytest.fixture
async def admitted(reserve: Reserve) -> Admitted:
    return await reserve(user=5)


async def test_a_member_reports_a_result_once_and_several_are_enough(
    database: Database, admitted: Admitted
) -> None:
    card_id = admitted.card.id
    for user in range(OPEN_ABOUT_ONE):
        report = await _report(database, card_id, user)
        assert (report.state, report.removed, report.decided_by) == (ReportState.OPEN, False, None)
    with pytest.raises(ReportedEnough) as again:
        await _report(database, card_id, 0)
    with pytest.raises(ReportedEnough) as many:
        await _report(database, card_id, 99)
    assert (again.value.why, many.value.why) == ("again", "many")


async def test_what_moderators_were_not_shown_is_told_where_they_have_a_channel_for_it(
    database: Database, admitted: Admitted
) -> None:
    shown, kept, decided = [await _report(database, admitted.card.id, user) for user in range(3)]
    await reports.posted(database, shown, 7, 8)
    await reports.decide(database, decided, ReportState.DISMISSED, actor=3)
    assert await reports.unposted(database, 10) == []
    everybody = Member(9, EVERYBODY)
    for channel, found in ((7, [kept]), (0, [])):
        await preferences.choose(database, everybody, Preference.LOG, channel, actor=3)
        assert await reports.unposted(database, 10) == found


async def test_a_member_reports_so_many_a_day(database: Database, reserve: Reserve) -> None:
    results = [(await reserve()).card.id for _ in range(OF_ONE_A_DAY + 1)]
    for card_id in results[:-1]:
        await _report(database, card_id)
    with pytest.raises(ReportedEnough) as refused:
        await _report(database, results[-1])
    assert refused.value.why == "today"
    await _report(database, results[-1], at=NOW + DAY)


async def test_of_many_decisions_at_once_one_counts(database: Database, admitted: Admitted) -> None:
    report = await _report(database, admitted.card.id)
    both = (ReportState.UPHELD, ReportState.DISMISSED) * 20
    said = await asyncio.gather(
        *(reports.decide(database, report, to, actor=actor) for actor, to in enumerate(both, 100))
    )
    [counted] = [one for one in said if one]
    kept = await reports.find(database, report.ref)
    assert kept
    assert (kept.state, kept.decided_by) == (counted.state, counted.decided_by)
    told = await database.run(
        lambda each: each.execute("SELECT count(*) FROM events WHERE kind LIKE 'report.%'").fetchone()
    )
    assert told == (2,)


async def test_what_is_deleted_closes_its_open_reports_and_no_decided_one(
    database: Database, admitted: Admitted
) -> None:
    first, second = [await _report(database, admitted.card.id, user) for user in (1, 2)]
    upheld = await reports.decide(database, first, ReportState.UPHELD, actor=7)
    assert upheld
    assert upheld.undone, "the result is still there"
    assert (await reports.undone(database, 9, 1)) == ([second], 1)
    await cards.delete(database, admitted.card, actor=8)
    one, other = await reports.about(database, admitted.card.id)
    assert (one.state, one.decided_by, one.undone) == (ReportState.UPHELD, 7, False)
    assert (other.state, other.decided_by, other.removed) == (ReportState.GONE, 8, True)
    assert (await reports.undone(database, 9, 10)) == ([], 0)
    [job] = admitted.jobs
    assert all("look" not in str(event) for event in await events.of_job(database, job.id))


async def test_where_it_is_shown_is_kept_and_letters_must_be_right(
    database: Database, admitted: Admitted
) -> None:
    report = await _report(database, admitted.card.id)
    await reports.posted(database, report, 50, 60)
    kept = await reports.find(database, report.ref)
    assert kept
    assert (kept.channel_id, kept.message_id) == (50, 60)
    wrong = type(report.ref)(report.id, "others")
    assert await reports.find(database, wrong) is None
