"""The first answer to whatever somebody does fails, is slow, or is refused: nothing is queued twice, or without them."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.rules.refusal import already_acknowledged, archived_thread, unknown
from sandbox.server import Sandbox
from sandbox.world.message import Message
from sandbox.world.world import Channel
from tests.journeys.outcomes import CALLED_OFF, PICTURES, UNANSWERED, Outcome, about, came_of, has_come_to
from tests.journeys.toll import Toll
from tests.journeys.watching import button, has_pictures, labels, seen
from tests.stage import Bot

CALLBACK = "/callback$"
NOBODY = 4  # seconds, of the three that there are
FAULTS: dict[str, tuple[dict[str, Any], Outcome]] = {
    "429 for that route": ({"retry_after": 0.3}, PICTURES),
    "429 for all": ({"retry_after": 0.3, "scope": "global"}, PICTURES),
    "500": ({"status": 500}, PICTURES),
    "503": ({"status": 503}, PICTURES),
    "it breaks off before": ({"drop": True}, PICTURES),
    "its answer is lost": ({"lose_answer": True}, PICTURES),
    "half of its answer comes": ({"cut_answer": True}, PICTURES),
    "it is done at once, and answered after 4 seconds": ({"late": NOBODY}, PICTURES),
    "it is there after 4 seconds: 10062": ({"delay": NOBODY}, UNANSWERED),
    "503 for ever": ({"status": 503, "times": 50}, UNANSWERED),
    "10062": ({"refused": unknown("interaction")}, UNANSWERED),
    "40060: another process was first": ({"refused": already_acknowledged()}, UNANSWERED),
    "50083: its thread is archived": ({"refused": archived_thread(), "times": 9}, UNANSWERED),
}
Do = Callable[[], Awaitable[Exchange]]


async def _command(person: Person, _: Message, picture: Upload) -> Do:
    return lambda: person.command("restyle", {"image": picture, "prompt": "ink"})


async def _button(person: Person, result: Message, _: Upload) -> Do:
    return lambda: person.click(result, button(result, "1 · Vary"))


async def _form(person: Person, result: Message, _: Upload) -> Do:
    form = await (await person.click(result, button(result, "Remix…"))).modal_shown()
    return lambda: person.submit(form, {"prompt": "watercolour"})


WAYS = (_command, _button, _form)
SOME = [fault for fault in FAULTS if FAULTS[fault][0].keys() & {"scope", "late", "delay", "times"}]


@pytest.mark.parametrize(
    "faults", [SOME, pytest.param(list(FAULTS), marks=pytest.mark.chaos)], ids=["some", "all"]
)
async def test_the_first_answer_to_a_command_a_button_and_a_form(
    discord: Sandbox, bot: Bot, picture: Upload, faults: list[str]
) -> None:
    """One fault after the other, to somebody new each time."""
    whose = discord.person("bob")
    asked = await whose.command("restyle", {"image": picture, "prompt": "ink"})
    result = await asked.until(has_pictures)
    for number, fault in enumerate(faults):
        kind, outcome = FAULTS[fault]
        with about(fault):
            person = discord.newcomer(f"ann{number}")
            for way in WAYS:
                do = await way(person, result, picture)
                strike = discord.faults.add("POST", CALLBACK, **kind)
                done = await do()
                await discord.faults.struck(strike)
                if outcome == UNANSWERED or "late" in kind:
                    discord.clock.advance(NOBODY)
                await came_of(outcome, done, person)
                discord.faults.clear()
            await has_come_to(bot, person, *[outcome] * len(WAYS))
    assert "Traceback" not in bot.log


async def test_the_first_answer_to_what_ends_or_decides_something(
    discord: Sandbox, paying_bot: Bot, toll: Toll, room: Channel, ada: Person, mo: Person, picture: Upload
) -> None:
    """What was not acknowledged has not been done, and can be pressed once more."""
    ask = {"image": picture, "prompt": "ink"}
    await (await mo.command("moderation review", {"results": "everything", "channel": room})).message_shown()

    async def press(person: Person, message: Message, label: str, fault: str) -> None:
        kind, outcome = FAULTS[fault]
        strike = discord.faults.add("POST", CALLBACK, **kind)
        pressed = await person.click(message, button(message, label))
        await discord.faults.struck(strike)
        if outcome == UNANSWERED or "late" in kind:
            discord.clock.advance(NOBODY)
        if outcome == UNANSWERED:
            await came_of(UNANSWERED, pressed, person)
            discord.faults.clear()
            await person.click(message, button(message, label))

    for fault in SOME:
        with about(fault):
            toll.held.add("watch")
            watched = toll.passed.count("watch")
            asked = await ada.command("restyle", ask)
            rendered = await asked.until(lambda message: "Cancel" in labels(message))
            await toll.reached("watch", watched + 1)
            await press(ada, rendered, "Cancel", fault)
            await asked.until(lambda message: "Cancelled. Nothing was charged." in message.text)
            await toll.release()

            asked = await ada.command("restyle", ask)
            card = await seen(
                discord, mo, lambda one: "Approve" in labels(one) and bool(one.pictures), channel=room
            )
            await press(mo, card, "Approve", fault)
            await asked.until(has_pictures)
    await has_come_to(paying_bot, ada, *[CALLED_OFF, PICTURES] * len(SOME))
    assert "Traceback" not in paying_bot.log


async def test_suggestions_that_discord_does_not_take_cost_nothing_but_themselves(
    discord: Sandbox, bot: Bot, ada: Person
) -> None:
    for fault, (kind, _) in FAULTS.items():
        with about(fault):
            strike = discord.faults.add("POST", CALLBACK, **kind)
            ada.begin_autocomplete("restyle", {"style": "c"}, focused="style")
            await discord.faults.struck(strike)
            discord.clock.advance(NOBODY)
            discord.faults.clear()
            assert await ada.autocomplete("restyle", {"style": "com"}, focused="style")
    assert "Traceback" not in bot.log


async def test_in_a_global_pause_the_bot_makes_no_call_of_its_own(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, bob: Person, picture: Upload
) -> None:
    """Two results are to be shown in two channels after their tokens have ended."""
    pause = 1.5
    toll.held.add("picture")
    places = {ada: discord.channel, bob: list(discord.guild.channels.values())[1]}
    asked = {
        who: await who.command("restyle", {"image": picture, "prompt": "ink"}, channel=place)
        for who, place in places.items()
    }
    for one in asked.values():
        await one.message_shown()
    await toll.reached("picture", 2)
    discord.clock.advance(20 * 60)
    strike = discord.faults.add("PATCH", "/channels/", retry_after=pause, scope="global")
    await toll.allow("picture", 1)
    await discord.faults.struck(strike)
    await toll.release()
    for who, one in asked.items():
        await came_of(PICTURES, one, who)
    own = [one for one in discord.requests if not one.path.startswith(("/webhooks/", "/interactions/"))]
    [paused] = [one for one in own if one.status == 429]
    on_their_way = 0.2  # seconds for what was sent before the bot knew
    later = [one for one in own if one.at > paused.at + on_their_way]
    assert len(later) >= 2
    assert all(one.at >= paused.at + pause for one in later)
