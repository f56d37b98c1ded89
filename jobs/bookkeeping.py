"""Bookkeeping: what has to be done about the accounts from time to time. What fails is told and left for the next time."""

import asyncio
import logging

from domain.audit import Mismatch
from jobs import clock
from jobs.turn import Turn
from storage import audit, grants
from storage.database import Database

log = logging.getLogger(__name__)

EVERY = 60 * 60.0  # seconds


class Bookkeeping:
    """Writes off credit that has expired, and looks whether all accounts agree with the ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = Turn(database, "bookkeeping", EVERY)
        self.mismatches = 0  # when it was last looked, where that is done here
        self._told = set[Mismatch]()

    async def run(self) -> None:
        """Look now, and then every hour."""
        while True:
            pause = await self.look()
            await asyncio.sleep(pause)

    async def look(self) -> float:
        """Do all of it, unless another process does. Returns after how many seconds to look again."""
        if taken := await self._turn.taken():
            self.mismatches = 0
            return taken
        for duty in (self.expire, self.audit):
            try:
                await duty()
            except Exception:
                log.exception("%s did not end; again in an hour", duty.__name__)
        return EVERY

    async def expire(self) -> None:
        """Write off what is left of grants that have expired."""
        await grants.expire(self._database, clock.now())

    async def audit(self) -> None:
        """Say what does not agree, each time in the log and once as an event."""
        found = await audit.audit(self._database)
        self.mismatches = len(found)
        for mismatch in found:
            log.error("the accounts do not agree, which is a fault of ours: %s", mismatch)
        if new := [one for one in found if one not in self._told]:
            await audit.tell(self._database, new)
            self._told.update(new)
