"""The ways that are attacked from their first call to their last: what is there before, and what somebody then does."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sandbox.people.exchange import Exchange
from sandbox.world.message import Message
from tests.chaos.world import Act, World
from tests.journeys.watching import button, has_pictures, labels, seen

UNDECIDED = ["Approve", "Deny…", "Block…"]


async def _nothing(world: World) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Way:
    """`once` is done at the beginning of a world; `prepare` before each attack, and answers what is attacked."""

    prepare: Callable[[World], Awaitable[Act]]
    once: Callable[[World], Awaitable[None]] = _nothing


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


WAYS = {
    "a request": Way(_request),
    "a variation": Way(_variation, _one_result),
    "a batch": Way(_batch),
    "a cancel": Way(_cancel),
    "an approval": Way(_approve, _look_first),
    "a denial": Way(_deny, _look_first),
    "a refund": Way(_request, _host_refuses),
    "a grant's use": Way(_request, _credit),
}
