"""The bot in several processes: gateways let in and show, workers render and deliver, and any of them may end at any moment."""

import asyncio
import signal
from collections.abc import AsyncGenerator, Generator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from domain.house import Block
from domain.member import Member
from domain.telling import Telling
from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from storage import events, house, questions, tellings
from storage.pool import PostgresDatabase
from tests.journeys.parts import EVEN, ODD, TWO_SERVERS, parts_of
from tests.journeys.toll import Toll
from tests.journeys.watching import has_pictures, until_logged
from tests.postgres import Server, running
from tests.stage import local_discord
from tests.storage.conftest import NOW, new_question


@pytest.fixture
def server() -> Generator[Server]:
    with running() as one:
        yield one


@pytest.fixture
async def discord() -> AsyncGenerator[Sandbox]:
    async with local_discord(TWO_SERVERS) as sandbox:
        yield sandbox


async def _shows_pictures(asked: Exchange) -> None:
    """Wait until a card shows its pictures, or again after progress that came from a process that was frozen."""
    async with asyncio.timeout(30):
        while not (asked.message and has_pictures(asked.message)):
            await asked.change()


async def _used(person: Person) -> str:
    return (await (await person.command("usage")).message_shown()).text


async def test_workers_that_are_killed_and_frozen_lose_and_double_nothing(
    discord: Sandbox, toll: Toll, tmp_path: Path, server: Server, picture: Upload
) -> None:
    ada, bob = discord.person("ada"), discord.person("bob")
    there = discord.world.guilds[ODD].channel
    async with parts_of(discord, toll, tmp_path, server) as parts:
        await parts.gateway(0)
        await parts.gateway(1)
        for name in ("one", "two"):
            await parts.start(name, "worker", "--jobs", "2")

        # Who asks by either gateway is served, by whichever worker.
        here = await ada.command("restyle", {"image": picture, "prompt": "oil"})
        elsewhere = await bob.command("restyle", {"image": picture, "prompt": "ink"}, channel=there)
        for asked in (here, elsewhere):
            await asked.until(has_pictures, timeout=60)
        assert toll.submits == 2

        # A worker that is killed: another goes on with its ticket.
        toll.held.add("result")
        asked = await ada.command("restyle", {"image": picture, "prompt": "watercolour"})
        await toll.reached("result", 3)
        killed = parts.holder(server)
        await parts.running[killed].stop(signal.SIGKILL)
        await toll.reached("result", 4)
        await toll.release()
        await asked.until(has_pictures, timeout=60)

        # One that is frozen past its lease: another goes on, and who wakes does nothing.
        await parts.start(killed, "worker", "--jobs", "2")
        toll.held.add("result")
        asked = await ada.command("restyle", {"image": picture, "prompt": "charcoal"})
        await toll.reached("result", 5)
        frozen = parts.running[parts.holder(server)]
        frozen.signal(signal.SIGSTOP)
        await toll.reached("result", 6)
        await toll.release()
        await asked.until(has_pictures, timeout=60)
        frozen.signal(signal.SIGCONT)
        await until_logged(frozen, "work on it stops: LeaseLost")
        await _shows_pictures(asked)

        # A cancel by a gateway stops the worker.
        toll.held.add("result")
        asked = await bob.command("restyle", {"image": picture, "prompt": "pastel"}, channel=there)
        message = await asked.until(lambda one: "Cancel" in [button.label for button in one.buttons])
        await toll.reached("result", 7)
        await bob.click(message, "Cancel")
        await asked.until(lambda one: "ancelled" in one.text or "alled off" in one.text, timeout=60)
        await toll.release()

        assert toll.submits == 5, "each was paid for once"
        assert "3 of 20 pictures used" in await _used(ada)
        code, said = await parts.running["gateway0"].command("audit")
        assert (code, said) == (0, "All accounts agree with the ledger.\n")
        with psycopg.connect(server.address()) as connection:
            left = connection.execute("SELECT count(*) FROM jobs WHERE lease_until IS NOT NULL").fetchone()
            pending = connection.execute("SELECT count(*) FROM deliveries WHERE state = 'pending'").fetchone()
        assert (left, pending) == ((0,), (0,))


async def test_a_gateway_that_begins_leaves_what_is_of_anothers_servers(
    discord: Sandbox, toll: Toll, tmp_path: Path, server: Server
) -> None:
    guilds = (EVEN, ODD)
    async with PostgresDatabase(server.address(), shared=True) as database:
        asked = [
            await questions.ask(database, replace(new_question(guild), member=Member(guild, guild)))
            for guild in guilds
        ]
        for number, guild in enumerate(guilds):
            await house.block(database, guild, Block(1, None, "why", 2), now=NOW)
            [done] = await events.untold(database, guild, 9)
            telling = Telling(number, guild, 5, "en-GB", done.id, done.id)  # a message that is gone
            await tellings.keep(database, telling, 2)  # of two reasons, of which one was erased

        async def left() -> set[int]:
            """Return in which servers there is anything yet to be done."""
            told = {one.guild_id for one in await tellings.stale(database, 9)}
            found = {one.member.guild_id for one in asked if one and await questions.find(database, one.ref)}
            assert found <= told, "the question goes first"
            return told

        async with parts_of(discord, toll, tmp_path, server) as parts, asyncio.timeout(60):
            for shard, remain in ((1, {EVEN}), (0, set[int]())):
                await parts.gateway(shard)
                while await left() != remain:
                    assert remain <= await left()
                    await asyncio.sleep(0.1)
                found = [one for one in asked if one and await questions.find(database, one.ref)]
                assert {one.member.guild_id for one in found} == remain


async def test_who_may_not_be_there_is_told_why(
    discord: Sandbox, toll: Toll, tmp_path: Path, server: Server
) -> None:
    async with parts_of(discord, toll, tmp_path, server) as parts:
        gateway = await parts.gateway(0)
        for words, told in (
            (("gateway", "--shards", "0-1", "--of", "2"), "Another gateway has shard 0."),
            (("gateway", "--shards", "2-3", "--of", "4"), "Another gateway has another --of."),
            (("gateway",), "Another gateway has another --of."),
            (("gateway", "--shards", "2", "--of", "2"), "--shards: 2 is not among the 2 shards, 0 to 1."),
            (("gateway", "--shards", "0"), "Give --shards and --of together"),
            (("worker", "--providers", "local"), "which is not among PROVIDERS (fal)"),
        ):
            code, said = await gateway.command(*words)
            assert (code, told in said.splitlines()[-1]) == (1, True), said
        code, said = await gateway.command("worker", DATABASE_URL="")
        assert (code, "DATABASE_URL is not set" in said) == (1, True), said
