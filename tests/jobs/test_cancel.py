"""Who changes their mind: what is stopped, what it still costs, and whose place is free."""

from dataclasses import replace

import pytest

from domain.errors import (
    Failure,
    FailureKind,
    NotSent,
    NotYours,
    TooLate,
    TooManyCancels,
    Unreachable,
)
from domain.job import Job, JobState
from domain.price import Price
from providers.provider import Capabilities, Rendered, RenderedPicture
from storage import ledger
from tests import stored
from tests.jobs.studio import LIMITS, Open, Script, Shown, Studio
from tests.providers.host import QUICK


async def test_a_job_in_line_is_free(open_studio: Open, script: Script) -> None:
    script.jobs_at_once = 0
    async with open_studio() as studio:
        job = await studio.ask(1)
        await studio.cancel(job.id)
        ending = await studio.shows(job)
        assert ending.job.state is JobState.CANCELLED
        assert (ending.account.used, await studio.cost()) == (0, 0)
    assert script.said == []


@pytest.mark.parametrize("stops", [False, True], ids=["it goes on", "it stops"])
async def test_what_was_paid_for_costs_unless_its_host_says_that_it_bills_nothing(
    studio: Studio, script: Script, *, stops: bool
) -> None:
    script.stops = stops
    job = await studio.ask(1)
    await studio.until(job, JobState.RENDERING)
    await script.reached("watch fal1")
    await studio.cancel(job.id)
    ending = await studio.shows(job)
    assert ending.job.state is JobState.CANCELLED
    assert script.said == ["upload", "submit", "watch fal1", "cancel fal1"]
    assert (ending.account.used, await studio.cost()) == (0, 0 if stops else 64)
    assert await stored.counted(studio.database, job.id) == 0
    assert await ledger.unbalanced(studio.database) == []


async def test_what_is_called_off_comes_back_and_what_it_has_cost_does_not(
    open_studio: Open, script: Script
) -> None:
    async with open_studio(limits=replace(LIMITS, paid_cancels=21)) as studio:
        for number in range(1, 22):  # more than a day's allowance
            await _cancelled(studio, await studio.ask(number))
        assert await studio.cost() == 21 * 64
        assert await ledger.unbalanced(studio.database) == []
    assert script.said.count("submit") == 21


async def _cancelled(studio: Studio, job: Job, *, moderator: bool = False) -> None:
    await studio.until(job, JobState.RENDERING)
    await studio.cancel(job.id, user=2 if moderator else 1, moderator=moderator)
    await studio.shows(job)


async def test_what_is_paid_for_is_cancelled_so_often_a_day_and_then_goes_on(
    open_studio: Open, script: Script
) -> None:
    async with open_studio(limits=replace(LIMITS, paid_cancels=2)) as studio:
        await _cancelled(studio, await studio.ask(1))
        script.stops = True
        await _cancelled(studio, await studio.ask(2))
        script.stops = False
        await _cancelled(studio, await studio.ask(3), moderator=True)
        await _cancelled(studio, await studio.ask(4))
        job = await studio.ask(5)
        await studio.until(job, JobState.RENDERING)
        with pytest.raises(TooManyCancels) as refused:
            await studio.cancel(job.id)
        assert refused.value.limit == 2, "neither what a host did not bill, nor a moderator's, counts"
        script.go.set()
        await studio.until(job, JobState.DONE)


async def test_of_several_those_are_cancelled_that_are_not_paid_for(
    open_studio: Open, script: Script
) -> None:
    script.jobs_at_once = 1
    async with open_studio(limits=replace(LIMITS, paid_cancels=0)) as studio:
        running, waiting = await studio.ask_for(1, 1, 1)
        await studio.until(running, JobState.RENDERING)
        await studio.cancel(running.id)
        await studio.until(waiting, JobState.CANCELLED)
        with pytest.raises(TooManyCancels):
            await studio.cancel(running.id)
        script.go.set()
        await studio.until(running, JobState.DONE)


async def test_what_costs_nothing_is_cancelled_as_often_as_anybody_likes(
    open_studio: Open, script: Script
) -> None:
    script.price = Price()
    async with open_studio(limits=replace(LIMITS, paid_cancels=0)) as studio:
        await _cancelled(studio, await studio.ask(1))


@pytest.mark.parametrize("stops", [False, True], ids=["it goes on", "it stops"])
async def test_a_job_that_is_cancelled_during_its_call_is_called_off_when_that_is_answered(
    studio: Studio, script: Script, *, stops: bool
) -> None:
    async def cancel() -> None:
        await studio.cancel(1)

    script.stops, script.on_submit = stops, cancel
    ending = await studio.shows(await studio.ask(1))
    assert ending.job.state is JobState.CANCELLED
    assert script.said == ["upload", "submit", "cancel fal1"]
    assert (ending.account.used, await studio.cost()) == (0, 0 if stops else 64)


@pytest.mark.parametrize(
    ("error", "cost"),
    [(NotSent(Failure(kind=FailureKind.RATE_LIMITED)), 0), (Unreachable("ReadTimeout"), 64)],
    ids=["it was refused", "nobody knows"],
)
async def test_a_job_that_is_cancelled_during_a_call_that_fails_costs_where_that_may_have_been_taken(
    studio: Studio, script: Script, error: Exception, cost: int
) -> None:
    async def cancel() -> None:
        await studio.cancel(1)

    script.on_submit, script.submitting = cancel, [error]
    ending = await studio.shows(await studio.ask(1))
    assert ending.job.state is JobState.CANCELLED
    assert (ending.account.used, await studio.cost()) == (0, cost)
    assert script.said == ["upload", "submit"]


