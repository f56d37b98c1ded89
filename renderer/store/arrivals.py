"""Files on their way in: written chunk by chunk, bounded each and all together, and never seen half."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Final

from aiohttp import web

from renderer.api.errors import infrastructure_error, too_busy
from renderer.store.files import LARGEST_FILE, Files
from renderer.store.room import Claim, NoRoom, Room

MOST_BYTES: Final = 512 << 20
PATIENCE: Final = 600.0


class Arrivals:
    """Receives bodies into private files."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._room = Room(MOST_BYTES)

    def claim(self) -> Claim:
        """A claim on the disk, for one file."""
        return self._room.claim()

    @contextlib.asynccontextmanager
    async def received(
        self, request: web.Request, claim: Claim, most: int = LARGEST_FILE
    ) -> AsyncGenerator[Path]:
        """The body as a private file; deleted at the end of the block, unless it was moved away."""
        path = self._files.private / self._files.new_name()
        try:
            async with asyncio.timeout(PATIENCE):
                await _write(request, path, claim, most)
            yield path
        except NoRoom:
            raise too_busy("Too many uploads at once") from None
        except TimeoutError:
            raise infrastructure_error(408, "request_timeout", "The file did not arrive in time") from None
        finally:
            path.unlink(missing_ok=True)


async def _write(request: web.Request, path: Path, claim: Claim, most: int) -> None:
    size = 0
    with path.open("wb") as file:
        async for chunk in request.content.iter_chunked(1 << 16):
            size += len(chunk)
            if size > most:
                raise web.HTTPRequestEntityTooLarge(most, size)
            claim.grow(len(chunk))
            file.write(chunk)
