"""What ordinary bots do first: react, pin, type, be seen, ask for members, begin threads, read roles."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import discord
import httpx
import pytest

from sandbox.server import Sandbox
from sandbox.world.permissions import Permission

Json = dict[str, Any]
EVERYTHING = (1 << 26) - 1
THUMB = "%F0%9F%91%8D"


class Line:
    """A connected bot that has identified with every intent."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def send(self, op: int, data: Json) -> None:
        await self._socket.send_json({"op": op, "d": data})

    async def until(self, event: str) -> Json:
        """Return what an event says."""
        while (payload := await self._socket.receive_json(timeout=5)).get("t") != event:
            pass
        return payload["d"]

    async def closed(self) -> int | None:
        while not self._socket.closed:
            await self._socket.receive(5)
        return self._socket.close_code


@pytest.fixture
async def line(sandbox: Sandbox) -> AsyncIterator[Line]:
    sandbox.world.application.intents = EVERYTHING
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(sandbox.gateway_url + "?v=10") as socket,
    ):
        line = Line(socket)
        await line.send(2, {"token": sandbox.bot_token, "intents": EVERYTHING, "properties": {}})
        await line.until("GUILD_CREATE")
        yield line


@pytest.fixture
def channel(sandbox: Sandbox) -> str:
    return f"/channels/{sandbox.channel.id}"


async def test_a_reaction_is_seen_by_all(
    sandbox: Sandbox, raw: httpx.AsyncClient, line: Line, channel: str
) -> None:
    ada = sandbox.person("ada")
    said = await ada.say("nice?")
    path = f"{channel}/messages/{said.id}/reactions/{THUMB}"
    assert (await raw.put(path + "/@me")).status_code == 204
    told = await line.until("MESSAGE_REACTION_ADD")
    assert (told["emoji"], told["message_id"]) == ({"id": None, "name": "👍"}, str(said.id))
    await ada.react(said, "👍")
    assert (await line.until("MESSAGE_REACTION_ADD"))["member"]["user"]["username"] == "ada"
    [shown] = (await raw.get(f"{channel}/messages/{said.id}")).json()["reactions"]
    assert (shown["count"], shown["me"]) == (2, True)
    assert [user["username"] for user in (await raw.get(path)).json()] == ["restyle", "ada"]
    assert (await raw.delete(path + "/@me")).status_code == 204
    await line.until("MESSAGE_REACTION_REMOVE")
    assert (await raw.delete(f"{path}/{ada.id}")).json()["code"] == 50013
    sandbox.channel.allow(sandbox.application_id, Permission.MANAGE_MESSAGES)
    assert (await raw.delete(f"{path}/{ada.id}")).status_code == 204
    assert "reactions" not in (await raw.get(f"{channel}/messages/{said.id}")).json()


NO_EMOJI = ("x", "blob%3A123", "1", "🦊🦊", "🦊x", "🇩", "%FF", "⋯")


@pytest.mark.parametrize("emoji", NO_EMOJI)
async def test_an_emoji_that_nobody_has_is_refused(
    sandbox: Sandbox, raw: httpx.AsyncClient, channel: str, emoji: str
) -> None:
    said = await sandbox.person("ada").say("nice?")
    refused = await raw.put(f"{channel}/messages/{said.id}/reactions/{emoji}/@me")
    assert refused.json()["code"] == 10014


async def test_reactions_are_cleared(
    sandbox: Sandbox, raw: httpx.AsyncClient, line: Line, channel: str
) -> None:
    sandbox.channel.allow(sandbox.application_id, Permission.MANAGE_MESSAGES)
    ada = sandbox.person("ada")
    said = await ada.say("nice?")
    for emoji in ("👍", "🎲", "🦊"):
        await ada.react(said, emoji)
    path = f"{channel}/messages/{said.id}/reactions"
    assert (await raw.delete(f"{path}/{THUMB}")).status_code == 204
    assert (await line.until("MESSAGE_REACTION_REMOVE_EMOJI"))["emoji"]["name"] == "👍"
    await ada.unreact(said, "🦊")
    shown = (await raw.get(f"{channel}/messages/{said.id}")).json()["reactions"]
    assert [one["emoji"]["name"] for one in shown] == ["🎲"]
    assert (await raw.delete(path)).status_code == 204
    await line.until("MESSAGE_REACTION_REMOVE_ALL")


