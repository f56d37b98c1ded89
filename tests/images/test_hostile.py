"""Files that are not what they say, and some that were made to hurt."""

import asyncio
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from domain.picture import UnreadablePicture
from images.processes.order import Limits
from images.workshop import Workshop

Encode = Callable[..., bytes]
FORMATS = ["PNG", "JPEG", "WEBP", "GIF"]


Refused = Callable[[bytes], Awaitable[UnreadablePicture]]


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"\0",
        b"Dear all, this is not a picture.\n" * 20,
        b"<!doctype html><title>502</title><h1>Bad gateway</h1>",
        b"RIFF\x24\0\0\0WAVEfmt ",
        b"\0\0\0\x18ftypmp42",
        b"\0\0\0\x1cftypisom\0\0\2\0isomavc1mp41" + bytes(40),
        b"\0\0\0\x14ftypqt  \0\0\2\0qt  " + bytes(40),
        b"\xff\xff\xff\xffftypmp42" + bytes(2000),
        b"<?xml version='1.0'?><html><body><svg/></body></html>",
        b"<!-- <svg> --><p>",
        b"<??>" * 20_000,
        b"<!---->" * 9_000 + b"<svg",
        b"<svgs/>",
    ],
)
async def test_a_file_that_is_no_picture_is_called_that(file: bytes, refused: Refused) -> None:
    assert (await refused(file)).reason == "not_a_picture"


def brands(major: bytes, *compatible: bytes) -> bytes:
    """How a file of ISO's base media format begins: its size, its brands, and what it is compatible with."""
    body = b"ftyp" + major + bytes(4) + b"".join(compatible)
    return struct.pack(">I", 4 + len(body)) + body + bytes(40)


DRAWING = b"<svg xmlns='http://www.w3.org/2000/svg'><rect width='1' height='1'/></svg>"
XML = b'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
DOCTYPE = (
    b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
)

OTHERS = {
    "HEIC": brands(b"heic", b"mif1", b"heic"),
    "HEIC, ten bits": brands(b"heix", b"mif1", b"heix"),
    "HEIC, several layers": brands(b"heim", b"mif1"),
    "HEIC, scalable": brands(b"heis", b"mif1"),
    "HEIC, a sequence": brands(b"hevc", b"mif1", b"heic"),
    "HEIC, a sequence of ten bits": brands(b"hevx"),
    "HEIC, a burst": brands(b"msf1", b"hevc"),
    "HEIF of any codec": brands(b"mif1", b"miaf"),
    "HEIF, second edition": brands(b"mif2"),
    "HEIF by its second brand alone": brands(b"MiHB", b"mif1", b"heic"),
    "HEIF by its last brand alone": brands(b"xyz1", b"abcd", b"efgh", b"heic"),
    "AVIF": brands(b"avif", b"mif1"),
    "AVIF, moving": brands(b"avis"),
    "AVC in HEIF": brands(b"avci", b"mif1"),
    "JPEG in HEIF": brands(b"mif1", b"jpeg"),
    "VVC in HEIF": brands(b"vvic", b"mif1"),
    "a drawing": DRAWING,
    "a drawing after a declaration": XML + DRAWING,
    "a drawing that an editor has saved": XML + b"<!-- Created with an editor -->\n" + DRAWING,
    "a drawing with a type": XML + DOCTYPE + DRAWING,
    "a drawing with entities": XML + b'<!DOCTYPE svg [\n<!ENTITY ns "http://x/">\n]>\n' + DRAWING,
    "a drawing with a stylesheet": XML + b'<?xml-stylesheet href="a.css"?>' + DRAWING,
    "a drawing after a byte order mark": b"\xef\xbb\xbf" + XML + DRAWING,
    "a drawing after white space": b"\r\n\t " + DRAWING,
    "a drawing after a long comment": b"<!--" + b" long" * 10_000 + b"-->" + DRAWING,
    "a drawing of another prefix": XML + b'<svg:svg xmlns:svg="http://www.w3.org/2000/svg"/>',
    "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "PDF": b"%PDF-1.7\n",
    "Photoshop": b"8BPS\0\x01",
}


@pytest.mark.parametrize("what", OTHERS)
async def test_a_picture_of_another_kind_is_called_unsupported(what: str, refused: Refused) -> None:
    assert (await refused(OTHERS[what])).reason == "unsupported"


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
        51_000_000,
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


@pytest.fixture
def read_anything(workshop: Workshop, tmp_path: Path) -> Callable[[bytes], object]:
    async def read(file: bytes) -> None:
        source = tmp_path / "anything"
        source.write_bytes(file)
        with suppress(UnreadablePicture):
            assert (await workshop.normalise(source, tmp_path / "target")).picture.bytes

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
