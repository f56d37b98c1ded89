"""Events: who did what to what, each written by the transaction that does it."""

import json
import time

from domain.event import Event
from domain.member import Member
from storage.database import transaction
from storage.sqlite import Connection, Row


def record(connection: Connection, event: Event) -> None:
    """Write an event. Part of another transaction."""
    connection.execute(
        "INSERT INTO events (at, kind, actor, guild_id, user_id, card_id, job_id, before, after)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(time.time_ns() // 1_000_000, event.kind, event.actor),
            *(event.member.guild_id, event.member.user_id, event.card_id, event.job_id),
            *(json.dumps(event.before), json.dumps(event.after)),
        ),
    )
    connection.events.append(event)


@transaction
def of_job(connection: Connection, job_id: int) -> list[Event]:
    """Return all that happened to a job, in order."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM events WHERE job_id = ? ORDER BY id", (job_id,))
    return [_event_of(row) for row in rows]


@transaction
def of_server(connection: Connection, guild_id: int, most: int) -> list[Event]:
    """Return what was last done to a server's rules, newest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM events WHERE guild_id = ? AND job_id IS NULL AND card_id IS NULL"
        " ORDER BY id DESC LIMIT ?",
        (guild_id, most),
    )
    return [_event_of(row) for row in rows]


_COLUMNS = "kind, guild_id, user_id, actor, card_id, job_id, before, after"


def _event_of(row: Row) -> Event:
    kind, guild_id, user_id, actor, card_id, job_id, before, after = row
    member = Member(guild_id, user_id)
    return Event(kind, member, actor, card_id, job_id, json.loads(before), json.loads(after))
