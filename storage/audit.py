"""Audits the whole ledger, at one moment and on a connection of its own, so that nobody waits for it."""

from collections.abc import Mapping, Sequence

from domain.audit import Mismatch, Wrong
from domain.event import Event
from domain.member import NO_SERVER, Member
from domain.rules import EVERYBODY
from storage import events
from storage.database import aside, transaction
from storage.sqlite import Connection, Statements

# Each returns in which server, of what, what was found, and what it should be.
_CHECKS: Mapping[Wrong, str] = {
    Wrong.RESERVED: """
        SELECT jobs.guild_id, 'job ' || jobs.id, coalesce(sum(ledger.pictures), 0) AS found, jobs.pictures AS expected
        FROM jobs LEFT JOIN ledger ON ledger.job_id = jobs.id AND kind = 'reserve' GROUP BY jobs.id
    """,
    Wrong.CLEARED: """
        SELECT jobs.guild_id, 'job ' || jobs.id, count(*) FILTER (WHERE kind IN ('settle', 'refund')) AS found,
               count(*) FILTER (WHERE kind = 'reserve' AND jobs.state IN ('done', 'failed', 'cancelled')) AS expected
        FROM jobs LEFT JOIN ledger ON ledger.job_id = jobs.id GROUP BY jobs.id
    """,
    Wrong.COUNTED: """
        SELECT min(guild_id), 'job ' || job_id || ', ' || bucket, sum(pictures) AS found, max(0, sum(pictures)) AS expected
        FROM ledger WHERE job_id IS NOT NULL GROUP BY job_id, bucket
    """,
    Wrong.TIMED: """
        SELECT jobs.guild_id, 'job ' || jobs.id, ledger.at AS found, asked_at AS expected
        FROM ledger JOIN jobs ON jobs.id = job_id
    """,
    Wrong.BILLED: """
        SELECT jobs.guild_id, 'job ' || jobs.id, coalesce(sum(ledger.cost), 0) AS found, billed AS expected
        FROM jobs LEFT JOIN ledger ON ledger.job_id = jobs.id WHERE billed IS NOT NULL GROUP BY jobs.id
    """,
    Wrong.COST: """
        SELECT min(guild_id), 'job ' || job_id, sum(cost) AS found, max(0, sum(cost)) AS expected
        FROM ledger WHERE job_id IS NOT NULL GROUP BY job_id
    """,
    Wrong.BALANCE: """
        SELECT grants.guild_id, 'grant ' || grants.id, balance AS found, -coalesce(sum(ledger.pictures), 0) AS expected
        FROM grants LEFT JOIN ledger ON grant_id = grants.id GROUP BY grants.id
    """,
    Wrong.OVERDRAWN: """
        SELECT grants.guild_id, 'grant ' || grants.id, coalesce(sum(ledger.pictures), 0) AS found,
               min(grants.pictures, max(0, coalesce(sum(ledger.pictures), 0))) AS expected
        FROM grants LEFT JOIN ledger ON grant_id = grants.id AND kind <> 'grant' GROUP BY grants.id
    """,
    Wrong.OWNED: """
        SELECT ledger.guild_id, 'entry ' || ledger.id, ledger.user_id AS found, grants.user_id AS expected
        FROM ledger JOIN grants ON grants.id = grant_id
        UNION ALL SELECT ledger.guild_id, 'entry ' || ledger.id, ledger.guild_id, grants.guild_id
        FROM ledger JOIN grants ON grants.id = grant_id
        UNION ALL SELECT guild_id, 'entry ' || id || ', ' || bucket, 0, grant_id FROM ledger WHERE bucket <> 'credit:' || grant_id
    """,
    Wrong.SPEND: """
        SELECT guild_id, CASE guild_id WHEN -1 THEN 'everywhere' ELSE 'server ' || guild_id END || ', ' || date(day * 86400, 'unixepoch'),
               sum(kept) AS found, sum(booked) AS expected
        FROM (
            SELECT guild_id, day, micros AS kept, 0 AS booked FROM spend
            UNION ALL SELECT guild_id, at / 86400000, 0, cost FROM ledger
            UNION ALL SELECT -1, at / 86400000, 0, cost FROM ledger) AS days
        GROUP BY guild_id, day
    """,
}


@aside
def audit(connection: Statements) -> list[Mismatch]:
    """Return all that does not agree."""
    return [
        Mismatch(what, *row)
        for what, check in _CHECKS.items()
        for row in connection.execute(f"SELECT * FROM ({check}) AS accounts WHERE found <> expected")
    ]


@transaction
def tell(connection: Connection, found: Sequence[Mismatch]) -> None:
    """Write down that something does not agree, where it is."""
    for one in found:
        everybody = Member(max(one.guild_id, NO_SERVER), EVERYBODY)
        said = {"what": str(one.what), "of": one.of, "found": one.found, "expected": one.expected}
        events.record(connection, Event("audit.mismatch", everybody, after=said))
