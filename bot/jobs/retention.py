"""Retention: pictures that nobody has used for long are deleted, so that the disk of a small server stays free.

Their rows stay, so that an old button can say what became of the picture.
"""

import asyncio
import logging

from bot.jobs import clock
from storage import pictures
from storage.database import Database
from storage.pictures import PictureFiles

log = logging.getLogger(__name__)

DAY = 24 * 60 * 60 * 1000  # milliseconds
EVERY = 60 * 60.0  # seconds
AT_ONCE = 100  # files between two looks at whatever else there is to do


class Retention:
    """Deletes what has not been used for `days` days."""

    def __init__(self, database: Database, files: PictureFiles, days: int) -> None:
        self._database = database
        self._files = files
        self._days = days

    async def run(self) -> None:
        """Look now, and then every hour."""
        while True:
            await self.sweep()
            await asyncio.sleep(EVERY)

    async def sweep(self) -> int:
        """Delete what is due. Returns how many pictures went."""
        before, gone = clock.now() - self._days * DAY, 0
        while unused := await pictures.forget_unused(self._database, before, AT_ONCE):
            for picture in unused:
                await self._files.delete(picture)
            gone += len(unused)
        if gone:
            log.info("%d pictures went that nobody used for %d days", gone, self._days)
        return gone
