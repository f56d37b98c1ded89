"""The server's end of the render worker: a process of its own, one order at a time, replaced when it dies."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

from renderer.failure import Cause, Failed, Failure
from renderer.order import Done, Order, Progress, Stop, from_worker, to_worker
from renderer.paint.safety import THRESHOLD

LONGEST_LINE = 1 << 20  # bytes; a prompt of 10,000 characters may come back with each of them escaped
LONGEST = 300.0  # seconds for one order: far more than four large pictures take
HOME = str(Path(__file__).resolve().parents[2])  # so that `-m renderer.queue.worker` is found from anywhere
SURROUNDINGS = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    # glibc gives every large array back to the system at once, and fetching it again costs more than the
    # arithmetic on it (https://man7.org/linux/man-pages/man3/mallopt.3.html). So it keeps up to 96 MB.
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(96 << 20),
    "MALLOC_ARENA_MAX": "1",  # or each thread keeps as much of its own
}


class WorkerProcess:
    """Starts the worker, gives it orders, and notices its death."""

    def __init__(self, safety_threshold: float = THRESHOLD) -> None:
        self._safety_threshold = safety_threshold
        self._process: asyncio.subprocess.Process | None = None
        self._starting = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        """The process that renders now."""
        return self._process.pid if self._process else None

    async def start(self) -> asyncio.subprocess.Process:
        """Return the living worker; a new one where there is none."""
        async with self._starting:
            if self._process is None or self._process.returncode is not None:
                self._process = await _spawn(self._safety_threshold)
            return self._process

    async def render(self, order: Order, report: Callable[[Progress], None]) -> Done:
        """Have the pictures made; whatever goes wrong is a Failed."""
        process = await self.start()
        try:
            async with asyncio.timeout(LONGEST):
                return await _conversation(process, order, report)
        except TimeoutError:
            await _end(process)
            raise Failed(Failure(Cause.TOO_SLOW)) from None
        except (BrokenPipeError, ConnectionResetError, EOFError, ValueError):  # gone, or it talks nonsense
            await _end(process)
            raise Failed(Failure(Cause.WORKER_DIED)) from None

    def stop(self) -> None:
        """Ask for the running order to be left at its next step."""
        if self._process and self._process.stdin and self._process.returncode is None:
            self._process.stdin.write(to_worker.dump_json(Stop()) + b"\n")

    async def close(self) -> None:
        """End the worker."""
        if self._process:
            await _end(self._process)


async def _spawn(safety_threshold: float) -> asyncio.subprocess.Process:
    path = os.pathsep.join(filter(None, [HOME, os.environ.get("PYTHONPATH")]))
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "renderer.queue.worker",
        str(safety_threshold),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=LONGEST_LINE,
        env={**os.environ, **SURROUNDINGS, "PYTHONPATH": path},
    )


async def _conversation(
    process: asyncio.subprocess.Process, order: Order, report: Callable[[Progress], None]
) -> Done:
    assert process.stdin
    assert process.stdout
    process.stdin.write(to_worker.dump_json(order) + b"\n")
    await process.stdin.drain()
    while line := await process.stdout.readline():
        match from_worker.validate_json(line):
            case Progress() as progress:
                report(progress)
            case Done() as done:
                return done
            case Failure() as failure:
                raise Failed(failure)
    raise EOFError


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.communicate()
