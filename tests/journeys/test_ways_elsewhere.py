"""Every way in and every way on, where no server has the bot: sets, styles, forms, pages, comparisons and families."""

import pytest

from sandbox.people.person import Person
from sandbox.rules.options import Upload, WrongInput
from sandbox.server import Sandbox
from sandbox.world.message import Message
from sandbox.world.world import Channel
from tests.journeys.abroad import PLACES, ask_for_set, has_ended
from tests.journeys.watching import button, has_pictures, restarted, said
from tests.stage import Bot

FROM_EVERYWHERE = (
    "Your finished requests from everywhere outside servers that have added this bot, newest first:"
)
ONLY_IN_SERVERS = "That is for moderators of servers that have added this bot."
QUICK = {"speed": "turbo", "acceleration": "high"}


async def result_of(person: Person, picture: Upload, channel: Channel, **options: object) -> Message:
    ask = {"image": picture, "prompt": "ink", **QUICK, **options}
    return await (await person.command("restyle", ask, channel=channel)).until(has_pictures)


async def chosen(person: Person, result: Message, label: str) -> Message:
    """Press a button under ⋯."""
    menu = await said(await person.click(result, button(result, "⋯")))
    return await said(await person.click(menu, button(menu, label)))


async def turned(person: Person, shown: Message, label: str) -> Message:
    """Press a button of a message that changes in its place."""
    pressed = await person.click(shown, button(shown, label))
    return await pressed.until(lambda one: one.id == shown.id and (one.text, one.pictures) != before(shown))


def before(shown: Message) -> tuple[str, list[str]]:
    return shown.text, shown.pictures


@pytest.mark.parametrize("place", PLACES)
async def test_a_set_is_asked_for_and_repeated(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload, abroad: Channel
) -> None:
    whole = await (await ask_for_set(ada, picture, 2, abroad)).until(has_ended)
    assert not whole.ephemeral
    assert whole.text.startswith(f"<@{ada.id}> · 2 pictures · “ink”")
    assert "8 left" in whole.text
    await restarted(discord, bot)
    again = await (await ada.click(whole, button(whole, "Again"))).until(has_ended)
    assert len(again.pictures) == 2
    varied = await (await ada.click(again, button(again, "2 · Vary"))).until(has_pictures)
    assert "5 left" in varied.text
    too_many = await said(await ask_for_set(ada, picture, 7, abroad))
    assert too_many.ephemeral
    fewer = await (await ada.click(too_many, button(too_many, "Make 5"))).until(has_ended)
    assert len(fewer.pictures) == 5


@pytest.mark.parametrize("place", ["direct", "server"])
async def test_the_bot_s_own_styles_are_picked_and_those_of_servers_are_made_in_servers(
    discord: Sandbox, bot: Bot, mo: Person, picture: Upload, place: str
) -> None:
    form = await (await mo.command("style add", {"name": "House look"})).modal_shown()
    await said(await mo.submit(form, {"before": "a linocut of"}))
    mo.install_app()
    abroad = mo.dm if place == "direct" else discord.elsewhere[0]

    async def style(command: str, **options: object) -> Message:
        return await said(await mo.command(f"style {command}", options, channel=abroad))

    listed = await style("list", search="mosaic")
    assert listed.ephemeral
    assert "Mosaic" in listed.text
    assert "Mosaic" in (await style("show", name="mosaic")).text
    assert "House look" not in (await style("list")).text
    offered = await mo.autocomplete("restyle", {"style": "house"}, focused="style", channel=abroad)
    assert "House look" not in [choice.value for choice in offered]
    refused = await said(
        await mo.command(
            "restyle", {"image": picture, "prompt": "ink", "style": "House look"}, channel=abroad
        )
    )
    assert "House look" in refused.text
    assert refused.ephemeral
    made = await result_of(mo, picture, abroad, style="mosaic")
    assert "mosaic" in made.text

    assert (await style("add", name="Mine")).text == ONLY_IN_SERVERS
    for command in ("edit", "remove", "preview"):
        assert (await style(command, name="mosaic")).text == ONLY_IN_SERVERS


@pytest.mark.parametrize("place", PLACES)
async def test_forms_open_on_a_result_and_are_filled_in_after_a_restart(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload, abroad: Channel
) -> None:
    result = await result_of(ada, picture, abroad)
    remix = await (await ada.click(result, button(result, "Remix…"))).modal_shown()
    menu = await said(await ada.click(result, button(result, "⋯")))
    source = await (await ada.click(menu, button(menu, "Use 1 as source"))).modal_shown()
    await restarted(discord, bot)
    for form, shown in ((remix, "“etching”"), (source, "[#1](")):
        made = await (await ada.submit(form, {"prompt": "etching", "images": "1"})).until(has_pictures)
        assert not made.ephemeral
        assert made.channel_id == abroad.id
        assert shown in made.text


@pytest.mark.parametrize("place", PLACES)
async def test_comparisons_and_recipes_are_shown_to_who_asks(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload, abroad: Channel
) -> None:
    result = await result_of(ada, picture, abroad)
    compared = await chosen(ada, result, "Compare")
    assert compared.ephemeral
    await restarted(discord, bot)
    wiped = await turned(ada, compared, "Wiped")
    assert "Before in the left half, after in the right half." in wiped.text
    recipe = await chosen(ada, result, "Recipe")
    assert recipe.ephemeral
    assert "All that made it" in recipe.text


