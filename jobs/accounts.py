"""Accounts: what somebody may use, what they have used, and when more frees."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.buckets import Bucket, Scope, Use
from domain.charge import Charges
from domain.grant import Grant, NewGrant
from domain.member import Asker, Member
from domain.quota import Account, Limits, account, frees_at, used
from jobs import clock
from storage import charges, grants, ledger
from storage.database import Database

LAST = 5  # requests that /usage tells the charge of


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
    """The allowances that hold for somebody, the shortest window first, their credit, and their account under it all."""

    windows: Sequence[Window]
    credit: Sequence[Grant]
    account: Account
    relax: Window | None = None  # what they may have made for nothing besides

    @property
    def scope(self) -> Scope:
        """Return whose rules hold."""
        return self.windows[0].bucket.scope


class Accounts:
    """Looks accounts up, and changes them as moderators say."""

    def __init__(self, database: Database, limits: Limits) -> None:
        self._database = database
        self._limits = limits

    async def usage(self, asker: Asker) -> Usage:
        """Return what somebody may use and has used, now."""
        now = clock.now()
        uses = await ledger.uses(self._database, asker, self._limits, now)
        credit = await grants.credit(self._database, asker.member, now)
        windows = [_window(bucket, uses[bucket], now) for bucket in uses if bucket.allows_pictures]
        return Usage(windows, credit, account(uses, now), await self._relax(asker, now))

    async def _relax(self, asker: Asker, now: int) -> Window | None:
        """Return what somebody may have made for nothing; None where nobody does, or where they may make nothing at all."""
        if self._limits.relax is None:
            return None
        uses = await ledger.uses(self._database, asker, self._limits, now, relaxed=True)
        stopped = len(uses) > 1
        return None if stopped else _window(self._limits.relax, uses[self._limits.relax], now)

    async def charges(self, asker: Asker) -> Charges:
        """Return what somebody's requests count: those under way, and the last ones."""
        return await charges.of_member(self._database, asker.member, LAST)

    async def grant(self, actor: Asker, user_id: int, new: NewGrant) -> Sequence[Grant]:
        """Give a member of the actor's server pictures; return all the credit that they have then."""
        member, by = Member(actor.member.guild_id, user_id), actor.member.user_id
        return await grants.give(self._database, member, new, actor=by, now=clock.now())

    async def revoke(
        self, actor: Asker, user_id: int, grant_id: int | None, reason: str
    ) -> tuple[Sequence[Grant], Sequence[Grant]]:
        """Take a grant of a member of the actor's server back, or all. Returns what ended, and the credit that they keep."""
        member, by, now = Member(actor.member.guild_id, user_id), actor.member.user_id, clock.now()
        ended = await grants.revoke(self._database, member, grant_id, reason, actor=by, now=now)
        return ended, await grants.credit(self._database, member, now)

    async def credit(self, actor: Asker, user_id: int) -> Sequence[Grant]:
        """Return the credit of a member of the actor's server, in the order in which it is used."""
        member = Member(actor.member.guild_id, user_id)
        return await grants.credit(self._database, member, clock.now())

    async def reset(self, actor: Asker, user_id: int) -> int:
        """Give back what counts of a member of the actor's server; return how many pictures."""
        member, by = Member(actor.member.guild_id, user_id), actor.member.user_id
        return await ledger.reset(self._database, member, actor=by, now=clock.now())


def _window(bucket: Bucket, uses: Sequence[Use], now: int) -> Window:
    taken = used(uses, now, bucket.window)
    if bucket.limit is None or not taken:
        return Window(bucket, taken, None)
    return Window(bucket, taken, frees_at(uses, now, bucket, max(0, bucket.limit - taken) + 1))
