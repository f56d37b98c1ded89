"""The processes that journeys are played with: the real bot and the real renderer, started as an operator would."""

import asyncio
import os
import signal
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sandbox.document import document_here as document
from sandbox.server import Sandbox
from sandbox.world.permissions import Permission
from sandbox.world.plan import DESIGNERS, Plan
from sandbox.world.world import Channel

ROOT = Path(__file__).parent.parent
READY = "renderer ready on "


class Renderer:
    """The local model as a process of its own. Started and ended without a loop: it serves more than one test."""

    def __init__(self, *words: str) -> None:
        self._process = subprocess.Popen(
            (sys.executable, "-m", "renderer", "--port", "0", *words),
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line.startswith(READY):
            self.stop()
            raise RuntimeError(f"the renderer did not start: {line!r}")
        self.url = line.removeprefix(READY).strip()

    @contextmanager
    def standing_still(self) -> Generator[None]:
        """Let nothing be rendered meanwhile, so that what is under way does not end."""
        self._signal_worker(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal_worker(signal.SIGCONT)

    def _signal_worker(self, number: signal.Signals) -> None:
        for worker in self._workers():
            os.kill(worker, number)

    def _workers(self) -> list[int]:
        tasks = Path(f"/proc/{self._process.pid}/task").glob("*/children")
        return [int(worker) for children in tasks for worker in children.read_text().split()]

    def kill(self) -> None:
        """End it at once, as a machine that goes down does."""
        workers = self._workers()
        self._process.kill()
        for worker in workers:
            os.kill(worker, signal.SIGKILL)

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.communicate(timeout=20)


class Bot:
    """The bot as a process of its own, with a data folder that outlives it. `before` stands before its command."""

    def __init__(self, folder: Path, *before: str, **environment: str) -> None:
        self.data = folder / "data"
        self._log = folder / "bot.log"
        self._before = before
        self._environment = environment
        self._process: Process | None = None
        self.program: tuple[str, ...] = ("-m", "bot")

    @classmethod
    def on_the_local_model(
        cls, folder: Path, discord: Sandbox, renderer: Renderer, **environment: str
    ) -> "Bot":
        """Return one that is on a local Discord and paints with a local model."""
        return cls(
            folder,
            DISCORD_TOKEN=discord.bot_token,
            DISCORD_API_URL=discord.api_url,
            PROVIDERS="local",
            RENDERER_URL=renderer.url,
            **environment,
        )

    def beside(self, folder: Path) -> "Bot":
        """Return one with the same settings that has another folder."""
        folder.mkdir()
        return Bot(folder, *self._before, **self._environment)

    def again(self) -> "Bot":
        """Return one with the same settings on the same folder."""
        return Bot(self.data.parent, *self._before, **self._environment)

    def under(self, *before: str) -> "Bot":
        """Return one with the same settings on the same folder, that something else stands before."""
        return Bot(self.data.parent, *before, **self._environment)

    @property
    def log(self) -> str:
        """What it has logged, over all its lives."""
        return self._log.read_text() if self._log.exists() else ""

    def _settings(self, environment: Mapping[str, str]) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | {
            "DATA_DIR": str(self.data),
            "WEB_PORT": "0",
            "SAFETY_THRESHOLD": "off",
            **self._environment,
            **environment,
        }

    async def command(self, *words: str, **environment: str) -> tuple[int, str]:
        """Run one of its commands beside it, as an operator does. Returns the exit code, and what it says."""
        process = await asyncio.create_subprocess_exec(
            *(*self._before, sys.executable, "-m", "bot", *words),
            cwd=ROOT,
            env=self._settings(environment),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await asyncio.wait_for(process.communicate(), 30)
        return process.returncode or 0, said.decode()

    async def start(self, **environment: str) -> None:
        """Start it."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(*self._before, sys.executable, *self.program),
                cwd=ROOT,
                env=self._settings(environment),
                stdout=log,
                stderr=log,
            )

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End it by a signal. Returns its exit code."""
        self.signal(number)
        return await self.ended()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self._process
        if self._process.returncode is None:
            self._process.send_signal(number)

    async def ended(self) -> int:
        """Wait until it has ended. Returns its exit code."""
        assert self._process
        return await asyncio.wait_for(self._process.wait(), 30)

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process
        return self._process.pid

    @property
    def peak(self) -> int:
        """The most memory that it has had in this life, in MiB."""
        return peak(self.pid)

    def child(self, module: str) -> int:
        """The process that it has started with a module."""
        for children in Path(f"/proc/{self.pid}/task").glob("*/children"):
            for child in children.read_text().split():
                if module.encode() in Path(f"/proc/{child}/cmdline").read_bytes():
                    return int(child)
        raise AssertionError("it has none")

    def kill_checker(self) -> None:
        """Kill the process that checks its pictures, as a system without memory does."""
        os.kill(self.child("images.processes.scoring"), signal.SIGKILL)

    @property
    def running(self) -> bool:
        """Whether it lives."""
        return self._process is not None and self._process.returncode is None


def peak(pid: int) -> int:
    """The most memory that a process has had, in MiB (man 5 proc: /proc/pid/status)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


@asynccontextmanager
async def local_discord(plan: Plan = DESIGNERS) -> AsyncGenerator[Sandbox]:
    """A Discord of its own, with what a plan says; every request of the bot is held against Discord's own document where there is one."""
    async with Sandbox(openapi=document(), plan=plan) as sandbox:
        yield sandbox
    assert sandbox.violations == [], sandbox.violations
    assert sandbox.unspoken.sentences == [], sandbox.unspoken.sentences
    assert sandbox.notes == [], sandbox.notes
    assert sandbox.mistakes == [], sandbox.mistakes


def moderators_room(discord: Sandbox) -> Channel:
    """Let moderators and the bot alone read the second channel."""
    room = list(discord.guild.channels.values())[1]
    room.deny(discord.guild.id, Permission.VIEW_CHANNEL)
    for who in (discord.guild.roles[1].id, discord.application_id):
        room.allow(who, Permission.VIEW_CHANNEL)
    discord.changed(room)
    return room
