"""Bringing a backup back: all of it is unpacked beside and checked before anything takes the place of what was there.

Until then a process that ends changes nothing. From then on whoever has the folder next brings it to its end (`finish`).

What had not ended when the backup was made has most likely ended since, with pictures that were paid for and shown. So it
is neither done nor shown again: it ends, is given back, and is in its members' histories.
"""

import asyncio
import hashlib
import logging
import os
import re
import shutil
import struct
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from domain.audit import Mismatch
from domain.errors import Failure, FailureKind
from storage import audit, jobs
from storage.backup import DATABASE, PICTURES, kept
from storage.bring import bring
from storage.database import Database, transaction
from storage.places import Place
from storage.sqlite import Connection, SqliteError, Statements, connect
from storage.writer import SqliteDatabase

log = logging.getLogger(__name__)

CHUNK = 2**20
UNCHECKED = "restoring"  # the folder in which it is unpacked
CHECKED, REPLACED = (
    "restored-",
    "replaced-",
)  # begin the names of what comes and of what was there; the moment ends both
ENCRYPTED = 0x1  # https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.4.4
# What a zip that was damaged, or made to be, leads to.
_BROKEN = (BadZipFile, EOFError, ValueError, RuntimeError, struct.error)
_PICTURE = re.compile(rf"{PICTURES}/([0-9a-f]{{2}})/(\1[0-9a-f]{{62}})\.(png|jpg|webp|gif)")
# SQLite plays back whatever journal lies beside a database of that name, also beside another that has come in its place
# (https://sqlite.org/howtocorrupt.html#_unlinking_or_renaming_a_database_file_while_in_use).
_OF_A_DATABASE = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal")


class NotABackup(Exception):
    """The file is none, or is damaged: nothing was changed."""


class NotEmpty(Exception):
    """The folder has a database or pictures, and nobody said that they may be replaced."""


class Nameless(Exception):
    """There are pictures, and no database that names them."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back."""

    pictures: int
    ended: int  # jobs that had not ended
    mismatches: list[Mismatch]  # which the backup has as well
    replaced: Path | None  # where lies what was there before


def finish(folder: Path) -> None:
    """Bring to its end what was cut short while a backup came back to a folder that the caller holds."""
    if (folder / UNCHECKED).exists():
        shutil.rmtree(folder / UNCHECKED)
        log.warning("a backup was being brought back when that was cut short: nothing was changed by it")
    for coming in folder.glob(f"{CHECKED}*"):
        aside = _swap(folder, coming)
        there = f"; what was there lies in {aside}" if aside else ""
        log.warning("a backup was being brought back when that was cut short: it is back now%s", there)


async def check_named(place: Place, database: Database) -> None:
    """Raise Nameless where there are pictures and no database: a new one would name none of them, and what no row names is deleted."""
    if not await database.exists() and await place.holds_any():
        raise Nameless


async def restore(
    file: Path, folder: Path, now: int, *, replace: bool, go_on: bool, store: Place | None = None
) -> Restored:
    """Bring a backup back to a folder that the caller holds, and in which nothing was cut short (`finish`).

    Its pictures go to a store where there is one: what is there stays. With `replace` what is in the folder is put aside;
    with `go_on` what had not ended goes on: nobody has run since the backup.
    Raises NotABackup, NotEmpty, NewerDatabase, SqliteError, OSError and StoreAway.
    """
    if not replace and any(_holds_anything(folder / name) for name in (*_OF_A_DATABASE, PICTURES)):
        raise NotEmpty
    coming = folder / UNCHECKED
    (coming / PICTURES).mkdir(parents=True)
    try:
        _unpack(file, coming)
        pictures = _check(coming)
        async with SqliteDatabase(coming / DATABASE) as database:
            ended = 0 if go_on else await _end_all(database, now)
            mismatches = await audit.audit(database)
        if store:
            await bring(coming / PICTURES, store)
            await asyncio.to_thread(shutil.rmtree, coming / PICTURES)
        os.sync()
    except BaseException:
        shutil.rmtree(coming, ignore_errors=True)
        raise
    aside = _swap(folder, coming.rename(folder / f"{CHECKED}{now}"))
    return Restored(pictures, ended, mismatches, aside)


def _holds_anything(path: Path) -> bool:
    """Return whether a file has a byte, or a folder a file; a start that found no room leaves an empty database."""
    return path.stat().st_size > 0 if path.is_file() else any(one.is_file() for one in path.rglob("*"))


