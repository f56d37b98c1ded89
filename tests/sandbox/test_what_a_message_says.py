"""What a bot's message says of itself: who is pinged, what an embed keeps, what is forwarded, which flags go."""

from typing import Any

import httpx
import pytest

from sandbox.rules.intents import MESSAGE_CONTENT
from sandbox.server import Sandbox
from sandbox.world.permissions import Permission

Json = dict[str, Any]


@pytest.fixture
def messages(sandbox: Sandbox) -> str:
    """The path of the default channel's messages."""
    return f"/channels/{sandbox.channel.id}/messages"


async def test_everyone_and_roles_are_pinged_by_who_may(
    sandbox: Sandbox, raw: httpx.AsyncClient, messages: str
) -> None:
    moderator = sandbox.guild.roles[1]
    text = {"content": f"@everyone <@&{moderator.id}>"}
    quiet = (await raw.post(messages, json=text)).json()
    assert (quiet["mention_everyone"], quiet["mention_roles"]) == (False, [])
    sandbox.channel.allow(sandbox.application_id, Permission.MENTION_EVERYONE)
    loud = (await raw.post(messages, json=text)).json()
    assert (loud["mention_everyone"], loud["mention_roles"]) == (True, [str(moderator.id)])
    asked = text | {"allowed_mentions": {"parse": [], "roles": [str(moderator.id)]}}
    some = (await raw.post(messages, json=asked)).json()
    assert (some["mention_everyone"], some["mention_roles"]) == (False, [str(moderator.id)])


async def test_an_embed_keeps_what_discord_keeps(raw: httpx.AsyncClient, messages: str) -> None:
    sent: Json = {
        "type": "video",
        "title": "x",
        "timestamp": "2026-01-01T00:00:00Z",
        "author": {"name": "a", "icon_url": "https://example.org/a.png"},
        "video": {"url": "https://example.org/v.mp4"},
        "provider": {"name": "p"},
        "image": {"url": "https://example.org/i.png", "width": 5},
    }
    [kept] = (await raw.post(messages, json={"embeds": [sent]})).json()["embeds"]
    assert kept == {
        "type": "rich",
        "title": "x",
        "timestamp": "2026-01-01T00:00:00.000000+00:00",
        "author": {"name": "a", "icon_url": "https://example.org/a.png"},
        "image": {"url": "https://example.org/i.png"},
    }


@pytest.mark.parametrize(
    ("embed", "code"),
    [
        ({}, "BASE_TYPE_REQUIRED"),
        ({"title": "x", "timestamp": "yesterday"}, "DATE_TIME_TYPE_PARSE"),
        ({"author": {"name": "x", "icon_url": "javascript:1"}}, "URL_TYPE_INVALID_SCHEME"),
        ({"footer": {"text": "x", "icon_url": "javascript:1"}}, "URL_TYPE_INVALID_SCHEME"),
    ],
)
async def test_an_embed_that_discord_refuses(
    raw: httpx.AsyncClient, messages: str, embed: Json, code: str
) -> None:
    refused = await raw.post(messages, json={"embeds": [embed]})
    assert refused.status_code == 400
    assert code in refused.text


async def test_embeds_are_suppressed_and_shown_again(raw: httpx.AsyncClient, messages: str) -> None:
    made = (await raw.post(messages, json={"content": "x"})).json()
    for flags in (4, 0):
        edited = await raw.patch(f"{messages}/{made['id']}", json={"flags": flags})
        assert edited.json()["flags"] == flags


async def test_a_message_is_read_aloud_where_it_says_so(raw: httpx.AsyncClient, messages: str) -> None:
    assert (await raw.post(messages, json={"content": "x", "tts": True})).json()["tts"] is True


async def test_a_bot_forwards_a_message(sandbox: Sandbox, raw: httpx.AsyncClient) -> None:
    said = await sandbox.person("ada").say("look at this")
    lounge = list(sandbox.guild.channels.values())[1]
    reference = {"type": 1, "message_id": str(said.id), "channel_id": str(sandbox.channel.id)}
    path = f"/channels/{lounge.id}/messages"
    unread = await raw.post(path, json={"message_reference": reference})
    assert unread.json()["code"] == 160014
    sandbox.world.application.intents = MESSAGE_CONTENT
    made = (await raw.post(path, json={"message_reference": reference})).json()
    assert made["message_snapshots"][0]["message"]["content"] == "look at this"
    unknown = await raw.post(path, json={"message_reference": reference | {"message_id": "1"}})
    assert unknown.json()["code"] == 50035


async def test_what_stands_around_a_text_goes(raw: httpx.AsyncClient, messages: str) -> None:
    sent = {
        "content": "\n words \n",
        "embeds": [{"title": " title ", "fields": [{"name": " n", "value": ""}]}],
    }
    made = (await raw.post(messages, json=sent)).json()
    [embed] = made["embeds"]
    assert (made["content"], embed["title"]) == ("words", "title")
    assert [(field["name"], field["value"]) for field in embed["fields"]] == [("n", "")]
    blank = await raw.patch(f"{messages}/{made['id']}", json={"content": " ", "embeds": []})
    assert blank.json()["code"] == 50006


async def test_a_channel_knows_its_last_message(sandbox: Sandbox, raw: httpx.AsyncClient) -> None:
    said = await sandbox.person("ada").say("last")
    assert (await raw.get(f"/channels/{sandbox.channel.id}")).json()["last_message_id"] == str(said.id)
