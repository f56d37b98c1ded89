"""What moderators let the members of a role do."""

from collections.abc import Mapping
from dataclasses import asdict, astuple

from domain.event import Event
from domain.member import Asker, Member
from domain.privileges import Privileges
from domain.request import Speed
from domain.rules import EVERYBODY
from storage import events
from storage.database import snapshot, transaction
from storage.sqlite import Connection, Row, Statements

_COLUMNS = "running, waiting, priority, images, speed, side"


def _privileges(row: Row) -> Privileges:
    running, waiting, priority, images, speed, side = row
    return Privileges(running, waiting, priority, images, Speed(speed) if speed else None, side)


def privileges_of(connection: Statements, asker: Asker) -> Privileges:
    """Return what the roles of somebody let them do. Part of another transaction."""
    if not (roles := sorted(asker.role_ids)):
        return Privileges()
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM privileges WHERE guild_id = ? AND role_id IN ({', '.join('?' * len(roles))})",
        (asker.member.guild_id, *roles),
    )
    return Privileges.best(_privileges(row) for row in rows)


def _of_role(connection: Statements, guild_id: int, role_id: int) -> Privileges:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM privileges WHERE guild_id = ? AND role_id = ?", (guild_id, role_id)
    ).fetchone()
    return _privileges(row) if row else Privileges()


@snapshot
def of_role(connection: Statements, guild_id: int, role_id: int) -> Privileges:
    """Return what moderators have set for a role."""
    return _of_role(connection, guild_id, role_id)


@snapshot
def of_server(connection: Statements, guild_id: int) -> Mapping[int, Privileges]:
    """Return what they have set, by role."""
    rows = connection.execute(
        f"SELECT role_id, {_COLUMNS} FROM privileges WHERE guild_id = ? ORDER BY role_id", (guild_id,)
    )
    return {row[0]: _privileges(row[1:]) for row in rows}


@transaction
def set_for_role(
    connection: Connection, guild_id: int, role_id: int, new: Privileges, *, actor: int
) -> Privileges:
    """Set it for a role, in the place of what was; as all others have it is nothing set. Returns what was."""
    before = _of_role(connection, guild_id, role_id)
    connection.execute("DELETE FROM privileges WHERE guild_id = ? AND role_id = ?", (guild_id, role_id))
    if new != Privileges():
        connection.execute(
            f"INSERT INTO privileges (guild_id, role_id, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (guild_id, role_id, *astuple(new)),
        )
    said = {**asdict(new), "role": role_id}
    everybody = Member(guild_id, EVERYBODY)
    events.record(connection, Event("privileges.set", everybody, actor, before=asdict(before), after=said))
    return before
