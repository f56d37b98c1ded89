"""*Made here?* in the menu on a message: who made a picture, when and from what, as far as who asks may know."""

import asyncio
import io
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from PIL import Image, ImageOps

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.images.test_mark import WITH_ITS_OWN, as_jpeg
from tests.journeys.watching import button, has_pictures, restarted
from tests.stage import Bot

YES = "Yes, it was made here."
LIKELY = "Most likely yes: it looks the same as a picture that was made here."
NOT_HERE = "Not by this bot, as far as can be told"


async def _result(person: Person, picture: Upload, **options: object) -> Message:
    ask = {"image": picture, "prompt": "ink", **options}
    return await (await person.command("restyle", ask)).until(has_pictures)


async def _asked(person: Person, message: Message) -> Message:
    """What is said to who asks, and to nobody else."""
    said = await (await person.menu("Made here?", message)).message_shown(20)
    assert said.ephemeral
    return said


async def _saved(discord: Sandbox, message: Message) -> Image.Image:
    [url] = message.pictures
    with Image.open(io.BytesIO(await discord.fetch(url))) as image:
        image.load()
        return image.convert("RGB")


def _upload(image: Image.Image, form: str, **options: Any) -> Upload:  # noqa: ANN401 - what Pillow takes
    file = io.BytesIO()
    image.save(file, form, **options)
    return Upload(f"copy.{form.lower()}", file.getvalue())


