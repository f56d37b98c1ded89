"""Connections are few enough, none is held by saying nothing, and that all are taken is told once a minute."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

import pytest

from net.connections import MOST, SHARE, Connections, files_allowed

HEADER = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Server:
    """How many connections it has, how many it had at most, and all that it was told."""

    open: int = 0
    most: int = 0
    heard: bytearray = field(default_factory=bytearray)


class Echo(asyncio.Protocol):
    """Says back what it hears."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.open += 1
        self._server.most = max(self._server.most, self._server.open)

    def data_received(self, data: bytes) -> None:
        self._server.heard += data
        self._transport.write(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.open -= 1


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def connections(server: Server, monkeypatch: pytest.MonkeyPatch) -> Connections:
    monkeypatch.setattr("net.connections.MOST", 3)
    return Connections(partial(Echo, server))


@asynccontextmanager
async def connected(port: int) -> AsyncGenerator[Ends]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def echoed(port: int, word: bytes = b"hello") -> bytes:
    async with connected(port) as (reader, writer):
        writer.write(word)
        return await reader.readexactly(len(word))


async def test_all_are_served_and_never_more_at_once_than_there_may_be(
    server: Server, connections: Connections
) -> None:
    async with connections.listen("127.0.0.1", 0) as port:
        heard = await asyncio.gather(*(echoed(port) for _ in range(40)))
    assert heard == [b"hello"] * 40
    assert server.most == 3


async def test_who_comes_when_all_are_taken_is_served_when_one_ends(connections: Connections) -> None:
    async with connections.listen("127.0.0.1", 0) as port, contextlib.AsyncExitStack() as taken:
        for _ in range(3):
            reader, writer = await taken.enter_async_context(connected(port))
            writer.write(HEADER)
            await reader.readexactly(len(HEADER))
        waiting = asyncio.create_task(echoed(port))
        await taken.aclose()
        assert await waiting == b"hello"


async def test_that_all_are_taken_is_told_once_a_minute(
    server: Server, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("net.connections.MOST", 2)
    now = [0.0]
    async with Connections(partial(Echo, server), lambda: now[0]).listen("127.0.0.1", 0) as port:
        for moment in (0.0, 30.0, 59.0, 61.0):
            now[0] = moment
            await asyncio.gather(*(echoed(port) for _ in range(20)))
    told = [record.getMessage() for record in caplog.records]
    assert told == ["all 2 connections are taken: who comes now waits"] * 2


@pytest.mark.parametrize("step", ["sock_accept", "connect_accepted_socket"])
async def test_a_connection_that_cannot_be_had_for_a_moment_ends_nothing(
    connections: Connections, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    loop = asyncio.get_running_loop()
    call, failing = getattr(loop, step), [OSError(24, "Too many open files")] * 9

    async def sometimes(*words: object) -> object:
        if failing:
            raise failing.pop()
        return await call(*words)

    monkeypatch.setattr(loop, step, sometimes)
    monkeypatch.setattr("net.connections.AGAIN", 0.0)
    async with connections.listen("127.0.0.1", 0) as port:
        heard = await asyncio.gather(*(echoed(port) for _ in range(20)), return_exceptions=True)
        assert await echoed(port) == b"hello"
    # Those that broke on the way in are lost, and no place with them.
    assert heard.count(b"hello") == (20 if step == "sock_accept" else 11)
    assert caplog.text.count("Too many open files") == 1


@pytest.mark.parametrize("said", [b"", b"G", HEADER[:-2], b"\r\n", b"POST / HTTP/1.1\r\nX: "])
async def test_who_does_not_end_a_header_in_time_is_cut_off_and_who_does_stays(
    connections: Connections, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr("net.connections.HEADER_SECONDS", 0.5)
    async with connections.listen("127.0.0.1", 0) as port, connected(port) as (reader, writer):
        writer.write(HEADER)
        await reader.readexactly(len(HEADER))
        async with connected(port) as (silent, saying):
            saying.write(said)
            with contextlib.suppress(ConnectionError):
                assert await asyncio.wait_for(silent.read(), 30) == said
        writer.write(b"still here")  # its time began before that of the silent one
        assert await reader.readexactly(10) == b"still here"


async def test_a_header_may_come_in_pieces(
    server: Server, connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("net.connections.HEADER_SECONDS", 3)
    async with connections.listen("127.0.0.1", 0) as port:
        async with connected(port) as (reader, writer), connected(port) as (silent, _):
            for byte in HEADER:
                writer.write(bytes([byte]))
                assert await reader.readexactly(1) == bytes([byte])
            with contextlib.suppress(ConnectionError):
                assert await asyncio.wait_for(silent.read(), 30) == b""
            writer.write(b"still here")
            assert await reader.readexactly(10) == b"still here"
        assert bytes(server.heard) == HEADER + b"still here"


def test_the_files_of_the_process_are_those_that_the_system_allows_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resource = pytest.importorskip("resource", reason="Windows has no such limit")
    for limit, files in ((1024, 1024), (160, 160), (resource.RLIM_INFINITY, MOST * SHARE)):

        def getrlimit(_: int, soft: int = limit) -> tuple[int, int]:
            return soft, soft

        monkeypatch.setattr(resource, "getrlimit", getrlimit)
        assert files_allowed() == files


async def test_connections_take_at_most_a_quarter_of_the_files(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("net.connections.files_allowed", lambda: 8)
    async with Connections(partial(Echo, server)).listen("127.0.0.1", 0) as port:
        await asyncio.gather(*(echoed(port) for _ in range(10)))
    assert server.most == 2


async def test_an_address_that_is_taken_is_said(connections: Connections) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        async with connections.listen("127.0.0.1", taken.getsockname()[1]):
            pytest.fail("it listens where another does")


HALF_BODY = b"POST / HTTP/1.1\r\nHost: x\r\ncontent-LENGTH: 10\r\n\r\n12345"


@pytest.mark.parametrize(
    "said", [b"", HEADER[:-3], HALF_BODY], ids=["nothing", "half a header", "half a body"]
)
async def test_while_somebody_waits_who_has_not_said_a_whole_request_loses_their_place(
    connections: Connections, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr("net.connections.HEADER_SECONDS", 1000.0)
    async with connections.listen("127.0.0.1", 0) as port, connected(port) as (reader, writer):
        whole = HALF_BODY + b"67890"
        writer.write(whole[:60])
        writer.write(whole[60:])
        await reader.readexactly(len(whole))
        async with contextlib.AsyncExitStack() as strangers:
            for _ in range(9):
                _, saying = await strangers.enter_async_context(connected(port))
                saying.write(said)
            assert await asyncio.wait_for(echoed(port), 30) == b"hello"
        writer.write(b"still there")
        assert await reader.readexactly(11) == b"still there"


async def test_where_nobody_waits_a_slow_request_keeps_its_place(
    connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("net.connections.CROWDED_SECONDS", 0.0)
    monkeypatch.setattr("net.connections.CROWDED_RATE", 1e12)
    async with connections.listen("127.0.0.1", 0) as port, contextlib.AsyncExitStack() as stack:
        slow = [await stack.enter_async_context(connected(port)) for _ in range(3)]
        for word in (HALF_BODY, b"6789", b"0"):
            for reader, writer in slow:
                writer.write(word)
                assert await reader.readexactly(len(word)) == word
