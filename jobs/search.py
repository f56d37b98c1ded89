"""Looking again, for some hours, for paid calls whose outcome is unknown.

The member has had their pictures' worth back by then, so what appears is called off where the host can; it is not
adopted, since a card that has said "it failed" must not come alive hours later, and the request was most likely made
anew. That it was paid for is known (its estimate stays a cost), and is in the log for the operator.
"""

import logging

from domain.errors import Unreachable
from domain.job import Job
from domain.pauses import Pauses
from jobs import clock
from jobs.routing import Routing
from jobs.submission import call_off
from storage import jobs
from storage.database import Database

log = logging.getLogger(__name__)

LATE = 60 * 60 * 1000  # milliseconds after the last moment to look, in which it may still be made up for


class Search:
    """Looks for each such job some times after its end, as the pauses say."""

    def __init__(self, database: Database, routing: Routing, pauses: Pauses) -> None:
        self._database = database
        self._routing = routing
        self._pauses = pauses
        self._looks: dict[int, int] = {}  # how many of the moments to look have passed, for each job

    async def look(self) -> None:
        """Look for those whose time has come."""
        moments = [pause * 1000 for pause in self._pauses.search]
        since = clock.now() - round(moments[-1]) - LATE
        unknown = await jobs.unknown(self._database, since)
        self._looks = {job.id: self._looks.get(job.id, 0) for job in unknown}
        for job in unknown:
            age = clock.now() - (job.finished_at or 0)
            due = sum(age >= moment for moment in moments)
            if due > self._looks[job.id]:
                self._looks[job.id] = due
                await self._look_for(job)

    async def _look_for(self, job: Job) -> None:
        provider = self._routing.named(job.provider)
        if provider is None or not provider.capabilities.finds:
            return
        try:
            ticket = await provider.find(job.tag)
        except Unreachable as error:
            log.info("job %d cannot be looked for: %s", job.id, error.detail)
            return
        if ticket is None:
            return
        await jobs.found(self._database, job, ticket)
        stopped = await call_off(provider, ticket, self._pauses.call_off)
        log.warning(
            "job %d was with %s after all, as %r: it %s",
            *(job.id, provider.name, ticket.id, "was stopped" if stopped else "is paid for"),
        )
