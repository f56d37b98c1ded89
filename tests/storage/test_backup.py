"""A backup and its way back: whole, checked before anything changes, and whatever is in the file stays in the folder."""

import asyncio
import fcntl
import hashlib
import os
import zipfile
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import pytest

from domain.errors import StoreAway
from domain.job import JobState
from storage import audit, jobs
from storage.backup import UNFINISHED, Read, back_up
from storage.bucket import BucketFiles
from storage.database import Database
from storage.migrations import NewerDatabase
from storage.pictures import PictureFiles
from storage.restore import Nameless, NotABackup, NotEmpty, check_named, finish, restore
from storage.writer import SqliteDatabase
from tests import s3
from tests.storage.conftest import NOW, Reserve

PICTURES = {hashlib.sha256(content).hexdigest(): content for content in (b"one", b"two", b"three")}


def _place(sha256: str) -> str:
    return f"pictures/{sha256[:2]}/{sha256}.png"


def reading(data: Path) -> Read:
    return lambda place: (data / "pictures" / place).read_bytes()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncGenerator[Database]:
    """The one in a file, which is what a backup is of."""
    async with SqliteDatabase(tmp_path / "restyle.db") as opened:
        yield opened


@pytest.fixture
async def data(tmp_path: Path, reserve: Reserve, database: Database) -> Path:
    """A data folder in use, with two jobs on their way and three pictures beside those of the jobs."""
    await database.run(lambda each: each.execute("UPDATE pictures SET kept = 0"))
    for sha256, content in PICTURES.items():
        file = tmp_path / _place(sha256)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        insert = "INSERT INTO pictures (sha256, format, width, height, bytes, used_at) VALUES (?, 'png', 8, 8, ?, ?)"
        row = (sha256, len(content), NOW)
        await database.run(lambda each, row=row, insert=insert: each.execute(insert, row))
    await reserve(images=2)
    await reserve(images=1)
    await database.run(lambda each: each.execute("UPDATE pictures SET kept = 0 WHERE used_at <> ?", (NOW,)))
    unnamed = "UPDATE pictures SET kept = 0 WHERE sha256 NOT IN (?, ?, ?)"
    await database.run(lambda each: each.execute(unnamed, tuple(PICTURES)))
    return tmp_path


