"""A bot's reply to a message: what it is one to, and whom it pings; and messages that their people take away."""

from collections.abc import Awaitable, Callable

import discord
import httpx
import pytest

from sandbox.people.person import Person
from sandbox.rules.intents import MESSAGE_CONTENT
from sandbox.rules.message_forms import FORWARD
from sandbox.rules.options import Upload, WrongInput
from sandbox.server import Sandbox
from sandbox.wire import Json
from sandbox.world.message import Message
from sandbox.world.permissions import Permission

StartBot = Callable[..., Awaitable[None]]
UntilHeard = Callable[..., Awaitable[None]]

REPLY = 19


@pytest.fixture
def ada(sandbox: Sandbox) -> Person:
    return sandbox.person("ada")


@pytest.fixture
async def said(ada: Person) -> Message:
    return await ada.say("look")


async def _reply(
    sandbox: Sandbox, raw: httpx.AsyncClient, message_id: int, *, must_exist: bool = True, **more: object
) -> httpx.Response:
    reference = {"message_id": str(message_id), "fail_if_not_exists": must_exist}
    body: Json = {"content": f"<@{sandbox.person('bob').id}> see", "message_reference": reference, **more}
    return await raw.post(f"/channels/{sandbox.channel.id}/messages", json=body)


def _pinged(told: Json) -> list[str]:
    return [user["username"] for user in told["mentions"]]


async def test_it_carries_what_it_is_a_reply_to_until_that_is_gone(
    sandbox: Sandbox, raw: httpx.AsyncClient, ada: Person, said: Message
) -> None:
    sandbox.world.application.intents = MESSAGE_CONTENT
    told = (await _reply(sandbox, raw, said.id)).json()
    assert told["type"] == REPLY
    assert told["message_reference"] == {
        "type": 0,
        "message_id": str(said.id),
        "channel_id": str(sandbox.channel.id),
        "guild_id": str(sandbox.guild.id),
    }
    assert told["referenced_message"]["content"] == "look"
    await ada.delete(said)
    shown = await raw.get(f"/channels/{sandbox.channel.id}/messages/{told['id']}")
    assert shown.json()["referenced_message"] is None


async def test_who_is_pinged_is_what_allowed_mentions_say(
    sandbox: Sandbox, raw: httpx.AsyncClient, said: Message
) -> None:
    assert _pinged((await _reply(sandbox, raw, said.id)).json()) == ["bob", "ada"], "by default all of them"
    cases: list[tuple[Json, list[str]]] = [
        ({"parse": []}, []),
        ({"parse": [], "replied_user": True}, ["ada"]),
        ({"parse": ["users"]}, ["bob"]),
        ({"parse": ["users"], "replied_user": True}, ["bob", "ada"]),
    ]
    for allowed, pinged in cases:
        told = (await _reply(sandbox, raw, said.id, allowed_mentions=allowed)).json()
        assert _pinged(told) == pinged, allowed


async def test_there_is_no_reply_to_what_is_not_there(
    sandbox: Sandbox, raw: httpx.AsyncClient, ada: Person, said: Message
) -> None:
    lounge = list(sandbox.guild.channels.values())[1]
    elsewhere = await ada.say("there", channel=lounge)
    await ada.delete(said)
    for message_id in (said.id, elsewhere.id):
        refused = await _reply(sandbox, raw, message_id)
        assert refused.status_code == 400
        [problem] = refused.json()["errors"]["message_reference"]["_errors"]
        assert problem["code"] == "REPLIES_UNKNOWN_MESSAGE"
    plain = await _reply(sandbox, raw, said.id, must_exist=False)
    assert plain.json()["type"] == 0


async def test_a_reply_needs_to_read_the_history(
    sandbox: Sandbox, raw: httpx.AsyncClient, said: Message
) -> None:
    sandbox.channel.deny(sandbox.application_id, Permission.READ_MESSAGE_HISTORY)
    refused = await _reply(sandbox, raw, said.id)
    assert (refused.status_code, refused.json()["code"]) == (403, 160002)


async def test_a_forward_shows_a_message_once_more_and_not_whose_it_was(
    sandbox: Sandbox, ada: Person, cat: Upload
) -> None:
    said = await sandbox.person("bob").say("look", cat)
    forwarded = await ada.forward(said)
    assert forwarded.raw["message_reference"]["type"] == FORWARD
    [snapshot] = forwarded.raw["message_snapshots"]
    assert snapshot["message"]["attachments"][0]["filename"] == cat.name
    assert "author" not in snapshot["message"]
    assert (forwarded.raw["content"], forwarded.raw["attachments"]) == ("", [])
    assert "referenced_message" not in forwarded.raw


async def test_people_delete_their_own_messages_and_moderators_anybody_s(
    sandbox: Sandbox, ada: Person, said: Message
) -> None:
    with pytest.raises(WrongInput, match="may not delete"):
        await sandbox.person("bob").delete(said)
    await sandbox.person("mo").delete(said)
    assert ada.messages() == []
    with pytest.raises(WrongInput, match="not there"):
        await ada.delete(said)


async def test_a_bot_that_listens_for_it_hears_of_a_deletion(
    ada: Person, start_bot: StartBot, until_heard: UntilHeard, heard: list[str]
) -> None:
    await start_bot(discord.Intents(guilds=True, guild_messages=True))
    await ada.delete(await ada.say("hello"))
    await until_heard("deletion")
    assert heard.count("deletion") == 1


async def test_a_webhook_writes_as_nobody_s_account(sandbox: Sandbox, ada: Person, cat: Upload) -> None:
    posted = sandbox.post_by_webhook("Feed", "new", cat)
    assert posted.raw["webhook_id"] == posted.raw["author"]["id"]
    assert posted.raw["author"]["bot"]
    assert sandbox.world.user(posted.author_id) is None
    assert [message.id for message in ada.messages()] == [posted.id]
