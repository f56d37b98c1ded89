"""The server's side of the page: who may ask, and how much."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from aiohttp import WSMsgType
from yarl import URL

from sandbox.sample import harbour_png
from sandbox.server import Sandbox

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Socket:
    """A window without a browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def ask(self, **fields: object) -> None:
        await self.socket.send_str(json.dumps(fields))

    async def hear(self, op: str) -> dict[str, Any]:
        """The next news of a kind."""
        async with asyncio.timeout(10):
            while (news := json.loads(await self.socket.receive_str()))["op"] != op:
                pass
        return news


async def _open(session: aiohttp.ClientSession, sandbox: Sandbox, name: str = "ada") -> Socket:
    url = f"{sandbox.origin}/page/live?as={name}"
    return Socket(await session.ws_connect(url, headers={"Origin": sandbox.origin}))


async def test_the_page_allows_no_script_and_no_style_from_elsewhere(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession(sandbox.origin) as session, session.get("/") as page:
        policy = page.headers["Content-Security-Policy"].split("; ")
        assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert not [rule for rule in policy if "unsafe" in rule or "*" in rule]


async def test_only_files_of_the_page_are_served(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        for path in ("/page/nothing.js", "/page/%2e%2e/server.py", "/page/scripts/..%2f..%2fserver.py"):
            async with session.get(URL(sandbox.origin + path, encoded=True)) as response:
                assert response.status == 404, path


async def test_a_page_from_elsewhere_gets_nothing(sandbox: Sandbox) -> None:
    other = {"Origin": "https://evil.example"}
    rebound = {"Host": "evil.example", "Origin": "http://evil.example"}
    async with aiohttp.ClientSession(sandbox.origin) as session:
        for headers, status in ((other, 403), ({}, 403), (rebound, 421)):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect("/page/live?as=ada", headers=headers)
            assert refused.value.status == status
            async with session.post("/page/uploads", data=b"x", headers=headers) as response:
                assert response.status == status
        for path in ("/", "/page/sample.png", "/page/scripts/main.js"):
            async with session.get(path, headers=rebound) as response:
                assert response.status == 421


async def test_a_file_is_taken_up_to_the_limit(sandbox: Sandbox) -> None:
    sandbox.world.attachment_size_limit = 1000
    own = {"Origin": sandbox.origin}
    async with aiohttp.ClientSession(sandbox.origin) as session:
        async with session.post("/page/uploads?name=a.bin", data=bytes(1000), headers=own) as response:
            assert response.status == 200
        async with session.post("/page/uploads?name=a.bin", data=bytes(1001), headers=own) as response:
            assert (await response.json())["reason"] == "That file is too large."
            assert response.status == 413


async def test_what_a_window_asks_for_is_checked(sandbox: Sandbox) -> None:
    studio, lounge = (str(one) for one in sandbox.guild.channels)
    async with aiohttp.ClientSession() as session:
        ada = await _open(session, sandbox)
        await ada.hear("welcome")
        for nonsense in ("{", "[]", '{"op": "fly"}', '{"op": "say", "text": 1}'):
            await ada.socket.send_str(nonsense)
            assert (await ada.hear("nonsense"))["reason"]
        wrong: list[dict[str, Any]] = [
            {"op": "say", "channel": studio, "text": "  "},
            {"op": "say", "channel": "1", "text": "x"},
            {"op": "say", "channel": lounge, "files": [{"ticket": "none"}]},
            {"op": "command", "channel": studio, "name": "none"},
            {"op": "menu", "channel": studio, "name": "none", "message": "1"},
            {"op": "menu", "channel": studio, "name": "none", "user": "1"},
            {"op": "press", "message": "1", "custom_id": "x"},
            {"op": "submit", "interaction": "1", "values": {}},
        ]
        for number, ask in enumerate(wrong):
            await ada.ask(request=number, **ask)
            refused = await ada.hear("refused")
            assert refused["request"] == number
            assert refused["reason"]


async def test_a_window_that_sends_too_much_is_closed(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        ada = await _open(session, sandbox)
        await ada.hear("welcome")
        await ada.socket.send_str("x" * (200 << 10))
        async with asyncio.timeout(10):
            while (message := await ada.socket.receive()).type is WSMsgType.TEXT:
                pass
        assert message.type is WSMsgType.CLOSE
        assert message.data == aiohttp.WSCloseCode.MESSAGE_TOO_BIG


async def test_each_sees_what_they_may_see(sandbox: Sandbox) -> None:
    ada, bob = sandbox.person("ada"), sandbox.person("bob")
    lounge = list(sandbox.guild.channels.values())[1]
    lounge.deny(bob.id, sandbox.guild.permissions(bob.id))
    async with aiohttp.ClientSession() as session:
        hers, his = await _open(session, sandbox, "ada"), await _open(session, sandbox, "bob")
        assert [channel["id"] for channel in (await his.hear("welcome"))["channels"]] == [
            str(sandbox.channel.id),
            *(str(number) for guild in sandbox.world.others for number in guild.channels),
            str(bob.dm.id),
            str(sandbox.conversation("ada", "bob", "mo").id),
        ]
        await hers.ask(op="say", request=1, channel=str(lounge.id), text="secret")
        assert (await hers.hear("message"))["message"]["content"] == "secret"
        await his.ask(op="say", request=1, channel=str(lounge.id), text="me too")
        assert "cannot see" in (await his.hear("refused"))["reason"]
        await hers.ask(op="typing", channel=str(lounge.id))
        await hers.ask(op="typing", channel=str(sandbox.channel.id))
        assert (await his.hear("typing"))["channel"] == str(sandbox.channel.id)
        await ada.say("open")
        assert (await his.hear("message"))["message"]["content"] == "open"


async def test_what_one_has_dismissed_stays_away_from_them_alone(sandbox: Sandbox) -> None:
    said = await sandbox.person("bob").say("first")
    async with aiohttp.ClientSession() as session:
        ada = await _open(session, sandbox)
        assert [message["content"] for message in (await ada.hear("welcome"))["messages"]] == ["first"]
        await ada.ask(op="dismiss", message=str(said.id))
        await ada.ask(op="say", request=1, channel=str(sandbox.channel.id), text="second")
        await ada.hear("message")
        again, bob = await _open(session, sandbox), await _open(session, sandbox, "bob")
        assert [message["content"] for message in (await again.hear("welcome"))["messages"]] == ["second"]
        assert [message["content"] for message in (await bob.hear("welcome"))["messages"]] == [
            "first",
            "second",
        ]


async def test_a_stranger_is_the_first_of_the_people_and_windows_are_counted(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        windows = [await _open(session, sandbox, "nobody") for _ in range(32)]
        assert (await windows[0].hear("welcome"))["me"]["username"] == "ada"
        one_more = await _open(session, sandbox)
        async with asyncio.timeout(10):
            assert (await one_more.socket.receive()).type is WSMsgType.CLOSE


async def test_a_file_on_the_cdn_cannot_act_as_the_page(sandbox: Sandbox) -> None:
    """A page that somebody attached would share the origin of this one."""
    own = {"Origin": sandbox.origin}
    async with aiohttp.ClientSession(sandbox.origin) as session:
        url = "/page/uploads?name=a.html"
        async with session.post(url, data=b"<script>alert(1)</script>", headers=own) as response:
            ticket = (await response.json())["ticket"]
        ada = await _open(session, sandbox)
        await ada.ask(op="say", request=1, channel=str(sandbox.channel.id), files=[{"ticket": ticket}])
        message = (await ada.hear("message"))["message"]
        async with session.get(message["attachments"][0]["url"]) as response:
            assert response.headers["Content-Security-Policy"] == "sandbox"
            assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_sample_is_a_picture(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession(sandbox.origin) as session, session.get("/page/sample.png") as response:
        assert await response.read() == harbour_png()
