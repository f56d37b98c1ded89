"""The matrix can fail: each of three faults that are planted is found by it, and by nothing less than a kill."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.chaos.syscalls import injected, needs_strace
from tests.chaos.ways import WAYS
from tests.chaos.world import World, world
from tests.stage import Renderer

REQUEST = WAYS["a request"]
STARTER = ("-m", "tests.chaos.starter")
SYNCS = 12


async def _undisturbed(made: World) -> list[str]:
    """Ask once and return the calls of that; nothing is found."""
    calls = await made.undisturbed(await REQUEST.prepare(made))
    assert made.tally.told == []
    return calls


def _changing(calls: Sequence[str]) -> Iterator[int]:
    return (number for number, call in enumerate(calls, 1) if not call.startswith("GET"))


@pytest.mark.parametrize(
    ("fault", "found"), [("no intent", "the host was paid"), ("a new message", "2 times")]
)
async def test_a_fault_is_found_by_kills_on_the_wire(
    renderer: Renderer, tmp_path: Path, fault: str, found: str
) -> None:
    async with world(renderer, tmp_path, fault, *STARTER, fault) as made:
        for number in _changing(await _undisturbed(made)):
            act = await REQUEST.prepare(made)
            made.checkpoints.arm(number, made.kill, done=True)
            await made.attack(act, f"call {number}")
            if made.tally.doubled:
                break
    assert any(found in told for told in made.tally.told), made.tally.told


@needs_strace
async def test_two_transactions_are_found_by_kills_at_syncs(renderer: Renderer, tmp_path: Path) -> None:
    async with world(renderer, tmp_path, "two", *STARTER, "two transactions") as made:
        await _undisturbed(made)
        for number in range(1, SYNCS):
            act = await REQUEST.prepare(made)
            kill = injected(
                made.bot.pid,
                "fsync,fdatasync",
                f"signal=SIGKILL:when={number}",
                tmp_path / f"trace{number}",
                only=made.journal,
            )
            await made.attack(act, f"sync {number}", kill)
            if made.tally.charged:
                break
    assert any("reserved is 0 and should be 1" in told for told in made.tally.told), made.tally.told
