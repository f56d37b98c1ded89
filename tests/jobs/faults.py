"""Hosts that take jobs, and every fault of theirs: what each is for the member, the account and the money.

A host follows a script for each of its jobs, over real sockets, and counts the calls that it was paid for. A job is known by
its seed, which is also the number of its interaction.
"""

import asyncio
import io
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum

import httpx
from aiohttp import web
from PIL import Image
from pydantic import SecretStr

from domain.errors import FailureKind
from domain.pauses import Pauses
from domain.price import Price
from domain.request import Speed
from providers.modelrunner import Modelrunner, ModelrunnerAccount
from providers.notices import Notices
from providers.provider import Provider
from providers.watching import MISSES
from tests.providers.host import (
    KEY,
    NOWHERE,
    QUICK,
    Answer,
    Host,
    client,
    hangs_up,
    hosting,
    leads,
    says,
    sends,
    streams,
)

PRICE = Price({Speed.BALANCED: 1_000_000})


class Cost(Enum):
    """What is booked for the one picture of the test, in millionths of a dollar."""

    NOTHING = 0
    BILL = 50  # modelrunner's `totalPrice`
    ESTIMATE = 64  # ours, by the price list: the picture has 8 × 8 pixels


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a job. Without a kind of failure the pictures arrive; with one they are refunded."""

    kind: FailureKind | None = None
    cost: Cost = Cost.NOTHING
    posts: int = 1


SUBMIT = {
    "fal": "POST /ideogram/v4/image-to-image/lora",
    "modelrunner": "POST /ideogram/ideogram-v4/image-to-image",
}
# Where everything about a job is, by the job's number.
ROUTES = {
    "fal": {
        "submit": "submit {0}",
        "status": "GET /ideogram/v4/requests/r{0}/status",
        "stream": "GET /ideogram/v4/requests/r{0}/status/stream",
        "result": "GET /ideogram/v4/requests/r{0}",
        "picture": "GET /p{0}.png",
    },
    "modelrunner": {
        "submit": "submit {0}",
        "status": "GET /ideogram/ideogram-v4/image-to-image/requests/r{0}/status",
        "stream": "GET /nothing",
        "result": "GET /requests/r{0}",
        "picture": "GET /p{0}.png",
    },
}


@dataclass
class Fake:
    """A job at a host of that name: what it answers on each route, in its working state, and how often it took the job."""

    host: Host
    at: str
    number: int
    jobs: int = 0
    posts: int = 0  # paid calls that came, taken or not
    drops: int = 0  # answers of accepted submits that are lost
    result: dict[str, object] = field(default_factory=dict[str, object])
    status: dict[str, object] = field(default_factory=dict[str, object])
    picture: bytes = b""

    def __post_init__(self) -> None:
        """Script everything as it is when nothing fails."""
        self.picture, link = _png(self.number), f"{self.host.url}/p{self.number}.png"
        if self.at == "fal":
            self.result = {"images": [{"url": link}], "prompt": "", "seed": 5, "has_nsfw_concepts": [False]}
        else:
            self.result = {"id": self.ticket, "status": "COMPLETED", "billingStatus": "charged"}
            self.result |= {"output": [link], "totalPrice": "0.00005"}
        self.status = {"status": "COMPLETED", "logs": None}
        self.on("submit", self.accept)
        self.on("status", says(self.status))
        self.on("result", says(self.result))
        self.on("picture", sends(self.picture, "image/png"))

    @property
    def ticket(self) -> str:
        return f"r{self.number}"

    def route(self, part: str) -> str:
        return ROUTES[self.at][part].format(self.number)

    def on(self, part: str, *answers: Answer) -> None:
        self.host.on(self.route(part), *answers)

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Take the job, which is paid for from here on, and answer; or lose the answer."""
        self.jobs += 1
        if self.drops:
            self.drops -= 1
            return await hangs_up(request)
        own = f"{self.host.url}{self.route('status').split(' ')[1].removesuffix('/status')}"
        urls = {"status_url": f"{own}/status", "response_url": own, "cancel_url": f"{own}/cancel"}
        return web.json_response({"request_id": self.ticket, **urls})


