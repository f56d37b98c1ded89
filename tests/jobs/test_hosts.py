"""Both hosted models, whatever goes wrong there: jobs at the host, the state, what the member reads, the refund.

The whole way from the queue to the ending is real, up to a socket; behind it a host follows a script and counts the
jobs that it was paid for.
"""

import asyncio
import io
import json
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field

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
from jobs import rendering, submission
from providers import bounded, downloads, fal, modelrunner
from providers.bounded import bounded_client
from providers.modelrunner import Modelrunner, ModelrunnerAccount
from providers.notices import Notices
from providers.provider import Provider
from storage import ledger
from tests.jobs.studio import Open, Outcome
from tests.providers.host import KEY, Answer, Host, client, hangs_up, hosting, says, sends

Change = Callable[["Fake"], None]


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


def _png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (16, 16), "teal").save(file, "PNG")
    return file.getvalue()


FAL = {
    "submit": "POST /ideogram/v4/image-to-image/lora",
    "status": "GET /ideogram/v4/requests/r1/status",
    "stream": "GET /ideogram/v4/requests/r1/status/stream",
    "result": "GET /ideogram/v4/requests/r1",
}
MODELRUNNER = {
    "submit": "POST /ideogram/ideogram-v4/image-to-image",
    "status": "GET /ideogram/ideogram-v4/image-to-image/requests/r1/status",
    "stream": "GET /nothing",
    "result": "GET /requests/r1",
}


def _work(fake: Fake, name: str) -> None:
    """Script everything as it is when nothing fails."""
    picture = f"{fake.host.url}/p.png"
    if name == "fal":
        fake.result = {"images": [{"url": picture}], "prompt": "", "seed": 5, "has_nsfw_concepts": [False]}
    else:
        fake.result = {"id": "r1", "status": "COMPLETED", "billingStatus": "charged", "output": [picture]}
        fake.host.on("GET /requests", fake.list_jobs)
    fake.status = {"status": "COMPLETED", "logs": None}
    fake.on("submit", fake.accept)
    fake.on("status", says(fake.status))
    fake.on("result", says(fake.result))
    fake.host.on("GET /p.png", sends(_png(), "image/png"))


def _provider(name: str, http: httpx.AsyncClient, url: str) -> Provider:
    if name == "fal":
        return client(http, url)
    return Modelrunner(ModelrunnerAccount(url, url, SecretStr(KEY), Price(), 2), http, Notices())


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same tries, quickly."""
    for module, name, value in (
        (submission, "PAUSES", (0.0, 0.0)),
        (submission, "LOOK_UPS", (0.0, 0.0)),
        (submission, "LONGEST", 0.05),
        (rendering, "PICTURE_PAUSES", (0.0, 0.0)),
        (downloads, "PAUSES", (0.0, 0.0)),
        (fal, "PAUSES", (0.01,) * 6),
        (modelrunner, "PAUSES", (0.01,)),
        (modelrunner, "FETCH_PAUSES", (0.01,) * 5),
        (bounded, "CALL_TIMEOUT", 0.5),
        (downloads, "TIME_MAX", 0.5),
    ):
        monkeypatch.setattr(module, name, value)


@pytest.fixture(params=["fal", "modelrunner"])
async def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
async def fake(name: str) -> AsyncGenerator[Fake]:
    async with hosting() as host:
        scripted = Fake(host, FAL if name == "fal" else MODELRUNNER)
        _work(scripted, name)
        yield scripted


async def _play(open_studio: Open, fake: Fake, name: str) -> Outcome:
    """One member's request, to its end."""
    async with bounded_client() as http, open_studio(only=_provider(name, http, fake.host.url)) as studio:
        ending = await studio.shows(await studio.ask(5))
        assert ending.account.used == (1 if ending.job.state is JobState.DONE else 0)
        assert await ledger.unbalanced(studio.database) == []
    return ending


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


def _stream(text: str) -> Answer:
    return sends(text.encode(), "text/event-stream")


# What goes wrong and comes right: one job at the host, and the pictures arrive.
PASSING: dict[str, Change] = {
    "nothing": lambda fake: fake.on("submit", fake.accept),
    "429 with Retry-After": lambda fake: fake.on(
        "submit", says({}, 429, **{"Retry-After": "1"}), fake.accept
    ),
    "429 twice": lambda fake: fake.on("submit", says({}, 429), says({}, 429), fake.accept),
    "500 on the n-th poll": lambda fake: fake.on(
        "status", says({"status": "IN_QUEUE"}), says({}, 500), says({}, 503), says(fake.status)
    ),
    "polls that hang up": lambda fake: fake.on("status", hangs_up, hangs_up, says(fake.status)),
    "a truncated stream": lambda fake: fake.on("stream", _stream('data: {"status": "IN_PRO')),
    "an unknown status": lambda fake: fake.on("status", says({"status": "NAPPING"}), says(fake.status)),
    "a silent poll": lambda fake: fake.on("status", _silence, says(fake.status)),
    "a result that is not ready": lambda fake: fake.on(
        "result", says({"detail": "Request is still in progress"}, 400), says(fake.result)
    ),
    "a result behind a 502": lambda fake: fake.on(
        "result", sends(b"<html>", "text/html", 502), hangs_up, says(fake.result)
    ),
    "HTML for a picture, once": lambda fake: fake.host.on(
        "GET /p.png", sends(b"<html>", "text/html"), sends(_png())
    ),
    "a picture that drips": lambda fake: fake.host.on("GET /p.png", _drip, sends(_png())),
    "a picture behind a 503": lambda fake: fake.host.on("GET /p.png", says({}, 503), sends(_png())),
}


