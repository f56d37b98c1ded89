"""Figures of a server in a period: what was made, what it cost, by whom and with what, and who was turned down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.buckets import Unit
from domain.errors import (
    Blocked,
    BlockedWords,
    Closing,
    Crowded,
    NoRoom,
    NotAllowed,
    NotOffered,
    OutOfBounds,
    Paused,
    QuotaExceeded,
    Refused,
    ServerPaused,
    SourceRefused,
    TooManyWaiting,
)

NAMED = 8  # of each kind; what is left is summed


@dataclass(frozen=True, slots=True)
class Figure:
    """Pictures that counted, and millionths of a dollar."""

    pictures: int
    cost: int


@dataclass(frozen=True, slots=True)
class Use:
    """What somebody used in a server, or on their own (NO_SERVER), of one image host."""

    guild_id: int
    user_id: int
    host: str
    requests: int
    counted: Figure


@dataclass(frozen=True, slots=True)
class Load:
    """What the bot has to do at a moment, and what it has spent."""

    jobs: Mapping[str, int]  # that have not ended, by state
    oldest_waiting: float  # seconds that the oldest of those in line has waited; 0 where there is none
    spent: Mapping[str, int]  # micros in the day and in the month that is now (UTC)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of each day (since 1970) from the first to the last, and of the whole period by member, style and host."""

    first: int
    last: int
    by_day: Mapping[int, Figure]
    by_member: Sequence[tuple[int, Figure]]  # the most pictures first
    by_style: Sequence[tuple[str, Figure]]  # "" is none
    by_host: Sequence[tuple[str, Figure]]
    refusals: Mapping[str, int]

    @property
    def total(self) -> Figure:
        """Return the sum of all days."""
        each = self.by_day.values()
        return Figure(sum(one.pictures for one in each), sum(one.cost for one in each))


# As what each kind of refusal is counted, where that says more than that it was one.
_REASONS: Mapping[type[Refused], str] = {
    TooManyWaiting: "waiting",
    NotAllowed: "consent",
    NotOffered: "offer",
    Paused: "pause",
    ServerPaused: "pause",
    Blocked: "block",
    BlockedWords: "words",
    OutOfBounds: "bounds",
    SourceRefused: "picture",
    Crowded: "busy",
    NoRoom: "busy",
    Closing: "busy",
}


def reason_of(refused: Refused) -> str:
    """Return as what a refusal is counted."""
    if isinstance(refused, QuotaExceeded):
        return "budget" if refused.bucket.unit is Unit.MICROS else "allowance"
    return next((reason for kind, reason in _REASONS.items() if isinstance(refused, kind)), "other")
