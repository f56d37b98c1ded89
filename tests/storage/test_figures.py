"""Figures of a server are sums of its ledger, and say how often members were turned down."""

import asyncio
import re
import sys
from datetime import UTC, datetime

import pytest

from domain.buckets import DAY, Bucket, Scope, Unit
from domain.errors import Failure, FailureKind, NotOffered, QuotaExceeded
from domain.figures import Figure, Use
from domain.member import NO_SERVER
from domain.quota import Caps
from domain.styles import Style
from jobs.figures import Counts
from storage import figures, jobs, ledger
from storage.database import Database
from storage.writer import SqliteDatabase
from tests.storage.conftest import NOW, ON_SQLITE, Reserve, asker

FIRST = NOW // DAY


async def test_they_are_by_day_member_style_and_host_of_one_server_and_period(
    database: Database, reserve: Reserve
) -> None:
    ink = Style(name="Ink", after="in ink")
    await reserve(user=1, images=2, cost=60_000, provider="fal", style=ink)
    await reserve(user=2, images=3, cost=90_000, provider="fal", at=NOW + DAY)
    await reserve(user=2, at=NOW + DAY)
    await reserve(user=3, guild=8)
    await reserve(user=1, at=NOW + 5 * DAY)
    while (failed := await jobs.claim(database, "local", Caps(), NOW)) and failed.member.user_id != 2:
        pass
    assert failed
    await jobs.fail(database, failed, Failure(kind=FailureKind.INTERNAL), NOW + DAY)
    await ledger.reset(database, asker(2).member, actor=7, now=NOW + DAY)

    found = await figures.of_server(database, 9, FIRST, FIRST + 1)
    assert found.by_day == {FIRST: Figure(2, 60_000), FIRST + 1: Figure(3, 90_000)}
    assert found.total == Figure(5, 150_000)
    assert found.by_member == [(2, Figure(3, 90_000)), (1, Figure(2, 60_000))]
    assert found.by_style == [("", Figure(3, 90_000)), ("Ink", Figure(2, 60_000))]
    assert found.by_host == [("fal", Figure(5, 150_000)), ("local", Figure(0, 0))]
    assert found.refusals == {}


async def test_refusals_are_counted_by_reason_and_added_up(database: Database) -> None:
    counts = Counts(database)
    pictures, dollars = (Bucket(Scope.SERVER, unit, 1) for unit in (Unit.PICTURES, Unit.MICROS))
    for _ in range(2):
        counts.note(asker(), QuotaExceeded(pictures, 1, 1, None, 0))
        counts.note(asker(), QuotaExceeded(dollars, 1, 1, None, 0))
        counts.note(asker(guild=8), NotOffered("look"))
        counts.note(asker(), NotOffered("look"))
        await counts.save()
    await counts.save()
    found = await figures.of_server(database, 9, 0, 2**20)
    assert found.refusals == {"allowance": 2, "budget": 2, "offer": 2}


async def test_of_all_servers_they_are_by_member_and_host_and_say_the_same_as_each_server_s(
    database: Database, reserve: Reserve
) -> None:
    await reserve(user=1, images=2, cost=60_000, provider="fal")
    await reserve(user=1, images=1, cost=30_000, provider="fal", at=NOW + DAY)
    await reserve(user=1, images=3)
    await reserve(user=2, guild=8, images=1, cost=120_000, provider="fal")
    await reserve(user=2, guild=8, at=NOW + 2 * DAY)

    assert await figures.of_all(database, FIRST, FIRST + 1) == [
        Use(8, 2, "fal", 1, Figure(1, 120_000)),
        Use(9, 1, "fal", 2, Figure(3, 90_000)),
        Use(9, 1, "local", 1, Figure(3, 0)),
    ]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ((), r"\n9 +1 +fal +1 +2 +0\.0600\n- +1 +local +1 +1 +0\.0000\nall +2 +3 +0\.0600\n$"),
        (
            ("--csv",),
            r"^server,member,host,requests,pictures,dollars\r?\n9,1,fal,1,2,0\.0600\r?\n-,1,local,1,1,0\.0000\n$",
        ),
    ],
    ids=["a table", "a file"],
)
@ON_SQLITE
async def test_an_operator_reads_them_in_a_shell(
    database: SqliteDatabase, reserve: Reserve, form: tuple[str, ...], said: str
) -> None:
    await reserve(images=2, cost=60_000, provider="fal")
    await reserve(guild=NO_SERVER)
    day = f"{datetime.fromtimestamp(NOW / 1000, UTC):%Y-%m-%d}"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "usage", "--until", day, *form),
        env={"DATA_DIR": str(database.path.parent)},
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0
    assert re.search(said, printed.decode()), printed.decode()


@pytest.mark.parametrize("until", ["0001-01-05", "9999-12-31"])
@ON_SQLITE
async def test_no_day_that_can_be_written_is_too_early_or_too_late(
    database: SqliteDatabase, until: str
) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "usage", "--until", until),
        env={"DATA_DIR": str(database.path.parent)},
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0
    assert b"Nothing was asked for from" in printed
