"""The bot's clock is wrong, or jumps: whoever asks gets theirs once, in the same message, and all counts once."""

from pathlib import Path

import pytest

from tests.chaos.conftest import Record, line_of
from tests.chaos.test_planted import STARTER
from tests.chaos.world import world
from tests.journeys.watching import has_pictures
from tests.stage import Renderer

MINUTE, HOUR = 60, 3600


ALL = pytest.mark.chaos


@pytest.mark.parametrize(
    "begins", [20 * MINUTE, pytest.param(0, marks=ALL), pytest.param(-20 * MINUTE, marks=ALL)]
)
async def test_a_clock_that_is_off_and_jumps_loses_and_doubles_nothing(
    renderer: Renderer, tmp_path: Path, record_property: Record, begins: int
) -> None:
    """An hour on and an hour back, while one job is with the host and another waits; and the bot is killed after each."""
    off = tmp_path / "off"
    off.write_text(str(begins))
    attack = f"a clock off by {begins // MINUTE} min jumps"
    settings = {"CLOCK_OFF_BY": str(off), "FAL_JOBS": "1"}
    async with world(renderer, tmp_path, attack, *STARTER, "another clock", **settings) as made:
        ada, bob = made.person("ada"), made.person("bob")
        for jump, killed in ((HOUR, False), (-HOUR, False), (-HOUR, True), (HOUR, True)):
            made.toll.held.add("watch")
            watched = made.toll.passed.count("watch")
            asked = [await made.ask(one) for one in (ada, bob)]
            waiting = [await one.message_shown() for one in asked]
            await made.toll.reached("watch", watched + 1)
            off.write_text(str(begins + jump))
            if killed:
                await made.kill()
            await made.start_again()
            for one, before in zip(asked, waiting, strict=True):
                assert (await one.until(has_pictures, timeout=60)).id == before.id
            off.write_text(str(begins))
            await made.settle(f"{jump} s")
        assert made.checkpoints.paid == 8
        assert "4 of " in (await (await ada.command("usage")).message_shown()).text
    record_property("tally", line_of(made.tally))
    assert made.tally.told == []