async def test_pages_have_all_of_one_s_own_from_everywhere_and_are_turned_after_a_restart(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    ada.install_app()
    places = [ada.dm, *discord.elsewhere, discord.conversation("ada", "bob")]
    for number in range(1, 10):
        style = {"style": "Mosaic"} if number % 4 == 0 else {}
        await result_of(ada, picture, places[number % 4], prompt=f"boat {number}", **style)
    await result_of(ada, picture, discord.channel, prompt="boat at home", style="Mosaic")
    first = await said(await ada.command("history", channel=ada.dm))
    assert first.text.startswith(FROM_EVERYWHERE)
    assert "boat 9" in first.text
    assert "boat 1" not in first.text
    await restarted(discord, bot)
    second = await turned(ada, first, "Older")
    assert second.text.startswith(FROM_EVERYWHERE)
    assert "boat 1" in second.text
    assert "boat 9" in (await turned(ada, second, "Newer")).text

    there = places[1]
    suggested = await ada.autocomplete("history", {"style": ""}, focused="style", channel=there)
    assert [choice.value for choice in suggested] == ["Mosaic"]
    found = await said(await ada.command("history", {"style": "mosaic", "text": "BOAT"}, channel=there))
    assert ["boat 4" in found.text, "boat 8" in found.text, "at home" in found.text] == [True, True, False]
    none = await said(await ada.command("history", {"text": "at home"}, channel=there))
    assert none.text.startswith(
        "None of your finished requests outside servers that have added this bot fits."
    )
    at_home = await said(await ada.command("history"))
    assert at_home.text.startswith("Your finished requests here, newest first:")


async def test_a_family_is_one_s_own_from_everywhere_and_what_others_show_in_the_same_channel(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    ada.install_app()
    there = discord.elsewhere[0]
    result = await result_of(ada, picture, there, prompt="first")
    await result_of(ada, picture, ada.dm, prompt="of mine alone")
    await result_of(bob, picture, bob.dm, prompt="of bob's alone")
    varied = await (await bob.click(result, button(result, "1 · Vary"))).until(has_pictures)
    await restarted(discord, bot)

    hers, his = await chosen(ada, varied, "Family"), await chosen(bob, varied, "Family")
    assert hers.ephemeral
    assert his.ephemeral
    for family, own, not_own in ((hers, "of mine alone", "of bob"), (his, "of bob", "of mine alone")):
        assert f"https://discord.com/channels/{there.guild_id}/{there.id}/{result.id}" in family.text
        assert own in family.text
        assert not_own not in family.text


async def test_a_picture_is_recognised_by_who_may_know_of_it(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, mo: Person, picture: Upload
) -> None:
    for person in (ada, bob, mo):
        person.install_app()
    there, with_bob = discord.elsewhere[0], discord.conversation("ada", "bob")
    result = await result_of(ada, picture, there)
    private = await result_of(ada, picture, there, private=True, prompt="oil painting")
    saved = [Upload("saved.jpg", await discord.fetch(one.pictures[0])) for one in (result, private)]
    await restarted(discord, bot)

    async def told(person: Person, message: Message) -> str:
        return (await said(await person.menu("Made here?", message))).text

    hers = f"Yes, it was made here. <@{ada.id}> made it <t:"
    somewhere = "Yes, this bot made it, somewhere else."
    assert (await told(mo, result)).startswith(hers), "it is shown there"
    here = await mo.say("look", *saved, channel=there)
    assert "**Picture 1:** " + hers in await told(mo, here)
    assert (await told(mo, here)).endswith("**Picture 2:** Yes, it was made here.")
    for channel in (with_bob, discord.channel):
        assert await told(bob, await bob.say("look", saved[0], channel=channel)) == somewhere
    copies = await bob.say("look", *saved, channel=with_bob)
    assert (await told(ada, copies)).count(hers) == 2, "her own, wherever she is on her own"


async def test_a_card_is_in_the_language_of_the_server_that_it_is_in_and_elsewhere_of_who_asks(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    ada.install_app()
    ada.locale = "de"
    there = discord.elsewhere[0]
    discord.world.others[0].locale = "ja"
    assert "noch 9" in (await result_of(ada, picture, ada.dm)).text
    assert "残り8枚" in (await result_of(ada, picture, there)).text
    usage = await said(await ada.command("usage", channel=there))
    assert "zählt alles zusammen" in usage.text


async def test_the_buttons_of_a_result_stay_when_its_member_no_longer_has_the_app(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    ada.install_app()
    there = discord.elsewhere[0]
    result = await result_of(ada, picture, there)
    ada.remove_app()
    with pytest.raises(WrongInput, match="cannot be used here"):
        await ada.command("history", channel=there)
    varied = await (await ada.click(result, button(result, "1 · Vary"))).until(has_pictures)
    assert "8 left" in varied.text
    mine = await said(await ada.command("history", channel=ada.dm))
    assert [one.label for one in mine.buttons] == ["Show", "Show"], "what was made is still found"
