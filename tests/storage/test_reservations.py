"""The way in: the quota, the caps, the card, its jobs and their reservations are one transaction."""

import asyncio
from dataclasses import replace

import pytest

from domain.buckets import DAY, WEEK, Scope
from domain.card import Admitted
from domain.errors import QuotaExceeded, TooManyWaiting
from domain.grant import NewGrant
from domain.job import JobState
from domain.member import NO_SERVER
from domain.quota import Caps, Limits
from storage import audit, cards, grants, jobs, ledger, reservations, rules, shown
from storage.database import Database
from tests import stored
from tests.storage.conftest import NOW, Reserve, allowance, asker, limits_of, rule


async def test_of_two_hundred_at_once_with_five_left_exactly_five_pass(
    database: Database, reserve: Reserve
) -> None:
    limits = limits_of(3, member_waiting=1000, server_waiting=1000)
    await grants.give(database, asker().member, NewGrant(2), actor=3, now=NOW)
    outcomes = await asyncio.gather(*(reserve(limits=limits) for _ in range(200)), return_exceptions=True)
    assert sum(isinstance(outcome, Admitted) for outcome in outcomes) == 5
    assert sum(isinstance(outcome, QuotaExceeded) for outcome in outcomes) == 195
    assert (await stored.account(database, asker(), limits, NOW)).left == 0
    assert await audit.audit(database) == []


async def test_of_a_hundred_at_once_against_one_remaining_picture_exactly_one_passes(
    database: Database, reserve: Reserve, limits: Limits
) -> None:
    one_left = replace(limits, allowance=allowance(1))
    outcomes = await asyncio.gather(*(reserve(limits=one_left) for _ in range(100)), return_exceptions=True)
    assert sum(isinstance(outcome, Admitted) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, QuotaExceeded) for outcome in outcomes) == 99
    assert (await stored.account(database, asker(), one_left, NOW)).used == 1
    assert await ledger.unbalanced(database) == []


async def test_the_same_interaction_fifty_times_at_once_is_one_card(
    database: Database, reserve: Reserve, limits: Limits
) -> None:
    admitted = await asyncio.gather(*(reserve(interaction=77) for _ in range(50)))
    assert len({one.card.id for one in admitted}) == 1
    assert len({job.id for one in admitted for job in one.jobs}) == 1
    assert sum(one.new for one in admitted) == 1
    assert (await stored.account(database, asker(), limits, NOW)).used == 1


async def test_a_refusal_says_what_is_used_and_when_it_frees(reserve: Reserve, limits: Limits) -> None:
    three = replace(limits, allowance=allowance(3))
    await reserve(images=2, limits=three)
    await reserve(images=1, limits=three, at=NOW + 1000)
    with pytest.raises(QuotaExceeded) as caught:
        await reserve(images=2, limits=three, at=NOW + 2000)
    assert (caught.value.used, caught.value.bucket.limit, caught.value.asked) == (3, 3, 2)
    assert caught.value.frees_at == NOW + DAY
    await reserve(images=2, limits=three, at=NOW + DAY)


async def test_a_member_s_own_allowance_holds_before_the_server_s_and_that_before_the_default(
    database: Database, limits: Limits
) -> None:
    async def limit(user: int) -> int | None:
        return (await stored.account(database, asker(user), limits, NOW)).limit

    assert await limit(1) == 20
    of_all, own = rule(5), rule(50, Scope.MEMBER, 1)
    assert await rules.set_rule(database, 9, of_all, actor=3) is None
    assert await rules.set_rule(database, 9, own, actor=3) is None
    assert (await limit(1), await limit(2)) == (50, 5)
    assert await rules.of_server(database, 9) == [own, of_all]
    assert await rules.clear_rules(database, 9, [rule(0, Scope.MEMBER, 1)], actor=3) == [own.bucket]
    assert await rules.clear_rules(database, 9, [own], actor=3) == []
    assert await limit(1) == 5
    assert await rules.set_rule(database, 9, rule(None), actor=3) == of_all.bucket
    assert await limit(1) is None, "there is no limit, which is a rule too"


