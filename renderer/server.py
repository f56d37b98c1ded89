"""The HTTP server: its parts, put together once, and the form of every answer that is not a success."""

import asyncio
import logging
import re
import secrets
from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from net.connections import HEADER_SECONDS, Connections
from net.strangers import server_log
from renderer.api import forms, modelrunner_routes, multipart_routes, parts, queue_routes, upload_routes
from renderer.api.bodies import MOST_BYTES
from renderer.api.errors import Refusal, bad_request, misdirected
from renderer.api.keys import Keys
from renderer.api.names import Names
from renderer.api.webhooks import Webhooks
from renderer.api.words import refusal
from renderer.failure import Cause, Failed, Failure
from renderer.paint.safety import THRESHOLD
from renderer.queue.jobs import Jobs
from renderer.queue.process import WorkerProcess
from renderer.store.addresses import Reach
from renderer.store.arrivals import Arrivals
from renderer.store.files import Files
from renderer.store.multipart import Multipart
from renderer.store.room import Room
from renderer.store.sources import SECONDS, Sources

SWEEP_SECONDS = 60.0
FAL_ID = "x-fal-request-id"
MODELRUNNER_ID = "x-modelrunner-request-id"
SAFE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
log = logging.getLogger(__name__)
# These are reached by their unguessable address alone, or with a token of their own; or all may read them.
KEYLESS = ("/files/", "/storage/put/", "/storage/part/", "/storage/parts/", "/.well-known/")
ABOUT = {
    "name": "Restyle's built-in image model",
    "says": "I run small trained style networks: I change the style of a picture, never its subject.",
    "speaks": "fal's API for ideogram/v4/image-to-image/lora, direct under /run, and modelrunner's for "
    "ideogram/ideogram-v4/image-to-image",
}


@asynccontextmanager
async def serve(  # noqa: PLR0913 - what may differ from one server to another
    host: str,
    port: int,
    state: Path,
    allowed_origins: Sequence[str] = (),
    *,
    patience: float = SECONDS,
    pace: float = 1.0,
    safety_threshold: float = THRESHOLD,
    allowed_hosts: Collection[str] = (),
) -> AsyncGenerator[tuple[int, WorkerProcess]]:
    """Serve while the block runs; gives the port and the render worker."""
    files, keys = Files(state), Keys(state / "keys")
    reach = Reach(allowed_origins, patience)
    worker = WorkerProcess(safety_threshold)
    jobs = Jobs(files, Sources(files, reach, patience), worker)
    webhooks = Webhooks(reach, jobs, keys, pace)
    app = _app(files, jobs, keys, webhooks)
    app[parts.reach] = reach
    app[parts.names] = Names(host, allowed_hosts)
    # A direct call whose caller has gone is given up; so is everything else that nobody waits for.
    runner = web.AppRunner(
        app,
        access_log=None,
        logger=server_log(),
        shutdown_timeout=1.0,
        handler_cancellation=True,
        keepalive_timeout=HEADER_SECONDS,  # between two requests, and for a later header that is half sent
    )
    sweeping = asyncio.create_task(_sweep(files, jobs, app[parts.multipart]))
    try:
        await runner.setup()
        assert runner.server
        async with Connections(runner.server).listen(host, port) as listening:
            await worker.start()
            yield listening, worker
    finally:
        sweeping.cancel()
        await webhooks.close()
        await jobs.close()
        await runner.cleanup()
        await worker.close()
        await reach.close()


def _app(files: Files, jobs: Jobs, keys: Keys, webhooks: Webhooks) -> web.Application:
    app = web.Application(middlewares=[errors_in_form, key_wanted])
    app.on_response_prepare.append(named)
    arrivals = Arrivals(files)
    app[parts.bodies] = Room(MOST_BYTES)
    app[parts.files] = files
    app[parts.arrivals] = arrivals
    app[parts.multipart] = Multipart(files, arrivals)
    app[parts.jobs] = jobs
    app[parts.keys] = keys
    app[parts.webhooks] = webhooks
    app.add_routes([web.get("/", about), web.get("/.well-known/jwks.json", key_set)])
    for room in (queue_routes, modelrunner_routes, upload_routes, multipart_routes):
        app.add_routes(room.routes())
    return app


async def about(_: web.Request) -> web.Response:
    """Return what this is, in plain words."""
    return web.json_response(ABOUT)


async def key_set(request: web.Request) -> web.Response:
    """Return what fal's webhooks are checked with."""
    return web.json_response(request.app[parts.keys].fal_key_set())


async def _sweep(files: Files, jobs: Jobs, multipart: Multipart) -> None:
    while True:
        jobs.sweep()
        multipart.sweep()
        await asyncio.to_thread(files.sweep)
        await asyncio.sleep(SWEEP_SECONDS)


async def named(request: web.Request, response: web.StreamResponse) -> None:
    """Every answer carries an id under both hosts' names for it: that of its request, or one of its own."""
    asked = request.match_info.get("id", "")
    given = response.headers.get(FAL_ID) or response.headers.get(MODELRUNNER_ID)
    name = given or (asked if SAFE_ID.fullmatch(asked) else secrets.token_hex(16))
    response.headers.update({FAL_ID: name, MODELRUNNER_ID: name})


@web.middleware
async def errors_in_form(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give errors the form of the API that was called."""
    try:
        _check_host(request)
        return await handler(request)
    except Failed as failed:
        return forms.of_refusal(request, refusal(failed.failure))
    except Refusal as refused:
        return forms.of_refusal(request, refused)
    except web.HTTPException as error:
        return forms.of_exception(request, error)
    except web.RequestPayloadError:
        return forms.of_refusal(request, bad_request("The body is not what its headers say"))
    except ConnectionError:
        raise  # there is nobody to tell
    except Exception:
        log.exception("%s %s", request.method, request.path)
        return forms.of_refusal(request, refusal(Failure(Cause.INTERNAL)))


@web.middleware
async def key_wanted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Any key will do, but there must be one."""
    header = request.headers.get("Authorization", "")
    if not request.path.startswith(KEYLESS) and request.path != "/" and not _has_key(header):
        raise web.HTTPUnauthorized(reason="invalid key credentials")
    return await handler(request)


def _check_host(request: web.Request) -> None:
    """Check the host: the answers' addresses are made of it, and nobody shall be led here by a name of his own."""
    try:
        name = request.url.origin().host or ""
    except ValueError:
        raise bad_request("The Host header is no host") from None
    if not request.app[parts.names].know(name):
        raise misdirected(f"This server does not answer as {name}. It does with --allow-host {name}")


def _has_key(header: str) -> bool:
    kind, _, key = header.partition(" ")
    return kind == "Key" and bool(key.strip())
