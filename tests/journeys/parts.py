"""The processes of one bot on one PostgreSQL: gateways and workers, by name."""

import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from sandbox.server import Sandbox
from sandbox.world.plan import DESIGNERS
from tests.journeys.toll import Toll
from tests.journeys.watching import until_logged
from tests.postgres import Server
from tests.stage import Bot

EVEN, ODD = 400_000_000_000 << 22, 400_000_000_001 << 22  # ids of servers: of shard 0 and of shard 1 of two
_first, _second, *_ = DESIGNERS.guilds
TWO_SERVERS = DESIGNERS.model_copy(
    update={
        "guilds": (
            _first.model_copy(update={"id": EVEN}),
            _second.model_copy(update={"id": ODD, "bot": True}),
        )
    }
)


@dataclass
class Parts:
    """The processes of one bot, by name, on one database and one folder of pictures."""

    folder: Path
    settings: dict[str, str]
    running: dict[str, Bot] = field(default_factory=dict[str, Bot])

    async def start(self, name: str, *words: str, **other: str) -> Bot:
        """Start a part, maybe with a setting of its own."""
        (self.folder / name).mkdir(exist_ok=True)
        part = Bot(self.folder / name, **(self.settings | other))
        part.data = self.folder / "data"
        part.program = ("-m", "tests.journeys.hasty", *words)
        await part.start()
        self.running[name] = part
        return part

    async def gateway(self, number: int) -> Bot:
        """Start a gateway that has one of two shards, and wait until it is connected."""
        part = await self.start(f"gateway{number}", "gateway", "--shards", str(number), "--of", "2")
        await until_logged(part, "connected as")
        return part

    def holder(self, server: Server) -> str:
        """Return the worker that has taken the one job that is under way to its host, by its name."""
        with psycopg.connect(server.address()) as connection:
            [[job_id]] = connection.execute("SELECT id FROM jobs WHERE state = 'rendering'").fetchall()
        [name] = [name for name, part in self.running.items() if f"job.rendering  job={job_id} " in part.log]
        return name


@asynccontextmanager
async def parts_of(
    discord: Sandbox, toll: Toll, folder: Path, server: Server, **more: str
) -> AsyncGenerator[Parts]:
    """Have none yet; end those that were started, which then have nothing to complain of."""
    settings = {
        "DISCORD_TOKEN": discord.bot_token,
        "DISCORD_API_URL": discord.api_url,
        "DATABASE_URL": server.address(),
        "FAL_KEY": "id:very-secret",
        **dict.fromkeys(("FAL_QUEUE_URL", "FAL_REST_URL", "FAL_CDN_URL"), toll.url),
        **more,
    }
    parts = Parts(folder, settings)
    try:
        yield parts
        await toll.release()
        for part in parts.running.values():
            part.signal(signal.SIGCONT)
        for name, part in parts.running.items():
            if part.running:
                assert await part.stop() == 0, (name, part.log)
            assert "Traceback" not in part.log, (name, part.log)
    finally:
        for part in parts.running.values():
            if part.running:
                await part.stop(signal.SIGKILL)
