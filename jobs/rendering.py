"""The way of one claimed job through its host: submit, watch, fetch, check, store.

Each step first makes sure that the job is still ours (a fenced write that answers None says it is not). From the
ticket on, only the host's word ends a job; where the host cannot be asked the job stays, and is taken up again.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import aclosing
from typing import Final

from domain.buckets import Bucket
from domain.errors import (
    UPLOAD_TROUBLE,
    Failure,
    FailureKind,
    HostSaid,
    NotSent,
    QuotaExceeded,
    Unreachable,
)
from domain.job import Job, JobState, Phase, Progress, Ticket
from domain.pauses import Pauses
from jobs import clock
from jobs.collection import Collection, bill
from jobs.lease import JobLease, Woken
from jobs.line import Line
from jobs.outbox import Outbox
from jobs.routing import Routing
from jobs.submission import Held, Reroute, Submission, call_off
from providers.provider import HostProgress, Provider
from storage import cards, jobs, uploads
from storage.database import Database

log = logging.getLogger(__name__)

REPEATS: Final = 3  # times that a job of a free, forgetful host is sent again
# What may have been lost with a host that forgets, and costs nothing to ask for anew.
FORGOTTEN = frozenset({FailureKind.VANISHED, FailureKind.UNKNOWN_OUTCOME})


class Rendering:
    """Takes claimed jobs through a provider."""

    def __init__(
        self,
        database: Database,
        submission: Submission,
        collection: Collection,
        routing: Routing,
        outbox: Outbox,
        line: Line,
        budgets: Sequence[Bucket],
        pauses: Pauses,
    ) -> None:
        self._database = database
        self._submission = submission
        self._collection = collection
        self._routing = routing
        self._outbox = outbox
        self._line = line
        self._budgets = budgets
        self._pauses = pauses

    async def run(self, lease: JobLease, provider: Provider) -> None:
        """Bring a job to an end, into another host's line, or to rest until its host can be asked.

        Raises LeaseLost or Stopping where it is not ours to end.
        """
        try:
            if lease.job.state is JobState.SUBMITTING and not await self._submitted(lease, provider):
                unknown = Failure(kind=FailureKind.UNKNOWN_OUTCOME, detail="the answer to the call was lost")
                return await self._end(lease, provider, unknown)
            await self._render(lease, provider)
        except Held:
            await lease.write(jobs.requeue(self._database, lease.job))
        except Reroute as to:
            await self._reroute(lease, provider, to)
        except NotSent as unsent:
            await self._end(lease, provider, unsent.failure)
        except HostSaid as said:
            self._routing.failed(provider, lease.job, said.failure.kind, said.failure.detail)
            await self._end(lease, provider, said.failure, said.cost)
        except Unreachable as unreachable:
            kind = FailureKind.UNAVAILABLE if lease.job.ticket else FailureKind.UNKNOWN_OUTCOME
            self._routing.failed(provider, lease.job, kind, unreachable.detail)
            await self.rest(lease, provider, Failure(kind=kind, detail=unreachable.detail))

    async def _reroute(self, lease: JobLease, provider: Provider, to: Reroute) -> None:
        """Put a job into another host's line; where the budgets have no room for what that costs, it ends here."""
        other, now = to.provider.name, clock.now()
        try:
            await lease.write(jobs.reroute(self._database, lease.job, other, to.cost, self._budgets, now))
            log.warning("job %d goes to %s", lease.job.id, other)
        except QuotaExceeded:
            log.warning("job %d cannot go to %s: the budget has no room for it", lease.job.id, other)
            await self._end(lease, provider, to.failure)

    async def _submitted(self, lease: JobLease, provider: Provider) -> bool:
        await self._outbox.progress(lease.job, Progress(Phase.SENDING))
        return await self._submission.submit(lease, provider)

    async def _render(self, lease: JobLease, provider: Provider) -> None:
        """Go from `rendering` to `done`."""
        ticket = lease.job.ticket
        assert ticket is not None, "a job that renders has its ticket"
        try:
            async with asyncio.timeout(self._pauses.job):
                await self._watch(lease, provider, ticket)
        except TimeoutError:
            await call_off(provider, ticket, self._pauses.call_off)
            raise HostSaid(
                Failure(kind=FailureKind.TIMED_OUT, detail="still running, for too long")
            ) from None
        await lease.write(jobs.fetching(self._database, lease.job))
        lease.host_ended()
        await self._outbox.progress(lease.job, Progress(Phase.FETCHING))
        rendered = await lease.unless_lost(provider.fetch(ticket))
        card, last = await cards.above(self._database, lease.job.card_id), self._is_last(lease.job)
        collecting = self._collection.collect(provider, rendered, lease.job, card, last=last)
        collected = await lease.unless_lost(collecting)
        billed = bill(rendered, collected, lease.job)
        await lease.write(
            jobs.finish(
                self._database,
                lease.job,
                collected.results,
                billed,
                prompt_used=rendered.prompt,
                understood=rendered.understood,
                now=clock.now(),
                flagged=any(picture.flagged for picture in rendered.pictures),
                adult=collected.adult,
            )
        )
        self._routing.succeeded(provider)

    async def _watch(self, lease: JobLease, provider: Provider, ticket: Ticket) -> None:
        """Follow the host until the job has ended there, telling the member what it tells us."""
        usual = await self._line.usual(provider, lease.job)
        said = HostProgress()
        async with aclosing(provider.watch(ticket)) as events:
            coming = asyncio.ensure_future(anext(events, None))
            try:
                while True:
                    match await lease.wait(coming, self._pauses.tick):
                        case Woken.INTERRUPTED:
                            lease.check()
                        case Woken.EVENT:
                            event = coming.result()
                            if event is None:
                                return
                            said = event
                            coming = asyncio.ensure_future(anext(events, None))
                        case Woken.TICK:
                            pass
                    await self._outbox.progress(lease.job, _progress(said, lease.job, usual))
            finally:
                coming.cancel()
                await asyncio.wait((coming,))

    async def rest(self, lease: JobLease, provider: Provider, failure: Failure) -> None:
        """Let go of what is paid for until it is taken up again; after two hours of that it ends with the failure."""
        job = lease.job
        if self._is_last(job):
            await self._end(lease, provider, failure)
            return
        pause = self._pauses.unreachable[job.unanswered]
        log.warning("asked after again in %g s: %s %s", pause, failure.kind, failure.detail)
        await self._outbox.progress(job, Progress(Phase.UNANSWERED))
        lease.held = False
        await lease.write(jobs.let_go(self._database, job, round(pause * 1000)))

    def _is_last(self, job: Job) -> bool:
        """Return whether nobody comes back to a job after this: by the tries that asked, not by how often it was taken up."""
        return job.unanswered >= len(self._pauses.unreachable)

    async def _end(
        self, lease: JobLease, provider: Provider, failure: Failure, cost: int | None = None
    ) -> None:
        """End without pictures; or try once more, where that is free and safe."""
        job = lease.job
        if provider.capabilities.forgets and failure.kind in FORGOTTEN and job.resent < REPEATS:
            log.info("job %d is sent again: %s", job.id, failure.detail)
            await lease.write(jobs.requeue(self._database, job))
            return
        if failure.kind in UPLOAD_TROUBLE:  # it may be the upload that the host no longer has
            for picture in filter(None, (job.source, job.look)):
                await uploads.forget(self._database, provider.name, picture)
        log.warning("job %d failed: %s %r", job.id, failure.kind, failure.detail)
        await lease.write(jobs.fail(self._database, job, failure, clock.now(), cost))


def _progress(said: HostProgress, job: Job, usual: int) -> Progress:
    """Return what a card says while the host works."""
    elapsed = (clock.now() - job.started_at) // 1000 if job.started_at else None
    return Progress(
        Phase.RENDERING,
        place=said.waiting + 1 if said.waiting else None,
        percent=said.percent,
        picture=said.picture,
        elapsed=elapsed,
        usual=usual,
    )
