"""Retention: pictures that nobody has used for long are deleted, so that the disk of a small server stays free.

Their rows stay, so that an old button can say what became of the picture. What fails is told and left for the next
time: no file, and no fault here, is a reason to end the bot.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import PurePosixPath

from domain.errors import StoreAway
from jobs import clock
from jobs.turn import Turn
from storage import history, pictures, uploads
from storage.database import Database
from storage.places import FRESH, Place, hash_at, place_of

log = logging.getLogger(__name__)

DAY = 24 * 60 * 60 * 1000  # milliseconds
EVERY = 60 * 60.0  # seconds
AT_ONCE = 100  # files in one transaction

Sweep = Callable[[], Awaitable[int]]  # returns how many went


class Retention:
    """Deletes what has not been used for `days` days, and what never came to be used; before that what `first` says."""

    def __init__(self, database: Database, files: Place, days: int, *, first: Sequence[Sweep] = ()) -> None:
        self._database = database
        self._files = files
        self._days = days
        self._turn = Turn(database, "retention", EVERY)
        self._sweeps = (*first, self.sweep, self.sweep_strays, self.sweep_uploads, self.sweep_filters)

    async def run(self) -> None:
        """Look now, and then every hour."""
        while True:
            pause = await self.look()
            await asyncio.sleep(pause)

    async def look(self) -> float:
        """Do each duty, unless another process does. Returns after how many seconds to look again."""
        if taken := await self._turn.taken():
            return taken
        await self.sweep_all()
        return EVERY

    async def sweep_all(self) -> None:
        """Do each duty; one that fails keeps none of the others from being done."""
        for sweep in self._sweeps:
            name = getattr(sweep, "__name__", "a sweep")
            try:
                if gone := await sweep():
                    log.info("%s: %d went", name, gone)
            except StoreAway as away:
                log.warning("%s did not end, again in an hour: %s", name, away.why)
            except Exception:
                log.exception("%s did not end; again in an hour", name)

    async def sweep(self) -> int:
        """Delete pictures that are due. Returns how many went."""
        before, gone = clock.now() - self._days * DAY, 0
        while let_go := await pictures.forget_unused(self._database, before, AT_ONCE):
            gone += await self._delete(place_of(one.sha256, one.format) for one in let_go)
        return gone

    async def sweep_strays(self) -> int:
        """Delete files that no row is about: of requests that were turned down, or whose row went before. Returns how many went."""
        gone = 0
        async for page in self._files.written_before(time.time() - FRESH):
            found = {hash_at(str(place)): place for place in page}
            strays = await pictures.unknown(self._database, [one for one in found if one])
            gone += await self._delete(found[one] for one in strays)
        return gone

    async def sweep_uploads(self) -> int:
        """Forget uploads that their hosts have deleted. Returns how many went."""
        return await uploads.forget_expired(self._database, clock.now())

    async def sweep_filters(self) -> int:
        """Forget what members looked for in lists that they have not opened for as long. Returns how many went."""
        return await history.forget(self._database, clock.now() - self._days * DAY)

    async def _delete(self, places: Iterable[PurePosixPath]) -> int:
        """Delete files; one that cannot be deleted is nobody's, and looked at again in an hour. Returns how many went."""
        gone = 0
        for place in places:
            try:
                gone += await self._files.delete(place)
            except OSError as error:
                log.warning("%s cannot be deleted: %s", place.name, error)
        return gone
