"""The gateway comes and goes, forgets and falls silent: what is being made comes in its message, and nothing twice."""

from collections.abc import Callable

import pytest

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.journeys.outcomes import PICTURES, UNANSWERED, Outcome, about, came_of, has_come_to, waits
from tests.journeys.toll import Toll
from tests.journeys.watching import has_pictures, until_logged
from tests.stage import Bot

HOUR = 60 * 60
LATE = waits("it came too late for its message")
Interrupt = Callable[[Sandbox], None]


def _an_hour_away(discord: Sandbox) -> None:
    discord.gateway.down = True
    discord.gateway.drop()
    discord.clock.advance(HOUR)
    discord.gateway.forget()


# What comes of a private picture that is being made (others always arrive), and of what is asked for at that moment.
INTERRUPTIONS: dict[str, tuple[Interrupt, Outcome, Outcome]] = {
    "RECONNECT": (lambda discord: discord.gateway.reconnect(), PICTURES, PICTURES),
    "it breaks off": (lambda discord: discord.gateway.drop(), PICTURES, PICTURES),
    "closed with 4000": (lambda discord: discord.gateway.close(4000), PICTURES, PICTURES),
    "INVALID SESSION, to be resumed": (
        lambda discord: discord.gateway.invalidate(resumable=True),
        PICTURES,
        PICTURES,
    ),
    "INVALID SESSION": (lambda discord: discord.gateway.invalidate(), PICTURES, UNANSWERED),
    "the event is lost": (lambda discord: discord.gateway.lose("INTERACTION_CREATE"), PICTURES, UNANSWERED),
    "away for an hour": (_an_hour_away, LATE, UNANSWERED),
}
SILENT = "it stands, and nothing comes through", UNANSWERED
SOME = [fault for fault in INTERRUPTIONS if "4000" not in fault and "resumed" not in fault]


@pytest.mark.parametrize(
    "faults", [SOME, pytest.param(list(INTERRUPTIONS), marks=pytest.mark.chaos)], ids=["some", "all"]
)
async def test_the_gateway_comes_and_goes_while_pictures_are_made(
    discord: Sandbox, paying_bot: Bot, toll: Toll, picture: Upload, faults: list[str]
) -> None:
    """One interruption after the other, with somebody new each time."""
    ask = {"image": picture, "prompt": "ink"}
    for number, fault in enumerate(faults):
        interrupt, hidden, meanwhile = INTERRUPTIONS[fault]
        with about(fault):
            first, second, third = (discord.newcomer(f"{who}{number}") for who in ("ann", "ben", "cleo"))
            toll.held.add("watch")
            before = toll.passed.count("watch")
            asked = await first.command("restyle", ask)
            private = await second.command("restyle", {**ask, "private": True})
            for one in (asked, private):
                await one.message_shown()
            await toll.reached("watch", before + 1)
            interrupt(discord)
            late = await third.command("restyle", ask)
            if meanwhile == UNANSWERED:
                discord.clock.advance(3)
            discord.gateway.down = False
            await toll.release()
            await came_of(PICTURES, asked, first)
            await discord.ready()
            await came_of(hidden, private, second)
            await came_of(meanwhile, late, third)
            for outcome, person in ((PICTURES, first), (hidden, second), (meanwhile, third)):
                await has_come_to(paying_bot, person, outcome)
    assert "Traceback" not in paying_bot.log


@pytest.mark.chaos
async def test_a_gateway_that_has_fallen_silent_is_left(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, bob: Person, picture: Upload
) -> None:
    """The connection stands, and nothing comes through it: after a minute the bot begins another."""
    ask = {"image": picture, "prompt": "ink"}
    toll.held.add("watch")
    asked = await ada.command("restyle", ask)
    await asked.message_shown()
    await toll.reached("watch")
    discord.gateway.mute()
    late = await bob.command("restyle", ask)
    await came_of(SILENT[1], late, bob)
    await toll.release()
    await came_of(PICTURES, asked, ada)
    await until_logged(paying_bot, "was answered too late", seconds=90)
    await has_come_to(paying_bot, bob, SILENT[1])
    assert sum(map(has_pictures, bob.messages())) == 1
