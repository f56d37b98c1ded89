"""A result is deleted: by who asked, by whose picture it was made from, or by a moderator."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.journeys.watching import button
from tests.stage import Bot


async def _result(person: Person, picture: Upload, prompt: str = "ink", **options: object) -> Message:
    ask = {"image": picture, "prompt": prompt, **options}
    return await (await person.command("restyle", ask)).until(lambda message: bool(message.pictures))


async def _delete(person: Person, result: Message) -> Message:
    """Press all the way through; returns what is said at the end."""
    menu = await (await person.click(result, button(result, "⋯"))).message_shown()
    asked = await (await person.click(menu, button(menu, "Delete…"))).message_shown()
    if "Delete for good" not in [button.label for button in asked.buttons]:
        return asked
    assert result.id in [message.id for message in person.messages()], "asked once more, nothing done"
    return await (await person.click(asked, button(asked, "Delete for good"))).message_shown()


def _due(bot: Bot) -> set[str]:
    with closing(sqlite3.connect(bot.data / "restyle.db", timeout=30)) as database:
        return {sha for (sha,) in database.execute("SELECT sha256 FROM pictures WHERE used_at = 0")}


async def test_who_asked_deletes_a_result_and_nothing_of_it_is_left(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    result, kept = await _result(ada, picture), await _result(ada, picture, "watercolour")
    refused = await _delete(bob, result)
    assert f"Only <@{ada.id}> or a moderator can do that." in refused.text
    said = await _delete(ada, result)
    assert said.ephemeral
    assert "Deleted: the message is gone, and its pictures go too." in said.text
    shown = [message.id for message in bob.messages()]
    assert result.id not in shown
    assert kept.id in shown
    assert len(_due(bot)) == 1, "its picture, but not the source that another card has too"
    history = await (await ada.command("history")).message_shown()
    assert "watercolour" in history.text
    assert "“ink”" not in history.text
    assert "card.deleted" in bot.log


async def test_a_moderator_and_whose_picture_it_was_may_delete_it_too(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, mo: Person, picture: Upload
) -> None:
    first = await _result(ada, picture)
    for person in (mo, ada):
        pressed = await bob.click(first, button(first, "1 · Vary"))
        variation = await pressed.until(lambda message: bool(message.pictures))
        assert "Deleted" in (await _delete(person, variation)).text
        assert variation.id not in [message.id for message in bob.messages()]
        discord.clock.advance(1)  # sooner it is a double click
    again = await (await bob.click(first, button(first, "Again"))).until(
        lambda message: bool(message.pictures)
    )
    assert again.pictures, "the first one is as it was"


async def test_buttons_of_what_was_deleted_say_so_and_a_message_out_of_reach_is_said(
    bot: Bot, ada: Person, picture: Upload
) -> None:
    result = await _result(ada, picture, private=True)
    menu = await (await ada.click(result, button(result, "⋯"))).message_shown()
    asked = await (await ada.click(menu, button(menu, "Delete…"))).message_shown()
    said = await (await ada.click(asked, button(asked, "Delete for good"))).message_shown()
    assert "Dismiss the message to be rid of it too." in said.text
    for message, label in ((asked, "Delete for good"), (menu, "Recipe"), (result, "Again")):
        gone = await (await ada.click(message, button(message, label))).until(lambda one: bool(one.text))
        assert "That request is no longer kept." in gone.text


@pytest.mark.parametrize("fault", [{"status": 503}, {"drop": True}, {"lose_answer": True}], ids=str)
async def test_where_discord_does_not_delete_it_all_stays_and_can_be_tried_again(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload, fault: dict[str, Any]
) -> None:
    result = await _result(ada, picture)
    menu = await (await ada.click(result, button(result, "⋯"))).message_shown()
    asked = await (await ada.click(menu, button(menu, "Delete…"))).message_shown()
    discord.faults.add("DELETE", "/messages/", times=2, **fault)
    said = await (await ada.click(asked, button(asked, "Delete for good"))).until(
        lambda one: bool(one.text), 40
    )
    assert "Deleted" in said.text
    assert result.id not in [message.id for message in ada.messages()]


async def test_what_somebody_has_deleted_by_hand_is_deleted_at_once(
    discord: Sandbox, bot: Bot, ada: Person, mo: Person, picture: Upload
) -> None:
    result = await _result(ada, picture)
    menu = await (await ada.click(result, button(result, "⋯"))).message_shown()
    asked = await (await ada.click(menu, button(menu, "Delete…"))).message_shown()
    await mo.delete(result)
    said = await (await ada.click(asked, button(asked, "Delete for good"))).message_shown()
    assert "Deleted: the message is gone" in said.text
    tries = [one for one in discord.requests if one.method == "DELETE" and one.path.endswith(str(result.id))]
    assert len(tries) == 1, "what is gone is not asked for again"


async def test_what_cannot_be_deleted_just_now_is_as_it_was(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    result = await _result(ada, picture)
    menu = await (await ada.click(result, button(result, "⋯"))).message_shown()
    asked = await (await ada.click(menu, button(menu, "Delete…"))).message_shown()
    discord.faults.add("DELETE", "/messages/", times=50, drop=True)
    pressed = await ada.click(asked, button(asked, "Delete for good"))
    said = await pressed.until(lambda one: bool(one.text), 60)
    assert "Discord did not delete that message just now." in said.text
    discord.faults.clear()
    said = await (await ada.click(asked, button(asked, "Delete for good"))).until(lambda one: bool(one.text))
    assert "Deleted: the message is gone" in said.text


async def test_what_others_were_made_from_is_said_to_stay(
    bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    result = await _result(ada, picture)
    pressed = await bob.click(result, button(result, "1 · Vary"))
    variation = await pressed.until(lambda message: bool(message.pictures))
    said = await _delete(ada, result)
    assert "1 of them stays, since another result was made from it." in said.text
    again = await (await bob.click(variation, button(variation, "Again"))).until(
        lambda message: bool(message.pictures)
    )
    assert "variation of #1 by" in again.text, "there is no message to lead to any more"
