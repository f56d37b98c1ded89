"""The worker: claims jobs fairly as long as a provider has room, and sees to it that none is lost."""

import asyncio
import logging
import sys
from collections.abc import Collection, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from domain.card import Admitted, ReplyTo
from domain.errors import Failure, FailureKind
from domain.job import ACTIVE, Job, JobState
from domain.lines import kind_of
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
Answer = TypeVar("Answer")

LEAVING = 5.0  # seconds in which members are told that the bot will be back
SHOWN_AT_ONCE = 16  # endings of before the start


@dataclass(frozen=True, slots=True)
class Share:
    """What of all work a worker does: the jobs of which providers (none named: of all), and how many at once."""

    providers: Collection[str] = ()
    jobs: int | None = None


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
        share: Share,
    ) -> None:
        self._database = database
        self._routing = routing
        kinds = share.providers or {kind_of(one.name) for one in routing.providers}
        self._providers = [one for one in routing.providers if kind_of(one.name) in kinds]
        self._others = [one.name for one in routing.providers if one not in self._providers]
        self._most = share.jobs
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
        self._unseen: dict[int, Job] = {}  # whose end is being shown
        self._tasks: set[asyncio.Task[Any]] = set()
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
                    hosts = self._routing.of_kind(provider)
                    taken = sum([await jobs.placed(self._database, one.name) for one in hosts])
                    starts = taken + place <= sum(one.jobs_at_once for one in hosts)
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
        held = await self._take_over(all_of_them=self._database.alone)
        self._show(await self._relief.of_orphans())
        self._start(self._show_in_turn([card.id for card in unseen], held), "endings of before the start")
        self._start(self._line.moved(self._providers), "line")

    async def _show_in_turn(self, unseen: Sequence[int], held: Sequence[Job]) -> None:
        """Show endings some at a time, and let go of their jobs; one that cannot be shown holds up the others for a moment only."""
        places = asyncio.Semaphore(SHOWN_AT_ONCE)
        for card_id in sorted({*unseen, *(job.card_id for job in held)}):
            with suppress(TimeoutError):
                await asyncio.wait_for(places.acquire(), self._pauses.show)
            if self.stopping:
                return
            of_card = [job for job in held if job.card_id == card_id]
            showing = self._start(self._bring(card_id, of_card), f"ending of card {card_id}")
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
            await self._renew()
            if ended := await self._take_over():
                self._start(self._show_in_turn([], ended), "endings of others")
            if self._searching is None or self._searching.done():
                self._searching = self._start(self._search.look(), "search")
            await self._line.part(self._held())
            self._wake.set()

    async def _keep_renewing(self) -> None:
        """Give signs of life while what runs comes to its end: a call may be on the wire for longer than a lease."""
        while True:
            try:
                await jobs.renew(self._database, self._held())
            except Exception:  # the next may do: without any, another would take over what is waited for here
                log.exception("no sign of life was given")
            await asyncio.sleep(self._pauses.beat)

    async def _renew(self) -> None:
        """Give signs of life, and hear which jobs were called off or taken over without a word of that."""
        states = await jobs.renew(self._database, self._held())
        for lease in [one for one in self._leases.values() if one.held]:
            state = states.get(lease.job.id)
            if state is JobState.CANCELLED:
                self._hear_of_cancel(str(lease.job.id))
            elif state is None and await self._has_lost(lease.job):
                lease.lose()

    async def _has_lost(self, job: Job) -> bool:
        """Return whether another attempt has taken a job over."""
        found = await jobs.find(self._database, job.id)
        return found is not None and found.attempt != job.attempt

    def _held(self) -> list[Job]:
        return [*(lease.job for lease in self._leases.values() if lease.held), *self._unseen.values()]

    async def stop(self, grace: float) -> None:
        """Claim nothing more, leave tickets to the next start, and let the rest finish within `grace` seconds.

        A paid call that is on the wire is waited for until it is answered: cut off, nobody would know its outcome.
        """
        self.stopping = True
        self._wake.set()
        for lease in self._leases.values():
            lease.stop()
        renewing = asyncio.create_task(self._keep_renewing(), name="leases")
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), grace)
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=grace)
            calling = {lease.task for lease in self._leases.values() if lease.calling and lease.task}
            for task in late - calling:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._leave(), LEAVING)

    async def _leave(self) -> None:
        """Let go of what is held. Where nobody else takes it over, tell the first in line and those whose jobs are with a host.

        At the next start both are told how it goes on.
        """
        await jobs.leave(self._database)
        if not self._database.alone:
            return
        waiting = await self._line.first(self._providers)
        at_hosts = [job for job in await jobs.unfinished(self._database) if job.state is not JobState.QUEUED]
        await self._outbox.say_that_we_leave([*at_hosts, *waiting])

    def _hear_of_cancel(self, about: str) -> None:
        """Wind up jobs that were called off, by their ids."""
        for job_id in [int(one) for one in about.split(",") if one.isdecimal()]:
            self._start(self._wind_up(job_id), f"end of job {job_id}")

    async def _wind_up(self, job_id: int) -> None:
        """Bring a job that was called off to its end, where that is ours to do; work on it does so when it stops."""
        job = await self._called_off(job_id)
        if job and (working := self._leases.get(job_id)):
            working.lose()
        elif job and job_id not in self._unseen:
            await self._end(job)

    async def _called_off(self, job_id: int) -> Job | None:
        """Return a job if it was called off, and is held here."""
        job = await jobs.find(self._database, job_id)
        ours = job and job.state is JobState.CANCELLED and job.holder == self._database.holder
        return job if ours else None

    async def _end(self, cancelled: Job, lease: JobLease | None = None) -> None:
        """Tell the host of a called job, give back what costs nothing after all, and show the end when all of its card have it."""
        self._unseen[cancelled.id] = cancelled
        self._start(self._line.moved(self._providers), "line")
        try:
            if cancelled.called:
                await self._call_off(cancelled, lease)
        except Exception:  # a fault of ours; it must not keep the end from its member
            log.exception("it was not called off")
        last = await jobs.wound_up(self._database, cancelled)
        self.wake()  # there is a place
        if last:
            await self._bring(cancelled.card_id, [cancelled])
        else:
            del self._unseen[cancelled.id]

    async def _call_off(self, cancelled: Job, lease: JobLease | None) -> None:
        ticket = cancelled.ticket or (lease.ticket if lease else None)
        provider = self._routing.named(cancelled.provider)
        free = bool(lease and lease.unsent) or bool(provider and provider.capabilities.forgets)
        if ticket and provider:
            free = await call_off(provider, ticket, self._pauses.call_off)
        if free:
            await ledger.give_back(self._database, cancelled, clock.now())

    async def _bring(self, card_id: int, ended: Sequence[Job]) -> None:
        """Show how a card ended, and then let go of those jobs of it that have."""
        self._unseen |= {job.id: job for job in ended}
        whole = False
        try:
            whole = await self._outbox.deliver(card_id)
        except Exception:
            log.exception("the end of card %d was not shown", card_id)
        finally:
            for job in ended:
                self._unseen.pop(job.id, None)
        if await jobs.shown(self._database, card_id, [job.id for job in ended]) and not whole:
            await self._outbox.deliver(card_id)

    async def _take_over(self, *, all_of_them: bool = False) -> list[Job]:
        """Go on with jobs whose worker is gone: with their ticket where they have one, else from the queue.

        Returns those that have ended, and whose end is still to be shown.
        """
        ended, held = list[Job](), self._held()
        for job in await jobs.take_over(self._database, held=held, but=self._others, all_of_them=all_of_them):
            provider = self._routing.named(job.provider)
            if job.state is JobState.CANCELLED and job.called:
                self._start(self._end(job), f"end of job {job.id}")
            elif job.state not in ACTIVE:
                self._unseen[job.id] = job
                ended.append(job)
            elif job.state is JobState.SUBMITTING and not job.called:
                await jobs.requeue(self._database, job)
            elif provider is None:
                self._show(await self._relief.end(job, orphaned(job, FailureKind.UNKNOWN_OUTCOME)))
            else:
                self._work_on(job, provider)
        return ended

    async def _claim_all(self) -> None:
        """Claim for every provider until it has no room or nothing waits."""
        claimed = 0
        for provider in self._providers:
            if self._routing.resting(provider):
                self._show(await self._relief.of_resting(provider))
            while not self.stopping and self._has_room(provider):
                places = provider.jobs_at_once
                job = await jobs.claim(self._database, provider.name, self._limits.caps, clock.now(), places)
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
        room = (
            len(self._leases) < (self._most or sys.maxsize)
            and self._running(provider) < provider.jobs_at_once
            and self._routing.takes(provider)
        )
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
        called_off: Job | None = None
        try:
            await self._render(lease, provider)
        except (LeaseLost, Stopping) as end:
            log.info("work on it stops: %s", type(end).__name__)
            called_off = await self._called_off(lease.job.id)
        finally:
            if self._leases.get(lease.job.id) is lease:
                del self._leases[lease.job.id]
            self._routing.ended(lease.job)
            self.wake()
        if called_off:
            await self._end(called_off, lease)
        elif lease.job.state not in ACTIVE:
            await self._bring(lease.job.card_id, [lease.job])

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

    def look_again(self, card_id: int, to: ReplyTo) -> None:
        """See to it, beside whatever else is done, that progress which was just shown is not what is seen of an ended card."""
        self._start(self._outbox.look_again(card_id, to), f"look at card {card_id}")

    def _show(self, ended: Sequence[Job]) -> None:
        """Tell members of jobs that ended without a worker."""
        for job in ended:
            self._start(self._bring(job.card_id, [job]), f"ending of job {job.id}")

    def _start(self, work: Coroutine[object, object, Answer], name: str) -> asyncio.Task[Answer]:
        """Run something beside, kept until it is done."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("%s broke", task.get_name(), exc_info=error)
