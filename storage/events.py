"""Events: who did what to what, each written by the transaction that does it; and reasons, which can be erased."""

import json
import time
from collections.abc import Mapping

from domain.event import Event, Recorded
from domain.member import Member
from storage.database import snapshot, transaction
from storage.sqlite import Connection, Row, Statements


def record(connection: Connection, event: Event) -> None:
    """Write an event. Part of another transaction."""
    row = connection.execute(
        "INSERT INTO events (at, kind, actor, guild_id, user_id, card_id, job_id, before, after, trail)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (
            *(time.time_ns() // 1_000_000, event.kind, event.actor),
            *(event.member.guild_id, event.member.user_id, event.card_id, event.job_id),
            *(_said(event.before), _said(event.after), event.trailed),
        ),
    ).fetchone()
    if event.reason and row:
        about = event.member
        connection.execute(
            "INSERT INTO reasons VALUES (?, ?, ?, ?, ?)",
            (row[0], about.guild_id, about.user_id, event.actor, event.reason),
        )
    connection.events.append(event)


def _said(values: Mapping[str, object]) -> str:
    return json.dumps(values) if values else "{}"  # most say nothing of what was before


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


@snapshot
def trail(connection: Statements, guild_id: int, most: int) -> list[Recorded]:
    """Return what a server's moderators did last, newest first."""
    rows = connection.execute(
        f"SELECT {RECORDED} FROM events WHERE guild_id = ? AND trail = 1 ORDER BY id DESC LIMIT ?",
        (guild_id, most),
    )
    return [recorded_of(row) for row in rows]


@snapshot
def untold(connection: Statements, guild_id: int, most: int) -> list[Recorded]:
    """Return what they did that their channel has not been told, oldest first."""
    rows = connection.execute(
        f"SELECT {RECORDED} FROM events WHERE guild_id = ? AND trail = 1"
        " AND id > coalesce((SELECT event_id FROM trail_told WHERE trail_told.guild_id = events.guild_id), 0)"
        " ORDER BY id LIMIT ?",
        (guild_id, most),
    )
    return [recorded_of(row) for row in rows]


@transaction
def told(connection: Connection, guild_id: int, event_id: int | None = None) -> None:
    """Note up to which of it a channel has been told; without one, all of it needs no telling."""
    connection.execute(
        "INSERT INTO trail_told VALUES (?, coalesce(?,"
        " (SELECT max(id) FROM events WHERE guild_id = ? AND trail = 1), 0))"
        " ON CONFLICT (guild_id) DO UPDATE SET event_id = excluded.event_id",
        (guild_id, event_id, guild_id),
    )


_COLUMNS = (
    "kind, guild_id, user_id, actor, card_id, job_id, before, after,"
    " coalesce((SELECT reason FROM reasons WHERE event_id = events.id), '')"
)
RECORDED = f"id, at, {_COLUMNS}"


def _event_of(row: Row) -> Event:
    kind, guild_id, user_id, actor, card_id, job_id, before, after, reason = row
    member = Member(guild_id, user_id)
    return Event(kind, member, actor, card_id, job_id, json.loads(before), json.loads(after), reason)


def recorded_of(row: Row) -> Recorded:
    """Return a row of RECORDED as an event with its place and time."""
    return Recorded(row[0], row[1], _event_of(row[2:]))
