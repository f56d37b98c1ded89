"""Events of the gateway that have not the form that they should have: each is passed over, and the bot stays connected."""

import asyncio
import copy
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.interactions import Interaction
from tests.journeys.watching import button, has_pictures, whispered
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
    for event, payload in ODD:
        discord.gateway.dispatch(event, payload, discord.guild.id)
    await (await ada.command("restyle", {"image": picture, "prompt": "ink"})).until(has_pictures)
    async with asyncio.timeout(5):
        while bot.log.count("is passed over") < len(ODD):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.05)
    assert bot.log.count("connected as") <= 1, "it stays so"


Path = Sequence[str | int]
GONE = object()
WRONG = "Something went wrong on our side. Nothing was charged."
CHANGED = "That command has changed. Reload Discord and pick it anew."
# What an interaction has in another form than Discord gives it, and what its member then reads.
ANY: list[tuple[Path, object, str]] = [
    (("data",), None, WRONG),
    (("data",), "x", WRONG),
    (("channel",), {}, WRONG),
    (("guild_id",), None, WRONG),
    (("member",), GONE, WRONG),
    (("member", "user", "id"), 10**30, WRONG),
    (("locale",), {}, WRONG),
]
OF_A_COMMAND: list[tuple[Path, object, str]] = [
    (("data", "name"), [], WRONG),
    (("data", "type"), 9, WRONG),
    (("data", "options"), 7, WRONG),
    (("data", "options", 0, "type"), {}, WRONG),
    (("data", "options", 1, "value"), {}, WRONG),
    (("data", "resolved"), GONE, WRONG),
    (("data", "resolved", "attachments"), {}, WRONG),
    (("data", "resolved", "users"), {"1": {}}, CHANGED),
    (("data", "options", 1, "name"), "nothing of ours", CHANGED),
]
OF_A_BUTTON: list[tuple[Path, object, str]] = [
    (("data", "custom_id"), 7, WRONG),
    (("message",), [], WRONG),
    (("message", "flags"), [], WRONG),
]
OF_A_FORM: list[tuple[Path, object, str]] = [
    (("data", "components"), 7, WRONG),
    (("data", "resolved"), [], WRONG),
]


def _spoilt(payload: dict[str, Any], path: Path, value: object) -> dict[str, Any]:
    made: Any = copy.deepcopy(payload)
    *way, last = path
    part = made
    for step in way:
        part = part[step]
    if value is GONE:
        del part[last]
    else:
        part[last] = value
    return made


async def test_a_message_of_which_a_part_is_told_is_read_as_far_as_it_is(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    posted = await ada.say("mine", picture)
    made = await (await ada.command("restyle", {"image": picture, "prompt": "ink"})).until(has_pictures)
    told = discord.interactions.dispatch
    for message, shown_in, says in ((posted, "attachments", "Not by this bot"), (made, "components", "Yes")):
        for name in message.raw:

            def tell(interaction: Interaction, name: str = name) -> None:
                [one] = interaction.payload["data"]["resolved"]["messages"].values()
                one.pop(name, None)
                told(interaction)

            discord.interactions.dispatch = tell
            said = await whispered(await ada.menu("Made here?", message))
            expected = {"id": WRONG, "author": WRONG, shown_in: "That message has no picture."}.get(
                name, says
            )
            assert said.startswith(expected), (name, said)
    discord.interactions.dispatch = told
    assert "Traceback" not in bot.log


async def test_an_interaction_of_no_form_is_answered_with_a_sentence(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    ask = {"image": picture, "prompt": "ink"}
    result = await (await ada.command("restyle", ask)).until(has_pictures)
    form = await (await ada.click(result, button(result, "Remix…"))).modal_shown()
    acts: list[tuple[Callable[[], Awaitable[Exchange]], list[tuple[Path, object, str]]]] = [
        (lambda: ada.command("restyle", ask), ANY + OF_A_COMMAND),
        (lambda: ada.click(result, button(result, "Again")), ANY + OF_A_BUTTON),
        (lambda: ada.submit(form, {"prompt": "ink"}), ANY + OF_A_FORM),
    ]
    told = discord.interactions.dispatch
    for act, fields in acts:
        for path, value, sentence in fields:

            def tell(interaction: Interaction, path: Path = path, value: object = value) -> None:
                interaction.payload = _spoilt(interaction.payload, path, value)
                told(interaction)

            discord.interactions.dispatch = tell
            assert sentence in await whispered(await act()), (path, value)
    discord.interactions.dispatch = told
    assert "Traceback" not in bot.log
    assert "1 of 20 pictures used" in await whispered(await ada.command("usage"))