async def test_a_result_is_recognised_by_who_made_it_when_and_from_what(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    result = await _result(ada, picture)
    varied = await (await bob.click(result, button(result, "1 · Vary"))).until(has_pictures)
    for _ in range(2):
        said = await _asked(bob, result)
        assert said.text.startswith(f"{YES} <@{ada.id}> made it <t:")
        assert f"/{result.id})." in said.text
        assert said.text.endswith("It was made from a picture that they chose.")
        said = await _asked(ada, varied)
        assert f"{YES} <@{bob.id}> made it" in said.text
        assert "It is a variation of [#1](" in said.text
        assert said.text.endswith(f"/{result.id}) by <@{ada.id}>.")
        await restarted(discord, bot)


async def test_a_copy_is_recognised_by_its_bytes_and_by_how_it_looks_and_nothing_else_is(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    result = await _result(ada, picture)
    image = await _saved(discord, result)
    width, height = image.size
    same = Upload("again.jpg", await discord.fetch(result.pictures[0]))
    assert YES in (await _asked(bob, await bob.say("mine!", same))).text
    for copy in (
        _upload(image, "JPEG", quality=60),
        _upload(image.resize((width * 2, height * 2)), "WEBP", quality=70),
        _upload(image.resize((width * 3 // 4, height * 3 // 4)), "PNG"),
    ):
        said = await _asked(bob, await bob.say("mine!", copy))
        assert f"{LIKELY} <@{ada.id}> made it <t:" in said.text

    for other in (
        picture,
        _upload(ImageOps.mirror(image), "JPEG"),
        _upload(Image.new("RGB", image.size, "teal"), "PNG"),
    ):
        assert NOT_HERE in (await _asked(bob, await bob.say("mine", other))).text


async def test_what_was_made_smaller_for_discord_is_recognised_byte_for_byte_and_so_is_a_comparison(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    discord.world.attachment_size_limit = 9_000
    result = await _result(ada, picture, format="png")
    assert "to fit Discord's limit" in result.text
    menu = await (await ada.click(result, button(result, "⋯"))).message_shown()
    compared = await (await ada.click(menu, button(menu, "Compare"))).until(has_pictures)
    files = [await discord.fetch(one.pictures[0]) for one in (result, compared)]
    await restarted(discord, bot)
    for file in files:
        said = await _asked(ada, await ada.say("saved", Upload("saved.jpg", file)))
        assert f"{YES} <@{ada.id}>" in said.text


async def test_of_a_private_one_others_hear_no_more_than_that_and_of_a_deleted_one_everybody(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, mo: Person, picture: Upload
) -> None:
    private = await _result(ada, picture, private=True)
    file = await discord.fetch(private.pictures[0])
    posted = await ada.say("look", Upload("look.jpg", file))
    for person in (bob, mo):
        assert (await _asked(person, posted)).text == YES
    own = (await _asked(ada, posted)).text
    assert own.startswith(f"{YES} <@{ada.id}> made it <t:")
    assert "see it" not in own

    public = await _result(bob, picture, prompt="oil painting")
    posted = await bob.say("look", Upload("look.jpg", await discord.fetch(public.pictures[0])))
    menu = await (await bob.click(public, button(public, "⋯"))).message_shown()
    sure = await (await bob.click(menu, button(menu, "Delete…"))).message_shown()
    await (await bob.click(sure, button(sure, "Delete for good"))).message_shown()
    for person in (ada, bob, mo):
        assert (await _asked(person, posted)).text == YES


async def test_of_another_server_s_nobody_hears_more_than_that(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    result = await _result(ada, picture)
    assert await bot.stop() == 0
    _change(bot, "UPDATE cards SET guild_id = guild_id + 1", "UPDATE jobs SET guild_id = guild_id + 1")
    await bot.start()
    await discord.ready(20)
    for person in (ada, bob):
        assert (await _asked(person, result)).text == "Yes, this bot made it, somewhere else."


async def test_a_file_may_say_itself_that_a_model_made_it(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    with Image.open(io.BytesIO(picture.content)) as image:
        file = as_jpeg(image, WITH_ITS_OWN[0])
    said = await _asked(ada, await ada.say("look", Upload("other.jpg", file)))
    assert said.text == "Not by this bot. Its file says that a model made it, or a part of it."


async def test_each_picture_of_a_message_gets_its_answer_and_one_that_cannot_be_read_too(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    result = await _result(ada, picture, images=2)
    lines = (await _asked(ada, result)).text.splitlines()
    assert [line.partition(" <@")[0] for line in lines] == [f"**Picture {n}:** {YES}" for n in (1, 2)]

    broken = Upload("broken.png", picture.content[:200])
    copy = Upload("again.jpg", await discord.fetch(result.pictures[1]))
    lines = (await _asked(ada, await ada.say("look", broken, copy, picture))).text.splitlines()
    assert lines[0].startswith("**Picture 1:** That picture cannot be read")
    assert lines[1].startswith(f"**Picture 2:** {YES}")
    assert lines[2].startswith(f"**Picture 3:** {NOT_HERE}")
    refused = await (await ada.menu("Made here?", await ada.say("words"))).message_shown()
    assert "That message has no picture." in refused.text


async def test_pictures_of_a_version_that_kept_no_looks_are_looked_at_after_the_start(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    result = await _result(ada, picture)
    posted = await ada.say("mine", _upload(await _saved(discord, result), "JPEG", quality=60))
    assert await bot.stop() == 0
    _change(bot, "DELETE FROM fingerprints")
    await bot.start()
    await discord.ready(20)
    async with asyncio.timeout(30):
        while "2 pictures of before can be recognised now" not in bot.log:  # noqa: ASYNC110 (the bot is another process)
            await asyncio.sleep(0.05)
    assert LIKELY in (await _asked(ada, posted)).text


def _change(bot: Bot, *statements: str) -> None:
    with closing(sqlite3.connect(bot.data / "restyle.db", timeout=30)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


@pytest.mark.parametrize("fault", [{"status": 404}, {"drop": True}], ids=str)
async def test_a_picture_that_discord_does_not_hand_over_is_said_so(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload, fault: dict[str, Any]
) -> None:
    posted = await ada.say("look", picture)
    discord.faults.add("GET", "attachments/", times=10, **fault)
    said = await _asked(ada, posted)
    assert "Discord did not hand over that picture." in said.text
