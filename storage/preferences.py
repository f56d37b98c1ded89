"""Preferences of members, and of servers for all of their members; what was not chosen has no row."""

from domain.event import Event
from domain.member import NO_SERVER, Member
from domain.preference import Preference
from domain.rules import EVERYBODY
from storage import events
from storage.database import snapshot, transaction
from storage.sqlite import Connection, Statements


@transaction
def chosen(connection: Connection, member: Member, preference: Preference) -> tuple[int | None, int | None]:
    """Return what a member has chosen, and what their server has; None where they have not."""
    everybody = Member(member.guild_id, EVERYBODY)
    return value_of(connection, member, preference), value_of(connection, everybody, preference)


@snapshot
def of_server(connection: Statements, guild_id: int, preference: Preference) -> int | None:
    """Return what a server has chosen."""
    return value_of(connection, Member(guild_id, EVERYBODY), preference)


@snapshot
def consent(connection: Statements, guild_id: int, user_id: int) -> tuple[int | None, int | None]:
    """Return what a server has chosen for its members' pictures, and what a user has for theirs, in all servers."""
    of_server = value_of(connection, Member(guild_id, EVERYBODY), Preference.CONSENT)
    return of_server, value_of(connection, Member(NO_SERVER, user_id), Preference.CONSENT)


@transaction
def choose(connection: Connection, member: Member, preference: Preference, value: int, *, actor: int) -> None:
    """Note what a member (or EVERYBODY, for the server) chooses."""
    before = value_of(connection, member, preference)
    connection.execute(
        "INSERT INTO preferences VALUES (?, ?, ?, ?)"
        " ON CONFLICT (guild_id, user_id, name) DO UPDATE SET value = excluded.value",
        (member.guild_id, member.user_id, preference, value),
    )
    events.record(
        connection,
        Event("preference.set", member, actor, before={preference: before}, after={preference: value}),
    )


def value_of(connection: Statements, member: Member, preference: Preference) -> int | None:
    """Return what somebody has chosen. Part of another transaction."""
    row = connection.execute(
        "SELECT value FROM preferences WHERE guild_id = ? AND user_id = ? AND name = ?",
        (member.guild_id, member.user_id, preference),
    ).fetchone()
    return row[0] if row else None
