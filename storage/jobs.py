"""Jobs: claimed fairly, moved only along the legal moves, and only by who holds them.

Every write names the state and the attempt that it expects. Where they no longer hold, the answer is None and
nothing has changed: the job was cancelled, or another attempt took it over.
"""

import json
import logging
from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from domain.buckets import DAY, Bucket
from domain.consent import Author, Way
from domain.errors import Failure, FailureKind, TooManyCancels
from domain.event import Event
from domain.job import ACTIVE, LEGAL_MOVES, Bill, Job, JobState, Parent, Result, StoredPicture, Ticket
from domain.lines import kind_of
from domain.member import BOT, NO_SERVER, Member
from domain.picture import Loss, PictureFormat
from domain.quota import Caps
from domain.request import RestyleRequest
from domain.understood import Understood
from storage import events, holds, ledger, pictures, spending
from storage.database import snapshot, transaction
from storage.sqlite import Connection, Row, Statements, Value

log = logging.getLogger(__name__)

LEASE = 30_000  # milliseconds that a job is held without a sign of life, by the database's clock
COLUMNS = (
    "id, card_id, part, tag, guild_id, user_id, state, attempt, request, source, parent_job, parent_number,"
    " parent_user, provider, ticket, called, cost, asked_at, started_at, finished_at, failure, prompt_used, resent,"
    " pictures, author, way, motion_lost, ground, unanswered, look, relaxed, understood, holder"
)
QUALIFIED = ", ".join(f"jobs.{column.strip()}" for column in COLUMNS.split(","))  # where tables are joined
# The partial indexes serve only queries that repeat their conditions to the letter.
_ACTIVE = "state IN ('queued', 'submitting', 'rendering')"
_AT_HOST = "state IN ('submitting', 'rendering')"
_LEASED = "lease_until IS NOT NULL"
_FREE: Mapping[str, Value] = {"holder": None, "lease_until": None, "placed": 0}  # of a job that nobody holds


def job_of(row: Row, known: RestyleRequest | None = None) -> Job:
    """Return a row of COLUMNS as a job; one that cannot be read has its ids and amounts, and says so.

    A request that is known, since it has just been written, is not read again.
    """
    job_id, card_id, part, tag, guild_id, user_id, state, attempt, request, source = row[:10]
    parent, number, parent_user, provider, ticket, called, cost, asked_at, started_at, finished_at = row[
        10:20
    ]
    failure, prompt_used, resent, pictures, author, way, motion_lost, ground, unanswered, look = row[20:30]
    relaxed, understood, holder = row[30:]
    readable = True
    try:
        asked = known or RestyleRequest.model_validate_json(request)
        taken = Ticket.model_validate_json(ticket) if ticket else None
    except ValidationError as error:
        log.warning("job %d is of another version, or damaged: %d fields", job_id, error.error_count())
        asked, taken, readable = RestyleRequest(prompt="…", seed=0, images=pictures), None, False
    return Job(
        id=job_id,
        card_id=card_id,
        part=part,
        tag=tag,
        member=Member(guild_id, user_id),
        state=JobState(state),
        attempt=attempt,
        request=asked,
        source=source,
        parent=Parent(parent, number, parent_user) if parent else None,
        provider=provider,
        ticket=taken,
        called=bool(called),
        cost=cost,
        asked_at=asked_at,
        started_at=started_at,
        finished_at=finished_at,
        failure=_failure(failure) if failure else None,
        prompt_used=prompt_used,
        understood=_understood(understood) if understood else None,
        look=look,
        author=Author(author, way=_way(way, parent)) if author else None,
        resent=resent,
        unanswered=unanswered,
        loss=Loss(bool(motion_lost), ground),
        relaxed=bool(relaxed),
        holder=holder,
        readable=readable,
    )


def _way(stored: str | None, parent: int | None) -> Way:
    """Return how a picture came here; of jobs of before it is known by whether it is a result."""
    return Way(stored) if stored in set(Way) else Way.MADE if parent else Way.POSTED


