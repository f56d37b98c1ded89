"""Credit: granted, drawn in order where the windows are full, given back to where it came from, and written off."""

from collections.abc import Awaitable, Callable

import pytest

from domain.buckets import DAY, MONTH, WEEK
from domain.errors import Failure, FailureKind, QuotaExceeded
from domain.grant import GRACE, Category, NewGrant
from domain.job import Bill, Job, Ticket
from domain.member import Member
from domain.quota import Account, Caps
from storage import entries, grants, jobs, ledger, rules
from storage.database import Database
from storage.entries import Entry
from tests import stored
from tests.storage.conftest import NOW, REFUSALS, Reserve, asker, limits_of, rule

ADA = Member(9, 1)
LIMITS = limits_of(3, member_waiting=1000, server_waiting=1000)
Give = Callable[..., Awaitable[int]]


@pytest.fixture
def give(database: Database) -> Give:
    """Give Ada so many pictures; the number of the grant."""

    async def give(
        pictures: int, *, category: Category = Category.GIFT, ends_at: int | None = None, at: int = NOW
    ) -> int:
        new = NewGrant(pictures, category, ends_at, "thanks")
        found = await grants.give(database, ADA, new, actor=3, now=at)
        return max(grant.id for grant in found)

    return give


async def _balances(database: Database, now: int = NOW) -> list[tuple[int, int]]:
    return [(grant.id, grant.balance) for grant in await grants.credit(database, ADA, now)]


async def _drawn(database: Database, job: Job) -> list[tuple[str, str, int]]:
    return [
        (row[0], row[1], row[2])
        for row in await database.run(
            lambda connection: connection.execute(
                "SELECT kind, bucket, pictures FROM ledger WHERE job_id = ? ORDER BY id", (job.id,)
            ).fetchall()
        )
    ]


async def _account(database: Database, now: int = NOW) -> Account:
    return await stored.account(database, asker(), LIMITS, now)


async def _claimed(database: Database, now: int = NOW) -> Job:
    job = await jobs.claim(database, "local", Caps(member_running=100, server_running=100), now)
    assert job
    return job


async def _finish(database: Database, job: Job, made: int, now: int) -> None:
    ticket = Ticket(id=str(job.id), status_url="s", response_url="r", cancel_url="c")
    rendering = await jobs.accepted(database, job, ticket)
    assert rendering
    assert await jobs.finish(database, rendering, [], Bill(made, 0), prompt_used="", now=now)


async def _fail(database: Database, job: Job, now: int) -> None:
    assert await jobs.fail(database, job, Failure(kind=FailureKind.INTERNAL), now)


async def test_what_the_windows_have_no_room_for_is_drawn_from_credit_in_order(
    database: Database, reserve: Reserve, give: Give
) -> None:
    paid = await give(2, category=Category.PAID)
    gift = await give(2, category=Category.GIFT)
    late = await give(1, category=Category.PAID, ends_at=NOW + WEEK)
    event = await give(1, category=Category.EVENT, ends_at=NOW + WEEK)
    soon = await give(1, category=Category.PAID, ends_at=NOW + DAY)
    assert [number for number, _ in await _balances(database)] == [soon, event, late, gift, paid]
    assert (await _account(database)).left == 10

    [first] = (await reserve(images=2, limits=LIMITS)).jobs
    [job] = (await reserve(images=4, limits=LIMITS)).jobs
    assert await _drawn(database, first) == [("reserve", "bot:pictures", 2)]
    assert await _drawn(database, job) == [
        ("reserve", "bot:pictures", 1),
        ("reserve", f"credit:{soon}", 1),
        ("reserve", f"credit:{event}", 1),
        ("reserve", f"credit:{late}", 1),
    ]
    assert await _account(database) == Account(3, 3, 4), "what was drawn from credit counts in no window"
    with pytest.raises(QuotaExceeded) as exceeded:
        await reserve(images=(4, 1), limits=LIMITS)
    assert exceeded.value.left == 4
    await reserve(images=(2, 1, 1), limits=LIMITS)
    assert await _balances(database) == []
    assert await ledger.unbalanced(database) == []


async def test_what_is_given_back_goes_to_where_it_came_from_the_last_first(
    database: Database, reserve: Reserve, give: Give
) -> None:
    one, two = await give(1, ends_at=NOW + WEEK), await give(2)
    await reserve(images=2, limits=LIMITS)
    await reserve(images=4, limits=LIMITS)
    [_, job] = [await _claimed(database) for _ in range(2)]
    assert await _balances(database) == []
    await _finish(database, job, 2, NOW)
    assert await _balances(database) == [(two, 2)]
    assert await stored.counted(database, job.id) == 2
    assert await _drawn(database, job) == [
        ("reserve", "bot:pictures", 1),
        ("reserve", f"credit:{one}", 1),
        ("reserve", f"credit:{two}", 2),
        ("settle", f"credit:{two}", -2),
        ("settle", f"credit:{one}", 0),
        ("settle", "bot:pictures", 0),
    ]
    assert await ledger.unbalanced(database) == []


