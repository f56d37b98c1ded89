"""Turns: what is done from time to time for all processes is done by one, which goes on with it; by another once that has ended."""

import logging

from storage import standing
from storage.database import Database

log = logging.getLogger(__name__)

LATE = 10 * 60.0  # seconds by which who does something may be late before another does it


class Turn:
    """A duty that comes each so many seconds, by its name."""

    def __init__(self, database: Database, name: str, every: float) -> None:
        self._database = database
        self._name = name
        self._lasts = round((every + LATE) * 1000)

    async def taken(self) -> float:
        """Return for how many seconds another process has it; 0 where it is ours, now and the next time."""
        if self._database.alone:
            return 0.0
        try:
            return await standing.take_turn(self._database, self._name, self._lasts) / 1000
        except Exception:  # one fault ends no duty for good
            log.exception("whose turn it is, is not known: %s", self._name)
            return LATE
