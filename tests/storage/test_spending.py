"""Budgets in money: what a server, and all of them together, may spend in a calendar day and month."""

import asyncio
from dataclasses import replace

import pytest

from domain.buckets import DAY, MONTH, Scope
from domain.budget import Period
from domain.card import Admitted
from domain.errors import Failure, FailureKind, QuotaExceeded
from domain.job import Bill, Job, Ticket
from domain.quota import Caps, Limits
from storage import events, jobs, ledger, rules, spending
from storage.database import Database
from tests.storage.conftest import NOW, Reserve, cap

CAPS = Caps(member_running=1000, server_running=1000)
TODAY, THIS_MONTH = Period.of(DAY, NOW), Period.of(MONTH, NOW)


async def _spent(database: Database, guild: int = 9, now: int = NOW) -> tuple[int, int]:
    day, month = await spending.of_server(database, guild, now)
    return day.spent, month.spent


async def _everywhere(database: Database) -> int:
    row = await database.run(
        lambda connection: connection.execute("SELECT sum(micros) FROM spend WHERE guild_id = -1").fetchone()
    )
    return row[0] if row and row[0] else 0


async def _called(database: Database) -> Job:
    claimed = await jobs.claim(database, "local", CAPS, NOW)
    assert claimed
    called = await jobs.calling(database, claimed)
    assert called
    return called


async def _told(database: Database, kind: str, guild: int = 9) -> list[dict[str, object]]:
    return [dict(event.after) for event in await events.of_server(database, guild, 50) if event.kind == kind]


@pytest.mark.parametrize("window", [DAY, MONTH])
async def test_fifty_members_at_once_spend_no_more_than_their_server_may(
    database: Database, reserve: Reserve, window: int
) -> None:
    await rules.set_rule(database, 9, cap(1000, window=window), actor=3)
    outcomes = await asyncio.gather(
        *(reserve(user=user, cost=90) for user in range(1, 51)), return_exceptions=True
    )
    assert sum(isinstance(outcome, Admitted) for outcome in outcomes) == 11
    assert sum(isinstance(outcome, QuotaExceeded) for outcome in outcomes) == 39
    assert await _spent(database) == (990, 990)
    await reserve(user=99, cost=10)
    await reserve(user=99, cost=0)
    with pytest.raises(QuotaExceeded) as exceeded:
        await reserve(user=99, cost=1)
    period = Period.of(window, NOW)
    assert (exceeded.value.frees_at, exceeded.value.left) == (period.end, 0)
    await reserve(user=99, cost=90, at=period.end)
    await reserve(user=1, guild=10, cost=5000)


async def test_the_bot_s_budget_is_one_for_all_servers(
    database: Database, reserve: Reserve, limits: Limits
) -> None:
    capped = replace(limits, budgets=(cap(100, Scope.BOT).bucket, cap(150, Scope.BOT, window=MONTH).bucket))
    await reserve(guild=9, cost=60, limits=capped)
    await reserve(guild=0, cost=40, limits=capped)
    with pytest.raises(QuotaExceeded) as today:
        await reserve(guild=10, cost=1, limits=capped)
    assert today.value.frees_at == TODAY.end
    await reserve(guild=10, cost=50, limits=capped, at=TODAY.end)
    with pytest.raises(QuotaExceeded) as this_month:
        await reserve(guild=10, cost=1, limits=capped, at=TODAY.end)
    assert this_month.value.frees_at == THIS_MONTH.end
    assert await _everywhere(database) == 150


async def test_what_comes_of_a_job_counts_on_the_day_on_which_it_was_asked(
    database: Database, reserve: Reserve
) -> None:
    for _ in range(3):
        await reserve(cost=100)
    tomorrow = TODAY.end + 5
    one, two, three = [await _called(database) for _ in range(3)]
    ticket = Ticket(id="t", status_url="s", response_url="r", cancel_url="c")
    rendering = await jobs.accepted(database, one, ticket)
    assert rendering
    await jobs.finish(database, rendering, [], Bill(1, 130), prompt_used="", now=tomorrow)
    await jobs.fail(database, two, Failure(kind=FailureKind.INTERNAL), tomorrow, cost=0)
    cancelled = await jobs.cancel(database, three, tomorrow, actor=1)
    assert cancelled
    assert await _spent(database) == (230, 230), "a host that began is paid"
    assert await _spent(database, now=tomorrow) == (0, 230)
    await ledger.give_back(database, cancelled, tomorrow)
    assert await _spent(database) == (130, 130)
    assert await _everywhere(database) == 130


async def test_it_is_warned_of_each_cap_once_in_its_period(
    database: Database, reserve: Reserve, limits: Limits
) -> None:
    await rules.set_rule(database, 9, cap(1000), actor=3)
    capped = replace(limits, budgets=(cap(1000, Scope.BOT, window=MONTH).bucket,))
    for cost in (799, 0):
        await reserve(cost=cost, limits=capped)
        assert await _told(database, "spend.warning") == []
    for _ in range(2):
        await reserve(cost=1, limits=capped)
    said = [
        {"scope": "bot", "window": MONTH, "spent": 800, "cap": 1000},
        {"scope": "server", "window": DAY, "spent": 800, "cap": 1000},
    ]
    assert await _told(database, "spend.warning") == said
    await rules.set_rule(database, 9, cap(900), actor=3)
    await reserve(cost=1, limits=capped)
    assert len(await _told(database, "spend.warning")) == 3, "another cap"
    await reserve(cost=800, limits=limits, at=TODAY.end)
    assert len(await _told(database, "spend.warning")) == 4, "another day"


async def test_it_is_told_once_that_a_budget_turns_somebody_down(
    database: Database, reserve: Reserve
) -> None:
    await rules.set_rule(database, 9, cap(10), actor=3)
    for _ in range(2):
        with pytest.raises(QuotaExceeded) as exceeded:
            await reserve(cost=11)
        await spending.stopped(database, 9, exceeded.value, (), NOW)
    assert await _told(database, "spend.stopped") == [
        {"scope": "server", "window": DAY, "spent": 0, "cap": 10}
    ]


async def test_a_job_goes_to_a_dearer_host_only_where_the_budget_has_room(
    database: Database, reserve: Reserve
) -> None:
    await rules.set_rule(database, 9, cap(100), actor=3)
    [free] = (await reserve(cost=0)).jobs
    await reserve(cost=60)
    with pytest.raises(QuotaExceeded):
        await jobs.reroute(database, free, "fal", 41, (), NOW)
    assert await jobs.find(database, free.id) == free
    with pytest.raises(QuotaExceeded):
        await jobs.reroute(database, free, "fal", 40, (cap(99, Scope.BOT).bucket,), NOW)
    moved = await jobs.reroute(database, free, "fal", 40, (), NOW)
    assert moved
    assert moved.provider == "fal"
    assert await _spent(database) == (100, 100)
    back = await jobs.reroute(database, moved, "local", 0, (), NOW)
    assert back
    assert await _spent(database) == (60, 60)
    await jobs.cancel(database, back, NOW, actor=1)
    assert await _spent(database) == (60, 60)
    assert await ledger.unbalanced(database) == []
