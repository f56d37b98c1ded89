"""House rules in the database: what holds for whom, until when, and who said so."""

import asyncio

import pytest

from domain.errors import BadWord, Blocked, ServerPaused
from domain.event import Event
from domain.house import Block, Bounds, HouseRules, Pause, Private
from domain.member import NO_SERVER, Member
from domain.preference import Preference
from domain.privileges import Privileges
from domain.request import Speed
from domain.rules import EVERYBODY
from domain.wordlist import MOST_WORDS, Pattern
from storage import events, house, jobs, preferences, privileges
from storage.database import Database
from tests.storage.conftest import NOW, Reserve, asker

ADA, BOB = Member(9, 1), Member(9, 2)
MO = 7


async def test_a_pause_holds_in_its_server_and_for_nobody_outside_of_one(database: Database) -> None:
    await house.pause(database, 9, "why", actor=MO, now=NOW)
    await house.pause(database, NO_SERVER, "no", actor=MO, now=NOW)
    assert (await house.of_asker(database, asker(1), NOW)).pause == Pause("why", MO, NOW)
    for other in (asker(1, 10), asker(1, NO_SERVER)):
        assert await house.of_asker(database, other, NOW) == HouseRules()
    assert await house.resume(database, 9, actor=MO)
    assert not await house.resume(database, 9, actor=MO)


async def test_a_block_is_of_one_member_ends_and_is_replaced(database: Database) -> None:
    for_an_hour = Block(1, NOW + 10, "x", MO)
    assert await house.block(database, 9, for_an_hour, now=NOW) is None
    assert (await house.of_asker(database, asker(1), NOW + 9)).block == for_an_hour
    assert (await house.of_asker(database, asker(1), NOW + 10)).block is None
    assert (await house.of_asker(database, asker(2), NOW)).block is None
    for_good = Block(1, None, "", 8)
    assert await house.block(database, 9, for_good, now=NOW + 5) == for_an_hour
    assert (await house.blocks(database, 9, NOW, 0, 10)).items == [for_good]
    assert await house.unblock(database, ADA, actor=MO, now=NOW) == for_good
    assert await house.unblock(database, ADA, actor=MO, now=NOW) is None
    kinds = [one.event.kind for one in await events.trail(database, 9, 10)]
    assert kinds == ["member.unblocked", "member.blocked", "member.blocked"]


async def test_what_is_said_while_a_picture_is_fetched_still_counts(
    database: Database, reserve: Reserve
) -> None:
    await house.block(database, 9, Block(1, None, "x", MO), now=NOW)
    with pytest.raises(Blocked) as blocked:
        await reserve(user=1)
    assert blocked.value.reason == "x"
    admitted = await reserve(user=2, interaction=5)
    await house.pause(database, 9, "y", actor=MO, now=NOW)
    with pytest.raises(ServerPaused):
        await reserve(user=2)
    assert (await reserve(user=2, interaction=5)).card == admitted.card, "the same again is what it was"
    await reserve(user=2, guild=10)
    assert await database.run(lambda each: each.execute("SELECT count(*) FROM jobs").fetchone()) == (2,)


async def test_so_many_words_are_blocked_once_each_also_at_once(database: Database) -> None:
    words = [Pattern.parse(f"word {number}") for number in range(MOST_WORDS + 10)]
    said = await asyncio.gather(
        *(house.block_word(database, 9, word, actor=MO, now=NOW) for word in words), return_exceptions=True
    )
    refused = [one.problem for one in said if isinstance(one, BadWord)]
    assert refused == ["many"] * 10
    one_of_them = next(iter(await house.patterns(database, 9)))
    assert len(await house.block_word(database, 9, one_of_them, actor=MO, now=NOW)) == MOST_WORDS, (
        "known already"
    )
    assert set(await house.patterns(database, 9)) < set(words)
    left = await house.allow_word(database, 9, one_of_them, actor=MO)
    assert one_of_them not in left
    with pytest.raises(BadWord) as unknown:
        await house.allow_word(database, 9, one_of_them, actor=MO)
    assert unknown.value.problem == "unknown"


