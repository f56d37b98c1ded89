"""The worker: claims jobs fairly as long as a provider has room, and sees to it that none is lost."""

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress

from domain.card import Admitted, Card
from domain.errors import Failure, FailureKind, NotYours, TooLate
from domain.job import ACTIVE, Job, JobState
from domain.member import Asker
from domain.quota import Caps
from jobs import clock
from jobs.delivery import Deliverer, about_job
from jobs.lease import JobLease, LeaseLost, Stopping
from jobs.line import Line
from jobs.rendering import Rendering
from jobs.routing import Routing
from providers.provider import Provider
from storage import deliveries, jobs, ledger
from storage.database import Database

log = logging.getLogger(__name__)

PATIENCE = 15 * 60 * 1000  # milliseconds that a job waits for a host that is being left alone
ATTEMPTS = 5  # of a job with a ticket, until a fault of ours ends it
RELIEVED = 50  # jobs at a time
BEAT = jobs.LEASE / 3000  # seconds between signs of life: three in a lease


class Worker:
    """Runs jobs until it is stopped. `run` is its main task; the rest is called from others."""

    def __init__(
        self,
        database: Database,
        routing: Routing,
        rendering: Rendering,
        deliverer: Deliverer,
        line: Line,
        caps: Caps,
    ) -> None:
        self._database = database
        self._routing = routing
        self._providers = routing.providers
        self._rendering = rendering
        self._deliverer = deliverer
        self._line = line
        self._caps = caps
        self._leases: dict[int, JobLease] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._idle = asyncio.Event()  # set while `run` is not
        self._idle.set()
        self._wake = asyncio.Event()
        self.stopping = False

    def joined(self, admitted: Admitted) -> None:
        """Take note of a new card. Beside the admission, which is done: nothing here can turn it into a refusal."""
        self._start(self._welcome(admitted))

    async def _welcome(self, admitted: Admitted) -> None:
        """Tell place and cost first, so that a job which can start at once is not claimed before they are shown."""
        try:
            for job, place in zip(admitted.jobs, admitted.places, strict=True):
                if provider := self._routing.named(job.provider):
                    starts = self._running(provider) + place <= provider.jobs_at_once
                    await self._line.joined(job, 0 if starts else place, provider)
        finally:
            self.wake()

    def wake(self) -> None:
        """There may be something to claim."""
        self._wake.set()

    async def run(self) -> None:
        """Take up what the last process left, then claim until stopped."""
        self._idle.clear()
        try:
            await self._take_up()
            async with asyncio.TaskGroup() as group:
                beating = group.create_task(self._beat())
                await self._keep_claiming()
                beating.cancel()
        finally:
            self._idle.set()

    async def _take_up(self) -> None:
        """Go on where the last process ended: with its jobs, and with endings that nobody has seen."""
        if wrong := await ledger.unbalanced(self._database):
            log.error("the accounts of these jobs do not clear, which is a fault of ours: %s", wrong)
        undelivered = await deliveries.undelivered(self._database)
        await self._take_over(all_of_them=True)
        for job in await jobs.orphans(self._database, [provider.name for provider in self._providers]):
            await self._give_up(job, _orphaned(job, FailureKind.UNAVAILABLE))
        for card in undelivered:
            self._start(self._deliverer.deliver(card))

    async def _keep_claiming(self) -> None:
        """Claim whenever there may be something, until stopped."""
        while not self.stopping:
            self._wake.clear()
            await self._claim_all()
            await self._wake.wait()

    async def _beat(self) -> None:
        """Give signs of life, from the same loop as the work: one that is frozen gives none.

        First the signs, then the look at who gave none: a process that was frozen as a whole is still the only one.
        """
        while not self.stopping:
            await asyncio.sleep(BEAT)
            await jobs.renew(self._database, [lease.job for lease in self._leases.values()], clock.now())
            await self._take_over(all_of_them=False)
            self.wake()

    async def stop(self, grace: float) -> None:
        """Claim nothing more, leave tickets to the next start, and let the rest finish within `grace` seconds.

        A paid call that is on the wire is waited for until it is answered: cut off, nobody would know its outcome.
        """
        self.stopping = True
        self.wake()
        for lease in self._leases.values():
            lease.let_go(leave=True)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), grace)
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=grace)
            calling = {lease.task for lease in self._leases.values() if lease.calling and lease.task}
            for task in late - calling:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def cancel(self, card: Card, asker: Asker) -> None:
        """End what is left of a card that its member, or a moderator, no longer wants. Raises TooLate or NotYours."""
        if card.member.user_id != asker.member.user_id and not asker.moderator:
            raise NotYours(card.member.user_id)
        ended = [
            await self._cancel(job, asker.member.user_id)
            for job in await jobs.of_card(self._database, card.id)
        ]
        if not any(ended):
            raise TooLate

    async def _cancel(self, found: Job, actor: int) -> bool:
        """End one job. Returns whether it had not ended already."""
        job: Job | None = found
        # The state may move on between the look and the write; each move is one more look, and there are few.
        while job and job.state in ACTIVE:
            if cancelled := await jobs.cancel(self._database, job, clock.now(), actor=actor):
                self._let_go(cancelled)
                return True
            job = await jobs.find(self._database, job.id)
        return False

    def _let_go(self, cancelled: Job) -> None:
        """Stop the work on a cancelled job, show that it has ended, and let the next ones move up."""
        if lease := self._leases.get(cancelled.id):
            lease.let_go(leave=False)
        self._start(self._deliverer.ended(cancelled))
        self._start(self._line.moved(self._providers))

    async def _take_over(self, *, all_of_them: bool) -> None:
        """Go on with jobs whose worker is gone: with their ticket where they have one, else from the queue."""
        for job in await jobs.take_over(self._database, clock.now(), all_of_them=all_of_them):
            log.info("job %d is taken up again in state %s", job.id, job.state)
            if old := self._leases.get(job.id):
                old.let_go(leave=True)
            provider = self._routing.named(job.provider)
            if provider is None:
                await self._give_up(job, _orphaned(job, FailureKind.UNKNOWN_OUTCOME))
            elif job.state is JobState.SUBMITTING and not job.called:
                await jobs.requeue(self._database, job)
            else:
                self._work_on(job, provider)

    async def _claim_all(self) -> None:
        """Claim for every provider until it has no room or nothing waits."""
        claimed = 0
        for provider in self._providers:
            if self._routing.resting(provider):
                await self._relieve(provider)
                continue
            while not self.stopping and self._running(provider) < provider.jobs_at_once:
                job = await jobs.claim(self._database, provider.name, self._caps, clock.now())
                if job is None:
                    break
                if self.stopping:  # asked to while the claim was on its way
                    await jobs.requeue(self._database, job)
                    break
                claimed += 1
                self._work_on(job, provider)
        if claimed:
            self._start(self._line.moved(self._providers))

    async def _relieve(self, provider: Provider) -> None:
        """See to those in line for a host that is being left alone: elsewhere, or refunded after a long wait."""
        for job in await jobs.line(self._database, provider.name, RELIEVED):
            other = self._routing.elsewhere(job.request, provider.name)
            source = await jobs.source(self._database, job)
            if other and source:
                cost = other.price.estimate(job.request, (source.width, source.height))
                await jobs.reroute(self._database, job, other.name, cost)
                self.wake()
            elif clock.now() - job.asked_at > PATIENCE:
                await self._give_up(job, Failure(kind=FailureKind.UNAVAILABLE, detail="left alone for long"))

    async def _give_up(self, job: Job, failure: Failure) -> None:
        """End a job that nobody works on, refund it and tell its member."""
        if failed := await jobs.fail(self._database, job, failure, clock.now()):
            self._start(self._deliverer.ended(failed))

    def _running(self, provider: Provider) -> int:
        return sum(lease.job.provider == provider.name for lease in self._leases.values())

    def _work_on(self, job: Job, provider: Provider) -> None:
        lease = JobLease(job)
        self._leases[job.id] = lease
        lease.task = self._start(self._work(lease, provider))

    async def _work(self, lease: JobLease, provider: Provider) -> None:
        """Render, then deliver. Whatever goes wrong with one job, the others go on."""
        with about_job(lease.job):
            await self._bring_to_an_end(lease, provider)

    async def _bring_to_an_end(self, lease: JobLease, provider: Provider) -> None:
        try:
            await self._rendering.run(lease, provider)
        except (LeaseLost, Stopping) as end:
            log.info("job %d: %s", lease.job.id, type(end).__name__.lower())
            return
        except Exception:
            log.exception("job %d broke", lease.job.id)
            if lease.job.ticket and lease.job.attempt <= ATTEMPTS:
                return  # paid for: its lease runs out, and the ticket is taken up again
            failure = Failure(kind=FailureKind.INTERNAL)
            failed = await jobs.fail(self._database, lease.job, failure, clock.now())
            if failed is None:
                return
            lease.job = failed
        finally:
            if self._leases.get(lease.job.id) is lease:
                del self._leases[lease.job.id]
            self.wake()
        if lease.job.state is not JobState.QUEUED:
            await self._deliverer.ended(lease.job)

    def _start(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        """Run something beside, kept until it is done."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a task of the worker broke", exc_info=error)


def _orphaned(job: Job, kind: FailureKind) -> Failure:
    """The host of a job is no longer configured: nobody can ask it, or ask after it."""
    return Failure(kind=kind, detail=f"{job.provider} is not configured")
