"""Outside the servers that have the bot: in its direct messages, in others' conversations, and in foreign servers."""

import pytest

from sandbox.people.person import Person
from sandbox.rules.options import Upload, WrongInput
from sandbox.server import Sandbox
from sandbox.world.permissions import Permission
from sandbox.world.world import Channel
from tests.journeys.abroad import PLACES
from tests.journeys.watching import button, has_pictures, restarted, said
from tests.stage import Bot

EVERYWHERE = {"restyle", "restyle-batch", "style", "history", "usage", "queue", "privacy", "help"} | {
    "Restyle this",
    "Made here?",
}


@pytest.mark.parametrize("place", PLACES)
async def test_a_request_goes_its_whole_way_and_its_buttons_outlive_a_restart(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload, abroad: Channel
) -> None:
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink", "images": 2}, channel=abroad)
    result = await asked.until(lambda message: len(message.pictures) == 2)
    assert result.text.startswith(f"<@{ada.id}> · “ink”")
    assert "8 left" in result.text, "of ten of her own"
    assert not result.ephemeral

    await restarted(discord, bot)
    varied = await (await ada.click(result, button(result, "2 · Vary"))).until(has_pictures)
    guild = abroad.guild_id or "@me"
    assert f"https://discord.com/channels/{guild}/{abroad.id}/{result.id}" in varied.text
    assert "6 left" in varied.text
    again = await (await ada.click(varied, button(varied, "Again"))).until(has_pictures)
    assert again.channel_id == abroad.id
    assert "4 left" in again.text

    history = await said(await ada.command("history", channel=abroad))
    assert [one.label for one in history.buttons] == ["Show"] * 3
    usage = await said(await ada.command("usage", channel=abroad))
    assert "6 of 10 pictures used" in usage.text
    assert "This counts together wherever you use the bot outside servers" in usage.text
    assert "Nothing is under way" in (await said(await ada.command("queue", channel=abroad))).text


@pytest.mark.parametrize("place", PLACES)
async def test_a_result_can_be_deleted_and_the_message_where_it_is_within_reach(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload, abroad: Channel
) -> None:
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"}, channel=abroad)
    result = await asked.until(has_pictures)
    menu = await said(await ada.click(result, button(result, "⋯")))
    sure = await said(await ada.click(menu, button(menu, "Delete…")))
    done = await (await ada.click(sure, button(sure, "Delete for good"))).until(lambda one: bool(one.text))
    if abroad is ada.dm:
        assert "the message is gone" in done.text
        assert await asked.gone()
    else:
        assert "The message itself is out of my reach here" in done.text
        assert ("a moderator can delete it" in done.text) == (abroad.guild_id is not None)
    assert "Nothing yet" in (await said(await ada.command("history", channel=abroad))).text
    assert not any(request.status == 403 for request in discord.requests), "it knows where it is not"


async def test_what_is_offered_where(discord: Sandbox, bot: Bot, ada: Person, mo: Person) -> None:
    there, group = discord.elsewhere[0], discord.conversation("ada", "mo")

    def offered(person: Person, channel: Channel) -> set[str]:
        return {command["name"] for command in person.commands(channel)}

    assert offered(mo, discord.channel) == EVERYWHERE | {"quota", "moderation"}
    assert offered(ada, discord.channel) == EVERYWHERE
    assert offered(mo, mo.dm) == EVERYWHERE
    assert offered(mo, there) == offered(mo, group) == set(), "nobody has invited it there"
    mo.install_app()
    assert offered(mo, there) == offered(mo, group) == EVERYWHERE, "he moderates there, but not this bot"
    assert offered(ada, there) == set()
    for command in ("quota set", "moderation consent"):
        with pytest.raises(WrongInput, match="cannot be used here"):
            await mo.command(command, {}, channel=there)


