"""The bot as a child process: the very program that a server runs, told where this Discord is."""

import asyncio
import contextlib
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from sandbox.child import Child
from sandbox.server import Sandbox

T = TypeVar("T")
SECONDS_TO_STOP = 20
_PROJECT = Path(__file__).resolve().parents[1]


class BotDied(Exception):
    """The bot has ended while it was needed."""


def is_here() -> bool:
    """Return whether there is a bot to run: the sandbox is installed without one too."""
    return (_PROJECT / "bot" / "__main__.py").is_file()


class BotProcess(Child):
    """`python -m bot`, with its data in one folder."""

    def __init__(self, discord: Sandbox, folder: Path) -> None:
        settings = {"DATA_DIR": str(folder / "data"), "PROVIDERS": "local", "WEB_PORT": "0"}
        super().__init__(
            discord.panel,
            (sys.executable, "-m", "bot"),
            discord.environment | settings,
            folder=_PROJECT,
            seconds_to_stop=SECONDS_TO_STOP,
        )

    async def while_it_runs(self, what: Coroutine[Any, Any, T]) -> T:
        """Do something that needs the bot; BotDied as soon as it ends by itself."""
        doing = asyncio.create_task(what)
        try:
            await asyncio.wait({doing, self.living}, return_when=asyncio.FIRST_COMPLETED)
            if doing.done():
                return await doing
            raise BotDied(f"the bot ended with exit code {self.living.result()}")
        finally:
            doing.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await doing
