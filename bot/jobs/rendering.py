"""The way of one claimed job through its provider: upload, submit once, watch, fetch, check, store.

Each step first makes sure that the job is still ours (a fenced write that answers None says it is not).
"""

import asyncio
import logging
import tempfile
from collections.abc import Awaitable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from bot.domain.errors import Failure, FailureKind, ProviderFailed
from bot.domain.job import Job, JobState, Phase, Progress, Result, Ticket
from bot.domain.picture import UnreadablePicture
from bot.domain.request import SEED_MAX
from bot.images.workshop import Workshop
from bot.jobs import clock
from bot.jobs.delivery import Deliverer
from bot.jobs.line import Line
from bot.providers.provider import HostProgress, Provider, Rendered
from storage import jobs
from storage.database import Database
from storage.pictures import PictureFiles

log = logging.getLogger(__name__)

TICK = 5.0  # seconds after which a card is told the time, where the host tells nothing new
REPEATS = 3  # times that a job of a free, forgetful host is sent again

Value = TypeVar("Value")


class Lost(Exception):
    """The job is no longer ours: cancelled, or taken over. Whatever was meant to happen to it, did not."""


class Left(Exception):
    """The bot is stopping: the job stays with its ticket, and the next start takes it up."""


@dataclass(eq=False)
class Hold:
    """A worker's hold on a job: the job as last written, and the wish of others that the work on it stops."""

    job: Job
    leave: bool = False
    interrupted: asyncio.Event = field(default_factory=asyncio.Event)

    async def write(self, change: Awaitable[Job | None]) -> Job:
        """Make a fenced write and keep what it answers; raises Lost where the job is no longer ours."""
        written = await change
        if written is None:
            raise Lost
        self.job = written
        return written

    async def unless_interrupted(self, work: Awaitable[Value], tick: float | None = None) -> Value | None:
        """Await `work`, unless the hold is interrupted before (Lost or Left) or `tick` seconds pass (None)."""
        doing = asyncio.ensure_future(work)
        stop = asyncio.ensure_future(self.interrupted.wait())
        try:
            await asyncio.wait((doing, stop), timeout=tick, return_when=asyncio.FIRST_COMPLETED)
            if doing.done():
                return doing.result()
            if stop.done():
                raise Left if self.leave else Lost
            return None
        finally:
            stop.cancel()


