"""A host that fails rests: who waits for it goes elsewhere, or waits, or is told; and it is tried again with care."""

import asyncio
from dataclasses import replace

import pytest

from domain.errors import Failure, FailureKind, NotSent, Unreachable
from domain.job import Job, JobState, Phase
from domain.quota import Caps
from domain.styles import Lora, LoraKind, Style
from jobs import clock
from jobs.routing import Routing
from providers.breaker import JOBS
from providers.provider import Capabilities
from storage import jobs
from tests.jobs.studio import Open, Script, Shown, Studio
from tests.providers.host import QUICK

MINUTE = 60 * 1000
SLOW = replace(QUICK, rest=(600.0,))
STYLE = Style(name="House", loras=(Lora(path="p"),))


def _unsent(kind: FailureKind) -> NotSent:
    return NotSent(Failure(kind=kind))


async def _older(studio: Studio, milliseconds: int) -> None:
    """Everybody in line has waited so much longer."""
    await studio.database.run(
        lambda connection: connection.execute("UPDATE jobs SET asked_at = asked_at - ?", (milliseconds,))
    )


def _rest(routing: Routing, script: Script, job: Job) -> None:
    routing.failed(script, job, FailureKind.OUT_OF_FUNDS, "locked")
    assert routing.resting(script)


async def test_a_host_that_fails_several_members_rests_and_is_tried_again(
    open_studio: Open, script: Script
) -> None:
    script.submitting = [Unreachable("ReadTimeout") for _ in range(JOBS)]
    script.go.set()
    async with open_studio() as studio:
        for number in range(1, JOBS + 1):
            await studio.shows(await studio.ask(number, user=number))
        assert studio.routing.resting(script)
        assert (await studio.shows(await studio.ask(9))).job.state is JobState.DONE
    assert script.said.count("submit") == JOBS + 1


async def test_one_member_s_odd_requests_close_no_host_for_others(open_studio: Open, script: Script) -> None:
    script.submitting = [Unreachable("500") for _ in range(8)]
    script.go.set()
    async with open_studio(pauses=SLOW) as studio:
        for number in range(1, 9):
            await studio.shows(await studio.ask(number, user=1))
        assert (await studio.shows(await studio.ask(9, user=2))).job.state is JobState.DONE


async def test_one_job_s_own_tries_are_one_failure(open_studio: Open, script: Script) -> None:
    script.submitting = [_unsent(FailureKind.UNAVAILABLE) for _ in range(6)]
    async with open_studio(pauses=SLOW) as studio:
        for number in (1, 2):
            await studio.shows(await studio.ask(number, user=number))
        assert not studio.routing.resting(script)
    assert script.said.count("submit") == 6


async def test_ordinary_429s_are_no_reason_to_rest(open_studio: Open, script: Script) -> None:
    script.submitting = [_unsent(FailureKind.RATE_LIMITED) for _ in range(12)]
    async with open_studio(pauses=SLOW) as studio:
        for number in range(1, 5):
            await studio.shows(await studio.ask(number, user=number))
        assert not studio.routing.resting(script)


async def test_after_a_rest_one_job_tries_and_the_others_follow_when_it_ends_well(
    open_studio: Open, script: Script
) -> None:
    script.jobs_at_once = 6
    async with open_studio(working=False) as studio:
        asked = [await studio.ask(number, user=number) for number in range(1, 7)]
    async with open_studio(pauses=replace(QUICK, rest=(0.0,))) as studio:
        studio.routing.failed(script, asked[0], FailureKind.OUT_OF_FUNDS, "locked")
        script.go.set()
        for job in asked:
            assert (await studio.shows(job)).job.state is JobState.DONE
    assert script.said[:5] == ["upload", "submit", "watch fal1", "fetch fal1", "download u"]


async def test_a_job_that_tries_a_host_and_is_cancelled_lets_the_next_one_try(
    open_studio: Open, script: Script
) -> None:
    async with open_studio(working=False) as studio:
        asked = [await studio.ask(number, user=number) for number in (1, 2)]
    async with open_studio(pauses=replace(QUICK, rest=(0.0,))) as studio:
        studio.routing.failed(script, asked[0], FailureKind.OUT_OF_FUNDS, "locked")
        await studio.until(asked[0], JobState.RENDERING)
        await studio.cancel(asked[0].id)
        script.go.set()
        assert (await studio.shows(asked[1])).job.state is JobState.DONE
    assert script.most_at_once == 1