@dataclass
class Faked:
    """A host of that name, and its jobs by their numbers."""

    host: Host
    at: str
    jobs: dict[int, Fake] = field(default_factory=dict[int, Fake])

    def __post_init__(self) -> None:
        self.host.on(SUBMIT[self.at], self._submit)
        if self.at == "modelrunner":
            self.host.on("GET /requests", self._list)

    def job(self, number: int) -> Fake:
        """What becomes of a job there, as far as it is sent there."""
        if number not in self.jobs:
            self.jobs[number] = Fake(self.host, self.at, number)
        return self.jobs[number]

    def provider(self, http: httpx.AsyncClient, *, jobs_at_once: int = 2, pauses: Pauses = QUICK) -> Provider:
        """The bot's client for it."""
        url = self.host.url
        if self.at == "fal":
            return client(http, url, price=PRICE, pauses=pauses, jobs_at_once=jobs_at_once)
        account = ModelrunnerAccount(url, url, SecretStr(KEY), PRICE, jobs_at_once)
        return Modelrunner(account, http, Notices(), pauses)

    async def _submit(self, request: web.Request) -> web.StreamResponse:
        fake = self.job(json.loads(await request.read())["seed"])
        fake.posts += 1
        return await self.host.play(fake.route("submit"), request)

    async def _list(self, request: web.Request) -> web.StreamResponse:
        """The jobs with a tag."""
        tag = json.loads(request.query["metadata"])["job"]
        fake = self.job(int(tag.partition(".")[0]))
        return web.json_response({"data": [{"id": fake.ticket, "metadata": {"job": tag}}] * bool(fake.jobs)})


@asynccontextmanager
async def faked(at: str) -> AsyncGenerator[Faked]:
    """A host of that name, on a port of the system's choice."""
    async with hosting() as host:
        yield Faked(host, at)


Change = Callable[[Fake], None]


def _png(number: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (16, 16), (number % 256, 128, 128)).save(file, "PNG")
    return file.getvalue()


