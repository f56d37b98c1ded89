"""The queue: requests wait their turn, one is rendered, and each is remembered for a while."""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

from yarl import URL

from renderer.failure import Cause, Failed, Failure
from renderer.order import Done, Order
from renderer.queue.job import Api, Job, Kept, State, Terms
from renderer.queue.process import WorkerProcess
from renderer.request import RenderRequest
from renderer.store.files import Files
from renderer.store.room import Claim
from renderer.store.sources import Fetched, Sources

LONGEST_QUEUE: Final = 64
MOST_REMEMBERED: Final = 1000
MOST_UNREAD: Final = 1000
MOST_INLINE: Final = 48_000_000  # bytes; an answer holds them three times over while it is sent
WHAT_I_AM: Final = "built-in model: changes the style of a picture, never its subject"
log = logging.getLogger(__name__)


class Jobs:
    """All requests of the last hour, in the order in which they came."""

    def __init__(self, files: Files, sources: Sources, worker: WorkerProcess) -> None:
        self._files = files
        self._sources = sources
        self._worker = worker
        self._jobs: dict[str, Job] = {}
        self._turn = asyncio.Lock()
        self._running: Job | None = None
        self._listeners: set[asyncio.Queue[Job]] = set()

    def __iter__(self) -> Iterator[Job]:
        return iter(self._jobs.values())

    def submit(self, request: RenderRequest, origin: URL, terms: Terms, body: Claim) -> Job:
        """Take a request in, unless too many wait; it starts by itself when its turn comes."""
        if len(self._jobs) > MOST_REMEMBERED + 2 * LONGEST_QUEUE:
            self.sweep()  # now, and not in a minute: what fails at once may come fast
        waiting = len(self._waiting())
        if waiting >= LONGEST_QUEUE or (terms.most_waiting is not None and waiting > terms.most_waiting):
            raise Failed(Failure(Cause.TOO_MANY_WAITING))
        seed = secrets.randbelow(2**31) if request.seed is None else request.seed
        # What is sent inline may be megabytes: only the task holds it, and only until it is files.
        loras = [lora.model_copy(update={"path": ""}) for lora in request.loras]
        bare = {"image_url": "", "style_image_url": None, "loras": loras}
        job = Job(request.model_copy(update=bare), origin, seed, terms)
        if terms.api is Api.MODELRUNNER:
            job.id = secrets.token_urlsafe(16)[:21]  # as long as its nanoids, of the same letters
        self._jobs[job.id] = job
        job.task = asyncio.create_task(self._run(job, [request], body))
        job.task.add_done_callback(lambda _: body.release())
        self._tell_listeners(job)
        return job

    def find(self, job_id: str, api: Api = Api.FAL) -> Job | None:
        """Return the request of that id, while it is remembered."""
        job = self._jobs.get(job_id)
        return job if job and job.terms.api is api and not job.expired else None

    def position(self, job: Job) -> int:
        """Return how many stand before it."""
        return self._waiting().index(job)

    def cancel(self, job: Job) -> bool:
        """Take a waiting request out, or stop a running one at its next step; False when it is over."""
        if job.over:
            return False
        if job is self._running:
            self._worker.stop()
        elif job.task:
            job.task.cancel()
            self._finish(job, Failure(Cause.CANCELLED))
        return True

    def purge(self, job: Job) -> None:
        """Delete a finished request's pictures at once."""
        for kept in job.pictures:
            kept.path.unlink(missing_ok=True)
        job.pictures, job.purged = [], time.time()

    def sweep(self) -> None:
        """Forget what is too old, and the oldest where there are too many."""
        over = [job for job in self if job.over]
        for number, job in enumerate(over):
            if job.expired or number < len(over) - MOST_REMEMBERED:
                del self._jobs[job.id]
                for kept in job.pictures:
                    if kept.path.parent == self._files.kept:  # what is served expires by its own time
                        kept.path.unlink(missing_ok=True)

    @asynccontextmanager
    async def listening(self) -> AsyncGenerator[asyncio.Queue[Job]]:
        """Yield every request whose state changes, from now on. Who does not keep up misses some."""
        heard: asyncio.Queue[Job] = asyncio.Queue(MOST_UNREAD)
        self._listeners.add(heard)
        try:
            yield heard
        finally:
            self._listeners.discard(heard)

    async def close(self) -> None:
        """Leave everything as it is."""
        tasks = [job.task for job in self if job.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _waiting(self) -> list[Job]:
        return [job for job in self if job.state is State.IN_QUEUE]

    async def _run(self, job: Job, whole: list[RenderRequest], body: Claim) -> None:
        try:
            self._finish(job, await self._made(job, whole, body))
        except Failed as failed:
            self._finish(job, failed.failure)
        except Exception:
            log.exception("request %s failed", job.id)
            self._finish(job, Failure(Cause.INTERNAL))
        await asyncio.to_thread(self._files.sweep)  # now, and not in a minute: pictures fill a disk

    async def _made(self, job: Job, whole: list[RenderRequest], body: Claim) -> Done:
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(job.terms.start_within):
                    fetching = self._sources.fetched(whole.pop(), job.origin)
                    fetched = await stack.enter_async_context(fetching)
                    body.release()
                    await stack.enter_async_context(self._turn)
            except TimeoutError:
                raise Failed(Failure(Cause.NOT_STARTED)) from None
            return await self._render(job, fetched)

    async def _render(self, job: Job, fetched: Fetched) -> Done:
        self._running = job
        job.state, job.began = State.IN_PROGRESS, time.time()
        job.log(WHAT_I_AM)
        self._tell_all(job)
        order = Order(
            request=job.request,
            seed=job.seed,
            source=str(fetched.picture),
            folder=str(self._files.private),
            look=str(fetched.look) if fetched.look else None,
            packs=fetched.packs,
        )
        try:
            return await self._worker.render(order, job.note)
        except BaseException:
            for unfinished in self._files.private.glob(f"{fetched.picture.name}-*"):
                unfinished.unlink(missing_ok=True)
            raise
        finally:
            self._running = None

    def _finish(self, job: Job, outcome: Done | Failure) -> None:
        if job.over:
            return
        if isinstance(outcome, Done):
            if outcome.understood:
                job.log(outcome.understood.sentence)
            job.pictures = [self._keep(job, picture.file) for picture in outcome.pictures]
            if job.request.sync_mode and sum(kept.size for kept in job.pictures) > MOST_INLINE:
                outcome = Failure(Cause.TOO_MUCH_INLINE, ("sync_mode",), limit=MOST_INLINE)
        job.outcome, job.ended = outcome, time.time()
        job.state = State.COMPLETED
        job.change()
        self._tell_all(job)

    def _keep(self, job: Job, file: str) -> Kept:
        """Say where a finished picture lies: served, or with sync_mode only in the answer."""
        path = self._files.private / file
        if job.request.sync_mode:
            path = self._files.keep(path)
        else:
            path = self._files.publish(path, life=job.terms.media_life)
        return Kept(path, path.stat().st_size)

    def _tell_all(self, changed: Job) -> None:
        """Every place in the queue has changed with it."""
        for job in self._waiting():
            job.change()
        self._tell_listeners(changed)

    def _tell_listeners(self, job: Job) -> None:
        for heard in self._listeners:
            if not heard.full():
                heard.put_nowait(job)
