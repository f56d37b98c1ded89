"""Events of the gateway that have not the form that they should have: each is passed over, and the bot stays connected."""

import asyncio

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.journeys.watching import has_pictures
from tests.stage import Bot

ODD: list[tuple[str, dict[str, object]]] = [
    ("INTERACTION_CREATE", {}),
    ("INTERACTION_CREATE", {"id": "x", "type": 99, "data": None, "token": [], "application_id": None}),
    ("GUILD_CREATE", {"id": None}),
    ("GUILD_DELETE", {"id": "x"}),
    ("MESSAGE_DELETE", {"id": []}),
    ("CHANNEL_UPDATE", {"guild_id": {}}),
]


async def test_they_are_passed_over(discord: Sandbox, bot: Bot, ada: Person, picture: Upload) -> None:
    connected = bot.log.count("connected as")
    for event, payload in ODD:
        discord.gateway.dispatch(event, payload, discord.guild.id)
    await (await ada.command("restyle", {"image": picture, "prompt": "ink"})).until(has_pictures)
    async with asyncio.timeout(5):
        while bot.log.count("is passed over") < len(ODD):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.05)
    assert bot.log.count("connected as") == connected
