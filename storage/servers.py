"""Settings per server: how many jobs its members may have running and waiting."""

from domain.quota import Caps
from storage.database import transaction
from storage.sqlite import Connection


def caps_of(connection: Connection, guild_id: int, default: Caps) -> Caps:
    """The caps that hold in a server. Part of another transaction."""
    row = connection.execute(
        "SELECT member_running, member_waiting, server_running, server_waiting FROM servers WHERE guild_id = ?",
        (guild_id,),
    ).fetchone()
    return Caps(*row) if row else default


@transaction
def caps(connection: Connection, guild_id: int, default: Caps) -> Caps:
    """The caps that hold in a server."""
    return caps_of(connection, guild_id, default)


@transaction
def set_caps(connection: Connection, guild_id: int, caps: Caps) -> None:
    """Set the caps of a server."""
    connection.execute(
        "INSERT OR REPLACE INTO servers VALUES (?, ?, ?, ?, ?)",
        (guild_id, caps.member_running, caps.member_waiting, caps.server_running, caps.server_waiting),
    )
