"""The rules of an interaction's messages: whose they are, and for how long."""

from collections.abc import Awaitable, Callable

import httpx

from sandbox.people.exchange import Exchange
from sandbox.rules.options import Upload
from sandbox.server import Sandbox

Call = Callable[..., Awaitable[httpx.Response]]
Path = Callable[[Exchange], str]


def verdict(response: httpx.Response) -> tuple[int, int]:
    """Discord's status and code."""
    return response.status_code, response.json()["code"]


async def test_a_token_lives_for_15_minutes(
    sandbox: Sandbox, callback: Call, raw: httpx.AsyncClient, webhook: Path
) -> None:
    exchange = await sandbox.person("ada").command("hello")
    await callback(exchange, 5)
    sandbox.clock.advance(14 * 60 + 50)
    assert (await raw.patch(webhook(exchange) + "/messages/@original", json={"content": "x"})).is_success
    sandbox.clock.advance(10)
    original = webhook(exchange) + "/messages/@original"
    assert verdict(await raw.patch(original, json={"content": "y"})) == (401, 50027)
    assert verdict(await raw.get(original)) == (401, 50027)
    assert verdict(await raw.delete(original)) == (401, 50027)
    assert verdict(await raw.post(webhook(exchange), json={"content": "y"})) == (401, 50027)


async def test_a_token_that_was_never_given_is_refused(sandbox: Sandbox, raw: httpx.AsyncClient) -> None:
    path = f"/webhooks/{sandbox.application_id}/wrong"
    assert verdict(await raw.post(path, json={"content": "x"})) == (401, 50027)
    assert verdict(await raw.patch(path + "/messages/@original", json={"content": "x"})) == (401, 50027)


async def test_the_webhook_of_another_application_is_unknown(
    sandbox: Sandbox, callback: Call, raw: httpx.AsyncClient
) -> None:
    exchange = await sandbox.person("ada").command("hello")
    await callback(exchange, 5)
    assert exchange.interaction is not None
    path = f"/webhooks/123/{exchange.interaction.token}"
    assert verdict(await raw.post(path, json={"content": "x"})) == (404, 10015)


async def test_before_the_first_answer_there_is_no_webhook(
    sandbox: Sandbox, raw: httpx.AsyncClient, webhook: Path
) -> None:
    exchange = await sandbox.person("ada").command("hello")
    assert verdict(await raw.post(webhook(exchange), json={"content": "x"})) == (404, 10015)
    assert verdict(await raw.get(webhook(exchange) + "/messages/@original")) == (404, 10015)


async def test_they_need_no_bot_token(
    sandbox: Sandbox, callback: Call, raw: httpx.AsyncClient, webhook: Path
) -> None:
    del raw.headers["Authorization"]
    exchange = await sandbox.person("ada").command("hello")
    await callback(exchange, 5)
    assert (await raw.post(webhook(exchange), json={"content": "x"})).status_code == 200


async def test_the_first_follow_up_takes_the_place_of_a_deferred_answer(
    sandbox: Sandbox, callback: Call, raw: httpx.AsyncClient, webhook: Path
) -> None:
    exchange = await sandbox.person("ada").command("hello")
    await callback(exchange, 5, {"flags": 64})
    first = (await raw.post(webhook(exchange), json={"content": "one"})).json()
    second = (await raw.post(webhook(exchange), json={"content": "two"})).json()
    assert exchange.message is not None
    assert (exchange.message.id, exchange.message.text) == (int(first["id"]), "one")
    assert exchange.message.ephemeral
    assert [message.id for message in exchange.followups] == [int(second["id"])]
    assert not exchange.followups[0].ephemeral


async def test_an_edit_may_not_be_empty(
    sandbox: Sandbox, callback: Call, raw: httpx.AsyncClient, webhook: Path
) -> None:
    exchange = await sandbox.person("ada").command("hello")
    await callback(exchange, 5)
    original = webhook(exchange) + "/messages/@original"
    assert verdict(await raw.patch(original, json={"content": ""})) == (400, 50006)
    assert exchange.message is not None
    assert exchange.message.loading


