"""Files on their way in: written chunk by chunk, bounded each and all together, and never seen half."""

import contextlib
from collections.abc import AsyncGenerator, AsyncIterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from renderer.failure import Cause, Failed, Failure
from renderer.store.files import LARGEST_FILE, Files
from renderer.store.room import Claim, NoRoom, Room

MOST_BYTES: Final = 512 << 20


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that somebody sends: its bytes, and how many of them he says there are."""

    chunks: AsyncIterable[bytes]
    announced: int = 0


class Arrivals:
    """Receives files into private ones."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._room = Room(MOST_BYTES)

    def claim(self) -> Claim:
        """Return a claim on the disk, for one file."""
        return self._room.claim()

    @contextlib.asynccontextmanager
    async def received(
        self, arrival: Arrival, claim: Claim, most: int = LARGEST_FILE, whole: int | None = None
    ) -> AsyncGenerator[Path]:
        """Yield what arrives as a private file; deleted at the end of the block, unless it was moved away.

        What is too large is told by the bound of the whole file, where this is a part.
        """
        too_large = Failed(Failure(Cause.UPLOAD_TOO_LARGE, limit=whole or most))
        if arrival.announced > most:
            raise too_large
        path = self._files.private / self._files.new_name()
        try:
            await _write(arrival.chunks, path, claim, most, too_large)
            yield path
        except NoRoom:
            raise Failed(Failure(Cause.TOO_MANY_UPLOADS)) from None
        finally:
            path.unlink(missing_ok=True)


async def _write(
    chunks: AsyncIterable[bytes], path: Path, claim: Claim, most: int, too_large: Failed
) -> None:
    size = 0
    with path.open("wb") as file:
        async for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise too_large
            claim.grow(len(chunk))
            file.write(chunk)
