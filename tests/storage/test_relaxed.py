"""Relaxed requests cost nothing, count apart from all others, and wait behind them."""

from dataclasses import replace

import pytest

from domain.buckets import Bucket, Scope, Unit
from domain.card import NewCard, ReplyTo
from domain.errors import QuotaExceeded
from domain.job import Draft, StoredPicture
from domain.member import Asker
from domain.quota import Caps, Limits
from domain.request import RestyleRequest
from storage import jobs, ledger, reservations, rules
from storage.database import Database
from tests.storage.conftest import NOW, Reserve, asker, limits_of, rule

LIMITS = replace(limits_of(1), relax=Bucket(Scope.RELAX, Unit.PICTURES, 2))


async def _relax(
    database: Database, source: StoredPicture, reply_to: ReplyTo, who: Asker, number: int, images: int = 1
) -> None:
    request = RestyleRequest(prompt="ink", seed=7, images=images)
    draft = Draft(request, source, None, "local", 0, relaxed=True)
    card = NewCard(1000 + number, who, "letter", private=False)
    await reservations.reserve(database, card, [draft], reply_to, LIMITS, NOW)


async def test_neither_counts_in_what_the_other_has(
    database: Database, reserve: Reserve, source: StoredPicture, reply_to: ReplyTo
) -> None:
    who = asker()
    await _relax(database, source, reply_to, who, 1)
    await reserve(limits=LIMITS)
    await _relax(database, source, reply_to, who, 2)
    with pytest.raises(QuotaExceeded) as exceeded:
        await _relax(database, source, reply_to, who, 3)
    assert exceeded.value.bucket.scope is Scope.RELAX
    with pytest.raises(QuotaExceeded) as exceeded:
        await reserve(limits=LIMITS)
    assert exceeded.value.bucket.scope is Scope.BOT
    assert await ledger.reset(database, who.member, actor=7, now=NOW) == 3
    await _relax(database, source, reply_to, who, 4, images=2)


async def test_a_rule_of_none_at_all_is_none_of_these_either(
    database: Database, source: StoredPicture, reply_to: ReplyTo
) -> None:
    await rules.set_rule(database, 9, rule(0), actor=7)
    with pytest.raises(QuotaExceeded) as exceeded:
        await _relax(database, source, reply_to, asker(), 1)
    assert exceeded.value.bucket.limit == 0


async def test_what_is_on_its_way_counts_only_in_its_own(database: Database, limits: Limits) -> None:
    on_its_way = {5: [1], 6: [2]}
    await reservations.check(database, asker(), [1], 0, on_its_way, LIMITS, NOW, apart=[5, 6])
    await reservations.check(database, asker(), [1], 0, on_its_way, LIMITS, NOW, relaxed=True, apart=[6])
    with pytest.raises(QuotaExceeded):
        await reservations.check(database, asker(), [1], 0, on_its_way, LIMITS, NOW, relaxed=True, apart=[5])


async def test_it_waits_behind_others_who_come_later_but_not_behind_all_of_theirs(
    database: Database, reserve: Reserve, source: StoredPicture, reply_to: ReplyTo
) -> None:
    await _relax(database, source, reply_to, asker(1), 1)
    for _ in range(6):
        await reserve(user=2)
    claimed: list[int] = []
    while job := await jobs.claim(database, "local", Caps(member_running=100, server_running=100), NOW):
        claimed.append(job.member.user_id)
    assert claimed == [2, 2, 2, 1, 2, 2, 2]
