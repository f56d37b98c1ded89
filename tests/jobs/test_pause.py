"""While the bot is paused nothing new is taken in and nothing that waits is sent to a paid host; what runs goes on."""

from pathlib import Path

import pytest

from domain.errors import Paused
from domain.job import JobState
from domain.price import Price
from jobs.pause import Pause
from tests.jobs.studio import Open, Script, Studio


def _pause(studio: Studio) -> Pause:
    return Pause(studio.path.with_name("paused"))


async def test_nothing_is_taken_in_and_what_waits_goes_on_afterwards(
    open_studio: Open, script: Script
) -> None:
    script.jobs_at_once = 1
    async with open_studio() as studio:
        running, waiting = await studio.ask(1), await studio.ask(2, user=2)
        await studio.until(running, JobState.RENDERING)
        _pause(studio).begin("The prices went up.")
        with pytest.raises(Paused) as refused:
            await studio.ask(3)
        assert refused.value.reason == "The prices went up."
        script.go.set()
        await studio.until(running, JobState.DONE)
        studio.worker.wake()
        await studio.shows(running)
        assert script.said.count("submit") == 1
        assert _pause(studio).end()
        await studio.until(waiting, JobState.DONE)
        await studio.ask(4)
    assert not _pause(studio).end()


async def test_a_job_that_is_about_to_be_called_waits_in_its_place(open_studio: Open, script: Script) -> None:
    script.uploading.clear()
    script.go.set()
    async with open_studio() as studio:
        job = await studio.ask(1)
        await script.reached("upload")
        _pause(studio).begin("")
        script.uploading.set()
        waits = await studio.until(job, JobState.QUEUED)
        assert (waits.called, waits.resent) == (False, 0)
        assert "submit" not in script.said
    async with open_studio() as studio:
        studio.worker.wake()
        assert "submit" not in script.said, "also after a restart"
        _pause(studio).end()
        await studio.until(job, JobState.DONE)
    assert script.said.count("submit") == 1


async def test_what_costs_nothing_goes_on_with_what_waits(open_studio: Open, script: Script) -> None:
    script.price = Price()
    script.jobs_at_once = 1
    async with open_studio() as studio:
        running, waiting = await studio.ask(1), await studio.ask(2, user=2)
        await studio.until(running, JobState.RENDERING)
        _pause(studio).begin("")
        script.go.set()
        await studio.until(waiting, JobState.DONE)


def test_a_reason_is_cut_and_a_file_that_cannot_be_read_pauses_all_the_same(tmp_path: Path) -> None:
    pause = Pause(tmp_path / "data" / "paused")
    assert not pause.on
    pause.begin("x" * 100_000)
    assert len(pause.reason) == 2000
    pause.end()
    (tmp_path / "data" / "paused").mkdir()
    assert (pause.on, pause.reason) == (True, "")
