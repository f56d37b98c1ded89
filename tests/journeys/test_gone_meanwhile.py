"""What a picture was asked for in goes away, or closes, while it is made: its message, its thread, its channel, the server.

Each time there are three at once: one that waits in line, one that a paid host renders, and one that is being fetched.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.permissions import Permission
from sandbox.world.world import Channel
from tests.journeys.outcomes import CALLED_OFF, NOWHERE, PICTURES, Outcome, about, came_of, has_come_to, waits
from tests.journeys.toll import Toll
from tests.stage import Bot

LATER = 20 * 60  # seconds: all tokens have ended
GONE = waits("its message is gone")
CLOSED = waits("its thread is closed")
LATE = waits("it came too late for its message")
BARRED = waits("I may not write there")
UNSEEN = replace(NOWHERE, job="cancelled", charged=0)


@dataclass(frozen=True, slots=True)
class Scene:
    """Who asked, where, and what they see of it."""

    discord: Sandbox
    person: Person
    channel: Channel
    asked: list[Exchange]


def _delete_messages(scene: Scene) -> None:
    for one in scene.asked:
        assert one.message
        scene.discord.posts.delete(scene.discord.posts.find(scene.channel, one.message.id))


def _bar(scene: Scene) -> None:
    """Take it from the channel in which the thread is."""
    scene.discord.channel.deny(scene.discord.application_id, Permission.VIEW_CHANNEL)
    scene.discord.changed(scene.discord.channel)


# What happens, whether it is only found when all tokens have ended, and what comes of it: for the one in line, and for the
# two that are paid for.
Fault = tuple[Callable[[Scene], object], bool, Outcome, Outcome]
MESSAGE = "its message is deleted"
FAULTS: dict[str, Fault] = {
    MESSAGE: (_delete_messages, False, GONE, GONE),
    "its thread is archived": (lambda it: it.discord.close_thread(it.channel), False, CLOSED, CLOSED),
    "its thread is locked, and its token has ended": (
        lambda it: it.discord.close_thread(it.channel, archived=False, locked=True),
        True,
        CLOSED,
        CLOSED,
    ),
    "its channel is deleted": (lambda it: it.discord.delete_channel(it.channel), False, GONE, GONE),
    "the bot may not see the channel any more": (_bar, False, PICTURES, PICTURES),
    "the bot may not see the channel, and its token has ended": (_bar, True, BARRED, BARRED),
    "who asked leaves the server": (lambda it: it.discord.leave(it.person.name), False, PICTURES, PICTURES),
    "the bot is removed": (lambda it: it.discord.remove_bot(), False, CALLED_OFF, PICTURES),
    "the server is deleted": (lambda it: it.discord.delete_guild(), False, UNSEEN, NOWHERE),
}


SOME = [
    fault
    for fault in FAULTS
    if not fault.startswith(("its thread is locked", "the bot may not", "who asked"))
]


ALL = [
    fault for fault in FAULTS if fault != MESSAGE
]  # of what is private there is no message for others to delete


@pytest.mark.parametrize(
    ("faults", "private"),
    [
        (SOME, False),
        pytest.param(list(FAULTS), False, marks=pytest.mark.chaos),
        pytest.param(ALL, True, marks=pytest.mark.chaos),
    ],
    ids=["some", "all", "all, of private ones"],
)
async def test_what_goes_away_while_pictures_are_made(
    discord: Sandbox, paying_bot: Bot, toll: Toll, picture: Upload, faults: list[str], *, private: bool
) -> None:
    """One thing after the other, in a place of its own, to somebody new each time."""
    ask: dict[str, object] = {"image": picture, "prompt": "ink", "private": private}
    home = discord.channel
    for number, fault in enumerate(faults):
        happens, ended, in_line, paid_for = FAULTS[fault]
        with about(fault):
            if discord.application_id not in discord.guild.members:
                discord.add_bot()
            person = discord.newcomer(f"ann{number}")
            channel = discord.world.open_thread(fault, home)
            asked = await _at_three_points(toll, person, ask, channel)
            happens(Scene(discord, person, channel, asked))
            if ended:
                in_line, paid_for = (LATE, LATE) if private else (in_line, paid_for)
                discord.clock.advance(LATER)
            if in_line == CALLED_OFF:
                await came_of(in_line, asked[2], person)
            await toll.release()
            for outcome, one in zip((paid_for, paid_for, in_line), asked, strict=True):
                await came_of(outcome, one, person)
            home.overwrites.clear()
            await has_come_to(paying_bot, person, paid_for, paid_for, in_line)
    assert "Traceback" not in paying_bot.log


async def _at_three_points(
    toll: Toll, person: Person, ask: dict[str, object], channel: Channel
) -> list[Exchange]:
    """Ask three times, until the first is being fetched, the second rendered, and the third in line."""
    asked: list[Exchange] = []
    fetched, watched = toll.passed.count("picture"), toll.passed.count("watch")
    toll.held.add("picture")
    await toll.allow("watch", watched + 1)
    for point, times in (("picture", fetched + 1), ("watch", watched + 2), (None, 0)):
        asked.append(await person.command("restyle", ask, channel=channel))
        await asked[-1].message_shown()
        if point:
            await toll.reached(point, times)
    return asked
