"""A circuit breaker for each host: one that fails several members rests for a while, and then gets one job to try.

https://martinfowler.com/bliki/CircuitBreaker.html
"""

import time
from collections.abc import Callable, Sequence

from domain.errors import HOST_TROUBLE, FailureKind

# In a row, each of a job of its own, and of that many members: one member's odd requests close no host for all.
JOBS, MEMBERS = 3, 2
# Every job would fail, so the first is enough.
AT_ONCE = frozenset({FailureKind.OUT_OF_FUNDS, FailureKind.BAD_KEY})


class Breaker:
    """Whether a host may be given jobs. Jobs and members are known by their ids."""

    def __init__(self, rests: Sequence[float], now: Callable[[], float] = time.monotonic) -> None:
        self._rests = rests
        self._now = now
        self._failed: dict[int, int] = {}  # the member of each job that failed since the last success
        self._rested = 0  # times since the last success
        self._since = 0.0
        self._until = 0.0
        self._trying: int | None = None

    @property
    def resting(self) -> bool:
        """Return whether the host is left alone now."""
        return self._now() < self._until

    @property
    def seconds_left(self) -> float:
        """Seconds until it may be tried again."""
        return max(0.0, self._until - self._now())

    @property
    def seconds_down(self) -> float:
        """Seconds since it first went to rest without a success since then."""
        return self._now() - self._since if self._rested else 0.0

    @property
    def takes(self) -> bool:
        """Return whether it may be given one more job: after a rest, one to try."""
        return not self.resting and (not self._rested or self._trying is None)

    def given(self, job_id: int) -> None:
        """Note that it was given a job; after a rest, that is the one that it is tried with."""
        if self._rested:
            self._trying = job_id

    def ended(self, job_id: int) -> None:
        """Note that a job is no longer there, whatever became of it."""
        if self._trying == job_id:
            self._trying = None

    def succeeded(self) -> None:
        """Note that it works."""
        self._failed.clear()
        self._rested, self._until, self._trying = 0, 0.0, None

    def failed(self, kind: FailureKind, job_id: int, user_id: int) -> bool:
        """Note that it failed a job; once a job, however often that is tried.

        Returns whether it rests now because of that.
        """
        if kind not in HOST_TROUBLE or (self._rested and job_id != self._trying):
            return False
        self._failed[job_id] = user_id
        enough = len(self._failed) >= JOBS and len(set(self._failed.values())) >= MEMBERS
        if self._rested or enough or kind in AT_ONCE:
            self._rest()
        return self.resting

    def _rest(self) -> None:
        if not self._rested:
            self._since = self._now()
        self._until = self._now() + self._rests[min(self._rested, len(self._rests) - 1)]
        self._rested += 1
        self._trying = None
        self._failed.clear()
