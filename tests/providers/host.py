"""A host that follows a script, on a real socket: it may hang up, refuse, lie and fall silent.

It writes down every request with what it carried, so that a test can count jobs and look for keys.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
from aiohttp import web
from pydantic import SecretStr

from domain.pauses import Pauses
from domain.price import Price
from domain.styles import LoraKind
from providers.fal import Endpoints, Fal, FalAccount
from providers.notices import Notices
from providers.provider import Capabilities

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
KEY = "id:secret"
FREE = Price()


@dataclass
class Host:
    """The script: what to answer where, in turn; the last answer stays."""

    url: str = ""
    answers: dict[str, list[Answer]] = field(default_factory=dict[str, list[Answer]])
    requests: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    bodies: list[bytes] = field(default_factory=list[bytes])

    def on(self, route: str, *answers: Answer) -> None:
        """Script a route, such as `POST /ideogram/v4/image-to-image/lora`."""
        self.answers[route] = list(answers)

    def count(self, method: str, part: str) -> int:
        """How many requests of that kind came."""
        return sum(one[0] == method and part in one[1] for one in self.requests)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer by the script of what was asked."""
        self.requests.append((request.method, request.path, request.headers.get("Authorization", "")))
        self.bodies.append(await request.read())
        return await self.play(f"{request.method} {request.path}", request)

    async def play(self, route: str, request: web.Request) -> web.StreamResponse:
        """Answer by the script of that name."""
        script = self.answers.get(route)
        if not script:
            return web.json_response({"detail": "not found"}, status=404)
        return await (script.pop(0) if len(script) > 1 else script[0])(request)

    def ticket(self, **urls: str) -> dict[str, object]:
        """What a submit answers."""
        own = f"{self.url}/ideogram/v4/requests/r1"
        return {
            "status": "IN_QUEUE",
            "request_id": "r1",
            "status_url": f"{own}/status",
            "response_url": own,
            "cancel_url": f"{own}/cancel",
            **urls,
        }


def says(body: object, status: int = 200, **headers: str) -> Answer:
    """Answer with JSON."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status, headers=headers)

    return answer


def sends(body: bytes, kind: str = "application/octet-stream", status: int = 200) -> Answer:
    """Answer with bytes."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(body=body, content_type=kind, status=status)

    return answer


# Each is refused by another part of what reads addresses, and with another exception.
NOWHERE = ("http://xn--/x", "https://xn--a.com/login", "//xn--/", "http://[::1", "http://a:99999999/")


def leads(location: str, status: int = 302) -> Answer:
    """Redirect to what may be no address."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={"Location": location})

    return answer


def streams(body: bytes, kind: str) -> Answer:
    """Answer with a stream, its type word for word."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(body=body, headers={"Content-Type": kind})

    return answer


async def hangs_up(request: web.Request) -> web.StreamResponse:
    """Take the request and drop the connection."""
    assert request.transport
    request.transport.abort()
    return web.Response()


@asynccontextmanager
async def hosting() -> AsyncGenerator[Host]:
    """A host on a port of the system's choice."""
    host = Host()
    app = web.Application(client_max_size=100 * 1024 * 1024)
    app.router.add_route("*", "/{path:.*}", host.answer)
    # Who waits for nobody any more ends.
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield host
    await runner.cleanup()


# The same tries as ever, with no time between them.
QUICK = Pauses(
    submit=(0.0, 0.0),
    retry_after=0.05,
    look_up=(0.0, 0.0),
    search=(0.0, 0.05),
    poll=(0.01,),
    poll_for_stream=(0.01,),
    ask=(0.01,) * 6,
    unreachable=(0.0,) * 6,
    download=(0.0, 0.0),
    picture=(0.0, 0.0),
    delivery=(0.01, 0.01),
    rest=(0.2,),
    call=2.0,
    call_off=5.0,
    file=2.0,
    tick=0.1,
    beat=0.05,
    show=0.1,
)


def client(
    http: httpx.AsyncClient,
    url: str,
    *,
    forgets: bool = False,
    pauses: Pauses = QUICK,
    price: Price = FREE,
    notices: Notices | None = None,
    key: str = KEY,
    jobs_at_once: int = 2,
) -> Fal:
    """The bot's client, pointed there."""

    async def endpoints() -> Endpoints:
        return Endpoints(url, url, url)

    return Fal(
        FalAccount(
            name="fal",
            endpoints=endpoints,
            key=SecretStr(key),
            capabilities=Capabilities(
                loras=frozenset(LoraKind), cancel=True, position=True, percent=True, forgets=forgets
            ),
            price=price,
            jobs_at_once=jobs_at_once,
            usual_seconds=1.0,
        ),
        http,
        notices or Notices(),
        pauses,
    )
