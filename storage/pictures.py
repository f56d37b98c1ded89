"""Pictures by content: the files lie under the hash of their bytes, the rows say what they are."""

import asyncio
import fcntl
import os
import secrets
import time
from collections.abc import AsyncIterator, Generator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path, PurePosixPath

from domain.job import StoredPicture
from domain.picture import Picture, PictureFormat
from storage import fingerprints
from storage.database import transaction
from storage.places import FRESH, OWNER_LENGTH, digest, hash_at, place_of, stored_as
from storage.sqlite import Connection, Statements
from storage.workspaces import WORK, tidy_up, workspace


class PictureFiles:
    """The folder with the files, and the place for them where no store is set."""

    away = False  # it is always there

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._work = folder / WORK
        self._work.mkdir(parents=True, exist_ok=True)
        tidy_up(self._work)

    def workspace(self) -> AbstractContextManager[Path]:
        """Return a folder for files that are not finished, on the store's own disk, so that adopting one is a rename."""
        return workspace(self._work)

    def path(self, picture: StoredPicture) -> Path:
        """Return where the file of a picture lies."""
        return self._folder / place_of(picture.sha256, picture.format)

    async def adopt(self, file: Path, picture: Picture) -> StoredPicture:
        """Move a checked file into the folder; the same bytes twice are one file."""
        return await asyncio.to_thread(self._adopt, file, picture)

    async def file(self, picture: StoredPicture) -> Path:
        """Return the file of a picture. Raises FileNotFoundError."""
        if not self.path(picture).exists():
            raise FileNotFoundError(picture.sha256)
        return self.path(picture)

    async def has(self, picture: StoredPicture) -> bool:
        """Return whether the file of a picture is there."""
        return self.path(picture).exists()

    async def delete(self, place: PurePosixPath) -> bool:
        """Delete a file, if it is there. One that was just adopted stays: it is about to be used. Raises OSError."""
        return await asyncio.to_thread(self._delete, self._folder / place)

    async def written_before(self, moment: float) -> AsyncIterator[Sequence[PurePosixPath]]:
        """Yield the files that were written before a moment (unix seconds), those of one folder at once."""
        for folder in await asyncio.to_thread(lambda: sorted(self._folder.glob("??"))):
            yield await asyncio.to_thread(self._old, folder, moment)

    async def claim(self, owner: str) -> None:
        """Do nothing: who holds the folder has it."""

    async def holds_any(self) -> bool:
        """Return whether there is any picture."""
        return any(self._folder.glob("??/*"))

    def _old(self, folder: Path, moment: float) -> list[PurePosixPath]:
        found: list[PurePosixPath] = []
        for path in folder.glob("*"):
            place = path.relative_to(self._folder)
            with suppress(FileNotFoundError):  # deleted since it was listed
                if hash_at(place.as_posix()) and path.is_file() and path.stat().st_mtime < moment:
                    found.append(PurePosixPath(place))
        return found

    def _delete(self, path: Path) -> bool:
        with suppress(FileNotFoundError), _held(path.parent, fcntl.LOCK_EX):
            if path.stat().st_mtime > time.time() - FRESH:
                return False
            path.unlink()
        return True

    def _adopt(self, file: Path, picture: Picture) -> StoredPicture:
        stored = stored_as(digest(file), picture)
        with file.open("rb") as stream:
            os.fsync(stream.fileno())
        target = self.path(stored)
        target.parent.mkdir(parents=True, exist_ok=True)
        with _held(target.parent, fcntl.LOCK_SH) as folder:
            file.replace(target)
            os.fsync(folder)
        return stored


