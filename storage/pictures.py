"""Pictures by content: the files lie under the hash of their bytes, the rows say what they are."""

import asyncio
import hashlib
import os
from pathlib import Path

from bot.domain.job import StoredPicture
from bot.domain.picture import Picture
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
        "INSERT INTO pictures VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET used_at = excluded.used_at",
        (picture.sha256, picture.format, picture.width, picture.height, picture.bytes, now),
    )
