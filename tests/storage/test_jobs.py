"""Jobs: fairly claimed, moved only by who holds them, and always with a balanced account."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from random import Random
from threading import Event

import pytest

from domain.card import DeliveryState, ReplyTo, Target
from domain.errors import Failure, FailureKind
from domain.job import Bill, Job, JobState, Result, StoredPicture, Ticket
from domain.member import NO_SERVER
from domain.past import Filter
from domain.picture import PictureFormat
from domain.quota import Caps, Limits
from domain.understood import Understood
from storage import deliveries, events, history, jobs, ledger, line, rules
from storage.database import Database
from storage.sqlite import Connection
from tests import stored
from tests.storage.conftest import NOW, Reserve, asker

CAPS = Caps(member_running=100, server_running=100)
TICKET = Ticket(id="t1", status_url="http://h/s", response_url="http://h/r", cancel_url="http://h/c")
UNKNOWN = Failure(kind=FailureKind.UNKNOWN_OUTCOME)
Ask = Callable[..., Awaitable[Job]]


@pytest.fixture
def ask(reserve: Reserve) -> Ask:
    async def admit_one(*, user: int = 1, images: int = 1, cost: int = 0) -> Job:
        return (await reserve(user=user, images=images, cost=cost)).jobs[0]

    return admit_one


async def _claim(database: Database, caps: Caps = CAPS, at: int = NOW) -> Job | None:
    return await jobs.claim(database, "local", caps, at)


async def test_what_waits_for_hosts_of_a_kind_goes_to_the_one_with_room(database: Database, ask: Ask) -> None:
    """Also back from one of them, to which it may go alone; and what is of another kind goes to none of them."""
    first, second, third = [await ask() for _ in range(3)]

    async def claimed(host: str) -> tuple[int, str] | None:
        job = await jobs.claim(database, host, CAPS, NOW, 1)
        return (job.id, job.provider) if job else None

    assert await claimed("fal") is None
    assert await claimed("local#2") == (first.id, "local#2")
    assert await claimed("local#2") is None, "it has one place"
    assert await claimed("local") == (second.id, "local")
    assert await claimed("local") is None
    assert [await jobs.placed(database, host) for host in ("local", "local#2")] == [1, 1]

    back = await jobs.find(database, first.id)
    assert back
    await jobs.requeue(database, back)
    assert await claimed("local#3") == (third.id, "local#3"), "who waits for the second waits for no other"
    assert await claimed("local#2") == (first.id, "local#2")


async def test_one_is_found_while_what_is_written_waits(database: Database, ask: Ask) -> None:
    """Every process looks for a job that was called off, and most have nothing to do with it."""
    job = await ask()
    begun, go_on = Event(), Event()

    def stay(_: Connection) -> bool:
        begun.set()
        return go_on.wait()

    writing = [asyncio.ensure_future(database.run(stay)) for _ in range(8)]
    try:
        await asyncio.to_thread(begun.wait)
        async with asyncio.timeout(10):
            assert await jobs.find(database, job.id) == job
    finally:
        go_on.set()
    assert await asyncio.gather(*writing) == [True] * 8


async def _rendering(database: Database) -> Job:
    claimed = await _claim(database)
    assert claimed is not None
    calling = await jobs.calling(database, claimed)
    assert calling is not None
    accepted = await jobs.accepted(database, calling, TICKET)
    assert accepted is not None
    return accepted


def _result(number: int = 1) -> Result:
    return Result(number, 7, StoredPicture("b" * 64, PictureFormat.JPEG, 10, 10, 100))


async def test_ten_jobs_of_one_member_do_not_stand_before_another_s_first(
    database: Database, ask: Ask
) -> None:
    for _ in range(10):
        await ask(user=1)
    await ask(user=2)
    served = [job.member.user_id for _ in range(11) if (job := await _claim(database))]
    assert served.index(2) <= 1
    assert len(served) == 11


async def test_who_comes_when_others_are_being_served_is_next_and_not_first_forever(
    database: Database, ask: Ask
) -> None:
    for _ in range(6):
        await ask(user=1)
    for _ in range(3):
        await _claim(database)
    for _ in range(3):
        await ask(user=2)
    served = [job.member.user_id for _ in range(6) if (job := await _claim(database))]
    assert served[:2].count(2) == 1
    assert served[:4].count(1) >= 1


@pytest.mark.parametrize("seed", range(4))
async def test_members_who_wait_are_served_in_turns(database: Database, ask: Ask, seed: int) -> None:
    order = Random(seed).choices([1, 2, 3, 4, 5], weights=[16, 8, 4, 2, 1], k=30)
    order = [user for place, user in enumerate(order) if order[:place].count(user) < 20]
    for user in order:
        await ask(user=user)
    waiting, turns = Counter(order), Counter[int]()
    while job := await _claim(database):
        turns[job.member.user_id] += 1
        still = [user for user in waiting if turns[user] < waiting[user]]
        assert all(turns[job.member.user_id] - turns[user] <= 1 for user in still)
    assert turns == waiting


async def test_the_caps_on_running_pass_over_who_has_enough(database: Database, ask: Ask) -> None:
    for user in (1, 1, 1, 2):
        await ask(user=user)
    caps = Caps(member_running=1, server_running=2)
    assert [
        (job.member.user_id if job else None) for job in [await _claim(database, caps) for _ in range(3)]
    ] == [
        1,
        2,
        None,
    ]
    await rules.set_caps(database, 9, Caps(member_running=2, server_running=5), CAPS, actor=3)
    third = await _claim(database, caps)
    assert third is not None
    assert third.member.user_id == 1


async def test_who_is_on_their_own_waits_for_nobody_else_who_is(database: Database, reserve: Reserve) -> None:
    for user in (1, 1, 2, 3):
        await reserve(user=user, guild=NO_SERVER)
    caps = Caps(member_running=1, server_running=1)
    claimed = [await _claim(database, caps) for _ in range(4)]
    assert [job.member.user_id if job else None for job in claimed] == [1, 2, 3, None]
    assert await line.servers(database) == [], "no server can send them away"


async def test_a_newer_token_takes_the_place_of_an_older_one_of_the_same_message(
    database: Database, ask: Ask, reply_to: ReplyTo
) -> None:
    job = await ask()
    newer = replace(reply_to, token="newer", token_at=NOW + 5)
    await deliveries.renew(database, job.card_id, replace(newer, message_id=77))
    assert await deliveries.reply_to(database, job.card_id) == reply_to
    await deliveries.renew(database, job.card_id, newer)
    assert await deliveries.reply_to(database, job.card_id) == newer
    await jobs.cancel(database, job, NOW, actor=1)
    await deliveries.moved(database, job.card_id, DeliveryState.SHOWN)
    await deliveries.renew(database, job.card_id, newer)
    assert await deliveries.reply_to(database, job.card_id) == replace(newer, token=""), "it is done with"


async def test_a_job_goes_all_the_way_and_its_account_clears(
    database: Database, ask: Ask, limits: Limits
) -> None:
    await ask(images=2)
    rendering = await _rendering(database)
    assert (rendering.ticket, rendering.called) == (TICKET, True)
    told = Understood(looks=("ink",), missed=("dragon",))
    done = await jobs.finish(
        database,
        rendering,
        [_result(1), _result(2)],
        Bill(2, 0),
        prompt_used="ink!",
        now=NOW + 5000,
        understood=told,
    )
    assert done is not None
    assert done.understood == told
    assert (done.state, done.prompt_used, done.finished_at) == (JobState.DONE, "ink!", NOW + 5000)
    assert [result.number for result in await jobs.results(database, done.id)] == [1, 2]
    assert (await stored.account(database, asker(), limits, NOW)).used == 2
    assert await ledger.unbalanced(database) == []
    assert await line.usual(database, done) == 2500


async def test_pictures_that_were_not_made_are_given_back(
    database: Database, ask: Ask, limits: Limits
) -> None:
    await ask(images=3)
    await jobs.finish(database, await _rendering(database), [_result()], Bill(1, 0), prompt_used="", now=NOW)
    assert (await stored.account(database, asker(), limits, NOW)).used == 1


@pytest.mark.parametrize("end", ["fail", "cancel"])
async def test_a_job_without_pictures_is_refunded_at_the_time_of_its_reservation(
    database: Database, ask: Ask, limits: Limits, end: str
) -> None:
    await ask(images=4, cost=100)
    claimed = await _claim(database)
    assert claimed is not None
    later = NOW + 3_600_000
    if end == "fail":
        await jobs.fail(database, claimed, Failure(kind=FailureKind.UNAVAILABLE), later)
    else:
        await jobs.cancel(database, claimed, later, actor=1)
    [taken] = (await ledger.uses(database, asker(), limits, later)).values()
    assert sorted((use.at, use.amount) for use in taken) == [(NOW, -4), (NOW, 4)]
    assert await ledger.unbalanced(database) == []


LATE_WRITES: dict[str, Callable[[Database, Job], Awaitable[Job | None]]] = {
    "calling": jobs.calling,
    "accepted": lambda database, job: jobs.accepted(database, job, TICKET),
    "requeue": jobs.requeue,
    "fail": lambda database, job: jobs.fail(database, job, Failure(kind=FailureKind.INTERNAL), NOW),
    "cancel": lambda database, job: jobs.cancel(database, job, NOW, actor=1),
}


@pytest.mark.parametrize("write", LATE_WRITES)
async def test_a_worker_that_lost_its_job_changes_nothing(database: Database, ask: Ask, write: str) -> None:
    await ask()
    frozen = await _claim(database)
    assert frozen is not None
    await stored.lapse(database)
    [taken] = await jobs.take_over(database)
    assert taken.attempt == frozen.attempt + 1
    assert await LATE_WRITES[write](database, frozen) is None
    assert await jobs.find(database, frozen.id) == taken
    assert await ledger.unbalanced(database) == []


async def test_a_sign_of_life_of_a_worker_that_lost_its_job_is_none(database: Database, ask: Ask) -> None:
    await ask()
    frozen = await _claim(database)
    assert frozen is not None
    await jobs.take_over(database, all_of_them=True)
    await stored.lapse(database)
    assert await jobs.renew(database, [frozen]) == {}
    assert len(await jobs.take_over(database)) == 1


async def _cost(database: Database) -> int:
    row = await database.run(lambda connection: connection.execute("SELECT sum(cost) FROM ledger").fetchone())
    assert row is not None
    return row[0]


@pytest.mark.parametrize(("called", "cost"), [(False, 0), (True, 100)])
async def test_a_refund_keeps_the_cost_of_a_call_that_may_have_been_billed(
    database: Database, ask: Ask, *, called: bool, cost: int
) -> None:
    await ask(cost=100)
    job = await _claim(database)
    assert job is not None
    if called:
        job = await jobs.calling(database, job)
        assert job is not None
    assert await _cost(database) == 100
    await jobs.cancel(database, job, NOW, actor=1)
    assert await _cost(database) == cost


async def test_a_job_in_another_line_costs_what_is_billed_there(database: Database, ask: Ask) -> None:
    await ask(cost=100)
    job = await _claim(database)
    assert job is not None
    moved = await jobs.reroute(database, job, "other", 60, (), NOW)
    assert moved is not None
    assert (moved.state, moved.provider, moved.cost) == (JobState.QUEUED, "other", 60)
    assert await _cost(database) == 60, "what is reserved is what it will cost there"
    claimed = await jobs.claim(database, "other", CAPS, NOW)
    assert claimed is not None
    accepted = await jobs.accepted(database, claimed, TICKET)
    assert accepted is not None
    await jobs.finish(database, accepted, [_result()], Bill(1, 55), prompt_used="", now=NOW)
    assert await _cost(database) == 55
    assert await ledger.unbalanced(database) == []


async def test_only_a_lease_without_a_sign_of_life_is_taken_over(database: Database, ask: Ask) -> None:
    await ask()
    held = await _claim(database)
    assert held is not None
    await stored.lapse(database)
    assert await jobs.renew(database, [held]) == {held.id: JobState.SUBMITTING}
    assert await jobs.take_over(database) == []
    assert [job.id for job in await jobs.take_over(database, all_of_them=True)] == [held.id]


async def test_a_cancelled_job_cannot_be_finished_and_is_cleared_once(
    database: Database, ask: Ask, limits: Limits
) -> None:
    await ask(images=3, cost=100)
    rendering = await _rendering(database)
    assert await jobs.cancel(database, rendering, NOW, actor=1) is not None
    assert await jobs.finish(database, rendering, [_result()], Bill(1, 0), prompt_used="", now=NOW) is None
    assert await jobs.cancel(database, rendering, NOW, actor=1) is None
    assert await stored.counted(database, rendering.id) == 0
    assert (await stored.account(database, asker(), limits, NOW)).used == 0
    assert await _cost(database) == 100, "its host was paid, or will be"
    assert await ledger.unbalanced(database) == []


async def test_what_a_host_does_not_bill_is_given_back(database: Database, ask: Ask, limits: Limits) -> None:
    await ask(images=3, cost=100)
    cancelled = await jobs.cancel(database, await _rendering(database), NOW + 5, actor=1)
    assert cancelled is not None
    await ledger.give_back(database, cancelled, NOW + 9)
    assert await stored.counted(database, cancelled.id) == 0
    assert await _cost(database) == 0
    [taken] = (await ledger.uses(database, asker(), limits, NOW + 9)).values()
    assert {use.at for use in taken} == {NOW}, "it leaves the window together with what it gives back"
    assert await ledger.unbalanced(database) == []


async def test_a_moderator_s_cancel_is_the_moderator_s(database: Database, ask: Ask) -> None:
    for images, called in ((1, False), (2, True)):
        job = await ask(images=images, user=1)
        job = await _rendering(database) if called else job
        await jobs.cancel(database, job, NOW, actor=777)
    rows = await database.run(
        lambda connection: connection.execute("SELECT kind, who FROM ledger ORDER BY id").fetchall()
    )
    assert [tuple(row) for row in rows] == [("reserve", 1), ("refund", 777), ("reserve", 1), ("refund", 777)]


@pytest.mark.parametrize(("told", "cost"), [(None, 100), (0, 0), (7, 7)])
async def test_a_failure_costs_what_its_host_says(
    database: Database, ask: Ask, told: int | None, cost: int
) -> None:
    await ask(cost=100)
    await jobs.fail(database, await _rendering(database), Failure(kind=FailureKind.MODEL_FAILED), NOW, told)
    assert await _cost(database) == cost
    assert await ledger.unbalanced(database) == []


async def test_a_job_that_is_let_go_is_taken_over_when_its_time_has_come(
    database: Database, ask: Ask
) -> None:
    await ask()
    job = await jobs.let_go(database, await _rendering(database), 80_000)
    assert job is not None
    assert (job.state, job.ticket) == (JobState.RENDERING, TICKET)
    assert await jobs.renew(database, [job]) == {}
    assert await jobs.take_over(database) == []
    await stored.lapse(database)
    [taken] = await jobs.take_over(database)
    assert (taken.id, taken.attempt, taken.unanswered) == (job.id, job.attempt + 1, 1)


async def test_what_a_process_holds_is_never_taken_over_by_it(database: Database, ask: Ask) -> None:
    for _ in range(2):
        await ask()
    held, frozen = await _claim(database), await _claim(database)
    assert held is not None
    assert frozen is not None
    await stored.lapse(database)
    taken = await jobs.take_over(database, held=[held])
    assert [job.id for job in taken] == [frozen.id]


async def test_a_host_has_so_many_places_for_all_who_claim(database: Database, ask: Ask) -> None:
    for user in range(1, 5):
        await ask(user=user)

    async def claim() -> Job | None:
        return await jobs.claim(database, "local", CAPS, NOW, 2)

    first, second = await claim(), await claim()
    assert first
    assert second
    assert (await claim(), await jobs.placed(database, "local")) == (None, 2)
    await jobs.requeue(database, second)
    third = await claim()
    assert third
    accepted = await jobs.accepted(database, first, TICKET)
    assert accepted
    assert await jobs.fetching(database, accepted)
    assert await claim(), "its host has done its part"
    assert await claim() is None
    assert await jobs.fail(database, third, Failure(kind=FailureKind.INTERNAL), NOW)
    assert await jobs.placed(database, "local") == 1


async def test_who_is_called_off_is_told_at_the_next_sign_of_life(database: Database, ask: Ask) -> None:
    await ask()
    held = await _claim(database)
    assert held is not None
    assert await jobs.cancel(database, held, NOW, actor=1) is not None
    assert await jobs.renew(database, [held]) == {held.id: JobState.CANCELLED}


@pytest.mark.parametrize("how", ["failed", "cancelled", "called off in line"])
async def test_a_job_is_held_until_its_end_is_shown(database: Database, ask: Ask, how: str) -> None:
    waiting = await ask()
    held = waiting if how == "called off in line" else await _claim(database)
    assert held is not None
    if how == "failed":
        ended = await jobs.fail(database, held, Failure(kind=FailureKind.INTERNAL), NOW)
    else:
        ended = await jobs.cancel(database, held, NOW, actor=1)
    assert ended is not None
    assert (ended.holder, await jobs.placed(database, "local")) == (database.holder, int(how == "cancelled"))
    if how != "failed":
        assert await jobs.wound_up(database, ended)
        assert await jobs.placed(database, "local") == 0, "its host has been told"
    await stored.lapse(database)
    [taken] = await jobs.take_over(database)
    assert (taken.id, taken.state) == (ended.id, ended.state)
    assert await jobs.shown(database, taken.card_id, [taken.id])
    assert await jobs.take_over(database, all_of_them=True) == []
    assert await jobs.placed(database, "local") == 0


async def test_what_ends_while_a_part_of_its_card_is_shown_is_for_who_shows_that(
    database: Database, reserve: Reserve
) -> None:
    first, second = (await reserve(images=(1, 1))).jobs
    for _ in range(2):
        await _claim(database)
    for job in (first, second):
        called_off = await jobs.find(database, job.id)
        assert called_off is not None
        assert await jobs.cancel(database, called_off, NOW, actor=1) is not None
        assert await jobs.wound_up(database, called_off) is (job is first)
    assert await jobs.shown(database, first.card_id, [first.id]), "nobody is left who shows the second"


async def test_who_leaves_lets_go_of_all(database: Database, ask: Ask) -> None:
    await ask()
    held = await _claim(database)
    assert held is not None
    await jobs.leave(database)
    [taken] = await jobs.take_over(database)
    assert taken.id == held.id


async def test_calls_of_unknown_outcome_are_known_until_they_are_found(database: Database, ask: Ask) -> None:
    ended: list[Job] = []
    for number in range(3):
        await ask()
        job = await _claim(database)
        assert job is not None
        job = await jobs.calling(database, job)
        assert job is not None
        last = (
            await jobs.cancel(database, job, NOW + number, actor=1)
            if number
            else await jobs.fail(database, job, UNKNOWN, NOW)
        )
        assert last is not None
        ended.append(last)
    await ask()
    await jobs.fail(database, await _rendering(database), UNKNOWN, NOW)
    assert [job.id for job in await jobs.unknown(database, NOW - 1)] == [job.id for job in ended]
    assert [job.id for job in await jobs.unknown(database, NOW)] == [job.id for job in ended[1:]]
    await jobs.found(database, ended[2], TICKET)
    assert [job.id for job in await jobs.unknown(database, NOW)] == [ended[1].id]


async def test_an_id_that_a_host_tells_twice_names_both_jobs(database: Database, ask: Ask) -> None:
    for _ in range(2):
        await ask()
    assert [(await _rendering(database)).ticket for _ in range(2)] == [TICKET, TICKET]


async def test_a_line_is_seen_page_by_page(database: Database, ask: Ask) -> None:
    asked = [(await ask(user=number)).id for number in range(5)]
    first = await line.waiting(database, "local", 0, 3)
    rest = await line.waiting(database, "local", first[-1].id, 3)
    assert [job.id for job in (*first, *rest)] == asked


async def test_a_job_that_was_moved_costs_what_its_last_host_would_have_billed(
    database: Database, ask: Ask
) -> None:
    await ask(cost=100)
    job = await _claim(database)
    assert job is not None
    await jobs.reroute(database, job, "free", 0, (), NOW)
    claimed = await jobs.claim(database, "free", CAPS, NOW)
    assert claimed is not None
    called = await jobs.calling(database, claimed)
    assert called is not None
    await jobs.fail(database, called, UNKNOWN, NOW)
    assert await _cost(database) == 0


async def test_an_illegal_move_is_a_fault_of_ours(database: Database, ask: Ask) -> None:
    queued = await ask()
    with pytest.raises(ValueError, match="no move"):
        await jobs.finish(database, queued, [_result()], Bill(1, 0), prompt_used="", now=NOW)


async def test_a_requeued_job_keeps_its_place_and_forgets_its_call(database: Database, ask: Ask) -> None:
    first = await ask()
    await ask()
    back = await jobs.requeue(database, await _rendering(database))
    assert back is not None
    assert (back.state, back.called, back.ticket) == (JobState.QUEUED, False, None)
    again = await _claim(database)
    assert again is not None
    assert (again.id, again.attempt) == (first.id, 2)


async def test_a_delivery_is_pending_until_it_is_shown_or_has_nowhere_to_go(
    database: Database, ask: Ask, reply_to: ReplyTo
) -> None:
    job = await ask()
    card = await stored.card(database, job.card_id)

    async def state() -> DeliveryState:
        [entry] = (await history.page(database, card.member, Filter(), 8)).entries
        return entry.delivery

    assert await deliveries.reply_to(database, card.id) == reply_to
    assert await deliveries.reply_to(database, card.id, Target.REVIEW) is None
    assert await deliveries.undelivered(database) == []
    assert (await history.page(database, card.member, Filter(), 8)).entries == []
    await jobs.cancel(database, job, NOW, actor=1)
    assert await deliveries.undelivered(database) == [], "who has called it off brings its end"
    await jobs.shown(database, card.id, [job.id])
    assert await deliveries.undelivered(database) == [card]
    await deliveries.moved(database, card.id, DeliveryState.WAITING)
    assert await state() is DeliveryState.WAITING
    await deliveries.moved(database, card.id, DeliveryState.SHOWN)
    await deliveries.moved(database, card.id, DeliveryState.WAITING)
    assert await state() is DeliveryState.SHOWN, "what was seen waits no more"
    assert await deliveries.undelivered(database) == []
    assert await deliveries.reply_to(database, card.id) == replace(reply_to, token="")
    told = [event.kind for event in await events.of_job(database, job.id)]
    assert told[-2:] == ["card.waiting", "card.shown"], "what happened to a job is one search"


async def test_a_card_ends_with_the_last_of_its_jobs(database: Database, reserve: Reserve) -> None:
    admitted = await reserve(images=(1, 1))
    first, second = admitted.jobs
    await jobs.cancel(database, first, NOW, actor=1)
    assert not await jobs.shown(database, first.card_id, [first.id])
    assert await deliveries.undelivered(database) == []
    await jobs.cancel(database, second, NOW, actor=1)
    assert await jobs.shown(database, second.card_id, [second.id])
    assert await deliveries.undelivered(database) == [admitted.card]
    assert [job.state for job in await jobs.of_card(database, admitted.card.id)] == [JobState.CANCELLED] * 2


async def test_what_happened_to_a_job_is_one_search(
    database: Database, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "storage.events")
    job = await ask(images=2)
    rendering = await _rendering(database)
    await jobs.cancel(database, rendering, NOW, actor=3)
    told = await events.of_job(database, job.id)
    assert [(event.kind, event.actor) for event in told] == [
        ("job.queued", 1),
        ("job.submitting", 0),
        ("job.calling", 0),
        ("job.rendering", 0),
        ("job.cancelled", 3),
    ], "a moderator's cancel is the moderator's"
    assert told[3].after == {"state": "rendering", "attempt": 1, "provider": "local", "ticket": "t1"}
    assert told[4].before == {"state": "rendering"}
    assert {(event.card_id, event.member) for event in told} == {(job.card_id, job.member)}
    logged = [record.__dict__["fields"] for record in caplog.records if record.name == "storage.events"]
    assert [fields["job"] for fields in logged] == [job.id] * 5


async def test_what_was_undone_is_no_event(
    database: Database, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "storage.events")
    job = await ask()
    await jobs.cancel(database, job, NOW, actor=1)
    before = len(caplog.records)
    with pytest.raises(ValueError, match="no move"):
        await jobs.finish(
            database, replace(job, state=JobState.CANCELLED), [], Bill(1, 0), prompt_used="", now=NOW
        )
    assert await jobs.cancel(database, job, NOW, actor=1) is None
    assert len(caplog.records) == before
    assert len(await events.of_job(database, job.id)) == 2


async def test_every_rule_that_is_set_says_who_what_was_and_what_is(database: Database) -> None:
    await rules.set_caps(database, 9, Caps(member_running=7), CAPS, actor=3)
    assert await rules.clear_caps(database, 9, CAPS, actor=4)
    assert not await rules.clear_caps(database, 9, CAPS, actor=4)
    cleared, was_set = await events.of_server(database, 9, 10)
    assert (was_set.kind, was_set.actor, was_set.before["member_running"]) == ("caps.set", 3, 100)
    assert (cleared.kind, cleared.actor, cleared.before["member_running"]) == ("caps.cleared", 4, 7)
    assert cleared.after == was_set.before
