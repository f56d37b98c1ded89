"""A server's moderators look at results before others do: the first of them decides, and who asked may object once."""

import sqlite3
import time

import pytest

from domain.review import TIMEOUT
from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload, WrongInput
from sandbox.server import Sandbox
from sandbox.world.message import MEDIA_GALLERY, Message
from sandbox.world.permissions import Permission
from sandbox.world.world import Channel
from tests.journeys.watching import button, labels, restarted, seen, whispered
from tests.readers import MADE_WITH_AI, needs_a_reader, source_types
from tests.stage import Bot

UNDECIDED = ["Approve", "Deny…", "Block…"]


async def _choose(mo: Person, **options: object) -> str:
    return (await (await mo.command("moderation review", options)).message_shown()).text


async def _ask(person: Person, picture: Upload, prompt: str = "ink", **options: object) -> Exchange:
    return await person.command("restyle", {"image": picture, "prompt": prompt, **options})


def _waits(message: Message) -> bool:
    return "A moderator looks at it first" in message.text


async def _held(discord: Sandbox, mo: Person, room: Channel, said: str = "May this be shown?") -> Message:
    """What waits in the moderators' channel, with its pictures."""

    def waits(message: Message) -> bool:
        return labels(message) == UNDECIDED and bool(message.pictures) and said in message.text

    return await seen(discord, mo, waits, channel=room)


async def _deny(person: Person, card: Message, reason: str) -> Exchange:
    form = await (await person.click(card, button(card, "Deny…"))).modal_shown()
    return await person.submit(form, {"reason": reason})


async def _decided(discord: Sandbox, mo: Person, card: Message, room: Channel) -> Message:
    return await seen(discord, mo, lambda one: one.id == card.id and not one.buttons, channel=room)


async def _used(person: Person) -> str:
    return (await (await person.command("usage")).message_shown()).text


@needs_a_reader
async def test_a_result_waits_behind_a_spoiler_until_a_moderator_approves_it(
    discord: Sandbox, bot: Bot, room: Channel, ada: Person, mo: Person, picture: Upload
) -> None:
    at_once = await (await _ask(ada, picture)).until(lambda one: bool(one.pictures))
    said = await _choose(mo, results="everything", channel=room)
    assert said == (
        "Moderators look first at every result that others would see."
        f" They see them in <#{room.id}>, and with /moderation review."
    )
    asked = await _ask(ada, picture, "ink **loud** @everyone", images=2)
    waiting = await asked.until(_waits)
    assert not waiting.ephemeral
    assert (waiting.pictures, waiting.buttons) == ([], [])
    assert "loud" not in waiting.text

    card = await _held(discord, mo, room)
    [gallery] = [part for part in card.components if part["type"] == MEDIA_GALLERY]
    assert [item["spoiler"] for item in gallery["items"]] == [True, True]
    assert f"A result for <@{ada.id}> in <#{waiting.channel_id}>" in card.text
    assert "“ink \\*\\*loud\\*\\* @everyone”" in card.text
    assert card.raw["mentions"] == []
    for url in card.pictures:
        assert source_types(await discord.fetch(url)) == [[MADE_WITH_AI]]

    await restarted(discord, bot)
    pointed = await mo.menu("Restyle this", card)
    assert await whispered(pointed) == "Moderators have to look at that result first."
    await mo.click(card, button(card, "Approve"))
    result = await seen(discord, ada, lambda one: one.id == waiting.id and len(one.pictures) == 2)
    assert labels(result)[:2] == ["1 · Vary", "2 · Vary"]
    assert labels(result)[2:] == labels(at_once)[1:]
    for url in result.pictures:
        assert source_types(await discord.fetch(url)) == [[MADE_WITH_AI]]
    closed = await _decided(discord, mo, card, room)
    assert f"<@{mo.id}> has approved this." in closed.text
    assert closed.pictures == []
    varied = await ada.click(result, button(result, "1 · Vary"))
    assert (await varied.until(_waits)).id != result.id
    for kind in ("card.held", "card.published"):
        assert kind in bot.log


