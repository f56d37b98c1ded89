"""A local Discord by itself, for whatever bot is told where it is."""

import asyncio
import os
import shlex
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from sandbox.server import Sandbox
from sandbox.stopping import stop_signal

SECONDS_TO_STOP = 10
# The privileged ones (https://discord.com/developers/docs/events/gateway#privileged-intents).
INTENTS = {"members": 1 << 1, "presences": 1 << 8, "message_content": 1 << 15}


@dataclass(frozen=True, slots=True)
class Serving:
    """Where, with which token, for a bot that was granted which intents, and which bot to start, if any."""

    port: int = 0
    token: str | None = None
    intents: int = 0
    bot: str | None = None


async def serve(serving: Serving, tell: Callable[[str], None]) -> int:
    """Serve until SIGINT or SIGTERM, or until the bot that was started ends. Return its exit code, or 0."""
    stop = stop_signal()
    async with AsyncExitStack() as stack:
        discord = Sandbox(port=serving.port, token=serving.token)
        discord.gateway.privileged_intents = serving.intents
        await stack.enter_async_context(discord)
        tell(f"page   {discord.origin}/")
        tell(f"API    {discord.api_url}")
        tell(f"token  {discord.bot_token}")
        if serving.bot is None:
            await stop.wait()
            return 0
        return await _run(serving.bot, discord, stop)


async def _run(command: str, discord: Sandbox, stop: asyncio.Event) -> int:
    """Run a bot, which is told of the place by two variables, until it ends or is to end."""
    told = {"DISCORD_TOKEN": discord.bot_token, "DISCORD_API_URL": discord.api_url}
    process = await asyncio.create_subprocess_exec(*shlex.split(command), env=os.environ | told)
    ended, stopped = asyncio.create_task(process.wait()), asyncio.create_task(stop.wait())
    await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if ended.done():
        return ended.result()
    process.terminate()
    try:
        async with asyncio.timeout(SECONDS_TO_STOP):
            await ended
    except TimeoutError:
        process.kill()
        await process.wait()
    return 0
