"""A world to attack: a local Discord, people, a host that bills, and the bot, which is started again whenever it has ended."""

import asyncio
import io
import signal
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from sandbox.world.world import Channel
from tests.chaos.checkpoints import Checkpoints
from tests.chaos.invariants import CARD, Broken, Seen, broken, leftovers, under_way
from tests.journeys.toll import Toll, toll_before
from tests.stage import Bot, Renderer, local_discord, moderators_room

QUIET = 0.4  # seconds without a call after which nothing more is coming
PATIENCE = 60.0  # seconds in which everything ends after a start
SETTINGS = {
    "FAL_KEY": "id:very-secret",
    "FAL_JOBS": "2",
    "DAILY_PICTURES": "10000",
    "PAID_CANCELS_PER_DAY": "1000",
}

Act = Callable[[], Awaitable[object]]


@dataclass
class Tally:
    """What came of an attack, as its line of the table."""

    attack: str
    tries: int = 0
    lost: int = 0
    doubled: int = 0
    charged: int = 0
    memory: int = 0  # MiB
    wait: float = 0.0  # seconds from a start until all had ended
    told: list[str] = field(default_factory=list[str])

    def count(self, found: Broken, where: str) -> None:
        """Count what one try broke."""
        self.tries += 1
        self.lost += bool(found.lost)
        self.doubled += bool(found.doubled)
        self.charged += bool(found.charged)
        self.told += [f"{where}: {what}" for what in found.all]

    def count_leftovers(self, files: Sequence[str]) -> None:
        """Count files that are nobody's, or are missing, when all attacks are over."""
        self.lost += bool(files)
        self.told += [f"nobody's, or not there: {file}" for file in files]


@dataclass
class World:
    """All that takes part."""

    discord: Sandbox
    toll: Toll
    bot: Bot
    checkpoints: Checkpoints
    room: Channel
    tally: Tally
    lived: int = 0  # characters of the log of its earlier lives
    sent: int = 0  # pictures

    def person(self, name: str) -> Person:
        return self.discord.person(name)

    def picture(self) -> Upload:
        """Another one each time, as small as is still a picture: what is attacked is not the painting."""
        self.sent += 1
        return slope(self.sent)

    async def ask(self, person: Person) -> Exchange:
        """Let somebody send one."""
        ask = {"image": self.picture(), "prompt": "ink", "speed": "turbo", "acceleration": "high"}
        return await person.command("restyle", ask)

    @property
    def database(self) -> Path:
        return self.bot.data / "restyle.db"

    @property
    def journal(self) -> Path:
        """Where each transaction is written first."""
        return self.bot.data / "restyle.db-wal"

    async def kill(self) -> None:
        """End the bot as a power cut does."""
        self._note_memory()
        await self.bot.stop(signal.SIGKILL)

    async def start_again(self) -> None:
        """Start the bot where it has ended, with a host and a Discord that work."""
        await self.toll.release()
        if self.bot.running and "stopping" in self.bot.log[self.lived :]:
            await self.bot.ended()  # by itself, since a commit failed
        if not self.bot.running:
            self.lived = len(self.bot.log)
            await self.discord.offline()  # before that the one of before would pass for the one that starts
            await self.bot.start()
            await self.discord.ready(30)

    async def undisturbed(self, act: Act) -> list[str]:
        """Let somebody do something, and return the calls that come of it."""
        self.checkpoints.calls.clear()
        await self.attack(act, "undisturbed")
        return list(self.checkpoints.calls)

    async def reached(self, calls: int) -> None:
        """Wait until so many calls have come, or everything has ended before."""
        with suppress(TimeoutError):
            await self.checkpoints.changed.until(
                lambda: len(self.checkpoints.calls) >= calls or None, PATIENCE / 10
            )

    async def ended(self) -> bool:
        """Wait until everything has come to an end, or the bot has. Returns whether one of that came about in time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                quiet = time.monotonic()
                while self.bot.running and time.monotonic() - quiet < QUIET:
                    calls = len(self.checkpoints.calls)
                    await asyncio.sleep(0.05)
                    busy = self.checkpoints.under_way or len(self.checkpoints.calls) != calls
                    if busy or under_way(self.database):
                        quiet = time.monotonic()
                return True
        return False

    async def attack(
        self, act: Act, where: str, during: AbstractAsyncContextManager[object] | None = None
    ) -> bool:
        """Let somebody do something while an attack is on; mend what was broken, and count. Returns whether the bot ended."""
        async with during or nullcontext():
            acting = asyncio.ensure_future(act())
            await self.ended()
        struck = not self.bot.running
        await self.settle(where)
        acting.cancel()
        with suppress(asyncio.CancelledError, Exception):  # of somebody whose answer never came
            await acting
        return struck

    async def settle(self, where: str) -> None:
        """Let everything come to its end, with a bot that runs and a world that works, and count what is broken."""
        self.checkpoints.disarm()
        began = time.monotonic()
        await self.start_again()
        await self.ended()
        self.tally.wait = max(self.tally.wait, time.monotonic() - began - QUIET)
        self._note_memory()
        self.tally.count(await broken(self.bot.data, list(self._seen()), self.checkpoints.paid), where)

    def _seen(self) -> list[Seen]:
        mo = self.person("mo")
        return [
            Seen(channel.id, card)
            for channel in (self.discord.channel, self.room)
            for message in mo.messages(channel)
            if message.pictures and (card := card_of(message))
        ]

    def _note_memory(self) -> None:
        if self.bot.running:
            self.tally.memory = max(self.tally.memory, self.bot.peak)


def slope(number: int) -> Upload:
    """A small picture that is like no other."""
    picture, file = Image.linear_gradient("L").resize((64, 64)).convert("RGB"), io.BytesIO()
    picture.putpixel((0, 0), (0, *divmod(number, 256)))
    picture.save(file, "PNG")
    return Upload("slope.png", file.getvalue())


def card_of(message: Message) -> int:
    """The card that a message of the bot's shows; 0 for none."""
    found = CARD.match(next((one.custom_id or "" for one in message.buttons), ""))
    return int(found[1]) if found else 0


@asynccontextmanager
async def world(
    renderer: Renderer, folder: Path, attack: str, *program: str, **settings: str
) -> AsyncGenerator[World]:
    """A world of its own, whose bot may be another program; at its end nothing is left that is nobody's."""
    checkpoints = Checkpoints()
    async with local_discord() as discord, toll_before(renderer.url) as toll:
        addresses = {"FAL_QUEUE_URL": toll.url, "FAL_REST_URL": toll.url, "FAL_CDN_URL": toll.url}
        told = {"DISCORD_TOKEN": discord.bot_token, "DISCORD_API_URL": discord.api_url}
        bot = Bot(folder, **(SETTINGS | addresses | told | settings))
        bot.program = program or bot.program
        made = World(discord, toll, bot, checkpoints, moderators_room(discord), Tally(attack))
        await bot.start()
        await discord.ready(30)
        discord.faults.guard = toll.guard = checkpoints.guard
        try:
            yield made
        finally:
            await toll.release()
            if bot.running:
                await bot.stop()
    made.tally.count_leftovers(await leftovers(bot.data))
    assert discord.bot_token not in bot.log
    assert "very-secret" not in bot.log
