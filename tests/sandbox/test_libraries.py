"""What other libraries than discord.py send and expect: each of these once kept one of them from running."""

import asyncio
import base64
import json
import shutil
import subprocess
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import httpx
import pytest

from sandbox.people.exchange import Exchange
from sandbox.rules.options import WrongInput
from sandbox.server import Sandbox

Json = dict[str, Any]
COMMAND: Json = {"name": "late", "description": "registered late"}


@pytest.fixture
def commands(sandbox: Sandbox) -> str:
    """The path of the application's commands."""
    return f"/applications/{sandbox.application_id}/commands"


@pytest.fixture
async def rest(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    """A client with the bot's token; no command is registered."""
    headers = {"Authorization": f"Bot {sandbox.bot_token}"}
    async with httpx.AsyncClient(base_url=sandbox.api_url, headers=headers) as client:
        yield client


async def test_commands_that_are_registered_after_connecting_make_the_bot_ready(
    sandbox: Sandbox, rest: httpx.AsyncClient, commands: str
) -> None:
    ready = asyncio.create_task(sandbox.ready(5))
    async with aiohttp.ClientSession() as session, session.ws_connect(sandbox.gateway_url + "?v=10") as line:
        await line.send_json({"op": 2, "d": {"token": sandbox.bot_token, "intents": 0, "properties": {}}})
        while (await line.receive_json())["op"] != 0:
            pass
        assert not ready.done()
        assert (await rest.put(commands, json=[COMMAND])).status_code == 200
        assert await ready


async def test_all_contexts_may_be_named_whatever_the_installs(
    rest: httpx.AsyncClient, commands: str
) -> None:
    sent = COMMAND | {"contexts": [0, 1, 2], "integration_types": [0]}
    [made] = (await rest.put(commands, json=[sent])).json()
    assert (made["contexts"], made["integration_types"]) == ([0, 1, 2], [0])


async def test_a_first_answer_may_come_as_a_form(sandbox: Sandbox, raw: httpx.AsyncClient) -> None:
    exchange = await sandbox.person("ada").command("hello")
    assert exchange.interaction is not None
    path = f"/interactions/{exchange.interaction_id}/{exchange.interaction.token}/callback"
    said = json.dumps({"type": 4, "data": {"content": "a & b = c"}})
    assert (await raw.post(path, data={"payload_json": said})).status_code == 204
    assert (await exchange.message_shown()).text == "a & b = c"


async def test_a_form_may_name_each_field_by_itself(sandbox: Sandbox, raw: httpx.AsyncClient) -> None:
    path = f"/channels/{sandbox.channel.id}/messages"
    fields = {"content": "12", "flags": "4"}
    made = await raw.post(path, data=fields, files={"files[0]": ("a.txt", b"x")})
    assert (made.json()["content"], made.json()["flags"]) == ("12", 4)
    assert [file["filename"] for file in made.json()["attachments"]] == ["a.txt"]
    assert (await raw.post(path, data=fields)).json()["content"] == "12"
    assert (await raw.post(path, data={str(number): "" for number in range(101)})).status_code == 400


async def test_a_file_under_another_name_is_not_lost_in_silence(
    sandbox: Sandbox, raw: httpx.AsyncClient
) -> None:
    path = f"/channels/{sandbox.channel.id}/messages"
    refused = await raw.post(path, data={"content": "see"}, files={"file": ("a.txt", b"x")})
    assert (refused.status_code, sandbox.unspoken.sentences) == (501, [refused.json()["message"]])
    sandbox.unspoken.sentences.clear()


async def test_there_are_no_default_sounds(rest: httpx.AsyncClient) -> None:
    assert (await rest.get("/soundboard-default-sounds")).json() == []


async def test_the_token_begins_with_the_bots_id(sandbox: Sandbox) -> None:
    first, *rest = sandbox.bot_token.split(".")
    assert base64.b64decode(first + "==").decode() == str(sandbox.application_id)
    assert len(rest) == 2


async def test_a_channel_says_what_one_may_do_there_and_has_the_type_that_is_asked_for(
    sandbox: Sandbox, rest: httpx.AsyncClient, commands: str
) -> None:
    option = {"type": 7, "name": "where", "description": "where"}
    voice = option | {"name": "voice", "channel_types": [2]}
    await rest.put(commands, json=[COMMAND | {"options": [option, voice]}])
    exchange = await sandbox.person("ada").command("late", {"where": "lounge"})
    assert exchange.interaction is not None
    [told] = exchange.interaction.data["resolved"]["channels"].values()
    assert int(told["permissions"])
    assert "permission_overwrites" not in told
    with pytest.raises(WrongInput, match="another type"):
        await sandbox.person("ada").command("late", {"voice": "lounge"})


@pytest.mark.parametrize("resumable", [True, False])
async def test_after_an_invalid_session_one_goes_on_over_the_same_connection(
    sandbox: Sandbox, raw: httpx.AsyncClient, *, resumable: bool
) -> None:
    identify: Json = {"token": sandbox.bot_token, "intents": 0, "properties": {}}
    async with aiohttp.ClientSession() as session, session.ws_connect(sandbox.gateway_url + "?v=10") as line:

        async def until(op: int, event: str | None = None) -> Json:
            while (payload := await line.receive_json())["op"] != op or payload["t"] != event:
                pass
            return payload

        await line.send_json({"op": 2, "d": identify})
        ready = (await until(0, "READY"))["d"]
        sandbox.gateway.invalidate(resumable=resumable)
        while (await line.receive_json())["op"] != 9:
            pass
        missed = await sandbox.person("ada").command("hello")
        resume = {"token": sandbox.bot_token, "session_id": ready["session_id"], "seq": 1}
        await line.send_json({"op": 6, "d": resume} if resumable else {"op": 2, "d": identify})
        if resumable:
            assert (await until(0, "INTERACTION_CREATE"))["d"]["id"] == str(missed.interaction_id)
        else:
            await until(0, "READY")
        assert sandbox.gateway.online


def _unpack_zlib(messages: list[bytes]) -> bytes:
    return b"".join(map(zlib.decompressobj().decompress, messages))


def _unpack_zstd(messages: list[bytes]) -> bytes:
    """With an empty last block the stream is a whole file."""
    if (program := shutil.which("zstd")) is None:
        pytest.skip("there is no zstd here")
    packed = b"".join(messages) + b"\x01\x00\x00"
    return subprocess.run([program, "-dc"], input=packed, capture_output=True, check=True).stdout


@pytest.mark.parametrize(
    ("compress", "unpack"), [("zlib-stream", _unpack_zlib), ("zstd-stream", _unpack_zstd)]
)
async def test_payloads_are_packed_as_the_bot_asks(
    sandbox: Sandbox, compress: str, unpack: Callable[[list[bytes]], bytes]
) -> None:
    url = f"{sandbox.gateway_url}/?v=10&encoding=json&compress={compress}"
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as line:
        await line.send_json({"op": 2, "d": {"token": sandbox.bot_token, "intents": 1, "properties": {}}})
        await sandbox.gateway.changed.until(lambda: sandbox.gateway.online, 5)
        sandbox.gateway.dispatch("LARGE", {"text": "x" * 300_000}, sandbox.guild.id)
        messages = [await line.receive_bytes() for _ in range(4)]
    said = unpack(messages).decode()
    assert [said.count(f'"{event}"') for event in ("READY", "GUILD_CREATE", "LARGE")] == [1, 1, 1]
    assert "x" * 300_000 in said


@pytest.mark.parametrize("query", ["?v=10&encoding=etf", "?v=10&compress=brotli", "?v=9"])
async def test_a_transport_that_is_not_spoken_is_refused(sandbox: Sandbox, query: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(sandbox.gateway_url + query) as refused:
        assert refused.status == 501
        assert sandbox.unspoken.sentences == [await refused.text()]
    sandbox.unspoken.sentences.clear()


async def test_of_a_first_answer_no_bucket_is_told(
    sandbox: Sandbox, callback: Callable[..., Awaitable[httpx.Response]]
) -> None:
    exchange: Exchange = await sandbox.person("ada").command("hello")
    assert not [name for name in (await callback(exchange, 5)).headers if "ratelimit" in name]
