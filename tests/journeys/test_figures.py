"""Moderators see what was made in their server, what it cost, and who was turned down: as text, and as charts."""

import io
from importlib.util import find_spec

from PIL import Image

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.journeys.toll import Toll
from tests.stage import Bot


async def test_figures_are_text_and_a_picture_also_after_a_restart(
    discord: Sandbox, paying_bot: Bot, toll: Toll, mo: Person, ada: Person, picture: Upload
) -> None:
    nothing = await (await mo.command("quota report")).message_shown()
    assert nothing.text == "Nobody has asked for anything in that time."
    await (await mo.command("quota set", {"pictures": 2})).message_shown()
    ask = {"image": picture, "prompt": "ink", "images": 2}
    await (await ada.command("restyle", ask)).until(lambda message: len(message.pictures) == 2)
    for _ in range(3):
        await (await ada.command("restyle", ask)).message_shown()
    shown = await (await mo.command("quota report", {"days": 7})).message_shown(60)
    assert shown.ephemeral
    for line in (f"1. <@{ada.id}> · 2 pictures · ", "1. no style · 2 pictures", "1. fal · 2 pictures"):
        assert line in shown.text
    assert "Turned down:\n1. the allowance was used up · 3" in shown.text

    assert await paying_bot.stop() == 0
    await paying_bot.start()
    await discord.ready(20)
    shown = await (await mo.command("quota report")).message_shown(60)
    assert "1. the allowance was used up · 3" in shown.text
    if find_spec("matplotlib"):
        [gallery] = [part for part in shown.components if part["type"] == 12]
        charts = await discord.fetch(gallery["items"][0]["media"]["url"])
        assert Image.open(io.BytesIO(charts)).format == "PNG"
    else:
        assert "Charts cannot be drawn here" in shown.text
