"""Pictures made by Pillow and by hand, a workshop, and a look at the processes that it has."""

import asyncio
import os
import struct
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from images.workshop import Workshop


class Processes:
    """The processes below this one (or another), as /proc has them."""

    def below(self, root: int | None = None) -> list[int]:
        """All of them, the parent before the child."""
        parents: dict[int, int] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it just ended
                state, parent, *_ = stat.read_text().rpartition(")")[2].split()
                if state != "Z":
                    parents[int(stat.parent.name)] = int(parent)
        found = [pid for pid, parent in parents.items() if parent == (root or os.getpid())]
        return found + [below for pid in found for below in self.below(pid)]

    async def at_work(self, count: int, root: int | None = None) -> list[int]:
        """Wait for the fork server and `count` children; return the children."""
        await self.until(lambda: len(self.below(root)) == 1 + count)
        return self.below(root)[1:]

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for something that must come; how long it takes is not the point."""
        async with asyncio.timeout(60):
            while not condition():  # noqa: ASYNC110 (no other process sets an event for us)
                await asyncio.sleep(0.01)


@pytest.fixture
def processes() -> Processes:
    return Processes()


@pytest.fixture
async def workshop(files: Callable[[], list[str]]) -> AsyncIterator[Workshop]:
    async with Workshop() as workshop:
        yield workshop
    assert not Processes().below()
    assert not [name for name in files() if name.endswith(".part")]


@pytest.fixture
def files(tmp_path: Path) -> Callable[[], list[str]]:
    """The files of a test, at any depth."""

    def names() -> list[str]:
        return sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if not path.is_dir())

    return names


@pytest.fixture
def stuck(tmp_path: Path) -> Path:
    """A file that opens only when someone writes to it: a child with it is in the middle of its work."""
    path = tmp_path / "stuck"
    os.mkfifo(path)
    return path


@pytest.fixture
def png() -> Callable[..., bytes]:
    """A PNG by hand, with any claim in its header."""

    def make(claim: tuple[int, int, int, int], rows: bytes, before: bytes = b"") -> bytes:
        width, height, depth, colour = claim
        header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
        body = _chunk(b"IHDR", header) + before + _chunk(b"IDAT", zlib.compress(rows, 1))
        return b"\x89PNG\r\n\x1a\n" + body + _chunk(b"IEND", b"")

    return make


@pytest.fixture
def chunk() -> Callable[[bytes, bytes], bytes]:
    return _chunk


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


@pytest.fixture
def quadrants() -> Image.Image:
    """Four colours and no symmetry: every turn of it looks different."""
    image = Image.new("RGB", (64, 32), "red")
    image.paste("lime", (32, 0, 64, 16))
    image.paste("blue", (0, 16, 32, 32))
    image.paste("white", (32, 16, 64, 32))
    return image


@pytest.fixture
def noise() -> Callable[..., Image.Image]:
    """The picture that compresses worst."""

    def make(width: int, height: int, mode: str = "RGB") -> Image.Image:
        return Image.frombytes(mode, (width, height), os.urandom(width * height * len(mode)))

    return make


@pytest.fixture
def encoded() -> Callable[..., bytes]:
    def encode(image: Image.Image, format_: str, **options: object) -> bytes:
        file = BytesIO()
        image.save(file, format_, **options)  # pyright: ignore[reportArgumentType] Pillow's own is untyped here
        return file.getvalue()

    return encode
