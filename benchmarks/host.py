"""An image host that does no work: it speaks as much of fal's queue as the bot needs. Beside it is one that is down.

https://docs.fal.ai/model-endpoints/queue
"""

import asyncio
import json
import random
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from aiohttp import web

MODEL = "ideogram/v4/image-to-image/lora"
LARGEST = 64 * 1024 * 1024


@dataclass
class Host:
    """A job ends with these pictures: when `finish` says so, or, where it takes `work` seconds, give or take half, by itself.

    `finished_at` is when the bot was told. Every paid call to `down` is answered with 503, so that nobody knows what became of
    it, and its list of requests is empty.
    """

    url: str = ""
    pictures: Sequence[bytes] = ()
    mime: str = "image/jpeg"
    work: float | None = None
    finished_at: float = 0.0
    jobs: int = 0
    _due: dict[str, float] = field(default_factory=dict[str, float])
    _watched: asyncio.Event = field(default_factory=asyncio.Event)
    _finished: asyncio.Event = field(default_factory=asyncio.Event)

    async def watched(self) -> None:
        """Wait until the bot listens for the end of a job."""
        async with asyncio.timeout(20):
            await self._watched.wait()
        self._watched.clear()

    def finish(self) -> None:
        """End the job that is watched."""
        self._finished.set()

    @property
    def down(self) -> str:
        """Where the one is that is down."""
        return f"{self.url}/down"

    @property
    def links(self) -> list[str]:
        """Where the pictures are."""
        return [f"{self.url}/files/{number}" for number in range(len(self.pictures))]

    def routes(self) -> list[web.RouteDef]:
        """What this answers."""
        return [
            web.post(f"/{MODEL}", self._submit),
            web.post("/storage/auth/token", self._token),
            web.post("/files/upload", self._upload),
            web.get("/requests/{job}/status/stream", self._watch),
            web.get("/requests/{job}", self._result),
            web.get("/files/{number}", self._file),
            web.get("/down/requests", self._nothing),
            web.route("*", "/down/{rest:.*}", self._fail),
        ]

    async def _submit(self, request: web.Request) -> web.Response:
        await request.read()
        self.jobs += 1
        job = str(self.jobs)
        if self.work is not None:
            self._due[job] = time.monotonic() + self.work * random.uniform(0.5, 1.5)
        own = f"{self.url}/requests/{job}"
        urls = {"status_url": f"{own}/status", "response_url": own, "cancel_url": f"{own}/cancel"}
        return web.json_response({"request_id": job, **urls})

    async def _token(self, _: web.Request) -> web.Response:
        return web.json_response({"token": "none", "token_type": "Bearer"})

    async def _upload(self, request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"access_url": f"{self.url}/files/source"})

    async def _watch(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        with suppress(ConnectionResetError):  # of a job that was cancelled meanwhile
            await response.prepare(request)
            await response.write(_event("IN_PROGRESS"))
            await self._ended(request.match_info["job"])
            await response.write(_event("COMPLETED"))
            await response.write_eof()
        return response

    async def _ended(self, job: str) -> None:
        if self.work is not None:
            await asyncio.sleep(max(0, self._due[job] - time.monotonic()))
            return
        self._watched.set()
        await self._finished.wait()
        self._finished.clear()
        self.finished_at = time.perf_counter()

    async def _result(self, _: web.Request) -> web.Response:
        images = [{"url": link, "content_type": self.mime} for link in self.links]
        return web.json_response({"images": images, "seed": 1, "prompt": "", "has_nsfw_concepts": []})

    async def _file(self, request: web.Request) -> web.Response:
        picture = self.pictures[int(request.match_info["number"])]
        return web.Response(body=picture, content_type=self.mime)

    async def _nothing(self, _: web.Request) -> web.Response:
        return web.json_response({"data": []})

    async def _fail(self, _: web.Request) -> web.Response:
        return web.json_response({"error": "down"}, status=503)


def _event(status: str) -> bytes:
    return f"data: {json.dumps({'status': status, 'logs': []})}\n\n".encode()


@asynccontextmanager
async def image_host() -> AsyncGenerator[Host]:
    """A host on a port of the system's choice."""
    host = Host()
    app = web.Application(client_max_size=LARGEST)
    app.add_routes(host.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield host
    finally:
        await runner.cleanup()