def _failure(stored: str) -> Failure:
    """Return how a job failed; a kind of another version is said as a fault of ours."""
    try:
        return Failure.model_validate_json(stored)
    except ValidationError:
        return Failure(kind=FailureKind.INTERNAL)


def _understood(stored: str) -> Understood | None:
    """Return how a prompt was read, where this version can read that."""
    try:
        return Understood.model_validate_json(stored)
    except ValidationError:
        return None


def _write(connection: Connection, job: Job, **columns: Value) -> Job | None:
    """Change columns of a job, if it still is where and whose the caller believes."""
    changes = ", ".join(f"{column} = ?" for column in columns)
    row = connection.execute(
        f"UPDATE jobs SET {changes} WHERE id = ? AND state = ? AND attempt = ? RETURNING {COLUMNS}",
        (*columns.values(), job.id, job.state, job.attempt),
    ).fetchone()
    return job_of(row) if row else None


def _move(
    connection: Connection, job: Job, to: JobState, actor: int = BOT, /, **columns: Value
) -> Job | None:
    """Move a job along a legal move, in the same way, and write down who did."""
    if to not in LEGAL_MOVES[job.state]:
        raise ValueError(f"no move from {job.state} to {to}")
    moved = _write(connection, job, state=to, **columns)
    if moved:
        tell(connection, f"job.{to}", moved, actor=actor, before={"state": job.state})
    return moved


def tell(
    connection: Connection,
    kind: str,
    job: Job,
    *,
    actor: int = BOT,
    before: Mapping[str, str | int | None] | None = None,
) -> None:
    """Write what was done to a job. Part of the transaction that did it."""
    after = {
        "state": job.state,
        "attempt": job.attempt,
        "provider": job.provider,
        "ticket": job.ticket.id if job.ticket else None,
        "failure": job.failure.kind if job.failure else None,
    }
    said = {name: value for name, value in after.items() if value is not None}
    events.record(connection, Event(kind, job.member, actor, job.card_id, job.id, before or {}, said))


def _note(connection: Connection, job: Job, kind: str, **columns: Value) -> Job | None:
    """Change columns that are no move, and write down that it was done."""
    written = _write(connection, job, **columns)
    if written:
        tell(connection, kind, written, before={"provider": job.provider})
    return written


@snapshot
def find(connection: Statements, job_id: int) -> Job | None:
    """Return one job."""
    row = connection.execute(f"SELECT {COLUMNS} FROM jobs WHERE id = ?", (job_id,)).fetchone()
    return job_of(row) if row else None


# By the roles that its member had when they asked; the server first, which hardly ever has such roles.
_ROLES_RUNNING = """
    SELECT max(running) FROM privileges WHERE privileges.guild_id = next.guild_id AND EXISTS (
        SELECT 1 FROM cards CROSS JOIN json_each(cards.role_ids) AS role
        WHERE cards.id = next.card_id AND CAST(role.value AS BIGINT) = privileges.role_id)
"""


@transaction
def claim(
    connection: Connection, provider: str, caps: Caps, now: int, places: int | None = None
) -> Job | None:
    """Take the next job for a provider, fairly: the earliest virtual start whose member and server may run more.

    It waits for that one, or for any of its kind. With it one of the host's places, of which there are so many for all
    who claim. The virtual clock moves on to its start. The job is committed as `submitting` before anybody is called.
    """
    if places is not None and _placed(connection, provider) >= places:
        return None
    lines = {provider, kind_of(provider)}
    found = [first for line in lines if (first := _first(connection, line, caps))]
    if not found:
        return None
    vstart, job_id = min(found)
    connection.execute("UPDATE queue_clock SET vtime = max(vtime, ?)", (vstart,))
    claimed = connection.execute(
        "UPDATE jobs SET state = 'submitting', attempt = attempt + 1, holder = ?, lease_until = unix_ms() + ?,"
        f" placed = 1, started_at = ?, provider = ? WHERE id = ? RETURNING {COLUMNS}",
        (connection.holder, LEASE, now, provider, job_id),
    ).fetchone()
    assert claimed is not None, "it was there a moment ago, in this transaction"
    job = job_of(claimed)
    tell(connection, "job.submitting", job, before={"state": JobState.QUEUED})
    return job


