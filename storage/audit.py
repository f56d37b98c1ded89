"""Audits the whole ledger, at one moment and on a connection of its own, so that nobody waits for it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from domain.audit import Mismatch, Wrong
from domain.event import Event
from domain.member import NO_SERVER, Member
from domain.rules import EVERYBODY
from storage import events
from storage.database import transaction
from storage.reader import Reader
from storage.sqlite import Connection, Statements

# Each returns what does not agree: in which server, of what, what was found, and what it should be.
_CHECKS: Mapping[Wrong, str] = {
    Wrong.RESERVED: """
        SELECT jobs.guild_id, 'job ' || jobs.id, coalesce(sum(ledger.pictures), 0) AS reserved, jobs.pictures
        FROM jobs LEFT JOIN ledger ON ledger.job_id = jobs.id AND kind = 'reserve'
        GROUP BY jobs.id HAVING reserved <> jobs.pictures
    """,
    Wrong.CLEARED: """
        SELECT jobs.guild_id, 'job ' || jobs.id, coalesce(sum(kind IN ('settle', 'refund')), 0) AS cleared,
               iif(jobs.state IN ('done', 'failed', 'cancelled'), coalesce(sum(kind = 'reserve'), 0), 0) AS due
        FROM jobs LEFT JOIN ledger ON ledger.job_id = jobs.id GROUP BY jobs.id HAVING cleared <> due
    """,
    Wrong.COUNTED: """
        SELECT guild_id, 'job ' || job_id || ', ' || bucket, sum(pictures) AS counted, 0 FROM ledger
        WHERE job_id IS NOT NULL GROUP BY job_id, bucket HAVING counted < 0
    """,
    Wrong.TIMED: """
        SELECT jobs.guild_id, 'job ' || jobs.id, ledger.at, asked_at FROM ledger JOIN jobs ON jobs.id = job_id WHERE at <> asked_at
    """,
    Wrong.BILLED: """
        SELECT jobs.guild_id, 'job ' || jobs.id, coalesce(sum(ledger.cost), 0) AS booked, billed
        FROM jobs LEFT JOIN ledger ON ledger.job_id = jobs.id
        WHERE billed IS NOT NULL GROUP BY jobs.id HAVING booked <> billed
    """,
    Wrong.COST: """
        SELECT guild_id, 'job ' || job_id, sum(cost) AS spent, 0 FROM ledger
        WHERE job_id IS NOT NULL GROUP BY job_id HAVING spent < 0
    """,
    Wrong.BALANCE: """
        SELECT grants.guild_id, 'grant ' || grants.id, balance, -coalesce(sum(ledger.pictures), 0) AS booked
        FROM grants LEFT JOIN ledger ON grant_id = grants.id GROUP BY grants.id HAVING balance <> booked
    """,
    Wrong.OVERDRAWN: """
        SELECT grants.guild_id, 'grant ' || grants.id, coalesce(sum(ledger.pictures), 0) AS drawn, grants.pictures
        FROM grants LEFT JOIN ledger ON grant_id = grants.id AND kind <> 'grant'
        GROUP BY grants.id HAVING drawn NOT BETWEEN 0 AND grants.pictures
    """,
    Wrong.OWNED: """
        SELECT ledger.guild_id, 'entry ' || ledger.id, ledger.user_id, grants.user_id FROM ledger JOIN grants ON grants.id = grant_id
        WHERE (ledger.guild_id, ledger.user_id) <> (grants.guild_id, grants.user_id)
        UNION ALL
        SELECT guild_id, 'entry ' || id || ', ' || bucket, 0, grant_id FROM ledger WHERE bucket <> 'credit:' || grant_id
    """,
    Wrong.SPEND: """
        SELECT guild_id, iif(guild_id = -1, 'everywhere', 'server ' || guild_id) || ', ' || date(day * 86400, 'unixepoch'),
               sum(kept) AS kept, sum(booked) AS booked
        FROM (
            SELECT guild_id, day, micros AS kept, 0 AS booked FROM spend
            UNION ALL SELECT guild_id, at / 86400000, 0, cost FROM ledger
            UNION ALL SELECT -1, at / 86400000, 0, cost FROM ledger)
        GROUP BY guild_id, day HAVING sum(kept) <> sum(booked)
    """,
}


async def audit(path: Path) -> list[Mismatch]:
    """Return all that does not agree in a database file, which may be in use."""
    reader = Reader(path)
    await reader.open()
    try:
        return await reader.run(_mismatches)
    finally:
        await reader.close()


def _mismatches(connection: Statements) -> list[Mismatch]:
    return [Mismatch(what, *row) for what, check in _CHECKS.items() for row in connection.execute(check)]


@transaction
def tell(connection: Connection, found: Sequence[Mismatch]) -> None:
    """Write down that something does not agree, where it is."""
    for one in found:
        everybody = Member(max(one.guild_id, NO_SERVER), EVERYBODY)
        said = {"what": str(one.what), "of": one.of, "found": one.found, "expected": one.expected}
        events.record(connection, Event("audit.mismatch", everybody, after=said))
