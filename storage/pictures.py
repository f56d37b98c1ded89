"""Pictures by content: the files lie under the hash of their bytes, the rows say what they are."""

import asyncio
import hashlib
import os
from pathlib import Path

from bot.domain.job import StoredPicture
from bot.domain.picture import Picture, PictureFormat
from storage.database import transaction
from storage.sqlite import Connection


class PictureFiles:
    """The folder with the files. A file is written once, whole, and never changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, picture: StoredPicture) -> Path:
        """Where the file of a picture lies."""
        return self._folder / picture.sha256[:2] / f"{picture.sha256}{picture.format.suffix}"

    async def adopt(self, file: Path, picture: Picture) -> StoredPicture:
        """Move a checked file into the store; the same bytes twice are one file."""
        return await asyncio.to_thread(self._adopt, file, picture)

    async def delete(self, picture: StoredPicture) -> None:
        """Delete the file of a picture, if it is there."""
        await asyncio.to_thread(self.path(picture).unlink, missing_ok=True)

    def _adopt(self, file: Path, picture: Picture) -> StoredPicture:
        with file.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            os.fsync(stream.fileno())
        stored = StoredPicture(sha256, picture.format, picture.width, picture.height, picture.bytes)
        target = self.path(stored)
        target.parent.mkdir(parents=True, exist_ok=True)
        file.replace(target)
        return stored


def remember(connection: Connection, picture: StoredPicture, now: int) -> None:
    """Note a picture, or that it is used again: retention counts from the last use. Part of another transaction."""
    connection.execute(
        "INSERT INTO pictures (sha256, format, width, height, bytes, used_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET used_at = excluded.used_at, kept = 1",
        (picture.sha256, picture.format, picture.width, picture.height, picture.bytes, now),
    )


@transaction
def forget_unused(connection: Connection, before: int, most: int) -> list[StoredPicture]:
    """Let go of pictures that were last used before then; their files are the caller's to delete."""
    rows = connection.execute(
        "UPDATE pictures SET kept = 0 WHERE sha256 IN"
        " (SELECT sha256 FROM pictures WHERE kept = 1 AND used_at < ? ORDER BY used_at LIMIT ?)"
        " RETURNING sha256, format, width, height, bytes",
        (before, most),
    ).fetchall()
    return [
        StoredPicture(sha256, PictureFormat(kind), width, height, size)
        for sha256, kind, width, height, size in rows
    ]
