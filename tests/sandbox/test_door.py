"""Connections that ask for nothing: how many there may be, and for how long."""

import asyncio
import logging
import resource
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from aiohttp import web

from sandbox.api.bodies import read_body
from sandbox.door import Door, most_connections
from sandbox.rules.refusal import Refused
from sandbox.server import HOST, Sandbox

ASK = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Open = Callable[[], Awaitable[Line]]


async def body_of(request: web.Request) -> web.Response:
    try:
        body = await read_body(request, 1000, seconds=0.1)
    except Refused as refused:
        return web.json_response(refused.body(), status=refused.status)
    return web.json_response(body.json)


@asynccontextmanager
async def serving(most: int, seconds: float) -> AsyncGenerator[tuple[Door, Open]]:
    """A server behind a door, and how to connect to it."""
    app = web.Application()
    app.router.add_route("*", "/", body_of)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    assert runner.server is not None
    door = Door(runner.server, most=most, seconds_for_a_header=seconds)
    listening = await asyncio.get_running_loop().create_server(door, HOST, 0)
    address = listening.sockets[0].getsockname()
    lines: list[Line] = []

    async def connect() -> Line:
        lines.append(await asyncio.open_connection(*address))
        return lines[-1]

    try:
        yield door, connect
    finally:
        for _, writer in lines:
            writer.close()
        listening.close()
        await runner.cleanup()


async def answered(line: Line) -> bool:
    """Whether a request gets an answer, and not the end of the connection."""
    reader, writer = line
    try:
        writer.write(ASK)
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        await reader.readexactly(len(b"null"))
    except (ConnectionError, asyncio.IncompleteReadError):
        return False
    return head.startswith(b"HTTP/1.1 200")


async def ended(line: Line) -> None:
    with suppress(ConnectionError):
        assert await asyncio.wait_for(line[0].read(), 10) == b""


async def test_there_is_room_for_so_many_and_a_full_house_is_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with serving(2, 60) as (door, connect):
        inside = [await connect(), await connect()]
        assert [await answered(line) for line in inside] == [True, True]
        assert not any([await answered(await connect()) for _ in range(3)])
        assert [await answered(line) for line in inside] == [True, True]
        assert [record.levelno for record in caplog.records] == [logging.WARNING]
        assert "all 2 connections are taken" in caplog.text
        inside[0][1].close()
        async with asyncio.timeout(10):
            while not await answered(await connect()):
                """It has not been noticed yet that one has left."""
        assert door.inside == 2


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n", b"\r\n", b"POST / HTTP/1.1\r\nX: "])
async def test_who_does_not_finish_a_header_is_shown_out_and_who_does_stays(said: bytes) -> None:
    async with serving(10, 0.1) as (_, connect):
        good = await connect()
        assert await answered(good)
        bad = await connect()
        bad[1].write(said)
        await ended(bad)  # its time began after that of the good one
        assert await answered(good)


async def test_a_header_may_come_in_pieces() -> None:
    async with serving(10, 60) as (_, connect):
        reader, writer = await connect()
        for byte in ASK:
            writer.write(bytes([byte]))
            await writer.drain()
        assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 200")


async def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    async with serving(10, 60) as (_, connect):
        reader, writer = await connect()
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        assert head.startswith(b"HTTP/1.1 408")


def test_the_sandbox_keeps_half_of_its_files_for_itself() -> None:
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert 0 < most_connections() <= 512
    assert files == resource.RLIM_INFINITY or most_connections() <= files // 2


async def test_the_sandbox_has_a_door(sandbox: Sandbox) -> None:
    reader, writer = await asyncio.open_connection(HOST, int(sandbox.origin.rsplit(":", 1)[1]))
    writer.write(b"GET /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 404")
    assert sandbox.door.inside == 1
    writer.close()
