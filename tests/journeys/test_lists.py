"""Lists that have grown long are shown page by page, whole, and within what Discord takes."""

import asyncio
import re
from collections.abc import Sequence

import pytest

from domain.buckets import DAY, MONTH, WEEK, Bucket, Scope, Unit
from domain.grant import NewGrant
from domain.house import REASON, Block
from domain.member import Member
from domain.privileges import Privileges
from domain.rules import Rule, Subject
from jobs import clock
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from storage import grants, house, privileges, rules
from storage.writer import SqliteDatabase
from tests.journeys.toll import Toll
from tests.journeys.watching import button, labels
from tests.stage import Bot

MANY = 300
STRANGERS = range(10**18, 10**18 + MANY)
LONGEST = "*" * REASON


async def _fill(bot: Bot, guild_id: int, user_id: int, actor: int) -> None:
    """Let a server have a lot of everything that its moderators set."""
    now = clock.now()
    async with SqliteDatabase(bot.data / "restyle.db") as database:
        ruled = [
            Rule(Subject(Scope.MEMBER, one), Bucket(Scope.MEMBER, Unit.PICTURES, 10_000, window))
            for one in STRANGERS
            for window in (DAY, WEEK, MONTH)
        ]
        await asyncio.gather(
            *(
                house.block(database, guild_id, Block(one, now + DAY, LONGEST, actor), now=now)
                for one in STRANGERS
            ),
            *(
                grants.give(
                    database, Member(guild_id, user_id), NewGrant(1, reason=LONGEST), actor=actor, now=now
                )
                for _ in STRANGERS
            ),
            *(rules.set_rule(database, guild_id, one, actor=actor) for one in ruled),
            *(
                privileges.set_for_role(database, guild_id, one, Privileges(1, 2, 3, 4), actor=actor)
                for one in STRANGERS
            ),
        )


async def _pages(person: Person, page: Message) -> list[str]:
    """What stands on all pages, from the first to the last."""
    said = [page.text]
    while "Next" in labels(page):
        number = len(said) + 1
        turned = await person.click(page, button(page, "Next"))
        page = await turned.until(lambda one, number=number: f"Page {number} of" in one.text)
        said.append(page.text)
    return said


def _named(pages: Sequence[str]) -> list[int]:
    return [
        int(found) for said in pages for found in re.findall(r"^(?:- )?<@&?(\d{19})>", said, re.MULTILINE)
    ]


async def test_hundreds_of_blocks_rules_and_grants_are_all_there(
    discord: Sandbox, bot: Bot, mo: Person, ada: Person
) -> None:
    assert await bot.stop() == 0
    await _fill(bot, discord.guild.id, ada.id, mo.id)
    await bot.start()
    await discord.ready(20)

    blocks = await (await mo.command("moderation block")).message_shown()
    assert labels(blocks) == ["Next"]
    shown = await _pages(mo, blocks)
    assert sorted(_named(shown)) == list(STRANGERS)
    assert f"Page 1 of {len(shown)} · {MANY} in all" in shown[0]

    shown = await _pages(mo, await (await mo.command("quota show")).message_shown())
    assert sorted(_named(shown)) == sorted([*STRANGERS, *STRANGERS]), "as members and as roles"
    assert all("Everybody may use 20 pictures" in said for said in shown)

    for who, command, options in ((ada, "usage", {}), (mo, "quota show", {"member": ada.id})):
        account = await (await who.command(command, options)).message_shown()
        assert "292 pictures of credit from later ones." in account.text
        opened = await who.click(account, button(account, "All credit"))
        first = await opened.until(lambda one: "Page 1 of" in one.text)
        assert "".join(await _pages(who, first)).count("Credit: 1 picture") == MANY

    assert "Traceback" not in bot.log


@pytest.mark.parametrize("command", ["queue", "moderation queue"])
async def test_who_waits_is_shown_page_by_page(
    discord: Sandbox, paying_bot: Bot, toll: Toll, mo: Person, picture: Upload, command: str
) -> None:
    toll.held.add("watch")
    asked = await asyncio.gather(
        *(mo.command("restyle", {"image": picture, "prompt": f"ink {number}"}) for number in range(10))
    )
    for one in asked:
        await one.until(lambda message: bool(message.buttons))
    first = await (await mo.command(command)).message_shown()
    assert labels(first) == ["Cancel"] * 8 + ["Next"]
    pages = await _pages(mo, first)
    assert sorted(re.findall(r"“ink (\d)”", "".join(pages))) == [str(number) for number in range(10)]
    assert "Page 2 of 2 · 10 in all" in pages[1]
    await toll.release()