@pytest.mark.parametrize("pins", ["/messages/pins", "/pins"])
async def test_a_message_is_pinned(
    sandbox: Sandbox, raw: httpx.AsyncClient, line: Line, channel: str, pins: str
) -> None:
    said = await sandbox.person("ada").say("keep this")
    assert (await raw.put(f"{channel}{pins}/{said.id}")).json()["code"] == 50013
    sandbox.channel.allow(sandbox.application_id, Permission.PIN_MESSAGES)
    assert (await raw.put(f"{channel}{pins}/{said.id}")).status_code == 204
    assert (await line.until("CHANNEL_PINS_UPDATE"))["last_pin_timestamp"]
    assert (await line.until("MESSAGE_CREATE"))["type"] == 6
    found = (await raw.get(channel + pins)).json()
    pinned = [one["message"] for one in found["items"]] if pins == "/messages/pins" else found
    assert [(one["id"], one["pinned"]) for one in pinned] == [(str(said.id), True)]
    assert (await raw.delete(f"{channel}{pins}/{said.id}")).status_code == 204
    assert (await line.until("CHANNEL_PINS_UPDATE"))["last_pin_timestamp"] is None


async def test_who_types_is_seen(sandbox: Sandbox, raw: httpx.AsyncClient, line: Line, channel: str) -> None:
    assert (await raw.post(channel + "/typing")).status_code == 204
    assert (await line.until("TYPING_START"))["user_id"] == str(sandbox.application_id)


async def test_a_bot_is_seen_as_it_says(sandbox: Sandbox, line: Line) -> None:
    await line.send(
        3, {"since": None, "afk": False, "status": "dnd", "activities": [{"name": "x", "type": 0}]}
    )
    await sandbox.gateway.changed.until(lambda: sandbox.gateway.presence["status"] == "dnd", 5)
    await line.send(3, {"status": None, "game": {"name": "words", "type": 0}})
    await sandbox.gateway.changed.until(lambda: sandbox.gateway.presence["status"] == "online", 5)
    await line.send(3, {"status": "idle", "game": {"name": "pictures", "type": 0}})
    await sandbox.gateway.changed.until(lambda: sandbox.gateway.presence["status"] == "idle", 5)
    assert [one["name"] for one in sandbox.gateway.presence["activities"]] == ["pictures"]


@pytest.mark.parametrize(
    ("op", "asked"),
    [
        (3, {"status": "nonsense", "activities": []}),
        (3, {"status": "online", "activities": None}),
        (3, {"status": "online", "activities": [{"type": 0}]}),
        (3, {"status": "online", "activities": [{"name": "", "type": 0}]}),
        (3, {"status": "online", "activities": [{"name": "x", "type": "0"}]}),
        (3, None),
        (8, []),
        (8, {"guild_id": "1"}),
        (8, {"guild_id": ["1", "2"], "query": "", "limit": 0}),
        (8, {"guild_id": "1", "query": "a", "limit": "x"}),
        (8, {"guild_id": "1", "query": "a", "limit": -1}),
        (8, {"guild_id": "1", "user_ids": ["ada"]}),
        (31, {}),
        (31, {"guild_ids": "1"}),
    ],
)
async def test_what_is_asked_in_a_wrong_way_ends_the_connection(line: Line, op: int, asked: Any) -> None:  # noqa: ANN401 - whatever a bot says
    await line.send(op, asked)
    assert await line.closed() == 4001


async def test_members_come_in_chunks(sandbox: Sandbox, line: Line) -> None:
    guild = {"guild_id": str(sandbox.guild.id)}
    await line.send(8, guild | {"query": "", "limit": 0, "nonce": "7"})
    whole = await line.until("GUILD_MEMBERS_CHUNK")
    assert (len(whole["members"]), whole["chunk_count"], whole["nonce"]) == (5, 1, "7")
    await line.send(8, guild | {"query": "AD", "limit": 1})
    [found] = (await line.until("GUILD_MEMBERS_CHUNK"))["members"]
    assert found["user"]["username"] == "ada"
    await line.send(8, guild | {"user_ids": [found["user"]["id"], "1"]})
    some = await line.until("GUILD_MEMBERS_CHUNK")
    assert (len(some["members"]), some["not_found"]) == (1, ["1"])


async def test_of_many_ids_a_hundred_members_are_found_and_a_long_nonce_is_ignored(
    sandbox: Sandbox, line: Line
) -> None:
    ids = [*map(str, range(1, 60)), *(str(sandbox.newcomer(f"m{number}").id) for number in range(101))]
    for nonce in ("ü" * 16, "ü" * 16 + "x", 7):
        await line.send(8, {"guild_id": str(sandbox.guild.id), "user_ids": ids, "nonce": nonce})
        chunk = await line.until("GUILD_MEMBERS_CHUNK")
        assert (len(chunk["members"]), len(chunk["not_found"])) == (100, 59)
        assert chunk.get("nonce") == (nonce if nonce == "ü" * 16 else None)


async def test_a_server_that_is_not_there_is_not_asked_for_in_silence(sandbox: Sandbox, line: Line) -> None:
    await line.send(8, {"guild_id": "1", "query": "", "limit": 0})
    await line.send(31, {"guild_ids": ["1", str(sandbox.guild.id)]})
    await line.until("SOUNDBOARD_SOUNDS")
    said = "A bot has asked for {} of a server that it is not in."
    assert sandbox.unspoken.sentences == [said.format("members"), said.format("sounds")]
    sandbox.unspoken.sentences.clear()


