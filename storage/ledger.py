"""The account: what was reserved, settled, refunded and given back. Append-only.

The functions that take a connection are parts of other rooms' transactions; those that are awaited are whole ones.
"""

from collections.abc import Sequence

from domain.books import Why
from domain.buckets import DAY, MONTH, RELAXED, Draw, Unit, Use
from domain.event import Event
from domain.job import Job
from domain.member import BOT, Asker, Member
from domain.quota import Account, Limits, Uses, account
from domain.rules import holding
from storage import entries, events, grants, spending
from storage.database import snapshot, transaction
from storage.entries import Entry
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
            entry = Entry(
                *("reserve", job.member, now, draw.bucket, taken, job.member.user_id, "asked"),
                cost=cost,
                job_id=job.id,
                grant_id=draw.credit or None,
            )
            entries.write(connection, entry, now)
            cost = 0
        if taken < draw.pictures:
            left.append(Draw(draw.bucket, draw.pictures - taken, draw.credit))
    assert not missing, "the decision covers every picture"
    return left


def settle(connection: Connection, job: Job, now: int, *, made: int, cost: int) -> None:
    """Close an ended job's account: pictures that were not made are given back, and the cost is as billed."""
    spare = job.request.images - made
    _give_back(connection, job, "settle", now, spare=spare, cost=cost, why="done", actor=BOT)


def refund(
    connection: Connection, job: Job, now: int, *, why: str, cost: int | None = None, actor: int = BOT
) -> None:
    """Give all pictures of a job back, at the time they were taken.

    What its host billed stays a cost; where that is not known, the estimate for the host that may have been called.
    """
    spent = (job.cost if job.called else 0) if cost is None else cost
    _give_back(connection, job, "refund", now, spare=job.request.images, cost=spent, why=why, actor=actor)


@transaction
def give_back(connection: Connection, job: Job, now: int) -> None:
    """Give back what an ended job still counts and costs, at the time it was taken: its host bills nothing."""
    why = Why.UNBILLED
    connection.execute("UPDATE jobs SET billed = 0 WHERE id = ?", (job.id,))
    _give_back(connection, job, "adjust", now, spare=job.request.images, cost=0, why=why, actor=BOT)


def take_back(connection: Connection, job: Job, now: int, *, actor: int) -> None:
    """Give back what a job still counts: its results are not shown. What it has cost stays. Part of another transaction."""
    cost = _cost_so_far(connection, job)
    spare = job.request.images
    _give_back(connection, job, "adjust", now, spare=spare, cost=cost, why="denied", actor=actor)


def _give_back(
    connection: Connection, job: Job, kind: str, now: int, *, spare: int, cost: int, why: str, actor: int
) -> None:
    """Write one row for each bucket that was drawn from: what is spare goes back, to the last ones first.

    Never more than what still counts: a moderator may have given some of it back before. With it the cost of the job
    becomes what it was.
    """
    more = cost - _cost_so_far(connection, job)
    drawn = connection.execute(
        "SELECT bucket, max(grant_id), sum(pictures) FROM ledger WHERE job_id = ? GROUP BY bucket ORDER BY min(id) DESC",
        (job.id,),
    ).fetchall()
    for bucket, grant_id, counted in drawn:
        back = min(spare, counted)
        spare -= back
        if grant_id and back:
            grants.reopen(connection, grant_id, now)
        entry = Entry(
            *(kind, job.member, job.asked_at, bucket, -back, actor, why),
            cost=more,
            job_id=job.id,
            grant_id=grant_id,
        )
        entries.write(connection, entry, now)
        more = 0


def _cost_so_far(connection: Connection, job: Job) -> int:
    row = connection.execute(
        "SELECT coalesce(sum(cost), 0) FROM ledger WHERE job_id = ?", (job.id,)
    ).fetchone()
    return row[0] if row else 0


