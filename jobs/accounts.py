"""Accounts: what somebody may use, what they have used, and when more frees."""

from dataclasses import dataclass

from domain.buckets import Bucket
from domain.member import Asker
from domain.quota import Account, Limits, frees_at, used
from jobs import clock
from storage import ledger
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Usage:
    """The allowance that holds for somebody, their account under it, and when the next picture frees (unix ms)."""

    bucket: Bucket
    account: Account
    frees_at: int | None


class Accounts:
    """Looks accounts up."""

    def __init__(self, database: Database, limits: Limits) -> None:
        self._database = database
        self._limits = limits

    async def usage(self, asker: Asker) -> Usage:
        """Return what somebody may use and has used, now."""
        now = clock.now()
        bucket, uses = await ledger.allowance(self._database, asker, self._limits, now)
        account = Account(used(uses, now, bucket.window), bucket.limit)
        next_one = frees_at(uses, now, bucket, account.left + 1) if account.used else None
        return Usage(bucket, account, next_one)