def _first(connection: Statements, line: str, caps: Caps) -> tuple[int, int] | None:
    """Return the virtual start and the id of the first in a line whose member and server may run more."""
    running = (
        "SELECT count(*) FROM jobs AS other WHERE other.guild_id = next.guild_id"
        f" AND {_ACTIVE} AND state <> 'queued'"
    )
    row = connection.execute(
        f"""
        SELECT vstart, id FROM jobs AS next
        WHERE state = 'queued' AND provider = ?
          AND ({running} AND other.user_id = next.user_id)
              < coalesce(({_ROLES_RUNNING}), (SELECT member_running FROM servers WHERE guild_id = next.guild_id), ?)
          AND (next.guild_id = ?
               OR ({running}) < coalesce((SELECT server_running FROM servers WHERE guild_id = next.guild_id), ?))
        ORDER BY vstart, id LIMIT 1
        """,
        (line, caps.member_running, NO_SERVER, caps.server_running),
    ).fetchone()
    return (row[0], row[1]) if row else None


def _placed(connection: Statements, provider: str) -> int:
    found = connection.execute(
        "SELECT count(*) FROM jobs WHERE placed = 1 AND provider = ?", (provider,)
    ).fetchone()
    return found[0] if found else 0


@snapshot
def placed(connection: Statements, provider: str) -> int:
    """Return how many of a host's places are taken."""
    return _placed(connection, provider)


@transaction
def fetching(connection: Connection, job: Job) -> Job | None:
    """Give the place of a job back: its host has done its part."""
    return _write(connection, job, placed=0)


@transaction
def calling(connection: Connection, job: Job) -> Job | None:
    """Note that the paid call is about to be sent; from here on it is never sent again unless it costs nothing."""
    return _note(connection, job, "job.calling", called=1)


@transaction
def not_called(connection: Connection, job: Job) -> Job | None:
    """Take that back: the call provably did not happen."""
    return _note(connection, job, "job.not_called", called=0)


@transaction
def accepted(connection: Connection, job: Job, ticket: Ticket) -> Job | None:
    """Keep the ticket of an accepted call, before anything else happens with it.

    A host that tells one id twice has one job for two requests, and both get its pictures; `ticket_id` is the first's.
    """
    columns = _ticket_columns(connection, job, ticket)
    return _move(connection, job, JobState.RENDERING, BOT, **columns)


def _ticket_columns(connection: Connection, job: Job, ticket: Ticket) -> dict[str, Value]:
    taken = connection.execute(
        "SELECT 1 FROM jobs WHERE provider = ? AND ticket_id = ?", (job.provider, ticket.id)
    ).fetchone()
    return {"ticket": ticket.model_dump_json(), "ticket_id": None if taken else ticket.id}


@transaction
def let_go(connection: Connection, job: Job, after: int) -> Job | None:
    """Let go of a job whose host cannot be asked: it stays as it is, and is taken over after so many milliseconds."""
    until = _time(connection) + after
    free = {**_FREE, "lease_until": until}
    return _write(connection, job, **free, unanswered=job.unanswered + 1)


def _time(connection: Statements) -> int:
    row = connection.execute("SELECT unix_ms()").fetchone()
    assert row is not None
    return row[0]


@transaction
def requeue(connection: Connection, job: Job) -> Job | None:
    """Put a job back in its place: its call did not happen, or cost nothing and is lost."""
    return _move(
        connection,
        job,
        JobState.QUEUED,
        resent=job.resent + job.called,
        unanswered=0,
        called=0,
        ticket=None,
        ticket_id=None,
        started_at=None,
        **_FREE,
    )


