"""Where moderators have chosen "ask", the author of a picture is asked in the open, and only their yes starts it."""

import asyncio
import io
import sqlite3
from contextlib import closing

import pytest
from PIL import Image

from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from sandbox.world.permissions import Permission
from tests.journeys.watching import button, has_pictures, labels, restarted, seen
from tests.stage import Bot

FILLED = {"prompt": "ink *drawing* <@1> @everyone", "images": "1", "strength": "0.4", "style": "Comic"}
OPEN = ["Allow", "Not this time", "Never", "Withdraw"]
TWO_HOURS = 2 * 60 * 60


def _is_question(message: Message) -> bool:
    return "Allow" in labels(message)


@pytest.fixture
async def asks(bot: Bot, mo: Person) -> Message:
    """The moderators' word."""
    said = await (await mo.command("moderation consent", {"whose": "ask"})).message_shown()
    assert "where their author says yes, each time" in said.text
    return said


@pytest.fixture
async def posted(bob: Person, picture: Upload) -> Message:
    """Bob's picture."""
    return await bob.say("mine", picture)


@pytest.fixture
def other() -> Upload:
    """Another picture."""
    return Upload("red.png", _plain(64, 48))


def _plain(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(file, "PNG")
    return file.getvalue()


async def _ask(person: Person, message: Message, **filled: str) -> Exchange:
    form = await (await person.menu("Restyle this", message)).modal_shown()
    return await person.submit(form, {**FILLED, **filled})


async def _asked(discord: Sandbox, person: Person, message: Message, **filled: str) -> Message:
    """Ask, and return the question."""
    told = await (await _ask(person, message, **filled)).until(lambda one: bool(one.text))
    assert told.ephemeral
    assert "is asked [here]" in told.text, told.text
    return await seen(discord, person, _is_question)


def _questions(bot: Bot, statement: str) -> None:
    with closing(sqlite3.connect(bot.data / "restyle.db", timeout=30)) as database, database:
        database.execute(statement)


async def _used(person: Person) -> str:
    return (await (await person.command("usage")).message_shown()).text


async def test_the_author_is_asked_in_a_reply_that_pings_them_alone_and_allows_it(
    discord: Sandbox, bot: Bot, asks: Message, ada: Person, bob: Person, posted: Message
) -> None:
    question = await _asked(discord, ada, posted)
    assert question.raw["message_reference"]["message_id"] == str(posted.id)
    assert [user["id"] for user in question.raw["mentions"]] == [str(bob.id)]
    assert f"<@{bob.id}>, <@{ada.id}> would like to restyle [your picture](" in question.text
    assert f"/{posted.channel_id}/{posted.id})" in question.text
    assert "“ink \\*drawing\\* \\<@1> @everyone”" in question.text
    assert "Comic · strength 0.4 · 1 picture" in question.text
    assert labels(question) == OPEN
    assert question.pictures == [], "there is nothing on it that could be restyled in turn"

    for person in (ada, discord.person("mo")):
        refused = await (await person.click(question, button(question, "Allow"))).message_shown()
        assert f"Only <@{bob.id}> can do that." in refused.text
    assert "0 of 20 pictures used" in await _used(ada)

    result = await (await bob.click(question, button(question, "Allow"))).until(has_pictures)
    assert result.text.startswith(f"<@{ada.id}> · from a picture by <@{bob.id}>\n“ink")
    assert not result.ephemeral
    closed = await seen(discord, ada, lambda one: one.id == question.id and not one.buttons)
    assert f"<@{bob.id}> lets <@{ada.id}> restyle" in closed.text
    assert f"/{result.id})" in closed.text
    assert "1 of 20 pictures used" in await _used(ada)
    assert "0 of 20 pictures used" in await _used(bob)

    menu = await (await bob.click(result, button(result, "⋯"))).message_shown()
    sure = await (await bob.click(menu, button(menu, "Delete…"))).message_shown()
    said = await (await bob.click(sure, button(sure, "Delete for good"))).message_shown()
    assert "Deleted" in said.text, "whose picture it was made from may delete it"
    assert "question.asked" in bot.log
    assert "question.allowed" in bot.log


async def test_hours_and_a_restart_later_it_starts_all_the_same_and_who_asked_is_told(
    discord: Sandbox, bot: Bot, asks: Message, ada: Person, bob: Person, posted: Message
) -> None:
    question = await _asked(discord, ada, posted)
    discord.clock.advance(TWO_HOURS)
    _questions(bot, "UPDATE questions SET asked_at = asked_at - 7200000")
    await restarted(discord, bot)
    pressed = await bob.click(question, button(question, "Allow"))
    result = await pressed.until(has_pictures)
    notice = await seen(discord, ada, lambda one: "your picture is ready" in one.text)
    assert [user["id"] for user in notice.raw["mentions"]] == [str(ada.id)]
    assert f"/{result.id}" in notice.text


async def test_no_means_no_for_that_picture(
    discord: Sandbox,
    bot: Bot,
    asks: Message,
    ada: Person,
    bob: Person,
    mo: Person,
    posted: Message,
    other: Upload,
) -> None:
    question = await _asked(discord, ada, posted)
    await restarted(discord, bot)
    await bob.click(question, button(question, "Not this time"))
    closed = await seen(discord, ada, lambda one: one.id == question.id and not one.buttons)
    assert f"<@{ada.id}>, <@{bob.id}> would rather not have [this picture]" in closed.text
    for person in (ada, mo):
        refused = await (await _ask(person, posted)).until(lambda one: bool(one.text))
        assert "has been asked about that picture already" in refused.text
        assert "ink" in refused.text, "the words are not lost"
    another = await bob.say("another", other)
    await _asked(discord, ada, another)


async def test_never_holds_for_all_pictures_of_the_author_and_is_taken_back_where_it_was_given(
    discord: Sandbox,
    bot: Bot,
    asks: Message,
    ada: Person,
    bob: Person,
    mo: Person,
    posted: Message,
    other: Upload,
) -> None:
    smaller = Upload("smaller.png", _plain(32, 32))
    second = await bob.say("another", other)
    first = await _asked(discord, ada, posted)
    told = await (await _ask(mo, second)).until(lambda one: "is asked" in one.text)
    pressed = await bob.click(first, button(first, "Never"))
    said = await pressed.until_followup(lambda one: "from now on nobody else" in one.text)
    assert said.ephemeral
    await seen(discord, ada, lambda one: one.id == first.id and not one.buttons)
    await seen(discord, mo, lambda one: f"<@{mo.id}>, <@{bob.id}> would rather not" in one.text)
    assert told.buttons

    await (await mo.command("moderation consent", {"whose": "anyone"})).message_shown()
    await restarted(discord, bot)
    refused = await (await ada.menu("Restyle this", second)).message_shown()
    assert f"That picture is <@{bob.id}>'s, who wants nobody else to restyle their pictures." in refused.text

    shown = await (await bob.command("privacy")).message_shown()
    assert shown.ephemeral
    assert "nobody else restyles them, in any server" in shown.text
    assert (
        "asks you first" in (await (await bob.command("privacy", {"restyling": "ask"})).message_shown()).text
    )
    await _asked(discord, ada, await bob.say("a third", smaller))
    changed = await (await bob.command("privacy", {"restyling": "server"})).message_shown()
    assert "as each server's moderators have it" in changed.text


async def test_who_asked_or_a_moderator_takes_it_back(
    discord: Sandbox,
    bot: Bot,
    asks: Message,
    ada: Person,
    bob: Person,
    mo: Person,
    posted: Message,
    other: Upload,
) -> None:
    told = await (await _ask(ada, posted)).until(lambda one: bool(one.buttons))
    question = await seen(discord, ada, _is_question)
    refused = await (await bob.click(question, button(question, "Withdraw"))).message_shown()
    assert f"Only <@{ada.id}> or a moderator can do that." in refused.text
    await ada.click(told, button(told, "Withdraw"))
    closed = await seen(discord, bob, lambda one: one.id == question.id and not one.buttons)
    assert "was withdrawn" in closed.text
    assert (
        "asked about that picture already"
        in (await (await _ask(ada, posted)).until(lambda one: bool(one.text))).text
    )

    second = await _asked(discord, ada, await bob.say("another", other))
    await mo.click(second, button(second, "Withdraw"))
    await seen(discord, bob, lambda one: one.id == second.id and "was withdrawn" in one.text)


async def test_a_deleted_picture_ends_the_question_at_once(
    discord: Sandbox,
    bot: Bot,
    asks: Message,
    ada: Person,
    bob: Person,
    mo: Person,
    posted: Message,
    other: Upload,
) -> None:
    question = await _asked(discord, ada, posted)
    await bob.delete(posted)
    closed = await seen(discord, ada, lambda one: one.id == question.id and not one.buttons)
    assert "the picture that it was about is gone" in closed.text

    another = await bob.say("another", other)
    second = await _asked(discord, ada, another)
    await bot.stop()
    await bob.delete(another)
    await bot.start()
    await seen(discord, ada, lambda one: one.id == second.id and not one.buttons)


async def test_it_ends_by_itself_when_its_time_is_over(
    discord: Sandbox, bot: Bot, asks: Message, ada: Person, bob: Person, posted: Message
) -> None:
    question = await _asked(discord, ada, posted)
    _questions(bot, "UPDATE questions SET ends_at = asked_at")
    late = await (await bob.click(question, button(question, "Allow"))).message_shown()
    assert "has ended" in late.text
    await restarted(discord, bot)
    closed = await seen(discord, ada, lambda one: one.id == question.id and not one.buttons)
    assert "nothing came of it in time" in closed.text


async def test_what_cannot_start_just_now_is_started_by_who_asked(
    discord: Sandbox, bot: Bot, asks: Message, ada: Person, bob: Person, mo: Person, posted: Message
) -> None:
    question = await _asked(discord, ada, posted)
    await (await mo.command("quota set", {"member": ada, "pictures": 0})).message_shown()
    thanks = await (await bob.click(question, button(question, "Allow"))).message_shown()
    assert f"Thank you. It could not start just now; <@{ada.id}> can start it from here." in thanks.text
    assert thanks.ephemeral
    allowed = await seen(
        discord, ada, lambda one: one.id == question.id and labels(one) == ["Start", "Withdraw"]
    )
    assert "has not started" in allowed.text
    await restarted(discord, bot)
    refused = await (await ada.click(allowed, button(allowed, "Start"))).message_shown()
    assert "You have no pictures to use in this server." in refused.text, "their own reason, to them alone"
    refused = await (await bob.click(allowed, button(allowed, "Start"))).message_shown()
    assert f"Only <@{ada.id}> can do that." in refused.text
    await (await mo.command("quota set", {"member": ada, "pictures": 5})).message_shown()
    pressed = [await ada.click(allowed, button(allowed, "Start")) for _ in range(2)]
    await seen(discord, ada, lambda one: one.id == question.id and not one.buttons)
    await _told_once(pressed)
    await seen(discord, bob, _has_pictures_of_the_bot)
    assert "1 of 5 pictures used" in await _used(ada)


async def test_an_author_takes_a_yes_back_that_nothing_has_come_of_yet(
    discord: Sandbox, bot: Bot, asks: Message, ada: Person, bob: Person, mo: Person, posted: Message
) -> None:
    question = await _asked(discord, ada, posted)
    await (await mo.command("quota set", {"member": ada, "pictures": 0})).message_shown()
    await (await bob.click(question, button(question, "Allow"))).message_shown()
    allowed = await seen(discord, bob, lambda one: one.id == question.id and "Start" in labels(one))
    await restarted(discord, bot)
    await bob.click(allowed, button(allowed, "Withdraw"))
    closed = await seen(discord, ada, lambda one: one.id == question.id and not one.buttons)
    assert f"<@{ada.id}>, <@{bob.id}> would rather not have [this picture]" in closed.text


async def _told_once(pressed: list[Exchange]) -> None:
    """Wait until one of two presses was told that the other has done it, in whatever message."""
    told: list[str] = []
    while not told:
        told = [
            one.text for exchange in pressed for one in exchange.messages if "answered already" in one.text
        ]
        await asyncio.sleep(0 if told else 0.05)
    assert len(told) == 1


def _has_pictures_of_the_bot(message: Message) -> bool:
    return bool(message.pictures) and "from a picture by" in message.text


async def test_pressed_twice_at_once_it_starts_once(
    discord: Sandbox, bot: Bot, asks: Message, ada: Person, bob: Person, posted: Message
) -> None:
    question = await _asked(discord, ada, posted)
    pressed = [await bob.click(question, button(question, "Allow")) for _ in range(3)]
    said = [await one.until(lambda one: bool(one.text or one.pictures)) for one in pressed]
    assert sum("answered already" in message.text for message in said) == 2
    await seen(discord, bob, _has_pictures_of_the_bot)
    assert "1 of 20 pictures used" in await _used(ada)


async def test_nobody_is_pestered(
    discord: Sandbox,
    bot: Bot,
    asks: Message,
    ada: Person,
    bob: Person,
    mo: Person,
    posted: Message,
    other: Upload,
) -> None:
    question = await _asked(discord, ada, posted)
    second = await bob.say("another", other)
    refused = await (await _ask(ada, second)).message_shown()
    assert f"You are asking <@{bob.id}> already." in refused.text
    assert len([one for one in bob.messages() if _is_question(one)]) == 1
    _questions(bot, "UPDATE questions SET state = 'withdrawn', url = ''")
    _questions(
        bot,
        "INSERT INTO questions SELECT id + 1, letters, state, interaction_id + 1, guild_id, user_id, locale, author_id,"
        " channel_id, source_id, number, url, sha256, request, message_id, card_id, asked_at, ends_at FROM questions"
        " UNION SELECT id + 2, letters, state, interaction_id + 2, guild_id, user_id, locale, author_id,"
        " channel_id, source_id, number, url, sha256, request, message_id, card_id, asked_at, ends_at FROM questions",
    )
    refused = await (await _ask(ada, second)).message_shown()
    assert "often enough for today" in refused.text
    assert (await (await _ask(mo, second)).until(lambda one: bool(one.text))).text.startswith(
        f"<@{bob.id}> is asked"
    )
    assert labels(question) == OPEN


async def test_where_nobody_can_be_asked_it_is_said_and_nothing_is_kept(
    discord: Sandbox, bot: Bot, asks: Message, ada: Person, bob: Person, posted: Message, picture: Upload
) -> None:
    fed = discord.post_by_webhook("Feed", "new", picture)
    refused = await (await ada.menu("Restyle this", fed)).message_shown()
    assert "An app has posted that picture, so there is nobody to ask." in refused.text

    discord.channel.deny(discord.application_id, Permission.SEND_MESSAGES)
    refused = await (await _ask(ada, posted)).until(lambda one: bool(one.text))
    assert f"I cannot write in this channel, so <@{bob.id}> cannot be asked." in refused.text
    discord.channel.allow(discord.application_id, Permission.SEND_MESSAGES)

    discord.faults.add("POST", "/messages", times=1, lose_answer=True)
    await _asked(discord, ada, posted)
    assert len([one for one in bob.messages() if _is_question(one)]) == 1, (
        "a lost answer is no second question"
    )
    discord.leave("bob")
    gone = await (await discord.person("mo").menu("Restyle this", posted)).modal_shown()
    sent = await discord.person("mo").submit(gone, FILLED)
    refused = await sent.until(lambda one: bool(one.text))
    assert f"That picture is <@{bob.id}>'s, who has left this server: nobody can be asked." in refused.text


async def test_who_asked_and_has_left_gets_nothing(
    discord: Sandbox, bot: Bot, asks: Message, ada: Person, bob: Person, posted: Message
) -> None:
    question = await _asked(discord, ada, posted)
    discord.leave("ada")
    said = await (await bob.click(question, button(question, "Allow"))).message_shown()
    assert f"<@{ada.id}> has left this server, so the question has ended." in said.text
    await seen(discord, bob, lambda one: one.id == question.id and "was withdrawn" in one.text)


async def test_other_words_on_the_same_picture_are_asked_about_anew(
    discord: Sandbox, bot: Bot, asks: Message, ada: Person, bob: Person, mo: Person, posted: Message
) -> None:
    question = await _asked(discord, ada, posted)
    result = await (await bob.click(question, button(question, "Allow"))).until(has_pictures)
    await restarted(discord, bot)
    for label in ("Again", "Weaker"):
        await (await ada.click(result, button(result, label))).until(has_pictures)
    form = await (await ada.click(result, button(result, "Remix…"))).modal_shown()
    refused = await (await ada.submit(form, {"prompt": "something else"})).message_shown()
    assert f"That picture is <@{bob.id}>'s, who is asked first: use Restyle this" in refused.text
    refused = await (await mo.click(result, button(result, "Again"))).message_shown()
    assert "who is asked first" in refused.text
    await (await mo.click(result, button(result, "1 · Vary"))).until(has_pictures)
    await (await bob.click(result, button(result, "Again"))).until(has_pictures)
    await (await bob.command("privacy", {"restyling": "never"})).message_shown()
    refused = await (await ada.click(result, button(result, "Again"))).message_shown()
    assert "wants nobody else to restyle their pictures" in refused.text


async def test_what_was_made_while_anyone_might_is_no_yes_of_its_author(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, mo: Person, posted: Message
) -> None:
    await (await mo.command("moderation consent", {"whose": "anyone"})).message_shown()
    result = await (await _ask(ada, posted)).until(has_pictures)
    await (await mo.command("moderation consent", {"whose": "ask"})).message_shown()
    refused = await (await ada.click(result, button(result, "Again"))).message_shown()
    assert f"That picture is <@{bob.id}>'s, who is asked first: use Restyle this" in refused.text
    await (await ada.click(result, button(result, "1 · Vary"))).until(has_pictures)


async def test_who_may_no_longer_use_restyle_gets_nothing_started_and_an_author_who_may_not_can_still_answer(
    discord: Sandbox, bot: Bot, asks: Message, ada: Person, bob: Person, mo: Person, posted: Message
) -> None:
    question = await _asked(discord, ada, posted)
    mo.set_command_permissions("restyle", forbid=[ada.user, bob.user])
    allow = button(question, "Allow")
    refused = await (await bob.click(question, allow)).message_shown()
    assert "could not start" in refused.text
    again = await seen(discord, ada, lambda one: one.id == question.id and "Start" in labels(one))
    barred = await (await ada.click(again, button(again, "Start"))).message_shown()
    assert "You may not use /restyle here." in barred.text
    mo.set_command_permissions("restyle")
    result = await (await ada.click(again, button(again, "Start"))).until(has_pictures)
    assert f"from a picture by <@{bob.id}>" in result.text
