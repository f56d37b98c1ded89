"""The bot's own HTTP side: GET /health for whoever watches the process, and the hosts' webhooks."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import discord
from aiohttp import web

from storage.database import Database
from web.hooks import BODY_MAX, Hooks


@asynccontextmanager
async def serving(
    client: discord.Client, database: Database, hooks: Hooks, host: str, port: int
) -> AsyncGenerator[None]:
    """Serve while the context lasts."""
    app = web.Application(client_max_size=BODY_MAX)

    async def health(_: web.Request) -> web.Response:
        state = {"discord": client.is_ready(), "database": not database.broken}
        return web.json_response(state, status=200 if all(state.values()) else 503)

    app.router.add_get("/health", health)
    hooks.add_to(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield
    finally:
        await runner.cleanup()
