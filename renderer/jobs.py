"""The queue: requests wait their turn, one is rendered, and each remembers what became of it."""

import asyncio
import logging
import secrets
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from pydantic import JsonValue
from yarl import URL

from renderer.errors import Failure, infrastructure_error
from renderer.files import LIFETIME, Files
from renderer.order import Done, Order, Progress
from renderer.process import WorkerProcess
from renderer.request import RenderRequest
from renderer.sources import Sources

LONGEST_QUEUE: Final = 64
MOST_REMEMBERED: Final = 1000
SECONDS_PER_JOB: Final = 5  # a guess for Retry-After
log = logging.getLogger(__name__)


class QueueFull(Exception):
    """No more requests may wait."""


class State(StrEnum):
    """fal's three states; a failed request is COMPLETED too, with an error."""

    IN_QUEUE = "IN_QUEUE"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"


@dataclass(slots=True, eq=False)
class Job:
    """One request on its way."""

    request: RenderRequest
    origin: URL
    seed: int
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    state: State = State.IN_QUEUE
    logs: list[JsonValue] = field(default_factory=list[JsonValue])
    outcome: Done | Failure | None = None
    pictures: list[Path] = field(default_factory=list[Path])
    began: float = 0.0
    ended: float = 0.0
    version: int = 0
    task: asyncio.Task[None] | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, progress: Progress) -> None:
        """Add the log line that clients read the percentage from."""
        self.log(f"progress {progress.percent}% · {progress.doing}")

    def log(self, message: str) -> None:
        """Add a line that `logs=1` shows."""
        now = datetime.now(UTC).isoformat()
        self.logs.append({"message": message, "timestamp": now, "level": "INFO", "source": "USER"})
        self.change()

    def change(self) -> None:
        """Wake all who watch."""
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def change_after(self, version: int) -> None:
        """Wait until there is something newer than that version."""
        while self.version <= version:
            await self._changed.wait()


class Jobs:
    """All requests of the last hour, in the order in which they came."""

    def __init__(self, files: Files, sources: Sources, worker: WorkerProcess) -> None:
        self._files = files
        self._sources = sources
        self._worker = worker
        self._jobs: dict[str, Job] = {}
        self._turn = asyncio.Lock()
        self._running: Job | None = None

    def submit(self, request: RenderRequest, origin: URL, acceptable: int = LONGEST_QUEUE) -> Job:
        """Take a request in, unless more than are acceptable wait; it starts by itself when its turn comes."""
        waiting = len(self._waiting())
        if waiting >= LONGEST_QUEUE or waiting > acceptable:
            raise QueueFull
        seed = secrets.randbelow(2**31) if request.seed is None else request.seed
        # The picture may be a data URI of megabytes: only the task holds it, and only until it is a file.
        job = Job(request.model_copy(update={"image_url": ""}), origin, seed)
        self._jobs[job.id] = job
        job.task = asyncio.create_task(self._run(job, request.image_url))
        return job

    def find(self, job_id: str) -> Job | None:
        """The request of that id, while it is remembered."""
        return self._jobs.get(job_id)

    def position(self, job: Job) -> int:
        """How many stand before it."""
        return self._waiting().index(job)

    def cancel(self, job: Job) -> bool:
        """Take a waiting request out, or stop a running one at its next step; False when it is over."""
        if job.state is State.COMPLETED:
            return False
        if job is self._running:
            self._worker.stop()
        elif job.task:
            job.task.cancel()
            self._finish(job, _cancelled())
        return True

    def sweep(self) -> None:
        """Forget what is too old, and the oldest where there are too many."""
        over = [job for job in self._jobs.values() if job.state is State.COMPLETED]
        excess = len(over) - MOST_REMEMBERED
        for number, job in enumerate(over):
            if number < excess or time.time() - job.ended > LIFETIME:
                del self._jobs[job.id]
                for path in job.pictures:
                    path.unlink(missing_ok=True)

    async def close(self) -> None:
        """Leave everything as it is."""
        tasks = [job.task for job in self._jobs.values() if job.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _waiting(self) -> list[Job]:
        return [job for job in self._jobs.values() if job.state is State.IN_QUEUE]

    async def _run(self, job: Job, image_url: str) -> None:
        try:
            self._finish(job, await self._made(job, image_url))
        except Failure as failure:
            self._finish(job, failure)
        except Exception:
            log.exception("request %s failed", job.id)
            self._finish(job, infrastructure_error(500, "internal_error", "Internal error"))

    async def _made(self, job: Job, image_url: str) -> Done:
        source = await self._sources.fetch(image_url, job.origin)
        del image_url
        try:
            async with self._turn:
                return await self._render(job, source)
        finally:
            source.unlink(missing_ok=True)

    async def _render(self, job: Job, source: Path) -> Done:
        self._running = job
        job.state, job.began = State.IN_PROGRESS, time.time()
        self._tell_all()
        order = Order(request=job.request, seed=job.seed, source=str(source), folder=str(self._files.private))
        try:
            return await self._worker.render(order, job.note)
        except BaseException:
            for unfinished in self._files.private.glob(f"{source.name}-*"):
                unfinished.unlink(missing_ok=True)
            raise
        finally:
            self._running = None

    def _finish(self, job: Job, outcome: Done | Failure) -> None:
        if job.state is State.COMPLETED:
            return
        if isinstance(outcome, Done):
            job.pictures = [self._keep(job, picture.file) for picture in outcome.pictures]
        job.outcome, job.ended = outcome, time.time()
        job.state = State.COMPLETED
        self._tell_all()
        job.change()

    def _keep(self, job: Job, file: str) -> Path:
        """Where a finished picture lies: served, or with sync_mode only in the answer."""
        path = self._files.private / file
        return path if job.request.sync_mode else self._files.publish(path)

    def _tell_all(self) -> None:
        """Every place in the queue has changed, and so has the job that runs."""
        for job in [*self._waiting(), *filter(None, [self._running])]:
            job.change()


def _cancelled() -> Failure:
    return infrastructure_error(499, "client_cancelled", "The request was cancelled")
