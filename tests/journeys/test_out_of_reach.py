"""Messages that only their token reaches: after its 15 minutes, and within the five follow-ups that Discord allows."""

import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.journeys.abroad import PLACES, ask_for_set, has_ended
from tests.journeys.toll import Toll
from tests.journeys.watching import button, has_pictures, restarted, said
from tests.stage import Bot

TWENTY_MINUTES = 20 * 60


def asked_earlier(bot: Bot) -> None:
    """Let all that was asked be two minutes older than it is."""
    with closing(sqlite3.connect(bot.data / "restyle.db", timeout=30)) as database, database:
        database.execute("UPDATE cards SET asked_at = asked_at - 120000")


def follow_ups(discord: Sandbox) -> int:
    """How many one interaction had at most."""
    sent = Counter(one.path for one in discord.requests if one.method == "POST" and "/webhooks/" in one.path)
    return max(sent.values())


@pytest.mark.parametrize("place", ["home", *PLACES, "private", "private at home"])
async def test_after_fifteen_minutes_a_result_comes_to_its_message_or_waits_in_the_history(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload, place: str
) -> None:
    ada.install_app()
    where = {
        "home": discord.channel,
        "private at home": discord.channel,
        "direct": ada.dm,
        "private": ada.dm,
        "server": discord.elsewhere[0],
        "group": discord.conversation("ada", "bob", "mo"),
        "pair": discord.conversation("ada", "bob"),
    }[place]
    toll.held.add("watch")
    options = {"image": picture, "prompt": "ink", "private": place.startswith("private")}
    asked = await ada.command("restyle", options, channel=where)
    await asked.message_shown()
    await toll.reached("watch")
    await restarted(discord, paying_bot)
    discord.clock.advance(TWENTY_MINUTES)
    await toll.release()
    if place in {"home", "direct"}:
        await asked.until(has_pictures)
        history = await said(await ada.command("history", channel=where))
        assert [one.label for one in history.buttons] == ["Show"]
    else:
        history = await said(await ada.command("history", channel=where))
        while "waiting for you" not in history.text:
            history = await said(await ada.command("history", channel=where))
        fetched = await (await ada.click(history, button(history, "Fetch"))).until(has_pictures)
        assert fetched.ephemeral
        varied = await (await ada.click(fetched, button(fetched, "1 · Vary"))).until(has_pictures)
        assert varied.ephemeral == place.startswith("private")
    assert toll.submits == (1 if place in {"home", "direct"} else 2)
    assert not any(request.status == 403 for request in discord.requests), "it knows where it is not"


@pytest.mark.parametrize("place", ["direct", "server", "private at home"])
async def test_a_set_shows_what_is_there_in_time_and_the_whole_of_it_waits_in_the_history(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload, place: str
) -> None:
    ada.install_app()
    where = {"direct": ada.dm, "server": discord.elsewhere[0]}.get(place, discord.channel)
    await toll.allow("submit", 1)
    asked = await ask_for_set(ada, picture, 3, where, private=place.startswith("private"))
    await asked.until(lambda message: len(message.pictures) == 1)
    await toll.reached("submit", 2)
    discord.clock.advance(TWENTY_MINUTES)
    await toll.release()
    if place == "direct":
        await asked.until(lambda message: len(message.pictures) == 3 and has_ended(message))
    else:
        history = await said(await ada.command("history", channel=where))
        while "waiting for you" not in history.text:
            history = await said(await ada.command("history", channel=where))
        fetched = await (await ada.click(history, button(history, "Fetch"))).until(has_ended)
        assert fetched.ephemeral
        assert len(fetched.pictures) == 3
        history = await said(await ada.command("history", channel=where))
        assert [one.label for one in history.buttons] == ["Show"], "it has been seen"
    assert toll.submits == 3
    assert not any(request.status == 403 for request in discord.requests), "it knows where it is not"


async def test_a_set_with_a_file_that_is_no_picture_needs_two_follow_ups(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    ada.install_app()
    toll.held.add("watch")
    form = await (await ada.command("restyle-batch", channel=discord.elsewhere[0])).modal_shown()
    files = [picture, Upload("second.png", picture.content), Upload("broken.png", picture.content[:80])]
    asked = await ada.submit(form, {"pictures": files, "prompt": "ink"})
    await asked.until_followup(lambda message: message.ephemeral and "broken.png" in message.text)
    await toll.reached("watch")
    asked_earlier(paying_bot)
    await toll.release()
    await asked.until_followup(lambda message: "are ready" in message.text)
    assert follow_ups(discord) == 2


async def test_a_request_needs_one_follow_up_at_most_and_a_refusal_four(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    ada.install_app()
    there = discord.elsewhere[0]
    toll.held.add("watch")
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"}, channel=there)
    await asked.message_shown()
    await toll.reached("watch")
    asked_earlier(paying_bot)
    await toll.release()
    await asked.until_followup(lambda message: "your picture is ready" in message.text)
    assert follow_ups(discord) == 1

    discord.faults.add("POST", "/webhooks/", lose_answer=True, times=3)
    broken = Upload("broken.png", picture.content[:80])
    refused = await ada.command("restyle", {"image": broken, "prompt": "ink"}, channel=there)
    await refused.until_followup(lambda message: "cannot be read" in message.text)
    assert await paying_bot.stop() == 0, "until it is known that it was heard"
    assert follow_ups(discord) == 4, "Discord takes five"
    assert "40094" not in paying_bot.log


async def test_a_cancel_that_comes_after_fifteen_minutes_brings_its_own_way_to_the_message(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    ada.install_app()
    toll.held.add("watch")
    asked = await ada.command(
        "restyle", {"image": picture, "prompt": "ink", "private": True}, channel=discord.elsewhere[0]
    )
    shown = await asked.until(lambda message: any(one.label == "Cancel" for one in message.buttons))
    await toll.reached("watch")
    discord.clock.advance(TWENTY_MINUTES)
    await ada.click(shown, button(shown, "Cancel"))
    assert "Cancelled" in (await asked.until(lambda message: "Cancelled" in message.text)).text


async def test_who_waits_longer_than_discord_allows_is_told_from_the_start(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, bob: Person, mo: Person, picture: Upload
) -> None:
    ada.install_app()
    assert await paying_bot.stop() == 0
    await paying_bot.start(PERSONAL_IMAGES_PER_DAY="20")
    await discord.ready(20)
    toll.held.add("watch")
    late = "If it takes longer, the result waits in /history."
    ask = {"image": picture, "prompt": "ink"}
    for person, channel in ((ada, discord.elsewhere[0]), (bob, discord.channel), (mo, discord.channel)):
        for _ in range(9):
            waiting = await (await person.command("restyle", ask, channel=channel)).message_shown()
            assert late not in waiting.text
    four = await ada.command("restyle", {**ask, "images": 4}, channel=discord.elsewhere[0])
    told = await four.until(lambda message: late in message.text)
    assert [one.label for one in told.buttons] == ["Fetch", "Cancel"]
    early = await said(await ada.click(told, button(told, "Fetch")))
    assert "still on its way" in early.text
