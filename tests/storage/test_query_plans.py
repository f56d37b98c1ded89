"""No query of the live program scans jobs or the ledger: their cost does not grow with the history.

The statements are those that SQLite itself saw while every function was used once.
"""

import re
from collections.abc import Callable
from typing import Any, cast

from domain.errors import Failure, FailureKind
from domain.job import Bill, Draft, Job, ReplyTo, Result, StoredPicture, Ticket
from domain.picture import PictureFormat
from domain.quota import Allowance, Caps, Limits
from storage import deliveries, jobs, ledger, servers
from storage.admission import admit
from storage.database import Database

NOW = 1_800_000_000_000
SCAN = re.compile(r"SCAN (jobs|ledger|next|other)\b(?! USING (COVERING )?INDEX jobs_(claim|lease))")
MakeDraft = Callable[..., Draft]


async def test_nothing_scans_jobs_or_the_ledger(
    database: Database, draft: MakeDraft, reply_to: ReplyTo, limits: Limits
) -> None:
    seen = await _trace(database)
    await _use_everything(database, draft, reply_to, limits)
    statements = {
        sql for sql in seen if re.search(r"\b(jobs|ledger)\b", sql) and not sql.startswith("EXPLAIN")
    }
    assert len(statements) >= 20
    plans = {sql: await _plan(database, sql) for sql in statements}
    assert {sql: plan for sql, plan in plans.items() if SCAN.search(plan)} == {}


async def _trace(database: Database) -> list[str]:
    """The statements that SQLite gets from now on, with their values in them."""
    seen: list[str] = []
    await database.run(lambda connection: cast("Any", connection).set_trace_callback(seen.append))
    return seen


async def _plan(database: Database, sql: str) -> str:
    rows = await database.run(lambda connection: connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall())
    return " | ".join(str(row[3]) for row in rows)


async def _use_everything(database: Database, draft: MakeDraft, reply_to: ReplyTo, limits: Limits) -> None:
    async def rendering() -> Job:
        admitted = await admit(database, draft(), reply_to, limits, NOW)
        claimed = await jobs.claim(database, "local", Caps(), NOW)
        assert claimed
        assert claimed.id == admitted.job.id
        called = await jobs.calling(database, claimed)
        assert called
        url = "http://h/"
        ticket = Ticket(id=f"t{claimed.id}", status_url=url, response_url=url, cancel_url=url)
        accepted = await jobs.accepted(database, called, ticket)
        assert accepted
        return accepted

    job = await rendering()
    picture = StoredPicture("b" * 64, PictureFormat.PNG, 1, 1, 1)
    await jobs.finish(database, job, [Result(1, 1, picture)], Bill(1, 0), prompt_used="", now=NOW)
    await jobs.fail(database, await rendering(), Failure(kind=FailureKind.INTERNAL), NOW)
    await jobs.cancel(database, await rendering(), NOW)
    await jobs.requeue(database, await rendering())
    admitted = await jobs.claim(database, "local", Caps(), NOW)
    assert admitted
    await jobs.not_called(database, admitted)
    await jobs.reroute(database, admitted, "fal", 1)
    await jobs.renew(database, [job], NOW)
    await jobs.take_over(database, NOW, all_of_them=False)
    await jobs.find(database, job.id)
    await jobs.results(database, job.id)
    await jobs.source(database, job)
    await jobs.line(database, "local", 10)
    await jobs.orphans(database, ["local"])
    await jobs.usual(database, "local")
    await deliveries.reply_to(database, job.id)
    await deliveries.undelivered(database)
    await deliveries.history(database, 9, 1, 8)
    await deliveries.shown(database, job.id)
    await deliveries.waiting(database, job.id)
    await deliveries.state(database, job.id)
    await ledger.usage(database, 9, 1, limits.allowance, NOW)
    await ledger.set_allowance(database, 9, 1, Allowance(1), who=1, now=NOW)
    await ledger.clear_allowance(database, 9, 1)
    await servers.set_caps(database, 9, Caps())
    await servers.caps(database, 9, Caps())
