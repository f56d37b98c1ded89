"""Places outside the servers that have the bot, and what several journeys there do."""

from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from sandbox.world.world import Channel

PLACES = ["direct", "server", "group", "pair"]


def place_of(discord: Sandbox, ada: Person, place: str) -> Channel:
    """A place to which Ada has brought the bot for herself, unless she is with it alone."""
    if place == "direct":
        return ada.dm
    ada.install_app()
    match place:
        case "server":
            return discord.elsewhere[0]
        case "group":
            return discord.conversation("ada", "bob", "mo")
        case _:
            return discord.conversation("ada", "bob")


async def ask_for_set(
    person: Person, picture: Upload, count: int, channel: Channel, *, private: bool = False
) -> Exchange:
    form = await (await person.command("restyle-batch", {"private": private}, channel=channel)).modal_shown()
    files = [Upload(f"view-{number}.png", picture.content) for number in range(1, count + 1)]
    return await person.submit(form, {"pictures": files, "prompt": "ink"})


def has_ended(message: Message) -> bool:
    """Whether a set has."""
    return "⋯" in [one.label for one in message.buttons]
