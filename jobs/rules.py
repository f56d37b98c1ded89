"""Rules: what a server's moderators set about quotas and caps, and who did."""

from dataclasses import dataclass, replace

from domain.buckets import Bucket, Scope, Unit
from domain.member import Asker, Member
from domain.quota import Caps, Limits
from storage import rules
from storage.database import Database
from storage.rules import EVERYBODY


@dataclass(frozen=True, slots=True)
class ServerRules:
    """What holds in a server: for everybody, for members with a rule of their own, and the caps."""

    allowance: Bucket
    exceptions: tuple[tuple[int, Bucket], ...]
    caps: Caps


class Rules:
    """Reads and writes the rules of servers."""

    def __init__(self, database: Database, limits: Limits) -> None:
        self._database = database
        self._limits = limits

    async def of_server(self, guild_id: int) -> ServerRules:
        """Return what holds in a server."""
        own = await rules.of_everybody(self._database, guild_id)
        exceptions = await rules.exceptions(self._database, guild_id)
        caps = await rules.caps(self._database, guild_id, self._limits.caps)
        return ServerRules(own or self._limits.allowance, tuple(exceptions), caps)

    async def allow(self, actor: Asker, user_id: int | None, pictures: int) -> Bucket:
        """Set the pictures of a member, or of everybody who has no rule of their own; return the rule."""
        bucket = self._bucket(user_id, pictures)
        await rules.set_bucket(self._database, _whose(actor, user_id), bucket, actor=actor.member.user_id)
        return bucket

    async def clear(self, actor: Asker, user_id: int | None) -> bool:
        """Let the wider rule hold again, without a member the caps too. Returns whether there was one to clear.

        Members with rules of their own keep them.
        """
        guild_id, by = actor.member.guild_id, actor.member.user_id
        cleared = await rules.clear_bucket(
            self._database, _whose(actor, user_id), self._bucket(user_id, 0), actor=by
        )
        if user_id is None:
            capped = await rules.clear_caps(self._database, guild_id, self._limits.caps, actor=by)
            return cleared or capped
        return cleared

    async def cap(self, actor: Asker, **changes: int | None) -> Caps:
        """Set those caps that are given, by the names of their fields; the others stay. Returns what holds now."""
        guild_id = actor.member.guild_id
        old = await rules.caps(self._database, guild_id, self._limits.caps)
        new = replace(old, **{name: value for name, value in changes.items() if value is not None})
        await rules.set_caps(self._database, guild_id, new, self._limits.caps, actor=actor.member.user_id)
        return new

    def _bucket(self, user_id: int | None, pictures: int) -> Bucket:
        scope = Scope.SERVER if user_id is None else Scope.MEMBER
        return Bucket(scope, Unit.PICTURES, pictures, self._limits.allowance.window)


def _whose(actor: Asker, user_id: int | None) -> Member:
    return Member(actor.member.guild_id, EVERYBODY if user_id is None else user_id)