async def test_a_short_rest_throws_nobody_out_however_long_they_have_waited_in_line(
    open_studio: Open, script: Script
) -> None:
    async with open_studio(working=False) as studio:
        asked = [await studio.ask(number, user=number) for number in range(1, 12)]
        await _older(studio, 16 * MINUTE)
    script.go.set()
    async with open_studio(working=False, pauses=replace(QUICK, rest=(0.3,))) as studio:
        _rest(studio.routing, script, asked[0])
        running = asyncio.create_task(studio.worker.run())
        for job in asked:
            assert (await studio.shows(job)).job.state is JobState.DONE
        await studio.worker.stop(5)
        await running


async def test_who_has_waited_long_for_a_host_that_has_rested_long_is_refunded_and_told(
    open_studio: Open, script: Script
) -> None:
    async with open_studio(working=False) as studio:
        job = await studio.ask(1)
        await _older(studio, 16 * MINUTE)
    async with open_studio(pauses=replace(SLOW, line=0.0)) as studio:
        studio.routing.failed(script, job, FailureKind.OUT_OF_FUNDS, "locked")
        ending = await studio.shows(job)
    assert ending.job.failure is not None
    assert ending.job.failure.kind is FailureKind.UNAVAILABLE
    assert ending.account.used == 0
    assert script.said == []


async def test_who_waits_for_a_host_that_rests_goes_elsewhere(open_studio: Open, script: Script) -> None:
    other = Script(name="other")
    other.go.set()
    script.submitting = [_unsent(FailureKind.OUT_OF_FUNDS) for _ in range(2)]
    async with open_studio(other, working=False) as studio:
        asked = [await studio.ask(number) for number in (1, 2, 3)]
    async with open_studio(other, pauses=SLOW) as studio:
        for job in asked:
            assert (await studio.shows(job)).job.provider == "other"
        assert (await studio.shows(await studio.ask(4))).job.provider == "other"
    assert script.said.count("submit") <= 2


async def test_where_no_host_can_be_reached_a_job_ends_after_its_tries(
    open_studio: Open, script: Script
) -> None:
    other = Script(name="other")
    for one in (script, other):
        one.submitting = [_unsent(FailureKind.UNAVAILABLE) for _ in range(99)]
    async with open_studio(other) as studio:
        ended = (await studio.shows(await studio.ask(1))).job
        assert (ended.state, ended.provider) == (JobState.FAILED, "other")
        assert (await studio.account()).used == 0
    assert script.said.count("submit") == 1
    assert other.said.count("submit") == 1 + len(QUICK.submit)


async def test_who_waits_for_any_host_of_a_kind_waits_for_one_that_does_not_rest(
    open_studio: Open, script: Script
) -> None:
    second, other = Script(name=f"{script.name}#2"), Script(name="other")
    for one in (script, second, other):
        one.go.set()
    async with open_studio(second, other, working=False, pauses=SLOW) as studio:
        asked = [await studio.ask(number) for number in range(1, 4)]
        _rest(studio.routing, script, asked[0])
        running = asyncio.create_task(studio.worker.run())
        for job in asked:
            assert (await studio.shows(job)).job.provider == second.name
        await studio.worker.stop(5)
        await running


async def test_while_one_of_a_kind_rests_the_line_is_still_that_of_all(
    open_studio: Open, script: Script
) -> None:
    second, third = (Script(name=f"{script.name}#{number}") for number in (2, 3))
    async with open_studio(second, third, working=False, pauses=SLOW) as studio:
        _rest(studio.routing, script, await studio.ask(1))
        assert (await studio.ask(2)).provider == script.name
        assert studio.routing.rests_until(script) is None, "two go on"
        for one in (second, third):
            _rest(studio.routing, one, await studio.ask(3))
        assert studio.routing.rests_until(script) is not None


