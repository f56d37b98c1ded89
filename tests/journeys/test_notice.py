"""Who waited over a minute is told beside the card that it has ended: an edit pings nobody."""

import sqlite3
from contextlib import closing

from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.journeys.toll import Toll
from tests.stage import Bot

MINUTES = 2 * 60_000  # milliseconds
TWENTY_MINUTES = 20 * 60


def _asked_earlier(bot: Bot) -> None:
    """Let all that was asked be two minutes older than it is."""
    with closing(sqlite3.connect(bot.data / "restyle.db", timeout=30)) as database, database:
        database.execute("UPDATE cards SET asked_at = asked_at - ?", (MINUTES,))


async def _waits(bot: Bot, toll: Toll, person: Person, picture: Upload, **options: object) -> Exchange:
    """Ask for a picture that takes over a minute, and is ready now."""
    toll.held.add("watch")
    asked = await person.command("restyle", {"image": picture, "prompt": "ink", **options})
    await asked.message_shown()
    await toll.reached("watch")
    _asked_earlier(bot)
    await toll.release()
    return asked


def _notices(person: Person) -> list[Message]:
    return [message for message in person.messages() if "ready" in message.text]


async def test_who_waited_long_is_pinged_once_and_alone(
    paying_bot: Bot, toll: Toll, ada: Person, bob: Person, picture: Upload
) -> None:
    quick = await bob.command("restyle", {"image": picture, "prompt": "ink"})
    await quick.until(lambda message: bool(message.pictures))
    asked = await _waits(paying_bot, toll, ada, picture)
    notice = await asked.until_followup(lambda message: "your picture is ready" in message.text)
    assert asked.message is not None
    assert notice.text.endswith(f"/{asked.message.channel_id}/{asked.message.id}")
    assert f"<@{ada.id}>" in notice.text
    assert [user["id"] for user in notice.raw["mentions"]] == [str(ada.id)]
    assert len(_notices(bob)) == 1


async def test_a_private_one_is_told_in_private(
    paying_bot: Bot, toll: Toll, ada: Person, bob: Person, picture: Upload
) -> None:
    asked = await _waits(paying_bot, toll, ada, picture, private=True)
    notice = await asked.until_followup(lambda message: "your picture is ready" in message.text)
    assert notice.ephemeral
    assert _notices(bob) == []


async def test_it_is_told_in_the_language_of_the_card(
    paying_bot: Bot, toll: Toll, ada: Person, mo: Person, picture: Upload
) -> None:
    ada.locale = "de"
    mo.choose_server_locale("ja")
    private = await _waits(paying_bot, toll, ada, picture, private=True)
    assert "dein Bild ist fertig" in (await private.until_followup(lambda one: "<@" in one.text)).text
    public = await _waits(paying_bot, toll, ada, picture)
    assert "1枚の画像ができました" in (await public.until_followup(lambda one: "<@" in one.text)).text


async def test_after_its_token_has_died_the_channel_is_told(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    toll.held.add("watch")
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    await asked.message_shown()
    await toll.reached("watch")
    _asked_earlier(paying_bot)
    discord.clock.advance(TWENTY_MINUTES)
    await toll.release()
    while not _notices(ada):
        await asked.change(30)


async def test_nobody_is_pinged_who_does_not_want_it_or_whose_server_does_not(
    paying_bot: Bot, toll: Toll, mo: Person, ada: Person, bob: Person, picture: Upload
) -> None:
    said = await (await bob.command("usage", {"notices": False})).message_shown()
    assert "You are no longer pinged when a picture is ready." in said.text
    asked = await _waits(paying_bot, toll, bob, picture)
    await asked.until(lambda message: bool(message.pictures))
    told = await _waits(paying_bot, toll, ada, picture)
    await told.until_followup(lambda message: f"<@{ada.id}>, your picture is ready" in message.text)
    assert len(_notices(ada)) == 1, "bob's came first, and nobody was told"

    said = await (await mo.command("moderation notices", {"on": False})).message_shown()
    assert "Nobody is pinged here any more" in said.text
    said = await (await bob.command("usage", {"notices": True})).message_shown()
    assert "This server's moderators have switched pings off" in said.text
    asked = await _waits(paying_bot, toll, ada, picture)
    await asked.until(lambda message: bool(message.pictures))
    assert await paying_bot.stop() == 0
    assert len(_notices(ada)) == 1