async def test_the_roles_that_somebody_asks_with_say_what_they_may(
    database: Database, reserve: Reserve, limits: Limits
) -> None:
    await rules.set_rule(database, 9, rule(1), actor=3)
    await rules.set_rule(database, 9, rule(3, Scope.ROLE, 70), actor=3)
    await rules.set_rule(database, 9, rule(5, Scope.ROLE, 71), actor=3)
    admitted = await reserve(images=4, roles={70, 71, 72})
    assert admitted.card.role_ids == {70, 71, 72}
    assert admitted.account.left == 1
    found, _ = await shown.of_card(database, admitted.card.id, limits, NOW)
    assert found.account.left == 1, "its card says what they may who asked for it"
    with pytest.raises(QuotaExceeded) as exceeded:
        await reserve(images=1, roles={70})
    assert (exceeded.value.bucket.limit, exceeded.value.left) == (3, 0)
    await rules.set_rule(database, 9, rule(6, Scope.MEMBER, 1), actor=3)
    await reserve(images=2, roles={70})
    with pytest.raises(QuotaExceeded):
        await reserve(images=2)


async def test_all_windows_hold_and_the_one_that_frees_last_is_named(
    database: Database, reserve: Reserve
) -> None:
    await rules.set_rule(database, 9, rule(2), actor=3)
    await rules.set_rule(database, 9, rule(3, window=WEEK), actor=3)
    await reserve(images=2)
    with pytest.raises(QuotaExceeded) as today:
        await reserve(at=NOW + 1)
    assert (today.value.bucket.window, today.value.frees_at) == (DAY, NOW + DAY)
    await reserve(at=NOW + DAY)
    with pytest.raises(QuotaExceeded) as this_week:
        await reserve(at=NOW + DAY + 1)
    assert (this_week.value.bucket.window, this_week.value.frees_at) == (WEEK, NOW + WEEK)
    await reserve(images=2, at=NOW + WEEK)
    await rules.clear_rules(database, 9, [rule(0, window=WEEK)], actor=3)
    with pytest.raises(QuotaExceeded):
        await reserve(at=NOW + WEEK)


async def test_the_ledger_says_which_bucket_a_picture_was_drawn_from(
    database: Database, reserve: Reserve
) -> None:
    await reserve(user=1)
    await rules.set_rule(database, 9, rule(3, Scope.MEMBER, 1), actor=3)
    await reserve(user=1)
    rows = await database.run(lambda connection: connection.execute("SELECT bucket FROM ledger").fetchall())
    assert rows == [("bot:pictures",), ("member:pictures",)]
    assert (await stored.account(database, asker(), limits_of(20), NOW)).used == 2, "both count"


async def test_the_caps_on_waiting_are_per_member_and_per_server(reserve: Reserve, limits: Limits) -> None:
    capped = replace(limits, caps=Caps(member_waiting=2, server_waiting=3))
    for _ in range(2):
        await reserve(user=1, limits=capped)
    with pytest.raises(TooManyWaiting) as of_member:
        await reserve(user=1, limits=capped)
    await reserve(user=2, limits=capped)
    with pytest.raises(TooManyWaiting) as of_server:
        await reserve(user=3, limits=capped)
    await reserve(user=1, guild=10, limits=capped)
    assert (of_member.value.whose, of_server.value.whose) == ("member", "server")


async def test_who_is_on_their_own_has_one_account_and_caps_and_no_server_s(
    database: Database, reserve: Reserve
) -> None:
    alone = limits_of(20, personal=3, member_waiting=3, server_waiting=1)
    for user in (1, 2):
        await reserve(user=user, guild=NO_SERVER, limits=alone)
    await reserve(user=1, images=1, guild=9, limits=alone)
    await reserve(user=1, images=2, guild=NO_SERVER, limits=alone)
    with pytest.raises(QuotaExceeded) as exceeded:
        await reserve(user=1, guild=NO_SERVER, limits=alone)
    assert (exceeded.value.bucket.scope, exceeded.value.used) == (Scope.PERSONAL, 3)
    more = limits_of(20, personal=9, member_waiting=2, server_waiting=1)
    with pytest.raises(TooManyWaiting) as waiting:
        await reserve(user=1, guild=NO_SERVER, limits=more)
    assert waiting.value.whose == "member"
    account = await stored.account(database, asker(1, NO_SERVER), more, NOW)
    assert (account.used, account.limit) == (3, 9)
    rows = await database.run(
        lambda connection: connection.execute(
            "SELECT DISTINCT guild_id, bucket FROM ledger ORDER BY 1"
        ).fetchall()
    )
    assert rows == [(0, "personal:pictures"), (9, "bot:pictures")]


