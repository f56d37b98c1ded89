"""A server's rules: how much its members may use, as buckets, and how many jobs they may have at once."""

from dataclasses import asdict

from domain.buckets import Bucket, Scope, Unit
from domain.event import Event
from domain.member import Asker, Member
from domain.quota import Caps
from storage import events
from storage.database import transaction
from storage.sqlite import Connection, Statements

EVERYBODY = 0  # in place of a member's id: the rule is the server's


def rules(connection: Statements, asker: Asker) -> list[Bucket]:
    """Return the buckets that a server has set for somebody. Part of another transaction."""
    member = asker.member
    subjects = [(Scope.SERVER, EVERYBODY), (Scope.MEMBER, member.user_id)]
    subjects += [(Scope.ROLE, role) for role in asker.role_ids]
    marks = ", ".join("(?, ?)" for _ in subjects)
    rows = connection.execute(
        "SELECT scope, unit, amount, window FROM buckets WHERE guild_id = ?"
        f" AND (scope, subject) IN (VALUES {marks})",
        (member.guild_id, *(value for pair in subjects for value in pair)),
    )
    return [Bucket(Scope(scope), Unit(unit), amount, window) for scope, unit, amount, window in rows]


@transaction
def of_everybody(connection: Connection, guild_id: int) -> Bucket | None:
    """Return the allowance that a server has set for all of its members."""
    found = rules(connection, Asker(Member(guild_id, EVERYBODY), channel_id=0))
    return next((bucket for bucket in found if bucket.unit is Unit.PICTURES), None)


@transaction
def exceptions(connection: Connection, guild_id: int) -> list[tuple[int, Bucket]]:
    """Return the members of a server who have a rule of their own, with it."""
    rows = connection.execute(
        "SELECT subject, unit, amount, window FROM buckets WHERE guild_id = ? AND scope = 'member'"
        " ORDER BY subject",
        (guild_id,),
    )
    return [
        (user_id, Bucket(Scope.MEMBER, Unit(unit), amount, window)) for user_id, unit, amount, window in rows
    ]


@transaction
def set_bucket(connection: Connection, member: Member, bucket: Bucket, *, actor: int) -> None:
    """Set what a member (or EVERYBODY) of a server may use; the bucket's scope says which of the two."""
    before = _amount(connection, member, bucket)
    connection.execute(
        "INSERT INTO buckets VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET amount = excluded.amount",
        (member.guild_id, bucket.scope, member.user_id, bucket.unit, bucket.window, bucket.limit),
    )
    _tell(connection, "allowance.set", member, actor, bucket, before, bucket.limit)


@transaction
def clear_bucket(connection: Connection, member: Member, bucket: Bucket, *, actor: int) -> bool:
    """Let the wider rule hold again. Returns whether there was one to clear."""
    before = _amount(connection, member, bucket)
    if before is None:
        return False
    connection.execute(
        "DELETE FROM buckets WHERE guild_id = ? AND scope = ? AND subject = ? AND unit = ? AND window = ?",
        (member.guild_id, bucket.scope, member.user_id, bucket.unit, bucket.window),
    )
    _tell(connection, "allowance.cleared", member, actor, bucket, before, None)
    return True


def _amount(connection: Connection, member: Member, bucket: Bucket) -> int | None:
    row = connection.execute(
        "SELECT amount FROM buckets WHERE guild_id = ? AND scope = ? AND subject = ? AND unit = ? AND window = ?",
        (member.guild_id, bucket.scope, member.user_id, bucket.unit, bucket.window),
    ).fetchone()
    return row[0] if row else None


def _tell(
    connection: Connection,
    kind: str,
    member: Member,
    actor: int,
    bucket: Bucket,
    before: int | None,
    after: int | None,
) -> None:
    said = {"unit": str(bucket.unit), "window": bucket.window}
    events.record(
        connection,
        Event(kind, member, actor, before={"amount": before}, after={"amount": after, **said}),
    )


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
        "INSERT OR REPLACE INTO servers VALUES (?, ?, ?, ?, ?)",
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
