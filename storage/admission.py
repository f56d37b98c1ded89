"""Admission: one transaction that asks whether they may, reserves the quota and inserts the job."""

from domain.errors import QuotaExceeded, TooManyWaiting
from domain.job import Admitted, Draft, Job, ReplyTo
from domain.quota import Caps, Limits, frees_at, used
from storage import ledger, pictures
from storage.database import transaction
from storage.jobs import COLUMNS, job_of
from storage.servers import caps_of
from storage.sqlite import Connection


@transaction
def admit(connection: Connection, draft: Draft, reply_to: ReplyTo, default: Limits, now: int) -> Admitted:
    """Admit a draft, or raise QuotaExceeded or TooManyWaiting and change nothing.

    The same part of the same interaction again is the job that it became the first time.
    """
    known = connection.execute(
        f"SELECT {COLUMNS} FROM jobs WHERE interaction_id = ? AND part = ?",
        (draft.interaction_id, draft.part),
    ).fetchone()
    if known is None:
        _check(connection, draft.guild_id, draft.user_id, draft.request.images, default, now)
    job = job_of(known) if known else _insert(connection, draft, reply_to, now)
    account = ledger.account_of(connection, draft.guild_id, draft.user_id, default.allowance, now)
    return Admitted(job, account, _place(connection, job), new=known is None)


@transaction
def may(connection: Connection, guild_id: int, user_id: int, images: int, default: Limits, now: int) -> None:
    """Raise what `admit` would raise for that many pictures, and change nothing."""
    _check(connection, guild_id, user_id, images, default, now)


def _check(
    connection: Connection, guild_id: int, user_id: int, images: int, default: Limits, now: int
) -> None:
    _check_caps(connection, guild_id, user_id, caps_of(connection, guild_id, default.caps))
    allowance = ledger.rule(connection, guild_id, user_id, default.allowance).allowance
    uses = ledger.uses(connection, guild_id, user_id, now - allowance.window)
    taken = used(uses, now, allowance.window)
    if taken + images > allowance.pictures:
        raise QuotaExceeded(taken, allowance.pictures, images, frees_at(uses, now, allowance, images))


def _check_caps(connection: Connection, guild_id: int, user_id: int, caps: Caps) -> None:
    waiting = (
        "SELECT count(*) FROM jobs WHERE guild_id = ?"
        " AND state IN ('queued', 'submitting', 'rendering') AND state = 'queued'"
    )
    of_server = connection.execute(waiting, (guild_id,)).fetchone()
    of_member = connection.execute(waiting + " AND user_id = ?", (guild_id, user_id)).fetchone()
    if of_member and of_member[0] >= caps.member_waiting:
        raise TooManyWaiting("member", caps.member_waiting)
    if of_server and of_server[0] >= caps.server_waiting:
        raise TooManyWaiting("server", caps.server_waiting)


def _insert(connection: Connection, draft: Draft, reply_to: ReplyTo, now: int) -> Job:
    """The job, its reservation and its delivery. Its virtual start is behind all that its member has waiting."""
    pictures.remember(connection, draft.source, now)
    row = connection.execute(
        f"""
        INSERT INTO jobs (interaction_id, part, guild_id, user_id, state, request, pictures, source,
                          parent_job, parent_number, parent_user, provider, cost, asked_at, vstart)
        VALUES (?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, max(
            (SELECT vtime FROM queue_clock),
            coalesce((SELECT max(vstart + pictures) FROM jobs WHERE guild_id = ? AND user_id = ?
                      AND state IN ('queued', 'submitting', 'rendering')), 0)))
        RETURNING {COLUMNS}
        """,
        (
            *(draft.interaction_id, draft.part, draft.guild_id, draft.user_id),
            *(draft.request.model_dump_json(), draft.request.images, draft.source.sha256),
            *_parent(draft),
            *(draft.provider, draft.cost, now, draft.guild_id, draft.user_id),
        ),
    ).fetchone()
    assert row is not None
    job = job_of(row)
    ledger.reserve(connection, job, now)
    connection.execute(
        "INSERT INTO deliveries VALUES (?, 'pending', ?, ?, ?, ?, ?, ?)",
        (
            *(job.id, reply_to.channel_id, reply_to.message_id, reply_to.token),
            *(reply_to.token_at, reply_to.ephemeral, reply_to.file_limit),
        ),
    )
    return job


def _parent(draft: Draft) -> tuple[int | None, int | None, int | None]:
    parent = draft.parent
    return (parent.job_id, parent.number, parent.user_id) if parent else (None, None, None)


def _place(connection: Connection, job: Job) -> int:
    """How many jobs of its provider are claimed before it is, and itself; 0 when it no longer waits."""
    row = connection.execute(
        "SELECT count(*) FROM jobs WHERE state = 'queued' AND provider = ?"
        " AND (vstart, id) <= (SELECT vstart, id FROM jobs WHERE id = ? AND state = 'queued')",
        (job.provider, job.id),
    ).fetchone()
    return row[0] if row else 0
