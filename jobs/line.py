"""The line: who waits where, about how long, and telling them when it moves."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from domain.card import TOKEN_LIFE
from domain.job import Job, Phase, Progress
from jobs import clock
from jobs.outbox import LAST_WORD, Outbox
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
        self._parted = clock.now() - TOKEN_LIFE  # tokens that were given until then are done with (unix ms)

    async def usual(self, provider: Provider, job: Job) -> int:
        """Return the seconds that such a job usually takes."""
        per_picture = None
        for one in self._routing.of_kind(provider):
            per_picture = per_picture or await line.usual(self._database, replace(job, provider=one.name))
        per_picture = per_picture or provider.usual_seconds * 1000
        return max(1, round(per_picture * job.request.images / 1000))

    async def eta(self, provider: Provider, place: int, job: Job) -> int:
        """Return the seconds until the job at that place is done, if all in line are alike."""
        rounds = -(-place // sum(one.jobs_at_once for one in self._routing.of_kind(provider)))
        return max(1, rounds) * await self.usual(provider, job)

    async def joined(self, job: Job, place: int, provider: Provider, *, last: int) -> None:
        """Tell the first of a card that waits its place; and when the last one is done, by the place of that."""
        rests_until = self._routing.rests_until(provider)
        # While its host rests nobody knows how long it takes.
        eta = None if rests_until else await self.eta(provider, last, job)
        progress = Progress(Phase.QUEUED, place=place, eta=eta, rests_until=rests_until)
        await self._outbox.progress(job, progress)

    async def part(self, held: Collection[Job]) -> None:
        """Tell those whose message is about to be out of reach where their end will be; once.

        Where a job of a card is worked on, its progress tells it.
        """
        until = clock.now() - TOKEN_LIFE + LAST_WORD
        told = {one.card_id for one in held}
        found = await line.parting(self._database, self._parted, until)
        for job, place in found:
            if job.card_id in told:
                continue
            told.add(job.card_id)
            if place and (provider := self._routing.named(job.provider)):
                last = max(other for one, other in found if one.card_id == job.card_id)
                await self.joined(job, place, provider, last=last)
            else:
                await self._outbox.progress(job, Progress(Phase.UNANSWERED))
        self._parted = until

    async def first(self, providers: Sequence[Provider]) -> list[Job]:
        """Return the first in line, who are told when it moves."""
        each = [await line.first(self._database, provider.name, TOLD) for provider in providers]
        return [job for found in each for job, _ in found]

    async def moved(self, providers: Sequence[Provider]) -> None:
        """Tell those in line their new places."""
        for provider in providers:
            told = set[int]()
            for place, (job, together) in enumerate(await line.first(self._database, provider.name, TOLD), 1):
                if job.card_id not in told:
                    told.add(job.card_id)
                    await self.joined(job, place, provider, last=place + together - 1)
