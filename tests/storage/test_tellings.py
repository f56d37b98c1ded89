"""What moderators were told of reasons: when one is erased, its message is known to be stale, whenever that was."""

from domain.house import Block
from domain.member import NO_SERVER, Member
from domain.telling import Telling
from storage import erasures, events, house, tellings
from storage.database import Database
from tests.storage.conftest import NOW

ADA, BOB, MO = 1, 2, 7


async def _told(database: Database) -> Telling:
    for user in (ADA, BOB):
        await house.block(database, 9, Block(user, None, f"why {user}", MO), now=NOW)
    done = await events.untold(database, 9, 10)
    return Telling(65, 9, 5, "en-GB", done[0].id, done[-1].id)


async def _reasons(database: Database, telling: Telling) -> list[str]:
    return [one.event.reason for one in await tellings.told_in(database, telling)]


async def _erase(database: Database) -> None:
    wish = await erasures.wish(database, Member(NO_SERVER, ADA), NOW)
    await erasures.erase_rest(database, wish, done=True)


async def test_what_is_erased_later_makes_it_stale_until_it_is_said_anew(database: Database) -> None:
    telling = await _told(database)
    await tellings.keep(database, telling, 2)
    assert await tellings.stale(database, 9) == []
    await _erase(database)
    assert await tellings.stale(database, 9) == [telling]
    assert await _reasons(database, telling) == ["", "why 2"], "what is about others stays"
    await tellings.keep(database, telling, 1)
    assert await tellings.stale(database, 9) == []


async def test_what_was_erased_while_it_was_being_told_makes_it_stale_too(database: Database) -> None:
    telling = await _told(database)
    await _erase(database)
    await tellings.keep(database, telling, 2)
    assert await tellings.stale(database, 9) == [telling]
    await tellings.forget(database, telling)
    assert await tellings.stale(database, 9) == []