@transaction
def reroute(
    connection: Connection, job: Job, provider: str, cost: int, budgets: Sequence[Bucket], now: int
) -> Job | None:
    """Put a job into the line of another provider, in the same place: its call did not happen.

    Raises QuotaExceeded where that costs more than the budgets, the bot's and the server's, have room for.
    """
    if cost > job.cost:
        spending.check(connection, job.member.guild_id, cost - job.cost, budgets, now)
    if job.state is JobState.QUEUED:
        moved = _note(connection, job, "job.rerouted", provider=provider, cost=cost)
    else:
        moved = _move(
            connection,
            job,
            JobState.QUEUED,
            provider=provider,
            cost=cost,
            called=0,
            started_at=None,
            **_FREE,
        )
    if moved:
        ledger.recost(connection, moved, now)
    return moved


@transaction
def finish(
    connection: Connection,
    job: Job,
    results: Sequence[Result],
    bill: Bill,
    *,
    prompt_used: str,
    now: int,
    understood: Understood | None = None,
    flagged: bool = False,
    adult: bool = False,
) -> Job | None:
    """Store the results, settle the account and end the job, all or nothing; where moderators look first, hold its card.

    Whoever holds it does so until its end is shown (`shown`).
    What is flagged is so by the host, which has withheld a part of it; what is adult, by our own check of the results.
    """
    done = _move(
        connection,
        job,
        JobState.DONE,
        prompt_used=prompt_used,
        understood=understood.model_dump_json() if understood else None,
        billed=bill.cost,
        finished_at=now,
        placed=0,
    )
    if done is None:
        return None
    for result in results:
        pictures.remember(connection, result.picture, now)
        connection.execute(
            "INSERT INTO results VALUES (?, ?, ?, ?)",
            (job.id, result.number, result.seed, result.picture.sha256),
        )
    ledger.settle(connection, done, now, made=bill.pictures, cost=bill.cost)
    if results:
        holds.hold(connection, done.card_id, now, flagged=flagged, adult=adult)
    return done


@transaction
def fail(connection: Connection, job: Job, failure: Failure, now: int, cost: int | None = None) -> Job | None:
    """End a job without pictures and give the member theirs back.

    The cost is what the host says that it billed; without its word, the estimate of a call that may have been made.
    """
    failed = _move(
        connection,
        job,
        JobState.FAILED,
        failure=failure.model_dump_json(),
        billed=cost,
        finished_at=now,
        placed=0,
    )
    if failed:
        ledger.refund(connection, failed, now, why=failure.kind, cost=cost)
    return _held(connection, failed)


@transaction
def cancel(connection: Connection, job: Job, now: int, *, actor: int, most: int | None = None) -> Job | None:
    """End a job that its member (or a moderator) no longer wants. Who holds it finds out at its next write.

    Its pictures come back. After the paid call its estimate is spent all the same, unless the host says otherwise
    (`ledger.give_back`). Raises TooManyCancels where its own member has done that `most` times in 24 hours.
    """
    paid_and_own = job.paid and actor == job.member.user_id
    if paid_and_own and most is not None and _paid_cancels(connection, job.member, now) >= most:
        raise TooManyCancels(most)
    cancelled = _move(connection, job, JobState.CANCELLED, actor, finished_at=now)
    if cancelled:
        ledger.refund(connection, cancelled, now, why="cancelled", actor=actor)
    return _held(connection, cancelled)


def _held(connection: Connection, ended: Job | None) -> Job | None:
    """Hold a job that has ended, where nobody does: so it is, until its end is shown."""
    if ended is None or ended.holder:
        return ended
    row = connection.execute(
        f"UPDATE jobs SET holder = ?, lease_until = unix_ms() + ? WHERE id = ? RETURNING {COLUMNS}",
        (connection.holder, LEASE, ended.id),
    ).fetchone()
    return job_of(row) if row else None