async def test_limits_are_the_widest_until_they_are_set(database: Database) -> None:
    assert await house.bounds(database, 9) == Bounds()
    for preference, value in (
        *((Preference.IMAGES, 2), (Preference.SPEED, 0)),
        *((Preference.SIDE, 800), (Preference.PRIVATE, 2)),
    ):
        await preferences.choose(database, Member(9, EVERYBODY), preference, value, actor=MO)
    assert await house.bounds(database, 9) == Bounds(2, Speed.TURBO, 800, Private.WATCHED)
    assert await house.bounds(database, 10) == Bounds()


async def test_roles_have_limits_of_their_own_the_widest_of_several(database: Database) -> None:
    await preferences.choose(database, Member(9, EVERYBODY), Preference.SPEED, 0, actor=MO)
    await preferences.choose(database, Member(9, EVERYBODY), Preference.IMAGES, 3, actor=MO)
    await privileges.set_for_role(database, 9, 70, Privileges(images=1, speed=Speed.QUALITY), actor=MO)
    await privileges.set_for_role(
        database, 9, 71, Privileges(images=2, speed=Speed.BALANCED, side=512), actor=MO
    )

    async def bounds(*roles: int, guild: int = 9) -> Bounds:
        return (await house.of_asker(database, asker(1, guild, roles=roles), NOW)).bounds

    assert await bounds() == Bounds(3, Speed.TURBO)
    assert await bounds(70) == Bounds(1, Speed.QUALITY)
    assert await bounds(70, 71) == Bounds(2, Speed.QUALITY, 512)
    assert await bounds(70, guild=10) == Bounds()


@pytest.mark.parametrize(
    ("event", "trailed"),
    [
        (Event("server.paused", Member(9, EVERYBODY), MO), True),
        (Event("spend.warning", Member(9, EVERYBODY), after={"scope": "server"}), True),
        (Event("spend.warning", Member(9, EVERYBODY), after={"scope": "bot"}), False),
        (Event("audit.mismatch", Member(9, EVERYBODY)), True),
        (Event("audit.mismatch", Member(NO_SERVER, EVERYBODY)), False),
        (Event("credit.granted", Member(9, MO), MO), True),
        (Event("preference.set", Member(9, EVERYBODY), MO), True),
        (Event("preference.set", Member(9, MO), MO), False),
        (Event("preference.set", Member(NO_SERVER, EVERYBODY), MO), False),
        (Event("card.deleted", ADA, MO), True),
        (Event("card.deleted", ADA, ADA.user_id), False),
        (Event("job.cancelled", ADA), False),
        (Event("credit.expired", ADA), False),
        (Event("report.opened", ADA, ADA.user_id), False),
    ],
)
async def test_the_trail_has_what_moderators_do(database: Database, event: Event, *, trailed: bool) -> None:
    await database.run(lambda connection: events.record(connection, event))
    found = [one.event for one in await events.trail(database, event.member.guild_id, 10)]
    assert found == ([event] if trailed else [])


async def test_a_channel_is_told_each_once_from_when_it_was_chosen(
    database: Database, reserve: Reserve
) -> None:
    await house.pause(database, 9, "", actor=MO, now=NOW)
    await house.pause(database, 10, "", actor=MO, now=NOW)
    await events.told(database, 9)
    assert await events.untold(database, 9, 10) == []
    await house.resume(database, 9, actor=MO)
    admitted = await reserve()
    await jobs.cancel(database, admitted.jobs[0], NOW, actor=MO)
    first, second = await events.untold(database, 9, 10)
    assert [first.event.kind, second.event.kind] == ["server.resumed", "job.cancelled"]
    assert await events.untold(database, 9, 1) == [first]
    await events.told(database, 9, first.id)
    assert await events.untold(database, 9, 10) == [second]
    await events.told(database, 11)
    assert await events.untold(database, 11, 10) == []
