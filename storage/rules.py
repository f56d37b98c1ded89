"""A server's rules: how much its members may use, as buckets, and how many jobs they may have at once."""

from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache

from domain.buckets import Bucket, Scope, Unit
from domain.event import Event
from domain.member import Asker, Member
from domain.quota import Caps
from domain.rules import EVERYBODY, Rule, Subject
from storage import events
from storage.database import transaction
from storage.sqlite import Connection, Row, Statements, Value

UNLIMITED = "unlimited"  # how an event says it


def rules(connection: Statements, asker: Asker) -> list[Rule]:
    """Return the rules that a server has made about somebody. Part of another transaction."""
    member = asker.member
    subjects = [(Scope.SERVER, EVERYBODY), (Scope.MEMBER, member.user_id)]
    subjects += [(Scope.ROLE, role) for role in asker.role_ids]
    marks = ", ".join("(?, ?)" for _ in subjects)
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM buckets WHERE guild_id = ? AND (scope, subject) IN (VALUES {marks})",
        (member.guild_id, *(value for pair in subjects for value in pair)),
    )
    return [_rule_of(row) for row in rows]


@transaction
def of_server(connection: Connection, guild_id: int) -> list[Rule]:
    """Return all rules of a server, in the order of whom they are about."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM buckets WHERE guild_id = ? ORDER BY scope, subject, unit, window",
        (guild_id,),
    )
    return [_rule_of(row) for row in rows]


_COLUMNS = "scope, subject, unit, amount, window"


def _rule_of(row: Row) -> Rule:
    return _rule(*row)


@lru_cache(maxsize=4096)  # read for each request, and seldom another
def _rule(scope: str, subject: int, unit: str, amount: int | None, window: int | None) -> Rule:
    return Rule(Subject(Scope(scope), subject), Bucket(Scope(scope), Unit(unit), amount, window))


@transaction
def set_rule(connection: Connection, guild_id: int, rule: Rule, *, actor: int) -> Bucket | None:
    """Make a rule, in the place of one about the same. Returns what that said."""
    subject, bucket = rule.subject, rule.bucket
    before = _like(connection, guild_id, rule)
    connection.execute(
        "INSERT INTO buckets (guild_id, scope, subject, unit, window, amount) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (guild_id, scope, subject, unit, window) DO UPDATE SET amount = excluded.amount",
        (guild_id, subject.scope, subject.id, bucket.unit, bucket.window, bucket.limit),
    )
    if before != bucket:
        _tell(connection, "allowance.set", guild_id, rule, actor, before, bucket)
    return before


@transaction
def clear_rules(connection: Connection, guild_id: int, rules: Sequence[Rule], *, actor: int) -> list[Bucket]:
    """Take rules back, whatever their limits, so that wider ones hold again. Returns what those said that there were."""
    return [before for rule in rules if (before := _clear(connection, guild_id, rule, actor))]


def _clear(connection: Connection, guild_id: int, rule: Rule, actor: int) -> Bucket | None:
    before = _like(connection, guild_id, rule)
    if before:
        connection.execute(f"DELETE FROM buckets WHERE {_SAME}", _key(guild_id, rule))
        _tell(connection, "allowance.cleared", guild_id, rule, actor, before, None)
    return before


_SAME = "guild_id = ? AND scope = ? AND subject = ? AND unit = ? AND window = ?"


def _key(guild_id: int, rule: Rule) -> tuple[Value, ...]:
    return (guild_id, rule.subject.scope, rule.subject.id, rule.bucket.unit, rule.bucket.window)


def _like(connection: Connection, guild_id: int, rule: Rule) -> Bucket | None:
    """Return what a server has set in the place of a rule."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM buckets WHERE {_SAME}", _key(guild_id, rule)).fetchone()
    return _rule_of(row).bucket if row else None


def _tell(
    connection: Connection,
    kind: str,
    guild_id: int,
    rule: Rule,
    actor: int,
    before: Bucket | None,
    after: Bucket | None,
) -> None:
    subject, bucket = rule.subject, rule.bucket
    role = {"role": subject.id} if subject.scope is Scope.ROLE else dict[str, int]()
    member = Member(guild_id, subject.id if subject.scope is Scope.MEMBER else EVERYBODY)
    said = {"amount": _amount(after), "unit": str(bucket.unit), "window": bucket.window, **role}
    events.record(connection, Event(kind, member, actor, before={"amount": _amount(before)}, after=said))


def _amount(bucket: Bucket | None) -> int | str | None:
    return bucket and (UNLIMITED if bucket.limit is None else bucket.limit)


def caps_of(connection: Statements, guild_id: int, default: Caps) -> Caps:
    """Return the caps that hold in a server. Part of another transaction."""
    row = connection.execute(
        "SELECT member_running, member_waiting, server_running, server_waiting FROM servers WHERE guild_id = ?",
        (guild_id,),
    ).fetchone()
    return Caps(*row) if row else default


@transaction
def caps(connection: Connection, guild_id: int, default: Caps) -> Caps:
    """Return the caps that hold in a server."""
    return caps_of(connection, guild_id, default)


@transaction
def set_caps(connection: Connection, guild_id: int, new: Caps, default: Caps, *, actor: int) -> None:
    """Set the caps of a server."""
    before = caps_of(connection, guild_id, default)
    connection.execute(
        "INSERT INTO servers VALUES (?, ?, ?, ?, ?) ON CONFLICT (guild_id) DO UPDATE SET"
        " member_running = excluded.member_running, member_waiting = excluded.member_waiting,"
        " server_running = excluded.server_running, server_waiting = excluded.server_waiting",
        (guild_id, new.member_running, new.member_waiting, new.server_running, new.server_waiting),
    )
    _tell_caps(connection, "caps.set", guild_id, actor, before, new)


@transaction
def clear_caps(connection: Connection, guild_id: int, default: Caps, *, actor: int) -> bool:
    """Let the default caps hold again. Returns whether there were others."""
    before = caps_of(connection, guild_id, default)
    if connection.execute("DELETE FROM servers WHERE guild_id = ?", (guild_id,)).rowcount == 0:
        return False
    _tell_caps(connection, "caps.cleared", guild_id, actor, before, default)
    return True


def _tell_caps(
    connection: Connection, kind: str, guild_id: int, actor: int, before: Caps, after: Caps
) -> None:
    member = Member(guild_id, EVERYBODY)
    events.record(connection, Event(kind, member, actor, before=asdict(before), after=asdict(after)))
