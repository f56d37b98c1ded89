"""An upload may take as long as its bytes need, and may not stand still."""

import asyncio
import socket
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from domain import limits
from providers import bounded
from providers.bounded import bounded_client, call

Read = Callable[[asyncio.StreamReader], Coroutine[Any, Any, None]]
BODY = bytes(limits.SOURCE_BYTES)


@asynccontextmanager
async def host(read: Read) -> AsyncGenerator[str]:
    """Serve one answer to whatever `read` takes; the system keeps little of what was not read."""

    over, served = asyncio.Event(), asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reading = asyncio.create_task(read(reader))
        await asyncio.wait((reading, asyncio.create_task(over.wait())), return_when=asyncio.FIRST_COMPLETED)
        reading.cancel()
        over.set()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()
        served.set()

    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
    listening.bind(("127.0.0.1", 0))
    server = await asyncio.start_server(serve, sock=listening, limit=64 * 1024)
    async with server:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/file"
        over.set()
        await served.wait()


async def put(url: str, within: float = 30.0, still: float = 0.5) -> httpx.Response:
    async with bounded_client() as http:
        http.timeout = httpx.Timeout(60.0, write=still)
        return await call(http, "PUT", url, headers={"X-Kept": "1"}, body=BODY, within=within)


async def test_an_upload_that_goes_on_is_not_ended_though_it_takes_longer_than_one_may_stand_still() -> None:
    head, got = b"", 0

    async def slowly(reader: asyncio.StreamReader) -> None:
        nonlocal head, got
        head = await reader.readuntil(b"\r\n\r\n")
        while got < len(BODY):
            got += len(await reader.readexactly(min(1024 * 1024, len(BODY) - got)))
            await asyncio.sleep(0.08)

    began = time.monotonic()
    async with host(slowly) as url:
        answer = await put(url)

    assert (answer.status_code, got) == (200, len(BODY))
    assert time.monotonic() - began > 1.0
    assert b"content-length: %d\r\n" % len(BODY) in head.lower(), (
        "a presigned address takes no body in chunks"
    )
    assert b"x-kept: 1" in head.lower()
    assert b"transfer-encoding" not in head.lower()


async def test_an_upload_that_stands_still_is_ended() -> None:
    async def nothing_more(reader: asyncio.StreamReader) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(20)

    began = time.monotonic()
    async with host(nothing_more) as url:
        with pytest.raises(httpx.WriteTimeout):
            await put(url)
        assert time.monotonic() - began < 5


async def test_the_time_for_all_of_an_upload_grows_with_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a host does with it: here it takes a piece now and then, for ever."""
    monkeypatch.setattr(bounded, "SLOWEST", len(BODY))  # so: one second more

    async def dripping(reader: asyncio.StreamReader) -> None:
        for _ in range(100):
            await reader.read(64 * 1024)
            await asyncio.sleep(0.05)

    began = time.monotonic()
    async with host(dripping) as url:
        with pytest.raises(httpx.ReadTimeout):
            await put(url, within=0.2, still=10)
        assert 1.1 < time.monotonic() - began < 3
