"""The worker: claims jobs fairly as long as a provider has room, and sees to it that none is lost."""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from contextlib import suppress

from domain.card import Admitted, Card
from domain.errors import Failure, FailureKind
from domain.job import ACTIVE, Job, JobState
from domain.pauses import Pauses
from domain.quota import Limits
from jobs import clock
from jobs.lease import JobLease, LeaseLost, Stopping
from jobs.line import Line
from jobs.outbox import Outbox, about_job
from jobs.pause import Pause
from jobs.relief import Relief, orphaned
from jobs.rendering import Rendering
from jobs.routing import Routing
from jobs.search import Search
from jobs.submission import call_off
from providers.provider import Provider
from storage import deliveries, jobs, ledger
from storage.database import Database
from storage.signals import Signals, Topic

log = logging.getLogger(__name__)

LEAVING = 5.0  # seconds in which members are told that the bot will be back
SHOWN_AT_ONCE = 16  # endings of before the start


class Worker:
    """Runs jobs until it is stopped. `run` is its main task; the rest is called from others."""

    def __init__(
        self,
        database: Database,
        routing: Routing,
        rendering: Rendering,
        relief: Relief,
        search: Search,
        outbox: Outbox,
        line: Line,
        limits: Limits,
        pauses: Pauses,
        pause: Pause,
        signals: Signals,
    ) -> None:
        self._database = database
        self._routing = routing
        self._providers = routing.providers
        self._rendering = rendering
        self._relief = relief
        self._search = search
        self._outbox = outbox
        self._line = line
        self._limits = limits
        self._pauses = pauses
        self._pause = pause
        self._signals = signals
        self._leases: dict[int, JobLease] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._searching: asyncio.Task[None] | None = None
        self._idle = asyncio.Event()  # set while `run` is not
        self._idle.set()
        self._wake = asyncio.Event()
        self.stopping = False
        signals.on(Topic.WAKE, lambda _: self._wake.set())
        signals.on(Topic.CANCEL, self._hear_of_cancel)

    def joined(self, admitted: Admitted) -> None:
        """Take note of a new card. Beside the admission, which is done: nothing here can turn it into a refusal."""
        self._start(self._welcome(admitted), f"welcome of card {admitted.card.id}")

    async def _welcome(self, admitted: Admitted) -> None:
        """Tell place and cost first, so that a job which can start at once is not claimed before they are shown."""
        try:
            for name in dict.fromkeys(job.provider for job in admitted.jobs):
                waiting = [
                    one for one in zip(admitted.jobs, admitted.places, strict=True) if one[0].provider == name
                ]
                if provider := self._routing.named(name):
                    (job, place), (_, last) = waiting[0], waiting[-1]
                    starts = self._running(provider) + place <= provider.jobs_at_once
                    await self._line.joined(job, 0 if starts else place, provider, last=last)
        finally:
            self.wake()

    def wake(self) -> None:
        """Say that there may be something to claim."""
        self._signals.send(Topic.WAKE)

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
        unseen = await deliveries.undelivered(self._database)
        for job in await jobs.unreadable(self._database):
            await self._give_up_unread(job)
        await self._take_over(all_of_them=True)
        self._show(await self._relief.of_orphans())
        self._start(self._show_in_turn(unseen), "endings of before the start")
        self._start(self._line.moved(self._providers), "line")

    async def _show_in_turn(self, ended: Sequence[Card]) -> None:
        """Show endings some at a time; one that cannot be shown holds up the others for a moment only."""
        places = asyncio.Semaphore(SHOWN_AT_ONCE)
        for card in ended:
            with suppress(TimeoutError):
                await asyncio.wait_for(places.acquire(), self._pauses.show)
            if self.stopping:
                return
            showing = self._start(self._outbox.deliver(card.id), f"ending of card {card.id}")
            showing.add_done_callback(lambda _: places.release())

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
            await asyncio.sleep(self._pauses.beat)
            await jobs.renew(self._database, self._held(), clock.now)
            await self._take_over(all_of_them=False)
            if self._searching is None or self._searching.done():
                self._searching = self._start(self._search.look(), "search")
            await self._line.part(self._held())
            self.wake()

    def _held(self) -> list[Job]:
        return [lease.job for lease in self._leases.values() if lease.held]

    async def stop(self, grace: float) -> None:
        """Claim nothing more, leave tickets to the next start, and let the rest finish within `grace` seconds.

        A paid call that is on the wire is waited for until it is answered: cut off, nobody would know its outcome.
        """
        self.stopping = True
        self.wake()
        for lease in self._leases.values():
            lease.stop()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), grace)
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=grace)
            calling = {lease.task for lease in self._leases.values() if lease.calling and lease.task}
            for task in late - calling:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._say_that_we_leave(), LEAVING)

    async def _say_that_we_leave(self) -> None:
        """Tell the first in line and those whose jobs are with a host. At the next start both are told how it goes on."""
        waiting = await self._line.first(self._providers)
        at_hosts = [job for job in await jobs.unfinished(self._database) if job.state is not JobState.QUEUED]
        await self._outbox.say_that_we_leave([*at_hosts, *waiting])

    def _hear_of_cancel(self, about: str) -> None:
        """Wind up jobs of a card, by their ids, that were called off."""
        ids = [int(one) for one in about.split(",") if one.isdecimal()]
        self._start(self._wind_up(ids), f"end of jobs {about}")

    async def _wind_up(self, job_ids: Sequence[int]) -> None:
        """Stop the work on cancelled jobs of a card, and their hosts; give back what those do not bill; show the end."""
        found = [await jobs.find(self._database, job_id) for job_id in job_ids]
        cancelled = [job for job in found if job and job.state is JobState.CANCELLED]
        held = [(job, self._leases.get(job.id)) for job in cancelled]
        for _, lease in held:
            if lease:
                lease.lose()
        self._start(self._line.moved(self._providers), "line")
        calling_off = (self._call_off(job, lease) for job, lease in held if job.called)
        for fault in await asyncio.gather(*calling_off, return_exceptions=True):
            if fault:  # of ours; it must not keep the end from its member
                log.error("it was not called off", exc_info=fault)
        for card_id in {job.card_id for job in cancelled}:
            await self._outbox.deliver(card_id)

    async def _call_off(self, cancelled: Job, lease: JobLease | None) -> None:
        """Tell the host of a called job, once its call is answered; and give back what costs nothing after all."""
        if lease and lease.task:
            await asyncio.wait((lease.task,))
        ticket = cancelled.ticket or (lease.ticket if lease else None)
        provider = self._routing.named(cancelled.provider)
        free = bool(lease and lease.unsent) or bool(provider and provider.capabilities.forgets)
        if ticket and provider:
            free = await call_off(provider, ticket, self._pauses.call_off)
        if free:
            await ledger.give_back(self._database, cancelled, clock.now())

    async def _take_over(self, *, all_of_them: bool) -> None:
        """Go on with jobs whose worker is gone: with their ticket where they have one, else from the queue."""
        held = self._held()
        for job in await jobs.take_over(self._database, clock.now, held=held, all_of_them=all_of_them):
            provider = self._routing.named(job.provider)
            if job.state is JobState.SUBMITTING and not job.called:
                await jobs.requeue(self._database, job)
            elif provider is None:
                self._show(await self._relief.end(job, orphaned(job, FailureKind.UNKNOWN_OUTCOME)))
            else:
                self._work_on(job, provider)

    async def _claim_all(self) -> None:
        """Claim for every provider until it has no room or nothing waits."""
        claimed = 0
        for provider in self._providers:
            if self._routing.resting(provider):
                self._show(await self._relief.of_resting(provider))
            while not self.stopping and self._has_room(provider):
                job = await jobs.claim(self._database, provider.name, self._limits.caps, clock.now())
                if job is None:
                    break
                if self.stopping:  # asked to while the claim was on its way
                    await jobs.requeue(self._database, job)
                    break
                claimed += 1
                self._routing.given(provider, job)
                self._work_on(job, provider)
        if claimed:
            self._start(self._line.moved(self._providers), "line")

    def _has_room(self, provider: Provider) -> bool:
        room = self._running(provider) < provider.jobs_at_once and self._routing.takes(provider)
        return room and not self._pause.holds(provider)

    def _running(self, provider: Provider) -> int:
        return sum(lease.at_host and lease.job.provider == provider.name for lease in self._leases.values())

    async def _give_up_unread(self, job: Job) -> None:
        """End a job that nobody can work on, by its columns alone, and refund it."""
        failure = Failure(kind=FailureKind.INTERNAL, detail="its row cannot be read")
        self._show(await self._relief.end(job, failure))

    def _work_on(self, job: Job, provider: Provider) -> None:
        lease = JobLease(job, ticket=job.ticket, freed=self.wake)
        if self.stopping:
            lease.stop()
        self._leases[job.id] = lease
        lease.task = self._start(self._work(lease, provider), f"job {job.id}")

    async def _work(self, lease: JobLease, provider: Provider) -> None:
        """Render, then deliver. Whatever goes wrong with one job, the others go on."""
        with about_job(lease.job):
            await self._bring_to_an_end(lease, provider)

    async def _bring_to_an_end(self, lease: JobLease, provider: Provider) -> None:
        try:
            await self._render(lease, provider)
        except (LeaseLost, Stopping) as end:
            log.info("work on it stops: %s", type(end).__name__)
            return
        finally:
            if self._leases.get(lease.job.id) is lease:
                del self._leases[lease.job.id]
            self._routing.ended(lease.job)
            self.wake()
        if lease.job.state not in ACTIVE:
            await self._outbox.deliver(lease.job.card_id)

    async def _render(self, lease: JobLease, provider: Provider) -> None:
        """Render; a fault of ours ends a job only before it is paid for."""
        try:
            await self._rendering.run(lease, provider)
        except (LeaseLost, Stopping):
            raise
        except Exception:
            log.exception("it broke")
            failure = Failure(kind=FailureKind.INTERNAL)
            if lease.job.ticket:
                await self._rendering.rest(lease, provider, failure)
            else:
                await lease.write(jobs.fail(self._database, lease.job, failure, clock.now()))

    def deliver(self, card_id: int) -> None:
        """Bring the end of a card to its member, beside whatever else is done."""
        self._start(self._outbox.deliver(card_id), f"ending of card {card_id}")

    def _show(self, ended: Sequence[Job]) -> None:
        """Tell members of jobs that ended without a worker."""
        for job in ended:
            self._start(self._outbox.deliver(job.card_id), f"ending of job {job.id}")

    def _start(self, work: Coroutine[object, object, None], name: str) -> asyncio.Task[None]:
        """Run something beside, kept until it is done."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("%s broke", task.get_name(), exc_info=error)
