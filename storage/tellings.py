"""Messages that tell moderators of reasons, in their channel: when one of these is erased, they are told anew without it."""

from domain.event import Recorded
from domain.shards import EVERY, Shards
from domain.telling import Telling
from storage.database import snapshot, transaction
from storage.events import RECORDED, recorded_of
from storage.shards import OURS, named
from storage.sqlite import Connection, Statements


@transaction
def keep(connection: Connection, telling: Telling, reasons: int) -> None:
    """Note that such a message stands there, with so many reasons; where there are fewer by now, it is stale."""
    connection.execute(
        "INSERT INTO tellings VALUES (?, ?, ?, ?, ?, ?,"
        " CASE WHEN (SELECT count(*) FROM reasons WHERE guild_id = ? AND event_id BETWEEN ? AND ?) = ? THEN 0 ELSE 1 END)"
        " ON CONFLICT (message_id) DO UPDATE SET stale = excluded.stale",
        (
            *(telling.message_id, telling.guild_id, telling.channel_id, telling.locale),
            *(telling.first, telling.last, telling.guild_id, telling.first, telling.last, reasons),
        ),
    )


@snapshot
def stale(connection: Statements, most: int, shards: Shards = EVERY) -> list[Telling]:
    """Return those in servers of these shards that have a reason which was erased."""
    rows = connection.execute(
        f"SELECT message_id, guild_id, channel_id, locale, first, last FROM tellings WHERE stale = 1 AND {OURS}"
        " ORDER BY message_id LIMIT :most",
        {**named(shards), "most": most},
    )
    return [Telling(*row) for row in rows]


@snapshot
def told_in(connection: Statements, telling: Telling) -> list[Recorded]:
    """Return what a message tells of, in order."""
    rows = connection.execute(
        f"SELECT {RECORDED} FROM events WHERE guild_id = ? AND trail = 1 AND id BETWEEN ? AND ? ORDER BY id",
        (telling.guild_id, telling.first, telling.last),
    )
    return [recorded_of(row) for row in rows]


@transaction
def forget(connection: Connection, telling: Telling) -> None:
    """Note that it is gone, or that nobody can change it."""
    connection.execute("DELETE FROM tellings WHERE message_id = ?", (telling.message_id,))
