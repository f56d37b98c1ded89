"""The rules of channels and their messages, as a bot's own token reaches them."""

import httpx
import pytest

from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.permissions import Permission


def verdict(response: httpx.Response) -> tuple[int, int]:
    """Discord's status and code."""
    return response.status_code, response.json()["code"]


@pytest.fixture
def messages(sandbox: Sandbox) -> str:
    """The path of the default channel's messages."""
    return f"/channels/{sandbox.channel.id}/messages"


async def test_a_message_is_made_read_changed_and_deleted(
    sandbox: Sandbox, raw: httpx.AsyncClient, messages: str
) -> None:
    made = (await raw.post(messages, json={"content": "hello"})).json()
    path = f"{messages}/{made['id']}"
    assert (await raw.get(path)).json() == made
    changed = (await raw.patch(path, json={"content": "bye"})).json()
    assert (changed["content"], changed["edited_timestamp"] is None) == ("bye", False)
    assert [message.text for message in sandbox.person("bob").messages()] == ["bye"]
    assert (await raw.delete(path)).status_code == 204
    assert verdict(await raw.get(path)) == (404, 10008)
    assert sandbox.person("bob").messages() == []


@pytest.mark.parametrize(("method", "path"), [("GET", "123"), ("POST", "123/messages")])
async def test_a_channel_that_is_not_there_is_unknown(raw: httpx.AsyncClient, method: str, path: str) -> None:
    assert verdict(await raw.request(method, f"/channels/{path}", json={"content": "x"})) == (404, 10003)


async def test_a_channel_that_the_bot_cannot_see_is_closed_to_it(
    sandbox: Sandbox, raw: httpx.AsyncClient, messages: str
) -> None:
    made = (await raw.post(messages, json={"content": "hello"})).json()
    sandbox.channel.deny(sandbox.application_id, Permission.VIEW_CHANNEL)
    assert verdict(await raw.get(f"/channels/{sandbox.channel.id}")) == (403, 50001)
    assert verdict(await raw.patch(f"{messages}/{made['id']}", json={"content": "x"})) == (403, 50001)
    sandbox.channel.allow(sandbox.application_id, Permission.VIEW_CHANNEL)
    assert (await raw.patch(f"{messages}/{made['id']}", json={"content": "x"})).status_code == 200


async def test_a_bot_writes_only_where_it_may(
    sandbox: Sandbox, raw: httpx.AsyncClient, messages: str, cat: Upload
) -> None:
    sandbox.channel.deny(sandbox.guild.id, Permission.ATTACH_FILES)
    files = {"files[0]": (cat.name, cat.content)}
    assert verdict(await raw.post(messages, files=files)) == (403, 50013)
    assert (await raw.post(messages, json={"content": "words alone"})).status_code == 200
    sandbox.channel.deny(sandbox.guild.id, Permission.SEND_MESSAGES)
    assert verdict(await raw.post(messages, json={"content": "x"})) == (403, 50013)
    assert verdict(await raw.post(f"/channels/{sandbox.channel.id}/typing")) == (403, 50013)


async def test_history_needs_its_permission(sandbox: Sandbox, raw: httpx.AsyncClient, messages: str) -> None:
    made = (await raw.post(messages, json={"content": "hello"})).json()
    sandbox.channel.deny(sandbox.application_id, Permission.READ_MESSAGE_HISTORY)
    assert verdict(await raw.get(f"{messages}/{made['id']}")) == (403, 50013)
    assert (await raw.get(messages)).json() == []


async def test_nobody_edits_the_words_of_another(
    sandbox: Sandbox, raw: httpx.AsyncClient, messages: str
) -> None:
    theirs = await sandbox.person("ada").say("mine")
    path = f"{messages}/{theirs.id}"
    assert verdict(await raw.patch(path, json={"content": "x"})) == (403, 50005)
    assert verdict(await raw.delete(path)) == (403, 50013)
    sandbox.channel.allow(sandbox.application_id, Permission.MANAGE_MESSAGES)
    assert (await raw.delete(path)).status_code == 204


async def test_a_message_of_another_channel_is_unknown(
    sandbox: Sandbox, raw: httpx.AsyncClient, messages: str
) -> None:
    other = list(sandbox.guild.channels)[1]
    made = (await raw.post(f"/channels/{other}/messages", json={"content": "elsewhere"})).json()
    assert verdict(await raw.get(f"{messages}/{made['id']}")) == (404, 10008)


async def test_a_message_outside_an_interaction_cannot_be_ephemeral(
    raw: httpx.AsyncClient, messages: str
) -> None:
    assert verdict(await raw.post(messages, json={"content": "x", "flags": 64})) == (400, 50035)


async def test_a_bad_body_is_refused_and_shows_nothing(
    sandbox: Sandbox, raw: httpx.AsyncClient, messages: str
) -> None:
    assert verdict(await raw.post(messages, json={})) == (400, 50006)
    assert verdict(await raw.post(messages, json={"content": "x" * 2001})) == (400, 50035)
    assert verdict(await raw.post(messages, json=["x"])) == (400, 50035)
    assert sandbox.person("bob").messages() == []


@pytest.mark.parametrize(
    "body",
    [
        None,
        7,
        "text",
        {"flags": "64"},
        {"content": 5},
        {"content": "x", "attachments": "x"},
        {"content": "x", "attachments": [1]},
        {"content": "x", "attachments": [{"id": "abc"}]},
        {"content": "x", "nonce": {"a": 1}},
        {"content": "x", "nonce": False},
        {"content": "x", "allowed_mentions": {"users": 5}},
        {"embeds": [{"image": {"url": 5}}]},
        {"flags": 1 << 15, "components": [{"type": 12, "items": [{"media": None}]}]},
        {"flags": 1 << 15, "components": [{"type": 10, "content": "x", "id": -1}]},
        {"flags": 1 << 15, "components": {"type": 10}},
    ],
)
async def test_no_body_does_more_than_be_refused(raw: httpx.AsyncClient, messages: str, body: object) -> None:
    assert verdict(await raw.post(messages, json=body)) == (400, 50035)