async def _drip(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(200):
        await response.write(b" ")
        await asyncio.sleep(0.05)
    return response


async def _silence(_: web.Request) -> web.StreamResponse:
    await asyncio.sleep(30)
    return web.Response()


def _scripts(part: str, *answers: Answer) -> Change:
    return lambda fake: fake.on(part, *answers)


def _before(part: str, *answers: Answer) -> Change:
    """What comes before the part works as it should."""

    def change(fake: Fake) -> None:
        whole = {
            "submit": fake.accept,
            "status": says(fake.status),
            "result": says(fake.result),
            "picture": sends(fake.picture, "image/png"),
        }
        fake.on(part, *answers, whole[part])

    return change


def _also(part: str, **fields: object) -> Change:
    """An answer that has something odd besides."""
    return lambda fake: fake.on(part, says({**getattr(fake, part), **fields}))


def _taken(then: Answer) -> Change:
    """A call that is taken, and paid for; what is answered is something else."""

    def change(fake: Fake) -> None:
        async def answer(request: web.Request) -> web.StreamResponse:
            fake.jobs += 1
            return await then(request)

        fake.on("submit", answer)

    return change


def _drops(fake: Fake) -> None:
    fake.drops = 2


def _typed(kind: str, status: int) -> Answer:
    return says({"detail": [{"loc": ["body"], "msg": "no", "type": kind}]}, status)


def _fails(kind: str, status: int, error: str) -> Change:
    """A generation that failed, in the words of either host."""

    def change(fake: Fake) -> None:
        if fake.at == "fal":
            fake.on("result", _typed(kind, status))
        else:
            fake.on(
                "result", says({**fake.result, "billingStatus": "failed", "error": error, "totalPrice": None})
            )

    return change


LONG = 30  # answers: several times those after which a host counts as one that cannot be asked
FAL_PAID, RUNNER_PAID = Outcome(cost=Cost.ESTIMATE), Outcome(cost=Cost.BILL)
PAID = (FAL_PAID, RUNNER_PAID)


def _refused(kind: FailureKind, other: FailureKind | None = None, posts: int = 1) -> tuple[Outcome, Outcome]:
    return Outcome(kind, posts=posts), Outcome(other or kind, posts=posts)


def _lost(kind: FailureKind) -> tuple[Outcome, Outcome]:
    """Gone after the ticket: without the host's word on a bill, the estimate stays."""
    return Outcome(kind, Cost.ESTIMATE), Outcome(kind, Cost.ESTIMATE)


UNKNOWN = Outcome(FailureKind.UNKNOWN_OUTCOME, Cost.ESTIMATE)

# Each fault with its outcome on fal and on modelrunner.
FAULTS: dict[str, tuple[Change, tuple[Outcome, Outcome]]] = {
    "none": (_before("submit"), PAID),
    # The paid call.
    "429, then taken": (
        _before("submit", says({}, 429, **{"Retry-After": "1"})),
        (Outcome(cost=Cost.ESTIMATE, posts=2), Outcome(cost=Cost.BILL, posts=2)),
    ),
    "429 for ever": (_scripts("submit", says({}, 429)), _refused(FailureKind.RATE_LIMITED, posts=3)),
    "401": (_scripts("submit", says({"detail": "who?"}, 401)), _refused(FailureKind.BAD_KEY)),
    "402": (_scripts("submit", says({"error": "no funds"}, 402)), _refused(FailureKind.OUT_OF_FUNDS)),
    "403 locked": (
        _scripts("submit", says({"detail": "User is locked. Reason: TOP_UP."}, 403)),
        _refused(FailureKind.OUT_OF_FUNDS, FailureKind.BAD_KEY),
    ),
    "404": (_scripts("submit", says({}, 404)), _refused(FailureKind.UNAVAILABLE, posts=3)),
    "422 as a list": (_scripts("submit", _typed("x", 422)), _refused(FailureKind.BAD_REQUEST)),
    "422 as a text": (_scripts("submit", says({"detail": "no"}, 422)), _refused(FailureKind.BAD_REQUEST)),
    "422 of the picture": (
        _scripts("submit", says({"detail": [{"type": "image_too_small"}], "error": "image_too_small"}, 422)),
        _refused(FailureKind.SOURCE_TOO_SMALL),
    ),
    "dropped before it is taken": (_before("submit", hangs_up), (UNKNOWN, UNKNOWN)),
    "dropped after it is taken": (_drops, (UNKNOWN, RUNNER_PAID)),
    "never answered": (_taken(_silence), (UNKNOWN, RUNNER_PAID)),
    "500, and not taken": (_before("submit", says({}, 500)), (UNKNOWN, UNKNOWN)),
    "500, and taken": (_taken(says({}, 500)), (UNKNOWN, RUNNER_PAID)),
    "408, and taken": (_taken(says({}, 408)), (UNKNOWN, RUNNER_PAID)),
    "redirected": (_scripts("submit", says({}, 307, Location="/elsewhere")), (UNKNOWN, UNKNOWN)),
    "redirected to no address, and taken": (_taken(leads(NOWHERE[0])), (UNKNOWN, RUNNER_PAID)),
    "a ticket without an id": (_taken(says({"status": "IN_QUEUE"})), (UNKNOWN, RUNNER_PAID)),
    # How it is.
    "polls: 500, 503, hung up": (_before("status", says({}, 500), says({}, 503), hangs_up), PAID),
    "polls: silent once": (_before("status", _silence), PAID),
    "polls: 404 four times": (_before("status", *[says({}, 404)] * (MISSES - 1)), PAID),
    "polls: 401, 429": (_before("status", says({}, 401), says({}, 429)), PAID),
    "polls: an unknown word": (_before("status", says({"status": "NAPPING"})), PAID),
    "polls: broken fields": (
        _also("status", logs=[{"message": None}], queue_position=0.5, metrics=5, metadata=[]),
        PAID,
    ),
    "polls: redirected to no address": (_before("status", *map(leads, NOWHERE)), PAID),
    "polls: a page": (_before("status", sends(b"<html>", "text/html")), PAID),
    "polls: the host is down for long": (_before("status", *[says({}, 502)] * LONG), PAID),
    "polls: the host is down for ever": (_scripts("status", hangs_up), _lost(FailureKind.UNAVAILABLE)),
    "polls: 404 for ever": (_scripts("status", says({}, 404)), _lost(FailureKind.VANISHED)),
    "a truncated stream": (_scripts("stream", sends(b'data: {"status": "IN_PRO', "text/event-stream")), PAID),
    "a stream that is redirected to no address": (_scripts("stream", leads(NOWHERE[0])), PAID),
    "a stream in no charset": (
        _scripts("stream", streams(b"data: {\xff}\n\n", "text/event-stream; charset=undefined")),
        PAID,
    ),
    # The answer.
    "result: not ready": (_before("result", says({"detail": "still in progress"}, 400)), PAID),
    "result: 502, hung up": (_before("result", sends(b"<html>", "text/html", 502), hangs_up), PAID),
    "result: redirected to no address": (_before("result", *map(leads, NOWHERE)), PAID),
    "result: 503 for long": (_before("result", *[says({}, 503)] * LONG), PAID),
    "result: 401 for long": (_before("result", *[says({}, 401)] * LONG), PAID),
    "result: 404 once": (_before("result", says({}, 404)), PAID),
    "result: 404 for ever": (_scripts("result", says({}, 404)), _lost(FailureKind.VANISHED)),
    "result: 410": (_scripts("result", says({}, 410)), _lost(FailureKind.EXPIRED)),
    "result: broken fields": (
        _also(
            "result", prompt={"a": 1}, has_nsfw_concepts=[None], seed="x", timings=[], error=[], metadata=[]
        ),
        PAID,
    ),
    "result: without pictures": (
        _also("result", images=[], output=[]),
        (Outcome(FailureKind.BAD_RESULT, Cost.ESTIMATE), Outcome(FailureKind.BAD_RESULT, Cost.BILL)),
    ),
    "the model fails": (
        _fails("internal_server_error", 500, "boom"),
        (Outcome(FailureKind.MODEL_FAILED), Outcome(FailureKind.MODEL_FAILED)),
    ),
    "the content check refuses": (
        _fails("content_policy_violation", 422, "NSFW"),
        (Outcome(FailureKind.CONTENT_POLICY, Cost.ESTIMATE), Outcome(FailureKind.CONTENT_POLICY)),
    ),
    "the picture cannot be read there": (
        _fails("image_load_error", 422, "Failed to load the image."),
        (Outcome(FailureKind.SOURCE_UNREAD, Cost.ESTIMATE), Outcome(FailureKind.SOURCE_UNREAD)),
    ),
    # The pictures.
    "picture: HTML once": (_before("picture", sends(b"<html>", "text/html")), PAID),
    "picture: it drips": (_before("picture", _drip), PAID),
    "picture: 503, hung up": (_before("picture", says({}, 503), hangs_up), PAID),
    "picture: redirected to no address": (_before("picture", *map(leads, NOWHERE[:2])), PAID),
    "picture: redirected to no address for ever": (
        _scripts("picture", leads(NOWHERE[0])),
        (Outcome(FailureKind.UNAVAILABLE, Cost.ESTIMATE), Outcome(FailureKind.UNAVAILABLE, Cost.BILL)),
    ),
    "picture: 503 for long": (_before("picture", *[says({}, 503)] * (LONG // 3)), PAID),
    "picture: 503 for ever": (
        _scripts("picture", says({}, 503)),
        (Outcome(FailureKind.UNAVAILABLE, Cost.ESTIMATE), Outcome(FailureKind.UNAVAILABLE, Cost.BILL)),
    ),
    "picture: HTML for ever": (
        _scripts("picture", sends(b"<html>", "text/html")),
        (Outcome(FailureKind.BAD_RESULT, Cost.ESTIMATE), Outcome(FailureKind.BAD_RESULT, Cost.BILL)),
    ),
    "picture: 404 for ever": (
        _scripts("picture", says({}, 404)),
        (Outcome(FailureKind.EXPIRED, Cost.ESTIMATE), Outcome(FailureKind.EXPIRED, Cost.BILL)),
    ),
    "picture: 410": (
        _scripts("picture", says({}, 410)),
        (Outcome(FailureKind.EXPIRED, Cost.ESTIMATE), Outcome(FailureKind.EXPIRED, Cost.BILL)),
    ),
}
