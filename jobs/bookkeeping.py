"""Bookkeeping: what has to be done about the accounts from time to time. What fails is told and left for the next time."""

import asyncio
import logging

from jobs import clock
from storage import grants
from storage.database import Database

log = logging.getLogger(__name__)

EVERY = 60 * 60.0  # seconds


class Bookkeeping:
    """Writes off credit that has expired."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def run(self) -> None:
        """Look now, and then every hour."""
        while True:
            try:
                await self.expire()
            except Exception:
                log.exception("the books were not kept; again in an hour")
            await asyncio.sleep(EVERY)

    async def expire(self) -> int:
        """Write off what is left of grants that have expired. Returns of how many."""
        return await grants.expire(self._database, clock.now())
