"""Retention: pictures that nobody has used for long are deleted, so that the disk of a small server stays free.

Their rows stay, so that an old button can say what became of the picture. What fails is told and left for the next
time: no file, and no fault here, is a reason to end the bot.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from jobs import clock
from storage import history, pictures, uploads
from storage.database import Database
from storage.pictures import PictureFiles

log = logging.getLogger(__name__)

DAY = 24 * 60 * 60 * 1000  # milliseconds
EVERY = 60 * 60.0  # seconds
AT_ONCE = 100  # files in one transaction

Sweep = Callable[[], Awaitable[int]]  # returns how many went


class Retention:
    """Deletes what has not been used for `days` days, and what never came to be used; before that what `first` says."""

    def __init__(
        self, database: Database, files: PictureFiles, days: int, *, first: Sequence[Sweep] = ()
    ) -> None:
        self._database = database
        self._files = files
        self._days = days
        self._sweeps = (*first, self.sweep, self.sweep_strays, self.sweep_uploads, self.sweep_filters)

    async def run(self) -> None:
        """Look now, and then every hour."""
        while True:
            await self.sweep_all()
            await asyncio.sleep(EVERY)

    async def sweep_all(self) -> None:
        """Do each duty; one that fails keeps none of the others from being done."""
        for sweep in self._sweeps:
            name = getattr(sweep, "__name__", "a sweep")
            try:
                if gone := await sweep():
                    log.info("%s: %d went", name, gone)
            except Exception:
                log.exception("%s did not end; again in an hour", name)

    async def sweep(self) -> int:
        """Delete pictures that are due. Returns how many went."""
        before, gone = clock.now() - self._days * DAY, 0
        while went := await pictures.forget_unused(self._database, before, AT_ONCE, self._files.delete):
            gone += went
        return gone

    async def sweep_strays(self) -> int:
        """Delete files of requests that were turned down. Returns how many went."""
        found = dict(await asyncio.to_thread(self._old_files))
        strays = await pictures.unknown(self._database, list(found))
        return sum([await asyncio.to_thread(self._deleted, found[one]) for one in strays])

    async def sweep_uploads(self) -> int:
        """Forget uploads that their hosts have deleted. Returns how many went."""
        return await uploads.forget_expired(self._database, clock.now())

    async def sweep_filters(self) -> int:
        """Forget what members looked for in lists that they have not opened for as long. Returns how many went."""
        return await history.forget(self._database, clock.now() - self._days * DAY)

    def _old_files(self) -> list[tuple[str, Path]]:
        return list(self._files.named_before(time.time() - pictures.FRESH))

    def _deleted(self, file: Path) -> bool:
        try:
            return self._files.discard(file)
        except OSError as error:
            log.warning("%s cannot be deleted: %s", file.name, error)
            return False
