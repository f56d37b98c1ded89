"""GET /health: whether the bot is connected and its database works, for whoever watches the process."""

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import discord
from aiohttp import web

from storage.database import Database


def health(
    client: discord.Client, database: Database, host: str, port: int
) -> AbstractAsyncContextManager[None]:
    """Serve the page while the context lasts."""
    app = web.Application()

    async def answer(_: web.Request) -> web.Response:
        state = {"discord": client.is_ready(), "database": not database.broken}
        return web.json_response(state, status=200 if all(state.values()) else 503)

    app.router.add_get("/health", answer)
    return _serve(app, host, port)


@asynccontextmanager
async def _serve(app: web.Application, host: str, port: int) -> AsyncGenerator[None]:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield
    finally:
        await runner.cleanup()
