"""Rules: what a server's moderators set about quotas and caps, and who did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.buckets import WINDOWS, Bucket, Scope, Unit
from domain.budget import Budget
from domain.member import Asker
from domain.privileges import Privileges
from domain.quota import Caps, Limits
from domain.rules import Rule, Subject
from jobs import clock
from storage import privileges, rules, spending
from storage.database import Database


@dataclass(frozen=True, slots=True)
class ServerRules:
    """What a server has set, the allowance that holds where it has set none for everybody, the caps, and what it spends."""

    default: Bucket
    rules: Sequence[Rule]
    caps: Caps
    budgets: Sequence[Budget] = ()
    privileges: Mapping[int, Privileges] = field(default_factory=dict[int, Privileges])  # by role

    def of(self, scope: Scope) -> Mapping[Subject, list[Bucket]]:
        """Return the allowances of a scope, the shortest window first, by whom they are for."""
        found: dict[Subject, list[Bucket]] = {}
        for rule in self.rules:
            if rule.bucket.allows_pictures and rule.subject.scope is scope:
                found.setdefault(rule.subject, []).append(rule.bucket)
        return found

    @property
    def everybody(self) -> list[Bucket]:
        """Return the allowances of who has no rule of their own, and no role with one."""
        return self.of(Scope.SERVER).get(Subject(), [self.default])

    @property
    def exceptions(self) -> Mapping[Subject, list[Bucket]]:
        """Return the allowances of roles, and of members with rules of their own."""
        return {**self.of(Scope.ROLE), **self.of(Scope.MEMBER)}


class Rules:
    """Reads and writes the rules of servers."""

    def __init__(self, database: Database, limits: Limits) -> None:
        self._database = database
        self._limits = limits

    async def of_server(self, guild_id: int) -> ServerRules:
        """Return what holds in a server."""
        found = await rules.of_server(self._database, guild_id)
        caps = await rules.caps(self._database, guild_id, self._limits.caps)
        budgets = await spending.of_server(self._database, guild_id, clock.now())
        by_role = await privileges.of_server(self._database, guild_id)
        return ServerRules(self._limits.allowance, found, caps, budgets, by_role)

    async def privilege(self, actor: Asker, role_id: int, given: Privileges) -> tuple[Privileges, Privileges]:
        """Set for a role what is given; what is None stays. Returns what is and what was."""
        guild_id, by = actor.member.guild_id, actor.member.user_id
        old = await privileges.of_role(self._database, guild_id, role_id)
        new = given.over(old)
        if new != old:
            await privileges.set_for_role(self._database, guild_id, role_id, new, actor=by)
        return new, old

    async def clear_privileges(self, actor: Asker, role_id: int) -> bool:
        """Let the members of a role be as all others. Returns whether they were not."""
        guild_id, by = actor.member.guild_id, actor.member.user_id
        if await privileges.of_role(self._database, guild_id, role_id) == Privileges():
            return False
        await privileges.set_for_role(self._database, guild_id, role_id, Privileges(), actor=by)
        return True

    async def allow(
        self, actor: Asker, subject: Subject, limit: int | None, window: int
    ) -> tuple[Bucket, Bucket | None]:
        """Set the pictures that somebody may use within a window; None is as many as they like.

        Returns the allowance, and the one that it replaces.
        """
        rule = _rule(subject, limit, window)
        before = await rules.set_rule(self._database, actor.member.guild_id, rule, actor=actor.member.user_id)
        return rule.bucket, before

    async def clear(self, actor: Asker, subject: Subject, window: int | None = None) -> Sequence[Bucket]:
        """Take back what somebody may use within a window, or within any; returns what that was.

        Members and roles with rules of their own keep them.
        """
        taken_back = [_rule(subject, None, each) for each in ((window,) if window else WINDOWS)]
        guild_id, by = actor.member.guild_id, actor.member.user_id
        return await rules.clear_rules(self._database, guild_id, taken_back, actor=by)

    async def budget(self, actor: Asker, micros: int | None, window: int) -> tuple[Budget, Bucket | None]:
        """Set what the actor's server may spend in a day or a month; None is as much as it likes.

        Returns the budget, and the rule that was there before.
        """
        guild_id, by = actor.member.guild_id, actor.member.user_id
        rule = Rule(Subject(), Bucket(Scope.SERVER, Unit.MICROS, micros, window))
        if micros is None:
            before = next(iter(await rules.clear_rules(self._database, guild_id, [rule], actor=by)), None)
        else:
            before = await rules.set_rule(self._database, guild_id, rule, actor=by)
        budgets = await spending.of_server(self._database, guild_id, clock.now())
        return next(one for one in budgets if one.rule.window == window), before

    async def clear_caps(self, actor: Asker) -> bool:
        """Let the default caps hold again. Returns whether there were others."""
        guild_id, by = actor.member.guild_id, actor.member.user_id
        return await rules.clear_caps(self._database, guild_id, self._limits.caps, actor=by)

    async def cap(self, actor: Asker, **changes: int | None) -> tuple[Caps, Caps]:
        """Set those caps that are given, by the names of their fields; the others stay. Returns what is and what was."""
        guild_id = actor.member.guild_id
        old = await rules.caps(self._database, guild_id, self._limits.caps)
        new = replace(old, **{name: value for name, value in changes.items() if value is not None})
        if new != old:
            await rules.set_caps(self._database, guild_id, new, self._limits.caps, actor=actor.member.user_id)
        return new, old


def _rule(subject: Subject, limit: int | None, window: int) -> Rule:
    return Rule(subject, Bucket(subject.scope, Unit.PICTURES, limit, window))
