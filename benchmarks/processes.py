"""The processes that are measured, started as an operator would and ended with what they were started for."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
KEPT = ("PATH", "HOME", "LANG")
GRACE = 20.0  # seconds until a process that was asked to end is killed


@asynccontextmanager
async def started(module: str, log: Path, environment: Mapping[str, str]) -> AsyncGenerator[Process]:
    """A Python module as a process of its own, with this environment and little else."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    with log.open("ab") as file:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module),
            cwd=ROOT,
            env={**kept, **environment},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=file,
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await _ended(process)


async def _ended(process: Process) -> None:
    try:
        await asyncio.wait_for(process.communicate(), GRACE)
    except TimeoutError:
        process.kill()
        await process.wait()


def children(pid: int) -> Iterable[int]:
    """The processes that a process has started and that still run (man 5 proc: /proc/pid/task/tid/children)."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        yield from map(int, (thread / "children").read_text().split())


def processor_time(pid: int) -> float:
    """Seconds that a process has had a core (Documentation/scheduler/sched-stats.rst: nanoseconds come first)."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9
