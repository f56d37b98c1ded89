"""The audit: silent where all is well, and it finds every fault that is planted."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from domain.audit import Wrong
from domain.buckets import DAY
from domain.errors import Failure, FailureKind
from domain.grant import NewGrant
from domain.job import Bill, Job, Ticket
from domain.member import Member
from domain.quota import Caps
from jobs.bookkeeping import EVERY, Bookkeeping
from jobs.turn import LATE
from storage import audit, events, grants, jobs, ledger
from storage.database import Database
from storage.pool import PostgresDatabase
from storage.sqlite import Connection
from storage.writer import SqliteDatabase
from tests.postgres import Server
from tests.storage.conftest import NOW, Reserve, limits_of

ADA = Member(9, 1)
LIMITS = limits_of(6, member_waiting=100, server_waiting=100)
LATER = NOW + 3 * DAY
# Jobs 1 to 5 of Ada, who drew all of it from one window and two grants.
DONE, FAILED, CANCELLED, STOPPED, RUNNING = range(1, 6)

_ENTRY = (
    "INSERT INTO ledger (at, written_at, kind, guild_id, user_id, job_id, grant_id, pictures, cost, who, why, bucket)"
    " SELECT {at}, written_at, '{kind}', guild_id, user_id, {job}, {grant}, {pictures}, {cost}, who, '', '{bucket}'"
    " FROM ledger WHERE job_id = 1 LIMIT 1"
)


def _entry(
    kind: str,
    pictures: int = 0,
    job: int = RUNNING,
    bucket: str = "bot:pictures",
    grant: int | str = "NULL",
    at: int = NOW,
    cost: int = 0,
) -> str:
    return _ENTRY.format(kind=kind, pictures=pictures, job=job, bucket=bucket, grant=grant, at=at, cost=cost)


# A fault, and what is found of it.
FAULTS: dict[str, tuple[Sequence[str], set[Wrong]]] = {
    "a job without a reservation": (
        ["DELETE FROM ledger WHERE job_id = 5"],
        {Wrong.RESERVED, Wrong.SPEND, Wrong.BALANCE},
    ),
    "one picture too few reserved": (
        [
            "UPDATE ledger SET pictures = pictures - 1 WHERE id = (SELECT min(id) FROM ledger WHERE job_id = 1)"
        ],
        {Wrong.RESERVED, Wrong.COUNTED},
    ),
    "an ended job that was not settled": (
        ["DELETE FROM ledger WHERE job_id = 1 AND kind = 'settle'"],
        {Wrong.CLEARED, Wrong.BILLED, Wrong.SPEND},
    ),
    "a running job that was settled": ([_entry("settle")], {Wrong.CLEARED}),
    "a second refund": (
        ["DROP INDEX ledger_cleared", _entry("refund", -4, FAILED)],
        {Wrong.CLEARED, Wrong.COUNTED},
    ),
    "a refund as an adjustment": ([_entry("adjust", -1, FAILED)], {Wrong.COUNTED}),
    "a refund that counts now": (
        ["UPDATE ledger SET at = written_at WHERE job_id = 2 AND kind = 'refund'"],
        {Wrong.TIMED, Wrong.SPEND},
    ),
    "a refund to a grant that was not drawn from": (
        [_entry("adjust", 1, CANCELLED), _entry("adjust", -1, CANCELLED, "credit:2", 2)],
        {Wrong.COUNTED},
    ),
    "a bill that was not booked": (["UPDATE jobs SET billed = 131 WHERE id = 1"], {Wrong.BILLED}),
    "a refund of what was not spent": ([_entry("adjust", cost=-500)], {Wrong.COST}),
    "a grant with more left than its entries say": (
        ["UPDATE grants SET balance = balance + 1 WHERE id = 2"],
        {Wrong.BALANCE},
    ),
    "a grant that is overdrawn": (
        ["DROP TRIGGER ledger_moves_grants ON ledger", _entry("expire", 99, grant=2, bucket="credit:2")],
        {Wrong.BALANCE, Wrong.OVERDRAWN},
    ),
    "somebody else's grant": (
        ["UPDATE grants SET user_id = 2 WHERE id = 1"],
        {Wrong.OWNED},
    ),
    "an entry that names another bucket than its grant": (
        ["UPDATE ledger SET bucket = 'credit:2' WHERE kind = 'grant' AND grant_id = 1"],
        {Wrong.OWNED},
    ),
    "a day's sum that is off by one": (
        ["UPDATE spend SET micros = micros + 1 WHERE guild_id = 9"],
        {Wrong.SPEND},
    ),
    "a day's sum that was forgotten": (["DELETE FROM spend WHERE guild_id = -1"], {Wrong.SPEND}),
    "a sum for a day on which nothing happened": (
        ["INSERT INTO spend VALUES (77, 1, 5)"],
        {Wrong.SPEND},
    ),
}


async def _rendering(database: Database) -> Job:
    claimed = await jobs.claim(database, "local", Caps(100, 100, 100, 100), NOW)
    assert claimed
    called = await jobs.calling(database, claimed)
    assert called
    ticket = Ticket(id=str(called.id), status_url="s", response_url="r", cancel_url="c")
    rendering = await jobs.accepted(database, called, ticket)
    assert rendering
    return rendering


async def _live(database: Database, reserve: Reserve) -> None:
    """A server's life: every way in which a job ends, with credit, and one that runs."""
    await grants.give(database, ADA, NewGrant(9, ends_at=NOW + DAY), actor=3, now=NOW)
    await grants.give(database, ADA, NewGrant(5), actor=3, now=NOW)
    for _ in range(5):
        await reserve(images=4, cost=100, limits=LIMITS)
    await jobs.finish(database, await _rendering(database), [], Bill(3, 130), prompt_used="", now=LATER)
    failure = Failure(kind=FailureKind.INTERNAL)
    await jobs.fail(database, await _rendering(database), failure, LATER, cost=0)
    await jobs.cancel(database, await _rendering(database), LATER, actor=1)
    stopped = await jobs.cancel(database, await _rendering(database), LATER, actor=1)
    assert stopped
    await ledger.give_back(database, stopped, LATER)
    await _rendering(database)
    await ledger.reset(database, ADA, actor=3, now=LATER)
    await grants.expire(database, LATER + 9 * DAY)