async def test_several_requests_of_one_card_are_admitted_together_or_not_at_all(
    database: Database, reserve: Reserve, limits: Limits
) -> None:
    five = replace(limits, allowance=allowance(5))
    admitted = await reserve(images=(1, 2, 1), limits=five)
    assert [job.part for job in admitted.jobs] == [0, 1, 2]
    assert [job.tag for job in admitted.jobs] == [
        f"{admitted.card.interaction_id}.{part}" for part in range(3)
    ]
    assert admitted.places == (1, 2, 3)
    assert admitted.account.left == 1
    with pytest.raises(QuotaExceeded):
        await reserve(images=(1, 1), limits=five)
    assert (await stored.account(database, asker(), five, NOW)).used == 4
    capped = replace(limits, caps=Caps(member_waiting=4))
    with pytest.raises(TooManyWaiting):
        await reserve(images=(1, 1), limits=capped)
    assert await ledger.unbalanced(database) == []


async def test_a_refused_request_leaves_nothing_behind(
    database: Database, reserve: Reserve, limits: Limits
) -> None:
    with pytest.raises(QuotaExceeded):
        await reserve(limits=replace(limits, allowance=allowance(0)))
    assert await jobs.find(database, 1) is None
    counted = (
        "SELECT (SELECT count(*) FROM cards), (SELECT count(*) FROM ledger), (SELECT count(*) FROM events)"
    )
    assert await database.run(lambda connection: connection.execute(counted).fetchone()) == (0, 0, 0)


async def test_a_check_refuses_as_the_reservation_would_and_changes_nothing(
    database: Database, reserve: Reserve, limits: Limits
) -> None:
    two = replace(limits, allowance=allowance(2))
    await reservations.check(database, asker(), [1, 1], 0, {}, two, NOW)
    with pytest.raises(QuotaExceeded):
        await reservations.check(database, asker(), [2, 1], 0, {}, two, NOW)
    await reserve(images=2, limits=two)


async def test_what_is_coming_counts_until_it_is_reserved(
    database: Database, reserve: Reserve, limits: Limits
) -> None:
    three = replace(limits, allowance=allowance(3))
    admitted = await reserve(images=1, limits=three)
    known = admitted.card.interaction_id
    await reservations.check(database, asker(), [1], 0, {known: [1]}, three, NOW)
    await reservations.check(database, asker(), [2], 0, {known: [1]}, three, NOW)
    with pytest.raises(QuotaExceeded) as exceeded:
        await reservations.check(database, asker(), [1], 0, {known: [1], known + 1: [2]}, three, NOW)
    assert exceeded.value.used == 3
    two_wait = replace(three, caps=replace(three.caps, member_waiting=2))
    with pytest.raises(TooManyWaiting):
        await reservations.check(database, asker(), [1], 0, {known + 1: [1]}, two_wait, NOW)


async def test_an_admitted_job_waits_with_its_place(reserve: Reserve) -> None:
    first = await reserve(user=1, images=2)
    second = await reserve(user=2)
    assert (first.jobs[0].state, first.places, second.places) == (JobState.QUEUED, (1,), (2,))
    assert (first.account.used, first.account.left) == (2, 18)


async def test_a_card_is_found_by_its_number_with_its_letters(database: Database, reserve: Reserve) -> None:
    card = (await reserve(private=True)).card
    assert await cards.find(database, card.ref) == card
    assert card.private
    assert await cards.find(database, replace(card.ref, letters="others")) is None
    assert await cards.find(database, replace(card.ref, letters="")) is None