@transaction
def wound_up(connection: Connection, cancelled: Job) -> bool:
    """Note that the host of a job has been told: its place is free.

    Returns whether it is the last of its card; else it is let go of.
    """
    connection.execute(
        f"UPDATE jobs SET placed = 0 WHERE id = ? AND holder = ? AND NOT {_ACTIVE}",
        (cancelled.id, connection.holder),
    )
    others = connection.execute(
        f"SELECT 1 FROM jobs WHERE card_id = ? AND id <> ? AND state = 'cancelled' AND {_LEASED}",
        (cancelled.card_id, cancelled.id),
    ).fetchone()
    if others:
        _let_go_of_ended(connection, cancelled.id)
    return others is None


def _let_go_of_ended(connection: Connection, job_id: int) -> None:
    connection.execute(
        "UPDATE jobs SET holder = NULL, lease_until = NULL, placed = 0"
        f" WHERE id = ? AND holder = ? AND NOT {_ACTIVE}",
        (job_id, connection.holder),
    )


@transaction
def shown(connection: Connection, card_id: int, job_ids: Sequence[int]) -> bool:
    """Let go of jobs of a card that have ended: their end was shown, or is where their member finds it.

    Returns whether nobody is left who works on the card or shows it: the rest of it may have ended meanwhile.
    """
    for job_id in job_ids:
        _let_go_of_ended(connection, job_id)
    left = connection.execute(
        f"SELECT 1 FROM jobs WHERE card_id = ? AND ({_ACTIVE} OR {_LEASED})", (card_id,)
    ).fetchone()
    return left is None


@transaction
def leave(connection: Connection) -> None:
    """Let go of all that is held here: whoever is left takes it over at once."""
    connection.execute(
        f"UPDATE jobs SET holder = NULL, lease_until = 0 WHERE {_LEASED} AND holder = ?", (connection.holder,)
    )


def _paid_cancels(connection: Statements, member: Member, now: int) -> int:
    row = connection.execute(
        "SELECT count(*) FROM jobs"
        " WHERE guild_id = ? AND user_id = ? AND state = 'cancelled' AND called = 1 AND finished_at > ?"
        " AND (SELECT sum(cost) FROM ledger WHERE job_id = jobs.id) > 0"
        " AND EXISTS (SELECT 1 FROM ledger WHERE job_id = jobs.id AND kind = 'refund' AND who = jobs.user_id)",
        (member.guild_id, member.user_id, now - DAY),
    ).fetchone()
    return row[0] if row else 0


@snapshot
def paid_cancels(connection: Statements, member: Member, now: int) -> int:
    """Return how many jobs a member has called off in 24 hours that have cost something nevertheless."""
    return _paid_cancels(connection, member, now)


@transaction
def renew(connection: Connection, held: Sequence[Job]) -> dict[int, JobState]:
    """Give a sign of life for the jobs that a worker holds. Returns how those stand, by id, that it holds still."""
    until, states = _time(connection) + LEASE, dict[int, JobState]()
    for job in held:
        row = connection.execute(
            f"UPDATE jobs SET lease_until = ? WHERE id = ? AND attempt = ? AND holder = ? AND {_LEASED}"
            " RETURNING state",
            (until, job.id, job.attempt, connection.holder),
        ).fetchone()
        if row:
            states[job.id] = JobState(row[0])
    return states


@transaction
def take_over(
    connection: Connection, *, held: Sequence[Job] = (), but: Sequence[str] = (), all_of_them: bool = False
) -> list[Job]:
    """Take the jobs whose worker is gone: those whose lease ran out, or all. Their old holder is fenced.

    Never one that the caller holds: however long a write had to wait, this process is alive. Nor one that is still at
    a host that `but` names. Among them are those that have ended, and whose end is still to be shown.
    """
    now = _time(connection)
    rows = connection.execute(
        "UPDATE jobs SET attempt = attempt + 1, holder = ?, lease_until = ?,"
        f" placed = CASE WHEN {_AT_HOST} THEN 1 ELSE 0 END WHERE {_LEASED} AND (lease_until < ? OR ?)"
        " AND id NOT IN (SELECT CAST(value AS BIGINT) FROM json_each(?))"
        f" AND NOT ({_AT_HOST} AND provider IN (SELECT value FROM json_each(?))) RETURNING {COLUMNS}",
        (
            *(connection.holder, now + LEASE, now, all_of_them),
            *(json.dumps([job.id for job in held]), json.dumps(list(but))),
        ),
    ).fetchall()
    taken = [job_of(row) for row in rows]
    for job in taken:
        if job.state in ACTIVE:
            tell(connection, "job.taken_over", job)
    return taken


