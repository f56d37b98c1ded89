"""Pictures made by Pillow and by hand, a workshop, and a look at the processes that it has."""

import asyncio
import os
import random
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from domain.picture import Normal, Picture, PictureFormat, UnreadablePicture
from images.workshop import Workshop
from tests.images.parts import chunk


class Processes:
    """The processes below this one (or another), as /proc has them: those that came since, of other tests there may be some."""

    def __init__(self) -> None:
        self._of_others = set[int]()
        self._of_others = set(self.below())

    def below(self, root: int | None = None) -> list[int]:
        """All of them, the parent before the child."""
        parents: dict[int, int] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it just ended
                state, parent, *_ = stat.read_text().rpartition(")")[2].split()
                if state != "Z":
                    parents[int(stat.parent.name)] = int(parent)
        above = root or os.getpid()
        found = [pid for pid, parent in parents.items() if parent == above and pid not in self._of_others]
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
async def workshop(files: Callable[[], list[str]], processes: Processes) -> AsyncIterator[Workshop]:
    async with Workshop() as workshop:
        yield workshop
    assert not processes.below()
    assert not [name for name in files() if name.endswith(".part")]


@pytest.fixture
def normal(workshop: Workshop, tmp_path: Path) -> Callable[[bytes], Awaitable[tuple[Normal, Image.Image]]]:
    """Make a file normal: what is said of it, and what is in it, which must be the same."""

    async def normalise(file: bytes) -> tuple[Normal, Image.Image]:
        source, target = tmp_path / "source", tmp_path / "target"
        source.write_bytes(file)
        normal = await workshop.normalise(source, target)
        with Image.open(target) as image:
            image.load()
        size = target.stat().st_size
        assert normal.picture == Picture(PictureFormat[str(image.format)], image.width, image.height, size)
        assert image.mode == "RGB"
        return normal, image

    return normalise


@pytest.fixture
def taken(
    workshop: Workshop, tmp_path: Path, normal: Callable[[bytes], Awaitable[tuple[Normal, Image.Image]]]
) -> Callable[[bytes], Awaitable[Image.Image]]:
    """Both ways to read a picture take this file: what a member sends, and what a host has made."""

    async def take(file: bytes) -> Image.Image:
        _, image = await normal(file)
        assert (await workshop.inspect(tmp_path / "source")).bytes == len(file)
        return image

    return take


@pytest.fixture
def refused(
    workshop: Workshop, tmp_path: Path, files: Callable[[], list[str]]
) -> Callable[[bytes], Awaitable[UnreadablePicture]]:
    """Both ways to read a picture refuse this file, for the same reason, and write nothing."""

    async def refuse(file: bytes) -> UnreadablePicture:
        before, source, target = files(), tmp_path / "source.png", tmp_path / "not written"
        source.write_bytes(file)
        with pytest.raises(UnreadablePicture) as seen:
            await workshop.inspect(source)
        with pytest.raises(UnreadablePicture) as normal:
            await workshop.normalise(source, target)
        assert normal.value.args == seen.value.args
        assert set(files()) == {*before, "source.png"}
        return seen.value

    return refuse


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

    def make(claim: tuple[int, int, int, int], rows: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
        width, height, depth, colour = claim
        header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
        body = chunk(b"IHDR", header) + before + chunk(b"IDAT", zlib.compress(rows, 1))
        return b"\x89PNG\r\n\x1a\n" + body + after + chunk(b"IEND", b"")

    return make


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
    """The picture that compresses worst; of a size always the same one, since one in many says nothing when it is cut."""

    def make(width: int, height: int, mode: str = "RGB") -> Image.Image:
        return Image.frombytes(
            mode, (width, height), random.Random(width).randbytes(width * height * len(mode))
        )

    return make


@pytest.fixture
def encoded() -> Callable[..., bytes]:
    def encode(image: Image.Image, format_: str, **options: object) -> bytes:
        file = BytesIO()
        image.save(file, format_, **options)  # pyright: ignore[reportArgumentType] Pillow's own is untyped here
        return file.getvalue()

    return encode