def recost(connection: Connection, job: Job, now: int) -> None:
    """Book what a job will cost now: it goes to another host. Part of another transaction."""
    row = connection.execute(
        "SELECT bucket FROM ledger WHERE job_id = ? AND kind = 'reserve' ORDER BY id LIMIT 1", (job.id,)
    ).fetchone()
    more = job.cost - _cost_so_far(connection, job)
    if row and more:
        entry = Entry(
            *("adjust", job.member, job.asked_at, row[0], 0, BOT, Why.ANOTHER_HOST), cost=more, job_id=job.id
        )
        entries.write(connection, entry, now)


@transaction
def reset(connection: Connection, member: Member, *, actor: int, now: int) -> int:
    """Give back what counts in any window of a member now, each at the time it was taken. Returns how many pictures.

    What was drawn from credit stays drawn.
    """
    counting = connection.execute(
        "SELECT job_id, bucket, at, sum(pictures) AS counted FROM ledger"
        " WHERE guild_id = ? AND user_id = ? AND at > ? AND grant_id IS NULL"
        " GROUP BY job_id, bucket, at HAVING sum(pictures) > 0",
        (member.guild_id, member.user_id, now - MONTH),
    ).fetchall()
    for job_id, bucket, at, counted in counting:
        entry = Entry("adjust", member, at, bucket, -counted, actor, "reset", job_id=job_id)
        entries.write(connection, entry, now)
    pictures = sum(row[3] for row in counting)
    if pictures:
        events.record(connection, Event("account.reset", member, actor, after={"amount": pictures}))
    return pictures


def uses_of(connection: Statements, asker: Asker, limits: Limits, now: int, *, relaxed: bool = False) -> Uses:
    """Return the buckets that hold for somebody, each with what counts against it. Part of another transaction.

    They are the windows in pictures, the budgets, and then the member's credit, in the order in which it is used: a
    balance, of which what was used is gone already. For a relaxed request there is one window, and those that stop somebody.
    """
    member = asker.member
    found = rules(connection, asker)
    windows = holding([limits.default(member)], found)
    if relaxed:
        assert limits.relax, "nobody relaxes without"
        stops = {window: list[Use]() for window in windows if window.limit == 0}
        return {limits.relax: _taken(connection, member, now - DAY, relaxed=True), **stops}
    in_money = [rule.bucket for rule in found if rule.bucket.unit is Unit.MICROS]
    taken = _taken(connection, member, now - max(window.window or 0 for window in windows))
    budgets = spending.budgets(connection, member.guild_id, [*in_money, *limits.budgets], now)
    return {
        **dict.fromkeys(windows, taken),
        **{budget.bucket: budget.uses for budget in budgets},
        **{grant.bucket: () for grant in grants.credit_of(connection, member, now)},
    }


def _taken(connection: Statements, member: Member, since: int, *, relaxed: bool = False) -> list[Use]:
    rows = connection.execute(
        "SELECT at, pictures FROM ledger WHERE guild_id = ? AND user_id = ? AND at > ? AND grant_id IS NULL"
        f" AND bucket {'=' if relaxed else '<>'} ?",
        (member.guild_id, member.user_id, since, RELAXED),
    )
    return [Use(at, pictures) for at, pictures in rows]


@snapshot
def uses(connection: Statements, asker: Asker, limits: Limits, now: int, *, relaxed: bool = False) -> Uses:
    """Return the buckets that hold for somebody, each with what counts against it, in order."""
    return uses_of(connection, asker, limits, now, relaxed=relaxed)


def account_of(
    connection: Statements, asker: Asker, limits: Limits, now: int, *, relaxed: bool = False
) -> Account:
    """Return what somebody has used of what holds for them. Part of another transaction."""
    return account(uses_of(connection, asker, limits, now, relaxed=relaxed and bool(limits.relax)), now)


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
        HAVING count(*) FILTER (WHERE kind = 'reserve') = 0
            OR count(*) FILTER (WHERE kind IN ('settle', 'refund'))
               <> count(*) FILTER (WHERE kind = 'reserve' AND jobs.state IN ('done', 'failed', 'cancelled'))
        """
    )
    return [row[0] for row in rows]
