"""The way of one claimed job through its host: submit, watch, fetch, check, store.

Each step first makes sure that the job is still ours (a fenced write that answers None says it is not).
"""

import asyncio
import logging
from contextlib import aclosing
from pathlib import Path

from domain import limits
from domain.errors import Failure, FailureKind, ProviderFailed
from domain.job import Bill, Job, JobState, Phase, Progress, Result, StoredPicture, Ticket
from domain.picture import UnreadablePicture
from domain.request import SEED_MAX
from images.workshop import Workshop
from jobs import clock
from jobs.delivery import Deliverer
from jobs.lease import JobLease, LeaseLost
from jobs.line import Line
from jobs.routing import Routing
from jobs.submission import Reroute, Submission, call_off
from providers.provider import HostProgress, Provider, Rendered, RenderedPicture
from storage import jobs, uploads
from storage.database import Database
from storage.pictures import PictureFiles

log = logging.getLogger(__name__)

# Seconds after which a job that its host still calls running is given up: fal ends its own after one hour
# (https://docs.fal.ai/model-endpoints/queue), and a place that is never free again stops everybody.
LONGEST_JOB = 2 * 60 * 60.0
TICK = 5.0  # seconds after which a card is told the time, where the host tells nothing new
REPEATS = 3  # times that a job of a free, forgetful host is sent again
PICTURE_PAUSES = (0.0, 2.0, 5.0)  # seconds before each try to get a picture whole