async def test_what_has_expired_is_not_drawn_from_and_written_off_once(
    database: Database, reserve: Reserve, give: Give
) -> None:
    grant = await give(4, ends_at=NOW + DAY)
    await reserve(images=4, limits=LIMITS)
    assert await _balances(database) == [(grant, 3)]
    assert await _balances(database, NOW + DAY) == []
    with pytest.raises(QuotaExceeded):
        await reserve(images=4, limits=LIMITS, at=NOW + DAY)
    assert await grants.expire(database, NOW + DAY - 1) == 0
    assert await grants.expire(database, NOW + DAY) == 1
    assert await grants.expire(database, NOW + DAY) == 0
    assert await _entries(database, grant) == [("grant", -4), ("reserve", 1), ("expire", 3)]


async def _entries(database: Database, grant_id: int) -> list[tuple[str, int]]:
    return [
        (row[0], row[1])
        for row in await database.run(
            lambda connection: connection.execute(
                "SELECT kind, pictures FROM ledger WHERE grant_id = ? ORDER BY id", (grant_id,)
            ).fetchall()
        )
    ]


@pytest.mark.parametrize("written_off", [False, True])
async def test_what_is_given_back_to_an_expired_grant_lives_three_days_more_and_nothing_else_of_it(
    database: Database, reserve: Reserve, give: Give, *, written_off: bool
) -> None:
    grant = await give(5, ends_at=NOW + DAY)
    await reserve(images=3, limits=LIMITS)
    await reserve(images=2, limits=LIMITS)
    [_, job] = [await _claimed(database) for _ in range(2)]
    later = NOW + WEEK
    if written_off:
        await grants.expire(database, NOW + DAY)
    await _fail(database, job, later)
    assert await _balances(database, later) == [(grant, 2)], "its other three have expired"
    assert await _balances(database, later + GRACE - 1) == [(grant, 2)]
    assert await _balances(database, later + GRACE) == []
    await grants.expire(database, later + GRACE)
    assert sum(pictures for _, pictures in await _entries(database, grant)) == 0
    assert await ledger.unbalanced(database) == []


async def test_what_is_given_back_in_time_ends_with_its_grant(
    database: Database, reserve: Reserve, give: Give
) -> None:
    grant = await give(5, ends_at=NOW + DAY)
    await reserve(images=4, limits=LIMITS)
    await _fail(database, await _claimed(database), NOW + DAY - 1)
    assert await _balances(database, NOW + DAY - 1) == [(grant, 5)]
    assert await _balances(database, NOW + DAY) == []


async def test_what_is_called_off_gives_credit_back_once_whatever_its_host_says(
    database: Database, reserve: Reserve, give: Give
) -> None:
    grant = await give(2)
    await reserve(images=4, limits=LIMITS)
    called = await jobs.calling(database, await _claimed(database))
    assert called
    cancelled = await jobs.cancel(database, called, NOW, actor=1)
    assert cancelled
    for _ in range(2):
        await ledger.give_back(database, cancelled, NOW)
        assert await _balances(database) == [(grant, 2)]
        assert (await _account(database)).used == 0
    assert await ledger.unbalanced(database) == []


async def test_a_reset_gives_back_what_counts_in_any_window_and_nothing_twice(
    database: Database, reserve: Reserve, give: Give
) -> None:
    grant = await give(2)
    await rules.set_rule(database, 9, rule(3), actor=3)
    await rules.set_rule(database, 9, rule(5, window=WEEK), actor=3)
    await reserve(images=3, at=NOW - 2 * DAY)
    await reserve(images=3, at=NOW)
    old, new = [await _claimed(database) for _ in range(2)]
    assert await _balances(database) == [(grant, 1)]
    assert await ledger.reset(database, ADA, actor=3, now=NOW) == 5
    assert await ledger.reset(database, ADA, actor=3, now=NOW) == 0
    assert await _balances(database) == [(grant, 1)], "credit that was used stays used"
    await _fail(database, new, NOW + 1)
    assert await _balances(database, NOW + 1) == [(grant, 2)]
    await _finish(database, old, 3, NOW + 1)
    [day, week, _] = (await ledger.uses(database, asker(), LIMITS, NOW + 1)).values()
    assert sum(use.amount for use in day) == sum(use.amount for use in week) == 0
    await reserve(images=3, at=NOW + 2)
    await reserve(images=2, at=NOW + 2)
    with pytest.raises(QuotaExceeded):
        await reserve(images=1, at=NOW + 2)
    assert await ledger.unbalanced(database) == []
    assert await ledger.reset(database, ADA, actor=3, now=NOW + 3 * MONTH) == 0


async def test_no_more_can_be_drawn_than_was_granted_and_no_more_given_back(
    database: Database, give: Give
) -> None:
    grant = await give(2)
    for kind, pictures in (("reserve", 3), ("refund", -1)):
        entry = Entry(kind, ADA, NOW, f"credit:{grant}", pictures, 1, "", grant_id=grant)
        with pytest.raises(REFUSALS):
            await database.run(lambda connection, entry=entry: entries.write(connection, entry, NOW))
    assert await _balances(database) == [(grant, 2)]


async def test_credit_is_of_one_member_in_one_server(database: Database, give: Give) -> None:
    await give(2)
    assert await grants.credit(database, Member(9, 2), NOW) == []
    assert await grants.credit(database, Member(10, 1), NOW) == []
