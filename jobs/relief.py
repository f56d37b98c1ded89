"""Relief for those who wait in line for a host that rests, or is no longer configured: elsewhere, or an end."""

from collections.abc import AsyncGenerator, Sequence

from domain.buckets import Bucket
from domain.errors import Failure, FailureKind, QuotaExceeded
from domain.job import Job, StoredPicture
from domain.pauses import Pauses
from jobs import clock
from jobs.routing import Routing
from providers.provider import Provider
from storage import jobs, line
from storage.database import Database

PAGE = 50  # jobs at a time


class Relief:
    """Sees to whole lines, also to those behind jobs that no other host can do."""

    def __init__(
        self, database: Database, routing: Routing, budgets: Sequence[Bucket], pauses: Pauses
    ) -> None:
        self._database = database
        self._routing = routing
        self._budgets = budgets
        self._pauses = pauses

    async def of_resting(self, provider: Provider) -> list[Job]:
        """Move those who wait for a host that rests to another; returns those that ended, having waited too long.

        Those that wait for any of its kind stay, while one does not rest.
        """
        if not self._routing.line_rests(provider):
            return []
        down = self._routing.seconds_down(provider)
        others = [one for one in self._routing.providers if not self._routing.resting(one)]
        if not others and down <= self._pauses.line:
            return []  # nothing to do for anybody, without looking at each
        failure = Failure(kind=FailureKind.UNAVAILABLE, detail=f"{provider.name} rests")
        ended: list[Job] = []
        async for job in self._line(provider.name):
            waited = min(down, (clock.now() - job.asked_at) / 1000)
            if not await self._moved(job) and waited > self._pauses.line:
                ended += await self.end(job, failure)
        return ended

    async def of_orphans(self) -> list[Job]:
        """Move those who wait for a host that is not configured; returns those that ended, since no other can do it."""
        ended: list[Job] = []
        for job in await jobs.orphans(
            self._database, [provider.name for provider in self._routing.providers]
        ):
            if not await self._moved(job):
                ended += await self.end(job, orphaned(job, FailureKind.UNAVAILABLE))
        return ended

    async def end(self, job: Job, failure: Failure) -> list[Job]:
        """End a job that nobody works on, and refund it; nothing where somebody was faster."""
        failed = await jobs.fail(self._database, job, failure, clock.now())
        return [failed] if failed else []

    async def _line(self, name: str) -> AsyncGenerator[Job]:
        after = 0
        while page := await line.waiting(self._database, name, after, PAGE):
            for job in page:
                yield job
            after = page[-1].id

    async def _moved(self, job: Job) -> bool:
        """Return whether another host's line has it now."""
        source = await jobs.source(self._database, job)
        other = source and self._routing.elsewhere(job, _sides(source))
        if not source or not other:
            return False
        cost = other.price.estimate(job.request, _sides(source))
        try:
            moved = await jobs.reroute(self._database, job, other.name, cost, self._budgets, clock.now())
        except QuotaExceeded:
            return False
        return moved is not None


def _sides(picture: StoredPicture) -> tuple[int, int]:
    return picture.width, picture.height


def orphaned(job: Job, kind: FailureKind) -> Failure:
    """Return the failure of a job whose host is no longer configured: nobody can ask it, or ask after it."""
    return Failure(kind=kind, detail=f"{job.provider} is not configured")
