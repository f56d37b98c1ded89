"""The contract with both hosted models: what each fault of theirs is for the member, the account and the money.

The whole way from the queue to the ending is real, up to a socket; behind it a host follows a script and counts the
calls that it was paid for. The table in docs/reliability.md is this one.
"""

import asyncio
import io
import json
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import httpx
import pytest
from aiohttp import web
from PIL import Image
from pydantic import SecretStr

from cogs.words import endings
from cogs.words.words import ENGLISH
from domain.errors import FailureKind
from domain.job import JobState
from domain.price import Price
from domain.request import Speed
from providers.bounded import bounded_client
from providers.modelrunner import Modelrunner, ModelrunnerAccount
from providers.notices import Notices
from providers.provider import Provider
from providers.watching import MISSES
from storage import ledger
from tests.jobs.studio import Open, Shows
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
PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"


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


@dataclass
class Fake:
    """A host in its working state: what it answers on each of its routes, and the jobs that it took."""

    host: Host
    routes: dict[str, str]
    jobs: int = 0
    drops: int = 0  # answers of accepted submits that are lost
    result: dict[str, object] = field(default_factory=dict[str, object])
    status: dict[str, object] = field(default_factory=dict[str, object])

    def on(self, part: str, *answers: Answer) -> None:
        self.host.on(self.routes[part], *answers)

    @property
    def posts(self) -> int:
        """Paid calls that came, taken or not."""
        method, path = self.routes["submit"].split(" ")
        return self.host.count(method, path)

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Take a job, which is paid for from here on, and answer; or lose the answer."""
        self.jobs += 1
        if self.drops:
            self.drops -= 1
            return await hangs_up(request)
        own = f"{self.host.url}{self.routes['status'].split(' ')[1].removesuffix('/status')}"
        return web.json_response(
            {
                "request_id": "r1",
                "status_url": f"{own}/status",
                "response_url": own,
                "cancel_url": f"{own}/cancel",
            }
        )

    async def list_jobs(self, request: web.Request) -> web.StreamResponse:
        """The jobs with a tag."""
        tag = json.loads(request.query["metadata"])["job"]
        return web.json_response({"data": [{"id": "r1", "metadata": {"job": tag}}] * bool(self.jobs)})


Change = Callable[[Fake], None]


def _png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (16, 16), "teal").save(file, "PNG")
    return file.getvalue()


FAL = {
    "submit": "POST /ideogram/v4/image-to-image/lora",
    "status": "GET /ideogram/v4/requests/r1/status",
    "stream": "GET /ideogram/v4/requests/r1/status/stream",
    "result": "GET /ideogram/v4/requests/r1",
    "picture": "GET /p.png",
}
MODELRUNNER = {
    "submit": "POST /ideogram/ideogram-v4/image-to-image",
    "status": "GET /ideogram/ideogram-v4/image-to-image/requests/r1/status",
    "stream": "GET /nothing",
    "result": "GET /requests/r1",
    "picture": "GET /p.png",
}


def _work(fake: Fake, name: str) -> None:
    """Script everything as it is when nothing fails."""
    picture = f"{fake.host.url}/p.png"
    if name == "fal":
        fake.result = {"images": [{"url": picture}], "prompt": "", "seed": 5, "has_nsfw_concepts": [False]}
    else:
        fake.result = {"id": "r1", "status": "COMPLETED", "billingStatus": "charged", "output": [picture]}
        fake.result["totalPrice"] = "0.00005"
        fake.host.on("GET /requests", fake.list_jobs)
    fake.status = {"status": "COMPLETED", "logs": None}
    fake.on("submit", fake.accept)
    fake.on("status", says(fake.status))
    fake.on("result", says(fake.result))
    fake.on("picture", sends(_png(), "image/png"))


def _provider(name: str, http: httpx.AsyncClient, url: str) -> Provider:
    if name == "fal":
        return client(http, url, price=PRICE)
    return Modelrunner(ModelrunnerAccount(url, url, SecretStr(KEY), PRICE, 2), http, Notices(), QUICK)


@pytest.fixture(params=["fal", "modelrunner"])
async def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
async def fake(name: str) -> AsyncGenerator[Fake]:
    async with hosting() as host:
        scripted = Fake(host, FAL if name == "fal" else MODELRUNNER)
        _work(scripted, name)
        yield scripted


async def _play(open_studio: Open, fake: Fake, name: str) -> tuple[Shows, int]:
    """One member's request, to its end; and what it costs."""
    async with bounded_client() as http, open_studio(only=_provider(name, http, fake.host.url)) as studio:
        ending = await studio.shows(await studio.ask(5))
        assert await ledger.unbalanced(studio.database) == []
        return ending, await studio.cost()


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
            "picture": sends(_png(), "image/png"),
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
        if fake.routes is FAL:
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


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_has_its_outcome(open_studio: Open, fake: Fake, name: str, fault: str) -> None:
    change, outcomes = FAULTS[fault]
    expected = outcomes[name == "modelrunner"]
    change(fake)
    ending, cost = await _play(open_studio, fake, name)
    failure = ending.job.failure
    assert (failure and failure.kind, Cost(cost), fake.posts) == (
        expected.kind,
        expected.cost,
        expected.posts,
    )
    assert fake.jobs <= 1, "nothing is paid for twice"
    assert ending.job.state is (JobState.FAILED if expected.kind else JobState.DONE)
    assert ending.account.used == (0 if expected.kind else 1)
    if failure:
        assert KEY not in failure.detail
        assert "Nothing was charged" in endings.failure(ENGLISH, failure.kind)


def _row(fault: str) -> str:
    """The line of a fault in the documentation."""
    cells = [
        f"{one.kind or 'the pictures'} | {one.cost.name.lower()} | {one.posts}" for one in FAULTS[fault][1]
    ]
    return f"| {fault} | {' | '.join(cells)} |"


def test_the_table_in_the_documentation_is_what_happens() -> None:
    written = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    assert [line for line in written if line.count("|") == 8][1:] == [_row(fault) for fault in FAULTS]


async def test_urls_of_another_host_never_see_the_key(open_studio: Open, fake: Fake, name: str) -> None:
    async with hosting() as evil:

        async def lie(_: web.Request) -> web.StreamResponse:
            fake.jobs += 1
            urls = dict.fromkeys(("status_url", "response_url", "cancel_url"), f"{evil.url}/x")
            return web.json_response({"request_id": "r1", **urls})

        fake.on("submit", lie)
        ending, _ = await _play(open_studio, fake, name)
        assert evil.requests == []
    assert ending.job.state is JobState.DONE
    assert fake.jobs == 1