async def test_with_an_enforced_nonce_a_message_is_sent_once(
    sandbox: Sandbox, raw: httpx.AsyncClient, messages: str
) -> None:
    body = {"content": "once", "nonce": "n1", "enforce_nonce": True}
    first, second = [(await raw.post(messages, json=body)).json() for _ in range(2)]
    assert first == second
    assert first["nonce"] == "n1"
    assert len(sandbox.person("bob").messages()) == 1
    sandbox.clock.advance(600)
    assert (await raw.post(messages, json=body)).json()["id"] != first["id"]


async def test_a_nonce_that_is_not_enforced_changes_nothing(
    sandbox: Sandbox, raw: httpx.AsyncClient, messages: str
) -> None:
    for _ in range(2):
        await raw.post(messages, json={"content": "twice", "nonce": 7})
    assert len(sandbox.person("bob").messages()) == 2
    assert verdict(await raw.post(messages, json={"content": "x", "nonce": "n" * 26})) == (400, 50035)


async def test_messages_are_listed_newest_first(raw: httpx.AsyncClient, messages: str) -> None:
    ids = [(await raw.post(messages, json={"content": str(number)})).json()["id"] for number in range(4)]

    async def listed(**query: str | int) -> list[str]:
        return [message["id"] for message in (await raw.get(messages, params=query)).json()]

    assert await listed() == ids[::-1]
    assert await listed(limit=2) == [ids[3], ids[2]]
    assert await listed(before=ids[2], limit=1) == [ids[1]]
    assert await listed(after=ids[0], limit=2) == [ids[2], ids[1]]
    for limit in (0, 101):
        assert verdict(await raw.get(messages, params={"limit": limit})) == (400, 50035)


async def test_the_bot_can_write_to_a_person(sandbox: Sandbox, raw: httpx.AsyncClient) -> None:
    ada, bob = sandbox.person("ada"), sandbox.person("bob")
    opened = (await raw.post("/users/@me/channels", json={"recipient_id": str(ada.id)})).json()
    assert (opened["type"], opened["id"]) == (1, str(ada.dm.id))
    await raw.post(f"/channels/{opened['id']}/messages", json={"content": "psst"})
    assert [message.text for message in ada.messages(ada.dm)] == ["psst"]
    with pytest.raises(ValueError, match="cannot see"):
        bob.messages(ada.dm)


async def test_there_is_nobody_else_to_write_to(sandbox: Sandbox, raw: httpx.AsyncClient) -> None:
    path = "/users/@me/channels"
    assert verdict(await raw.post(path, json={"recipient_id": "123"})) == (400, 50035)
    assert verdict(await raw.post(path, json={"recipient_id": str(sandbox.application_id)})) == (400, 50007)


async def test_only_those_who_may_be_pinged_are(
    sandbox: Sandbox, raw: httpx.AsyncClient, messages: str
) -> None:
    ada, bob = sandbox.person("ada"), sandbox.person("bob")
    text = f"<@{ada.id}> and <@{bob.id}>"

    async def pinged(allowed: object) -> list[str]:
        body = {"content": text, "allowed_mentions": allowed}
        return [user["username"] for user in (await raw.post(messages, json=body)).json()["mentions"]]

    assert await pinged({"parse": []}) == []
    assert await pinged({"parse": ["users"]}) == ["ada", "bob"]
    assert await pinged({"users": [str(bob.id)]}) == ["bob"]


async def test_in_an_archived_thread_nothing_changes_until_somebody_writes_there(
    sandbox: Sandbox, raw: httpx.AsyncClient
) -> None:
    thread = sandbox.world.open_thread("sketches", sandbox.channel)
    path = f"/channels/{thread.id}/messages"
    own = (await raw.post(path, json={"content": "mine"})).json()["id"]
    sandbox.close_thread(thread)
    refused = await raw.patch(f"{path}/{own}", json={"content": "changed"})
    assert (refused.status_code, refused.json()["code"]) == (400, 50083)
    await sandbox.person("ada").say("more", channel=thread)
    assert (await raw.patch(f"{path}/{own}", json={"content": "changed"})).is_success


async def test_in_a_locked_thread_a_bot_changes_nothing(sandbox: Sandbox, raw: httpx.AsyncClient) -> None:
    thread = sandbox.world.open_thread("sketches", sandbox.channel)
    path = f"/channels/{thread.id}/messages"
    own = (await raw.post(path, json={"content": "mine"})).json()["id"]
    sandbox.close_thread(thread, archived=False, locked=True)
    attempts = [
        await raw.post(path, json={"content": "more"}),
        await raw.patch(f"{path}/{own}", json={"content": "changed"}),
    ]
    assert [(one.status_code, one.json()["code"]) for one in attempts] == [(403, 160005)] * 2


async def test_a_channel_goes_with_its_threads_and_all_that_was_written_there(
    sandbox: Sandbox, raw: httpx.AsyncClient
) -> None:
    home = sandbox.channel
    thread = sandbox.world.open_thread("sketches", home)
    sandbox.delete_channel(home)
    for gone in (home, thread):
        answer = await raw.post(f"/channels/{gone.id}/messages", json={"content": "hello"})
        assert (answer.status_code, answer.json()["code"]) == (404, 10003)
    assert [one.name for one in sandbox.guild.channels.values()] == ["lounge"]
    assert sandbox.guild.threads == {}
