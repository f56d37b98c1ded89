"""What holds for all processes of the bot: a pause, and hosts that rest."""

import asyncio
import time

from domain.errors import FailureKind
from jobs.pause import Pause
from jobs.routing import Routing
from jobs.standing import AllProcesses
from storage import standing
from storage.signals import Signals
from tests.jobs.studio import Open, Script, Studio, until
from tests.providers.host import QUICK


class Process:
    """What one process knows of the others."""

    def __init__(self, studio: Studio, script: Script, signals: Signals, name: str) -> None:
        self.routing = Routing([script], QUICK, time.time)
        self.pause = Pause(studio.path.with_name(name))
        self._others = AllProcesses(studio.database, self.pause, self.routing, signals)
        self.task = asyncio.create_task(self._others.run())


async def test_a_host_that_fails_in_one_process_rests_in_all_until_it_works_in_one(
    open_studio: Open, script: Script
) -> None:
    async with open_studio(working=False) as studio:
        signals = Signals()
        one, other = (Process(studio, script, signals, name) for name in ("one", "other"))
        job, tried = await studio.ask(1), await studio.ask(2)
        one.routing.failed(script, job, FailureKind.OUT_OF_FUNDS, "")
        await until(lambda: other.routing.seconds_down(script) > 0)
        await until(lambda: other.routing.takes(script))
        other.routing.given(script, tried)
        await until(lambda: not one.routing.takes(script))
        assert not one.routing.resting(script), "another process tries it"
        other.routing.succeeded(script)
        await until(lambda: one.routing.takes(script))
        assert one.routing.seconds_down(script) == 0
        for process in (one, other):
            process.task.cancel()


async def test_failures_in_several_processes_count_together(open_studio: Open, script: Script) -> None:
    async with open_studio(working=False) as studio:
        signals = Signals()
        processes = [Process(studio, script, signals, str(number)) for number in range(3)]
        for number, process in enumerate(processes, 1):
            job = await studio.ask(number, user=number)
            process.routing.failed(script, job, FailureKind.UNAVAILABLE, "")
        for process in processes:
            await until(lambda process=process: process.routing.seconds_down(script) > 0)
            process.task.cancel()


async def test_a_pause_for_all_is_heard_of_by_each(open_studio: Open, script: Script) -> None:
    async with open_studio(working=False) as studio:
        process = Process(studio, script, Signals(), "paused")
        await studio.database.run(lambda connection: standing.put(connection, standing.PAUSED, "New prices."))
        await until(lambda: process.pause.on)
        assert process.pause.reason == "New prices."
        assert await studio.database.run(lambda connection: standing.put(connection, standing.PAUSED, None))
        await until(lambda: not process.pause.on)
        process.task.cancel()
