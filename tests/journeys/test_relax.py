"""Who has used up their pictures on a paid host may go on with the built-in model, where the operator allows it."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.journeys.toll import Toll, paying
from tests.journeys.watching import button, labels
from tests.stage import Bot, Renderer

RELAX = "Use the built-in model"


@pytest.fixture
async def generous_bot(
    discord: Sandbox, toll: Toll, renderer: Renderer, tmp_path: Path
) -> AsyncGenerator[Bot]:
    """A bot on a paid host, which lets members have two pictures a day from the built-in model besides."""
    settings = {"PROVIDERS": "fal, local", "RENDERER_URL": renderer.url, "RELAX_IMAGES_PER_DAY": "2"}
    async with paying(discord, toll, tmp_path, **settings) as process:
        yield process


async def _refused(person: Person, picture: Upload, images: int = 1) -> Message:
    options = {"image": picture, "prompt": "ink on paper", "images": images}
    message = await (await person.command("restyle", options)).message_shown()
    assert message.ephemeral
    return message


async def _made(person: Person, picture: Upload) -> Message:
    asked = await person.command("restyle", {"image": picture, "prompt": "ink"})
    return await asked.until(lambda message: bool(message.pictures))


async def _usage(person: Person) -> str:
    return (await (await person.command("usage")).message_shown()).text


async def test_the_refusal_offers_it_and_it_counts_apart_also_after_a_restart(
    discord: Sandbox, generous_bot: Bot, toll: Toll, mo: Person, ada: Person, picture: Upload
) -> None:
    await (await mo.command("quota set", {"pictures": 1})).message_shown()
    await _made(ada, picture)
    paid = toll.submits
    refused = await _refused(ada, picture)
    assert "You have used all of your 1 picture in 24 hours." in refused.text
    assert labels(refused) == [RELAX]
    pressed = await ada.click(refused, button(refused, RELAX))
    made = await pressed.until(lambda message: bool(message.pictures))
    assert "“ink on paper”" in made.text
    assert not made.ephemeral
    assert toll.submits == paid, "that host made none of it"

    assert await generous_bot.stop() == 0
    await generous_bot.start()
    await discord.ready(20)
    usage = await _usage(ada)
    assert "1 of 1 pictures used in the last 24 hours" in usage
    assert "With the built-in model, besides: 1 of 2 pictures used in the last 24 hours." in usage
    assert "- “ink on paper” · 1 picture with the built-in model · <t:" in usage
    several = await _refused(ada, picture, images=2)
    assert labels(several) == [], "there is no room for two"
    last = await _refused(ada, picture)
    await (await ada.click(last, button(last, RELAX))).until(lambda message: bool(message.pictures))
    assert labels(await _refused(ada, picture)) == []

    await (await mo.command("quota reset", {"member": ada.id})).message_shown()
    assert "With the built-in model, besides: 0 of 2 pictures used" in await _usage(ada)


async def test_who_is_stopped_does_not_relax_and_the_rules_are_asked_again_at_the_press(
    generous_bot: Bot, mo: Person, ada: Person, picture: Upload
) -> None:
    await (await mo.command("quota set", {"pictures": 1})).message_shown()
    await _made(ada, picture)
    offer = await _refused(ada, picture)
    await (await mo.command("quota set", {"pictures": 0, "member": ada.id})).message_shown()
    assert labels(await _refused(ada, picture)) == []
    pressed = await (await ada.click(offer, button(offer, RELAX))).message_shown()
    assert "You have no pictures to use in this server." in pressed.text
    assert "built-in" not in await _usage(ada)
    await (await mo.command("quota clear", {"member": ada.id})).message_shown()
    again = await ada.click(offer, button(offer, RELAX))
    await again.until(lambda message: bool(message.pictures))


async def test_the_budget_of_the_server_stops_what_costs_and_nothing_else(
    generous_bot: Bot, mo: Person, ada: Person, picture: Upload
) -> None:
    await (await mo.command("quota cap", {"dollars": 0})).message_shown()
    refused = await _refused(ada, picture)
    assert "costs more than the budget" in refused.text
    await (await ada.click(refused, button(refused, RELAX))).until(lambda message: bool(message.pictures))


async def test_where_the_operator_does_not_allow_it_nothing_is_offered(
    paying_bot: Bot, mo: Person, ada: Person, picture: Upload
) -> None:
    await (await mo.command("quota set", {"pictures": 1})).message_shown()
    await _made(ada, picture)
    assert labels(await _refused(ada, picture)) == []
    assert "built-in" not in await _usage(ada)
