"""Buttons, menus and forms obey what moderators set for /restyle in Server Settings → Integrations, as Discord's commands do."""

import pytest

from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload, WrongInput
from sandbox.rules.refusal import missing_access
from sandbox.server import Sandbox
from sandbox.world.message import Message
from sandbox.world.payloads import guild_create_json
from sandbox.world.world import Channel
from tests.journeys.watching import button, has_pictures, restarted, said
from tests.stage import Bot, Renderer

BARRED = "You may not use /restyle here. This server's moderators decide who may, and in which channels"
NOT_TOLD = "Discord has not said yet whether you may do that here."
FILLED = {"prompt": "ink drawing", "images": "1"}
READS = "commands/permissions"  # the route by which the bot reads what is set


async def result_of(person: Person, picture: Upload, channel: Channel | None = None) -> Message:
    ask = {"image": picture, "prompt": "ink"}
    return await (await person.command("restyle", ask, channel=channel)).until(has_pictures)


async def press(person: Person, message: Message, label: str) -> Exchange:
    return await person.click(message, button(message, label))


async def is_barred(person: Person, message: Message, label: str = "1 · Vary") -> bool:
    """Press a button. Returns whether that is refused; what is not refused must come to an end."""
    told = await (await press(person, message, label)).until(
        lambda one: has_pictures(one) or BARRED in one.text
    )
    assert told.ephemeral or has_pictures(told)
    return BARRED in told.text


def reads(discord: Sandbox) -> int:
    return sum(request.path.endswith(READS) for request in discord.requests)


async def test_who_is_barred_presses_no_old_button_and_opens_no_menu_on_any_card(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, mo: Person, picture: Upload
) -> None:
    result, own = await result_of(ada, picture), await result_of(bob, picture)
    mo.set_command_permissions("restyle", forbid=[bob.user])
    with pytest.raises(WrongInput, match="may not use restyle here"):
        await bob.command("restyle", {"image": picture, "prompt": "ink"})
    for _ in range(2):
        for label in ("1 · Vary", "Again", "Remix…", "Weaker", "Stronger"):
            refused = await said(await press(bob, result, label))
            assert refused.ephemeral
            assert BARRED in refused.text
        for posted in (result, own):
            assert BARRED in (await said(await bob.menu("Restyle this", posted))).text
        assert BARRED in (await said(await bob.command("restyle-batch"))).text
        assert not await is_barred(ada, result)
        await restarted(discord, bot)
    assert reads(discord) == 2, "once for each life of the bot"


async def test_what_is_one_s_own_can_still_be_found_called_off_and_deleted(
    discord: Sandbox, bot: Bot, renderer: Renderer, ada: Person, mo: Person, picture: Upload
) -> None:
    result = await result_of(ada, picture)
    with renderer.standing_still():
        waiting = await ada.command("restyle", {"image": picture, "prompt": "ink"})
        shown = await waiting.until(lambda one: "Cancel" in [each.label for each in one.buttons])
        mo.set_command_permissions("restyle", forbid=[discord.guild.everyone])
        await press(ada, shown, "Cancel")
        await waiting.until(lambda one: "Cancelled" in one.text)
    menu = await said(await press(ada, result, "⋯"))
    assert BARRED in (await said(await press(ada, menu, "Recipe"))).text
    found = await said(await ada.command("history"))
    await (await press(ada, found, "Show")).until(lambda one: "Cancelled" in one.text)
    sure = await said(await press(ada, menu, "Delete…"))
    assert "Deleted" in (await said(await press(ada, sure, "Delete for good"))).text


async def test_a_form_that_was_opened_before_the_change_is_refused_and_gives_the_words_back(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, mo: Person, picture: Upload
) -> None:
    result = await result_of(ada, picture)
    remix = await (await press(bob, result, "Remix…")).modal_shown()
    pointed = await (await bob.menu("Restyle this", result)).modal_shown()
    batch = await (await bob.command("restyle-batch")).modal_shown()
    mo.set_command_permissions("restyle", forbid=[bob.user])
    files = {"pictures": [picture]}
    for _ in range(2):
        for form, more in ((remix, {}), (pointed, {}), (batch, files)):
            filled = {"prompt": "a long thought"} | more | ({} if form is batch else {"images": "1"})
            refused = await said(await bob.submit(form, filled))
            assert refused.ephemeral
            assert BARRED in refused.text
            assert "a long thought" in refused.text
        await restarted(discord, bot)
    mo.set_command_permissions("restyle")
    sent = await bob.submit(remix, FILLED)
    assert (await sent.until(has_pictures)).text.startswith(f"<@{bob.id}>")


