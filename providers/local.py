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
LAST_WORDS = 1.0  # seconds for what a child that has ended has still said
DETAIL = 200  # characters of that
END_TIMEOUT = 3.0  # seconds; with the bot's own grace that stays within what a service manager waits
# The child gets what a Python program needs, and none of the bot's secrets.
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT")


_TELLING: set[asyncio.Task[str]] = set()


class LocalRenderer:
    """Starts the renderer when it is first needed, and again when it has ended.

    The child ends when its input closes, which the system does however the bot ends.
    """

    def __init__(self) -> None:
        self._starting = asyncio.Lock()
        self._process: Process | None = None
        self._url = ""

    async def __aenter__(self) -> Self:
        """Do nothing yet: a bot that only uses hosted models starts no renderer."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the child's input and wait until it has ended."""
        if self._process:
            await _end(self._process)

    async def endpoints(self) -> Endpoints:
        """Return where the renderer listens; start it where it is not running.

        Raises NotSent where it does not start.
        """
        async with self._starting:
            if self._process is None or self._process.returncode is not None:
                self._process, self._url = await _start()
        return Endpoints(self._url, self._url, self._url)


async def _start() -> tuple[Process, str]:
    """Start the child and wait for the line that says where it listens; whoever asks and goes leaves none behind."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "renderer", "--port", "0", "--until-stdin-closes"),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
        start_new_session=True,  # Ctrl-C is for the bot, which then ends it
    )
    url = None
    telling = asyncio.create_task(_tell(process))
    _TELLING.add(telling)  # the loop keeps no task alive by itself
    telling.add_done_callback(_TELLING.discard)
    try:
        url = await _ready(process)
    finally:
        if url is None and process.returncode is None:
            process.kill()
    if url is None:
        await process.wait()
        await asyncio.wait((telling,), timeout=LAST_WORDS)
        said = f": {telling.result()}" if telling.done() and telling.result() else ""
        failure = Failure(
            kind=FailureKind.UNAVAILABLE, detail=f"the local model did not start{said[:DETAIL]}"
        )
        raise NotSent(failure)
    log.info("the local model listens on %s", url)
    return process, url


async def _tell(process: Process) -> str:
    """Put what the child says of itself into the log, line by line; return the last one."""
    assert process.stderr
    said = ""
    while True:
        try:
            line = await process.stderr.readline()
        except ValueError:  # longer than a line of ours may be: asyncio has dropped it
            continue
        if not line:
            return said
        said = line.decode("utf-8", "replace").rstrip() or said
        log.info("the local model: %s", said)


async def _ready(process: Process) -> str | None:
    """Return the address that the child says, where it does."""
    assert process.stdout
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START_TIMEOUT)
    except (TimeoutError, ValueError):  # a line that does not end is none
        return None
    words = line.decode("utf-8", "replace").strip()
    return words.removeprefix(READY).rstrip("/") if words.startswith(READY) else None


async def _end(process: Process) -> None:
    """Let a child end by itself, for a while."""
    if process.stdin and process.returncode is None:
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), END_TIMEOUT)
        except TimeoutError:
            process.kill()
            await process.wait()
