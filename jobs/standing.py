"""What holds for all processes of the bot: that its operator has paused it, and which hosts rest.

Each looks now and then, and when it is told to; what it knows is as old as that. What one of them changes, it changes in
the database, from what is there.
"""

import asyncio
import logging
from contextlib import suppress

from jobs.pause import Pause
from jobs.routing import Act, Routing
from providers.breaker import State
from storage import standing
from storage.database import Database
from storage.signals import Signals, Topic

log = logging.getLogger(__name__)

EVERY = 2.0  # seconds


class AllProcesses:
    """Brings what others have said to the pause and the breakers of this process, and to others what is said here."""

    def __init__(self, database: Database, pause: Pause, routing: Routing, signals: Signals) -> None:
        self._database = database
        self._pause = pause
        self._routing = routing
        self._signals = signals
        self._changed = asyncio.Event()
        self._unsaid = asyncio.Queue[tuple[str, Act]]()
        routing.told = lambda name, act: self._unsaid.put_nowait((name, act))
        signals.on(Topic.STANDING, lambda _: self._changed.set())

    async def run(self) -> None:
        """Look and say, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_looking())
            group.create_task(self._keep_saying())

    async def _keep_looking(self) -> None:
        while True:
            self._changed.clear()
            await self.look()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), EVERY)

    async def look(self) -> None:
        """Take in what holds now."""
        said = await standing.everything(self._database)
        self._pause.hear(said.get(standing.PAUSED))
        for name, breaker in self._routing.breakers.items():
            breaker.state = _state(said.get(_named(name)))

    async def _keep_saying(self) -> None:
        while True:
            name, act = await self._unsaid.get()
            await self.say(name, act)

    async def say(self, name: str, act: Act) -> None:
        """Let the breaker of a host, as it is for all, hear what this one has heard."""
        breaker = self._routing.breakers[name]

        def change(stored: str | None) -> str:
            shared = breaker.like(_state(stored))
            act(shared)
            return shared.state.model_dump_json()

        breaker.state = _state(await standing.change(self._database, _named(name), change))
        self._signals.send(Topic.STANDING)


def _named(host: str) -> str:
    return f"breaker of {host}"


def _state(stored: str | None) -> State:
    return State.model_validate_json(stored) if stored else State()
