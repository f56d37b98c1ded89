"""Connections to the renderer: few enough, none held by saying nothing, and bodies come in time."""

import asyncio
import contextlib
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.renderer.wire import MODEL, serving

MODELRUNNER = "/ideogram/ideogram-v4/image-to-image"


@asynccontextmanager
async def calling(port: int) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


HALF = f"POST {MODEL} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Key any\r\n".encode()
WHOLE = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.mark.parametrize(
    "sent", [b"", b"G", HALF, WHOLE, WHOLE + HALF], ids=["nothing", "a letter", "half", "one", "more"]
)
async def test_who_sends_no_whole_header_in_time_is_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr("net.connections.HEADER_SECONDS", 0.3)
    monkeypatch.setattr("renderer.server.HEADER_SECONDS", 0.3)
    async with serving(tmp_path) as client, calling(client.base_url.port or 0) as (reader, writer):
        writer.write(sent)
        answered = await asyncio.wait_for(reader.read(), 30)  # until the other end closes
        assert answered.count(b"HTTP/1.1 200") == sent.count(WHOLE)
        assert (await client.get("/")).status_code == 200


async def trickle(writer: asyncio.StreamWriter) -> None:
    """A letter now and then, for ever."""
    with contextlib.suppress(ConnectionError):
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("path", [MODEL, MODELRUNNER, "/storage/upload/initiate", "an upload", "a part"])
@pytest.mark.parametrize("trickles", [False, True], ids=["stands still", "trickles"])
async def test_a_body_that_does_not_come_in_time_is_refused_in_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, *, trickles: bool
) -> None:
    monkeypatch.setattr("renderer.api.bodies.PATIENCE", 0.4)
    async with serving(tmp_path) as client, calling(client.base_url.port or 0) as (reader, writer):
        method = "POST"
        if path == "an upload":
            given = (await client.post("/storage/upload/initiate", json={})).json()
            method, path = "PUT", httpx.URL(given["upload_url"]).path
        elif path == "a part":
            begun = (await client.post("/storage/upload/initiate-multipart", json={})).json()
            query = {"uploadId": begun["uploadId"], "uploadKey": begun["uploadKey"], "partNumber": "1"}
            given = (await client.get("/storage/upload/multipart-url", params=query)).json()
            method, path = "PUT", httpx.URL(given["presignedUrl"]).path
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Key any\r\n"
        writer.write(f"{head}Content-Length: 50000\r\n\r\n".encode() + b"begin")
        going_on = asyncio.create_task(trickle(writer)) if trickles else None
        status = await asyncio.wait_for(reader.readline(), 30)
        assert b" 408 " in status
        if going_on:
            going_on.cancel()
        assert list((tmp_path / "private").iterdir()) == []


async def test_a_large_body_may_take_longer_than_a_small_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its whole time is longer than the patience with a small one; none of its pieces is."""
    monkeypatch.setattr("renderer.api.bodies.PATIENCE", 1.5)
    monkeypatch.setattr("renderer.api.bodies.LEAST_PACE", 1000)

    async def slowly() -> AsyncGenerator[bytes]:
        for _ in range(10):
            await asyncio.sleep(0.25)
            yield bytes(1000)

    async with serving(tmp_path) as client:
        given = (await client.post("/storage/upload/initiate", json={})).json()
        assert (await client.put(given["upload_url"], content=slowly())).status_code == 200
        assert len((await client.get(given["file_url"])).content) == 10_000


FEW_FILES = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (160, 160))
import net.connections
net.connections.HEADER_SECONDS = 1
from renderer.__main__ import main
main()
"""


@contextmanager
def crowd(port: int, size: int) -> Generator[None]:
    """Callers who send half a header and say no more."""
    with contextlib.ExitStack() as stack:
        for _ in range(size):
            caller = stack.enter_context(socket.socket())
            caller.settimeout(0)
            caller.connect_ex(("127.0.0.1", port))
            with contextlib.suppress(OSError):
                caller.send(HALF)
        yield


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_more_silent_callers_than_files_keep_nobody_out_and_fill_no_log() -> None:
    command = [sys.executable, "-c", FEW_FILES, "--port", "0", "--until-stdin-closes"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        origin = process.stdout.readline().split()[-1]
        port = httpx.URL(origin).port
        assert port
        with crowd(port, 200):
            for _ in range(3):
                assert httpx.get(origin, timeout=60).status_code == 200
        process.stdin.close()
        log = process.stderr.read()
    assert log.count("all 40 connections are taken") == 1
    assert len(log) < 1000
