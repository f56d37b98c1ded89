"""A worker with everything real but the two ends: a provider that follows a script, and a list as delivery."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from domain.errors import ProviderFailed
from domain.job import Account, Job, JobState, Progress, ReplyTo, StoredPicture, Ticket
from domain.picture import Picture, PictureFormat
from domain.price import Price
from domain.quota import Allowance, Caps, Limits
from domain.request import RestyleRequest, Speed
from domain.styles import Style
from images.workshop import Workshop
from jobs import clock
from jobs.admission import Admission, Asked
from jobs.delivery import Deliverer, Ending
from jobs.line import Line
from jobs.rendering import Rendering
from jobs.routing import Routing
from jobs.submission import Submission
from jobs.worker import Worker
from providers.provider import Capabilities, HostProgress, Provider, Rendered, RenderedPicture, Uploaded
from storage import jobs
from storage.database import Database
from storage.pictures import PictureFiles


@dataclass
class Script:
    """A provider that does as it is told, and writes down what it was asked."""

    name: str = "fal"
    title: str = "the script"
    capabilities: Capabilities = field(default_factory=lambda: Capabilities(cancel=True, percent=True))
    price: Price = field(default_factory=lambda: Price({Speed.BALANCED: 1_000_000}))
    jobs_at_once: int = 2
    usual: int = 1000
    said: list[str] = field(default_factory=list[str])
    seeds: list[int] = field(default_factory=list[int])
    submitting: list[Exception] = field(default_factory=list[Exception])
    found: list[Ticket | None] = field(default_factory=list[Ticket | None])
    keeps: int | None = None
    watching: list[ProviderFailed | Exception] = field(default_factory=list[ProviderFailed | Exception])
    on_submit: Callable[[], object] | None = None
    go: asyncio.Event = field(default_factory=asyncio.Event)
    uploading: asyncio.Event = field(default_factory=asyncio.Event)
    answer: Rendered = field(
        default_factory=lambda: Rendered((RenderedPicture("u", flagged=False),), None, "as painted")
    )
    rubbish: int = 0

    async def reached(self, word: str) -> None:
        """Wait until it was asked for that."""
        async with asyncio.timeout(20):
            while True:
                if word in self.said:
                    return
                await asyncio.sleep(0.01)

    def __post_init__(self) -> None:
        self.uploading.set()

    async def upload(self, file: Path, picture: StoredPicture) -> Uploaded:
        assert file.stat().st_size == picture.bytes
        self.said.append("upload")
        await self.uploading.wait()
        return Uploaded("source", self.keeps)

    async def find(self, tag: str) -> Ticket | None:
        self.said.append(f"find {tag}")
        return self.found.pop(0) if self.found else None

    async def check(self) -> None:
        return None

    async def submit(self, request: RestyleRequest, source: str, tag: str) -> Ticket:
        assert source == "source"
        self.said.append("submit")
        self.seeds.append(request.seed)
        if self.on_submit:
            result = self.on_submit()
            if asyncio.iscoroutine(result):
                await result
        if self.submitting:
            raise self.submitting.pop(0)
        number = self.said.count("submit")
        return Ticket(id=f"{self.name}{number}", status_url="s", response_url="r", cancel_url="c")

    async def watch(self, ticket: Ticket) -> AsyncGenerator[HostProgress]:
        self.said.append(f"watch {ticket.id}")
        yield HostProgress(percent=10)
        if self.watching:
            raise self.watching.pop(0)
        await self.go.wait()

    async def fetch(self, ticket: Ticket) -> Rendered:
        return self.answer

    async def download(self, picture: RenderedPicture, target: Path) -> None:
        if self.rubbish:
            self.rubbish -= 1
            target.write_bytes(b"<html>")
        else:
            Image.new("RGB", (8, 8), "teal").save(target, "PNG")

    async def cancel(self, ticket: Ticket) -> None:
        self.said.append(f"cancel {ticket.id}")


@dataclass
class Shown:
    """A delivery that keeps what it is given, after it has failed as often as it is told to."""

    endings: list[Ending] = field(default_factory=list[Ending])
    progressed: list[tuple[int, Progress]] = field(default_factory=list[tuple[int, Progress]])
    faults: list[Exception] = field(default_factory=list[Exception])

    def progress(self, job: Job, reply_to: ReplyTo, progress: Progress, account: Account) -> None:
        assert reply_to.token
        assert account.limit
        self.progressed.append((job.id, progress))

    async def show(self, ending: Ending, reply_to: ReplyTo) -> None:
        assert reply_to.message_id
        if self.faults:
            raise self.faults.pop(0)
        self.endings.append(ending)


@dataclass
class Studio:
    """A running worker, and short ways to use it."""

    database: Database
    admission: Admission
    worker: Worker
    source: StoredPicture
    shown: Shown

    async def ask(self, number: int, *, user: int = 1, images: int = 1, style: Style | None = None) -> Job:
        reply_to = ReplyTo(5, 6, "token", clock.now(), ephemeral=False, file_limit=10_000_000)
        asked = Asked(number, 9, user, RestyleRequest(prompt="ink", seed=number, images=images, style=style))
        return (await self.admission.admit(asked, self.source, reply_to)).job

    async def cost(self) -> int:
        """What the ledger says that all jobs cost."""
        row = await self.database.run(
            lambda connection: connection.execute("SELECT sum(cost) FROM ledger").fetchone()
        )
        assert row is not None
        return row[0]

    async def until(self, job: Job, *states: JobState) -> Job:
        """Wait until a job is in one of these states."""
        async with asyncio.timeout(20):
            while True:
                found = await jobs.find(self.database, job.id)
                if found and found.state in states:
                    return found
                await asyncio.sleep(0.01)

    async def shows(self, job: Job) -> Ending:
        """Wait until the end of a job is shown."""
        async with asyncio.timeout(20):
            while True:
                for ending in self.shown.endings:
                    if ending.job.id == job.id:
                        return ending
                await asyncio.sleep(0.01)


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def shown() -> Shown:
    return Shown()


Open = Callable[..., AbstractAsyncContextManager[Studio]]


@pytest.fixture
def open_studio(tmp_path: Path, script: Script, shown: Shown) -> Open:
    """Open a studio on the same folder, as often as wanted: to the store, each is a process of its own."""

    @asynccontextmanager
    async def open_one(
        *others: Script, working: bool = True, only: Provider | None = None
    ) -> AsyncGenerator[Studio]:
        limits = Limits(Allowance(20), Caps(member_running=5))
        async with Database(tmp_path / "restyle.db") as database, Workshop() as workshop:
            files = PictureFiles(tmp_path / "pictures")
            deliverer = Deliverer(database, files, shown, {}, limits.allowance)
            line = Line(database, deliverer)
            routing = Routing([only] if only else [script, *others])
            submission = Submission(database, files, routing)
            rendering = Rendering(database, files, workshop, submission, routing, deliverer, line)
            worker = Worker(database, routing, rendering, deliverer, line, limits.caps)
            admission = Admission(database, files, routing, worker, limits)
            file = tmp_path / "source.png"
            Image.new("RGB", (8, 8), "navy").save(file)
            picture = Picture(PictureFormat.PNG, 8, 8, file.stat().st_size)
            source = await files.adopt(file, picture)
            running = asyncio.create_task(worker.run() if working else asyncio.sleep(0))
            yield Studio(database, admission, worker, source, shown)
            await worker.stop(5)
            await running

    return open_one


@pytest.fixture
async def studio(open_studio: Open) -> AsyncGenerator[Studio]:
    async with open_studio() as opened:
        yield opened