@transaction
def unknown(connection: Connection, since: int) -> list[Job]:
    """Return the jobs that have ended since then (unix ms) without anybody knowing whether their host has them."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM jobs WHERE state IN ('failed', 'cancelled') AND called = 1 AND ticket IS NULL"
        " AND finished_at > ? ORDER BY finished_at",
        (since,),
    ).fetchall()
    return [job_of(row) for row in rows]


@transaction
def found(connection: Connection, job: Job, ticket: Ticket) -> Job | None:
    """Note that the host had a job after all, which has ended meanwhile: it is not looked for any more."""
    return _write(connection, job, **_ticket_columns(connection, job, ticket))


@transaction
def unfinished(connection: Connection) -> list[Job]:
    """Return all jobs on their way."""
    return _unfinished(connection)


def _unfinished(connection: Statements) -> list[Job]:
    return [
        job_of(row) for row in connection.execute(f"SELECT {COLUMNS} FROM jobs WHERE {_ACTIVE}").fetchall()
    ]


@transaction
def unreadable(connection: Connection) -> list[Job]:
    """Return the jobs on their way whose rows cannot be read: nobody can work on them."""
    return [job for job in _unfinished(connection) if not job.readable]


@transaction
def orphans(connection: Connection, providers: Sequence[str]) -> list[Job]:
    """Return the jobs in line for a provider that is none of these."""
    marks = ", ".join("?" * len(providers))
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM jobs WHERE state = 'queued' AND provider NOT IN ({marks})", tuple(providers)
    ).fetchall()
    return [job_of(row) for row in rows]


def jobs_of(connection: Statements, card_id: int) -> tuple[Job, ...]:
    """Return the jobs of a card, in the order of their parts. Part of another transaction."""
    rows = connection.execute(f"SELECT {COLUMNS} FROM jobs WHERE card_id = ? ORDER BY part", (card_id,))
    return tuple(job_of(row) for row in rows)


@snapshot
def of_card(connection: Statements, card_id: int) -> tuple[Job, ...]:
    """Return the jobs of a card, in the order of their parts."""
    return jobs_of(connection, card_id)


def results_of(connection: Statements, job_id: int) -> list[Result]:
    """Return the finished pictures of a job, in order. Part of another transaction."""
    rows = connection.execute(
        "SELECT number, seed, sha256, format, width, height, bytes FROM results JOIN pictures USING (sha256)"
        " WHERE job_id = ? ORDER BY number",
        (job_id,),
    )
    return [
        Result(number, seed, StoredPicture(sha256, PictureFormat(kind), width, height, size))
        for number, seed, sha256, kind, width, height, size in rows
    ]


@transaction
def results(connection: Connection, job_id: int) -> list[Result]:
    """Return the finished pictures of a job, in order."""
    return results_of(connection, job_id)


def source_of(connection: Statements, job: Job) -> StoredPicture | None:
    """Return the picture that a job starts from. Part of another transaction."""
    return pictures.find(connection, job.source)


@transaction
def source(connection: Connection, job: Job) -> StoredPicture | None:
    """Return the picture that a job starts from."""
    return source_of(connection, job)


@snapshot
def look(connection: Statements, job: Job) -> StoredPicture | None:
    """Return the picture whose look a job takes."""
    return pictures.find(connection, job.look) if job.look else None
