"""What is turned down: one clear sentence to the member, no job, no charge, one line in the log."""

import io
import struct
import zlib

import pytest
from PIL import Image

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.stage import Bot


def _huge_png() -> bytes:
    """A true PNG of 20,000 x 20,000 one-bit pixels in some 50 kB."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(20_000 * (1 + 20_000 // 8)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _photo_of(width: int, height: int) -> bytes:
    """A JPEG that says to be so large."""
    file = io.BytesIO()
    Image.new("RGB", (16, 16)).save(file, "JPEG")
    frame = file.getvalue().index(b"\xff\xc0") + 5
    return file.getvalue()[:frame] + struct.pack(">2H", height, width) + file.getvalue()[frame + 4 :]


def _flat_png(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, "PNG")
    return file.getvalue()


WRONG_PICTURES = {
    "a text file named .png": (b"not a picture at all", "not a picture"),
    "an empty picture": (b"\x89PNG\r\n\x1a\n", "cannot be read"),
    "20,000 x 20,000 pixels": (_huge_png(), "too many pixels"),
    "an SVG": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not supported"),
    "a drawing with a head": (b"<?xml version='1.0'?>\n<!-- drawn -->\n<svg width='9'/>", "not supported"),
    "an iPhone's photo": (b"\0\0\0\x18ftyphevc\0\0\0\0mif1heic", "(HEIC) can be sent as JPEG"),
    "a photo of 160 million pixels": (_photo_of(14_600, 11_000), "too many pixels: 110 million at most"),
}


@pytest.mark.parametrize("name", WRONG_PICTURES)
async def test_a_wrong_picture_gets_one_sentence(discord: Sandbox, bot: Bot, ada: Person, name: str) -> None:
    content, words = WRONG_PICTURES[name]
    asked = await ada.command("restyle", {"image": Upload("picture.png", content), "prompt": "ink"})
    said = await asked.until_followup(lambda message: bool(message.text))
    assert words in said.text
    assert said.ephemeral
    sentence, *echo = said.text.splitlines()
    assert words in sentence
    assert echo == ["-# Your prompt:", "```", "ink", "```"], "not lost with the command"
    await _nothing_came_of_it(discord, bot, ada)


WRONG_OPTIONS: dict[str, tuple[dict[str, object], str]] = {
    "an empty prompt": ({"prompt": "   "}, "`prompt` is empty"),
    "strength 2": ({"strength": 2.0}, "`strength` must be between 0 and 1"),
    "five images": ({"images": 5}, "`images` must be between 1 and 4"),
    "an unknown style": ({"style": "watercolor"}, "Did you mean Watercolour?"),
    "an unknown speed": ({"speed": "warp"}, "`speed` has a value that does not exist"),
    "half a size": ({"width": 1024}, "`width` and `height` go together"),
    "a prompt of 5,000 characters": ({"prompt": "x" * 5000}, "`prompt` is too long: 2000"),
    "a negative seed": ({"seed": -1}, "`seed` must be between"),
}


@pytest.mark.parametrize("name", WRONG_OPTIONS)
async def test_a_wrong_option_gets_one_sentence(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload, name: str
) -> None:
    """Discord's own client would not send most of these; another one would."""
    options, words = WRONG_OPTIONS[name]
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink", **options}, unchecked=True)
    said = await asked.message_shown()
    assert words in said.text
    assert said.ephemeral
    await _nothing_came_of_it(discord, bot, ada)


CLAIMS = {
    "a film": (Upload("clip.mp4", b"\0\0\0\x18ftypisom", "video/mp4"), "not a picture"),
    "a song": (Upload("song.mp3", b"ID3", "audio/mpeg"), "not a picture"),
    "seven pixels": (Upload("small.png", _flat_png(7, 7)), "each side needs 8 pixels at least"),
    "a strip": (Upload("strip.png", _flat_png(16_384, 20)), "too long for its width"),
    "26 MB": (Upload("large.png", bytes(26 * 1024 * 1024), "image/png"), "25 MB at most"),
}


@pytest.mark.parametrize("name", CLAIMS)
async def test_what_is_claimed_of_a_picture_can_refuse_it_before_anything_is_fetched_or_shown(
    discord: Sandbox, bot: Bot, ada: Person, name: str
) -> None:
    upload, words = CLAIMS[name]
    discord.world.attachment_size_limit = 50 << 20
    said = await (await ada.command("restyle", {"image": upload, "prompt": "ink"})).message_shown()
    assert words in said.text
    assert said.ephemeral
    assert [request for request in discord.requests if request.method == "DELETE"] == []
    await _nothing_came_of_it(discord, bot, ada)


async def _nothing_came_of_it(discord: Sandbox, bot: Bot, person: Person) -> None:
    """No job (the next one is the first), no charge, and one line in the log."""
    assert "0 of 20 pictures used" in (await (await person.command("usage")).message_shown()).text
    assert bot.log.count("refused /restyle") == 1
    assert "Traceback" not in bot.log
    assert [message for message in person.messages() if not message.ephemeral] == []


async def test_when_the_quota_is_used_up_a_member_reads_what_is_used_and_when_it_frees(
    discord: Sandbox, bot: Bot, mo: Person, ada: Person, bob: Person, picture: Upload
) -> None:
    said = await (await mo.command("quota set", {"pictures": 2, "member": ada.id})).message_shown()
    assert f"<@{ada.id}> may now use 2 pictures in 24 hours" in said.text

    ask = {"image": picture, "prompt": "ink", "images": 2}
    await (await ada.command("restyle", ask)).until(lambda message: len(message.pictures) == 2)
    refused = await ada.command("restyle", {**ask, "images": 1})
    said = await refused.message_shown()
    assert "You have used all of your 2 pictures in 24 hours. The next one frees <t:" in said.text
    assert "/usage shows more" in said.text
    assert said.ephemeral
    assert [request for request in discord.requests if request.method == "DELETE"] == [], (
        "nothing public came first"
    )

    await (await bob.command("restyle", ask)).until(lambda message: len(message.pictures) == 2)
    kept = sorted(path.name for path in bot.data.glob("pictures/??/*"))
    other = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(other, "PNG")
    await (
        await ada.command("restyle", {**ask, "image": Upload("red.png", other.getvalue())})
    ).message_shown()
    assert sorted(path.name for path in bot.data.glob("pictures/??/*")) == kept, "nothing of it is kept"

    shown = await (await mo.command("quota show", {"member": ada.id})).message_shown()
    assert "2 of 2 pictures used" in shown.text
    assert "a rule for this member" in shown.text


async def test_an_ordinary_member_has_no_quota_command(bot: Bot, ada: Person) -> None:
    with pytest.raises(ValueError, match="may not use"):
        await ada.command("quota set", {"pictures": 1000})
