"""Admission: the quota, the caps, the job and its reservation are one transaction."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.errors import QuotaExceeded, TooManyWaiting
from domain.job import Admitted, Draft, JobState, ReplyTo
from domain.quota import DAY, Allowance, Caps, Limits
from storage import jobs, ledger
from storage.admission import admit
from storage.database import Database

NOW = 1_800_000_000_000
MakeDraft = Callable[..., Draft]


async def test_of_a_hundred_at_once_against_one_remaining_picture_exactly_one_passes(
    database: Database, draft: MakeDraft, reply_to: ReplyTo, limits: Limits
) -> None:
    one_left = replace(limits, allowance=Allowance(1))
    outcomes = await asyncio.gather(
        *(admit(database, draft(), reply_to, one_left, NOW) for _ in range(100)), return_exceptions=True
    )
    assert sum(isinstance(outcome, Admitted) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, QuotaExceeded) for outcome in outcomes) == 99
    assert (await ledger.account(database, 9, 1, one_left.allowance, NOW)).used == 1
    assert await ledger.unbalanced(database) == []


async def test_the_same_interaction_fifty_times_at_once_is_one_job(
    database: Database, draft: MakeDraft, reply_to: ReplyTo, limits: Limits
) -> None:
    same = draft(interaction=77)
    admitted = await asyncio.gather(*(admit(database, same, reply_to, limits, NOW) for _ in range(50)))
    assert len({one.job.id for one in admitted}) == 1
    assert sum(one.new for one in admitted) == 1
    assert (await ledger.account(database, 9, 1, limits.allowance, NOW)).used == 1


async def test_a_refusal_says_what_is_used_and_when_it_frees(
    database: Database, draft: MakeDraft, reply_to: ReplyTo, limits: Limits
) -> None:
    three = replace(limits, allowance=Allowance(3))
    await admit(database, draft(images=2), reply_to, three, NOW)
    await admit(database, draft(images=1), reply_to, three, NOW + 1000)
    with pytest.raises(QuotaExceeded) as caught:
        await admit(database, draft(images=2), reply_to, three, NOW + 2000)
    assert (caught.value.used, caught.value.limit, caught.value.asked) == (3, 3, 2)
    assert caught.value.frees_at == NOW + DAY
    await admit(database, draft(images=2), reply_to, three, NOW + DAY)


async def test_a_member_s_own_allowance_holds_before_the_server_s_and_that_before_the_default(
    database: Database, limits: Limits
) -> None:
    async def limit(user: int) -> int:
        return (await ledger.account(database, 9, user, limits.allowance, NOW)).limit

    assert await limit(1) == 20
    await ledger.set_allowance(database, 9, ledger.EVERYBODY, Allowance(5), who=3, now=NOW)
    await ledger.set_allowance(database, 9, 1, Allowance(50), who=3, now=NOW)
    assert (await limit(1), await limit(2)) == (50, 5)
    assert await ledger.clear_allowance(database, 9, 1)
    assert not await ledger.clear_allowance(database, 9, 1)
    assert await limit(1) == 5


async def test_the_caps_on_waiting_are_per_member_and_per_server(
    database: Database, draft: MakeDraft, reply_to: ReplyTo, limits: Limits
) -> None:
    capped = replace(limits, caps=Caps(member_waiting=2, server_waiting=3))
    for _ in range(2):
        await admit(database, draft(user=1), reply_to, capped, NOW)
    with pytest.raises(TooManyWaiting) as of_member:
        await admit(database, draft(user=1), reply_to, capped, NOW)
    await admit(database, draft(user=2), reply_to, capped, NOW)
    with pytest.raises(TooManyWaiting) as of_server:
        await admit(database, draft(user=3), reply_to, capped, NOW)
    await admit(database, draft(user=1, guild=10), reply_to, capped, NOW)
    assert (of_member.value.whose, of_server.value.whose) == ("member", "server")


async def test_a_refused_request_leaves_nothing_behind(
    database: Database, draft: MakeDraft, reply_to: ReplyTo, limits: Limits
) -> None:
    with pytest.raises(QuotaExceeded):
        await admit(database, draft(), reply_to, replace(limits, allowance=Allowance(0)), NOW)
    assert await jobs.find(database, 1) is None
    assert await ledger.usage(database, 9, 1, limits.allowance, NOW) == (
        await ledger.usage(database, 9, 2, limits.allowance, NOW)
    )


async def test_an_admitted_job_waits_with_its_place(
    database: Database, draft: MakeDraft, reply_to: ReplyTo, limits: Limits
) -> None:
    first = await admit(database, draft(user=1, images=2), reply_to, limits, NOW)
    second = await admit(database, draft(user=2), reply_to, limits, NOW)
    assert (first.job.state, first.place, second.place) == (JobState.QUEUED, 1, 2)
    assert (first.account.used, first.account.left) == (2, 18)
