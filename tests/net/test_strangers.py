"""Strangers who send what is no HTTP fill no log."""

import asyncio
import logging
from contextlib import closing

import pytest
from aiohttp import web

from net.connections import Connections
from net.strangers import server_log

NO_HTTP = (
    b"GET / HTTP/1.1\r\nHost\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
    b"POST /nope HTTP/1.1\r\nHost: x\r\nContent-Encoding: deflate\r\nContent-Length: 5\r\n\r\nhello",
    b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
    b"POST /nope HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
)


async def _fails(_: web.Request) -> web.Response:
    raise ZeroDivisionError


async def _reads(request: web.Request) -> web.Response:
    return web.Response(body=await request.read())


async def _answer(port: int, said: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with closing(writer):
        writer.write(said)
        return await asyncio.wait_for(reader.read(), 20)


async def test_what_is_no_http_is_one_line_a_minute_and_a_fault_of_ours_a_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    time = 0.0
    app = web.Application()
    app.router.add_get("/", _fails)
    app.router.add_post("/read", _reads)
    runner = web.AppRunner(app, access_log=None, logger=server_log(lambda: time))
    await runner.setup()
    assert runner.server
    async with Connections(runner.server).listen("127.0.0.1", 0) as port:
        for said in NO_HTTP * 3:
            await _answer(port, said)
        assert len(caplog.records) == 1
        assert caplog.records[0].exc_info is None
        time = 61.0
        for said in NO_HTTP:
            await _answer(port, said)
        assert len(caplog.records) == 2
        assert b"500" in await _answer(port, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert caplog.records[-1].exc_info is not None
    await runner.cleanup()
