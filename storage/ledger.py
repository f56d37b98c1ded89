"""The account: what was reserved, settled, refunded and granted. Append-only.

The functions that take a connection are parts of other rooms' transactions; those that are awaited are whole ones.
"""

from collections.abc import Sequence

from domain.buckets import Bucket, Draw, Unit, Use
from domain.job import Job
from domain.member import BOT, Asker, Member
from domain.quota import Account, Limits, Uses, account
from domain.rules import holding
from storage.database import snapshot, transaction
from storage.rules import rules
from storage.sqlite import Connection, Statements


def reserve(connection: Connection, job: Job, draws: Sequence[Draw], now: int) -> list[Draw]:
    """Take a job's pictures out of buckets, a row for each; return what is left for the next job of its card."""
    missing, left = job.request.images, list[Draw]()
    cost = job.cost  # on the first row: it is the job's, whatever buckets the pictures come from
    for draw in draws:
        taken = min(missing, draw.pictures)
        missing -= taken
        if taken:
            _write(connection, job, "reserve", draw.bucket, at=now, now=now, pictures=taken, cost=cost)
            cost = 0
        if taken < draw.pictures:
            left.append(Draw(draw.bucket, draw.pictures - taken))
    assert not missing, "the decision covers every picture"
    return left


def settle(
    connection: Connection, job: Job, now: int, *, made: int, cost: int, why: str = "done", actor: int = BOT
) -> None:
    """Close an ended job's account: pictures that were not made are given back, and the cost is as billed."""
    spare = job.request.images - made
    _clear(connection, job, "settle", now, spare=spare, cost=cost, why=why, actor=actor)


def refund(
    connection: Connection, job: Job, now: int, *, why: str, cost: int | None = None, actor: int = BOT
) -> None:
    """Give all pictures of a job back, at the time they were taken.

    What its host billed stays a cost; where that is not known, the estimate for the host that may have been called.
    """
    spent = (job.cost if job.called else 0) if cost is None else cost
    _clear(connection, job, "refund", now, spare=job.request.images, cost=spent, why=why, actor=actor)


def _clear(
    connection: Connection, job: Job, kind: str, now: int, *, spare: int, cost: int, why: str, actor: int
) -> None:
    """Write one row for each bucket that was drawn from; what is spare goes back to the last ones first."""
    more = cost - _cost_so_far(connection, job)
    reserved = connection.execute(
        "SELECT bucket, pictures FROM ledger WHERE job_id = ? AND kind = 'reserve' ORDER BY id DESC",
        (job.id,),
    ).fetchall()
    for bucket, pictures in reserved:
        back = min(spare, pictures)
        spare -= back
        _write(
            connection,
            job,
            kind,
            bucket,
            at=job.asked_at,
            now=now,
            pictures=-back,
            cost=more,
            why=why,
            who=actor,
        )
        more = 0


def _cost_so_far(connection: Connection, job: Job) -> int:
    row = connection.execute(
        "SELECT coalesce(sum(cost), 0) FROM ledger WHERE job_id = ?", (job.id,)
    ).fetchone()
    return row[0] if row else 0


def _write(
    connection: Connection,
    job: Job,
    kind: str,
    bucket: str,
    *,
    at: int,
    now: int,
    pictures: int,
    cost: int,
    why: str = "asked",
    who: int | None = None,
) -> None:
    member = job.member
    actor = member.user_id if who is None else who
    connection.execute(
        "INSERT INTO ledger (at, written_at, kind, guild_id, user_id, job_id, pictures, cost, who, why, bucket)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (at, now, kind, member.guild_id, member.user_id, job.id, pictures, cost, actor, why, bucket),
    )


def buckets(connection: Statements, asker: Asker, limits: Limits) -> list[Bucket]:
    """Return the buckets that hold for somebody: their own, else their roles', their server's, or the default."""
    return holding([limits.default(asker.member)], rules(connection, asker))


def uses(connection: Statements, member: Member, buckets: Sequence[Bucket], now: int) -> Uses:
    """Return what counts against each bucket in pictures: what the member took within its window, and maybe before."""
    assert all(bucket.unit is Unit.PICTURES for bucket in buckets), "no rule in money can be set yet"
    longest = max(bucket.window or 0 for bucket in buckets)
    rows = connection.execute(
        "SELECT at, pictures FROM ledger WHERE guild_id = ? AND user_id = ? AND at > ?",
        (member.guild_id, member.user_id, now - longest),
    )
    taken = [Use(at, pictures) for at, pictures in rows]
    return dict.fromkeys(buckets, taken)


def account_of(connection: Statements, asker: Asker, limits: Limits, now: int) -> Account:
    """Return what somebody has used of what holds for them. Part of another transaction."""
    holding = buckets(connection, asker, limits)
    return account(holding, uses(connection, asker.member, holding, now), now)


@snapshot
def allowances(
    connection: Statements, asker: Asker, limits: Limits, now: int
) -> tuple[Sequence[Bucket], Uses]:
    """Return the buckets that hold for somebody, and what counts against each."""
    holding = buckets(connection, asker, limits)
    return holding, uses(connection, asker.member, holding, now)


@transaction
def give_back(connection: Connection, job: Job, now: int) -> None:
    """Give back what an ended job still counts and costs, at the time it was taken: its host bills nothing."""
    cost = _cost_so_far(connection, job)
    drawn = connection.execute(
        "SELECT bucket, sum(pictures) FROM ledger WHERE job_id = ? GROUP BY bucket ORDER BY bucket", (job.id,)
    ).fetchall()
    for bucket, pictures in drawn:
        _write(
            connection,
            job,
            "grant",
            bucket,
            at=job.asked_at,
            now=now,
            pictures=-pictures,
            cost=-cost,
            why="stopped before it was billed",
            who=BOT,
        )
        cost = 0


def counted_of(connection: Statements, job_id: int) -> int:
    """Return how many pictures a job counts against its member's allowance now. Part of another transaction."""
    row = connection.execute(
        "SELECT coalesce(sum(pictures), 0) FROM ledger WHERE job_id = ?", (job_id,)
    ).fetchone()
    return row[0] if row else 0


@transaction
def unbalanced(connection: Connection) -> list[int]:
    """Return the jobs whose account does not clear: ended without being settled or refunded, or cleared on the way.

    Each bucket that a job drew from is cleared once. Empty, always; anything else is a fault of ours.
    """
    rows = connection.execute(
        """
        SELECT jobs.id FROM jobs LEFT JOIN ledger ON ledger.job_id = jobs.id
        GROUP BY jobs.id
        HAVING NOT coalesce(sum(kind = 'reserve'), 0)
            OR sum(kind IN ('settle', 'refund')) IS NOT
               iif(jobs.state IN ('done', 'failed', 'cancelled'), sum(kind = 'reserve'), 0)
        """
    )
    return [row[0] for row in rows]
