"""Who may restyle whose picture: everybody who could point at one, under each word of the moderators."""

import pytest

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.journeys.watching import labels, seen
from tests.stage import Bot

FILLED = {"prompt": "ink", "images": "1"}
ONLY_THEY = "in this server only they may restyle it"
WANTS_NOBODY = "who wants nobody else to restyle their pictures"
NOBODY_TO_ASK = "so there is nobody to ask"
OUTSIDE = "Outside servers that have added this bot, only your own pictures"


async def _comes_of(discord: Sandbox, who: Person, message: Message, author: Person | None = None) -> str:
    """What comes of pointing at a picture: a result, a question to its author, or why neither does."""
    opened = await who.menu("Restyle this", message)
    await opened.acknowledged()
    if opened.modal is None:
        return (await opened.message_shown()).text
    sent = await who.submit(opened.modal, FILLED)
    answer = await sent.until(lambda one: bool(one.pictures or (one.ephemeral and one.text)))
    if answer.pictures:
        return "result"
    assert author is not None, answer.text
    assert f"<@{author.id}> is asked" in answer.text
    question = await seen(discord, who, lambda one: "Allow" in labels(one))
    assert [user["id"] for user in question.raw["mentions"]] == [str(author.id)]
    withdraw = next(one.custom_id or "" for one in question.buttons if one.label == "Withdraw")
    await who.click(question, withdraw)
    await seen(discord, who, lambda one: one.id == question.id and not one.buttons)
    return "question"


@pytest.mark.parametrize("word", [None, "never", "ask", "anyone"])
async def test_who_may_restyle_whose_picture(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, mo: Person, picture: Upload, word: str | None
) -> None:
    if word:
        await (await mo.command("moderation consent", {"whose": word})).message_shown()
    olive = discord.person("olive")
    await (await olive.command("privacy", {"restyling": "never"})).message_shown()
    mine, opted_out = await bob.say("mine", picture), await olive.say("mine too", picture)
    fed = discord.post_by_webhook("Feed", "new", picture)

    other = {None: ONLY_THEY, "never": ONLY_THEY, "ask": "question", "anyone": "result"}[word]
    app = {None: ONLY_THEY, "never": ONLY_THEY, "ask": NOBODY_TO_ASK, "anyone": "result"}[word]
    assert await _comes_of(discord, bob, mine) == "result", "the author"
    assert other in await _comes_of(discord, ada, mine, bob), "a stranger"
    assert other in await _comes_of(discord, mo, mine, bob), "a moderator"
    assert WANTS_NOBODY in await _comes_of(discord, ada, opted_out), "of who has opted out"
    assert WANTS_NOBODY in await _comes_of(discord, mo, opted_out), "of who has opted out, a moderator"
    assert await _comes_of(discord, olive, opted_out) == "result", "who has opted out, their own"
    assert app in await _comes_of(discord, ada, fed), "of a webhook"

    result = next(
        message for message in ada.messages() if message.pictures and "made with AI" in message.text
    )
    assert await _comes_of(discord, ada, result) == "result", "of this bot, a stranger"
    await _nobody_else_s_where_no_server_has_the_bot(discord, picture)


async def _nobody_else_s_where_no_server_has_the_bot(discord: Sandbox, picture: Upload) -> None:
    ada, bob, mo = (discord.person(name) for name in ("ada", "bob", "mo"))
    there = discord.elsewhere[0]
    theirs = await bob.say("mine", picture, channel=there)
    for person in (ada, bob, mo):
        person.install_app()
    for person in (ada, mo):
        assert OUTSIDE in await _comes_of(discord, person, theirs), "as a user's own app"
    assert await _comes_of(discord, bob, theirs) == "result", "as a user's own app, the author"
    result = next(message for message in ada.messages(there) if "made with AI" in message.text)
    assert await _comes_of(discord, ada, result) == "result", "as a user's own app, of this bot"


async def test_the_stricter_word_of_author_and_server_holds(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, mo: Person, picture: Upload
) -> None:
    posted = await bob.say("mine", picture)
    await (await bob.command("privacy", {"restyling": "ask"})).message_shown()
    assert ONLY_THEY in await _comes_of(discord, ada, posted), "a server that allows nothing"
    await (await mo.command("moderation consent", {"whose": "anyone"})).message_shown()
    assert await _comes_of(discord, ada, posted, bob) == "question", "a server that allows everything"


async def test_a_word_that_does_not_exist_changes_nothing(bot: Bot, bob: Person, mo: Person) -> None:
    for person, command, option in (
        (mo, "moderation consent", "whose"),
        (bob, "privacy", "restyling"),
    ):
        said = await (await person.command(command, {option: "whatever"}, unchecked=True)).message_shown()
        assert f"`{option}` has a value that does not exist." in said.text
    assert (
        "as each server's moderators have it" in (await (await bob.command("privacy")).message_shown()).text
    )
