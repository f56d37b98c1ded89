"""Accounts: what somebody may use, what they have used, and when more frees."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.buckets import Bucket, Scope
from domain.member import Asker
from domain.quota import Account, Limits, account, frees_at, used
from jobs import clock
from storage import ledger
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Window:
    """One of somebody's allowances, how much of it is used, and when there is room for one more (unix ms)."""

    bucket: Bucket
    used: int
    frees_at: int | None  # None where nothing of it is used, or nothing limits it

    @property
    def full(self) -> bool:
        """Return whether there is no room for another picture."""
        return self.bucket.limit is not None and self.used >= self.bucket.limit


@dataclass(frozen=True, slots=True)
class Usage:
    """The allowances that hold for somebody, the shortest window first, and their account under all of them."""

    windows: Sequence[Window]
    account: Account

    @property
    def scope(self) -> Scope:
        """Return whose rules hold."""
        return self.windows[0].bucket.scope


class Accounts:
    """Looks accounts up."""

    def __init__(self, database: Database, limits: Limits) -> None:
        self._database = database
        self._limits = limits

    async def usage(self, asker: Asker) -> Usage:
        """Return what somebody may use and has used, now."""
        now = clock.now()
        buckets, uses = await ledger.allowances(self._database, asker, self._limits, now)
        windows: list[Window] = []
        for bucket in buckets:
            if bucket.allows_pictures:
                taken = used(uses[bucket], now, bucket.window)
                limited = taken and bucket.limit is not None
                left = max(0, (bucket.limit or 0) - taken)
                windows.append(
                    Window(bucket, taken, frees_at(uses[bucket], now, bucket, left + 1) if limited else None)
                )
        return Usage(windows, account(buckets, uses, now))
