"""Connections to the sandbox that ask for nothing, or only begin to."""

import asyncio
from contextlib import suppress

import pytest
from aiohttp import web

from sandbox.api.bodies import read_body
from sandbox.rules.refusal import Refused
from sandbox.server import HOST, Sandbox


def port_of(sandbox: Sandbox) -> int:
    return int(sandbox.origin.rsplit(":", 1)[1])


async def test_who_says_nothing_is_cut_off_and_who_asked_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("net.connections.HEADER_SECONDS", 0.3)
    async with Sandbox() as sandbox:
        reader, writer = await asyncio.open_connection(HOST, port_of(sandbox))
        ask = b"GET /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        writer.write(ask)
        assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 404")
        silent, saying = await asyncio.open_connection(HOST, port_of(sandbox))
        with suppress(ConnectionError):
            assert await asyncio.wait_for(silent.read(), 30) == b""
        writer.write(ask)
        await reader.readuntil(b"HTTP/1.1 404")
        saying.close()
        writer.close()


async def test_more_connections_than_there_may_be_wait(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("sandbox.server.MOST_CONNECTIONS", 2)
    monkeypatch.setattr("net.connections.HEADER_SECONDS", 0.3)
    async with Sandbox() as sandbox:
        silent = [await asyncio.open_connection(HOST, port_of(sandbox)) for _ in range(6)]
        reader, writer = await asyncio.open_connection(HOST, port_of(sandbox))
        writer.write(b"GET /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 404")
        for _, other in [*silent, (reader, writer)]:
            other.close()
    assert caplog.text.count("all 2 connections are taken") == 1


async def body_of(request: web.Request) -> web.Response:
    try:
        body = await read_body(request, 1000, seconds=0.1)
    except Refused as refused:
        return web.json_response(refused.body(), status=refused.status)
    return web.json_response(body.json)


async def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    app = web.Application()
    app.router.add_route("*", "/", body_of)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    reader, writer = await asyncio.open_connection(*runner.addresses[0])
    writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
    assert head.startswith(b"HTTP/1.1 408")
    writer.close()
    await runner.cleanup()
