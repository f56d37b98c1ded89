"""The line: who waits where, about how long, and telling them when it moves."""

from collections.abc import Sequence

from domain.job import Job, Phase, Progress
from jobs.outbox import Outbox
from jobs.routing import Routing
from providers.provider import Provider
from storage import line
from storage.database import Database

TOLD = 10  # the first so many in line are told when it moves; who is further back waits long in any case


class Line:
    """Places and estimates, from what recent jobs took."""

    def __init__(self, database: Database, outbox: Outbox, routing: Routing) -> None:
        self._database = database
        self._outbox = outbox
        self._routing = routing

    async def usual(self, provider: Provider, job: Job) -> int:
        """Return the seconds that such a job usually takes."""
        per_picture = await line.usual(self._database, job) or provider.usual_seconds * 1000
        return max(1, round(per_picture * job.request.images / 1000))

    async def eta(self, provider: Provider, place: int, job: Job) -> int:
        """Return the seconds until the job at that place is done, if all in line are alike."""
        rounds = -(-place // provider.jobs_at_once)
        return max(1, rounds) * await self.usual(provider, job)

    async def joined(self, job: Job, place: int, provider: Provider, *, last: int) -> None:
        """Tell the first of a card that waits its place; and when the last one is done, by the place of that."""
        rests_until = self._routing.rests_until(provider)
        # While its host rests nobody knows how long it takes.
        eta = None if rests_until else await self.eta(provider, last, job)
        progress = Progress(Phase.QUEUED, place=place, eta=eta, rests_until=rests_until)
        await self._outbox.progress(job, progress)

    async def moved(self, providers: Sequence[Provider]) -> None:
        """Tell those in line their new places."""
        for provider in providers:
            told = set[int]()
            for place, (job, together) in enumerate(await line.first(self._database, provider.name, TOLD), 1):
                if job.card_id not in told:
                    told.add(job.card_id)
                    await self.joined(job, place, provider, last=place + together - 1)