async def test_what_is_denied_is_given_back_says_why_and_is_looked_at_once_more(
    discord: Sandbox, bot: Bot, room: Channel, ada: Person, bob: Person, mo: Person, picture: Upload
) -> None:
    await _choose(mo, results="everything", channel=room)
    asked = await _ask(ada, picture)
    waiting = await asked.until(_waits)
    assert "1 of 20 pictures used" in await _used(ada)
    card = await _held(discord, mo, room)
    await _deny(mo, card, "not **here** @everyone")
    denied = await seen(discord, ada, lambda one: one.id == waiting.id and labels(one) == ["Object…"])
    assert denied.text == (
        f"<@{ada.id}>, a moderator has denied your result: “not \\*\\*here\\*\\* @everyone”"
        " It does not count against your allowance."
    )
    assert denied.pictures == []
    assert "0 of 20 pictures used" in await _used(ada)
    closed = await _decided(discord, mo, card, room)
    assert f"<@{mo.id}> has denied this." in closed.text
    assert closed.pictures == []
    entry = await (await ada.command("history")).message_shown()
    assert "denied" in entry.text
    shown = await (await ada.click(entry, button(entry, "Show"))).message_shown()
    assert "has denied your result" in shown.text
    assert shown.pictures == []

    await restarted(discord, bot)
    assert await whispered(await bob.click(denied, button(denied, "Object…"))) == (
        f"Only <@{ada.id}> can do that."
    )
    form = await (await ada.click(denied, button(denied, "Object…"))).modal_shown()
    sent = await ada.submit(form, {"objection": "it is a harbour"})
    assert "look at it once more" in await whispered(sent)
    again = await _held(discord, mo, room, "Its member objects")
    assert again.id == card.id
    assert "Its member objects: “it is a harbour”" in again.text
    await seen(discord, ada, lambda one: one.id == waiting.id and "has objected" in one.text)
    await mo.click(again, button(again, "Approve"))
    result = await seen(discord, ada, lambda one: one.id == waiting.id and bool(one.pictures))
    assert "1 · Vary" in labels(result)
    assert "0 of 20 pictures used" in await _used(ada)


async def test_what_is_denied_twice_stays_so(
    discord: Sandbox, bot: Bot, room: Channel, ada: Person, mo: Person, picture: Upload
) -> None:
    await _choose(mo, results="everything", channel=room)
    waiting = await (await _ask(ada, picture)).until(_waits)
    card = await _held(discord, mo, room)
    await _deny(mo, card, "")
    denied = await seen(discord, ada, lambda one: one.id == waiting.id and labels(one) == ["Object…"])
    assert "a moderator has denied your result." in denied.text
    form = await (await ada.click(denied, button(denied, "Object…"))).modal_shown()
    await ada.submit(form, {"objection": ""})
    await _deny(mo, await _held(discord, mo, room, "its member objects"), "no")
    final = await seen(discord, ada, lambda one: one.id == waiting.id and "“no”" in one.text)
    assert final.buttons == []
    assert "0 of 20 pictures used" in await _used(ada)


async def test_who_is_blocked_for_a_result_asks_for_nothing_any_more(
    discord: Sandbox, bot: Bot, room: Channel, ada: Person, mo: Person, picture: Upload
) -> None:
    await _choose(mo, results="everything", channel=room)
    waiting = await (await _ask(ada, picture)).until(_waits)
    card = await _held(discord, mo, room)
    await restarted(discord, bot)
    form = await (await mo.click(card, button(card, "Block…"))).modal_shown()
    await mo.submit(form, {"reason": "not here"})
    await seen(discord, ada, lambda one: one.id == waiting.id and "“not here”" in one.text)
    assert "not here" in await whispered(await _ask(ada, picture))
    trail = await (await mo.command("moderation log")).message_shown()
    assert f"<@{mo.id}> has denied a result of <@{ada.id}>." in trail.text
    assert f"<@{mo.id}> has blocked <@{ada.id}>." in trail.text


async def test_two_moderators_at_once_and_one_decides(
    discord: Sandbox, bot: Bot, room: Channel, ada: Person, mo: Person, picture: Upload
) -> None:
    await _choose(mo, results="everything", channel=room)
    waiting = await (await _ask(ada, picture)).until(_waits)
    card = await _held(discord, mo, room)
    olive = discord.person("olive")
    form = await (await olive.click(card, button(card, "Deny…"))).modal_shown()
    await mo.click(card, button(card, "Approve"))
    late = await olive.submit(form, {"reason": "no"})
    assert await whispered(late) == f"<@{mo.id}> has decided that already."
    await seen(discord, ada, lambda one: one.id == waiting.id and bool(one.pictures))
    assert f"<@{mo.id}> has approved this." in (await _decided(discord, mo, card, room)).text