async def test_a_job_whose_source_goes_up_ends_at_once(studio: Studio, script: Script) -> None:
    script.jobs_at_once = 1
    script.uploading.clear()
    job = await studio.ask(1)
    await script.reached("upload")
    await studio.cancel(job.id)
    ending = await studio.shows(job)
    assert (ending.job.state, ending.account.used) == (JobState.CANCELLED, 0)
    other = await studio.ask(2)
    await script.reached("upload", times=2)  # the first one's place is free
    script.uploading.set()
    script.go.set()
    assert (await studio.shows(other)).job.state is JobState.DONE
    assert script.said.count("submit") == 1


async def test_a_fault_of_ours_keeps_no_ending_from_its_member(
    studio: Studio, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: object) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(script, "cancel", broken)
    job = await studio.ask(1)
    await studio.until(job, JobState.RENDERING)
    await studio.cancel(job.id)
    assert (await studio.shows(job)).job.state is JobState.CANCELLED


async def test_a_free_host_s_job_is_free(studio: Studio, script: Script) -> None:
    script.capabilities = Capabilities(cancel=True, forgets=True)
    script.stops = True
    job = await studio.ask(1)
    await studio.until(job, JobState.RENDERING)
    await studio.cancel(job.id)
    assert ((await studio.shows(job)).account.used, await studio.cost()) == (0, 0)


async def test_a_host_that_cannot_be_reached_has_not_said_that_it_stopped(
    studio: Studio, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unreachable(_: object) -> bool:
        raise Unreachable("ConnectError")

    monkeypatch.setattr(script, "cancel", unreachable)
    job = await studio.ask(1)
    await studio.until(job, JobState.RENDERING)
    await studio.cancel(job.id)
    assert ((await studio.shows(job)).account.used, await studio.cost()) == (0, 64)


async def test_a_job_that_rests_can_be_cancelled(open_studio: Open, script: Script) -> None:
    script.stops = True
    script.watching = [Unreachable("ConnectError")] * 3
    async with open_studio() as studio:
        job = await studio.ask(1)
        await script.reached("watch fal1")
        await studio.cancel(job.id)
        ending = await studio.shows(job)
        assert (ending.job.state, ending.account.used) == (JobState.CANCELLED, 0)
    assert script.said.count("cancel fal1") == 1


@pytest.mark.parametrize("moderator", [False, True])
async def test_only_who_asked_or_a_moderator_may_cancel(
    studio: Studio, script: Script, *, moderator: bool
) -> None:
    job = await studio.ask(1)
    await studio.until(job, JobState.RENDERING)
    with pytest.raises(NotYours):
        await studio.cancel(job.id, user=2)
    await studio.cancel(job.id, user=777 if moderator else 1, moderator=moderator)
    await studio.shows(job)
    with pytest.raises(TooLate):
        await studio.cancel(job.id)
    row = await studio.database.run(
        lambda connection: connection.execute("SELECT who FROM ledger WHERE why = 'cancelled'").fetchone()
    )
    assert row == ((777 if moderator else 1),)


async def test_the_place_is_free_when_the_host_has_ended_however_long_fetching_takes(
    studio: Studio, script: Script
) -> None:
    script.jobs_at_once = 1
    script.go.set()
    script.sending.clear()
    asked = [await studio.ask(number, user=number) for number in (1, 2, 3)]
    await script.reached("download u", times=3)
    script.sending.set()
    for job in asked:
        assert (await studio.shows(job)).job.state is JobState.DONE
    assert script.most_at_once == 1


async def test_its_place_is_free_when_its_host_has_been_told_however_long_showing_takes(
    open_studio: Open, script: Script, shown: Shown
) -> None:
    script.jobs_at_once = 1
    shown.open.clear()
    async with open_studio(pauses=replace(QUICK, beat=3600)) as studio:
        first, second = await studio.ask(1), await studio.ask(2)
        await studio.until(first, JobState.RENDERING)
        await studio.cancel(first.id)
        await studio.until(second, JobState.RENDERING)
        assert shown.endings == []
        shown.open.set()
        script.go.set()
        await studio.shows(second)


async def test_fetching_ends_when_nobody_waits_any_more(studio: Studio, script: Script) -> None:
    script.go.set()
    script.sending.clear()
    job = await studio.ask(1)
    await script.reached("download u")
    await studio.cancel(job.id)
    ending = await studio.shows(job)
    assert (ending.job.state, ending.account.used) == (JobState.CANCELLED, 0)


async def test_what_is_being_fetched_finishes_while_the_bot_stops(open_studio: Open, script: Script) -> None:
    script.answer = Rendered((RenderedPicture("u", flagged=False),), None, "")
    script.go.set()
    script.sending.clear()
    async with open_studio() as studio:
        job = await studio.ask(1)
        await script.reached("download u")
        stopping = await studio.begins_to_stop(20)
        script.sending.set()
        await stopping
        assert (await studio.shows(job)).job.state is JobState.DONE