async def test_a_follow_up_can_be_read_changed_and_deleted(
    sandbox: Sandbox, callback: Call, raw: httpx.AsyncClient, webhook: Path
) -> None:
    exchange = await sandbox.person("ada").command("hello")
    await callback(exchange, 4, {"content": "first"})
    made = (await raw.post(webhook(exchange), json={"content": "more", "flags": 64})).json()
    path = f"{webhook(exchange)}/messages/{made['id']}"
    assert (await raw.get(path)).json()["content"] == "more"
    assert (await raw.patch(path, json={"content": "changed"})).json()["content"] == "changed"
    assert [message.text for message in exchange.followups] == ["changed"]
    assert (await raw.delete(path)).status_code == 204
    assert exchange.followups == []
    assert verdict(await raw.get(path)) == (404, 10008)


async def test_the_message_of_another_interaction_is_unknown(
    sandbox: Sandbox, callback: Call, raw: httpx.AsyncClient, webhook: Path
) -> None:
    ada = sandbox.person("ada")
    one, other = await ada.command("hello"), await ada.command("hello")
    await callback(one, 4, {"content": "one"})
    await callback(other, 4, {"content": "other"})
    assert one.message is not None
    for message in (one.message.id, 123):
        assert verdict(await raw.get(f"{webhook(other)}/messages/{message}")) == (404, 10008)


async def test_a_deleted_answer_is_gone_for_the_member(
    sandbox: Sandbox, callback: Call, raw: httpx.AsyncClient, webhook: Path
) -> None:
    exchange = await sandbox.person("ada").command("hello")
    await callback(exchange, 4, {"content": "first", "flags": 64})
    assert (await raw.delete(webhook(exchange) + "/messages/@original")).status_code == 204
    await exchange.gone()
    assert exchange.message is None
    assert verdict(await raw.get(webhook(exchange) + "/messages/@original")) == (404, 10008)


async def test_an_ephemeral_message_is_not_there_for_the_channel(
    sandbox: Sandbox, callback: Call, raw: httpx.AsyncClient
) -> None:
    exchange = await sandbox.person("ada").command("hello")
    await callback(exchange, 4, {"content": "secret", "flags": 64})
    assert exchange.message is not None
    channel = f"/channels/{sandbox.channel.id}/messages"
    path = f"{channel}/{exchange.message.id}"
    assert verdict(await raw.get(path)) == (404, 10008)
    assert verdict(await raw.patch(path, json={"content": "x"})) == (404, 10008)
    assert verdict(await raw.delete(path)) == (404, 10008)
    assert (await raw.get(channel)).json() == []


async def test_what_an_edit_does_not_mention_stays(
    sandbox: Sandbox, callback: Call, raw: httpx.AsyncClient, webhook: Path, cat: Upload
) -> None:
    exchange = await sandbox.person("ada").command("hello")
    await callback(exchange, 5)
    original = webhook(exchange) + "/messages/@original"
    files = {"files[0]": (cat.name, cat.content)}
    made = (await raw.patch(original, data={"payload_json": '{"content": "look"}'}, files=files)).json()
    kept = (await raw.patch(original, json={"content": "still"})).json()
    assert [one["id"] for one in kept["attachments"]] == [one["id"] for one in made["attachments"]]
    described = [{"id": made["attachments"][0]["id"], "description": "a cat"}]
    told = (await raw.patch(original, json={"attachments": described})).json()
    assert told["attachments"][0]["description"] == "a cat"
    emptied = (await raw.patch(original, json={"attachments": []})).json()
    assert (emptied["attachments"], emptied["content"]) == ([], "still")


async def test_components_v2_is_for_ever(
    sandbox: Sandbox, callback: Call, raw: httpx.AsyncClient, webhook: Path
) -> None:
    exchange = await sandbox.person("ada").command("hello")
    await callback(exchange, 5)
    original = webhook(exchange) + "/messages/@original"
    text = {"type": 10, "content": "hello"}
    made = await raw.patch(original, json={"components": [text], "flags": 1 << 15})
    assert made.json()["flags"] == 1 << 15
    assert verdict(await raw.patch(original, json={"content": "x"})) == (400, 50035)
    again = await raw.patch(original, json={"components": [text | {"content": "bye"}]})
    assert again.json()["flags"] == 1 << 15
