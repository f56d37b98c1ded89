"""A worker's lease on a job: the job as last written, and the wish of others that the work on it stops."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TypeVar

from domain.job import Job

Value = TypeVar("Value")


class LeaseLost(Exception):
    """The job is no longer ours: cancelled, or taken over. Whatever was meant to happen to it, did not."""


class Stopping(Exception):
    """The bot is stopping: the job stays as it is, and the next start takes it up."""


@dataclass(eq=False)
class JobLease:
    """One job in the hands of one worker."""

    job: Job
    leave: bool = False
    calling: bool = False  # a paid call is on the wire
    task: "asyncio.Task[None] | None" = None
    interrupted: asyncio.Event = field(default_factory=asyncio.Event)

    def let_go(self, *, leave: bool) -> None:
        """Ask the work on the job to stop; with `leave` the job is not called off at its host."""
        self.leave = leave
        self.interrupted.set()

    def check(self) -> None:
        """Raise LeaseLost or Stopping where the work is to stop, before something that cannot be stopped."""
        if self.interrupted.is_set():
            raise Stopping if self.leave else LeaseLost

    async def write(self, change: Awaitable[Job | None]) -> Job:
        """Make a fenced write and keep what it answers; raises LeaseLost where the job is no longer ours."""
        written = await change
        if written is None:
            raise LeaseLost
        self.job = written
        return written

    async def unless_interrupted(self, work: Awaitable[Value], tick: float | None = None) -> Value | None:
        """Await `work`, unless the lease is interrupted before (LeaseLost or Stopping) or `tick` seconds pass (None).

        Work that is a future of the caller's goes on; a coroutine ends with this call.
        """
        doing = asyncio.ensure_future(work)
        stop = asyncio.ensure_future(self.interrupted.wait())
        try:
            await asyncio.wait((doing, stop), timeout=tick, return_when=asyncio.FIRST_COMPLETED)
            self.check()
            return doing.result() if doing.done() else None
        finally:
            stop.cancel()
            if doing is not work:
                doing.cancel()