async def test_a_server_s_life_leaves_nothing_to_find(
    database: Database, reserve: Reserve, tmp_path: Path
) -> None:
    assert await audit.audit(database) == []
    await _live(database, reserve)
    assert await audit.audit(database) == []


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_planted_fault_is_found_told_and_left_as_it_is(
    database: Database, reserve: Reserve, fault: str
) -> None:
    await _live(database, reserve)
    statements, wrong = FAULTS[fault]
    on_sqlite = isinstance(database, SqliteDatabase)

    def plant(connection: Connection) -> None:
        for statement in (
            "DROP TRIGGER ledger_keeps_all ON ledger",
            "DROP TRIGGER ledger_changes_nothing ON ledger",
            *statements,
        ):
            connection.execute(statement.removesuffix(" ON ledger") if on_sqlite else statement)

    await database.run(plant)
    found = await audit.audit(database)
    assert {one.what for one in found} == wrong
    assert all(one.found != one.expected for one in found)
    await audit.tell(database, found)
    for guild_id in (0, 9, 77):
        told = await events.of_server(database, guild_id, 50)
        of_it = [one.of for one in reversed(found) if max(one.guild_id, 0) == guild_id]
        assert [event.after["of"] for event in told if event.kind == "audit.mismatch"] == of_it
    assert {one.guild_id for one in found} <= {-1, 9, 77}
    assert await audit.audit(database) == found


async def test_of_several_processes_one_looks_and_tells_and_another_once_that_has_ended(
    postgres: tuple[Server, str],
) -> None:
    server, template = postgres
    with server.database(template) as name:
        address = server.address(name)
        async with (
            PostgresDatabase(address, shared=True) as first,
            PostgresDatabase(address, shared=True) as second,
        ):
            await first.run(lambda each: each.execute("INSERT INTO spend VALUES (77, 1, 5)"))
            one, other = Bookkeeping(first), Bookkeeping(second)
            for _ in range(2):
                assert await one.look() == EVERY
                assert 0 < await other.look() <= EVERY + LATE
            assert (one.mismatches, other.mismatches) == (1, 0)
            assert len(await events.of_server(second, 77, 50)) == 1

            await first.run(
                lambda each: each.execute("UPDATE standing SET value = ?", (f"{first.holder} 1",))
            )
            assert await other.look() == EVERY
            assert 0 < await one.look() <= EVERY + LATE
            assert (one.mismatches, other.mismatches) == (0, 1)
