"""The bot as a child process: the very program that a server runs, told where this Discord is."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from sandbox.server import Sandbox

T = TypeVar("T")
SECONDS_TO_STOP = 20
_PROJECT = Path(__file__).resolve().parents[1]
_LAST_LINES = 15


class BotDied(Exception):
    """The bot has ended while it was needed."""


def is_here() -> bool:
    """Return whether there is a bot to run: the sandbox is installed without one too."""
    return (_PROJECT / "bot" / "__main__.py").is_file()


class BotProcess:
    """`python -m bot`, with its data in one folder and its words in a file there."""

    def __init__(self, discord: Sandbox, folder: Path) -> None:
        self._discord = discord
        self._folder = folder
        self._log = folder / "bot.log"
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        with self._log.open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", cwd=_PROJECT, env=self._environment(), stdout=log, stderr=log
            )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), SECONDS_TO_STOP)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    async def while_it_runs(self, what: Coroutine[Any, Any, T]) -> T:
        """Do something that needs the bot; BotDied as soon as it ends."""
        assert self._process is not None
        doing = asyncio.create_task(what)
        ending = asyncio.create_task(self._process.wait())
        try:
            await asyncio.wait({doing, ending}, return_when=asyncio.FIRST_COMPLETED)
            if doing.done():
                return await doing
            raise BotDied(f"the bot ended with exit code {ending.result()}")
        finally:
            for task in (doing, ending):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, Exception):
                    await task

    def last_words(self) -> str:
        """Return the end of what the bot has logged."""
        lines = self._log.read_text("utf-8", "replace").splitlines()
        return "\n".join(lines[-_LAST_LINES:])

    def _environment(self) -> dict[str, str]:
        return os.environ | {
            **self._discord.environment,
            "DATA_DIR": str(self._folder / "data"),
            "PROVIDERS": "local",
            "WEB_PORT": "0",
        }
