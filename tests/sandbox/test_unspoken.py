"""Three answers and no fourth: done, refused as Discord refuses, or 501 with a sentence. Nothing is silent."""

import logging
from collections.abc import AsyncIterator
from typing import Any

import discord
import httpx
import pytest
from discord.http import Route

from sandbox.api.operations import Operation, operations
from sandbox.rules.intents import MESSAGE_CONTENT
from sandbox.server import Sandbox

Json = dict[str, Any]


@pytest.fixture
async def api(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    """A client with the bot's token. What it asks for in vain is not held against it here."""
    headers = {"Authorization": f"Bot {sandbox.bot_token}"}
    async with httpx.AsyncClient(base_url=sandbox.api_url, headers=headers) as client:
        yield client
    sandbox.unspoken.sentences.clear()


async def test_no_operation_of_discords_is_silent(sandbox: Sandbox, api: httpx.AsyncClient) -> None:
    spoken = {route.place for route in sandbox.routes()}
    for operation in operations().values():
        sandbox.clock.advance(1)  # so that nothing is too much
        response = await api.request(operation.method, _somewhere(operation))
        if operation.place in spoken:
            assert response.status_code < 500
            assert response.status_code == 401 or response.text[:14] != '{"message": "4', (
                f"{operation}: no route"
            )
        else:
            sentence = f"The sandbox does not speak {operation}."
            assert (response.status_code, response.json()) == (501, {"message": sentence, "code": 0})
            assert sandbox.unspoken.sentences[-1] == sentence


async def test_no_word_of_a_query_is_silent(sandbox: Sandbox, api: httpx.AsyncClient) -> None:
    routes = {route.place: route for route in sandbox.routes()}
    for operation in operations().values():
        if (route := routes.get(operation.place)) is None:
            continue
        assert route.query <= operation.query, f"{operation} has no such words in Discord's document"
        for name in operation.query - route.query:
            sandbox.clock.advance(1)
            response = await api.request(operation.method, _somewhere(operation), params={name: "1"})
            assert response.status_code == 501
            assert f"{name} in the query" in response.json()["message"]


async def test_it_is_told_loudly_once(
    sandbox: Sandbox, api: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    path = f"/guilds/{sandbox.guild.id}/audit-logs"
    for _ in range(2):
        assert (await api.get(path)).status_code == 501
    sentence = "The sandbox does not speak GET /guilds/{guild_id}/audit-logs."
    assert [record.message for record in caplog.records if record.levelno == logging.ERROR] == [
        f"NOT SPOKEN HERE: {sentence}"
    ]
    assert sandbox.unspoken.sentences == [sentence]


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PROPFIND", "X"])
async def test_no_other_method_is_silent(sandbox: Sandbox, api: httpx.AsyncClient, method: str) -> None:
    for operation in operations().values():
        sandbox.clock.advance(1)
        path = operation.path.replace("{", "").replace("}", "")
        assert (await api.request(method, path)).status_code in {200, 400, 403, 404, 405, 501}


@pytest.mark.parametrize("path", ["/api/v9/users/@me", "/api/users/@me", "/api"])
async def test_another_version_is_not_spoken(sandbox: Sandbox, api: httpx.AsyncClient, path: str) -> None:
    assert (await api.get(sandbox.origin + path)).status_code == 501


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/no/such/route"), ("POST", "/guilds"), ("POST", "/guilds/1/mfa")]
)
async def test_what_discord_has_not_either_is_not_found(
    sandbox: Sandbox, api: httpx.AsyncClient, method: str, path: str
) -> None:
    assert (await api.request(method, path)).status_code == 404
    assert sandbox.unspoken.sentences == []


async def test_what_a_library_asks_beyond_the_document_is_not_silent_either(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Route, "BASE", sandbox.api_url)
    async with discord.Client(intents=discord.Intents.default()) as client:
        await client.login(sandbox.bot_token)
        with pytest.raises(discord.HTTPException, match=r"does not speak GET .*/skus"):
            await client.fetch_skus()
    sandbox.unspoken.sentences.clear()


async def test_a_named_step_is_no_message(sandbox: Sandbox, api: httpx.AsyncClient) -> None:
    pinned = await api.get(f"/channels/{sandbox.channel.id}/messages/pins")
    assert pinned.json().get("code") != 10008


async def test_messages_around_one(sandbox: Sandbox, api: httpx.AsyncClient) -> None:
    sandbox.world.application.intents = MESSAGE_CONTENT
    made = [await sandbox.person("ada").say(str(number)) for number in range(5)]
    path = f"/channels/{sandbox.channel.id}/messages"

    async def around(limit: int) -> list[str]:
        found = await api.get(path, params={"around": made[2].id, "limit": limit})
        return [message["content"] for message in found.json()]

    assert await around(1) == ["2"]
    assert await around(3) == ["3", "2", "1"]
    assert await around(4) == ["4", "3", "2", "1"]


async def test_a_guild_counts_its_members_where_it_is_asked(sandbox: Sandbox, api: httpx.AsyncClient) -> None:
    counted = (await api.get(f"/guilds/{sandbox.guild.id}", params={"with_counts": "true"})).json()
    assert counted["approximate_member_count"] == 5
    assert "approximate_member_count" not in (await api.get(f"/guilds/{sandbox.guild.id}")).json()


NOT_SHOWN: dict[str, Json] = {
    "polls": {"poll": {"x": 1}},
    "stickers": {"sticker_ids": ["1"]},
    "voice messages": {"content": "x", "flags": 8192},
    "buttons of style 6": {
        "content": "x",
        "components": [{"type": 1, "components": [{"type": 2, "style": 6, "sku_id": "123"}]}],
    },
    "the field title of a attachment": {"content": "x", "attachments": [{"id": 0, "title": "x"}]},
}


@pytest.mark.parametrize(("what", "body"), NOT_SHOWN.items(), ids=NOT_SHOWN)
async def test_what_would_not_be_shown_is_refused_by_its_name(
    sandbox: Sandbox, api: httpx.AsyncClient, what: str, body: Json
) -> None:
    refused = await api.post(f"/channels/{sandbox.channel.id}/messages", json=body)
    assert (refused.status_code, refused.json()["message"]) == (501, f"The sandbox does not speak {what}.")
    assert sandbox.person("ada").messages() == []


@pytest.mark.parametrize("empty", [{}, [], "", 0, False], ids=repr)
async def test_what_is_not_spoken_is_not_silent_where_it_is_empty(
    sandbox: Sandbox, api: httpx.AsyncClient, empty: object
) -> None:
    messages, threads = f"/channels/{sandbox.channel.id}/messages", f"/channels/{sandbox.channel.id}/threads"
    asked: list[tuple[str, Json, Json]] = [
        (messages, {"content": "x"}, {"shared_client_theme": None, "thread_name": "", "applied_tags": []}),
        (threads, {"name": "x", "type": 11}, {"message": None, "applied_tags": [], "rate_limit_per_user": 0}),
        ("/users/@me/channels", {"recipient_id": str(sandbox.person("ada").id)}, {"nicks": {}}),
    ]
    for path, body, nothing in asked:
        for name, says_nothing in nothing.items():
            sandbox.clock.advance(1)
            answer = await api.post(path, json=body | {name: empty})
            if type(empty) is type(says_nothing):
                assert answer.status_code < 300
            else:
                assert answer.status_code == 501
                assert f"the field {name} of" in answer.json()["message"]
    polled = await api.post(messages, json={"content": "x", "poll": empty})
    assert polled.status_code == (501 if empty == {} else 400)


async def test_a_command_that_opens_an_activity_is_refused_by_its_name(
    sandbox: Sandbox, api: httpx.AsyncClient
) -> None:
    entry = {"name": "launch", "type": 4, "handler": 2}
    refused = await api.put(f"/applications/{sandbox.application_id}/commands", json=[entry])
    assert refused.status_code == 501


def _somewhere(operation: Operation) -> str:
    """Return a path where nothing is."""
    return "/".join("1" if step[:1] == "{" else step for step in operation.path.split("/"))
