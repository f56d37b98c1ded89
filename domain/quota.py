"""How much a member may use: an allowance, the caps on the queue, and when what is used becomes free again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

DAY = 24 * 60 * 60 * 1000  # milliseconds


@dataclass(frozen=True, slots=True)
class Allowance:
    """A limit in pictures over a rolling window in milliseconds."""

    pictures: int = 20
    window: int = DAY


@dataclass(frozen=True, slots=True)
class QuotaRule:
    """The allowance that holds for a member, and whose it is."""

    allowance: Allowance
    origin: Literal["default", "server", "member"]


@dataclass(frozen=True, slots=True)
class Caps:
    """How many jobs may run and wait at once, per member and per server."""

    member_running: int = 2
    member_waiting: int = 10
    server_running: int = 8
    server_waiting: int = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds where a server says nothing else."""

    allowance: Allowance
    caps: Caps


@dataclass(frozen=True, slots=True)
class Use:
    """One entry of the ledger as the quota sees it: pictures (refunds are negative) at the time they count."""

    at: int
    pictures: int


def used(uses: Sequence[Use], now: int, window: int) -> int:
    """Pictures used within the window that ends now; never negative."""
    return max(0, sum(use.pictures for use in uses if use.at > now - window))


def frees_at(uses: Sequence[Use], now: int, allowance: Allowance, asked: int) -> int | None:
    """When `asked` pictures fit (unix ms): now if they do already, None if they never will.

    Uses leave the window in the order of their times; a refund carries the time of what it refunds, so the
    two leave together.
    """
    if asked > allowance.pictures:
        return None
    if used(uses, now, allowance.window) + asked <= allowance.pictures:
        return now
    leaving = sorted({use.at + allowance.window for use in uses if use.at > now - allowance.window})
    return next(
        (moment for moment in leaving if used(uses, moment, allowance.window) + asked <= allowance.pictures),
        None,
    )
