"""Every file that leaves says that a model made it: in the file for machines, on the card and in its place for people."""

import io

import pytest
from PIL import Image

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import MEDIA_GALLERY, Message
from tests.images.test_mark import WITH_ITS_OWN, as_jpeg, as_png
from tests.journeys.toll import Toll
from tests.journeys.watching import button, has_pictures
from tests.readers import MADE_BY_AI, MADE_WITH_AI, needs_a_reader, source_types
from tests.stage import Bot

pytestmark = needs_a_reader


async def _files(discord: Sandbox, message: Message) -> list[bytes]:
    return [await discord.fetch(url) for url in message.pictures]


def _pixels(file: bytes) -> bytes:
    with Image.open(io.BytesIO(file)) as image:
        return image.tobytes()


def _unmarked(file: bytes) -> bytes:
    """The same picture from a host that marks nothing."""
    with Image.open(io.BytesIO(file)) as image:
        image.info.clear()
        unmarked = io.BytesIO()
        image.save(unmarked, image.format, quality=95)
        return unmarked.getvalue()


@pytest.fixture
def grain() -> Upload:
    """A picture that does not compress."""
    file = io.BytesIO()
    Image.effect_noise((256, 256), 120).convert("RGB").save(file, "PNG")
    return Upload("grain.png", file.getvalue())


@pytest.mark.parametrize("form", ["jpeg", "png"])
async def test_each_picture_of_a_host_that_marks_nothing_is_marked_and_its_pixels_stay(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload, form: str
) -> None:
    toll.paint = _unmarked
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink", "images": 2, "format": form})
    result = await asked.until(has_pictures)

    files = await _files(discord, result)
    assert source_types(*toll.sent) == [[], []]
    assert source_types(*files) == [[MADE_WITH_AI]] * 2
    assert sorted(map(_pixels, files)) == sorted(map(_pixels, toll.sent))

    assert "-# made with AI · strength" in result.text
    [gallery] = [part for part in result.components if part["type"] == MEDIA_GALLERY]
    assert [item["description"] for item in gallery["items"]] == [
        "Picture 1 of 2, made with AI: ink",
        "Picture 2 of 2, made with AI: ink",
    ]


@pytest.mark.parametrize("limit", [60_000, 8_000], ids=["compressed", "scaled"])
async def test_so_is_one_that_was_made_to_fit(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, grain: Upload, limit: int
) -> None:
    toll.paint = _unmarked
    asked = await ada.command("restyle", {"image": grain, "prompt": "ink", "strength": 0.2, "format": "png"})
    whole = await asked.until(has_pictures)
    discord.world.attachment_size_limit = limit
    result = await (await ada.click(whole, button(whole, "Again"))).until(has_pictures)

    assert "to fit Discord's limit" in result.text
    [file] = await _files(discord, result)
    assert source_types(file) == [[MADE_WITH_AI]]
    assert len(file) <= limit


async def test_so_is_a_smaller_one_after_a_413_and_one_that_is_fetched_later(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, grain: Upload
) -> None:
    discord.world.attachment_size_limit = 1_000_000
    toll.paint = _unmarked
    toll.held.add("picture")
    asked = await ada.command("restyle", {"image": grain, "prompt": "ink", "strength": 0.2, "format": "png"})
    await toll.reached("picture")
    discord.world.attachment_size_limit = 100_000
    await toll.release()
    result = await asked.until(has_pictures)
    shown = await (await ada.command("history")).message_shown()
    again = await (await ada.click(shown, button(shown, "Show"))).until(has_pictures)

    assert [request.status for request in discord.requests].count(413) == 1
    files = await _files(discord, result) + await _files(discord, again)
    assert source_types(*files) == [[MADE_WITH_AI]] * 2


@pytest.mark.parametrize("form", ["jpeg", "png"])
async def test_a_host_s_own_marks_stay_byte_for_byte(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload, form: str
) -> None:
    def signed(file: bytes) -> bytes:
        with Image.open(io.BytesIO(file)) as image:
            return (as_jpeg if form == "jpeg" else as_png)(image, WITH_ITS_OWN[0], c2pa=True)

    toll.paint = signed
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink", "format": form})
    [file] = await _files(discord, await asked.until(has_pictures))

    assert [file] == toll.sent
    assert MADE_BY_AI.encode() in file


async def test_what_takes_no_mark_is_delivered_all_the_same(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    toll.paint = lambda file: as_png(Image.open(io.BytesIO(file)), b"no XML")
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink", "format": "png"})
    assert await _files(discord, await asked.until(has_pictures)) == toll.sent
    assert "takes no mark: odd_xmp" in paying_bot.log


async def test_the_operator_may_switch_it_off_and_reads_why_at_each_start(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    assert "no mark" not in paying_bot.log
    for starts in (1, 2):
        assert await paying_bot.stop() == 0
        await paying_bot.start(AI_MARKS_OFF_BECAUSE="our museum marks them itself")
        await discord.ready(20)
        said = "files get no mark that a model made them: our museum marks them itself"
        assert paying_bot.log.count(said) == starts

    toll.paint = _unmarked
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink", "format": "png"})
    result = await asked.until(has_pictures)
    assert await _files(discord, result) == toll.sent
    assert "made with AI" in result.text
