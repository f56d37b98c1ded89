"""The writer thread: groups, savepoints, shields, and what a reader of the schema may rely on."""

import asyncio
import re
import threading
import time
from pathlib import Path

import pytest

from domain.errors import NoRoom
from storage import jobs, uploads
from storage.database import Broken, Database, or_refused, snapshot, transaction
from storage.sqlite import Connection, SqliteError, Statements, connect
from storage.writer import SqliteDatabase
from tests.storage.conftest import ON_SQLITE, REFUSALS


@transaction
def _write(connection: Connection, name: str, *, fail: bool = False) -> int:
    connection.execute("INSERT INTO uploads VALUES ('fal', ?, 'x', 9)", (name,))
    if fail:
        raise LookupError(name)
    row = connection.execute("SELECT count(*) FROM uploads").fetchone()
    assert row
    return int(row[0])


async def _read(database: Database, name: str) -> str | None:
    return await uploads.find(database, "fal", name, 0)


async def test_one_that_fails_takes_nothing_with_it(database: Database) -> None:
    outcomes = await asyncio.gather(
        *(_write(database, f"n{number}", fail=number % 3 == 0) for number in range(30)),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, LookupError) for outcome in outcomes) == 10
    kept = [number for number in range(30) if await _read(database, f"n{number}")]
    assert kept == [number for number in range(30) if number % 3]


async def test_what_was_answered_is_on_disk(tmp_path: Path) -> None:
    async with SqliteDatabase(tmp_path / "a.db") as database:
        await uploads.keep(database, "fal", "name", "value", 9)
        other = connect(tmp_path / "a.db")
        assert other.execute("SELECT url FROM uploads").fetchall() == [("value",)]
        other.close()


async def test_its_clock_goes_on_while_a_transaction_waits(database: Database) -> None:
    @transaction
    def twice(connection: Connection) -> tuple[int, int]:
        return _now(connection), time.sleep(0.05) or _now(connection)

    before, after = await twice(database)
    assert before < after, "a lease is as long as it says, however late it is written"


def _now(connection: Statements) -> int:
    row = connection.execute("SELECT unix_ms()").fetchone()
    assert row
    return row[0]


async def test_a_cancelled_caller_does_not_undo_its_write(database: Database) -> None:
    waiting = asyncio.ensure_future(_write(database, "kept"))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    async with asyncio.timeout(30):
        while await _read(database, "kept") != "x":  # noqa: ASYNC110 - the other engine has no order between two
            await asyncio.sleep(0.01)


async def test_more_than_fit_wait_for_a_place(database: Database) -> None:
    counts = await asyncio.gather(*(_write(database, f"n{number}") for number in range(3000)))
    assert sorted(counts) == list(range(1, 3001))
    assert not database.crowded


async def test_a_lock_of_another_process_is_waited_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with SqliteDatabase(tmp_path / "a.db") as database:
        other = connect(tmp_path / "a.db")
        other.execute("BEGIN IMMEDIATE")
        writing = asyncio.ensure_future(uploads.keep(database, "fal", "name", "value", 9))
        await asyncio.sleep(0.2)
        assert not writing.done()
        other.execute("ROLLBACK")
        other.close()
        await writing
        assert not database.broken


@snapshot
def _count(connection: Statements) -> int:
    row = connection.execute("SELECT count(*) FROM uploads").fetchone()
    assert row
    return int(row[0])


async def test_a_question_sees_what_was_answered_and_waits_for_no_writer(database: Database) -> None:
    await _write(database, "before")
    release = threading.Event()

    def slow(connection: Connection) -> None:
        connection.execute("INSERT INTO uploads VALUES ('fal', 'slow', 'x', 9)")
        assert release.wait(60)

    writing = asyncio.ensure_future(database.run(slow))
    assert await _count(database) == 1
    assert not writing.done()
    release.set()
    await writing
    assert await _count(database) == 2


@ON_SQLITE
async def test_how_far_it_is_behind_is_known_while_a_write_waits_and_afterwards(
    database: SqliteDatabase,
) -> None:
    begun, release = threading.Event(), threading.Event()

    def slow(_: Connection) -> None:
        begun.set()
        assert release.wait(60)

    writing = asyncio.ensure_future(database.run(slow))
    await asyncio.to_thread(begun.wait)
    await asyncio.sleep(0.2)
    assert (worst := database.behind) >= 0.2
    release.set()
    await writing
    await _write(database, "at once")
    assert database.behind >= worst, "not that of the last commit alone"


@ON_SQLITE
async def test_what_only_reads_cannot_write(database: SqliteDatabase) -> None:
    with pytest.raises(SqliteError, match="readonly"):
        await database.read(
            lambda connection: connection.execute("INSERT INTO uploads VALUES ('fal', 'x', 'x', 9)")
        )
    assert await _count(database) == 0
    await _write(database, "after")
    assert await _count(database) == 1