@pytest.mark.parametrize("fault", PASSING)
async def test_what_passes_costs_one_job_and_the_pictures_arrive(
    open_studio: Open, fake: Fake, name: str, fault: str
) -> None:
    PASSING[fault](fake)
    ending = await _play(open_studio, fake, name)
    assert ending.job.state is JobState.DONE, ending.job.failure
    assert fake.jobs == 1


def _refuses(status: int, body: object) -> Change:
    return lambda fake: fake.on("submit", says(body, status))


# What does not: at most one job, a refund, and words that say so.
FINAL: dict[str, tuple[Change, FailureKind]] = {
    "403 locked": (_refuses(403, {"detail": "User is locked. Reason: TOP_UP."}), FailureKind.BAD_KEY),
    "401": (_refuses(401, {"detail": "who?"}), FailureKind.BAD_KEY),
    "402": (_refuses(402, {"error": "no funds"}), FailureKind.OUT_OF_FUNDS),
    "422 as a list": (
        _refuses(422, {"detail": [{"loc": ["body"], "msg": "no", "type": "x"}]}),
        FailureKind.BAD_REQUEST,
    ),
    "422 as a string": (_refuses(422, {"detail": "no"}), FailureKind.BAD_REQUEST),
    "429 for ever": (_refuses(429, {}), FailureKind.RATE_LIMITED),
    "HTML for a picture": (
        lambda fake: fake.host.on("GET /p.png", sends(b"<html>", "text/html")),
        FailureKind.BAD_RESULT,
    ),
    "a picture that is gone": (
        lambda fake: fake.host.on("GET /p.png", says({}, 404)),
        FailureKind.BAD_RESULT,
    ),
    "a ticket that is forgotten": (lambda fake: fake.on("status", says({}, 404)), FailureKind.VANISHED),
    "a result that has expired": (lambda fake: fake.on("result", says({}, 404)), FailureKind.VANISHED),
}


@pytest.mark.parametrize("fault", FINAL)
async def test_what_does_not_pass_is_refunded_and_worded(
    open_studio: Open, fake: Fake, name: str, fault: str
) -> None:
    change, kind = FINAL[fault]
    change(fake)
    if (fault, name) == ("403 locked", "fal"):
        kind = FailureKind.OUT_OF_FUNDS
    ending = await _play(open_studio, fake, name)
    assert ending.job.state is JobState.FAILED
    assert ending.job.failure is not None
    assert ending.job.failure.kind is kind
    assert "Nothing was charged" in endings.failure(ENGLISH, kind)
    assert KEY not in ending.job.failure.detail
    assert fake.jobs <= 1


async def test_a_lost_answer_is_one_job_on_both(open_studio: Open, fake: Fake, name: str) -> None:
    """fal cannot be asked, so the member is refunded; modelrunner has our tag, so the pictures arrive."""
    fake.drops = 2
    ending = await _play(open_studio, fake, name)
    assert fake.jobs == 1
    assert ending.job.state is (JobState.FAILED if name == "fal" else JobState.DONE)
    if ending.job.failure:
        assert ending.job.failure.kind is FailureKind.UNKNOWN_OUTCOME


async def test_a_call_that_is_dropped_before_it_was_taken(open_studio: Open, fake: Fake, name: str) -> None:
    """On the wire it looks the same, so fal's is not sent again; modelrunner says that it has no such job."""
    fake.on("submit", hangs_up, fake.accept)
    ending = await _play(open_studio, fake, name)
    assert fake.jobs == (0 if name == "fal" else 1)
    assert ending.job.state is (JobState.FAILED if name == "fal" else JobState.DONE)


async def test_a_silent_submit_is_one_job_on_both(open_studio: Open, fake: Fake, name: str) -> None:
    async def take_and_say_nothing(request: web.Request) -> web.StreamResponse:
        fake.jobs += 1
        return await _silence(request)

    fake.on("submit", take_and_say_nothing)
    ending = await _play(open_studio, fake, name)
    assert fake.jobs == 1
    assert ending.job.state is (JobState.FAILED if name == "fal" else JobState.DONE)


async def test_a_failed_generation_is_refunded(open_studio: Open, fake: Fake, name: str) -> None:
    if name == "fal":
        trouble = {"detail": [{"loc": ["body"], "msg": "no", "type": "content_policy_violation"}]}
        fake.on("result", says(trouble, 422))
    else:
        fake.on("result", says({**fake.result, "billingStatus": "failed", "error": "NSFW", "output": {}}))
    ending = await _play(open_studio, fake, name)
    assert ending.job.failure is not None
    assert ending.job.failure.kind is FailureKind.CONTENT_POLICY
    assert fake.jobs == 1


async def test_urls_of_another_host_never_see_the_key(open_studio: Open, fake: Fake, name: str) -> None:
    async with hosting() as evil:

        async def lie(_: web.Request) -> web.StreamResponse:
            fake.jobs += 1
            urls = dict.fromkeys(("status_url", "response_url", "cancel_url"), f"{evil.url}/x")
            return web.json_response({"request_id": "r1", **urls})

        fake.on("submit", lie)
        ending = await _play(open_studio, fake, name)
        assert evil.requests == []
    assert ending.job.state is JobState.DONE
    assert fake.jobs == 1