class Rendering:
    """Takes claimed jobs through a provider."""

    def __init__(
        self,
        database: Database,
        files: PictureFiles,
        workshop: Workshop,
        deliverer: Deliverer,
        line: Line,
    ) -> None:
        self._database = database
        self._files = files
        self._workshop = workshop
        self._deliverer = deliverer
        self._line = line

    async def run(self, hold: Hold, provider: Provider) -> None:
        """Bring a job to an end. Raises Lost or Left where it is not ours to end."""
        try:
            if hold.job.state is JobState.SUBMITTING:
                await self._submit(hold, provider)
            await self._render(hold, provider)
        except ProviderFailed as failed:
            await self._after(hold, provider, failed)
        except UnreadablePicture as unreadable:
            await self._fail(hold, Failure(kind=FailureKind.BAD_RESULT, detail=unreadable.reason))

    async def _submit(self, hold: Hold, provider: Provider) -> None:
        """From `submitting` to `rendering`. What is committed before the call says that it may have been made."""
        await self._tell(hold, Progress(Phase.SENDING))
        if hold.job.called:
            raise ProviderFailed(FailureKind.UNKNOWN_OUTCOME, "the bot ended during the call")
        picture = await jobs.source(self._database, hold.job)
        if picture is None:
            raise ProviderFailed(FailureKind.INTERNAL, "the source is gone", sent=False)
        source = await provider.upload(self._files.path(picture), picture)
        await hold.write(jobs.calling(self._database, hold.job))
        ticket = await provider.submit(hold.job.request, source)
        try:
            await hold.write(jobs.accepted(self._database, hold.job, ticket))
        except Lost:
            await self._call_off(provider, ticket)
            raise

    async def _render(self, hold: Hold, provider: Provider) -> None:
        """From `rendering` to `done`."""
        ticket = hold.job.ticket
        assert ticket is not None, "a job that renders has its ticket"
        try:
            await self._watch(hold, provider, ticket)
        except Lost:
            await self._call_off(provider, ticket)
            raise
        await self._tell(hold, Progress(Phase.FETCHING))
        rendered = await provider.fetch(ticket)
        results = await self._collect(provider, rendered, hold.job)
        await hold.write(
            jobs.finish(
                self._database,
                hold.job,
                results,
                prompt_used=rendered.prompt,
                now=clock.now(),
            )
        )

    async def _watch(self, hold: Hold, provider: Provider, ticket: Ticket) -> None:
        """Follow the host until the job has ended there, telling the member what it tells us."""
        usual = await self._line.usual(provider, hold.job.request.images)
        said = HostProgress()
        events = aiter(provider.watch(ticket))
        coming: asyncio.Future[HostProgress | None] = asyncio.ensure_future(anext(events, None))
        try:
            while True:
                event = await hold.unless_interrupted(coming, TICK)
                if coming.done():
                    if event is None:
                        return
                    said = event
                    coming = asyncio.ensure_future(anext(events, None))
                await self._tell(hold, _progress(said, hold.job, usual))
        finally:
            coming.cancel()

    async def _collect(self, provider: Provider, rendered: Rendered, job: Job) -> list[Result]:
        """Download, check and store the pictures of an answer; those that the host flagged are withheld."""
        seed = (
            rendered.seed
            if rendered.seed is not None and 0 <= rendered.seed <= SEED_MAX
            else job.request.seed
        )
        results: list[Result] = []
        with tempfile.TemporaryDirectory(prefix="restyle-") as folder:
            for number, picture in enumerate(rendered.pictures[: job.request.images], 1):
                if not picture.flagged:
                    file = Path(folder, str(number))
                    await provider.download(picture, file)
                    stored = await self._files.adopt(file, await self._workshop.inspect(file))
                    results.append(Result(number, seed, stored))
        if not results:
            raise ProviderFailed(FailureKind.CONTENT_POLICY, "every picture was flagged")
        return results

    async def _after(self, hold: Hold, provider: Provider, failed: ProviderFailed) -> None:
        """What a provider's failure means for the job: once more where that is free and safe, else the end."""
        vanished = failed.failure.kind in (FailureKind.VANISHED, FailureKind.UNKNOWN_OUTCOME)
        if provider.capabilities.forgets and vanished and hold.job.attempt <= REPEATS:
            log.info("job %d is sent again: %s", hold.job.id, failed.failure.detail)
            await hold.write(jobs.requeue(self._database, hold.job))
        else:
            await self._fail(hold, failed.failure)

    async def _fail(self, hold: Hold, failure: Failure) -> None:
        log.warning("job %d failed: %s %s", hold.job.id, failure.kind, failure.detail)
        await hold.write(jobs.fail(self._database, hold.job, failure, clock.now()))

    async def _call_off(self, provider: Provider, ticket: Ticket) -> None:
        """Tell the host that nobody waits any more; that it may not listen changes nothing for the member."""
        if provider.capabilities.cancel:
            try:
                await provider.cancel(ticket)
            except ProviderFailed as failed:
                log.info("%s was not called off: %s", ticket.id, failed.failure.detail)

    async def _tell(self, hold: Hold, progress: Progress) -> None:
        await self._deliverer.progress(hold.job, progress)


def _progress(said: HostProgress, job: Job, usual: int) -> Progress:
    """What a card says while the host works."""
    elapsed = (clock.now() - job.started_at) // 1000 if job.started_at else None
    return Progress(
        Phase.RENDERING,
        place=said.waiting or None,
        percent=said.percent,
        picture=said.picture,
        elapsed=elapsed,
        usual=usual,
    )
