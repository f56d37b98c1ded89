"""The HTTP server: its parts, put together once, and the form of every answer that is not a success."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from renderer import queue_routes, upload_routes
from renderer.addresses import Reach
from renderer.bodies import MOST_BYTES, bodies_key
from renderer.errors import Failure, bad_request
from renderer.files import Files
from renderer.jobs import Jobs
from renderer.process import WorkerProcess
from renderer.room import Room
from renderer.sources import SECONDS, Sources
from renderer.terms import reach_key

SWEEP_SECONDS = 60.0
# These are reached by their unguessable address alone, or with a token of their own.
KEYLESS = ("/files/", "/storage/put/")
ABOUT = {
    "name": "Restyle's built-in image model",
    "says": "I run small trained style networks: I change the style of a picture, never its subject.",
    "speaks": "fal's queue API for ideogram/v4/image-to-image/lora",
}


@asynccontextmanager
async def serve(
    host: str, port: int, state: Path, allowed_origins: Sequence[str] = (), patience: float = SECONDS
) -> AsyncGenerator[tuple[int, WorkerProcess]]:
    """Serve while the block runs; gives the port and the render worker."""
    files = Files(state)
    reach = Reach(allowed_origins, patience)
    worker = WorkerProcess()
    jobs = Jobs(files, Sources(files, reach, patience), worker)
    app = _app(files, jobs, reach)
    # A direct call whose caller has gone is given up; so is everything else that nobody waits for.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0, handler_cancellation=True)
    sweeping = asyncio.create_task(_sweep(files, jobs))
    try:
        await runner.setup()
        site = web.TCPSite(runner, host, port)
        await site.start()
        await worker.start()
        yield runner.addresses[0][1], worker
    finally:
        sweeping.cancel()
        await jobs.close()
        await runner.cleanup()
        await worker.close()
        await reach.close()


def _app(files: Files, jobs: Jobs, reach: Reach) -> web.Application:
    app = web.Application(middlewares=[request_id, fal_errors, key_wanted])
    app[reach_key] = reach
    app[bodies_key] = Room(MOST_BYTES)
    app[upload_routes.files_key] = files
    app[queue_routes.jobs_key] = jobs
    app.add_routes([web.get("/", about), *queue_routes.routes(), *upload_routes.routes()])
    return app


async def about(_: web.Request) -> web.Response:
    """What this is, in plain words."""
    return web.json_response(ABOUT)


async def _sweep(files: Files, jobs: Jobs) -> None:
    while True:
        jobs.sweep()
        await asyncio.to_thread(files.sweep)
        await asyncio.sleep(SWEEP_SECONDS)


@web.middleware
async def request_id(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every answer carries an id, as fal's do."""
    response = await handler(request)
    if not response.prepared:
        response.headers.setdefault("x-fal-request-id", secrets.token_hex(16))
    return response


@web.middleware
async def fal_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Errors in fal's forms."""
    try:
        _check_host(request)
        return await handler(request)
    except Failure as failure:
        return web.json_response(failure.body, status=failure.status, headers=failure.headers)
    except web.HTTPException as error:
        if error.content_type == "application/json":
            return web.Response(text=error.text, status=error.status, content_type="application/json")
        return web.json_response({"detail": error.reason}, status=error.status)


@web.middleware
async def key_wanted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Any key will do, but there must be one."""
    header = request.headers.get("Authorization", "")
    if not request.path.startswith(KEYLESS) and request.path != "/" and not _has_key(header):
        return web.json_response({"detail": "invalid key credentials"}, status=401)
    return await handler(request)


def _check_host(request: web.Request) -> None:
    """The answers' addresses are made of it."""
    try:
        request.url.origin()
    except ValueError:
        raise bad_request("The Host header is no host") from None


def _has_key(header: str) -> bool:
    kind, _, key = header.partition(" ")
    return kind == "Key" and bool(key.strip())
