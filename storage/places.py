"""Where the files of pictures lie: each under the hash of its bytes, written whole, once, and never changed."""

import hashlib
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path, PurePosixPath
from typing import Protocol

from domain.job import StoredPicture
from domain.picture import Picture, PictureFormat

FRESH = 60 * 60.0  # seconds after which a file that no row is about is nobody's
PAGE = 1000  # files that are looked at at once; what S3 lists in one answer

OWNER_LENGTH = 32  # characters of the name of a database

_NAMED = re.compile(r"[0-9a-f]{2}/([0-9a-f]{64})\.[a-z]+")


class Unusable(Exception):
    """The place for pictures cannot be used: it says why in a sentence, without a key."""


class Place(Protocol):
    """A place of either kind: a folder of this machine, or a store that several share."""

    @property
    def away(self) -> bool:
        """Return whether it did not answer when it was last asked."""
        ...

    def workspace(self) -> AbstractContextManager[Path]:
        """Return a folder for files that are not finished, from which one can be adopted."""
        ...

    async def adopt(self, file: Path, picture: Picture) -> StoredPicture:
        """Move a checked file into the place, where it is whole or not at all; the same bytes twice are one file.

        Raises StoreAway, and the file is as it was.
        """
        ...

    async def file(self, picture: StoredPicture) -> Path:
        """Return a file with the bytes of a picture, which is there for some minutes. Raises FileNotFoundError and StoreAway."""
        ...

    async def has(self, picture: StoredPicture) -> bool:
        """Return whether a picture is still kept. Raises StoreAway."""
        ...

    async def delete(self, place: PurePosixPath) -> bool:
        """Delete a file if it is there. One that was just adopted stays, and False is returned: it is about to be used.

        Raises OSError and StoreAway.
        """
        ...

    def written_before(self, moment: float) -> AsyncIterator[Sequence[PurePosixPath]]:
        """Yield the files that were written before a moment (unix seconds), so many at once. Raises StoreAway."""
        ...

    async def claim(self, owner: str) -> None:
        """Take the place for a database, by its name. Raises Unusable where it is another's, and StoreAway.

        What that one names, this one does not, and would delete.
        """
        ...

    async def holds_any(self) -> bool:
        """Return whether there is any picture. Raises StoreAway."""
        ...


def place_of(sha256: str, form: PictureFormat) -> PurePosixPath:
    """Return where the file of a picture lies."""
    return PurePosixPath(sha256[:2], f"{sha256}{form.suffix}")


def stored_as(sha256: str, picture: Picture) -> StoredPicture:
    """Return a picture as it is kept under the hash of its bytes."""
    return StoredPicture(
        sha256, picture.format, picture.width, picture.height, picture.bytes, picture.fingerprint
    )


def hash_at(place: str) -> str | None:
    """Return the hash that a file is named for; None where it is no picture's."""
    found = _NAMED.fullmatch(place)
    return found[1] if found else None


def digest(file: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
