"""Figures of a period, of a server or of all, from the ledger; and how often somebody was turned down, which is counted beside it."""

from collections.abc import Mapping
from typing import Any

from domain.buckets import DAY, Bucket, Scope, Unit
from domain.budget import PERIODS
from domain.figures import Figure, Figures, Load, Use
from domain.job import JobState
from storage import spending
from storage.database import aside, snapshot, transaction
from storage.spending import EVERYWHERE
from storage.sqlite import Connection, Statements, Value

# Of jobs, whatever moderators have given back since: those pictures were made.
_COUNTED = """
    FROM ledger JOIN jobs ON jobs.id = job_id
    WHERE at >= ? AND at < ? AND (kind <> 'adjust' OR who = 0)
"""


@aside
def of_server(connection: Statements, guild_id: int, first: int, last: int) -> Figures:
    """Return the figures of those days, both included."""
    return figures_of(connection, guild_id, first, last)


@aside
def of_all(connection: Statements, first: int, last: int) -> list[Use]:
    """Return who used what of which host on those days, both included: the dearest first. It looks through the whole ledger."""
    rows = connection.execute(
        "SELECT ledger.guild_id, jobs.user_id, jobs.provider, count(DISTINCT jobs.id), sum(ledger.pictures) AS made,"
        f" sum(ledger.cost) AS cost {_COUNTED} GROUP BY 1, 2, 3 ORDER BY cost DESC, made DESC, 1, 2, 3",
        (first * DAY, (last + 1) * DAY),
    )
    return [Use(row[0], row[1], row[2], row[3], Figure(row[4], row[5])) for row in rows]


def figures_of(connection: Statements, guild_id: int, first: int, last: int) -> Figures:
    """Return the figures of those days, both included. Part of another transaction."""
    period = (first * DAY, (last + 1) * DAY, guild_id)
    refusals = connection.execute(
        "SELECT reason, sum(number) FROM refusals WHERE guild_id = ? AND day >= ? AND day <= ? GROUP BY reason",
        (guild_id, first, last),
    )
    return Figures(
        first,
        last,
        dict(_by(connection, f"at / {DAY}", period)),
        _by(connection, "jobs.user_id", period),
        _by(connection, "coalesce(jobs.style, '')", period),
        _by(connection, "jobs.provider", period),
        {row[0]: row[1] for row in refusals},
    )


def _by(connection: Statements, what: str, period: tuple[Value, ...]) -> list[tuple[Any, Figure]]:
    rows = connection.execute(
        f"SELECT {what} AS what, sum(ledger.pictures) AS made, sum(ledger.cost) {_COUNTED}"
        " AND ledger.guild_id = ? GROUP BY what ORDER BY made DESC, what",
        period,
    )
    return [(row[0], Figure(row[1], row[2])) for row in rows]


@snapshot
def load(connection: Statements, now: int) -> Load:
    """Return what there is to do, and what was spent."""
    open_jobs = {str(state): 0 for state in (JobState.QUEUED, JobState.SUBMITTING, JobState.RENDERING)}
    oldest = now
    for state, number, asked_at in connection.execute(_OPEN).fetchall():
        if number:
            open_jobs[state] = number
            oldest = asked_at if state == JobState.QUEUED else oldest
    budgets = spending.budgets(
        connection, EVERYWHERE, [Bucket(Scope.BOT, Unit.MICROS, None, one) for one in PERIODS], now
    )
    spent = {"day" if one.rule.window == DAY else "month": one.spent for one in budgets}
    return Load(
        {str(state): number for state, number in open_jobs.items()}, max(0, now - oldest) / 1000, spent
    )


# Each along its partial index.
_OPEN = """
    SELECT 'queued', count(*), min(asked_at) FROM jobs WHERE state = 'queued'
    UNION ALL SELECT state, count(*), min(asked_at) FROM jobs WHERE state IN ('submitting', 'rendering') GROUP BY state
"""


@transaction
def turned_down(connection: Connection, day: int, counted: Mapping[tuple[int, str], int]) -> None:
    """Add how often members were turned down on a day, by server and reason."""
    for (guild_id, reason), number in counted.items():
        connection.execute(
            "INSERT INTO refusals VALUES (?, ?, ?, ?) ON CONFLICT (guild_id, day, reason) DO UPDATE SET number = refusals.number + excluded.number",
            (guild_id, day, reason, number),
        )
