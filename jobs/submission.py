"""Giving a job to its host: the source goes up, then the one paid call; and what to do when either fails.

What is committed before each call says that it may have been made. It is made again only where it provably was
not; where that is unknown, it is looked up by our tag, on hosts that can.
"""

import asyncio
import logging

from domain.errors import HOST_TROUBLE, PASSING, FailureKind, ProviderFailed
from domain.job import Job, Ticket
from jobs import clock
from jobs.lease import JobLease, LeaseLost
from jobs.routing import Routing
from providers.provider import Provider
from storage import jobs, uploads
from storage.database import Database
from storage.pictures import PictureFiles

log = logging.getLogger(__name__)

PAUSES = (2.0, 5.0, 10.0, 20.0)  # seconds before the next try, where the call provably did not happen
LONGEST = 60.0  # seconds that a host's Retry-After is followed
LOOK_UPS = (
    2.0,
    5.0,
    10.0,
)  # seconds before each look, until a request that is not there is believed not to be
PATIENCE = 2 * 60 * 60.0  # seconds that an unknown outcome is looked up on a host that does not answer


class Reroute(Exception):
    """The job is to go to another host: this one has trouble, and the call did not happen."""

    def __init__(self, provider: Provider) -> None:
        super().__init__(provider.name)
        self.provider = provider


class Submission:
    """Takes a claimed job to its ticket."""

    def __init__(self, database: Database, files: PictureFiles, routing: Routing) -> None:
        self._database = database
        self._files = files
        self._routing = routing

    async def submit(self, lease: JobLease, provider: Provider) -> None:
        """From `submitting` to `rendering`. Raises ProviderFailed, Reroute, LeaseLost or Stopping."""
        ticket = await self._known(lease, provider) if lease.job.called else None
        ticket = ticket or await self._call(lease, provider)
        try:
            await lease.write(jobs.accepted(self._database, lease.job, ticket))
        except LeaseLost:
            await call_off(provider, ticket)
            raise
        finally:
            lease.calling = False

    async def _known(self, lease: JobLease, provider: Provider) -> Ticket | None:
        """The ticket of a call that may have been made before, looked up where that is possible."""
        unknown = ProviderFailed(FailureKind.UNKNOWN_OUTCOME, "the bot ended during the call")
        return await self._look_up(lease, provider, unknown)

    async def _call(self, lease: JobLease, provider: Provider) -> Ticket:
        """Upload and call, again while that is safe and of use."""
        for pause in (*PAUSES, None):
            try:
                source = await self._source(lease.job, provider)
                return await self._call_once(lease, provider, source)
            except ProviderFailed as failed:
                await self._after(lease, provider, failed)
                if pause is None or failed.failure.kind not in PASSING:
                    raise
                wait = max(pause, min(failed.retry_after or 0, LONGEST))
                log.info("job %d: %s, again in %g s", lease.job.id, failed.failure.kind, wait)
                await lease.unless_interrupted(asyncio.sleep(wait))
        raise AssertionError  # the last round has no pause, and ends in the loop

    async def _call_once(self, lease: JobLease, provider: Provider, source: str) -> Ticket:
        """One POST, and where its answer is lost, one job all the same."""
        lease.check()
        await lease.write(jobs.calling(self._database, lease.job))
        lease.calling = True
        try:
            return await provider.submit(lease.job.request, source, lease.job.tag)
        except ProviderFailed as failed:
            lease.calling = False
            if failed.failure.kind is not FailureKind.UNKNOWN_OUTCOME:
                raise
            found = await self._look_up(lease, provider, failed)
            if found is None:
                raise ProviderFailed(
                    FailureKind.UNAVAILABLE, f"{failed.failure.detail}, and not there", sent=False
                ) from failed
            return found

    async def _after(self, lease: JobLease, provider: Provider, failed: ProviderFailed) -> None:
        """Take note of a failure; raises it where the call may have happened, and Reroute where that helps."""
        self._routing.failed(provider, failed.failure.kind, failed.failure.detail)
        if failed.sent:
            raise failed
        if lease.job.called:
            await lease.write(jobs.not_called(self._database, lease.job))
        if failed.failure.kind in HOST_TROUBLE and (
            other := self._routing.elsewhere(lease.job.request, provider.name)
        ):
            raise Reroute(other)

    async def _look_up(self, lease: JobLease, provider: Provider, unknown: ProviderFailed) -> Ticket | None:
        """Whether the host has the job after all; None when it said often enough that it has not.

        Raises `unknown` where the host cannot be asked at all.
        """
        if not provider.capabilities.finds:
            raise unknown
        loop = asyncio.get_running_loop()
        since, misses = loop.time(), 0
        while misses < len(LOOK_UPS):
            await lease.unless_interrupted(asyncio.sleep(LOOK_UPS[misses]))
            try:
                found = await provider.find(lease.job.tag)
            except ProviderFailed as failed:
                log.info("job %d cannot be looked up: %s", lease.job.id, failed.failure.detail)
                if loop.time() - since > PATIENCE:
                    raise unknown from failed
            else:
                if found:
                    log.info("job %d was found at %s", lease.job.id, provider.name)
                    return found
                misses += 1
        return None

    async def _source(self, job: Job, provider: Provider) -> str:
        """Where the host can read the source: uploaded once, and again when that has expired."""
        picture = await jobs.source(self._database, job)
        if picture is None:
            raise ProviderFailed(FailureKind.INTERNAL, "the source is gone", sent=False)
        known = await uploads.find(self._database, provider.name, picture.sha256, clock.now())
        if known:
            return known
        uploaded = await provider.upload(self._files.path(picture), picture)
        if uploaded.seconds:
            # Half of its life is left to the job that uses it last.
            until = clock.now() + uploaded.seconds * 500
            await uploads.keep(self._database, provider.name, picture.sha256, uploaded.url, until)
        return uploaded.url


async def call_off(provider: Provider, ticket: Ticket) -> None:
    """Tell the host that nobody waits any more; that it may not listen changes nothing for the member."""
    if provider.capabilities.cancel:
        try:
            await provider.cancel(ticket)
        except ProviderFailed as failed:
            log.info("%s was not called off: %s", ticket.id, failed.failure.detail)
