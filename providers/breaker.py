"""A circuit breaker for each host: one that fails several members rests for a while, and then gets one job to try.

https://martinfowler.com/bliki/CircuitBreaker.html
"""

import time
from collections.abc import Callable, Mapping, Sequence

from pydantic import BaseModel

from domain.errors import HOST_TROUBLE, FailureKind

# In a row, each of a job of its own, and of that many members: one member's odd requests close no host for all.
JOBS, MEMBERS = 3, 2
# Every job would fail, so the first is enough.
AT_ONCE = frozenset({FailureKind.OUT_OF_FUNDS, FailureKind.BAD_KEY})


class State(BaseModel, frozen=True):
    """What is known of a host. Times are those of the breaker's clock."""

    failed: Mapping[int, int] = {}  # the member of each job that failed since the last success
    rested: int = 0  # times since the last success
    since: float = 0.0
    until: float = 0.0
    trying: int | None = None  # the job that it is tried with


class Breaker:
    """Whether a host may be given jobs. Jobs and members are known by their ids."""

    def __init__(self, rests: Sequence[float], now: Callable[[], float] = time.monotonic) -> None:
        self._rests = rests
        self._now = now
        self.state = State()

    def like(self, state: State) -> "Breaker":
        """Return one that knows what is given, and is like this otherwise."""
        other = Breaker(self._rests, self._now)
        other.state = state
        return other

    @property
    def resting(self) -> bool:
        """Return whether the host is left alone now."""
        return self._now() < self.state.until

    @property
    def seconds_left(self) -> float:
        """Seconds until it may be tried again."""
        return max(0.0, self.state.until - self._now())

    @property
    def seconds_down(self) -> float:
        """Seconds since it first went to rest without a success since then."""
        return self._now() - self.state.since if self.state.rested else 0.0

    @property
    def takes(self) -> bool:
        """Return whether it may be given one more job: after a rest, one to try."""
        return not self.resting and (not self.state.rested or self.state.trying is None)

    def given(self, job_id: int) -> None:
        """Note that it was given a job; after a rest, that is the one that it is tried with."""
        if self.state.rested:
            self._set(trying=job_id)

    def ended(self, job_id: int) -> None:
        """Note that a job is no longer there, whatever became of it."""
        if self.state.trying == job_id:
            self._set(trying=None)

    def succeeded(self) -> None:
        """Note that it works."""
        self.state = State(since=self.state.since)

    def failed(self, kind: FailureKind, job_id: int, user_id: int) -> bool:
        """Note that it failed a job; once a job, however often that is tried.

        Returns whether it rests now because of that.
        """
        if kind not in HOST_TROUBLE or (self.state.rested and job_id != self.state.trying):
            return False
        failed = {**self.state.failed, job_id: user_id}
        self._set(failed=failed)
        enough = len(failed) >= JOBS and len(set(failed.values())) >= MEMBERS
        if self.state.rested or enough or kind in AT_ONCE:
            self._rest()
        return self.resting

    def _rest(self) -> None:
        rested, now = self.state.rested, self._now()
        until = now + self._rests[min(rested, len(self._rests) - 1)]
        self.state = State(rested=rested + 1, since=self.state.since if rested else now, until=until)

    def _set(self, **what: object) -> None:
        self.state = self.state.model_copy(update=what)
