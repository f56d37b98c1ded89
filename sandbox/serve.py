"""A local Discord by itself, for whatever bot is told where it is."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from sandbox.child import Child
from sandbox.document import document_here
from sandbox.server import Sandbox
from sandbox.stopping import stop_signal
from sandbox.world.plan import DESIGNERS, Plan

# Python keeps back what it says to a pipe, if it is not told otherwise.
_SPEAKING = {"PYTHONUNBUFFERED": os.environ.get("PYTHONUNBUFFERED", "1")}


@dataclass(frozen=True, slots=True)
class Serving:
    """Where, with what to begin, with which token, for a bot that was granted which intents too, and which bot to start."""

    port: int = 0
    plan: Plan = DESIGNERS
    token: str | None = None
    intents: int = 0
    bot: Sequence[str] = ()


async def serve(serving: Serving, tell: Callable[[str], None]) -> int:
    """Serve until SIGINT or SIGTERM, or until the bot that was started ends. Return its exit code, or 0."""
    stop = stop_signal()
    async with AsyncExitStack() as stack:
        discord = Sandbox(openapi=document_here(), port=serving.port, token=serving.token, plan=serving.plan)
        discord.world.application.intents |= serving.intents
        await stack.enter_async_context(discord)
        tell(f"page     {discord.origin}/")
        tell(f"API      {discord.api_url}")
        tell(f"token    {discord.bot_token}")
        tell(f"control  {discord.control_url}")
        if not serving.bot:
            await stop.wait()
            return 0
        return await _run(serving.bot, discord, stop, tell)


async def _run(
    command: Sequence[str], discord: Sandbox, stop: asyncio.Event, tell: Callable[[str], None]
) -> int:
    """Run a bot, which is told of the place by variables, until it ends by itself or is to end."""
    async with Child(discord.panel, command, _SPEAKING | discord.environment, hear=_pass_on) as bot:
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({bot.living, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        return _told(bot.living.result(), discord, tell) if bot.living.done() else 0


def _pass_on(said: bytes) -> None:
    """Show what the bot says where it would have said it."""
    with contextlib.suppress(OSError):  # nobody reads it any more
        sys.stdout.buffer.write(said)
        sys.stdout.flush()


def _told(code: int, discord: Sandbox, tell: Callable[[str], None]) -> int:
    """Say that the bot has ended, and how far it came; return the code of who ended so, as a shell does."""
    how = f"by {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
    came = "" if discord.requests else ", and has asked for nothing: is it pointed here (DISCORD_API_URL)?"
    tell(f"The bot has ended {how}{came}")
    return code if code >= 0 else 128 - code
