"""What people do with a sample bot, and what they see of it."""

import io
from collections.abc import Callable

from PIL import Image

from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from sandbox.world.world import Channel


def picture() -> Upload:
    """A small one."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
    return Upload("cat.png", file.getvalue())


async def play(discord: Sandbox) -> None:
    """Use one of everything that the sample bots have."""
    await _commands(discord)
    await _components(discord)
    await _menus(discord)
    await _connections(discord)


async def _commands(discord: Sandbox) -> None:
    ada = discord.person("ada")
    suggested = await ada.autocomplete("all", {"text": "w"}, focused="text")
    assert [choice.name for choice in suggested] == ["watercolour", "woodcut"]
    typed = {"text": "wood", "whole": 3, "yes": True, "user": "bob", "channel": "lounge", "role": "Moderator"}
    asked = await ada.command("all", {**typed, "mentionable": "bob", "number": 1.5, "file": picture()})
    shown = await asked.until(_says("all: wood 3"), 20)
    assert len(shown.pictures) == 1
    assert (await asked.until_followup(_says("only you"), 20)).ephemeral
    assert await _said(discord, "deep inner go", {"n": 4}) == "deep 4"
    assert await _said(discord, "deep inner go", {"n": 5}, ada.dm) == "deep 5"
    assert (await _said(discord, "about")).startswith("about: Restyle Harbour Design studio")
    card = await (await ada.command("card")).message_shown(20)
    assert card.components[0]["type"] == 17


async def _components(discord: Sandbox) -> None:
    ada, bob = discord.person("ada"), discord.person("bob")
    panel = await (await ada.command("panel")).message_shown(20)
    form = await (await ada.click(panel, "open")).modal_shown(20)
    filled = {"name": "Ada", "size": "l", "files": [picture()]}
    sent = await ada.submit(form, {name: value for name, value in filled.items() if name in form.fields})
    assert (await sent.message_shown(20)).text.startswith("form: Ada")
    await (await bob.click(panel, "pick", ["b"])).until(_says("picked b"), 20)
    assert (await (await bob.click(panel, "who", ["mo"])).message_shown(20)).text == "who: Mo"


async def _menus(discord: Sandbox) -> None:
    ada, mo = discord.person("ada"), discord.person("mo")
    said = await ada.say("look at this", picture())
    assert (await (await mo.menu("Inspect", said)).message_shown(20)).text == "inspect: ada 1"
    assert (await (await mo.menu("Who", ada)).message_shown(20)).text == "who: Ada"


async def _connections(discord: Sandbox) -> None:
    """Lose the connection; what is asked meanwhile comes after the resume.

    After an invalid session some begin a new one, even if it could be resumed: what came between is lost to them.
    """
    for number, lose in enumerate((discord.gateway.drop, discord.gateway.reconnect)):
        lose()
        assert await _said(discord, "deep inner go", {"n": number}) == f"deep {number}"


async def _said(
    discord: Sandbox, name: str, typed: dict[str, object] | None = None, channel: Channel | None = None
) -> str:
    exchange = await discord.person("ada").command(name, typed, channel=channel)
    return (await exchange.message_shown(30)).text


def _says(text: str) -> Callable[[Message], bool]:
    return lambda message: text in message.text
