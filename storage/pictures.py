"""Pictures by content: the files lie under the hash of their bytes, the rows say what they are."""

import asyncio
import hashlib
import logging
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from domain.job import StoredPicture
from domain.picture import Picture, PictureFormat
from storage import fingerprints
from storage.database import transaction
from storage.sqlite import Connection, Statements

log = logging.getLogger(__name__)

HASH_LENGTH = 64
FRESH = 60 * 60.0  # seconds after which a file that no row is about is nobody's


class PictureFiles:
    """The folder with the files. A file is written once, whole, and never changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._work = folder / "unfinished"
        shutil.rmtree(self._work, ignore_errors=True)  # what a killed process left
        self._work.mkdir(parents=True)
        self._moving = threading.Lock()  # so that what is looked at is what is deleted

    def workspace(self) -> "TemporaryDirectory[str]":
        """Return a folder for files that are not finished, on the store's own disk, so that adopting one is a rename."""
        self._work.mkdir(parents=True, exist_ok=True)  # somebody may have tidied up meanwhile
        return TemporaryDirectory(dir=self._work)

    def path(self, picture: StoredPicture) -> Path:
        """Return where the file of a picture lies."""
        return self._folder / place_of(picture.sha256, picture.format)

    async def adopt(self, file: Path, picture: Picture) -> StoredPicture:
        """Move a checked file into the store; the same bytes twice are one file."""
        return await asyncio.to_thread(self._adopt, file, picture)

    def delete(self, picture: StoredPicture) -> bool:
        """Delete the file of a picture, if it is there. One that was just adopted stays: it is about to be used."""
        return self.discard(self.path(picture))

    def discard(self, path: Path) -> bool:
        """Delete that file of the store, as `delete` does."""
        with self._moving, suppress(FileNotFoundError):
            if path.stat().st_mtime > time.time() - FRESH:
                return False
            path.unlink()
        return True

    def named_before(self, moment: float) -> Iterator[tuple[str, Path]]:
        """Yield the files that were written before a moment (unix seconds), with the hashes that they are named for."""
        for path in self._folder.glob("??/*"):
            with suppress(FileNotFoundError):  # deleted since it was listed
                if len(path.stem) == HASH_LENGTH and path.is_file() and path.stat().st_mtime < moment:
                    yield path.stem, path

    def _adopt(self, file: Path, picture: Picture) -> StoredPicture:
        sha256 = digest(file)
        with file.open("rb") as stream:
            os.fsync(stream.fileno())
        stored = StoredPicture(
            sha256, picture.format, picture.width, picture.height, picture.bytes, picture.fingerprint
        )
        target = self.path(stored)
        target.parent.mkdir(parents=True, exist_ok=True)
        with self._moving:
            file.replace(target)
        _sync_folder(target.parent)
        return stored


def place_of(sha256: str, form: PictureFormat) -> PurePosixPath:
    """Return where in the folder the file of a picture lies."""
    return PurePosixPath(sha256[:2], f"{sha256}{form.suffix}")


def digest(file: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    """Bring a rename to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
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
def forget_unused(
    connection: Connection, before: int, most: int, delete: Callable[[StoredPicture], bool]
) -> int:
    """Let go of pictures that were last used before then, and delete their files while nobody can take them up.

    `delete` answers False for one that is to stay. A file that cannot be deleted stays too, and is noted as kept.
    Returns how many went.
    """
    rows = connection.execute(
        "SELECT sha256, format, width, height, bytes FROM pictures WHERE kept = 1 AND used_at < ?"
        f" AND sha256 NOT IN ({_NEEDED}) ORDER BY used_at LIMIT ?",
        (before, most),
    ).fetchall()
    gone = 0
    for sha256, kind, width, height, size in rows:
        if _tried(delete, StoredPicture(sha256, PictureFormat(kind), width, height, size)):
            connection.execute("UPDATE pictures SET kept = 0 WHERE sha256 = ?", (sha256,))
            _forget_looks(connection, sha256)
            gone += 1
        else:  # again when it has not been used for as long once more
            connection.execute("UPDATE pictures SET used_at = ? WHERE sha256 = ?", (before, sha256))
    return gone


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


def _tried(delete: Callable[[StoredPicture], bool], picture: StoredPicture) -> bool:
    try:
        return delete(picture)
    except OSError as error:
        log.warning("%s cannot be deleted: %s", picture.sha256, error)
        return False


@transaction
def unknown(connection: Connection, hashes: Sequence[str]) -> list[str]:
    """Return those of some hashes that no row keeps: pictures of requests that were turned down."""
    return [
        one
        for one in hashes
        if connection.execute("SELECT 1 FROM pictures WHERE sha256 = ? AND kept = 1", (one,)).fetchone()
        is None
    ]
