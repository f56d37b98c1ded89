"""A circuit breaker for each host: after some failures in a row it gets no jobs for a while, then one to try.

https://martinfowler.com/bliki/CircuitBreaker.html
"""

import time
from collections.abc import Callable

from domain.errors import HOST_TROUBLE, FailureKind

FAILURES = 3  # in a row
PAUSES = (30.0, 60.0, 120.0, 300.0, 600.0)  # seconds, longer each time that the try fails too
# Every job would fail, so the first is enough.
AT_ONCE = frozenset({FailureKind.OUT_OF_FUNDS, FailureKind.BAD_KEY})


class Breaker:
    """Whether a host may be given jobs."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._failures = 0
        self._opened = 0  # times in a row
        self._until = 0.0

    @property
    def resting(self) -> bool:
        """Whether the host is left alone now; after a rest, it gets one job to try."""
        return self._now() < self._until

    @property
    def seconds_left(self) -> float:
        """Seconds until the host may be tried again."""
        return max(0.0, self._until - self._now())

    def succeeded(self) -> None:
        """The host works."""
        self._failures = self._opened = 0
        self._until = 0.0

    def failed(self, kind: FailureKind) -> bool:
        """The host failed. Returns whether that has opened the breaker."""
        if kind not in HOST_TROUBLE:
            return False
        self._failures += 1
        if self._failures < FAILURES and kind not in AT_ONCE and not self._opened:
            return False
        self._until = self._now() + PAUSES[min(self._opened, len(PAUSES) - 1)]
        self._opened += 1
        self._failures = 0
        return True
