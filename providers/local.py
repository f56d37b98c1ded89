"""The local model: the renderer that comes with the project, as a child process of the bot."""

import asyncio
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from typing import Self

from domain.errors import Failure, FailureKind, NotSent
from providers.fal import Endpoints

log = logging.getLogger(__name__)

READY = "renderer ready on "
START_TIMEOUT = 60.0  # seconds, on a machine that is busy with much else
END_TIMEOUT = 3.0  # seconds; with the bot's own grace that stays within what a service manager waits
# The child gets what a Python program needs, and none of the bot's secrets.
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT")


class LocalRenderer:
    """Starts the renderer when it is first needed, and again when it has ended.

    The child ends when its input closes, which the system does however the bot ends.
    """

    def __init__(self) -> None:
        self._starting = asyncio.Lock()
        self._process: Process | None = None
        self._url = ""

    async def __aenter__(self) -> Self:
        """Nothing yet: a bot that only uses hosted models starts no renderer."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the child's input and wait until it has ended."""
        if self._process and self._process.stdin and self._process.returncode is None:
            self._process.stdin.close()
            try:
                await asyncio.wait_for(self._process.wait(), END_TIMEOUT)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()

    async def endpoints(self) -> Endpoints:
        """Where the renderer listens; starts it where it is not running."""
        async with self._starting:
            if self._process is None or self._process.returncode is not None:
                await self._start()
        return Endpoints(self._url, self._url, self._url)

    async def _start(self) -> None:
        """Start the child and wait for the line that says where it listens."""
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "renderer", "--port", "0", "--until-stdin-closes"),
            stdin=PIPE,
            stdout=PIPE,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
            start_new_session=True,  # Ctrl-C is for the bot, which then ends it
        )
        assert self._process.stdout
        try:
            line = await asyncio.wait_for(self._process.stdout.readline(), START_TIMEOUT)
        except TimeoutError:
            line = b""
        except asyncio.CancelledError:  # whoever asked is gone; the next one starts anew
            self._process.kill()
            raise
        words = line.decode("utf-8", "replace").strip()
        if not words.startswith(READY):
            if self._process.returncode is None:
                self._process.kill()
            await self._process.wait()
            raise NotSent(Failure(kind=FailureKind.UNAVAILABLE, detail="the local model did not start"))
        self._url = words.removeprefix(READY).rstrip("/")
        log.info("the local model listens on %s", self._url)
