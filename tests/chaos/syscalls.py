"""Faults in the middle of the bot: strace, tied to it while it runs, spoils the k-th call of a kind to the system.

Counted for each thread by itself: the database's writes are one thread's, what goes over the wire another's.
"""

import asyncio
import os
import shutil
import subprocess
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

ENDED = 5.0  # seconds in which strace lets go


def _works() -> bool:
    """Whether there is a strace that may look into other processes."""
    strace = shutil.which("strace")
    return bool(strace) and subprocess.run((strace, "-o", os.devnull, "true"), check=False).returncode == 0


needs_strace = pytest.mark.skipif(not _works(), reason="there is no strace, or it may not trace")


@asynccontextmanager
async def injected(
    pid: int, calls: str, fault: str, trace: Path, *, only: Path | None = None
) -> AsyncGenerator[None]:
    """Let calls of a process fail while the block runs, of any file or of one.

    `fault` is as strace's (error=EIO:when=3, signal=SIGKILL:when=2+).
    """
    strace = await asyncio.create_subprocess_exec(
        *("strace", "-f", "-p", str(pid), "-o", str(trace)),
        *("-e", f"trace={calls}", "-e", f"inject={calls}:{fault}"),
        *(("-P", str(only)) if only else ()),
        stderr=PIPE,
    )
    assert strace.stderr
    try:
        async with asyncio.timeout(20):
            said = await strace.stderr.readline()
        if b"attached" not in said:
            raise RuntimeError(f"strace: {said.decode()}")
        yield
    finally:
        with suppress(ProcessLookupError):
            strace.terminate()
        await asyncio.wait_for(strace.communicate(), ENDED)


def killed_at(calls: str, number: int) -> tuple[str, ...]:
    """Return what stands before a program that is to be killed at its so manieth call of a kind."""
    inject = f"inject={calls}:signal=SIGKILL:when={number}"
    return ("strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={calls}", "-e", inject)


def struck(trace: Path) -> bool:
    """Whether it came to that, by what strace has written."""
    said = trace.read_text()
    return "INJECTED" in said or "killed by SIGKILL" in said
