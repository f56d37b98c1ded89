"""The bot ends and starts again: old buttons work, and what was on its way arrives."""

import signal

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.stage import Bot


async def test_buttons_live_on_after_a_restart(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    asked = await ada.command("restyle", {"image": picture, "prompt": "charcoal"})
    result = await asked.until(lambda message: len(message.pictures) == 1)
    assert await bot.stop() == 0
    await bot.start()
    await discord.ready(20)
    for label in ("1 · Vary", "Again"):
        button = next(button for button in result.buttons if button.label.startswith(label))
        pressed = await ada.click(result, button.custom_id or "")
        await pressed.until(lambda message: len(message.pictures) == 1)


async def test_what_was_on_its_way_at_a_kill_arrives_in_its_own_message(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    slow = {"image": picture, "prompt": "oil painting", "speed": "quality", "size": "square_hd"}
    first = await ada.command("restyle", {**slow, "images": 4})
    await first.until(lambda message: "rendering" in message.text)
    second = await bob.command("restyle", {**slow, "images": 1})
    await second.until(lambda message: "⏳" in message.text)

    await bot.stop(signal.SIGKILL)
    await bot.start()
    await discord.ready(20)

    await first.until(lambda message: len(message.pictures) == 4, timeout=60)
    await second.until(lambda message: len(message.pictures) == 1, timeout=60)
    for person, used in ((ada, 4), (bob, 1)):
        assert f"{used} of 20 pictures used" in (await (await person.command("usage")).message_shown()).text