@contextmanager
def _held(folder: Path, how: int) -> Generator[int]:
    """Hold a folder of the place, so that what is looked at is what is deleted: others adopt there meanwhile, also other processes.

    Where its disk knows no such thing for folders, as some over a network, nobody holds it.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, how)
        yield descriptor
    finally:
        os.close(descriptor)


def remember(connection: Connection, picture: StoredPicture, now: int) -> None:
    """Note a picture, or that it is used again: retention counts from the last use. Part of another transaction."""
    connection.execute(
        "INSERT INTO pictures (sha256, format, width, height, bytes, used_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (sha256) DO UPDATE SET used_at = excluded.used_at, kept = 1",
        (picture.sha256, picture.format, picture.width, picture.height, picture.bytes, now),
    )
    if picture.fingerprint:
        fingerprints.keep(connection, picture.sha256, picture.fingerprint)


def find(connection: Statements, sha256: str) -> StoredPicture | None:
    """Return the picture of that hash. Part of another transaction."""
    row = connection.execute(
        "SELECT format, width, height, bytes FROM pictures WHERE sha256 = ?", (sha256,)
    ).fetchone()
    if row is None:
        return None
    kind, width, height, size = row
    return StoredPicture(sha256, PictureFormat(kind), width, height, size)


# Pictures that are needed, however long ago they were used: the sources of jobs on their way and those whose look they
# take, the results of cards whose end has not been seen (in this order, or SQLite goes through all results there are),
# and the previews of styles.
_NEEDED = """
    SELECT source FROM jobs WHERE state IN ('queued', 'submitting', 'rendering')
    UNION ALL SELECT look FROM jobs WHERE state IN ('queued', 'submitting', 'rendering') AND look IS NOT NULL
    UNION ALL SELECT results.sha256 FROM deliveries CROSS JOIN jobs USING (card_id)
    CROSS JOIN results ON results.job_id = jobs.id
    WHERE deliveries.state = 'pending'
    UNION ALL SELECT picture FROM styles WHERE picture IS NOT NULL
"""


@transaction
def owner(connection: Connection) -> str:
    """Return the name of this database for a store of pictures, which says there whose pictures these are."""
    row = connection.execute("SELECT name FROM owners").fetchone()
    name = row[0] if row else secrets.token_hex(OWNER_LENGTH // 2)
    if not row:
        connection.execute("INSERT INTO owners (name) VALUES (?)", (name,))
    return name


@transaction
def forget_unused(connection: Connection, before: int, most: int) -> list[StoredPicture]:
    """Let go of pictures that were last used before then, and return them: their files are nobody's from now on.

    Files go after their rows, so that a process which ends in between leaves files that are found, and no row without one.
    """
    rows = connection.execute(
        "SELECT sha256, format, width, height, bytes FROM pictures WHERE kept = 1 AND used_at < ?"
        f" AND sha256 NOT IN ({_NEEDED}) ORDER BY used_at LIMIT ?",
        (before, most),
    ).fetchall()
    for sha256, *_ in rows:
        connection.execute("UPDATE pictures SET kept = 0 WHERE sha256 = ?", (sha256,))
        _forget_looks(connection, sha256)
    return [
        StoredPicture(sha256, PictureFormat(kind), width, height, size)
        for sha256, kind, width, height, size in rows
    ]


# Whether a picture is still of any card whose words are kept: then it is recognised, also when its file is gone.
STILL_KNOWN = """(
    EXISTS (
        SELECT 1 FROM results JOIN jobs ON jobs.id = results.job_id JOIN cards ON cards.id = card_id
        WHERE results.sha256 = {sha256} AND erased = 0)
    OR EXISTS (SELECT 1 FROM jobs JOIN cards ON cards.id = card_id WHERE jobs.source = {sha256} AND erased = 0)
    OR EXISTS (SELECT 1 FROM jobs JOIN cards ON cards.id = card_id WHERE jobs.look = {sha256} AND erased = 0)
)"""


def _forget_looks(connection: Connection, sha256: str) -> None:
    """Forget how a picture looked that is of no card any more."""
    for table, column in (("fingerprints", "sha256"), ("copies", "picture")):
        known = STILL_KNOWN.format(sha256=f"{table}.{column}")
        connection.execute(f"DELETE FROM {table} WHERE {column} = ? AND NOT {known}", (sha256,))


@transaction
def unknown(connection: Connection, hashes: Sequence[str]) -> list[str]:
    """Return those of some hashes that no row keeps: pictures of requests that were turned down."""
    return [
        one
        for one in hashes
        if connection.execute("SELECT 1 FROM pictures WHERE sha256 = ? AND kept = 1", (one,)).fetchone()
        is None
    ]
