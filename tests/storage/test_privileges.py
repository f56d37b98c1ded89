"""Roles may give their members more in the line, and a larger share of it; and nobody waits for ever for that."""

from dataclasses import replace

import pytest

from domain.errors import TooManyWaiting
from domain.job import Job
from domain.privileges import Privileges
from domain.quota import Caps, Limits
from storage import jobs, privileges
from storage.database import Database
from tests.storage.conftest import NOW, Reserve

MANY = Caps(member_running=100, server_running=100)
PAINTERS, PATRONS = 70, 71


@pytest.fixture
async def server(database: Database) -> Database:
    """Patrons have priority, painters may have more of everything."""
    await privileges.set_for_role(database, 9, PATRONS, Privileges(priority=4), actor=7)
    await privileges.set_for_role(database, 9, PAINTERS, Privileges(running=3, waiting=5), actor=7)
    return database


async def _claim(database: Database, caps: Caps = MANY) -> Job | None:
    return await jobs.claim(database, "local", caps, NOW)


async def _order(database: Database) -> list[int]:
    order: list[int] = []
    while job := await _claim(database):
        order.append(job.member.user_id)
    return order


async def test_the_turns_of_who_has_priority_come_that_much_more_often(
    server: Database, reserve: Reserve
) -> None:
    for _ in range(10):
        await reserve(user=1)
    for _ in range(10):
        await reserve(user=2, roles=(PATRONS,))
    order = await _order(server)
    assert order[0] == 2, "also the first of them"
    assert order[:10].count(2) == 8
    assert order[10:].count(2) == 2, "and the other has the rest"


async def test_others_come_to_their_turn_whatever_who_has_priority_asks_for_next(
    server: Database, reserve: Reserve
) -> None:
    await reserve(user=1)
    before = 0
    while True:
        await reserve(user=2, roles=(PATRONS,))
        job = await _claim(server)
        assert job
        if job.member.user_id == 1:
            break
        before += 1
    assert before <= 4


async def test_a_role_of_another_server_and_none_at_all_change_nothing(
    server: Database, reserve: Reserve
) -> None:
    await reserve(user=1, guild=8)
    await reserve(user=2, guild=8, roles=(PATRONS,))
    assert await _order(server) == [1, 2]


async def test_the_caps_of_a_role_hold_for_its_members_and_follow_what_moderators_set(
    server: Database, reserve: Reserve, limits: Limits
) -> None:
    few = replace(limits, caps=Caps(member_running=1, member_waiting=2))
    for _ in range(5):
        await reserve(user=1, roles=(PAINTERS, PATRONS), limits=few)
    with pytest.raises(TooManyWaiting) as refused:
        await reserve(user=1, roles=(PAINTERS,), limits=few)
    assert refused.value.limit == 5
    await reserve(user=2, images=(1, 1), limits=few)
    with pytest.raises(TooManyWaiting) as refused:
        await reserve(user=2, limits=few)
    assert refused.value.limit == 2

    claimed = [await _claim(server, few.caps) for _ in range(5)]
    assert [job.member.user_id for job in claimed if job].count(1) == 3
    assert [job.member.user_id for job in claimed if job].count(2) == 1
    before = await privileges.set_for_role(server, 9, PAINTERS, Privileges(running=4), actor=7)
    assert before == Privileges(running=3, waiting=5)
    job = await _claim(server, few.caps)
    assert job
    assert job.member.user_id == 1
    await privileges.set_for_role(server, 9, PAINTERS, Privileges(), actor=7)
    assert list(await privileges.of_server(server, 9)) == [PATRONS]