def _unpack(file: Path, target: Path) -> None:
    """Unpack what may be in a backup, and raise NotABackup for anything else."""
    try:
        with ZipFile(file) as archive:
            entries = archive.infolist()
            names = [one.filename for one in entries]
            if len(set(names)) != len(names) or DATABASE not in names:
                raise NotABackup("it has no database, or a file twice")
            if sum(one.file_size for one in entries) > file.stat().st_size:
                raise NotABackup("it would be more than it is")
            for entry in entries:
                _unpack_one(archive, entry, target)
    except _BROKEN as error:
        raise NotABackup(str(error) or type(error).__name__) from error


def _unpack_one(archive: ZipFile, entry: ZipInfo, target: Path) -> None:
    picture = _PICTURE.fullmatch(entry.filename)
    if not picture and entry.filename != DATABASE:
        raise NotABackup(f"{entry.filename!r} does not belong into it")
    if entry.compress_type != ZIP_STORED or entry.flag_bits & ENCRYPTED:
        raise NotABackup(f"{entry.filename} is packed")
    path = target / entry.filename
    path.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as packed, path.open("xb") as unpacked:
        digest = hashlib.sha256()
        for chunk in _chunks(packed, entry.file_size):
            digest.update(chunk)
            unpacked.write(chunk)
    if picture and digest.hexdigest() != picture[2]:
        raise NotABackup(f"{entry.filename} is damaged")


def _chunks(file: IO[bytes], size: int) -> Iterator[bytes]:
    """Yield what a file has, which is no more and no less than it says."""
    while size and (chunk := file.read(min(CHUNK, size))):
        size -= len(chunk)
        yield chunk
    if size or file.read(1):
        raise NotABackup("a file in it has another size than it says")


def _check(folder: Path) -> int:
    """Raise NotABackup where the database is damaged, or names other pictures than there are. Returns how many."""
    try:
        with closing(connect(folder / DATABASE)) as connection:
            named = _named(connection)
    except SqliteError as error:
        raise NotABackup(f"its database cannot be read: {error}") from error
    files = {str(one.relative_to(folder)) for one in (folder / PICTURES).glob("*/*")}
    if named != files:
        raise NotABackup(f"its database names {len(named)} pictures, and {len(named ^ files)} differ")
    return len(files)


def _named(connection: Statements) -> set[str]:
    """Return the files of the pictures that a sound database has."""
    [(found,)] = connection.execute("PRAGMA integrity_check(1)").fetchall()
    if found != "ok":
        raise NotABackup(f"its database is damaged: {found}")
    if connection.execute("PRAGMA foreign_key_check").fetchone():
        raise NotABackup("its database refers to what it does not have")
    return {f"{PICTURES}/{place}" for place in kept(connection).values()}


async def _end_all(database: Database, now: int) -> int:
    """End what had not ended and give it back; let nothing be shown anew. Returns how many jobs that were."""
    left = await jobs.unfinished(database)
    failure = Failure(kind=FailureKind.INTERNAL, detail="a backup was brought back")
    for job in left:
        await jobs.fail(database, job, failure, now)
    await _keep_for_history(database)
    return len(left)


@transaction
def _keep_for_history(connection: Connection) -> None:
    connection.execute(
        "UPDATE deliveries SET state = 'waiting', token = '' WHERE state = 'pending' AND target = 'reply'"
        " AND card_id NOT IN (SELECT id FROM cards WHERE publication = 'held')"
    )


def _swap(folder: Path, coming: Path) -> Path | None:
    """Put aside what is there and move in what was checked, as far as that has not been done. Returns where the former lies.

    The database goes first and comes last: without it nobody reads what is there. What has not come yet says that what is
    there under its name is to go.
    """
    aside = folder / f"{REPLACED}{coming.name.removeprefix(CHECKED)}"
    if (coming / DATABASE).exists():
        _put_aside(folder, _OF_A_DATABASE, aside)
        if (coming / PICTURES).exists():
            _put_aside(folder, (PICTURES,), aside)
            (coming / PICTURES).rename(folder / PICTURES)
        (coming / DATABASE).rename(folder / DATABASE)
        os.sync()
    shutil.rmtree(coming)
    return aside if aside.exists() else None


def _put_aside(folder: Path, names: Sequence[str], aside: Path) -> None:
    for path in (folder / name for name in names):
        if _holds_anything(path):
            aside.mkdir(exist_ok=True)
            path.rename(aside / path.name)
        elif path.is_dir():  # with nothing in it
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