async def test_one_quota_for_all_places_without_the_bot_and_another_in_its_server(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    ada.install_app()
    places = [*discord.elsewhere, ada.dm, discord.conversation("ada", "bob")]
    ask = {"image": picture, "prompt": "ink", "images": 2}
    for number, channel in enumerate(places, 1):
        made = await (await ada.command("restyle", ask, channel=channel)).until(has_pictures)
        assert f"{10 - 2 * number} left" in made.text
    at_home = await (await ada.command("restyle", ask)).until(has_pictures)
    assert "18 left" in at_home.text

    await restarted(discord, bot)
    last = await (await ada.command("restyle", ask, channel=places[0])).until(has_pictures)
    assert " 0 left" in last.text
    refused = await said(await ada.command("restyle", ask, channel=places[1]))
    assert refused.ephemeral
    assert "You have used all of your 10 pictures in 24 hours." in refused.text

    hers = [one.label for one in (await said(await ada.command("history", channel=places[1]))).buttons]
    assert len(hers) == 5, "her own, from everywhere"
    assert len((await said(await ada.command("history"))).buttons) == 1, "the server's, from there alone"


async def test_where_it_is_switched_off_one_sentence_says_so(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    assert await bot.stop() == 0
    await bot.start(PERSONAL_IMAGES_PER_DAY="0")
    await discord.ready(20)
    refused = await said(await ada.command("restyle", {"image": picture, "prompt": "ink"}, channel=ada.dm))
    assert refused.text.startswith("This bot makes pictures only in servers that have added it.")
    at_home = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    await at_home.until(has_pictures)


async def test_whoever_sees_a_result_may_go_on_from_it_and_pays_for_it(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, mo: Person, picture: Upload
) -> None:
    ada.install_app()
    there = discord.elsewhere[0]
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"}, channel=there)
    result = await asked.until(has_pictures)
    varied = await (await bob.click(result, button(result, "1 · Vary"))).until(has_pictures)
    assert varied.text.startswith(f"<@{bob.id}> · variation of [#1](")
    assert "9 left" in varied.text, "of bob's own ten"
    assert "1 of 10" in (await said(await ada.command("usage", channel=there))).text

    menu = await said(await mo.click(result, button(result, "⋯")))
    refused = await said(await mo.click(menu, button(menu, "Delete…")))
    assert refused.text == f"Only <@{ada.id}> can do that.", "he moderates there, but not this bot"


async def test_what_is_fetched_elsewhere_stays_private_there(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    ada.install_app()
    asked = await ada.command("restyle", {"image": picture, "prompt": "of ours alone"}, channel=ada.dm)
    await asked.until(has_pictures)
    history = await said(await ada.command("history", channel=discord.elsewhere[0]))
    shown = await (await ada.click(history, button(history, "Show"))).until(has_pictures)
    assert shown.ephemeral
    for label in ("1 · Vary", "Again"):
        made = await (await ada.click(shown, button(shown, label))).until(has_pictures)
        assert made.ephemeral, "the conversation that it comes from is nobody else's business"


async def test_others_pictures_are_off_and_ones_own_and_the_bots_are_not(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, mo: Person, picture: Upload
) -> None:
    await said(await mo.command("moderation consent", {"whose": "anyone"}))
    ada.install_app()
    there = discord.elsewhere[0]
    for channel in (there, discord.conversation("ada", "bob")):
        theirs = await bob.say("look", picture, channel=channel)
        refused = await said(await ada.menu("Restyle this", theirs))
        assert refused.text.startswith(
            f"That picture is <@{bob.id}>'s. Outside servers that have added this bot"
        )
    own = await ada.say("mine", picture, channel=there)
    form = await (await ada.menu("Restyle this", own)).modal_shown()
    result = await (await ada.submit(form, {"prompt": "ink", "strength": "0.5"})).until(has_pictures)
    form = await (await ada.menu("Restyle this", result)).modal_shown()
    again = await (await ada.submit(form, {"prompt": "mosaic", "strength": "0.5"})).until(has_pictures)
    assert "8 left" in again.text


async def test_where_such_apps_may_not_speak_all_answers_are_private(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    ada.install_app()
    guild = discord.world.others[0]
    guild.channel.deny(guild.everyone.id, Permission.USE_EXTERNAL_APPS)
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"}, channel=guild.channel)
    result = await asked.until(has_pictures)
    assert result.ephemeral
    assert bob.messages(guild.channel) == []
    await restarted(discord, bot)
    varied = await (await ada.click(result, button(result, "1 · Vary"))).until(has_pictures)
    assert varied.ephemeral
    broken = Upload("broken.png", picture.content[:80])
    refused = await ada.command("restyle", {"image": broken, "prompt": "ink"}, channel=guild.channel)
    told = await refused.until(lambda message: bool(message.text))
    assert told.ephemeral
    assert "cannot be read" in told.text
