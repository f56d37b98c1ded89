"""Who may restyle whose picture: everybody who could point at one or press a button, under each word that was said."""

import pytest

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.journeys.watching import button, labels, seen
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


SOURCES = ("Again", "Weaker", "Stronger", "Remix…")  # what starts from the very picture
RESULTS = ("1 · Vary", "Use 1 as source", "Restyle this")  # and what from a result of it


async def _goes_on(who: Person, result: Message, way: str) -> Message:
    """What comes of going on from a result: another, or why not."""
    if way == "Restyle this":
        pressed = await who.menu(way, result)
    elif way in labels(result):
        pressed = await who.click(result, button(result, way))
    else:
        menu = await (await who.click(result, button(result, "⋯"))).message_shown()
        pressed = await who.click(menu, button(menu, way))
    await pressed.acknowledged()
    if pressed.modal:
        pressed = await who.submit(pressed.modal, {"prompt": "chalk", "images": "1"})
    return await pressed.until(lambda one: bool(one.pictures or (one.ephemeral and one.text)))


async def _deleted(who: Person, result: Message) -> str:
    menu = await (await who.click(result, button(result, "⋯"))).message_shown()
    sure = await (await who.click(menu, button(menu, "Delete…"))).message_shown()
    return (await (await who.click(sure, button(sure, "Delete for good"))).message_shown()).text


async def _own(bob: Person, picture: Upload) -> Message:
    asked = await bob.command("restyle", {"image": picture, "prompt": "ink", "strength": 0.5})
    return await asked.until(lambda one: bool(one.pictures))


@pytest.mark.parametrize("way", [*SOURCES, *RESULTS])
async def test_what_others_make_of_one_s_own_result_names_its_author_who_may_delete_it(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload, way: str
) -> None:
    olive, result = discord.person("olive"), await _own(bob, picture)
    first = await _goes_on(ada, result, way)
    second = await _goes_on(olive, first, "Restyle this")
    assert f"<@{bob.id}>" in first.text.split("\n")[0]
    assert second.text.startswith(f"<@{olive.id}> · from a picture by <@{bob.id}>\n")
    third = await _goes_on(ada, second, "Again")
    own = await _goes_on(bob, third, "Again")
    assert own.text.startswith(f"<@{bob.id}> · “"), "their own picture, whoever it came by"
    for made in (third, second, first):
        assert "Deleted" in await _deleted(bob, made)


async def test_so_does_a_set_that_others_repeat(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    form = await (await bob.command("restyle-batch")).modal_shown()
    files = [Upload(f"{number}.png", picture.content) for number in (1, 2)]
    sent = await bob.submit(form, {"pictures": files, "prompt": "ink"})
    own = await sent.until(lambda one: "⋯" in labels(one))
    again = await (await ada.click(own, button(own, "Again"))).until(lambda one: "⋯" in labels(one))
    assert again.text.startswith(f"<@{ada.id}> · 2 pictures · from a picture by <@{bob.id}>\n“ink”")
    assert "Deleted" in await _deleted(bob, again)
    await (await bob.command("privacy", {"restyling": "never"})).message_shown()
    discord.clock.advance(1)  # sooner it is a double click
    assert WANTS_NOBODY in (await _goes_on(ada, own, "Again")).text


async def test_never_holds_for_whatever_goes_back_to_a_picture_of_theirs(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, mo: Person, picture: Upload
) -> None:
    await (await mo.command("moderation consent", {"whose": "anyone"})).message_shown()
    own = await _own(bob, picture)
    posted = await bob.say("mine", picture)
    form = await (await ada.menu("Restyle this", posted)).modal_shown()
    of_ada = await (await ada.submit(form, {**FILLED, "strength": "0.5"})).until(
        lambda one: bool(one.pictures)
    )
    by_menu = await _goes_on(ada, own, "Restyle this")
    varied = await _goes_on(ada, of_ada, "1 · Vary")
    menu = await (await ada.click(of_ada, button(of_ada, "⋯"))).message_shown()
    compared = await (await ada.click(menu, button(menu, "Compare"))).until(lambda one: bool(one.pictures))
    await (await bob.command("privacy", {"restyling": "never"})).message_shown()
    assert await bot.stop() == 0
    await bot.start()
    await discord.ready(20)
    for result in (own, of_ada, by_menu, varied):
        for way in (*SOURCES, *RESULTS):
            assert WANTS_NOBODY in (await _goes_on(ada, result, way)).text, way
    assert WANTS_NOBODY in (await (await ada.menu("Restyle this", compared)).message_shown()).text
    for way in ("Again", "1 · Vary", "Restyle this"):
        assert (await _goes_on(bob, own, way)).pictures, "one's own"


async def test_who_is_asked_first_is_not_passed_by_with_the_buttons_of_their_results(
    bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    own = await _own(bob, picture)
    await (await bob.command("privacy", {"restyling": "ask"})).message_shown()
    for way in SOURCES:
        assert "wants to be asked before others restyle it" in (await _goes_on(ada, own, way)).text
    for way in RESULTS:
        assert (await _goes_on(ada, own, way)).pictures


async def test_what_is_made_from_a_private_result_in_the_menu_is_private_too(
    bot: Bot, ada: Person, picture: Upload
) -> None:
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink", "private": True})
    private = await asked.until(lambda one: bool(one.pictures))
    assert (await _goes_on(ada, private, "Restyle this")).ephemeral


async def test_outside_of_servers_never_holds_under_the_buttons_too(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    for person in (ada, bob):
        person.install_app()
    there = discord.conversation("ada", "bob", "mo")
    asked = await bob.command("restyle", {"image": picture, "prompt": "ink"}, channel=there)
    own = await asked.until(lambda one: bool(one.pictures))
    assert (await _goes_on(ada, own, "Again")).pictures
    await (await bob.command("privacy", {"restyling": "never"}, channel=there)).message_shown()
    discord.clock.advance(1)  # sooner it is a double click
    for way in ("Again", "1 · Vary", "Restyle this"):
        assert WANTS_NOBODY in (await _goes_on(ada, own, way)).text, way


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
