"""The ways that are attacked from their first call to their last: what is there before, and what somebody then does."""

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import permutations

from sandbox.people.exchange import Exchange
from sandbox.world.message import Message
from sandbox.world.world import Channel
from tests.chaos.invariants import rows
from tests.chaos.world import PATIENCE, Act, World
from tests.journeys.watching import button, has_pictures, labels, seen

UNDECIDED = ["Approve", "Deny…", "Block…"]
REPORTED = re.compile(r"r1:uphold:(\d+):")
PEOPLE = ("ada", "bob", "mo", "olive")
PAIRS = list(permutations(PEOPLE, 2))
ASKED = re.compile(r"r1:allow:(\d+):")


async def _nothing(world: World) -> None:
    pass


async def _no_more(_: World) -> list[str]:
    return []


@dataclass(frozen=True, slots=True)
class Way:
    """`once` is done at the beginning of a world; `prepare` before each attack, and answers what is attacked.

    `wrong` says what does not hold when all is over, beside what has to hold after every attack.
    """

    prepare: Callable[[World], Awaitable[Act]]
    once: Callable[[World], Awaitable[None]] = _nothing
    wrong: Callable[[World], Awaitable[list[str]]] = _no_more


async def _asked(world: World) -> Exchange:
    return await world.ask(world.person("ada"))


async def _request(world: World) -> Act:
    return lambda: _asked(world)


async def _result(world: World) -> Message:
    return await (await _asked(world)).until(has_pictures)


async def _variation(world: World) -> Act:
    bob = world.person("bob")
    [*_, result] = [one for one in bob.messages() if "1 · Vary" in labels(one)]
    return lambda: bob.click(result, button(result, "1 · Vary"))


async def _one_result(world: World) -> None:
    await _result(world)


async def _batch(world: World) -> Act:
    form = await (await world.person("ada").command("restyle-batch")).modal_shown()
    filled = {"pictures": [world.picture(), world.picture()], "prompt": "ink"}
    return lambda: world.person("ada").submit(form, filled)


async def _cancel(world: World) -> Act:
    world.toll.held.add("watch")
    watched = world.toll.passed.count("watch")
    asked = await _asked(world)
    await world.toll.reached("watch", watched + 1)
    waiting = await asked.until(lambda one: "Cancel" in labels(one))
    return lambda: world.person("ada").click(waiting, button(waiting, "Cancel"))


async def _look_first(world: World) -> None:
    await world.person("mo").command("moderation review", {"results": "everything", "channel": world.room})


async def _held(world: World) -> Message:
    mo = world.person("mo")
    before = {one.id for one in mo.messages(world.room)}
    await _asked(world)
    return await seen(
        world.discord,
        mo,
        lambda one: one.id not in before and labels(one) == UNDECIDED and has_pictures(one),
        channel=world.room,
    )


async def _approve(world: World) -> Act:
    card = await _held(world)
    return lambda: world.person("mo").click(card, button(card, "Approve"))


async def _deny(world: World) -> Act:
    card, mo = await _held(world), world.person("mo")
    form = await (await mo.click(card, button(card, "Deny…"))).modal_shown()
    return lambda: mo.submit(form, {"reason": "not here"})


async def _host_refuses(world: World) -> None:
    world.toll.refused = range(1_000_000)


async def _credit(world: World) -> None:
    mo = world.person("mo")
    await (await mo.command("quota set", {"pictures": 0})).message_shown()
    ask = {"member": world.person("ada").id, "pictures": 1000}
    await (await mo.command("quota grant", ask)).message_shown()


async def _look_at_reports(world: World) -> None:
    await (await world.person("mo").command("moderation log", {"channel": world.room})).message_shown()


async def _report(world: World) -> Act:
    result, bob = await _result(world), world.person("bob")
    menu = await (await bob.click(result, button(result, "⋯"))).message_shown()
    form = await (await bob.click(menu, button(menu, "Report…"))).modal_shown()
    return lambda: bob.submit(form, {"reason": "sexual"})


async def _reports_not_seen_once(world: World) -> list[str]:
    return await _not_seen_once(world, "SELECT id FROM reports WHERE state = 'open'", REPORTED, world.room)


async def _not_seen_once(
    world: World, wanted: str, button_of_one: re.Pattern[str], channel: Channel
) -> list[str]:
    """What is wanted and is not to be seen, or more than once. What a start shows comes when discord.py knows all servers."""

    def wrong() -> list[str]:
        shown = (one for message in world.person("mo").messages(channel) for one in message.buttons)
        times = Counter(int(match[1]) for one in shown if (match := button_of_one.match(one.custom_id or "")))
        return [
            f"{one} is seen {times[one]} times" for (one,) in rows(world.database, wanted) if times[one] != 1
        ]

    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while wrong():  # noqa: ASYNC110 - a signal comes for messages alone, and not for rows
                await asyncio.sleep(0.1)
    return wrong()


async def _authors_are_asked(world: World) -> None:
    await (await world.person("mo").command("moderation consent", {"whose": "ask"})).message_shown()


async def _question(world: World) -> Act:
    """Of another one to another one each time, since few may ask the same; what was asked before is declined."""
    for asked in [one for one in world.person("mo").messages() if "Not this time" in labels(one)]:
        [mentioned] = asked.raw["mentions"]
        author = next(one for one in map(world.person, PEOPLE) if str(one.id) == mentioned["id"])
        await author.click(asked, button(asked, "Not this time"))
    picture = world.picture()
    asker, author = PAIRS[world.sent % len(PAIRS)]
    message = await world.person(author).say("mine", picture)
    form = await (await world.person(asker).menu("Restyle this", message)).modal_shown()
    return lambda: world.person(asker).submit(form, {"prompt": "ink", "images": "1"})


async def _questions_not_seen_once(world: World) -> list[str]:
    return await _not_seen_once(
        world, "SELECT id FROM questions WHERE state = 'open'", ASKED, world.discord.channel
    )


async def _export(world: World) -> Act:
    ada = world.person("ada")
    shown = await (await ada.command("privacy")).message_shown()
    return lambda: ada.click(shown, button(shown, "Export my data"))


async def _own_style(world: World) -> None:
    mo = world.person("mo")
    form = await (await mo.command("style add", {"name": "House"})).modal_shown()
    await (await mo.submit(form, {"before": "a linocut of"})).message_shown()


async def _preview(world: World) -> Act:
    return lambda: world.person("mo").command("style preview", {"name": "House", "picture": world.picture()})


WAYS = {
    "a request": Way(_request),
    "a variation": Way(_variation, _one_result),
    "a batch": Way(_batch),
    "a cancel": Way(_cancel),
    "an approval": Way(_approve, _look_first),
    "a denial": Way(_deny, _look_first),
    "a refund": Way(_request, _host_refuses),
    "a grant's use": Way(_request, _credit),
    "a report": Way(_report, _look_at_reports, _reports_not_seen_once),
    "a question": Way(_question, _authors_are_asked, _questions_not_seen_once),
    "an export": Way(_export, _one_result),
    "a preview": Way(_preview, _own_style),
}
