"""A worker with everything real but the two ends: a provider that follows a script, and a list as delivery."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from domain.buckets import Bucket, Scope, Unit
from domain.card import DeliveryState, ReplyTo
from domain.job import Job, JobState, Progress, Result, StoredPicture, Ticket
from domain.keeping import Keeping
from domain.member import Asker, Member
from domain.past import Filter
from domain.pauses import Pauses
from domain.picture import Picture, PictureFormat
from domain.price import Price
from domain.quota import Account, Caps, Limits
from domain.request import RestyleRequest, Speed
from domain.styles import Style
from images.workshop import Workshop
from jobs import clock
from jobs.admission import Admission, Ask, Wish
from jobs.assembly import Store, assemble
from jobs.cancelling import Cancelling
from jobs.outbox import Outbox
from jobs.pause import Pause
from jobs.pictures import Taken
from jobs.routing import Routing
from jobs.safety import Safety
from jobs.showing import Ending, Standing
from jobs.worker import Worker
from providers.provider import Capabilities, HostProgress, Provider, Rendered, RenderedPicture, Uploaded
from storage import history, jobs
from storage.database import Database
from storage.pictures import PictureFiles
from storage.writer import SqliteDatabase
from tests import stored
from tests.providers.host import QUICK

LIMITS = Limits(
    Bucket(Scope.BOT, Unit.PICTURES, 20),
    Bucket(Scope.PERSONAL, Unit.PICTURES, 10),
    Caps(member_running=5),
)


@dataclass
class Script:
    """A provider that does as it is told, and writes down what it was asked."""

    name: str = "fal"
    capabilities: Capabilities = field(default_factory=lambda: Capabilities(cancel=True, percent=True))
    price: Price = field(default_factory=lambda: Price({Speed.BALANCED: 1_000_000}))
    jobs_at_once: int = 2
    usual_seconds: float = 1.0
    said: list[str] = field(default_factory=list[str])
    seeds: list[int] = field(default_factory=list[int])
    uploads: list[Exception] = field(default_factory=list[Exception])
    submitting: list[Exception] = field(default_factory=list[Exception])
    found: list[Ticket | Exception | None] = field(default_factory=list[Ticket | Exception | None])
    keeps: int | None = None
    same: Ticket | None = None  # what it answers every submit with
    stops: bool = False  # whether it says, when a job is cancelled, that it bills nothing
    watching: list[Exception] = field(default_factory=list[Exception])
    fetching: list[Exception] = field(default_factory=list[Exception])
    downloading: list[Exception] = field(default_factory=list[Exception])
    on_submit: Callable[[], object] | None = None
    go: asyncio.Event = field(default_factory=asyncio.Event)
    uploading: asyncio.Event = field(default_factory=asyncio.Event)
    sending: asyncio.Event = field(default_factory=asyncio.Event)
    answer: Rendered = field(
        default_factory=lambda: Rendered((RenderedPicture("u", flagged=False),), None, "as painted")
    )
    rubbish: int = 0
    picture: bytes = b""  # what it hands over; else a small one
    running: set[str] = field(default_factory=set[str])
    most_at_once: int = 0

    async def reached(self, word: str, times: int = 1) -> None:
        """Wait until it was asked for that, so often."""
        async with asyncio.timeout(20):
            while True:
                if self.said.count(word) >= times:
                    return
                await asyncio.sleep(0.01)

    def __post_init__(self) -> None:
        self.uploading.set()
        self.sending.set()

    async def upload(self, file: Path, picture: StoredPicture) -> Uploaded:
        assert file.stat().st_size == picture.bytes
        self.said.append("upload")
        await self.uploading.wait()
        if self.uploads:
            raise self.uploads.pop(0)
        return Uploaded("source", self.keeps)

    async def find(self, tag: str) -> Ticket | None:
        self.said.append(f"find {tag}")
        found = self.found.pop(0) if self.found else None
        if isinstance(found, Exception):
            raise found
        return found

    async def check(self) -> None:
        return None

    async def submit(self, request: RestyleRequest, source: str, tag: str, look: str | None = None) -> Ticket:
        assert source == "source"
        assert look in {None, "source"}
        self.said.append("submit in a look" if look else "submit")
        self.seeds.append(request.seed)
        if self.on_submit:
            result = self.on_submit()
            if asyncio.iscoroutine(result):
                await result
        if self.submitting:
            raise self.submitting.pop(0)
        if self.same:
            return self.same
        name = f"{self.name}{self.said.count('submit')}"
        self.running.add(name)
        self.most_at_once = max(self.most_at_once, len(self.running))
        return Ticket(id=name, status_url="s", response_url="r", cancel_url="c")

    async def watch(self, ticket: Ticket) -> AsyncGenerator[HostProgress]:
        self.said.append(f"watch {ticket.id}")
        yield HostProgress(percent=10)
        if self.watching:
            raise self.watching.pop(0)
        await self.go.wait()
        self.running.discard(ticket.id)

    async def fetch(self, ticket: Ticket) -> Rendered:
        self.said.append(f"fetch {ticket.id}")
        if self.fetching:
            raise self.fetching.pop(0)
        return self.answer

    async def download(self, picture: RenderedPicture, target: Path) -> None:
        self.said.append(f"download {picture.url}")
        await self.sending.wait()
        if self.downloading:
            raise self.downloading.pop(0)
        if self.rubbish:
            self.rubbish -= 1
            target.write_bytes(b"<html>")
        elif self.picture:
            target.write_bytes(self.picture)
        else:
            Image.new("RGB", (8, 8), "teal").save(target, "PNG")

    async def cancel(self, ticket: Ticket) -> bool:
        self.said.append(f"cancel {ticket.id}")
        self.running.discard(ticket.id)
        return self.stops


@dataclass
class Shown:
    """A delivery that keeps what it is given, after it has failed as often as it is told to."""

    endings: list[Ending] = field(default_factory=list[Ending])
    progressed: list[tuple[int, Progress]] = field(default_factory=list[tuple[int, Progress]])
    partial: list[Standing] = field(default_factory=list[Standing])
    faults: list[Exception] = field(default_factory=list[Exception])
    noticed: list[Ending] = field(default_factory=list[Ending])
    reviews: list[Ending] = field(default_factory=list[Ending])
    closed: list[Exception] = field(default_factory=list[Exception])  # why it cannot write to moderators
    late: list[int] = field(default_factory=list[int])
    open: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.open.set()

    def progress(self, standing: Standing, reply_to: ReplyTo) -> None:
        assert reply_to.token
        assert standing.so_far.account.limit
        job_id = standing.so_far.jobs[0].job.id
        if standing.late:
            self.late.append(job_id)
        if standing.progress is None:
            self.partial.append(standing)
        else:
            self.progressed.append((job_id, standing.progress))

    async def told(self) -> None:
        pass

    async def show(self, ending: Ending, reply_to: ReplyTo) -> None:
        assert reply_to.message_id
        await self.open.wait()
        if self.faults:
            raise self.faults.pop(0)
        self.endings.append(ending)

    async def open_review(self, ending: Ending, place: ReplyTo) -> int:
        assert (place.channel_id, place.message_id) == (7, 0)
        if self.closed:
            raise self.closed.pop(0)
        return 70

    async def show_review(self, ending: Ending, place: ReplyTo, *, more: int = 0) -> None:
        assert place.message_id == 70
        self.reviews.append(ending)

    async def notice(self, ending: Ending, reply_to: ReplyTo) -> None:
        assert reply_to.message_id
        self.noticed.append(ending)


def reply(*, lasting: bool = True, age: int = 0) -> ReplyTo:
    """A message whose token was given so many milliseconds ago."""
    return ReplyTo(
        9, 5, 6, "token", clock.now() - age, ephemeral=False, lasting=lasting, file_limit=10_000_000
    )


def asker(user: int = 1, *, moderator: bool = False) -> Asker:
    return Asker(Member(9, user), 5, moderator=moderator)


@dataclass(frozen=True)
class Shows:
    """How one job ended, as it was shown."""

    job: Job
    results: list[tuple[Result, Path]]
    account: Account


@dataclass
class Studio:
    """A running worker, and short ways to use it."""

    database: Database
    admission: Admission
    worker: Worker
    cancelling: Cancelling
    routing: Routing
    source: StoredPicture
    shown: Shown
    files: PictureFiles
    outbox: Outbox
    path: Path

    async def ask(
        self,
        number: int,
        *,
        user: int = 1,
        images: int = 1,
        style: Style | None = None,
        look: StoredPicture | None = None,
        reply_to: ReplyTo | None = None,
    ) -> Job:
        [job] = await self.ask_for(number, images, user=user, style=style, look=look, reply_to=reply_to)
        return job

    async def ask_for(
        self,
        number: int,
        *images: int,
        user: int = 1,
        style: Style | None = None,
        look: StoredPicture | None = None,
        reply_to: ReplyTo | None = None,
        private: bool = False,
    ) -> tuple[Job, ...]:
        """Ask for so many pictures in each request of one card."""
        reply_to = reply_to or reply()
        wishes = tuple(
            Wish(RestyleRequest(prompt="ink", seed=number, images=each, style=style), look=look is not None)
            for each in images
        )
        ask = Ask(number, asker(user), wishes)
        taken = [Taken(one) for one in (self.source, look) if one]
        drafts = [self.admission.draft(wish, *taken) for wish in wishes]
        admitted = await self.admission.admit(ask, drafts, reply_to, private=private)
        return admitted.jobs

    async def picture(self, colour: str) -> StoredPicture:
        """Put another picture into the store."""
        file = self.path.with_name("other.png")
        Image.new("RGB", (8, 8), colour).save(file)
        return await self.files.adopt(file, Picture(PictureFormat.PNG, 8, 8, file.stat().st_size))

    async def cancel(self, job_id: int, *, user: int = 1, moderator: bool = False) -> None:
        job = await jobs.find(self.database, job_id)
        assert job is not None
        card = await stored.card(self.database, job.card_id)
        await self.cancelling.cancel(card, asker(user, moderator=moderator))

    async def show_again(self, job: Job) -> None:
        card = await stored.card(self.database, job.card_id)
        reply_to = ReplyTo(
            9, 5, 7, "token", clock.now(), ephemeral=True, lasting=False, file_limit=10_000_000
        )
        await self.outbox.show_again(card, reply_to, "en-US")

    async def delivery(self, job: Job) -> DeliveryState:
        """How far the delivery of a job's card is."""
        page = await history.page(self.database, job.member, Filter(), 100)
        return next(one.delivery for one in page.entries if one.card.id == job.card_id)

    async def account(self, user: int = 1) -> Account:
        """What a member has used."""
        return await stored.account(self.database, asker(user), LIMITS, clock.now())

    async def cost(self) -> int:
        """What the ledger says that all jobs cost."""
        row = await self.database.run(
            lambda connection: connection.execute("SELECT sum(cost) FROM ledger").fetchone()
        )
        assert row is not None
        return row[0]

    async def begins_to_stop(self, grace: float) -> "asyncio.Task[None]":
        """Ask the worker to stop, and come back when it knows."""
        stopping = asyncio.create_task(self.worker.stop(grace))
        await asyncio.sleep(0)
        assert self.worker.stopping
        return stopping

    async def until(self, job: Job, *states: JobState) -> Job:
        """Wait until a job is in one of these states."""
        async with asyncio.timeout(20):
            while True:
                found = await jobs.find(self.database, job.id)
                if found and found.state in states:
                    return found
                await asyncio.sleep(0.01)

    async def shows(self, job: Job) -> Shows:
        """Wait until the end of a job is shown."""
        async with asyncio.timeout(20):
            while True:
                for ending in self.shown.endings:
                    if ending.card.id == job.card_id:
                        ended = ending.jobs[job.part]
                        paths = [(result, self.files.path(result.picture)) for result in ended.results]
                        return Shows(ended.job, paths, ending.account)
                await asyncio.sleep(0.01)

    async def all_shown(self, endings: int) -> None:
        """Wait until so many endings have been shown."""
        async with asyncio.timeout(120):
            while True:
                if len(self.shown.endings) >= endings:
                    return
                await asyncio.sleep(0.01)


