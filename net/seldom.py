"""What strangers can cause as often as they like is said now and then: a log is read by somebody, and has a disk."""

import time
from collections.abc import Callable
from typing import Final

QUIET: Final = 60.0  # seconds between two lines of the log


class Seldom:
    """Says when something may be said again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said = -QUIET

    def due(self) -> bool:
        """Return whether it is time for a line; if so, the next one is not until a minute later."""
        now = self._clock()
        if now - self._said < QUIET:
            return False
        self._said = now
        return True
