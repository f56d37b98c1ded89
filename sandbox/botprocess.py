"""The bot as a child process: the very program that a server runs, told where this Discord is."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Coroutine, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from sandbox.server import Sandbox

T = TypeVar("T")
SECONDS_TO_STOP = 20
_PROJECT = Path(__file__).resolve().parents[1]
_LAST_LINES = 15
_SECONDS_BETWEEN_LOOKS = 0.25  # at what it has said
_MOST_AT_ONCE = 1 << 16  # bytes of that
_SECRET = ("KEY", "TOKEN", "SECRET", "PASSWORD")  # how settings are called whose values nobody is to read


class BotDied(Exception):
    """The bot has ended while it was needed."""


def is_here() -> bool:
    """Return whether there is a bot to run: the sandbox is installed without one too."""
    return (_PROJECT / "bot" / "__main__.py").is_file()


class BotProcess:
    """`python -m bot`, with its data in one folder and its words in a file there, which the page shows.

    What ends it from the page begins it again, as the supervisor of a server does.
    """

    def __init__(self, discord: Sandbox, folder: Path) -> None:
        self._discord = discord
        self._folder = folder
        self._log = folder / "bot.log"
        self._again = False  # whether it is to begin again when it has ended

    async def __aenter__(self) -> Self:
        self._log.write_bytes(b"")
        self._process = await self._begin()
        self._living = asyncio.create_task(self._live())
        self._telling = asyncio.create_task(self._tell())
        self._discord.panel.program = self
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._discord.panel.program = None
        self._again = False
        self._send(signal.SIGTERM)
        try:
            await asyncio.wait_for(asyncio.shield(self._living), SECONDS_TO_STOP)
        except TimeoutError:
            self._send(signal.SIGKILL)
            await self._living
        self._telling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._telling

    @property
    def secrets(self) -> Iterable[str]:
        """What stands in its settings and is for nobody's eyes."""
        lines = _read(_PROJECT / ".env").splitlines()
        written = (line.partition("=") for line in lines if not line.lstrip().startswith("#"))
        settings = {name.strip(): value.strip().strip("'\"") for name, _, value in written}
        settings |= self._environment()
        return [value for name, value in settings.items() if name.upper().endswith(_SECRET)]

    def end(self, number: signal.Signals) -> None:
        """Let it end by a signal, and begin again."""
        self._again = True
        self._send(number)

    async def while_it_runs(self, what: Coroutine[Any, Any, T]) -> T:
        """Do something that needs the bot; BotDied as soon as it ends by itself."""
        doing = asyncio.create_task(what)
        try:
            await asyncio.wait({doing, self._living}, return_when=asyncio.FIRST_COMPLETED)
            if doing.done():
                return await doing
            raise BotDied(f"the bot ended with exit code {self._living.result()}")
        finally:
            doing.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await doing

    def last_words(self) -> str:
        """Return the end of what the bot has logged."""
        return "\n".join(_read(self._log).splitlines()[-_LAST_LINES:])

    def _send(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)

    async def _begin(self) -> asyncio.subprocess.Process:
        with self._log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", cwd=_PROJECT, env=self._environment(), stdout=log, stderr=log
            )

    async def _live(self) -> int:
        """Let it begin again whenever it was to; return the exit code of the last time."""
        while True:
            code = await self._process.wait()
            if not self._again:
                return code
            self._again = False
            self._process = await self._begin()

    async def _tell(self) -> None:
        """Show what it says, line by line."""
        with self._log.open("rb") as log:
            rest = b""
            while True:
                *lines, rest = (rest + log.read(_MOST_AT_ONCE)).split(b"\n")
                if lines:
                    self._discord.panel.hear([line.decode("utf-8", "replace") for line in lines])
                rest = rest[-_MOST_AT_ONCE:]
                await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)

    def _environment(self) -> dict[str, str]:
        return os.environ | {
            **self._discord.environment,
            "DATA_DIR": str(self._folder / "data"),
            "PROVIDERS": "local",
            "WEB_PORT": "0",
        }


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
