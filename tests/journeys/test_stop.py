"""A stop in the middle of an answer: who was let in is served."""

import pytest

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.stage import Bot

COMMANDS = {
    "usage": {},
    "queue": {},
    "history": {},
    "quota show": {},
    "quota set": {"pictures": 7},
    "moderation variation": {"strength": 0.4},
    "moderation notices": {"on": False},
}


@pytest.mark.parametrize("command", COMMANDS)
async def test_a_command_that_is_being_answered_is_answered(
    discord: Sandbox, bot: Bot, mo: Person, command: str
) -> None:
    discord.faults.add("PATCH", "@original", delay=1.5, times=10)
    asked = await mo.command(command, COMMANDS[command])
    await asked.acknowledged()
    assert await bot.stop() == 0
    assert asked.message is not None
    assert not asked.message.loading
    assert asked.message.text
    assert "Traceback" not in bot.log


async def test_a_button_that_is_being_answered_is_answered(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    result = await asked.until(lambda message: bool(message.pictures))
    buttons = {button.label: button.custom_id or "" for button in result.buttons}
    menu = await (await ada.click(result, buttons["⋯"])).message_shown()
    recipe = next(button.custom_id or "" for button in menu.buttons if button.label == "Recipe")
    discord.faults.add("PATCH", "@original", delay=1.5, times=10)
    pressed = await ada.click(menu, recipe)
    await pressed.acknowledged()
    assert await bot.stop() == 0
    assert pressed.message is not None
    assert "seed: " in pressed.message.text
