"""The menu on a message: a picture that is there already is restyled, with its author's or the moderators' consent."""

import io

from PIL import Image

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.journeys.watching import button
from tests.stage import Bot

FILLED = {"prompt": "ink drawing", "images": "1"}


async def _restyled(person: Person, message: Message, **filled: str) -> Message:
    form = await (await person.menu("Restyle this", message)).modal_shown()
    sent = await person.submit(form, {**FILLED, **filled})
    return await sent.until(lambda one: bool(one.pictures))


async def test_one_s_own_picture_and_a_result_of_the_bot_are_restyled(
    bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    posted = await ada.say("look", picture)
    result = await _restyled(ada, posted)
    assert result.text.startswith(f"<@{ada.id}> · “ink drawing”")
    assert not result.ephemeral
    again = await _restyled(bob, result, prompt="watercolour", strength="0.4")
    assert again.text.startswith(f"<@{bob.id}> · from a picture by <@{ada.id}>\n“watercolour”")
    assert "strength 0.4" in again.text


async def test_somebody_else_s_picture_only_where_moderators_allow_it_and_they_may_delete_the_result(
    bot: Bot, ada: Person, bob: Person, mo: Person, picture: Upload
) -> None:
    posted = await bob.say("mine", picture)
    refused = await (await ada.menu("Restyle this", posted)).message_shown()
    assert refused.ephemeral
    assert f"That picture is <@{bob.id}>'s, and in this server only they may restyle it." in refused.text
    said = await (await mo.command("moderation consent", {"whose": "anyone"})).message_shown()
    assert "Members may now restyle anyone's pictures here." in said.text

    result = await _restyled(ada, posted)
    assert result.text.startswith(f"<@{ada.id}> · from a picture by <@{bob.id}>\n“ink drawing”")
    varied = await (await ada.click(result, button(result, "1 · Vary"))).until(lambda one: bool(one.pictures))
    for made in (varied, result):
        menu = await (await bob.click(made, button(made, "⋯"))).message_shown()
        asked = await (await bob.click(menu, button(menu, "Delete…"))).message_shown()
        said = await (await bob.click(asked, button(asked, "Delete for good"))).message_shown()
        assert "Deleted" in said.text

    await (await mo.command("moderation consent", {"whose": "never"})).message_shown()
    refused = await (await ada.menu("Restyle this", posted)).message_shown()
    assert "only they may restyle it" in refused.text


async def test_of_several_pictures_one_is_chosen(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    red = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(red, "PNG")
    posted = await ada.say("two", picture, Upload("red.png", red.getvalue()))
    form = await (await ada.menu("Restyle this", posted)).modal_shown()
    assert [option["value"] for option in form.fields["picture"]["options"]] == ["1", "2"]
    sent = await ada.submit(form, {**FILLED, "picture": "2", "strength": "0"})
    made = await sent.until(lambda one: bool(one.pictures))
    with Image.open(io.BytesIO(await discord.fetch(made.pictures[0]))) as shown:
        assert shown.size == (64, 48)
    wrong = await ada.submit(form, {**FILLED, "picture": "3"}, unchecked=True)
    assert "`picture` has a value that does not exist." in (await wrong.message_shown()).text


async def test_a_forwarded_picture_is_nobody_s_to_restyle_and_recognised_all_the_same(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, mo: Person, picture: Upload
) -> None:
    await (await mo.command("moderation consent", {"whose": "anyone"})).message_shown()
    result = await _restyled(bob, await bob.say("mine", picture))
    for message in (await bob.say("another", picture), result):
        forwarded = await ada.forward(message, list(discord.guild.channels.values())[1])
        refused = await (await ada.menu("Restyle this", forwarded)).message_shown()
        assert "Use Restyle this on the message that it came from." in refused.text
    said = await (await ada.menu("Made here?", forwarded)).message_shown()
    assert f"Yes, it was made here. <@{bob.id}> made it" in said.text
    words = await ada.forward(await bob.say("words"))
    assert "has no picture" in (await (await ada.menu("Restyle this", words)).message_shown()).text


async def test_a_message_without_a_picture_and_a_form_that_is_no_longer_known(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    refused = await (await ada.menu("Restyle this", await ada.say("words"))).message_shown()
    assert "That message has no picture." in refused.text
    form = await (await ada.menu("Restyle this", await ada.say("look", picture))).modal_shown()
    assert await bot.stop() == 0
    await bot.start()
    await discord.ready(20)
    lost = await (await ada.submit(form, FILLED)).message_shown()
    assert "no longer open" in lost.text
    assert "ink drawing" in lost.text, "the words are not lost with it"
