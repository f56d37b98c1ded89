"""The bot's client beside fal's own, on one server in one run: requests, latency, and jobs that are paid for.

    python -m benchmarks.provider

The server takes two seconds for a job, and streams and answers as fal documents it; every request is counted.
"""

import asyncio
import warnings
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import fal_client
import fal_client.client
from aiohttp import web
from pydantic import SecretStr

from benchmarks.aims import aim, load, table
from domain.errors import Unreachable
from domain.pauses import Pauses
from domain.price import Price
from domain.request import RestyleRequest
from providers.bounded import bounded_client
from providers.fal import Endpoints, Fal, FalAccount
from providers.notices import Notices
from providers.provider import Capabilities

TAKES = 2.0  # seconds
ROUNDS = 5
CROWD = 50
MODEL = "ideogram/v4/image-to-image/lora"
REQUEST = RestyleRequest(prompt="ink", seed=1)


@dataclass
class Server:
    """A queue that counts. `drops` answers of accepted submits are lost."""

    url: str = ""
    requests: int = 0
    drops: int = 0
    jobs: dict[str, float] = field(default_factory=dict[str, float])  # when each is complete

    def _complete(self, request: web.Request) -> float:
        return self.jobs[request.match_info["id"]]

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """Take a job."""
        self.requests += 1
        name = f"job{len(self.jobs)}"
        self.jobs[name] = _now() + TAKES
        if self.drops:
            self.drops -= 1
            assert request.transport
            request.transport.abort()
        own = f"{self.url}/ideogram/v4/requests/{name}"
        urls = {"status_url": f"{own}/status", "response_url": own, "cancel_url": f"{own}/cancel"}
        return web.json_response({"status": "IN_QUEUE", "request_id": name, "queue_position": 0, **urls})

    async def status(self, request: web.Request) -> web.StreamResponse:
        """Say how a job is."""
        self.requests += 1
        done = _now() >= self._complete(request)
        body: dict[str, object] = {
            "status": "COMPLETED" if done else "IN_PROGRESS",
            "logs": [],
            "metrics": {},
        }
        return web.json_response(body, status=200 if done else 202)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Say how a job is until it has ended."""
        self.requests += 1
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b'data: {"status": "IN_PROGRESS", "logs": []}\n\n')
        await asyncio.sleep(max(0.0, self._complete(request) - _now()))
        await response.write(b'data: {"status": "COMPLETED", "logs": []}\n\n')
        return response

    async def result(self, _: web.Request) -> web.StreamResponse:
        """Answer a finished job."""
        self.requests += 1
        output: dict[str, object] = {
            "images": [{"url": f"{self.url}/p.png"}],
            "prompt": "",
            "seed": 1,
            "timings": {},
        }
        return web.json_response({**output, "has_nsfw_concepts": [False]})


def _now() -> float:
    return asyncio.get_running_loop().time()


@asynccontextmanager
async def _serving() -> AsyncGenerator[Server]:
    server = Server()
    app = web.Application()
    own = "/ideogram/v4/requests/{id}"
    app.add_routes(
        [
            web.post(f"/{MODEL}", server.submit),
            web.get(f"{own}/status", server.status),
            web.get(f"{own}/status/stream", server.stream),
            web.get(own, server.result),
        ]
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    fal_client.client.QUEUE_URL_FORMAT = f"{server.url}/"
    yield server
    await runner.cleanup()


Ask = Callable[[], Awaitable[object]]


@asynccontextmanager
async def _ours(server: Server) -> AsyncGenerator[Ask]:
    async def endpoints() -> Endpoints:
        return Endpoints(server.url, server.url, server.url)

    account = FalAccount(
        name="fal",
        endpoints=endpoints,
        key=SecretStr("id:secret"),
        capabilities=Capabilities(),
        price=Price(),
        jobs_at_once=CROWD,
        usual_seconds=0.001,
    )
    async with bounded_client() as http:
        fal = Fal(account, http, Notices(), Pauses())

        async def ask() -> object:
            ticket = await fal.submit(REQUEST, "data:,", "tag")
            async for _ in fal.watch(ticket):
                pass
            return await fal.fetch(ticket)

        yield ask


@asynccontextmanager
async def _theirs(_: Server) -> AsyncGenerator[Ask]:
    client = fal_client.AsyncClient(key="id:secret")

    async def ask() -> object:
        return await client.subscribe(MODEL, {"prompt": "ink", "image_url": "data:,"}, with_logs=True)

    yield ask


@dataclass
class Figures:
    """What one client needed."""

    requests: float
    seconds: float
    paid: int
    crowd: float


async def _measure(server: Server, ask: Ask) -> Figures:
    server.requests, late = 0, list[float]()
    for _ in range(ROUNDS):
        await ask()
        late.append(_now() - max(server.jobs.values()))
    requests = server.requests / ROUNDS
    before, server.drops = len(server.jobs), 2
    with suppress(Unreachable):  # ours does not send it again: the outcome is unknown, the member refunded
        await ask()
    paid, server.drops = len(server.jobs) - before, 0
    server.requests, began = 0, _now()
    await asyncio.gather(*(ask() for _ in range(CROWD)))
    return Figures(requests, sorted(late)[ROUNDS // 2], paid, server.requests / (_now() - began))


async def _main() -> None:
    load()
    async with _serving() as server:
        async with _ours(server) as ask:
            ours = await _measure(server, ask)
        async with _theirs(server) as ask:
            theirs = await _measure(server, ask)
    rows = [
        ("requests per job", f"{ours.requests:.1f}", f"{theirs.requests:.1f}"),
        ("completion to result, ms (median)", f"{ours.seconds * 1000:.1f}", f"{theirs.seconds * 1000:.1f}"),
        ("paid jobs when two answers are lost", str(ours.paid), str(theirs.paid)),
        (f"requests per second, {CROWD} jobs at once", f"{ours.crowd:.0f}", f"{theirs.crowd:.0f}"),
    ]
    table(("", "Restyle", "fal-client"), rows)
    aim("requests per job", ours.requests, 4)
    aim("completion to result", ours.seconds * 1000, 20, " ms")
    aim("paid jobs", ours.paid, 1)


if __name__ == "__main__":
    # fal-client leaves its connections open; that is its affair, and this process ends.
    warnings.simplefilter("ignore", ResourceWarning)
    asyncio.run(_main())
