"""Custom ids that nobody was given: numbers that no row has, parts that no card has, and what is no id at all."""

import asyncio

from cogs.custom_ids import ID_MAX
from cogs.options import NO_STYLE
from domain.books import Book
from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.journeys.matrix import Scene, Seat, press, submit
from tests.journeys.watching import said, whispered
from tests.stage import Bot

LAST = "9" * 18
BOOKS = [
    f"r1:books:{turn}:{book}:{ID_MAX}:{ID_MAX}:99999:{ID_MAX}" for turn in ("older", "newer") for book in Book
]
# Each names something in a right form, and nothing that there is.
NOTHING = [
    *(f"r1:{action}:{LAST}:abcdef" for action in ("again", "retry", "cancel", "menu", "erase", "show", "fewer")),
    *(f"r1:{action}:{LAST}:abcdef" for action in ("allow", "never", "start", "uphold", "approve", "deny", "stop")),
    *(f"r1:{action}:1:zzzzzz" for action in ("again", "weaker", "recipe", "family", "delete", "remix")),
    *("r1:seed:1:zzzzzz:9:4", "r1:compare:1:4", f"r1:older:1:zzzzzz:{LAST}", f"r1:newer:{LAST}:abcdef:1"),
    *BOOKS,
]  # fmt: skip
RUBBISH = [
    *("", " ", ":", "r1", "r1:", "r1::", "r1:again", "r2:again:1", "r1:again:0", "r1:again:-1", "r1:again:1:abcde"),
    *("r1:again:" + "9" * 80, "r1:again:\u0661", "r1:drop:1:abcdef", "r1:again:1:abcdef\n", "x" * 100, "\x00", "\ud800"),
    *(f"r1:books:file:ledger:{'9' * 19}:0:0:0", "r1:privacy:erase:5", "r1:books:older:jobs:0:0:1:1", "R1:AGAIN:1:ABCDEF", "r1:seed:1:abcdef:10:1"),
]  # fmt: skip
FORMS = [
    *(f"r1:{about}:123456789012345" for about in (f"remix:{LAST}:abcdef", f"from:{LAST}:abcdef", "source:1:zzzzzz:1")),
    *(f"r1:{about}:123456789012345" for about in (f"report:{LAST}:abcdef", f"deny:{LAST}:abcdef", f"object:{LAST}")),
    *("r1:style:edit:nobody:123456789012345", "r1:style:add:a\ud800\x00b:123456789012345"),
    f"r1:remix:1:zzzzzz:{'9' * 20}",
]  # fmt: skip
FILLED = {"prompt": "ink", "images": "1", "style": NO_STYLE, "reason": "other", "strength": "0.5"}


async def test_what_names_nothing_gets_one_sentence_and_what_is_no_id_gets_none(
    discord: Sandbox, bot: Bot, ada: Person, mo: Person, picture: Upload
) -> None:
    """The last of the forms was opened by nothing that Discord could have."""
    seat, moderator = [
        Seat(one, discord.channel, await said(await one.command("usage"))) for one in (ada, mo)
    ]
    scene = Scene(discord, bot, picture, {"member": seat})
    before = scene.kept()
    ignored: list[Exchange] = []
    for custom_id in RUBBISH:
        ignored += [press(scene, seat, custom_id), submit(scene, seat, custom_id, FILLED)]
    told = [await whispered(press(scene, seat, custom_id)) for custom_id in NOTHING]
    told += [await whispered(submit(scene, seat, custom_id, FILLED)) for custom_id in FORMS]
    told += [await whispered(press(scene, moderator, custom_id)) for custom_id in BOOKS]
    assert not [one for one in told if "Something went wrong" in one]
    assert not [one for one in ignored if one.callback_type]
    assert scene.kept() == before
    batch = submit(scene, seat, f"r1:batch:{'9' * 20}", {**FILLED, "pictures": picture})
    async with asyncio.timeout(30):
        await batch.until(lambda message: bool(message.pictures))
    assert "Traceback" not in bot.log
