"""The k-th write, sync or send of the bot kills it, or fails as a broken or a full disk lets it fail."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from storage.writer import FULL
from tests.chaos.conftest import Record, line_of
from tests.chaos.syscalls import injected, needs_strace, struck
from tests.chaos.ways import WAYS
from tests.chaos.world import World, world
from tests.stage import Renderer

MOST = 200  # calls of a thread along one way


@dataclass(frozen=True, slots=True)
class Fault:
    """Which calls, what becomes of them, at every how manieth it is tried, and at which in the short form."""

    calls: str
    becomes: str
    step: int
    some: Sequence[int] = ()
    of_database: bool = True
    rests: float = 0  # seconds until the bot has got over it


SYNC = "fsync,fdatasync"
FAULTS = {
    "killed at a sync": Fault(SYNC, "signal=SIGKILL", 1, (1, 3)),
    "killed at a sync of any file": Fault(SYNC, "signal=SIGKILL", 1, (1,), of_database=False),
    "killed at a write": Fault("pwrite64", "signal=SIGKILL", 3, (10, 40)),
    "killed at a send": Fault("sendto", "signal=SIGKILL", 2, (4,), of_database=False),
    "a sync fails": Fault(SYNC, "error=EIO", 1, (2,)),
    "a write fails": Fault("pwrite64", "error=EIO", 6, (20,)),
    "a write finds no space": Fault("pwrite64", "error=ENOSPC", 6, (20,), rests=FULL + 0.3),
}


async def inject_everywhere(made: World, folder: Path, fault: Fault, points: Sequence[int]) -> int:
    """Ask for something while one more call is spoilt each time, until there are no more. Returns how many."""
    spoilt, way = 0, WAYS["a request"]
    for number in points:
        act = await way.prepare(made)
        becomes = f"{fault.becomes}:when={number}"
        only = made.journal if fault.of_database else None
        injection = injected(made.bot.pid, fault.calls, becomes, folder / "trace", only=only)
        await made.attack(act, f"{fault.calls} {number}, {fault.becomes}", injection)
        if not struck(folder / "trace"):
            break
        await asyncio.sleep(fault.rests)
        spoilt += 1
    return spoilt


@needs_strace
@pytest.mark.parametrize(
    "part",
    [
        pytest.param(True, marks=pytest.mark.short, id="some points"),
        pytest.param(False, marks=pytest.mark.chaos, id="all points"),
    ],
)
@pytest.mark.parametrize("name", FAULTS)
async def test_whatever_call_to_the_system_fails_all_ends_once(
    renderer: Renderer, tmp_path: Path, record_property: Record, name: str, *, part: bool
) -> None:
    fault = FAULTS[name]
    points = fault.some if part else range(1, MOST, fault.step)
    async with world(renderer, tmp_path, name) as made:
        spoilt = await inject_everywhere(made, tmp_path, fault, points)
    record_property("tally", line_of(made.tally))
    assert spoilt >= len(fault.some)
    assert made.tally.told == []
