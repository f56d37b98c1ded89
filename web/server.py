"""The bot's own HTTP side: /healthz, /readyz and /metrics for whoever watches the process, and the hosts' webhooks."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

from domain import limits
from net.connections import HEADER_SECONDS, Connections
from net.strangers import server_log
from web.hooks import Hooks
from web.metrics import Metrics

SHUTDOWN_SECONDS = 1.0  # for answers on their way; a body that does not come shall not hold up a stop


@asynccontextmanager
async def serving(
    health: Callable[[], Mapping[str, bool]], metrics: Metrics, hooks: Hooks, host: str, port: int
) -> AsyncGenerator[None]:
    """Serve while the context lasts; `health` says of each part whether it works.

    /healthz answers as long as the process does: who gets no answer may start it again. /readyz answers 503 while a part
    does not work, which a restart does not help where it is Discord that is away.
    """
    app = web.Application(client_max_size=limits.JSON_BYTES)

    async def answer(_: web.Request) -> web.Response:
        works = health()
        load = await metrics.load()
        waiting = {"oldest_waiting_seconds": round(load.oldest_waiting, 1)} if load else {}
        return web.json_response({**works, **waiting}, status=200 if all(works.values()) else 503)

    async def alive(_: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    app.router.add_get("/healthz", alive)
    for path in ("/readyz", "/health"):  # the other is what it was called first
        app.router.add_get(path, answer)
    metrics.add_to(app)
    hooks.add_to(app)
    runner = web.AppRunner(
        app,
        access_log=None,
        logger=server_log(),
        shutdown_timeout=SHUTDOWN_SECONDS,
        keepalive_timeout=HEADER_SECONDS,  # between two requests, and for a later header that is half sent
    )
    await runner.setup()
    assert runner.server
    try:
        async with Connections(runner.server).listen(host, port):
            yield
    finally:
        await runner.cleanup()
