"""Whoever sees a result can report it; the moderators are told, and the first of them decides."""

import pytest

from sandbox.people.person import Person
from sandbox.rules.options import Upload, WrongInput
from sandbox.server import Sandbox
from sandbox.world.message import Message
from sandbox.world.permissions import Permission
from sandbox.world.world import Channel
from tests.journeys.watching import button, labels, restarted, seen, whispered
from tests.stage import Bot

HOSTILE = "ink **loud** <@1> @everyone"
UNDECIDED = ["Delete result", "Dismiss"]


@pytest.fixture
async def result(bot: Bot, ada: Person, picture: Upload) -> Message:
    """Ada's."""
    asked = await ada.command("restyle", {"image": picture, "prompt": HOSTILE})
    return await asked.until(lambda message: bool(message.pictures))


async def _report(person: Person, result: Message, **filled: object) -> Message:
    """Report; returns what who reported is told."""
    menu = await (await person.click(result, button(result, "⋯"))).message_shown()
    form = await (await person.click(menu, button(menu, "Report…"))).modal_shown()
    assert [option.get("default", False) for option in form.fields["reason"]["options"]] == [False] * 5
    sent = await person.submit(form, {"reason": "sexual", **filled})
    return await sent.message_shown()


async def _choose(mo: Person, channel: Channel | None) -> Message:
    options = {"off": True} if channel is None else {"channel": channel}
    return await (await mo.command("moderation log", options)).message_shown()


async def test_the_moderators_see_it_in_their_channel_and_delete_the_result(
    discord: Sandbox, bot: Bot, room: Channel, result: Message, ada: Person, bob: Person, mo: Person
) -> None:
    assert f"Reports and what moderators do are now shown in <#{room.id}>." in (await _choose(mo, room)).text
    assert "shown here from now on" in mo.messages(room)[-1].text
    told = await _report(bob, result, note="not **here** @everyone <@1>")
    assert told.ephemeral
    assert "the moderators have it in their channel, with your name" in told.text

    card = await seen(discord, mo, lambda one: labels(one) == UNDECIDED, channel=room)
    assert card.text.startswith("**It is sexual**\n")
    assert f"/{result.channel_id}/{result.id}) of <@{ada.id}>." in card.text
    assert "“ink \\*\\*loud\\*\\* \\<@1> @everyone”" in card.text
    assert "> not \\*\\*here\\*\\* @everyone \\<@1>" in card.text
    assert f"reported by <@{bob.id}>" in card.text
    assert card.raw["mentions"] == []
    assert "You have reported that already." in (await _report(bob, result)).text

    await restarted(discord, bot)
    await mo.click(card, button(card, "Delete result"))
    closed = await seen(discord, mo, lambda one: one.id == card.id and not one.buttons, channel=room)
    assert f"<@{mo.id}> has deleted the result." in closed.text
    assert "which has been deleted" in closed.text
    assert result.id not in [message.id for message in ada.messages()]
    for kind in ("report.opened", "report.upheld", "card.deleted"):
        assert kind in bot.log


async def test_who_is_no_moderator_decides_nothing(
    discord: Sandbox, bot: Bot, room: Channel, result: Message, ada: Person, bob: Person, mo: Person
) -> None:
    await _choose(mo, room)
    await _report(bob, result)
    card = await seen(discord, mo, lambda one: labels(one) == UNDECIDED, channel=room)
    with pytest.raises(WrongInput):
        await ada.click(card, button(card, "Dismiss"))
    room.allow(ada.id, Permission.VIEW_CHANNEL)
    for label in UNDECIDED:
        said = await whispered(await ada.click(card, button(card, label)))
        assert said.startswith("Only moderators can do that")
    await mo.click(card, button(card, "Dismiss"))
    closed = await seen(discord, mo, lambda one: one.id == card.id and not one.buttons, channel=room)
    assert f"<@{mo.id}> has dismissed this report." in closed.text
    assert result.id in [message.id for message in ada.messages()]


async def test_two_moderators_at_once_and_one_decides(
    discord: Sandbox, bot: Bot, room: Channel, result: Message, ada: Person, bob: Person, mo: Person
) -> None:
    await _choose(mo, room)
    await _report(bob, result)
    card = await seen(discord, mo, lambda one: labels(one) == UNDECIDED, channel=room)
    olive = discord.person("olive")
    dismissed = await mo.click(card, button(card, "Dismiss"))
    late = await olive.click(card, button(card, "Delete result"))
    assert await whispered(late) == f"<@{mo.id}> has decided that already."
    await dismissed.until(lambda one: not one.buttons)
    assert result.id in [message.id for message in ada.messages()]


