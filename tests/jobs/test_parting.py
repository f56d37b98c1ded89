"""Messages that only their token reaches: before it ends, they say that the result will wait."""

import asyncio

import pytest

from domain.card import TOKEN_LIFE
from domain.job import JobState
from jobs.outbox import LAST_WORD
from tests.jobs.studio import Open, Script, Shown, reply

SOON = TOKEN_LIFE - LAST_WORD // 2  # the age of a token that has half a minute left


async def _told(shown: Shown, job_id: int) -> None:
    async with asyncio.timeout(20):
        while True:
            if job_id in shown.late:
                return
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("jobs_at_once", [1, 3], ids=["who waits", "who is worked on"])
async def test_before_its_token_ends_a_message_says_so(
    open_studio: Open, script: Script, shown: Shown, jobs_at_once: int
) -> None:
    script.jobs_at_once = jobs_at_once
    async with open_studio() as studio:
        lasting = await studio.ask(1, user=1)
        young = await studio.ask(2, user=2, reply_to=reply(lasting=False))
        ending = await studio.ask(3, user=3, reply_to=reply(lasting=False, age=SOON))
        await _told(shown, ending.id)
        assert not {lasting.id, young.id} & set(shown.late)


async def test_also_where_it_was_asked_for_before_a_restart(
    open_studio: Open, script: Script, shown: Shown
) -> None:
    script.jobs_at_once = 1
    async with open_studio() as studio:
        await studio.ask(1, user=1)
        waiting = await studio.ask(2, user=2, reply_to=reply(lasting=False, age=SOON))
        await _told(shown, waiting.id)
    shown.late.clear()
    async with open_studio():
        await _told(shown, waiting.id)


async def test_who_is_expected_to_take_longer_is_told_from_the_start(
    open_studio: Open, script: Script, shown: Shown
) -> None:
    script.jobs_at_once = 1
    script.usual_seconds = TOKEN_LIFE / 1000
    async with open_studio() as studio:
        lasting = await studio.ask(1, user=1)
        job = await studio.ask(2, user=2, reply_to=reply(lasting=False))
        await _told(shown, job.id)
        assert lasting.id not in shown.late


async def test_after_it_has_ended_no_progress_is_tried(
    open_studio: Open, script: Script, shown: Shown
) -> None:
    async with open_studio() as studio:
        gone = await studio.ask(1, user=1, reply_to=reply(lasting=False, age=TOKEN_LIFE))
        seen = await studio.ask(2, user=2)
        await studio.until(gone, JobState.RENDERING)
        await studio.until(seen, JobState.RENDERING)
        await script.reached("watch fal2")
        script.go.set()
        await studio.shows(seen)
        await studio.until(gone, JobState.DONE)
    assert seen.id in {job_id for job_id, _ in shown.progressed}
    assert gone.id not in {job_id for job_id, _ in shown.progressed}
