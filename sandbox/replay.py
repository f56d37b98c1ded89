"""A transcript done again: a fresh Discord with the bot on it, where people do what they did elsewhere."""

import asyncio
import contextlib
import tempfile
from collections.abc import Callable
from pathlib import Path

from sandbox.botprocess import BotDied, BotProcess
from sandbox.demo import open_demo
from sandbox.narrator import Narrator
from sandbox.people.transcript import Saved
from sandbox.server import Sandbox
from sandbox.world.signal import Signal

_SECONDS_TO_START = 60
_SECONDS_OF_QUIET = 3.0  # after the last act: what goes on shows itself more often
_MOST_SECONDS = 300.0  # of that


def run(saved: Saved, tell: Callable[[str], None]) -> None:
    """Do it again, and tell what is done and seen.

    Departed where something is otherwise, and BotDied, with its last words, when the bot ends before the end.
    """
    with tempfile.TemporaryDirectory(prefix="restyle-") as folder:
        asyncio.run(_replay(saved, Path(folder), tell))


async def _replay(saved: Saved, folder: Path, tell: Callable[[str], None]) -> None:
    async with open_demo() as discord:
        bot = BotProcess(discord, folder)
        try:
            async with bot:
                await bot.while_it_runs(_play(discord, saved, tell))
        except BotDied as died:
            raise BotDied(f"{died}; its last words:\n{bot.last_words()}") from None


async def _play(discord: Sandbox, saved: Saved, tell: Callable[[str], None]) -> None:
    await discord.ready(_SECONDS_TO_START)
    first = next((act.by for act in saved.acts if act.by), None)
    if first is not None:
        discord.feed.subscribe(Narrator(discord.person(first).id, discord.world, tell).hear)
    await discord.replay(saved, tell)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_MOST_SECONDS):
            await _quiet(discord)


async def _quiet(discord: Sandbox) -> None:
    """Wait until nothing more is to be seen."""
    seen = Signal()
    discord.feed.subscribe(lambda _: seen.notify())
    while True:
        try:
            await seen.raised(_SECONDS_OF_QUIET)
        except TimeoutError:
            return
