"""Files that are not what they say, and some that were made to hurt."""

import asyncio
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from domain.picture import Picture, UnreadablePicture
from images.order import Limits
from images.workshop import Workshop

Encode = Callable[..., bytes]
FORMATS = ["PNG", "JPEG", "WEBP", "GIF"]


class Refused(Protocol):
    async def __call__(self, file: bytes) -> UnreadablePicture: ...


@pytest.fixture
def refused(workshop: Workshop, tmp_path: Path, files: Callable[[], list[str]]) -> Refused:
    """Both ways to read a picture refuse this file, for the same reason, and write nothing."""

    async def refuse(file: bytes) -> UnreadablePicture:
        source, target = tmp_path / "source.png", tmp_path / "target"
        source.write_bytes(file)
        with pytest.raises(UnreadablePicture) as seen:
            await workshop.inspect(source)
        with pytest.raises(UnreadablePicture) as normal:
            await workshop.normalise(source, target)
        assert normal.value.args == seen.value.args
        assert files() == ["source.png"]
        return seen.value

    return refuse


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"\0",
        b"Dear all, this is not a picture.\n" * 20,
        b"<!doctype html><title>502</title><h1>Bad gateway</h1>",
        b"RIFF\x24\0\0\0WAVEfmt ",
        b"\0\0\0\x18ftypmp42",
    ],
)
async def test_a_file_that_is_no_picture_is_called_that(file: bytes, refused: Refused) -> None:
    assert (await refused(file)).reason == "not_a_picture"


@pytest.mark.parametrize(
    "file",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><rect width='1' height='1'/></svg>",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"%PDF-1.7\n",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        b"8BPS\0\x01",
    ],
)
async def test_a_picture_of_another_kind_is_called_unsupported(file: bytes, refused: Refused) -> None:
    assert (await refused(file)).reason == "unsupported"


@pytest.mark.parametrize("format_", ["BMP", "TIFF", "ICO", "JPEG2000", "AVIF"])
async def test_what_pillow_could_read_is_still_not_read(
    format_: str, quadrants: Image.Image, encoded: Encode, refused: Refused
) -> None:
    assert (await refused(encoded(quadrants, format_))).reason == "unsupported"


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.95])
@pytest.mark.parametrize("format_", FORMATS)
async def test_half_a_picture_is_broken(
    format_: str, kept: float, noise: Callable[..., Image.Image], encoded: Encode, refused: Refused
) -> None:
    file = encoded(noise(100, 100), format_)

    assert (await refused(file[: int(len(file) * kept)])).reason == "broken"


