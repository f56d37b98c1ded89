"""Tokens of interactions: whoever has one can write in the bot's name, so none is kept for longer than it lives."""

import asyncio
import logging

from jobs import clock
from storage import deliveries
from storage.database import Database

log = logging.getLogger(__name__)

EVERY = 60.0  # seconds
LIFE = 15 * 60_000  # milliseconds (https://discord.com/developers/docs/interactions/receiving-and-responding)


class Tokens:
    """Forgets those that have ended, in the database file and in its log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def run(self) -> None:
        """Look now, and then every minute."""
        while True:
            try:
                await self.forget()
            except Exception:
                log.exception("ended tokens are still kept; again in a minute")
            await asyncio.sleep(EVERY)

    async def forget(self) -> None:
        """Forget what has ended by now; what was forgotten before is gone from the log too."""
        await deliveries.forget_tokens(self._database, clock.now() - LIFE)
        await self._database.forget()
