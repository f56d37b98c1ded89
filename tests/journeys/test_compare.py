"""⋯, Compare: before and after in one picture, for who pressed alone."""

import io
from pathlib import Path

import pytest
from PIL import Image

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.journeys.watching import button, has_pictures
from tests.readers import MADE_WITH_AI, needs_a_reader, source_types
from tests.stage import Bot

GONE = "One of the two pictures is no longer kept, so they cannot be compared."


async def _result(person: Person, picture: Upload, **options: object) -> Message:
    ask = {"image": picture, "prompt": "ink", **options}
    return await (await person.command("restyle", ask)).until(has_pictures)


async def _compared(person: Person, result: Message) -> Message:
    menu = await (await person.click(result, button(result, "⋯"))).message_shown()
    return await (await person.click(menu, button(menu, "Compare"))).until(has_pictures)


async def _turned(person: Person, shown: Message, label: str) -> Message:
    """Press a button of a comparison, which changes in its place."""
    before = shown.pictures
    pressed = await person.click(shown, button(shown, label))
    return await pressed.until(lambda one: one.id == shown.id and one.pictures not in ([], before))


async def _sizes(discord: Sandbox, message: Message) -> tuple[int, int]:
    [url] = message.pictures
    with Image.open(io.BytesIO(await discord.fetch(url))) as image:
        return image.size


@needs_a_reader
async def test_before_and_after_are_shown_side_by_side_and_wiped_for_each_picture_after_a_restart_too(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    result = await _result(ada, picture, images=2)
    shown = await _compared(bob, result)
    assert shown.ephemeral
    assert "Before on the left, after on the right." in shown.text
    assert [button.label for button in shown.buttons] == ["Wiped", "Picture 2"]
    assert await _sizes(discord, shown) == (514, 192)

    assert await bot.stop() == 0
    await bot.start()
    await discord.ready(20)

    wiped = await _turned(bob, shown, "Wiped")
    assert "Before in the left half, after in the right half." in wiped.text
    assert [button.label for button in wiped.buttons] == ["Side by side", "Picture 2"]
    assert await _sizes(discord, wiped) == (256, 192)
    other = await _turned(bob, wiped, "Picture 2")
    assert [button.label for button in other.buttons] == ["Side by side", "Picture 1"]
    whole = await _turned(bob, other, "Side by side")
    files = [await discord.fetch(url) for one in (shown, wiped, other, whole) for url in one.pictures]
    assert len(set(files)) == 4
    assert source_types(*files) == [[MADE_WITH_AI]] * 4
    assert shown.id not in [message.id for message in ada.messages()]


async def test_a_variation_is_compared_with_what_it_varies(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    result = await _result(ada, picture, strength=1, size="square")
    varied = await (await ada.click(result, button(result, "1 · Vary"))).until(has_pictures)
    shown = await _compared(ada, varied)
    assert [button.label for button in shown.buttons] == ["Wiped"]
    assert await _sizes(discord, shown) == (1026, 512)


@pytest.mark.parametrize("gone", ["source", "result"])
async def test_where_one_of_the_two_is_no_longer_kept_it_says_so(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload, gone: str
) -> None:
    result = await _result(ada, picture)
    shown = await _compared(ada, result)
    for file in _kept(bot.data, jpeg=gone == "result"):
        file.unlink()
    menu = await (await ada.click(result, button(result, "⋯"))).message_shown()
    pressed = await ada.click(menu, button(menu, "Compare"))
    assert GONE in (await pressed.message_shown()).text
    pressed = await ada.click(shown, button(shown, "Wiped"))
    assert GONE in (await pressed.until_followup(lambda one: bool(one.text))).text
    assert shown.id in [message.id for message in ada.messages()]


def _kept(data: Path, *, jpeg: bool) -> list[Path]:
    """The files of results, which are JPEG here, or those of sources, which are PNG."""
    return list((data / "pictures").glob("??/*.jpg" if jpeg else "??/*.png"))


async def test_it_fits_what_discord_takes(discord: Sandbox, bot: Bot, ada: Person, picture: Upload) -> None:
    result = await _result(ada, picture)
    discord.world.attachment_size_limit = 6000
    shown = await _compared(ada, result)
    [url] = shown.pictures
    assert len(await discord.fetch(url)) <= 6000
