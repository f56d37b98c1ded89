"""A bot as a process on a local Discord of its own, with as many members as a crowd needs."""

import asyncio
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import processor_time, started
from sandbox.people.person import Person
from sandbox.server import Sandbox
from sandbox.world.world import Member, User

QUIET = 0.7  # seconds without a request after which nothing more is expected
BUSY = 0.2  # of a core: with less, a process only keeps itself alive


@dataclass(frozen=True, slots=True)
class Stage:
    """The local Discord is in this process, the bot in one of its own."""

    discord: Sandbox
    process: Process
    data: Path

    def crowd(self, count: int) -> list[Person]:
        """So many ordinary members, who join if they have not yet."""
        names = [f"member{number}" for number in range(count)]
        for name in names:
            self._join(name)
        return [self.discord.person(name) for name in names]

    def _join(self, name: str) -> None:
        world = self.discord.world
        if name not in world.users:
            user = world.users[name] = User(world.ids.next(), name, name.title())
            world.guild.members[user.id] = Member(user, [], world.clock.time())

    async def quiet(self, seconds: float = QUIET) -> None:
        """Wait until the bot has asked nothing and hardly worked for a while."""
        before = self._activity()
        while True:
            await asyncio.sleep(seconds)
            now = self._activity()
            if now[0] == before[0] and now[1] - before[1] < BUSY * seconds:
                return
            before = now

    def _activity(self) -> tuple[int, float]:
        return len(self.discord.requests), processor_time(self.process.pid)


@asynccontextmanager
async def on_stage(
    module: str,
    host_url: str = "",
    prepare: Callable[[Path, int], Awaitable[None]] | None = None,
    environment: Mapping[str, str] | None = None,
) -> AsyncGenerator[Stage]:
    """Start that module as the bot, and wait until it is connected. A paid host keeps it from starting its own.

    `prepare` fills its data folder before, for the server of that id; `environment` has settings beside the usual ones.
    """
    with tempfile.TemporaryDirectory(prefix="restyle-bench-") as folder:
        async with Sandbox() as discord:
            settings = {
                "DISCORD_TOKEN": discord.bot_token,
                "DISCORD_API_URL": discord.api_url,
                "DATA_DIR": f"{folder}/data",
                "WEB_PORT": "0",
                "DAILY_PICTURES": "10000",
                "FAL_KEY": "no:key",
                "FAL_JOBS": "1",
                "FAL_QUEUE_URL": host_url,
                "FAL_REST_URL": host_url,
                "FAL_CDN_URL": host_url,
                **(environment or {}),
            }
            if prepare:
                await asyncio.to_thread(Path(folder, "data").mkdir)
                await prepare(Path(folder, "data"), discord.guild.id)
            log = Path(folder, "bot.log")
            async with started(module, log, settings) as process:
                try:
                    await discord.ready(30)
                except TimeoutError:
                    said = await asyncio.to_thread(log.read_text)
                    raise SystemExit(f"{module} did not start:\n{said}") from None
                yield Stage(discord, process, Path(folder, "data"))
