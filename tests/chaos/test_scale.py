"""Several processes on one PostgreSQL and one store, five hundred requests, and everything that can go away goes away once."""

import asyncio
import signal
import time
from collections.abc import AsyncGenerator, Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.server import Sandbox
from sandbox.world.world import Channel
from storage.pool import PostgresDatabase
from tests import s3
from tests.chaos.conftest import Record, line_of
from tests.chaos.invariants import Seen, broken_in
from tests.chaos.world import Tally, card_of, slope
from tests.journeys.parts import EVEN, ODD, TWO_SERVERS, Parts, parts_of
from tests.journeys.toll import Toll, toll_before
from tests.journeys.watching import until_logged
from tests.postgres import Cable, Server, running
from tests.s3 import ADDRESS, Store
from tests.stage import Renderer, local_discord

pytestmark = pytest.mark.scale
PEOPLE, EACH = 50, 10
CUT = 30.0  # seconds for which one worker does not reach the database
PATIENCE = 300.0  # seconds for one request, with all that happens meanwhile


@pytest.fixture
async def discord() -> AsyncGenerator[Sandbox]:
    async with local_discord(TWO_SERVERS) as sandbox:
        yield sandbox


@pytest.fixture
async def toll(renderer: Renderer) -> AsyncGenerator[Toll]:
    async with toll_before(renderer.url) as gate:
        yield gate


@pytest.fixture
def server() -> Generator[Server]:
    with running() as one:
        yield one


@pytest.fixture
async def cable(server: Server) -> AsyncGenerator[Cable]:
    async with Cable(server).laid() as one:
        yield one


@pytest.fixture
def store(tmp_path: Path) -> Generator[Store]:
    with s3.running(tmp_path) as one:
        yield one


@dataclass
class Crowd:
    """People of two servers, each of whom asks until they have so many pictures."""

    people: Sequence[tuple[Person, Channel]]
    served: int = 0
    refused: int = 0
    asked: int = 0
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def ask(self) -> None:
        """Let all ask, beside each other."""
        async with asyncio.TaskGroup() as group:
            for person, channel in self.people:
                group.create_task(self._ask(person, channel))

    async def _ask(self, person: Person, channel: Channel) -> None:
        left = EACH
        while left:
            self.asked += 1
            ask = {"image": slope(self.asked), "prompt": "ink", "speed": "turbo", "acceleration": "high"}
            answer = await person.command("restyle", ask, channel=channel)
            if await _outcome(answer):
                left -= 1
                await self._note_served()
            else:
                self.refused += 1
                await asyncio.sleep(0.5)

    async def _note_served(self) -> None:
        async with self._changed:
            self.served += 1
            self._changed.notify_all()

    async def until(self, served: int) -> None:
        """Wait until so many have their picture."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.served >= served)


async def _outcome(answer: Exchange) -> bool:
    """Wait for what comes of a request. Returns whether that is pictures: it may be refused, or come to nothing."""
    async with asyncio.timeout(PATIENCE):
        while True:
            for message in answer.messages:
                if message.pictures:
                    return True
                refused = message.ephemeral and message.text and not message.loading
                if refused or any("again" in one.label for one in message.buttons):
                    return False
            if answer.failed:
                return False
            await answer.change()


async def _strike(parts: Parts, crowd: Crowd, server: Server, cable: Cable, store: Store) -> None:
    """Take away one thing after another, while others are being served."""
    await crowd.until(50)
    await parts.running["one"].stop(signal.SIGKILL)
    await parts.start("one", "worker")

    await crowd.until(130)
    frozen = parts.running["two"]
    frozen.signal(signal.SIGSTOP)
    await crowd.until(200)
    frozen.signal(signal.SIGCONT)

    await crowd.until(230)
    await asyncio.to_thread(server.stop)
    await asyncio.to_thread(server.start)

    await crowd.until(300)
    cable.cut()
    await asyncio.sleep(CUT)
    cable.mend()

    await crowd.until(400)
    store.stop()
    await until_logged(parts.running["one"], "the store of the pictures cannot be used just now: ")
    store.start()


async def test_five_hundred_requests_outlive_all_that_goes_away(
    discord: Sandbox,
    toll: Toll,
    tmp_path: Path,
    server: Server,
    cable: Cable,
    store: Store,
    record_property: Record,
) -> None:
    tally, guilds = Tally("several processes"), [discord.world.guilds[one] for one in (EVEN, ODD)]
    people = [
        (discord.newcomer(f"{name}{number}", guild), guild.channel)
        for number in range(PEOPLE // 2)
        for name, guild in zip(("even", "odd"), guilds, strict=True)
    ]
    settings = {"PICTURES_URL": ADDRESS, **store.given(), "FAL_JOBS": "6", "DAILY_PICTURES": "10000"}
    async with parts_of(discord, toll, tmp_path, server, **settings) as parts:
        for number in (0, 1):
            await parts.gateway(number)
        await parts.start("one", "worker")
        await parts.start("two", "worker")
        await parts.start("three", "worker", DATABASE_URL=cable.address)
        crowd, began = Crowd(people), time.monotonic()
        async with asyncio.TaskGroup() as group:
            group.create_task(_strike(parts, crowd, server, cable, store))
            group.create_task(crowd.ask())
        tally.wait = time.monotonic() - began
        tally.memory = max(part.peak for part in parts.running.values())
    seen = [
        Seen(channel.id, card)
        for person, channel in people[:2]
        for message in person.messages(channel)
        if message.pictures and (card := card_of(message))
    ]
    async with PostgresDatabase(server.address()) as database:
        tally.count(await broken_in(database, store.folder, seen, toll.submits), "after all of it")
    record_property("tally", line_of(tally))
    assert tally.told == []
    assert len(seen) == crowd.served == PEOPLE * EACH
