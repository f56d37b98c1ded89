"""Buckets: what a request draws from, and what limits it."""

from dataclasses import dataclass
from enum import StrEnum

DAY = 24 * 60 * 60 * 1000  # milliseconds
WEEK = 7 * DAY
MONTH = 30 * DAY
RELAXED = "relax"  # what the ledger calls the bucket of relaxed requests, which counts in no other
WINDOWS = (DAY, WEEK, MONTH)  # that a rule in pictures may be for


class Unit(StrEnum):
    """What a bucket counts."""

    PICTURES = "pictures"
    MICROS = "micros"  # millionths of a dollar


class Scope(StrEnum):
    """For whom a bucket was made. Pictures are counted for each member alone, money for all in the scope together."""

    MEMBER = "member"
    ROLE = "role"
    SERVER = "server"
    BOT = "bot"
    PERSONAL = "personal"  # for a member on their own, where no server has the bot
    RELAX = "relax"  # beside all others: for what a host that costs nothing makes when there is time


@dataclass(frozen=True, slots=True)
class Bucket:
    """A limit on what may be used within a rolling window of milliseconds; without a window, a balance."""

    scope: Scope
    unit: Unit
    limit: int | None  # None: as much as anybody likes
    window: int | None = DAY
    credit: int = 0  # the number of the grant that a balance is; 0 for a window

    @property
    def name(self) -> str:
        """Return what the ledger calls it."""
        if self.scope is Scope.RELAX:
            return RELAXED
        return f"credit:{self.credit}" if self.window is None else f"{self.scope}:{self.unit}"

    @property
    def allows_pictures(self) -> bool:
        """Return whether it is a window in pictures: what a member may use, again and again."""
        return self.unit is Unit.PICTURES and self.window is not None


@dataclass(frozen=True, slots=True)
class Use:
    """One entry of the ledger as a bucket sees it: an amount (refunds are negative) at the time it counts."""

    at: int
    amount: int


@dataclass(frozen=True, slots=True)
class Draw:
    """So much out of one bucket."""

    bucket: str
    pictures: int
    credit: int = 0  # the number of the grant that the bucket is


@dataclass(frozen=True, slots=True)
class Reservation:
    """What a request takes, and from where: its pictures drawn from buckets, and what it may cost."""

    draws: tuple[Draw, ...]
    micros: int