async def test_there_are_no_sounds(sandbox: Sandbox, line: Line) -> None:
    await line.send(31, {"guild_ids": [str(sandbox.guild.id)]})
    assert (await line.until("SOUNDBOARD_SOUNDS"))["soundboard_sounds"] == []


async def test_voice_is_not_spoken_and_that_is_told(sandbox: Sandbox, line: Line) -> None:
    await line.send(4, {"guild_id": str(sandbox.guild.id), "channel_id": "1"})
    await line.send(31, {"guild_ids": [str(sandbox.guild.id)]})
    await line.until("SOUNDBOARD_SOUNDS")
    assert sandbox.unspoken.sentences == ["The gateway does not speak opcode 4 (voice_state)."]
    sandbox.unspoken.sentences.clear()


async def test_a_thread_begins_under_a_message_and_by_itself(
    sandbox: Sandbox, raw: httpx.AsyncClient, line: Line, channel: str
) -> None:
    said = await sandbox.person("ada").say("about this")
    under = await raw.post(f"{channel}/messages/{said.id}/threads", json={"name": "about"})
    assert (under.status_code, under.json()["id"]) == (201, str(said.id))
    assert (await line.until("THREAD_CREATE"))["name"] == "about"
    assert (await raw.get(f"{channel}/messages/{said.id}")).json()["thread"]["name"] == "about"
    again = await raw.post(f"{channel}/messages/{said.id}/threads", json={"name": "about"})
    assert again.json()["code"] == 160004
    alone = (await raw.post(channel + "/threads", json={"name": "alone", "type": 11})).json()
    active = (await raw.get(f"/guilds/{sandbox.guild.id}/threads/active")).json()
    assert [thread["name"] for thread in active["threads"]] == ["about", "alone"]
    path = f"/channels/{alone['id']}/thread-members"
    assert [one["user_id"] for one in (await raw.get(path)).json()] == [str(sandbox.application_id)]
    assert (await raw.delete(path + "/@me")).status_code == 204
    assert (await raw.get(path)).json() == []
    assert (await raw.put(path + "/@me")).status_code == 204
    said_there = await raw.post(f"/channels/{alone['id']}/messages", json={"content": "here"})
    assert said_there.status_code == 200


async def test_a_private_thread_is_not_spoken_whoever_may_be_brought(
    sandbox: Sandbox, raw: httpx.AsyncClient, channel: str
) -> None:
    for invitable in (True, False, None):
        thread = {"name": "private", "type": 12, "invitable": invitable}
        refused = await raw.post(channel + "/threads", json=thread)
        assert (refused.status_code, refused.json()["message"][-16:]) == (501, "private threads.")
    wrong = await raw.post(channel + "/threads", json={"name": "public", "type": 11, "invitable": "yes"})
    assert wrong.json()["errors"]["invitable"]["_errors"][0]["code"] == "BOOLEAN_TYPE_CONVERT"
    assert sandbox.guild.threads == {}
    sandbox.unspoken.sentences.clear()


async def test_guilds_members_and_roles_are_read(sandbox: Sandbox, raw: httpx.AsyncClient) -> None:
    guild, moderator = f"/guilds/{sandbox.guild.id}", sandbox.guild.roles[1]
    assert [one["name"] for one in (await raw.get("/users/@me/guilds")).json()] == ["Harbour Design"]
    assert (await raw.get(f"{guild}/roles/{moderator.id}")).json()["name"] == "Moderator"
    assert (await raw.get(f"{guild}/roles/1")).json()["code"] == 10011
    assert (await raw.get(f"{guild}/roles/member-counts")).json()[str(moderator.id)] == 1
    [found] = (await raw.get(f"{guild}/members/search", params={"query": "MO"})).json()
    assert found["user"]["username"] == "mo"
    assert (await raw.get(f"{guild}/members")).json()["code"] == 50001
    sandbox.world.application.intents = EVERYTHING
    assert len((await raw.get(f"{guild}/members", params={"limit": 1000})).json()) == 5


async def test_discord_py_reacts_pins_and_begins_threads(
    sandbox: Sandbox, start_bot: Callable[..., Awaitable[None]], until_heard: Callable[..., Awaitable[None]]
) -> None:
    sandbox.channel.allow(sandbox.application_id, Permission.PIN_MESSAGES)
    await start_bot(discord.Intents(guilds=True, guild_messages=True, guild_reactions=True))
    said = await sandbox.person("ada").say(f"<@{sandbox.application_id}> do what bots do first")
    await until_heard("did it")
    shown = sandbox.person("bob").messages()[0]
    assert (shown.raw["reactions"][0]["count"], shown.raw["pinned"]) == (1, True)
    assert [thread.name for thread in sandbox.guild.threads.values()] == ["first", "second"]
    assert shown.id == said.id
