"""Grants: given by moderators, drawn from by requests, and written off when they have expired or were taken back."""

from domain.books import Why
from domain.event import Event
from domain.grant import GRACE, Category, Grant, NewGrant, in_order
from domain.member import BOT, Member
from storage import entries, events
from storage.database import snapshot, transaction
from storage.entries import Entry
from storage.sqlite import Connection, Row, Statements

_REVOKED = 0  # when such a grant ends: before all that comes, whatever the clock says
_COLUMNS = "id, balance, category, ends_at, reason, actor"


def credit_of(connection: Statements, member: Member, now: int) -> list[Grant]:
    """Return what somebody may draw from now, in order. Part of another transaction."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM grants WHERE guild_id = ? AND user_id = ? AND balance > 0"
        " AND (ends_at IS NULL OR ends_at > ?)",
        (member.guild_id, member.user_id, now),
    )
    return in_order(map(_grant_of, rows))


@snapshot
def credit(connection: Statements, member: Member, now: int) -> list[Grant]:
    """Return what somebody may draw from now, in order."""
    return credit_of(connection, member, now)


@transaction
def give(connection: Connection, member: Member, new: NewGrant, *, actor: int, now: int) -> list[Grant]:
    """Give somebody pictures; return what they may draw from now, in order."""
    row = connection.execute(
        "INSERT INTO grants"
        " (guild_id, user_id, category, pictures, balance, given_at, expires_at, ends_at, reason, actor)"
        " VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?) RETURNING id",
        (
            *(member.guild_id, member.user_id, new.category, new.pictures, now),
            *(new.ends_at, new.ends_at, new.reason, actor),
        ),
    ).fetchone()
    assert row is not None
    _enter(connection, "grant", member, row[0], -new.pictures, who=actor, why=Why.GRANTED, now=now)
    said = {"grant": row[0], "amount": new.pictures, "category": str(new.category), "ends_at": new.ends_at}
    events.record(connection, Event("credit.granted", member, actor, after=said, reason=new.reason))
    return credit_of(connection, member, now)


@transaction
def revoke(
    connection: Connection, member: Member, grant_id: int | None, reason: str, *, actor: int, now: int
) -> list[Grant]:
    """Take back what is left of a member's grant, or of all that they may draw from. Returns these, as they were.

    What was used stays used; and what of that is given back later ends with the grant.
    """
    ended = [one for one in credit_of(connection, member, now) if grant_id in {None, one.id}]
    for grant in ended:
        why = "revoked"
        _enter(connection, "expire", member, grant.id, grant.balance, who=actor, why=why, now=now)
        connection.execute(
            "UPDATE grants SET ends_at = ?, expires_at = coalesce(expires_at, ?) WHERE id = ?",
            (_REVOKED, now, grant.id),
        )
        said = {"grant": grant.id, "amount": grant.balance}
        events.record(connection, Event("credit.revoked", member, actor, after=said, reason=reason))
    return ended


@transaction
def expire(connection: Connection, now: int) -> int:
    """Write off what is left of grants that have expired. Returns of how many there was anything left."""
    rows = connection.execute(
        "SELECT id FROM grants WHERE balance > 0 AND ends_at IS NOT NULL AND ends_at <= ?", (now,)
    ).fetchall()
    for (grant_id,) in rows:
        _write_off(connection, grant_id, now)
    return len(rows)


def reopen(connection: Connection, grant_id: int, now: int) -> None:
    """Prepare a grant for pictures that are given back: where it has expired they live some days more, and they alone.

    Where it was taken back they end with it. Part of another transaction.
    """
    row = connection.execute(
        "SELECT ends_at <= ? FROM grants WHERE id = ? AND expires_at <= ? AND ends_at <> ?",
        (now, grant_id, now, _REVOKED),
    ).fetchone()
    if row is None:
        return
    if row[0]:
        _write_off(connection, grant_id, now)
    connection.execute("UPDATE grants SET ends_at = ? WHERE id = ?", (now + GRACE, grant_id))


def _write_off(connection: Connection, grant_id: int, now: int) -> None:
    row = connection.execute(
        "SELECT guild_id, user_id, balance FROM grants WHERE id = ? AND balance > 0", (grant_id,)
    ).fetchone()
    if row:
        member = Member(row[0], row[1])
        _enter(connection, "expire", member, grant_id, row[2], who=BOT, why="expired", now=now)
        said = {"grant": grant_id, "amount": row[2]}
        events.record(connection, Event("credit.expired", member, after=said))


def _enter(
    connection: Connection,
    kind: str,
    member: Member,
    grant_id: int,
    pictures: int,
    *,
    who: int,
    why: str,
    now: int,
) -> None:
    entry = Entry(kind, member, now, f"credit:{grant_id}", pictures, who, why, grant_id=grant_id)
    entries.write(connection, entry, now)


def _grant_of(row: Row) -> Grant:
    grant_id, balance, category, ends_at, reason, actor = row
    return Grant(grant_id, balance, Category(category), ends_at, reason, actor)
