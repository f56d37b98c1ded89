"""A refusal that offers what could be had instead."""

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.stage import Bot


def _offered(message: Message) -> list[tuple[str, str]]:
    return [(button.label, button.custom_id or "") for button in message.buttons]


async def test_as_many_as_are_left_are_made_at_one_press(
    bot: Bot, mo: Person, ada: Person, bob: Person, picture: Upload
) -> None:
    await (await mo.command("quota set", {"pictures": 3})).message_shown()
    refused = await (
        await ada.command("restyle", {"image": picture, "prompt": "ink on paper", "images": 4})
    ).message_shown()
    assert refused.ephemeral
    assert "Your limit is 3 pictures in 24 hours, and this needs 4." in refused.text
    [(label, custom_id)] = _offered(refused)
    assert label == "Make 3"

    pressed = await ada.click(refused, custom_id)
    made = await pressed.until(lambda message: len(message.pictures) == 3)
    assert not made.ephemeral
    assert "“ink on paper”" in made.text
    again = await (await ada.click(refused, custom_id)).message_shown()
    assert "That offer was taken already" in again.text
    assert "3 of 3 pictures used" in (await (await ada.command("usage")).message_shown()).text


async def test_it_is_as_private_as_what_was_asked_and_made_from_the_same_picture(
    bot: Bot, mo: Person, ada: Person, picture: Upload
) -> None:
    await (await mo.command("quota set", {"pictures": 5})).message_shown()
    ask = {"image": picture, "prompt": "ink", "images": 3, "private": True}
    first = await (await ada.command("restyle", ask)).until(lambda message: len(message.pictures) == 3)
    [vary, *_] = [custom_id for label, custom_id in _offered(first) if label.startswith("Again")]
    refused = await (await ada.click(first, vary)).message_shown()
    assert "2 pictures left; this needs 3." in refused.text
    [(label, custom_id)] = _offered(refused)
    assert label == "Make 2"
    made = await (await ada.click(refused, custom_id)).until(lambda message: len(message.pictures) == 2)
    assert made.ephemeral


async def test_pressed_twice_at_once_it_is_made_once(
    bot: Bot, mo: Person, ada: Person, bob: Person, picture: Upload
) -> None:
    await (await mo.command("quota set", {"pictures": 3})).message_shown()
    refused = await (
        await ada.command("restyle", {"image": picture, "prompt": "ink", "images": 4})
    ).message_shown()
    await (await mo.command("quota set", {"pictures": 9})).message_shown()
    [(_, custom_id)] = _offered(refused)
    pressed = [await ada.click(refused, custom_id) for _ in range(3)]
    said = [await one.until(lambda message: bool(message.pictures or message.text)) for one in pressed]
    taken = ["That offer was taken already" in message.text for message in said]
    assert sorted(taken) == [False, True, True]
    await pressed[taken.index(False)].until(lambda message: len(message.pictures) == 3)
    assert "3 of 9 pictures used" in (await (await ada.command("usage")).message_shown()).text


async def test_where_nothing_is_left_nothing_is_offered_and_a_restart_forgets_what_was(
    discord: Sandbox, bot: Bot, mo: Person, ada: Person, picture: Upload
) -> None:
    await (await mo.command("quota set", {"pictures": 1})).message_shown()
    ask = {"image": picture, "prompt": "ink"}
    offer = await (await ada.command("restyle", {**ask, "images": 2})).message_shown()
    assert [label for label, _ in _offered(offer)] == ["Make 1"]
    await (await ada.command("restyle", ask)).until(lambda message: len(message.pictures) == 1)
    refused = await (await ada.command("restyle", {**ask, "images": 2})).message_shown()
    assert _offered(refused) == []

    assert await bot.stop() == 0
    await bot.start()
    await discord.ready(20)
    pressed = await ada.click(offer, _offered(offer)[0][1])
    assert "That offer was taken already, or is no longer open." in (await pressed.message_shown(30)).text
