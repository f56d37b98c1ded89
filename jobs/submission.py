"""Giving a job to its host: the source goes up, then the one paid call; and what to do when either fails.

What is committed before each call says that it may have been made. It is made again only where it provably was not.
Where that is unknown it stays unknown: it is looked for by our tag, on hosts that can, but a list that does not have
it (yet) is no proof, and no permission.
"""

import asyncio
import logging

from domain.errors import BETTER_ELSEWHERE, PASSING, Failure, FailureKind, NotSent, Unreachable
from domain.job import Job, Phase, Progress, StoredPicture, Ticket
from domain.pauses import Pauses, tries
from jobs import clock
from jobs.lease import JobLease
from jobs.outbox import Outbox
from jobs.pause import Pause
from jobs.pictures import once_there
from jobs.routing import Routing
from providers.provider import Provider
from storage import jobs, uploads
from storage.database import Database
from storage.places import Place

log = logging.getLogger(__name__)


class Reroute(Exception):
    """The job is to go to another host: this one has trouble, and the call did not happen."""

    def __init__(self, provider: Provider, cost: int, failure: Failure) -> None:
        super().__init__(provider.name)
        self.provider = provider
        self.cost = cost
        self.failure = failure  # what it ends with where it cannot go there either


class Held(Exception):
    """The bot is paused, and the host costs money: the job waits in its place. Nothing was called."""


class _NotThere(Exception):
    """A look for a call did not find it."""


class Submission:
    """Takes a claimed job to its ticket."""

    def __init__(
        self,
        database: Database,
        files: Place,
        routing: Routing,
        outbox: Outbox,
        pauses: Pauses,
        pause: Pause,
    ) -> None:
        self._database = database
        self._files = files
        self._routing = routing
        self._outbox = outbox
        self._pauses = pauses
        self._pause = pause

    async def submit(self, lease: JobLease, provider: Provider) -> bool:
        """Go from `submitting` to `rendering`. Returns whether that came about; if not, nobody knows the outcome.

        Raises NotSent, Reroute, Held, LeaseLost, Stopping; and Unreachable where the host cannot be asked whether it has it.
        """
        known = self._look_up if lease.job.called else self._call
        lease.ticket = await known(lease, provider)
        try:
            if lease.ticket:
                await lease.write(jobs.accepted(self._database, lease.job, lease.ticket))
        finally:
            lease.calling = False
        return lease.ticket is not None

    async def _call(self, lease: JobLease, provider: Provider) -> Ticket | None:
        """Upload and call, again while that is safe and of use."""
        pauses = self._pauses
        async for attempt in tries(pauses.submit, _passes, lease.sleep, patience=pauses.retry_after):
            with attempt:
                return await self._try(lease, provider)
        raise AssertionError("the last try returns or raises")

    async def _try(self, lease: JobLease, provider: Provider) -> Ticket | None:
        """Upload and call. Raises NotSent, or Reroute where another host may do better."""
        source = await jobs.source(self._database, lease.job)
        if source is None:
            raise NotSent(Failure(kind=FailureKind.INTERNAL, detail="the source is gone"))
        look = await jobs.look(self._database, lease.job) if lease.job.look else None
        assert look is None or provider.capabilities.looks, "routing says so"
        try:
            url = await lease.unless_interrupted(self._uploaded(source, provider))
            look_url = await lease.unless_interrupted(self._uploaded(look, provider)) if look else None
            return await self._call_once(lease, provider, url, look_url)
        except NotSent as unsent:
            failure = unsent.failure
            log.info(
                "job %d was not sent to %s: %s %s", lease.job.id, provider.name, failure.kind, failure.detail
            )
            self._routing.failed(provider, lease.job, failure.kind, failure.detail)
            if failure.kind in PASSING:
                await self._outbox.progress(lease.job, Progress(Phase.UNANSWERED))
            if lease.job.called:
                await lease.write(jobs.not_called(self._database, lease.job))
            sides = (source.width, source.height)
            other = self._routing.elsewhere(lease.job, sides)
            if other and failure.kind in BETTER_ELSEWHERE:
                raise Reroute(other, other.price.estimate(lease.job.request, sides), failure) from unsent
            raise

    async def _call_once(
        self, lease: JobLease, provider: Provider, source: str, look: str | None
    ) -> Ticket | None:
        """One POST, whatever becomes of it; where its answer is lost, one look-up. Raises Held where it may not be sent."""
        lease.check()
        if self._pause.holds(provider):
            raise Held
        await lease.write(jobs.calling(self._database, lease.job))
        lease.calling, lease.unsent = True, False
        try:
            return await provider.submit(lease.job.request, source, lease.job.tag, look)
        except NotSent:
            lease.calling, lease.unsent = False, True
            raise
        except Unreachable as unknown:
            lease.calling = False
            log.warning("job %d may be with %s or not: %s", lease.job.id, provider.name, unknown.detail)
            kind = FailureKind.UNKNOWN_OUTCOME
            self._routing.failed(provider, lease.job, kind, unknown.detail)
            if provider.capabilities.finds:
                await self._outbox.progress(lease.job, Progress(Phase.UNANSWERED))
            return await self._look_up(lease, provider)

    async def _look_up(self, lease: JobLease, provider: Provider) -> Ticket | None:
        """Return the ticket of a call that may have been made, where the host has it by now. Raises Unreachable."""
        if not provider.capabilities.finds:
            return None
        first, *others = self._pauses.look_up
        await lease.sleep(first)
        try:
            async for attempt in tries(others, _not_there_yet, lease.sleep):
                with attempt:
                    return await self._look(lease.job, provider)
        except _NotThere:
            return None
        raise AssertionError("the last try returns or raises")

    async def _look(self, job: Job, provider: Provider) -> Ticket:
        found = await provider.find(job.tag)
        if found is None:
            raise _NotThere
        log.info("job %d was found at %s", job.id, provider.name)
        return found

    async def _uploaded(self, picture: StoredPicture, provider: Provider) -> str:
        """Where the host can read a picture: uploaded once, and again when that has expired."""
        known = await uploads.find(self._database, provider.name, picture.sha256, clock.now())
        if known:
            return known
        try:
            file = await once_there(lambda: self._files.file(picture), self._pauses.store)
        except FileNotFoundError:
            raise NotSent(Failure(kind=FailureKind.INTERNAL, detail="the source is gone")) from None
        uploaded = await provider.upload(file, picture)
        if uploaded.seconds:
            # Half of its life is left to the job that uses it last.
            until = clock.now() + uploaded.seconds * 500
            await uploads.keep(self._database, provider.name, picture.sha256, uploaded.url, until)
        return uploaded.url


def _passes(error: BaseException) -> bool:
    return isinstance(error, NotSent) and error.failure.kind in PASSING


def _not_there_yet(error: BaseException) -> bool:
    return isinstance(error, _NotThere | Unreachable)


async def call_off(provider: Provider, ticket: Ticket, within: float) -> bool:
    """Tell the host that nobody waits any more. Returns whether it bills nothing, by its own word or as it never does."""
    try:
        async with asyncio.timeout(within):
            return provider.capabilities.cancel and await provider.cancel(ticket)
    except (Unreachable, TimeoutError) as error:
        log.info("%r was not called off: %r", ticket.id, error)
        return provider.capabilities.forgets