async def test_a_flipped_bit_in_the_pixels_of_a_png_is_found(
    noise: Callable[..., Image.Image], encoded: Encode, refused: Refused
) -> None:
    file = bytearray(encoded(noise(100, 100), "PNG"))
    file[len(file) // 2] ^= 1

    assert (await refused(bytes(file))).reason == "broken"


async def test_twenty_thousand_pixels_square_are_too_many(
    png: Callable[..., bytes], refused: Refused
) -> None:
    unreadable = await refused(png((20_000, 20_000, 1, 0), bytes(20_000 * 2501)))

    assert (unreadable.reason, unreadable.found, unreadable.limit) == (
        "too_many_pixels",
        400_000_000,
        50_000_000,
    )


def vp8l(width: int, height: int, size: int) -> bytes:
    """The header of a lossless WebP, and nothing behind it."""
    sides = (width - 1) | (height - 1) << 14
    body = (b"\x2f" + struct.pack("<I", sides)).ljust(size - 20, b"\0")
    return struct.pack("<4sI4s4sI", b"RIFF", size - 8, b"WEBP", b"VP8L", len(body)) + body


async def test_a_webp_of_thirty_four_bytes_that_declares_178_megapixels_is_refused(refused: Refused) -> None:
    file = vp8l(13_341, 13_341, 34)
    assert len(file) == 34

    assert (await refused(file)).reason in {"too_many_pixels", "broken"}


async def test_a_webp_may_have_half_as_many_pixels(refused: Refused) -> None:
    unreadable = await refused(vp8l(5_001, 5_000, 34))

    assert (unreadable.reason, unreadable.found) == ("too_many_pixels", 25_005_000)


async def test_a_gif_may_not_grow_beyond_its_screen(
    quadrants: Image.Image, encoded: Encode, refused: Refused
) -> None:
    file = bytearray(encoded(quadrants, "GIF"))
    frame = file.index(b"\x2c", 13)
    file[frame + 5 : frame + 9] = struct.pack("<HH", 60_000, 60_000)

    assert (await refused(bytes(file))).reason in {"too_many_pixels", "broken"}


@pytest.mark.parametrize("name", [b"iCCP", b"zTXt", b"iTXt"])
async def test_a_small_text_that_swells_to_a_huge_one_is_refused(
    name: bytes, png: Callable[..., bytes], chunk: Callable[[bytes, bytes], bytes], refused: Refused
) -> None:
    between = b"key\0\x01\0\0\0" if name == b"iTXt" else b"key\0\0"
    bomb = chunk(name, between + zlib.compress(bytes(2**26), 9))

    unreadable = await refused(png((1, 1, 8, 0), b"\0\0", bomb))

    assert unreadable.reason == "broken"


async def test_a_file_that_is_too_large_is_refused_unread(refused: Refused) -> None:
    unreadable = await refused(bytes(25 * 2**20 + 1))

    assert (unreadable.reason, unreadable.found, unreadable.limit) == (
        "too_large",
        25 * 2**20 + 1,
        25 * 2**20,
    )


async def test_a_jpeg_of_endless_passes_runs_out_of_time(tmp_path: Path, encoded: Encode) -> None:
    """Each pass of a progressive JPEG goes over all pixels again, and costs a few bytes."""
    file = encoded(Image.new("L", (7000, 7000)), "JPEG", progressive=True)
    last = file.rindex(b"\xff\xda")
    (tmp_path / "passes.jpg").write_bytes(file[:last] + file[last:-2] * 2000 + file[-2:])

    async with Workshop(limits=Limits(cpu_seconds=1)) as workshop:
        with pytest.raises(UnreadablePicture) as unreadable:
            await workshop.inspect(tmp_path / "passes.jpg")

    assert (unreadable.value.reason, unreadable.value.limit) == ("took_too_long", 1)


async def test_a_child_that_takes_too_much_memory_is_refused_it(
    tmp_path: Path, png: Callable[..., bytes]
) -> None:
    (tmp_path / "large.png").write_bytes(png((7_000, 7_000, 8, 6), bytes(7_000 * 28_001)))

    async with Workshop(limits=Limits(memory=2**28)) as workshop:
        with pytest.raises(UnreadablePicture, match="too_many_pixels"):
            await workshop.normalise(tmp_path / "large.png", tmp_path / "target")


async def test_the_largest_pictures_that_are_allowed_are_read(
    workshop: Workshop, tmp_path: Path, png: Callable[..., bytes], encoded: Encode
) -> None:
    """In the mode that takes most memory, turned, and with colours to convert."""
    largest, target = tmp_path / "largest", tmp_path / "target"
    largest.write_bytes(png((7_000, 7_142, 16, 6), bytes(7_142 * (1 + 7_000 * 8))))
    assert (await workshop.normalise(largest, target)).width == 4015

    exif = Image.Exif()
    exif[0x0112] = 6
    largest.write_bytes(
        encoded(Image.new("RGBA", (4_990, 5_010)), "WEBP", lossless=True, method=0, exif=exif)
    )
    assert (await workshop.normalise(largest, target)).width == 4096


@pytest.fixture
def read_anything(workshop: Workshop, tmp_path: Path) -> Callable[[bytes], object]:
    async def read(file: bytes) -> None:
        source = tmp_path / "anything"
        source.write_bytes(file)
        with suppress(UnreadablePicture):
            assert isinstance(await workshop.normalise(source, tmp_path / "target"), Picture)

    return read


Read = Callable[[bytes], asyncio.Future[None]]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\1\0\0WEBPVP8X"]),
    rest=st.binary(max_size=2_000),
)
async def test_any_bytes_are_a_picture_or_unreadable(start: bytes, rest: bytes, read_anything: Read) -> None:
    await read_anything(start + rest)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    format_=st.sampled_from(FORMATS),
    wounds=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8
    ),
)
async def test_a_wounded_picture_is_a_picture_or_unreadable(
    format_: str,
    wounds: list[tuple[float, int]],
    quadrants: Image.Image,
    encoded: Encode,
    read_anything: Read,
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    file = bytearray(encoded(quadrants, format_, **({} if format_ == "GIF" else {"exif": exif})))
    for place, value in wounds:
        file[int(place * len(file))] = value
    await read_anything(bytes(file))
