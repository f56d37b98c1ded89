"""A gate before the renderer, through which all of the bot's calls to its host go: it counts them and can hold one.

It makes the renderer a paid host: what passes here as a submit is what an operator would be billed for.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from aiohttp import web

from sandbox.server import Sandbox
from storage import ledger
from storage.writer import SqliteDatabase
from tests.stage import Bot

Ask = Callable[[], Awaitable[aiohttp.ClientResponse]]
HOP = {"transfer-encoding", "content-length", "connection", "keep-alive", "content-encoding"}
POINTS = {
    "submit": re.compile(r"POST /ideogram/v4/image-to-image/lora$"),
    "watch": re.compile(r"GET .*/status/stream$"),
    "result": re.compile(r"GET /ideogram/v4/requests/[^/]+$"),
    "picture": re.compile(r"GET /files/"),
}
# https://docs.fal.ai/errors#content_policy_violation
WITHHELD = {
    "detail": [{"loc": ["body", "prompt"], "msg": "flagged by a checker", "type": "content_policy_violation"}]
}


@dataclass
class Toll:
    """The gate. `passed` names the point of every call that went through; `hold` keeps calls of a point waiting.

    Of a point that is held, the first `allowed` calls go through. `refused` are the numbers of the results in whose
    place the host says that its content check withheld them. `paint` puts other files in the place of the renderer's pictures, as another host would have sent them; `sent`
    has those. `guard` is around all that is asked of the renderer.
    """

    url: str = ""
    passed: list[str] = field(default_factory=list[str])
    held: set[str] = field(default_factory=set[str])
    allowed: dict[str, int] = field(default_factory=dict[str, int])
    refused: Collection[int] = field(default_factory=set[int])
    paint: Callable[[bytes], bytes] | None = None
    sent: list[bytes] = field(default_factory=list[bytes])
    guard: Callable[[str, Ask], Awaitable[aiohttp.ClientResponse]] = field(default=lambda _, ask: ask())
    _change: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def submits(self) -> int:
        """How many jobs the host was paid for."""
        return self.passed.count("submit")

    async def reached(self, point: str, times: int = 1) -> None:
        """Wait until that many calls of a point have come."""
        async with asyncio.timeout(40), self._change:
            await self._change.wait_for(lambda: self.passed.count(point) >= times)

    async def release(self) -> None:
        """Let everything through."""
        async with self._change:
            self.held.clear()
            self._change.notify_all()

    async def allow(self, point: str, calls: int) -> None:
        """Let so many calls of a point through in all, and hold those after them."""
        async with self._change:
            self.held.add(point)
            self.allowed[point] = calls
            self._change.notify_all()

    async def note(self, point: str) -> int:
        """A call has come; it goes on when its point is not held. Returns which of its point it is."""
        async with self._change:
            self.passed.append(point)
            number = self.passed.count(point)
            self._change.notify_all()
            await self._change.wait_for(
                lambda: point not in self.held or number <= self.allowed.get(point, 0)
            )
        return number


@asynccontextmanager
async def toll_before(renderer_url: str) -> AsyncGenerator[Toll]:
    """A gate before that renderer, on a port of the system's choice."""
    toll = Toll()
    async with aiohttp.ClientSession(auto_decompress=False) as session:

        async def forward(request: web.Request) -> web.StreamResponse:
            call = f"{request.method} {request.path}"
            body = await request.read()
            if point := next((name for name, form in POINTS.items() if form.match(call)), None):
                # As with a real host, the job exists when its answer is still on the way.
                if point == "submit":
                    return await _answer(request, await _ask(request, body), toll)
                number = await toll.note(point)
                if point == "result" and number in toll.refused:
                    return web.json_response(WITHHELD, status=422)
                if point == "picture" and toll.paint:
                    return await _painted(await _ask(request, body), toll, toll.paint)
            return await _answer(request, await _ask(request, body), None)

        async def _ask(request: web.Request, body: bytes) -> aiohttp.ClientResponse:
            return await toll.guard(
                f"{request.method} {request.path}",
                lambda: session.request(
                    request.method,
                    renderer_url + request.path_qs,
                    data=body,
                    headers=request.headers,
                    allow_redirects=False,
                ),
            )

        app = web.Application(client_max_size=100 * 1024 * 1024)
        app.router.add_route("*", "/{path:.*}", forward)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        toll.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield toll
        await toll.release()
        await runner.cleanup()


async def _painted(
    answered: aiohttp.ClientResponse, toll: Toll, paint: Callable[[bytes], bytes]
) -> web.StreamResponse:
    async with answered:
        toll.sent.append(paint(await answered.read()))
        return web.Response(body=toll.sent[-1], content_type=answered.content_type)


async def _answer(
    request: web.Request, answered: aiohttp.ClientResponse, toll: Toll | None
) -> web.StreamResponse:
    """Hand the host's answer on as it comes, event by event; for a submit, after the gate has noted it."""
    async with answered:
        if toll:
            await toll.note("submit")
        kept = {name: value for name, value in answered.headers.items() if name.lower() not in HOP}
        response = web.StreamResponse(status=answered.status, headers=kept)
        await response.prepare(request)
        async for chunk in answered.content.iter_any():
            await response.write(chunk)
        await response.write_eof()
        return response


@asynccontextmanager
async def paying(discord: Sandbox, toll: Toll, folder: Path, **settings: str) -> AsyncGenerator[Bot]:
    """Run the bot on a paid host, as far as it is not told of others; in the end nothing is secret in its log, and all is booked."""
    process = Bot(
        folder,
        DISCORD_TOKEN=discord.bot_token,
        DISCORD_API_URL=discord.api_url,
        FAL_KEY="id:very-secret",
        FAL_QUEUE_URL=toll.url,
        FAL_REST_URL=toll.url,
        FAL_CDN_URL=toll.url,
        **settings,
    )
    await process.start()
    await discord.ready(20)
    yield process
    await toll.release()
    if process.running:
        assert await process.stop() == 0, process.log
    assert discord.bot_token not in process.log
    assert "very-secret" not in process.log
    async with SqliteDatabase(process.data / "restyle.db") as database:
        assert await ledger.unbalanced(database) == []
