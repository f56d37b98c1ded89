"""A server removes the bot while requests wait there; and somebody leaves the server while theirs is made."""

import sqlite3
from contextlib import closing

from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.journeys.toll import Toll
from tests.stage import Bot


def _states(bot: Bot) -> list[str]:
    with closing(sqlite3.connect(bot.data / "restyle.db", timeout=30)) as database:
        return [state for (state,) in database.execute("SELECT state FROM jobs ORDER BY id")]


async def _one_made_and_one_waiting(toll: Toll, person: Person, picture: Upload) -> tuple[Exchange, Exchange]:
    ask = {"image": picture, "prompt": "ink"}
    toll.held.add("watch")
    made = await person.command("restyle", ask)
    await toll.reached("watch")
    waiting = await person.command("restyle", ask)
    await waiting.until(lambda message: "in line" in message.text)
    return made, waiting


async def test_what_waits_in_a_server_that_removes_the_bot_is_called_off_and_what_is_paid_for_is_made(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    made, waiting = await _one_made_and_one_waiting(toll, ada, picture)
    discord.remove_bot()
    ended = await waiting.until(lambda message: "Cancelled" in message.text)
    assert "Nothing was charged" in ended.text
    await toll.release()
    await made.until(lambda message: bool(message.pictures))  # its token still reaches it
    assert toll.submits == 1
    assert _states(paying_bot) == ["done", "cancelled"]


async def test_a_server_that_removed_the_bot_while_it_was_away_is_found_at_the_start(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    await _one_made_and_one_waiting(toll, ada, picture)
    assert await paying_bot.stop() == 0
    assert _states(paying_bot) == ["rendering", "queued"]
    discord.remove_bot()
    await paying_bot.start()
    while "job.cancelled" not in paying_bot.log:
        await discord.ready(20)
    await toll.release()
    assert toll.submits == 1
    assert _states(paying_bot)[1] == "cancelled"


async def test_who_leaves_the_server_loses_nothing_and_stops_nothing(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, bob: Person, picture: Upload
) -> None:
    made, waiting = await _one_made_and_one_waiting(toll, ada, picture)
    other = await bob.command("restyle", {"image": picture, "prompt": "ink"})
    discord.leave("ada")
    await toll.release()
    for one in (made, waiting, other):
        await one.until(lambda message: bool(message.pictures))


async def test_a_removal_of_which_discord_tells_nothing_is_found_when_the_bot_connects_anew(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    _, waiting = await _one_made_and_one_waiting(toll, ada, picture)
    discord.gateway.lose("GUILD_DELETE")
    discord.remove_bot()
    discord.gateway.invalidate()
    await waiting.until(lambda message: "Cancelled" in message.text)
