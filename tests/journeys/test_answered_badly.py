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
from tests.journeys.outcomes import PICTURES, UNANSWERED, Outcome, about, came_of, has_come_to
from tests.journeys.watching import button, has_pictures
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