async def test_who_is_no_moderator_decides_nothing(
    discord: Sandbox, bot: Bot, room: Channel, ada: Person, mo: Person, picture: Upload
) -> None:
    with pytest.raises(WrongInput):
        await ada.command("moderation review")
    await _choose(mo, results="everything", channel=room)
    await (await _ask(ada, picture)).until(_waits)
    card = await _held(discord, mo, room)
    room.allow(ada.id, Permission.VIEW_CHANNEL)
    for label in UNDECIDED:
        said = await whispered(await ada.click(card, button(card, label)))
        assert said.startswith("Only moderators can do that")


async def test_without_a_channel_or_with_a_closed_one_moderators_find_it_by_the_command(
    discord: Sandbox, bot: Bot, room: Channel, ada: Person, mo: Person, picture: Upload
) -> None:
    assert "Nothing waits for a decision. Results are shown at once" in await _choose(mo)
    assert "a channel can be chosen there" in await _choose(mo, results="everything")
    first = await (await _ask(ada, picture, "first")).until(_waits)
    await _choose(mo, channel=room)
    await (await mo.command("moderation log", {"channel": room})).message_shown()
    room.deny(discord.application_id, Permission.SEND_MESSAGES)
    second = await (await _ask(ada, picture, "second")).until(_waits)
    await restarted(discord, bot)
    assert f"I cannot write in <#{room.id}> any more: they see" in await _choose(mo, results="everything")
    logged = await (await mo.command("moderation log")).message_shown()
    assert f"I cannot write in <#{room.id}> any more, so this" in logged.text
    assert "2 results wait" in await _choose(mo, results="off")

    listed = await (await mo.command("moderation review")).until(lambda one: bool(one.pictures))
    assert listed.ephemeral
    assert "“first”" in listed.text
    assert "1 more waits" in listed.text
    shown = await mo.click(listed, button(listed, "Approve"))
    await shown.until(lambda one: f"<@{mo.id}> has approved this." in one.text)
    await seen(discord, ada, lambda one: one.id == first.id and bool(one.pictures))
    left = await (await mo.command("moderation review")).until(lambda one: bool(one.pictures))
    await _deny(mo, left, "no")
    await seen(discord, ada, lambda one: one.id == second.id and "“no”" in one.text)
    assert "Nothing waits" in await _choose(mo)
    assert (await (await _ask(ada, picture, "third")).until(lambda one: bool(one.pictures))).buttons


async def test_what_nobody_decides_in_time_is_denied(
    discord: Sandbox, bot: Bot, room: Channel, ada: Person, mo: Person, picture: Upload
) -> None:
    await _choose(mo, results="everything", channel=room)
    waiting = await (await _ask(ada, picture)).until(_waits)
    card = await _held(discord, mo, room)
    assert await bot.stop() == 0
    with sqlite3.connect(bot.data / "restyle.db") as database:
        long_ago = int(time.time() * 1000) - TIMEOUT
        assert database.execute("UPDATE reviews SET held_at = ?", (long_ago,)).rowcount == 1
    database.close()
    await bot.start()
    await discord.ready(20)
    denied = await seen(discord, ada, lambda one: one.id == waiting.id and labels(one) == ["Object…"])
    assert "no moderator has looked at your result in time" in denied.text
    assert "Nobody has decided in time, so it is denied." in (await _decided(discord, mo, card, room)).text
    assert "0 of 20 pictures used" in await _used(ada)


async def test_a_private_result_is_shown_at_once_to_its_member(
    discord: Sandbox, bot: Bot, room: Channel, ada: Person, mo: Person, picture: Upload
) -> None:
    await _choose(mo, results="everything", channel=room)
    private = await (await _ask(ada, picture, private=True)).until(lambda one: bool(one.pictures))
    assert private.ephemeral


async def test_a_set_shows_none_of_its_pictures_before_a_moderator_has_seen_all(
    discord: Sandbox, bot: Bot, room: Channel, ada: Person, mo: Person, picture: Upload
) -> None:
    await _choose(mo, results="everything", channel=room)
    form = await (await ada.command("restyle-batch")).modal_shown()
    asked = await ada.submit(form, {"pictures": [picture, picture], "prompt": "ink"})
    waiting = await asked.until(_waits)
    assert all("withheld" not in message.text for message in asked.messages)
    card = await _held(discord, mo, room)
    assert len(card.pictures) == 2
    await mo.click(card, button(card, "Approve"))
    result = await seen(discord, ada, lambda one: one.id == waiting.id and len(one.pictures) == 2)
    assert "2 · Vary" in labels(result)
