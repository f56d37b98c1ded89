"""The demo: a local Discord with the bot on it, and a page to use it in a browser, until Ctrl-C."""

import asyncio
import contextlib
import os
import sys
import tempfile
import webbrowser
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

from sandbox.botprocess import BotDied, BotProcess
from sandbox.document import document_here
from sandbox.server import Sandbox
from sandbox.stopping import is_free, stop_signal
from sandbox.world.plan import DESIGNERS, ChannelPlan, RolePlan

PORT = 8750  # where the page is, if nothing else is there
_SECONDS_TO_START = 60
_HOME = DESIGNERS.guilds[0]
# Somebody for a quota by role, as in docs/quotas.md: `/quota set role:@Artists …`.
_ARTISTS = RolePlan(name="Artists", members=("ada",))
# What a moderator needs to try everything at once: `/moderation review channel:#review`, say.
_MORE = (ChannelPlan(name="life-drawing", nsfw=True), ChannelPlan(name="review", only=("Moderator",)))
DEMO = DESIGNERS.model_copy(
    update={
        "guilds": (
            _HOME.model_copy(
                update={"channels": (*_HOME.channels, *_MORE), "roles": (*_HOME.roles, _ARTISTS)}
            ),
            *DESIGNERS.guilds[1:],
        )
    }
)


async def show(folder: Path, tell: Callable[[str], None], *, port: int | None = None) -> None:
    """Start everything, say where the page is, and go on until SIGINT or SIGTERM. Port 0 is any that is free.

    BotDied, with its last words, when the bot ends before.
    """
    stop = stop_signal()
    if port is None:
        port = PORT if is_free(PORT) else 0
    async with open_demo(port) as discord:
        tell(f"Restyle is at {discord.origin}/ (Ctrl-C stops everything)")
        bot = BotProcess(discord, folder)
        try:
            async with bot:
                await asyncio.to_thread(_browse, discord.origin)
                await bot.while_it_runs(_play(discord, stop, tell))
                tell("\nStopping …")
        except BotDied as died:
            raise BotDied(f"{died}; its last words:\n{bot.last_words()}") from None


@contextlib.asynccontextmanager
async def open_demo(port: int = 0) -> AsyncGenerator[Sandbox]:
    """Serve the community with an age-restricted channel, one that moderators alone see, and a thread."""
    async with Sandbox(openapi=document_here(), port=port, plan=DEMO) as discord:
        discord.world.open_thread("sketches", discord.channel, discord.world.users["ada"])
        yield discord


def run(tell: Callable[[str], None], *, port: int | None = None) -> None:
    """Do the same from a command line, with a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="restyle-") as folder:
        asyncio.run(show(Path(folder), tell, port=port))


async def _play(discord: Sandbox, stop: asyncio.Event, tell: Callable[[str], None]) -> None:
    stopped = asyncio.create_task(stop.wait())
    ready = asyncio.create_task(discord.ready(_SECONDS_TO_START))
    try:
        await asyncio.wait({stopped, ready}, return_when=asyncio.FIRST_COMPLETED)
        if not stopped.done():
            await ready
            tell("The bot is ready.")
        await stopped
    finally:
        stopped.cancel()
        ready.cancel()


def _browse(address: str) -> None:
    """Open the page where there is a browser with windows; one in the terminal would be in the way."""
    if sys.platform == "linux" and not any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY"))):
        return
    with contextlib.suppress(webbrowser.Error):
        browser = webbrowser.get()
        if type(browser) is not webbrowser.GenericBrowser:  # what lynx and its like are
            browser.open(address)
