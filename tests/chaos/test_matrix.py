"""Killed at every call along every way, before it is done and after; started again, and nobody asks again."""

from pathlib import Path

import pytest

from tests.chaos.conftest import Record, line_of
from tests.chaos.ways import WAYS, Way
from tests.chaos.world import World, world
from tests.stage import Renderer

MOST = 60  # calls along one way
SOME = (0.3, 0.6, 0.9)  # of the calls along a way: where it is killed in the short form


async def kill_everywhere(made: World, way: Way, *, part: bool) -> int:
    """Go the way undisturbed, and then again for each call at which it is killed, until there are no more. Returns how many."""
    await way.once(made)
    calls = await made.undisturbed(await way.prepare(made))
    kills = 0
    points = {round(share * len(calls)) for share in SOME} if part else range(1, MOST)
    for number in points:
        for done in (True,) if part else (False, True):
            if not done and calls[number - 1 : number] and calls[number - 1].startswith("GET"):
                continue  # before it is done it is no other than after
            act = await way.prepare(made)
            made.checkpoints.arm(number, made.kill, done=done)
            struck = await made.attack(act, f"call {number}, {'done' if done else 'not done'}")
            kills += struck
            if not struck and not part:
                return kills
    return kills


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(True, marks=pytest.mark.short, id="some points"),
        pytest.param(False, marks=pytest.mark.chaos, id="all points"),
    ],
)
@pytest.mark.parametrize("way", WAYS)
async def test_killed_at_any_call_all_ends_once(
    renderer: Renderer, tmp_path: Path, record_property: Record, way: str, *, part: bool
) -> None:
    async with world(renderer, tmp_path, f"killed on the wire: {way}") as made:
        kills = await kill_everywhere(made, WAYS[way], part=part)
        made.tally.told += await WAYS[way].wrong(made)
    record_property("tally", line_of(made.tally))
    assert kills >= len(SOME) - 1, "there are fewer calls at times"
    assert made.tally.told == []
