"""The gateway says everything twice, as "at least once" may be: nothing is done, queued or charged twice."""

import pytest

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from sandbox.world.world import Channel
from tests.journeys.watching import button, has_pictures, labels, seen
from tests.stage import Bot

CALLBACK = "/callback$"


@pytest.fixture
def twice(discord: Sandbox, bot: Bot) -> Bot:
    """The bot, which is told everything two times from here on."""
    discord.gateway.copies = 2
    return bot


async def test_commands_buttons_and_forms(
    discord: Sandbox, twice: Bot, ada: Person, mo: Person, picture: Upload
) -> None:
    await (await mo.command("quota set", {"member": ada.id, "pictures": 4})).message_shown()
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    result = await asked.until(has_pictures)
    for label in ("1 · Vary", "Again"):
        await (await ada.click(result, button(result, label))).until(has_pictures)
    form = await (await ada.click(result, button(result, "Remix…"))).modal_shown()
    last = await (await ada.submit(form, {"prompt": "soft watercolour"})).until(has_pictures)
    assert "0 left" in last.text, "and the copy of the last one has not been in its way"
    assert "Comic" in (await ada.autocomplete("restyle", {"style": "com"}, focused="style"))[0].name
    assert sum(map(has_pictures, ada.messages())) == 4
    assert "Traceback" not in twice.log


async def test_what_moderators_grant_and_decide(
    discord: Sandbox, twice: Bot, room: Channel, ada: Person, mo: Person, picture: Upload
) -> None:
    """Also where nobody knows whether Discord has heard the acknowledgements."""
    for lost in (0, 2):
        discord.faults.add("POST", CALLBACK, lose_answer=True, times=lost)
        granted = await mo.command("quota grant", {"member": ada.id, "pictures": 3})
        await granted.message_shown()
    said = (await (await ada.command("usage")).message_shown()).text
    assert said.count("Credit: 3 pictures") == 2
    await (await mo.command("moderation review", {"results": "everything", "channel": room})).message_shown()
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"})

    def waits(message: Message) -> bool:
        return "Approve" in labels(message) and bool(message.pictures)

    card = await seen(discord, mo, waits, channel=room)
    await mo.click(card, button(card, "Approve"))
    await asked.until(has_pictures)
    assert sum("A result for" in one.text for one in mo.messages(room)) == 1
    assert "Traceback" not in twice.log
