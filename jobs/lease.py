"""A worker's lease on a job: the job as last written, and the wish of others that the work on it stops."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TypeVar

from domain.job import Job, Ticket

Value = TypeVar("Value")


class LeaseLost(Exception):
    """The job is no longer ours: cancelled, or taken over. Whatever was meant to happen to it, did not."""


class Stopping(Exception):
    """The bot is stopping: the job stays as it is, and the next start takes it up."""


class Woken(Enum):
    """What ended a wait."""

    EVENT = auto()  # what was waited for has come
    INTERRUPTED = auto()  # the work is to stop
    TICK = auto()  # neither, for a while


@dataclass(eq=False)
class JobLease:
    """One job in the hands of one worker."""

    job: Job
    held: bool = True  # False: it is being let go of, so no sign of life may come after that
    at_host: bool = True  # it has one of its host's places
    calling: bool = False  # a paid call is on the wire
    ticket: Ticket | None = None  # as the host gave it, also where that came too late to be written
    unsent: bool = False  # the last paid call provably did not happen
    task: "asyncio.Task[None] | None" = None
    freed: Callable[[], None] = lambda: None
    _lost: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def lose(self) -> None:
        """Ask the work to stop: the job is not ours any more."""
        self._lost.set()

    def stop(self) -> None:
        """Ask the work to stop where it can be taken up by the next start; what is being fetched may finish."""
        self._stopping.set()

    def host_ended(self) -> None:
        """Note that the host has done its part: its place is free, however long fetching takes."""
        self.at_host = False
        self.freed()

    def check(self) -> None:
        """Raise LeaseLost or Stopping where the work is to stop, before something that cannot be stopped."""
        if self._lost.is_set():
            raise LeaseLost
        if self._stopping.is_set():
            raise Stopping

    async def write(self, change: Awaitable[Job | None]) -> Job:
        """Make a fenced write and keep what it answers; raises LeaseLost where the job is no longer ours."""
        written = await change
        if written is None:
            raise LeaseLost
        self.job = written
        return written

    async def wait(self, coming: asyncio.Future[Value], tick: float) -> Woken:
        """Wait until something comes, the work is to stop, or a tick in seconds has passed."""
        return await _first(coming, (self._lost, self._stopping), tick)

    async def unless_interrupted(self, work: Awaitable[Value]) -> Value:
        """Return what `work` results in; it ends with LeaseLost or Stopping where the work on the job is to stop."""
        return await self._unless(work, (self._lost, self._stopping))

    async def unless_lost(self, work: Awaitable[Value]) -> Value:
        """Return the same for what may finish while the bot stops."""
        return await self._unless(work, (self._lost,))

    async def _unless(self, work: Awaitable[Value], events: Sequence[asyncio.Event]) -> Value:
        doing = asyncio.ensure_future(work)
        try:
            if await _first(doing, events) is Woken.INTERRUPTED:
                self.check()
            return doing.result()
        finally:
            doing.cancel()
            await asyncio.wait((doing,))

    async def sleep(self, seconds: float) -> None:
        """Wait, unless the work on the job is to stop."""
        await self.unless_interrupted(asyncio.sleep(seconds))


async def _first(
    coming: asyncio.Future[Value], events: Sequence[asyncio.Event], tick: float | None = None
) -> Woken:
    """Return what is first. Where an interruption and the event come together, the interruption is."""
    stops = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait((coming, *stops), timeout=tick, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for stop in stops:
            stop.cancel()
    if any(event.is_set() for event in events):
        return Woken.INTERRUPTED
    return Woken.EVENT if coming.done() else Woken.TICK