@pytest.fixture
def made(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backups") / "b.zip"
    assert back_up(data, file, reading(data)).pictures == 3
    return file


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fresh")


async def test_what_had_not_ended_is_given_back_and_never_done_again(made: Path, fresh: Path) -> None:
    back = await restore(made, fresh, NOW, replace=False, go_on=False)
    assert (back.pictures, back.ended, back.mismatches, back.replaced) == (3, 2, [], None)
    for sha256, content in PICTURES.items():
        assert (fresh / _place(sha256)).read_bytes() == content
    async with SqliteDatabase(fresh / "restyle.db") as database:
        assert await jobs.unfinished(database) == []
        shown = await database.run(
            lambda each: each.execute("SELECT DISTINCT state, token FROM deliveries").fetchall()
        )
    assert shown == [("waiting", "")]
    assert await audit.audit(SqliteDatabase(fresh / "restyle.db")) == []
    assert not (fresh / "restoring").exists()


async def test_where_nobody_has_run_since_all_goes_on(made: Path, fresh: Path) -> None:
    back = await restore(made, fresh, NOW, replace=False, go_on=True)
    assert back.ended == 0
    async with SqliteDatabase(fresh / "restyle.db") as database:
        assert [job.state for job in await jobs.unfinished(database)] == [JobState.QUEUED] * 2


async def test_pictures_of_a_store_are_in_it_and_come_back_to_a_store(
    made: Path, data: Path, fresh: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("store")
    with s3.running(folder) as store:
        bucket = BucketFiles(s3.ADDRESS, store.given(), folder / "copies")
        back = await restore(made, fresh, NOW, replace=False, go_on=False, store=bucket)
        assert (back.pictures, back.mismatches) == (3, [])
        assert not (fresh / "pictures").exists()
        assert {one.stem: one.read_bytes() for one in store.folder.glob("??/*")} == PICTURES
        again = await asyncio.to_thread(back_up, fresh, made, bucket.content)
        assert (again.pictures, again.gone) == (3, 0)
        next(store.folder.glob("??/*")).unlink()
        await asyncio.sleep(3 * s3.REMEMBERS)
        assert (await asyncio.to_thread(back_up, fresh, made, bucket.content)).gone == 1
    before = made.read_bytes()
    with pytest.raises(StoreAway):  # it runs no more
        await asyncio.to_thread(back_up, fresh, made, bucket.content)
    assert made.read_bytes() == before


async def test_the_file_is_for_its_owner_alone_and_there_is_nothing_beside_it(made: Path) -> None:
    assert oct(made.stat().st_mode & 0o777) == "0o600"
    assert list(made.parent.iterdir()) == [made]


async def test_what_a_killed_one_has_left_goes_with_the_next_and_what_another_makes_stays(
    data: Path, made: Path
) -> None:
    left, held = made.with_name(f"{UNFINISHED}1"), made.with_name(f"{UNFINISHED}2")
    for folder in (left, held):
        folder.mkdir()
        (folder / "restyle.db").write_bytes(b"members'")
    descriptor = os.open(held, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    try:
        await asyncio.to_thread(back_up, data, made, reading(data))
    finally:
        os.close(descriptor)
    assert {one.name for one in made.parent.iterdir()} == {made.name, held.name}


async def test_one_that_cannot_be_made_leaves_the_last_one_as_it_is(data: Path, made: Path) -> None:
    before = made.read_bytes()
    (data / _place(next(iter(PICTURES)))).unlink()
    (data / _place(next(iter(PICTURES)))).mkdir()
    with pytest.raises(OSError, match="directory"):
        await asyncio.to_thread(back_up, data, made, reading(data))
    assert made.read_bytes() == before
    assert list(made.parent.iterdir()) == [made]


async def test_pictures_that_are_gone_or_damaged_are_counted_and_the_copy_knows_it(
    data: Path, made: Path, fresh: Path
) -> None:
    gone, damaged, whole = PICTURES
    (data / _place(gone)).unlink()
    (data / _place(damaged)).write_bytes(b"another")
    counted = await asyncio.to_thread(back_up, data, made, reading(data))
    assert (counted.pictures, counted.gone) == (1, 2)
    await restore(made, fresh, NOW, replace=False, go_on=False)
    async with SqliteDatabase(fresh / "restyle.db") as database:
        rows = await database.run(
            lambda each: each.execute("SELECT sha256 FROM pictures WHERE kept = 1").fetchall()
        )
    assert rows == [(whole,)]


async def test_what_is_there_is_replaced_only_when_told_and_put_aside(
    made: Path, fresh: Path, database: Database
) -> None:
    await restore(made, fresh, NOW, replace=False, go_on=False)
    with pytest.raises(NotEmpty):
        await restore(made, fresh, NOW, replace=False, go_on=False)
    back = await restore(made, fresh, NOW, replace=True, go_on=False)
    assert back.replaced
    assert back.replaced == fresh / f"replaced-{NOW}"
    assert {one.name for one in back.replaced.iterdir()} == {"restyle.db", "pictures"}


async def test_what_a_killed_bot_had_not_brought_into_a_database_is_not_played_into_the_one_that_comes(
    made: Path, fresh: Path, data: Path
) -> None:
    journal = fresh / "restyle.db-wal"
    journal.write_bytes((data / "restyle.db-wal").read_bytes())  # its database is gone, by somebody's hand
    with pytest.raises(NotEmpty):
        await restore(made, fresh, NOW, replace=False, go_on=False)
    back = await restore(made, fresh, NOW, replace=True, go_on=False)
    assert not journal.exists()
    assert back.replaced
    assert (back.replaced / "restyle.db-wal").exists()


async def test_what_was_cut_short_before_it_was_checked_has_changed_nothing(fresh: Path) -> None:
    finish(fresh)
    (fresh / "restoring" / "pictures").mkdir(parents=True)
    (fresh / "restoring" / "restyle.db").touch()
    finish(fresh)
    assert list(fresh.iterdir()) == []


async def test_pictures_that_no_database_names_are_not_swept(fresh: Path) -> None:
    (fresh / "pictures" / "unfinished").mkdir(parents=True)
    database = SqliteDatabase(fresh / "restyle.db")
    files = PictureFiles(fresh / "pictures")
    await check_named(files, database)
    kept = fresh / ONE
    kept.parent.mkdir()
    kept.touch()
    for empty in (False, True):
        if empty:
            (fresh / "restyle.db").touch()
        with pytest.raises(Nameless):
            await check_named(files, database)
    (fresh / "restyle.db").write_bytes(b"one")
    await check_named(files, database)


Entries = dict[str, bytes]
Spoil = Callable[[Entries], Entries]
ONE = _place(next(iter(PICTURES)))


def _without(entries: Entries, name: str) -> Entries:
    return {one: content for one, content in entries.items() if one != name}


HOSTILE: dict[str, Spoil] = {
    "a way out": lambda entries: entries | {"../escaped": b"x"},
    "an absolute path": lambda entries: entries | {"/tmp/escaped": b"x"},  # noqa: S108 - which is the point
    "a way out in a picture's name": lambda entries: entries | {f"pictures/../{ONE}": b"x"},
    "something else": lambda entries: entries | {"restyle.paused": b"x"},
    "no database": lambda entries: _without(entries, "restyle.db"),
    "a missing picture": lambda entries: _without(entries, ONE),
    "another picture": lambda entries: entries | {ONE: b"x"},
    "a picture that nobody names": lambda entries: entries | {_place(hashlib.sha256(b"x").hexdigest()): b"x"},
    "no SQLite": lambda entries: entries | {"restyle.db": b"x" * 9000},
    "half a database": lambda entries: entries | {"restyle.db": entries["restyle.db"][:90_000]},
    "an empty database": lambda entries: entries | {"restyle.db": b""},
}


@pytest.mark.parametrize("spoil", HOSTILE)
async def test_a_file_that_is_not_as_it_should_be_changes_nothing(
    made: Path, fresh: Path, spoil: str
) -> None:
    with zipfile.ZipFile(made) as archive:
        entries = {one: archive.read(one) for one in archive.namelist()}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in HOSTILE[spoil](entries).items():
            archive.writestr(zipfile.ZipInfo(name), content)
    await _refused(made, fresh)


async def _refused(file: Path, folder: Path) -> None:
    with pytest.raises(NotABackup):
        await restore(file, folder, NOW, replace=True, go_on=False)
    assert list(folder.iterdir()) == []
    assert not (folder.parent / "escaped").exists()


async def test_a_packed_file_is_refused_before_it_is_unpacked(made: Path, fresh: Path) -> None:
    with zipfile.ZipFile(made) as archive:
        database = archive.read("restyle.db")
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("restyle.db", database)
        archive.writestr(ONE, bytes(50_000_000))
    await _refused(made, fresh)


async def test_no_byte_of_it_can_be_another(made: Path, fresh: Path) -> None:
    """Each at a place of its own: in the directory of the file, in a picture, in its header; cut off as well."""
    whole = made.read_bytes()
    places = [0, 8, 26, 40, len(whole) - 10, len(whole) - 200, *range(60, 400, 31)]
    for place in places:
        made.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            back = await restore(made, fresh, NOW, replace=True, go_on=False)
        except (NotABackup, OSError):
            assert not (fresh / "restyle.db").exists()
        else:
            assert back.pictures == 3, "a byte that says nothing, such as a date"
            (fresh / "restyle.db").unlink()
            for file in (fresh / "pictures").rglob("*.png"):
                file.unlink()
    for size in (10, len(whole) // 2, len(whole) - 1):
        made.write_bytes(whole[:size])
        with pytest.raises(NotABackup):
            await restore(made, fresh, NOW, replace=True, go_on=False)


async def test_one_of_a_later_version_is_not_brought_back(data: Path, made: Path, fresh: Path) -> None:
    async with SqliteDatabase(data / "restyle.db") as database:
        later = (
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('restyle', 'later', '')"
        )
        await database.run(lambda each: each.execute(later))
    await asyncio.to_thread(back_up, data, made, reading(data))
    with pytest.raises(NewerDatabase):
        await restore(made, fresh, NOW, replace=False, go_on=False)
    assert list(fresh.iterdir()) == []
