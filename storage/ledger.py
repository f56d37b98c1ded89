"""The account: what was reserved, settled, refunded and granted, and who may use how much. Append-only.

The functions that take a connection are parts of other rooms' transactions; those that are awaited are whole ones.
"""

from domain.job import Account, Job
from domain.quota import Allowance, QuotaRule, Use, used
from storage.database import transaction
from storage.sqlite import Connection

EVERYBODY = 0


def reserve(connection: Connection, job: Job, now: int) -> None:
    """Take the pictures of a job out of its member's allowance."""
    _write(
        connection, job, "reserve", at=now, now=now, pictures=job.request.images, cost=job.cost, why="asked"
    )


def settle(connection: Connection, job: Job, now: int, *, made: int, cost: int) -> None:
    """Close a finished job's account: pictures that were not made are given back, and the cost is as billed."""
    pictures, more = made - job.request.images, cost - _cost_so_far(connection, job)
    _write(connection, job, "settle", at=job.asked_at, now=now, pictures=pictures, cost=more, why="done")


def refund(connection: Connection, job: Job, now: int, *, why: str) -> None:
    """Give all pictures of a job back, at the time they were taken. What a host may have billed stays a cost."""
    cost = 0 if job.called else -_cost_so_far(connection, job)
    _write(
        connection, job, "refund", at=job.asked_at, now=now, pictures=-job.request.images, cost=cost, why=why
    )


def _cost_so_far(connection: Connection, job: Job) -> int:
    row = connection.execute(
        "SELECT coalesce(sum(cost), 0) FROM ledger WHERE job_id = ?", (job.id,)
    ).fetchone()
    return row[0] if row else 0


def _write(
    connection: Connection, job: Job, kind: str, *, at: int, now: int, pictures: int, cost: int, why: str
) -> None:
    connection.execute(
        "INSERT INTO ledger (at, written_at, kind, guild_id, user_id, job_id, pictures, cost, who, why)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (at, now, kind, job.guild_id, job.user_id, job.id, pictures, cost, job.user_id, why),
    )


def uses(connection: Connection, guild_id: int, user_id: int, since: int) -> list[Use]:
    """What counts against a member's allowance after `since`."""
    rows = connection.execute(
        "SELECT at, pictures FROM ledger WHERE guild_id = ? AND user_id = ? AND at > ?",
        (guild_id, user_id, since),
    )
    return [Use(at, pictures) for at, pictures in rows]


def rule(connection: Connection, guild_id: int, user_id: int, default: Allowance) -> QuotaRule:
    """The allowance that holds for a member: their own, else the server's, else the operator's default."""
    row = connection.execute(
        "SELECT pictures, window, user_id FROM allowances WHERE guild_id = ? AND user_id IN (?, ?)"
        " ORDER BY user_id DESC LIMIT 1",
        (guild_id, user_id, EVERYBODY),
    ).fetchone()
    if row is None:
        return QuotaRule(default, "default")
    pictures, window, whose = row
    return QuotaRule(Allowance(pictures, window), "server" if whose == EVERYBODY else "member")


def account_of(connection: Connection, guild_id: int, user_id: int, default: Allowance, now: int) -> Account:
    """What a member has used, and of what. Part of another transaction."""
    allowance = rule(connection, guild_id, user_id, default).allowance
    entries = uses(connection, guild_id, user_id, now - allowance.window)
    return Account(used(entries, now, allowance.window), allowance.pictures)


@transaction
def account(connection: Connection, guild_id: int, user_id: int, default: Allowance, now: int) -> Account:
    """What a member has used, and of what."""
    return account_of(connection, guild_id, user_id, default, now)


@transaction
def usage(
    connection: Connection, guild_id: int, user_id: int, default: Allowance, now: int
) -> tuple[QuotaRule, list[Use]]:
    """The rule that holds for a member, and what counts against it within its window."""
    holding = rule(connection, guild_id, user_id, default)
    return holding, uses(connection, guild_id, user_id, now - holding.allowance.window)


@transaction
def set_allowance(
    connection: Connection, guild_id: int, user_id: int, allowance: Allowance, *, who: int, now: int
) -> None:
    """Set what a member (or EVERYBODY) of a server may use."""
    connection.execute(
        "INSERT INTO allowances VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET pictures = excluded.pictures,"
        " window = excluded.window, set_by = excluded.set_by, set_at = excluded.set_at",
        (guild_id, user_id, allowance.pictures, allowance.window, who, now),
    )


@transaction
def clear_allowance(connection: Connection, guild_id: int, user_id: int) -> bool:
    """Let the wider rule hold again. Returns whether there was one to clear."""
    return (
        connection.execute(
            "DELETE FROM allowances WHERE guild_id = ? AND user_id = ?", (guild_id, user_id)
        ).rowcount
        == 1
    )


@transaction
def unbalanced(connection: Connection) -> list[int]:
    """Jobs whose account does not clear: ended without one settle or refund, or cleared while still on the way.

    Empty, always; anything else is a fault of ours.
    """
    rows = connection.execute(
        """
        SELECT jobs.id FROM jobs LEFT JOIN ledger ON ledger.job_id = jobs.id
        GROUP BY jobs.id
        HAVING sum(kind = 'reserve') IS NOT 1
            OR sum(kind IN ('settle', 'refund')) IS NOT (jobs.state IN ('done', 'failed', 'cancelled'))
        """
    )
    return [row[0] for row in rows]
