"""How a real discord.py bot loses its gateway connection and finds back, and what it misses meanwhile."""

from collections.abc import Awaitable, Callable

import discord
import httpx
import pytest

from sandbox.rules.intents import MESSAGE_CONTENT
from sandbox.rules.options import Upload
from sandbox.server import Sandbox

StartBot = Callable[..., Awaitable[None]]
UntilHeard = Callable[..., Awaitable[None]]


@pytest.mark.usefixtures("bot")
async def test_a_dropped_connection_is_resumed_and_what_was_missed_is_replayed(
    sandbox: Sandbox, until_heard: UntilHeard
) -> None:
    sandbox.gateway.drop()
    await sandbox.offline()
    exchange = await sandbox.person("ada").command("hello", {"style": "late"})
    assert (await exchange.message_shown()).text == "hello late"
    await until_heard("resumed")


@pytest.mark.usefixtures("bot")
async def test_a_bot_asked_to_reconnect_resumes(sandbox: Sandbox, until_heard: UntilHeard) -> None:
    sandbox.gateway.reconnect()
    await until_heard("resumed")
    exchange = await sandbox.person("ada").command("hello")
    await exchange.message_shown()


@pytest.mark.usefixtures("bot")
async def test_a_session_that_is_invalid_but_resumable_is_resumed(
    sandbox: Sandbox, heard: list[str], until_heard: UntilHeard
) -> None:
    await until_heard("ready")
    sandbox.gateway.invalidate(resumable=True)
    await until_heard("resumed")
    assert heard.count("ready") == 1


@pytest.mark.usefixtures("bot")
async def test_an_invalid_session_is_begun_anew_and_misses_what_came_between(
    sandbox: Sandbox, heard: list[str], until_heard: UntilHeard
) -> None:
    await until_heard("ready")
    sandbox.gateway.invalidate()
    await sandbox.offline()
    exchange = await sandbox.person("ada").command("hello")
    await until_heard("ready", 2)
    sandbox.clock.advance(3)
    assert await exchange.failure() == "The application did not respond"
    assert f"interaction {exchange.interaction_id}" not in heard
    await (await sandbox.person("ada").command("hello")).message_shown()


@pytest.mark.usefixtures("raw")
async def test_without_a_bot_a_member_sees_that_nobody_answers(sandbox: Sandbox) -> None:
    exchange = await sandbox.person("ada").command("hello")
    sandbox.clock.advance(3)
    assert exchange.failed == "The application did not respond"


@pytest.mark.usefixtures("bot")
async def test_without_their_intents_there_are_no_message_events(
    sandbox: Sandbox, heard: list[str], cat: Upload
) -> None:
    ada = sandbox.person("ada")
    await ada.say("unheard", cat)
    await (await ada.command("hello")).message_shown()
    assert [entry for entry in heard if entry.startswith("message")] == []


async def test_with_their_intents_there_are_but_without_the_words_of_others(
    sandbox: Sandbox, heard: list[str], until_heard: UntilHeard, start_bot: StartBot, cat: Upload
) -> None:
    await start_bot(discord.Intents(guilds=True, guild_messages=True))
    ada = sandbox.person("ada")
    await ada.say("private words")
    exchange = await ada.command("restyle", {"image": cat, "prompt": "soft"})
    await exchange.until(lambda m: bool(m.pictures))
    await until_heard("edit")
    assert [entry for entry in heard if entry.startswith("message")] == ["message ", "message "]


@pytest.mark.parametrize(("asked", "read"), [(False, "message "), (True, "message private words")])
async def test_the_words_of_others_are_for_a_bot_that_was_granted_them_and_asks_for_them(
    sandbox: Sandbox,
    heard: list[str],
    until_heard: UntilHeard,
    start_bot: StartBot,
    *,
    asked: bool,
    read: str,
) -> None:
    sandbox.world.application.intents = MESSAGE_CONTENT
    await start_bot(discord.Intents(guilds=True, guild_messages=True, message_content=asked))
    ada = sandbox.person("ada")
    await ada.say("private words")
    named = f"<@{sandbox.application_id}> look here"
    await ada.say(named)
    await until_heard(f"message {named}")
    assert [entry for entry in heard if entry.startswith("message")] == [read, f"message {named}"]


async def test_over_http_the_grant_alone_decides_whose_words_are_read(
    sandbox: Sandbox, raw: httpx.AsyncClient, cat: Upload
) -> None:
    ada, channel = sandbox.person("ada"), f"/channels/{sandbox.channel.id}"
    said = await ada.say("private words", cat)
    reply = {"content": "mine", "message_reference": {"message_id": str(said.id)}}
    mine = (await raw.post(f"{channel}/messages", json=reply)).json()
    assert (mine["content"], mine["referenced_message"]["content"]) == ("mine", "")

    async def read(path: str) -> tuple[str, int]:
        message = (await raw.get(path)).json()
        return message["content"], len(message["attachments"])

    assert await read(f"{channel}/messages/{said.id}") == ("", 0)
    to_the_bot = await ada.say("hello", channel=ada.dm)
    assert await read(f"/channels/{ada.dm.id}/messages/{to_the_bot.id}") == ("hello", 0)
    sandbox.world.application.intents = MESSAGE_CONTENT
    assert await read(f"{channel}/messages/{said.id}") == ("private words", 1)


async def test_direct_and_ephemeral_messages_are_a_matter_of_their_own_intent(
    sandbox: Sandbox, heard: list[str], until_heard: UntilHeard, start_bot: StartBot
) -> None:
    await start_bot(discord.Intents(guilds=True, dm_messages=True))
    ada = sandbox.person("ada")
    await ada.say("in the channel")
    await ada.say("to the bot", channel=ada.dm)
    await until_heard("message to the bot")
    await (await ada.command("hello")).message_shown()
    await until_heard("message hello")
    assert "message " not in heard


@pytest.mark.usefixtures("bot")
async def test_an_event_can_be_lost_and_another_come_twice(
    sandbox: Sandbox, heard: list[str], until_heard: UntilHeard
) -> None:
    ada = sandbox.person("ada")
    sandbox.gateway.lose("INTERACTION_CREATE")
    lost = await ada.command("hello")
    sandbox.gateway.copies = 2
    twice = await ada.command("hello")
    await until_heard(f"interaction {twice.interaction_id}", 2)
    assert f"interaction {lost.interaction_id}" not in heard


@pytest.mark.usefixtures("bot")
async def test_a_gateway_that_is_down_lets_nobody_in_and_forgets_sessions(
    sandbox: Sandbox, until_heard: UntilHeard
) -> None:
    await until_heard("ready")
    sandbox.gateway.down = True
    sandbox.gateway.drop()
    await sandbox.offline()
    sandbox.gateway.forget()
    sandbox.gateway.down = False
    await until_heard("ready", 2)


@pytest.mark.usefixtures("bot")
async def test_a_connection_is_ended_with_a_code(sandbox: Sandbox, until_heard: UntilHeard) -> None:
    await until_heard("ready")
    sandbox.gateway.close(4000)
    await until_heard("resumed")
