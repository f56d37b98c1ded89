"""Deliveries: whether the member has seen how their job ended, and where it is shown."""

from domain.job import DeliveryState, Job, ReplyTo
from storage.database import transaction
from storage.jobs import COLUMNS, job_of
from storage.sqlite import Connection

_JOB_COLUMNS = ", ".join(f"jobs.{column.strip()}" for column in COLUMNS.split(","))


@transaction
def reply_to(connection: Connection, job_id: int) -> ReplyTo | None:
    """Where a job is answered."""
    row = connection.execute(
        "SELECT channel_id, message_id, token, token_at, file_limit, ephemeral FROM deliveries WHERE job_id = ?",
        (job_id,),
    ).fetchone()
    if row is None:
        return None
    channel_id, message_id, token, token_at, file_limit, ephemeral = row
    return ReplyTo(channel_id, message_id, token, token_at, bool(ephemeral), file_limit)


@transaction
def shown(connection: Connection, job_id: int) -> None:
    """The member has it. The token, which could still edit the message, is forgotten."""
    connection.execute(
        "UPDATE deliveries SET state = 'shown', token = '' WHERE job_id = ? AND state <> 'shown'", (job_id,)
    )


@transaction
def waiting(connection: Connection, job_id: int) -> None:
    """It could not be shown where it was asked: it waits until the member fetches it."""
    connection.execute(
        "UPDATE deliveries SET state = 'waiting', token = '' WHERE job_id = ? AND state = 'pending'",
        (job_id,),
    )


@transaction
def state(connection: Connection, job_id: int) -> DeliveryState | None:
    """How far the delivery of a job is."""
    row = connection.execute("SELECT state FROM deliveries WHERE job_id = ?", (job_id,)).fetchone()
    return DeliveryState(row[0]) if row else None


@transaction
def history(
    connection: Connection, guild_id: int, user_id: int, most: int
) -> list[tuple[Job, DeliveryState]]:
    """A member's jobs that have ended, newest first, but before all others those that wait to be fetched."""
    rows = connection.execute(
        f"""
        SELECT {_JOB_COLUMNS}, deliveries.state
        FROM jobs JOIN deliveries ON deliveries.job_id = jobs.id
        WHERE jobs.guild_id = ? AND jobs.user_id = ? AND jobs.finished_at IS NOT NULL
        ORDER BY deliveries.state = 'waiting' DESC, jobs.id DESC LIMIT ?
        """,
        (guild_id, user_id, most),
    ).fetchall()
    return [(job_of(row[:-1]), DeliveryState(row[-1])) for row in rows]


@transaction
def undelivered(connection: Connection) -> list[Job]:
    """Jobs that have ended and whose member does not know it yet."""
    rows = connection.execute(
        f"SELECT {_JOB_COLUMNS} FROM deliveries JOIN jobs ON jobs.id = deliveries.job_id"
        " WHERE deliveries.state = 'pending' AND jobs.finished_at IS NOT NULL ORDER BY jobs.id"
    ).fetchall()
    return [job_of(row) for row in rows]
