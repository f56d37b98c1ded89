"""The bot's HTTP side waits for nobody for ever: neither for a header nor for a hook's body."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress

import httpx
import pytest

from providers.notices import Notices
from web.hooks import Hooks
from web.metrics import Metrics
from web.server import serving

HALF_HEADER = b"GET /health HTTP/1.1\r\nHost: x\r\n"
HALF_BODY = b"POST /hooks/fal HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"


async def no_load() -> None:
    """Nobody to ask what there is to do."""


class Nobody:
    """Signatures of a host that has signed nothing."""

    async def check(self, headers: object, body: bytes) -> None:
        raise AssertionError("half a body is no word of anybody")


@pytest.fixture
async def port(unused_tcp_port: int) -> AsyncGenerator[int]:
    hooks = Hooks(Notices().tell, {"fal": Nobody()})
    async with serving(
        lambda: {"discord": True}, Metrics(dict, no_load), hooks, "127.0.0.1", unused_tcp_port
    ):
        yield unused_tcp_port


async def said_to(port: int, said: bytes) -> bytes:
    """All that is answered until the other end closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(said)
    answer = b""
    with suppress(ConnectionError):
        answer = await asyncio.wait_for(reader.read(), 60)
    writer.close()
    return answer


@pytest.mark.parametrize("said", [b"", HALF_HEADER], ids=["nothing", "half"])
async def test_who_sends_no_whole_header_is_cut_off(
    monkeypatch: pytest.MonkeyPatch, port: int, said: bytes
) -> None:
    monkeypatch.setattr("net.connections.HEADER_SECONDS", 0.3)
    assert await said_to(port, said) == b""
    async with httpx.AsyncClient() as http:
        assert (await http.get(f"http://127.0.0.1:{port}/readyz")).json() == {"discord": True}


async def test_a_body_that_does_not_come_is_refused(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    monkeypatch.setattr("web.hooks.BODY_SECONDS", 0.3)
    assert (await said_to(port, HALF_BODY)).startswith(b"HTTP/1.1 408")


async def test_a_body_that_does_not_come_holds_up_no_stop(unused_tcp_port: int) -> None:
    hooks = Hooks(Notices().tell, {"fal": Nobody()})
    async with serving(dict, Metrics(dict, no_load), hooks, "127.0.0.1", unused_tcp_port):
        half = asyncio.create_task(said_to(unused_tcp_port, HALF_BODY))
        async with httpx.AsyncClient() as http:
            await http.get(f"http://127.0.0.1:{unused_tcp_port}/readyz")
    assert b"HTTP/1.1 2" not in await half


async def test_a_body_that_breaks_off_leaves_no_traceback(
    caplog: pytest.LogCaptureFixture, unused_tcp_port: int
) -> None:
    async with serving(
        dict, Metrics(dict, no_load), Hooks(Notices().tell, {"fal": Nobody()}), "127.0.0.1", unused_tcp_port
    ):
        _, writer = await asyncio.open_connection("127.0.0.1", unused_tcp_port)
        writer.write(HALF_BODY)
        await writer.drain()
        async with httpx.AsyncClient() as http:  # by then the first one is being read
            await http.get(f"http://127.0.0.1:{unused_tcp_port}/readyz")
        writer.close()
        await writer.wait_closed()
        async with httpx.AsyncClient() as http:
            await http.get(f"http://127.0.0.1:{unused_tcp_port}/readyz")
    assert "Traceback" not in caplog.text