async def test_those_who_can_go_elsewhere_do_however_many_before_them_cannot(
    open_studio: Open, script: Script
) -> None:
    script.capabilities = Capabilities(loras=frozenset(LoraKind))
    other = Script(name="other")
    other.go.set()
    async with open_studio(other, working=False) as studio:
        bound = [await studio.ask(number, user=number, style=STYLE) for number in range(1, 61)]
        plain = await studio.ask(70, user=70)
    async with open_studio(other, working=False, pauses=SLOW) as studio:
        _rest(studio.routing, script, plain)
        running = asyncio.create_task(studio.worker.run())
        assert (await studio.shows(plain)).job.provider == "other"
        first = await jobs.find(studio.database, bound[0].id)
        assert first is not None
        assert (first.state, first.provider) == (JobState.QUEUED, "fal")
        await studio.worker.stop(5)
        await running


@pytest.mark.parametrize(
    "can", [Capabilities(max_pixels=63), Capabilities(min_side=9)], ids=["too large", "too small"]
)
async def test_nobody_is_moved_to_a_host_that_cannot_do_it(
    open_studio: Open, script: Script, can: Capabilities
) -> None:
    other = Script(name="other", capabilities=can)
    async with open_studio(other, working=False) as studio:
        job = await studio.ask(1)
        await _older(studio, 16 * MINUTE)  # nor thrown out, since the rest is short
    async with open_studio(other, working=False, pauses=replace(QUICK, rest=(0.3,))) as studio:
        _rest(studio.routing, script, job)
        script.go.set()
        running = asyncio.create_task(studio.worker.run())
        ending = await studio.shows(job)
        assert (ending.job.state, ending.job.provider) == (JobState.DONE, "fal")
        await studio.worker.stop(5)
        await running
    assert other.said == []


async def test_a_line_of_a_host_that_is_no_longer_configured_goes_to_the_next(
    open_studio: Open, script: Script
) -> None:
    other = Script(name="other")
    other.go.set()
    async with open_studio(working=False) as studio:
        asked = [await studio.ask(number, user=number) for number in (1, 2)]
        await jobs.claim(studio.database, "fal", Caps(), 0)
    async with open_studio(only=[other]) as studio:
        for job in asked:
            ending = await studio.shows(job)
            assert (ending.job.state, ending.job.provider) == (JobState.DONE, "other")


async def test_who_can_go_nowhere_else_is_refunded_and_told(open_studio: Open, script: Script) -> None:
    script.capabilities = Capabilities(loras=frozenset(LoraKind))
    async with open_studio(working=False) as studio:
        job = await studio.ask(1, style=STYLE)
    async with open_studio(only=[Script(name="other")]) as studio:
        ending = await studio.shows(job)
    assert ending.job.failure is not None
    assert ending.job.failure.kind is FailureKind.UNAVAILABLE
    assert ending.account.used == 0


async def test_until_when_a_host_rests_can_be_told(open_studio: Open, script: Script) -> None:
    async with open_studio(working=False, pauses=SLOW) as studio:
        assert studio.routing.rests_until(script) is None
        before = clock.now()
        _rest(studio.routing, script, await studio.ask(1))
        until = studio.routing.rests_until(script)
        assert until is not None
        assert before <= until - 600_000 <= clock.now()


async def test_a_card_promises_no_seconds_while_its_host_rests(
    open_studio: Open, script: Script, shown: Shown
) -> None:
    async with open_studio(pauses=replace(QUICK, rest=(60.0,))) as studio:
        first = await studio.ask(1)
        studio.routing.failed(script, first, FailureKind.OUT_OF_FUNDS, "locked")
        waiting = await studio.ask(2, user=2)
        async with asyncio.timeout(20):
            while True:
                told = [progress for job_id, progress in shown.progressed if job_id == waiting.id]
                if told:
                    break
                await asyncio.sleep(0.01)
        assert told[-1].rests_until is not None
        assert told[-1].eta is None


async def test_a_host_that_does_not_answer_is_said_and_not_sending(
    studio: Studio, script: Script, shown: Shown
) -> None:
    script.submitting = [NotSent(Failure(kind=FailureKind.UNAVAILABLE))]
    script.go.set()
    job = await studio.ask(1)
    await studio.shows(job)
    phases = [progress.phase for job_id, progress in shown.progressed if job_id == job.id]
    assert Phase.UNANSWERED in phases[phases.index(Phase.SENDING) :]