async def until(fits: Callable[[], bool | Awaitable[bool]]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(20):
        while True:
            found = fits()
            if found if isinstance(found, bool) else await found:
                return
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
        *others: Script,
        working: bool = True,
        only: Sequence[Provider] = (),
        pauses: Pauses = QUICK,
        limits: Limits = LIMITS,
        safety: Safety | None = None,
    ) -> AsyncGenerator[Studio]:
        providers = only or [script, *others]
        async with SqliteDatabase(tmp_path / "restyle.db") as database, Workshop() as workshop:
            files = PictureFiles(tmp_path / "pictures")
            parts = assemble(
                Store(database, files, workshop),
                providers,
                shown,
                limits,
                pauses,
                pause=Pause(tmp_path / "paused"),
                keeping=Keeping(),
                safety=safety,
            )
            worker, admission = parts.worker, parts.admission
            file = tmp_path / "source.png"
            Image.new("RGB", (8, 8), "navy").save(file)
            picture = Picture(PictureFormat.PNG, 8, 8, file.stat().st_size)
            source = await files.adopt(file, picture)
            running = asyncio.create_task(worker.run() if working else asyncio.sleep(0))
            yield Studio(
                database,
                admission,
                worker,
                parts.cancelling,
                parts.routing,
                source,
                shown,
                files,
                parts.outbox,
                tmp_path / "restyle.db",
            )
            await worker.stop(5)
            await running

    return open_one


@pytest.fixture
async def studio(open_studio: Open) -> AsyncGenerator[Studio]:
    async with open_studio() as opened:
        yield opened
