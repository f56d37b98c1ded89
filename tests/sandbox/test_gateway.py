"""The rules of the gateway, broken by a raw websocket."""

import json
import zlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest

from sandbox.server import Sandbox

Json = dict[str, Any]
Dial = Callable[..., Any]


class Line:
    """A websocket that reads and writes payloads."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def send(self, op: int, data: object = None) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def read(self) -> Json:
        return json.loads((await self.socket.receive(5)).data)

    async def until(self, op: int, event: str | None = None) -> Json:
        while (payload := await self.read())["op"] != op or payload.get("t") != event:
            pass
        return payload

    async def closed(self) -> int | None:
        while not self.socket.closed:
            await self.socket.receive(5)
        return self.socket.close_code


@pytest.fixture
async def dial(sandbox: Sandbox) -> AsyncIterator[Dial]:
    """Opens connections."""
    async with aiohttp.ClientSession() as session:

        async def call(query: str = "?v=10&encoding=json") -> Line:
            return Line(await session.ws_connect(sandbox.gateway_url + query))

        yield call


@pytest.fixture
def identify(sandbox: Sandbox) -> Json:
    """What a good bot identifies with."""
    return {"token": sandbox.bot_token, "intents": 1, "properties": {}}


async def test_a_connection_begins_with_hello_and_heartbeats_are_acknowledged(dial: Dial) -> None:
    line = await dial()
    assert (await line.read())["d"]["heartbeat_interval"] > 0
    await line.send(1, None)
    assert (await line.read())["op"] == 11


async def test_identifying_brings_ready_and_the_guild(sandbox: Sandbox, dial: Dial, identify: Json) -> None:
    line = await dial()
    await line.send(2, identify)
    ready = (await line.until(0, "READY"))["d"]
    assert ready["resume_gateway_url"] == sandbox.gateway_url
    assert ready["guilds"] == [{"id": str(sandbox.guild.id), "unavailable": True}]
    guild = (await line.until(0, "GUILD_CREATE"))["d"]
    assert [channel["name"] for channel in guild["channels"]] == ["studio", "lounge"]
    assert guild["member_count"] == 5


async def test_without_the_guilds_intent_no_guild_is_told_of(dial: Dial, identify: Json) -> None:
    line = await dial()
    await line.send(2, identify | {"intents": 0})
    await line.until(0, "READY")
    await line.send(1)
    assert (await line.read())["op"] == 11


async def test_compressed_payloads_are_one_stream(dial: Dial) -> None:
    line = await dial("?v=10&encoding=json&compress=zlib-stream")
    inflate = zlib.decompressobj()
    hello = (await line.socket.receive(5)).data
    assert hello.endswith(b"\x00\x00\xff\xff")
    assert json.loads(inflate.decompress(hello))["op"] == 10
    await line.send(1)
    assert json.loads(inflate.decompress((await line.socket.receive(5)).data))["op"] == 11


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"token": "wrong"}, 4004),
        ({"token": None}, 4004),
        ({"intents": None}, 4013),
        ({"intents": -1}, 4013),
        ({"intents": 1 << 40}, 4013),
        ({"intents": 1 << 15}, 4014),
        ({"intents": 1 << 1}, 4014),
        ({"intents": 1 << 8}, 4014),
        ({"shard": [1, 1]}, 4010),
        ({"shard": [0]}, 4010),
        ({"shard": "0"}, 4010),
    ],
)
async def test_a_bad_identify_ends_the_connection(
    dial: Dial, identify: Json, change: Json, code: int
) -> None:
    line = await dial()
    await line.send(2, identify | change)
    assert await line.closed() == code


async def test_a_privileged_intent_that_was_granted_is_allowed(
    sandbox: Sandbox, dial: Dial, identify: Json
) -> None:
    sandbox.world.application.intents = 1 << 15
    line = await dial()
    await line.send(2, identify | {"intents": 1 << 15})
    await line.until(0, "READY")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", 4002),
        ("[]", 4002),
        ('{"op": 2, "d": []}', 4002),
        ('{"op": 1, "d": "' + "x" * 4096 + '"}', 4002),
        ('{"op": 99}', 4001),
        ('{"op": 0}', 4001),
        ('{"op": 3, "d": {}}', 4003),
    ],
)
async def test_a_bad_payload_ends_the_connection(dial: Dial, text: str, code: int) -> None:
    line = await dial()
    await line.socket.send_str(text)
    assert await line.closed() == code


async def test_an_unknown_version_is_refused(dial: Dial) -> None:
    assert await (await dial("?v=3")).closed() == 4012


async def test_one_identifies_once(dial: Dial, identify: Json) -> None:
    line = await dial()
    await line.send(2, identify)
    await line.send(2, identify)
    assert await line.closed() == 4005


async def test_more_than_120_payloads_a_minute_are_too_many(dial: Dial) -> None:
    line = await dial()
    for _ in range(121):
        await line.send(1)
    assert await line.closed() == 4008


async def begun(dial: Dial, identify: Json) -> tuple[Line, Json]:
    line = await dial()
    await line.send(2, identify)
    ready = await line.until(0, "READY")
    created = await line.until(0, "GUILD_CREATE")
    seen = {"token": identify["token"], "session_id": ready["d"]["session_id"], "seq": created["s"]}
    return line, seen


async def lost(sandbox: Sandbox) -> None:
    """Break off without a word."""
    sandbox.gateway.drop()
    await sandbox.offline(5)


async def test_a_resume_brings_what_was_missed_and_nothing_else(
    sandbox: Sandbox, dial: Dial, identify: Json
) -> None:
    _, seen = await begun(dial, identify)
    await lost(sandbox)
    for number in range(3):
        sandbox.gateway.dispatch("TEST", {"number": number}, sandbox.guild.id)
    again = await dial()
    await again.send(6, seen | {"seq": seen["seq"] + 1})
    replayed = [await again.until(0, "TEST") for _ in range(2)]
    assert [payload["d"]["number"] for payload in replayed] == [1, 2]
    assert (await again.until(0, "RESUMED"))["s"] == seen["seq"] + 4


async def test_a_wrong_resume_is_refused(sandbox: Sandbox, dial: Dial, identify: Json) -> None:
    _, seen = await begun(dial, identify)
    await lost(sandbox)
    for change, code in (({"token": "wrong"}, 4004), ({"seq": seen["seq"] + 1}, 4007), ({"seq": "x"}, 4007)):
        wrong = await dial()
        await wrong.send(6, seen | change)
        assert await wrong.closed() == code
    unknown = await dial()
    await unknown.send(6, seen | {"session_id": "unknown"})
    assert (await unknown.until(9))["d"] is False


async def test_what_is_no_longer_remembered_cannot_be_resumed(
    sandbox: Sandbox, dial: Dial, identify: Json
) -> None:
    _, seen = await begun(dial, identify)
    await lost(sandbox)
    for number in range(1100):
        sandbox.gateway.dispatch("TEST", {"number": number}, sandbox.guild.id)
    again = await dial()
    await again.send(6, seen)
    assert (await again.until(9))["d"] is False


async def test_a_bot_that_says_goodbye_ends_its_session(sandbox: Sandbox, dial: Dial, identify: Json) -> None:
    line, seen = await begun(dial, identify)
    await line.socket.close(code=1000)
    await sandbox.offline(5)
    again = await dial()
    await again.send(6, seen)
    assert (await again.until(9))["d"] is False


async def test_a_resume_takes_the_session_over(sandbox: Sandbox, dial: Dial, identify: Json) -> None:
    line, seen = await begun(dial, identify)
    again = await dial()
    await again.send(6, seen)
    await again.until(0, "RESUMED")
    assert await line.closed() == 4009
    sandbox.gateway.dispatch("TEST", {}, sandbox.guild.id)
    await again.until(0, "TEST")


async def test_what_is_sent_on_a_mute_connection_arrives_when_the_session_is_resumed(
    sandbox: Sandbox, dial: Dial, identify: Json
) -> None:
    line, seen = await begun(dial, identify)
    sandbox.gateway.mute()
    await line.send(1)
    sandbox.gateway.dispatch("TEST", {}, sandbox.guild.id)
    with pytest.raises(TimeoutError):
        await line.socket.receive(0.2)
    again = await dial()
    await again.send(6, seen)
    await again.until(0, "TEST")


async def test_each_shard_hears_of_its_own_guilds(sandbox: Sandbox, dial: Dial, identify: Json) -> None:
    ours = (sandbox.guild.id >> 22) % 2
    lines = [await dial(), await dial()]
    for number, line in enumerate(lines):
        await line.send(2, identify | {"shard": [number, 2], "intents": 1 | 1 << 12})
        await line.until(0, "READY")
    ada = sandbox.person("ada")
    sandbox.gateway.dispatch("TEST", {}, sandbox.guild.id)
    await ada.say("hello", channel=ada.dm)
    events = [await collect(line) for line in lines]
    assert ["TEST" in names for names in events] == [ours == 0, ours == 1]
    assert ["MESSAGE_CREATE" in names for names in events] == [True, False]


async def collect(line: Line) -> list[str]:
    """The events until a heartbeat is acknowledged."""
    await line.send(1)
    names: list[str] = []
    while (payload := await line.read())["op"] != 11:
        names.append(payload["t"])
    return names
