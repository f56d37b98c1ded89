"""Retention: pictures that nobody has used for long are deleted, so that the disk of a small server stays free.

Their rows stay, so that an old button can say what became of the picture.
"""

import asyncio
import logging
import time
from pathlib import Path

from jobs import clock
from storage import pictures
from storage.database import Database
from storage.pictures import PictureFiles

log = logging.getLogger(__name__)

DAY = 24 * 60 * 60 * 1000  # milliseconds
EVERY = 60 * 60.0  # seconds
AT_ONCE = 100  # files in one transaction
STRAY = 60 * 60.0  # seconds after which a file that no row is about is nobody's


class Retention:
    """Deletes what has not been used for `days` days, and what never came to be used."""

    def __init__(self, database: Database, files: PictureFiles, days: int) -> None:
        self._database = database
        self._files = files
        self._days = days

    async def run(self) -> None:
        """Look now, and then every hour."""
        while True:
            gone = await self.sweep() + await self.sweep_strays()
            if gone:
                log.info("%d pictures went that nobody used", gone)
            await asyncio.sleep(EVERY)

    async def sweep(self) -> int:
        """Delete what is due. Returns how many pictures went."""
        before, gone = clock.now() - self._days * DAY, 0
        while went := await pictures.forget_unused(self._database, before, AT_ONCE, self._files.delete):
            gone += went
        return gone

    async def sweep_strays(self) -> int:
        """Delete files of requests that were turned down. Returns how many went."""
        found = dict(await asyncio.to_thread(self._old_files))
        strays = await pictures.unknown(self._database, list(found))
        for one in strays:
            await asyncio.to_thread(found[one].unlink, missing_ok=True)
        return len(strays)

    def _old_files(self) -> list[tuple[str, Path]]:
        return list(self._files.named_before(time.time() - STRAY))