async def test_without_a_channel_it_is_said_and_moderators_find_it(
    discord: Sandbox, bot: Bot, room: Channel, result: Message, ada: Person, bob: Person, mo: Person
) -> None:
    none = await (await mo.command("moderation reports")).message_shown()
    assert "There are no open reports." in none.text
    with pytest.raises(WrongInput):
        await bob.command("moderation reports")
    told = await _report(bob, result, reason="mine", note="")
    assert "Reported, with your name: the moderators find it with /moderation reports." in told.text
    await _report(ada, result)
    await restarted(discord, bot)
    listed = await (await mo.command("moderation reports")).message_shown()
    assert listed.ephemeral
    assert f"reported by <@{bob.id}>" in listed.text
    assert f"reported by <@{ada.id}>" in listed.text
    assert labels(listed) == UNDECIDED * 2
    shown = await mo.click(listed, button(listed, "Dismiss"))
    decided = await shown.until(lambda one: not one.buttons)
    assert "has dismissed this report" in decided.text
    left = await (await mo.command("moderation reports")).message_shown()
    assert f"<@{bob.id}>" not in left.text
    await mo.click(left, button(left, "Delete result"))
    await seen(discord, mo, lambda one: one.id == left.id and "has deleted the result" in one.text)
    assert "no open reports" in (await (await mo.command("moderation reports")).message_shown()).text


async def test_a_channel_that_cannot_be_written_to_and_one_that_everybody_reads(
    discord: Sandbox, bot: Bot, room: Channel, result: Message, ada: Person, bob: Person, mo: Person
) -> None:
    room.deny(discord.application_id, Permission.SEND_MESSAGES)
    assert f"I cannot write in <#{room.id}>." in (await _choose(mo, room)).text
    said = await _choose(mo, discord.channel)
    assert "it does not say who reported" in said.text
    await _report(bob, result)
    card = await seen(discord, ada, lambda one: labels(one) == UNDECIDED)
    assert f"<@{bob.id}>" not in card.text
    assert "/moderation reports says who reported it" in card.text
    assert "reported by" in (await (await mo.command("moderation reports")).message_shown()).text

    discord.channel.deny(discord.application_id, Permission.SEND_MESSAGES)
    told = await _report(ada, result)
    assert "the moderators find it with /moderation reports" in told.text, "who has it is said as it is"
    discord.channel.allow(discord.application_id, Permission.SEND_MESSAGES)
    assert "Nothing is shown in a channel any more." in (await _choose(mo, None)).text


async def test_what_could_not_be_shown_is_shown_when_the_bot_is_started_again(
    discord: Sandbox, bot: Bot, room: Channel, result: Message, bob: Person, mo: Person
) -> None:
    await _choose(mo, room)
    room.deny(discord.application_id, Permission.SEND_MESSAGES)
    assert "the moderators find it with /moderation reports" in (await _report(bob, result)).text
    room.allow(discord.application_id, Permission.SEND_MESSAGES)
    await restarted(discord, bot)
    card = await seen(discord, mo, lambda one: labels(one) == UNDECIDED, channel=room)
    await restarted(discord, bot)
    assert [one.id for one in mo.messages(room) if labels(one) == UNDECIDED] == [card.id]
    await mo.click(card, button(card, "Dismiss"))
    await seen(discord, mo, lambda one: one.id == card.id and not one.buttons, channel=room)


async def test_what_is_deleted_otherwise_says_so_on_its_report(
    discord: Sandbox, bot: Bot, room: Channel, result: Message, ada: Person, bob: Person, mo: Person
) -> None:
    await _choose(mo, room)
    await _report(bob, result)
    card = await seen(discord, mo, lambda one: labels(one) == UNDECIDED, channel=room)
    menu = await (await ada.click(result, button(result, "⋯"))).message_shown()
    sure = await (await ada.click(menu, button(menu, "Delete…"))).message_shown()
    await ada.click(sure, button(sure, "Delete for good"))
    closed = await seen(discord, mo, lambda one: one.id == card.id and not one.buttons, channel=room)
    assert f"The result was deleted by <@{ada.id}> meanwhile." in closed.text
    late = await (await ada.click(menu, button(menu, "Report…"))).message_shown()
    assert "That request is no longer kept." in late.text


async def test_discord_s_trouble_with_the_message_leaves_the_decision_to_be_carried_out(
    discord: Sandbox, bot: Bot, room: Channel, result: Message, bob: Person, mo: Person
) -> None:
    await _choose(mo, room)
    await _report(bob, result)
    card = await seen(discord, mo, lambda one: labels(one) == UNDECIDED, channel=room)
    discord.faults.add("DELETE", "/messages/", times=50, drop=True)
    pressed = await mo.click(card, button(card, "Delete result"))
    assert "Discord did not delete that message just now." in await whispered(pressed, 60)
    discord.faults.clear()
    late = await mo.click(card, button(card, "Dismiss"))
    assert f"<@{mo.id}> has decided that already." in await whispered(late)
    half = await seen(discord, mo, lambda one: labels(one) == ["Delete result"], channel=room)
    assert "it is still there" in half.text
    await mo.click(half, button(half, "Delete result"))
    await seen(discord, mo, lambda one: one.id == card.id and not one.buttons, channel=room)
    assert result.id not in [message.id for message in bob.messages()]


async def test_a_private_result_is_nobody_s_to_report(bot: Bot, ada: Person, picture: Upload) -> None:
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink", "private": True})
    private = await asked.until(lambda message: bool(message.pictures))
    menu = await (await ada.click(private, button(private, "⋯"))).message_shown()
    assert "Report…" not in labels(menu)