class Rendering:
    """Takes claimed jobs through a provider."""

    def __init__(
        self,
        database: Database,
        files: PictureFiles,
        workshop: Workshop,
        submission: Submission,
        routing: Routing,
        deliverer: Deliverer,
        line: Line,
    ) -> None:
        self._database = database
        self._files = files
        self._workshop = workshop
        self._submission = submission
        self._routing = routing
        self._deliverer = deliverer
        self._line = line

    async def run(self, lease: JobLease, provider: Provider) -> None:
        """Bring a job to an end, or into another host's line. Raises LeaseLost or Stopping where it is not ours to end."""
        try:
            if lease.job.state is JobState.SUBMITTING:
                await self._deliverer.progress(lease.job, Progress(Phase.SENDING))
                await self._submission.submit(lease, provider)
            await self._render(lease, provider)
        except Reroute as reroute:
            await self._move(lease, reroute.provider)
        except ProviderFailed as failed:
            await self._after(lease, provider, failed)

    async def _move(self, lease: JobLease, to: Provider) -> None:
        """Into another host's line, in the same place and at its price."""
        source = await jobs.source(self._database, lease.job)
        assert source is not None, "it was there a moment ago"
        cost = to.price.estimate(lease.job.request, (source.width, source.height))
        log.warning("job %d goes to %s", lease.job.id, to.name)
        await lease.write(jobs.reroute(self._database, lease.job, to.name, cost))

    async def _render(self, lease: JobLease, provider: Provider) -> None:
        """From `rendering` to `done`."""
        ticket = lease.job.ticket
        assert ticket is not None, "a job that renders has its ticket"
        left = LONGEST_JOB - (clock.now() - (lease.job.started_at or clock.now())) / 1000
        try:
            async with asyncio.timeout(left):
                await self._watch(lease, provider, ticket)
        except LeaseLost:
            await call_off(provider, ticket)
            raise
        except TimeoutError:
            await call_off(provider, ticket)
            raise ProviderFailed(FailureKind.TIMED_OUT, f"{ticket.id} never ended") from None
        await self._deliverer.progress(lease.job, Progress(Phase.FETCHING))
        rendered = await provider.fetch(ticket)
        results = await self._collect(provider, rendered, lease.job)
        bill = _bill(rendered, results, lease.job)
        prompt = rendered.prompt
        await lease.write(
            jobs.finish(self._database, lease.job, results, bill, prompt_used=prompt, now=clock.now())
        )
        self._routing.succeeded(provider)

    async def _watch(self, lease: JobLease, provider: Provider, ticket: Ticket) -> None:
        """Follow the host until the job has ended there, telling the member what it tells us."""
        usual = await self._line.usual(provider, lease.job.request.images)
        said = HostProgress()
        async with aclosing(provider.watch(ticket)) as events:
            coming = asyncio.ensure_future(anext(events, None))
            try:
                while True:
                    event = await lease.unless_interrupted(coming, TICK)
                    if coming.done():
                        if event is None:
                            return
                        said = event
                        coming = asyncio.ensure_future(anext(events, None))
                    await self._deliverer.progress(lease.job, _progress(said, lease.job, usual))
            finally:
                coming.cancel()
                await asyncio.wait((coming,))

    async def _collect(self, provider: Provider, rendered: Rendered, job: Job) -> list[Result]:
        """Download, check and store the pictures of an answer; those that the host flagged are withheld."""
        told = rendered.seed
        seed = told if told is not None and 0 <= told <= SEED_MAX else job.request.seed
        # All at once: one is checked while another is on its way. The workshop has its own bounds.
        with self._files.workspace() as folder:
            async with asyncio.TaskGroup() as group:
                taking = {
                    number: group.create_task(self._take(provider, picture, Path(folder, str(number))))
                    for number, picture in enumerate(rendered.pictures[: job.request.images], 1)
                    if not picture.flagged
                }
        return [Result(number, seed, stored) for number, task in taking.items() if (stored := task.result())]

    async def _take(self, provider: Provider, picture: RenderedPicture, file: Path) -> StoredPicture | None:
        """One picture, whole; None where it cannot be had."""
        for pause in PICTURE_PAUSES:
            await asyncio.sleep(pause)
            try:
                await provider.download(picture, file)
                return await self._files.adopt(file, await self._workshop.inspect(file, limits.RESULT_BYTES))
            except ProviderFailed as failed:
                log.warning("a picture of %s: %r", provider.name, failed.failure.detail)
                return None  # the download has tried long enough by itself
            except UnreadablePicture as unreadable:
                log.warning("a picture of %s is %s", provider.name, unreadable.reason)
        return None

    async def _after(self, lease: JobLease, provider: Provider, failed: ProviderFailed) -> None:
        """What a provider's failure means for the job: once more where that is free and safe, else the end."""
        kind = failed.failure.kind
        vanished = kind in (FailureKind.VANISHED, FailureKind.UNKNOWN_OUTCOME)
        if provider.capabilities.forgets and vanished and lease.job.resent < REPEATS:
            log.info("job %d is sent again: %s", lease.job.id, failed.failure.detail)
            await lease.write(jobs.requeue(self._database, lease.job))
            return
        if kind is FailureKind.BAD_REQUEST:  # it may be the upload that the host no longer has
            await uploads.forget(self._database, provider.name, lease.job.source)
        if lease.job.state is JobState.RENDERING:
            self._routing.failed(provider, kind, failed.failure.detail)
        await self._fail(lease, failed.failure)

    async def _fail(self, lease: JobLease, failure: Failure) -> None:
        log.warning("job %d failed: %s %r", lease.job.id, failure.kind, failure.detail)
        await lease.write(jobs.fail(self._database, lease.job, failure, clock.now()))


def _bill(rendered: Rendered, results: list[Result], job: Job) -> Bill:
    """What counts: the pictures that came, and those that were withheld where the host billed them.

    Raises ProviderFailed where nothing came that counts.
    """
    flagged = sum(picture.flagged for picture in rendered.pictures[: job.request.images])
    counted = len(results) + (flagged if rendered.billed else 0)
    if counted == 0:
        kind = FailureKind.CONTENT_POLICY if flagged else FailureKind.BAD_RESULT
        raise ProviderFailed(kind, f"no picture of {len(rendered.pictures)} could be used")
    cost = rendered.cost if rendered.cost is not None else job.cost
    return Bill(counted, cost if rendered.billed else 0)


def _progress(said: HostProgress, job: Job, usual: int) -> Progress:
    """What a card says while the host works."""
    elapsed = (clock.now() - job.started_at) // 1000 if job.started_at else None
    return Progress(
        Phase.RENDERING,
        place=said.waiting + 1 if said.waiting else None,
        percent=said.percent,
        picture=said.picture,
        elapsed=elapsed,
        usual=usual,
    )