@ON_SQLITE
async def test_a_commit_that_fails_breaks_the_database_and_says_so(database: SqliteDatabase) -> None:
    def spoil(connection: Connection) -> None:
        connection.execute("COMMIT")  # so that the one after it has nothing to commit

    with pytest.raises(Broken):
        await database.run(spoil)
    with pytest.raises(Broken):
        await database.until_broken()
    with pytest.raises(Broken):
        await _read(database, "name")
    with pytest.raises(Broken):
        await _count(database)
    assert database.broken


class _SmallDisk:
    """An operation for which there is no room until it is given."""

    def __init__(self) -> None:
        self.room = threading.Event()

    def __call__(self, connection: Connection) -> None:
        connection.execute(f"PRAGMA max_page_count = {1_000_000 if self.room.is_set() else 1}")
        connection.execute("INSERT INTO uploads VALUES ('fal', 'large', ?, 9)", ("x" * 100_000,))


@or_refused
def _ask(connection: Connection, name: str) -> None:
    connection.execute("INSERT INTO uploads VALUES ('fal', ?, 'x', 9)", (name,))


@ON_SQLITE
async def test_where_the_disk_is_full_what_was_begun_waits_and_what_is_new_is_refused(
    database: SqliteDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    begin, disk = threading.Event(), _SmallDisk()
    held = asyncio.ensure_future(database.run(lambda _: begin.wait(60)))
    written = asyncio.ensure_future(database.run(disk))
    asked = asyncio.ensure_future(_ask(database, "at once"))
    await asyncio.sleep(0.1)
    begin.set()
    with pytest.raises(NoRoom):
        await asked
    assert database.full
    assert not database.broken
    with pytest.raises(NoRoom):
        await _ask(database, "later")
    assert await _count(database) == 0, "who reads waits for nobody"
    assert not written.done()
    disk.room.set()
    assert await held
    await written
    assert not database.full
    await _ask(database, "after")
    assert await _count(database) == 2
    said = [record.levelname for record in caplog.records if "disk" in record.message]
    assert said == ["ERROR", "WARNING"]


async def test_a_stop_does_not_wait_for_room(tmp_path: Path) -> None:
    async with SqliteDatabase(tmp_path / "a.db") as database:
        written = asyncio.ensure_future(database.run(_SmallDisk()))
        await asyncio.sleep(0)  # it stands in the line before the next one
        with pytest.raises(NoRoom):
            await _ask(database, "x" * 100_000)
    with pytest.raises(Broken):
        await written


async def test_closing_finishes_what_waits(tmp_path: Path) -> None:
    async with SqliteDatabase(tmp_path / "a.db") as database:
        writes = [asyncio.ensure_future(_write(database, f"n{number}")) for number in range(50)]
        await asyncio.sleep(0)
    assert sorted(await asyncio.gather(*writes)) == list(range(1, 51))


async def test_the_schema_is_made_once_and_found_again(tmp_path: Path) -> None:
    for _ in range(2):
        async with SqliteDatabase(tmp_path / "a.db") as database:
            assert await jobs.find(database, 1) is None


@ON_SQLITE
async def test_every_table_is_strict(database: SqliteDatabase) -> None:
    tables = await database.run(
        lambda connection: connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'"
            " AND name NOT LIKE 'sqlite%'"
        ).fetchall()
    )
    assert len(tables) >= 8
    assert [name for name, sql in tables if not re.search(r"\bSTRICT\b", sql)] == []


@pytest.mark.parametrize("change", ["UPDATE ledger SET pictures = 0", "DELETE FROM ledger"])
async def test_the_ledger_is_append_only(database: Database, change: str) -> None:
    await database.run(
        lambda connection: connection.execute(
            "INSERT INTO ledger (at, written_at, kind, guild_id, user_id, pictures, cost, who, why, bucket)"
            " VALUES (1, 1, 'adjust', 1, 1, -5, 0, 1, 'thanks', 'bot:pictures')"
        )
    )
    with pytest.raises(REFUSALS, match="append-only"):
        await database.run(lambda connection: connection.execute(change))


@pytest.mark.parametrize("another", [False, True])
async def test_what_would_be_written_into_a_file_that_is_gone_is_not(tmp_path: Path, another: bool) -> None:  # noqa: FBT001
    path = tmp_path / "a.db"
    async with SqliteDatabase(path) as database:
        await _write(database, "before")
        path.rename(tmp_path / "b.db")
        if another:
            path.write_bytes(b"something else")
        with pytest.raises(Broken):
            await _write(database, "after")
        with pytest.raises(Broken):
            await database.until_broken()