async def test_where_a_role_alone_is_allowed_a_member_is_as_soon_as_they_have_it(
    discord: Sandbox, bot: Bot, ada: Person, mo: Person, picture: Upload
) -> None:
    result = await result_of(mo, picture)
    everyone, moderators = discord.guild.roles[:2]
    mo.set_command_permissions("restyle", allow=[moderators], forbid=[everyone])
    assert await is_barred(ada, result)
    assert not await is_barred(mo, result)
    discord.guild.members[ada.id].roles.append(moderators)
    discord.clock.advance(1)
    assert not await is_barred(ada, result)
    discord.guild.members[ada.id].roles.remove(moderators)
    discord.clock.advance(1)
    assert await is_barred(ada, result)
    assert not await is_barred(discord.person("olive"), result), "the owner may everything"


async def test_in_a_channel_that_is_barred_and_in_its_threads_nobody_presses_anything(
    discord: Sandbox, bot: Bot, ada: Person, mo: Person, picture: Upload
) -> None:
    studio, lounge = discord.guild.channels.values()
    threads = [discord.world.open_thread("sketches", place) for place in (studio, lounge)]
    results = {place.id: await result_of(ada, picture, place) for place in (studio, lounge, *threads)}
    mo.set_command_permissions("restyle", allow=[studio], forbid=["all channels"])
    for _ in range(2):
        barred = [await is_barred(ada, result) for result in results.values()]
        assert barred == [False, True, False, True]
        await restarted(discord, bot)


async def test_what_is_set_for_the_whole_app_holds_unless_the_command_has_its_own(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, mo: Person, picture: Upload
) -> None:
    result = await result_of(ada, picture)
    mo.set_command_permissions(None, forbid=[discord.guild.everyone])
    assert await is_barred(bob, result)
    mo.set_command_permissions("restyle", allow=[bob.user])
    discord.clock.advance(1)  # sooner it is a double click
    assert not await is_barred(bob, result)
    assert await is_barred(ada, result)
    mo.set_command_permissions(None)
    mo.set_command_permissions("restyle")
    discord.clock.advance(1)
    assert not await is_barred(ada, result)
    assert reads(discord) == 1, "the rest was told by events"


async def test_a_change_that_no_event_told_is_read_after_a_new_session(
    discord: Sandbox, bot: Bot, ada: Person, mo: Person, picture: Upload
) -> None:
    result = await result_of(ada, picture)
    assert not await is_barred(ada, result)
    discord.gateway.invalidate()
    await discord.offline()
    mo.set_command_permissions("restyle", forbid=[ada.user])
    await discord.ready(20)
    assert await is_barred(ada, result)


async def test_where_discord_does_not_say_who_may_nobody_is_let_through_until_it_does(
    discord: Sandbox, bot: Bot, ada: Person, mo: Person, picture: Upload
) -> None:
    fault = discord.faults.add("GET", READS, times=100, refused=missing_access())
    result = await result_of(ada, picture)  # a command is Discord's own to let through
    refused = await said(await press(ada, result, "1 · Vary"))
    assert refused.ephemeral
    assert NOT_TOLD in refused.text
    assert NOT_TOLD in (await said(await press(ada, result, "Again"))).text
    assert fault.struck == 1, "it is left alone for a while"
    assert "cannot be read" in bot.log
    assert not await is_barred(discord.person("olive"), result), "administrators are never barred"
    discord.faults.clear()
    await restarted(discord, bot)
    assert not await is_barred(ada, result)


async def test_as_long_as_discord_has_not_told_of_the_server_nobody_is_let_through(
    discord: Sandbox, bot: Bot, ada: Person, mo: Person, picture: Upload
) -> None:
    result = await result_of(ada, picture)
    moderators = discord.guild.roles[1]
    mo.set_command_permissions("restyle", forbid=[moderators])
    discord.gateway.dispatch("GUILD_DELETE", {"id": str(discord.guild.id)}, discord.guild.id)
    assert NOT_TOLD in (await said(await press(mo, result, "1 · Vary"))).text, "of whom no role is known"
    discord.gateway.dispatch(
        "GUILD_CREATE", guild_create_json(discord.world, discord.guild), discord.guild.id
    )
    assert await is_barred(mo, result)
    assert not await is_barred(ada, result)


async def test_what_was_known_last_holds_where_discord_says_nothing_new(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, mo: Person, picture: Upload
) -> None:
    result = await result_of(ada, picture)
    mo.set_command_permissions("restyle", forbid=[bob.user])
    assert await is_barred(bob, result)
    fault = discord.faults.add("GET", READS, times=100, status=500)
    discord.gateway.invalidate()
    await discord.offline()
    await discord.ready(20)
    assert await is_barred(bob, result)
    assert not await is_barred(ada, result)
    await discord.faults.struck(fault)
    mo.set_command_permissions("restyle", forbid=[ada.user])
    assert await is_barred(ada, result), "events go on"


@pytest.mark.parametrize("place", ["direct", "server"])
async def test_where_no_server_has_the_bot_nothing_is_set(
    discord: Sandbox, bot: Bot, ada: Person, mo: Person, picture: Upload, abroad: Channel
) -> None:
    mo.set_command_permissions("restyle", forbid=[discord.guild.everyone, "all channels"])
    result = await result_of(ada, picture, abroad)
    assert not await is_barred(ada, result)
    assert reads(discord) == 0
