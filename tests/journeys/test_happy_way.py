"""One request, all the way: the first thing to read."""

import io
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.journeys.watching import has_pictures, whispered
from tests.stage import Bot


async def test_a_member_restyles_a_picture(discord: Sandbox, bot: Bot, ada: Person, picture: Upload) -> None:
    asked = await ada.command("restyle", {"image": picture, "prompt": "soft watercolour", "images": 2})

    queued = await asked.until(lambda message: "⏳" in message.text)
    assert "about to start" in queued.text
    assert "2 pictures of your 20 left" in queued.text
    assert [button.label for button in queued.buttons] == ["Cancel"]

    result = await asked.until(lambda message: len(message.pictures) == 2)
    assert result.text.startswith(f"<@{ada.id}> · “soft watercolour”")
    assert "strength 0.8" in result.text
    assert "18 left" in result.text
    labels = [button.label for button in result.buttons]
    assert labels == ["1 · Vary", "2 · Vary", "Again", "Remix…", "Weaker", "Stronger", "⋯"]

    source = Image.open(io.BytesIO(picture.content)).convert("RGB")
    first, second = [Image.open(io.BytesIO(await discord.fetch(url))) for url in result.pictures]
    assert first.size == second.size == source.size
    assert ImageChops.difference(first, source).getbbox()
    assert ImageChops.difference(first, second).getbbox()

    usage = await (await ada.command("usage")).message_shown()
    assert usage.ephemeral
    assert "2 of 20 pictures used" in usage.text


async def test_a_moving_picture_is_taken_by_its_first_frame_and_the_card_says_so(
    discord: Sandbox, bot: Bot, ada: Person
) -> None:
    file = io.BytesIO()
    frames = [Image.new("RGBA", (64, 48), colour) for colour in ((0, 128, 128, 0), (255, 0, 0, 255))]
    frames[0].paste((255, 255, 255, 255), (16, 12, 48, 36))  # white, on nothing
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:], lossless=True)

    asked = await ada.command(
        "restyle", {"image": Upload("moving.webp", file.getvalue()), "prompt": "ink", "strength": 0.0}
    )
    result = await asked.until(lambda message: bool(message.pictures))

    assert "first frame only · transparency filled with black" in result.text
    again = await ada.click(
        result, next(button.custom_id or "" for button in result.buttons if button.label == "Again")
    )
    repeated = await again.until(lambda message: bool(message.pictures))
    assert "first frame" not in repeated.text, "what is kept does not move"


@pytest.mark.parametrize("fault", [{"status": 503}, {"drop": True}], ids=["503", "dropped"])
async def test_one_hiccup_of_the_file_host_refuses_nobody(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload, fault: dict[str, Any]
) -> None:
    discord.faults.add("GET", "attachments/", **fault)
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    await asked.until(lambda message: bool(message.pictures))


async def test_a_seed_button_varies_that_picture(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink drawing", "images": 2})
    result = await asked.until(lambda message: len(message.pictures) == 2)
    second = next(button for button in result.buttons if button.label.startswith("2 · Vary"))

    pressed = await bob.click(result, second.custom_id or "")
    variation = await pressed.until(lambda message: len(message.pictures) == 2)

    assert variation.id != result.id
    link = f"https://discord.com/channels/{discord.guild.id}/{result.channel_id}/{result.id}"
    assert variation.text.startswith(f"<@{bob.id}> · variation of [#2]({link}) by <@{ada.id}>")
    assert "strength 0.35" in variation.text
    assert "18 left" in variation.text, "the pictures are those of who pressed"


async def test_the_source_of_a_variation_is_that_picture_and_of_again_the_first_one(
    discord: Sandbox, bot: Bot, ada: Person, mo: Person, picture: Upload
) -> None:
    """With strength 0 the model gives its source back, so one step weaker shows what a request started from."""
    said = await (await mo.command("moderation variation", {"strength": 0.1})).message_shown()
    assert "Variations now go 0.1 of the way from their picture." in said.text
    asked = await ada.command(
        "restyle",
        {"image": picture, "prompt": "blueprint", "strength": 0.1, "images": 2, "format": "png"},
    )
    result = await asked.until(lambda message: len(message.pictures) == 2)
    first, second = [await _pixels(discord, url) for url in result.pictures]
    assert first != second

    variation = await _press(ada, result, "2 · Vary")
    assert f"/{result.id}) by <@{ada.id}>" in variation.text
    bare = await _press(ada, variation, "Weaker")
    assert "strength 0 " in bare.text
    assert await _pixels(discord, bare.pictures[0]) == second

    again = await _press(ada, result, "Again")
    assert "variation of" not in again.text
    assert _seed(again) != _seed(result)
    bare = await _press(ada, again, "Weaker")
    assert _seed(bare) == _seed(again), "weaker keeps the seed"
    source = Image.open(io.BytesIO(picture.content)).convert("RGB").tobytes()
    assert await _pixels(discord, bare.pictures[0]) == source


async def _press(person: Person, message: Message, label: str) -> Message:
    """Press a button by the beginning of its label, and wait for the pictures that follow."""
    button = next(button for button in message.buttons if button.label.startswith(label))
    pressed = await person.click(message, button.custom_id or "")
    return await pressed.until(lambda message: len(message.pictures) == 2)


async def _pixels(discord: Sandbox, url: str) -> bytes:
    return Image.open(io.BytesIO(await discord.fetch(url))).convert("RGB").tobytes()


def _seed(message: Message) -> str:
    found = re.search(r"seed (\d+)", message.text)
    assert found
    return found[1]


def _decoders(pid: int) -> set[str]:
    """What of Pillow a process has loaded."""
    mapped = Path(f"/proc/{pid}/maps").read_text()
    return {line.rpartition("/")[2] for line in mapped.splitlines() if "/PIL/" in line}


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")
async def test_the_bot_s_own_process_decodes_no_picture(bot: Bot, ada: Person, picture: Upload) -> None:
    """Its children do: whatever a file does to a decoder, it does not do it to what has the token."""
    await (await ada.command("restyle", {"image": picture, "prompt": "ink"})).until(has_pictures)
    broken = Upload("a.png", picture.content[:900])
    assert "cannot be read" in await whispered(
        await ada.command("restyle", {"image": broken, "prompt": "ink"})
    )
    assert _decoders(bot.child("images.processes.forkserver")), "so this would be seen"
    assert _decoders(bot.pid) == set()
