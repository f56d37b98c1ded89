"""Frozen past its lease, and asked to stop at any moment under load."""

import asyncio
import random
import signal
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from sandbox.people.exchange import Exchange
from tests.chaos.conftest import Record, line_of
from tests.chaos.world import World, world
from tests.journeys.watching import has_pictures
from tests.stage import Bot, Renderer

BACK = "the bot restarts, and goes on with this by itself"


async def test_frozen_while_another_takes_its_job_it_does_nothing_when_it_wakes(
    renderer: Renderer, tmp_path: Path, record_property: Record
) -> None:
    """Its lock is taken away, as a disk that several machines share may do; without that no other starts."""
    async with world(renderer, tmp_path, "frozen past the lease") as made:
        made.toll.held.add("result")
        asked = await made.ask(made.person("ada"))
        await made.toll.reached("result")
        frozen = made.bot
        await _freeze(frozen)
        (frozen.data / "restyle.lock").unlink()
        made.bot = frozen.again()
        await made.toll.release()
        await made.bot.start()
        try:
            await asked.until(has_pictures, timeout=60)
            frozen.signal(signal.SIGCONT)
            await made.settle("after it woke")
        finally:
            frozen.signal(signal.SIGCONT)
            assert await frozen.stop(signal.SIGTERM) == 0
        made.lived = len(made.bot.log)  # they have one log, and the other has said in it that it stops
        await made.settle("after it ended")
        assert made.checkpoints.paid == 1
        assert sum(bool(one.pictures) for one in asked.versions) == 1
    record_property("tally", line_of(made.tally))
    assert made.tally.told == []


async def _freeze(bot: Bot) -> None:
    """Stop it between two of its writes: in one it would keep all others from writing, as SQLite locks the whole file."""
    while True:
        bot.signal(signal.SIGSTOP)
        beside = sqlite3.connect(bot.data / "restyle.db", timeout=0)
        with closing(beside), suppress(sqlite3.OperationalError):
            beside.executescript("BEGIN IMMEDIATE; ROLLBACK")
            return
        bot.signal(signal.SIGCONT)
        await asyncio.sleep(0.05)


async def _crowd(made: World) -> list[Exchange]:
    people = [
        made.person("ada"),
        made.person("bob"),
        made.discord.newcomer("cy"),
        made.discord.newcomer("di"),
    ]
    return [await made.ask(person) for person in people * 2]


@pytest.mark.parametrize(
    "times", [pytest.param(2, marks=pytest.mark.short), pytest.param(12, marks=pytest.mark.chaos)]
)
async def test_asked_to_stop_at_any_moment_it_ends_well_and_goes_on_afterwards(
    renderer: Renderer, tmp_path: Path, record_property: Record, times: int
) -> None:
    chance, told = random.Random(times), 0
    async with world(renderer, tmp_path, "asked to stop under load") as made:
        for number in range(times):
            asked = await _crowd(made)
            call = len(made.checkpoints.calls) + chance.randrange(10, 60)
            await made.reached(call)
            assert await made.bot.stop(signal.SIGTERM) == 0, made.bot.log
            left = [one.message for one in asked if one.message and not one.message.pictures]
            started = [message for message in left if message.text and not message.ephemeral]
            assert all(BACK in message.text for message in started), [one.text for one in started]
            told += len(started)
            await made.settle(f"stop {number}")
    assert told, "somebody waited"
    record_property("tally", line_of(made.tally))
    assert made.tally.told == []
