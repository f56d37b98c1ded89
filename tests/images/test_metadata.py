"""What stands beside the pixels of a file never decides whether there is a picture; the pixels do."""

import os
import struct
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from PIL import Image, ImageChops

from domain.picture import UnreadablePicture
from tests.images.parts import chunk, chunks_of, riff, segment
from tests.images.profiles import SRGB_PRIMARIES, curves, gamma, icc

Encode = Callable[..., bytes]
Png = Callable[..., bytes]
Taken = Callable[[bytes], Awaitable[Image.Image]]
Refused = Callable[[bytes], Awaitable[UnreadablePicture]]

MEBI = 2**20
GREY, RGB, PALETTE = 0, 2, 3
TURNED = b"MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"  # Exif that says: a quarter to the right
LINEAR = icc("linear", b"RGB ", SRGB_PRIMARIES | curves(gamma(1.0)))

# Chunks that hold, and leave this picture as it is.
SIDE = {
    b"tEXt": b"Title\0a picture",
    b"zTXt": b"Title\0\0" + zlib.compress(b"a picture"),
    b"iTXt": b"Title\0\1\0\0\0" + zlib.compress(b"a picture"),
    b"eXIf": TURNED.replace(b"\0\6", b"\0\1"),
    b"iCCP": b"linear\0\0" + zlib.compress(LINEAR),  # black and white are the same in it
    b"gAMA": struct.pack(">I", 45_455),
    b"cHRM": struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000),
    b"sRGB": b"\0",
    b"cICP": b"\1\10\0\1",
    b"tRNS": struct.pack(">3H", 1, 2, 3),
    b"PLTE": bytes(6),
    b"pHYs": struct.pack(">2IB", 2835, 2835, 1),
    b"tIME": struct.pack(">H5B", 2026, 1, 2, 3, 4, 5),
    b"bKGD": bytes(6),
    b"hIST": bytes(4),
    b"sBIT": b"\10\10\10",
    b"sPLT": b"name\0\10" + bytes(6),
    b"acTL": struct.pack(">2I", 1, 0),
    b"fcTL": struct.pack(">5I2H2B", 0, 2, 2, 0, 0, 1, 1, 0, 0),
    b"vpAg": bytes(9),
    b"w\xe9rd": b"a name that is none",
}

ROWS = b"\0" + b"\xff\0\0" + b"\0\0\xff" + b"\0" + b"\0\0\0" + b"\xff\xff\xff"
PIXELS = ROWS[1:7] + ROWS[8:]
HEAD = struct.pack(">IIBBBBB", 2, 2, 8, RGB, 0, 0, 0)
SIGNATURE = b"\x89PNG\r\n\x1a\n"


FAULTS: dict[
    str, Callable[[bytes, bytes], tuple[bytes, bytes]]
] = {  # to what stands before and after the pixels
    "none": lambda name, body: (chunk(name, body), b""),
    "wrong checksum": lambda name, body: (chunk(name, body)[:-1] + b"!", b""),
    "empty": lambda name, _: (chunk(name, b""), b""),
    "too short": lambda name, body: (chunk(name, body[: len(body) // 2]), b""),
    "too long": lambda name, body: (chunk(name, body + bytes(2 * MEBI)), b""),
    "twice": lambda name, body: (chunk(name, body) * 2, b""),
    "noise": lambda name, _: (chunk(name, bytes(range(256))), b""),
    "wrong checksum after the pixels": lambda name, body: (b"", chunk(name, body)[:-1] + b"!"),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_chunk_beside_the_pixels_that_does_not_hold_is_left_out(
    fault: str, png: Png, taken: Taken
) -> None:
    for name, body in SIDE.items():
        before, after = FAULTS[fault](name, body)
        assert (await taken(png((2, 2, 8, RGB), ROWS, before, after))).tobytes() == PIXELS, name


@pytest.mark.parametrize("name", [b"zTXt", b"iTXt", b"iCCP"])
@pytest.mark.parametrize("size", [MEBI + 1, 64 * MEBI])
async def test_what_is_packed_may_have_any_size(name: bytes, size: int, png: Png, taken: Taken) -> None:
    between = b"key\0\x01\0\0\0" if name == b"iTXt" else b"key\0\0"
    packed = chunk(name, between + zlib.compress(bytes(size), 9))

    assert (await taken(png((2, 2, 8, RGB), ROWS, packed))).tobytes() == PIXELS


async def test_a_profile_is_used_though_more_than_it_says_is_packed_with_it(png: Png, taken: Taken) -> None:
    packed = chunk(b"iCCP", b"key\0\0" + zlib.compress(LINEAR + bytes(2 * MEBI)))

    image = await taken(png((1, 1, 8, RGB), b"\0\x37\x37\x37", packed))

    assert image.getpixel((0, 0)) == (128, 128, 128)


END = chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "rest",
    [
        b"",
        END[:-1] + b"!",
        b"\xff\xff\xff\xff" + b"junk" * 10,
        b"\0\0",
        struct.pack(">I4s", 5000, b"IDAT"),
        struct.pack(">I4s", 5000, b"IDAT") + b"fewer than it says",
        chunk(b"IDAT", b"more than there are rows") + END,
        chunk(b"rest", b"") + END,
        END + os.urandom(1000),
    ],
    ids=[
        "nothing",
        "wrong checksum",
        "noise",
        "cut",
        "pixels announced",
        "pixels, cut",
        "more pixels",
        "another",
        "after the end",
    ],
)
async def test_after_the_pixels_of_a_png_anything_may_follow(rest: bytes, taken: Taken) -> None:
    file = SIGNATURE + chunk(b"IHDR", HEAD) + chunk(b"IDAT", zlib.compress(ROWS)) + rest

    assert (await taken(file)).tobytes() == PIXELS


async def test_a_text_between_the_pixels_of_a_png_is_left_out(taken: Taken) -> None:
    packed = zlib.compress(ROWS)
    parts = [chunk(b"IDAT", packed[:9]), chunk(b"tEXt", b"a\0b"), chunk(b"IDAT", packed[9:])]

    image = await taken(SIGNATURE + chunk(b"IHDR", HEAD) + b"".join(parts) + chunk(b"IEND", b""))

    assert image.tobytes() == PIXELS


HEADERS = {
    "none": b"",
    "a wrong checksum": chunk(b"IHDR", HEAD)[:-1] + b"!",
    "two": chunk(b"IHDR", HEAD) * 2,
    "too long": chunk(b"IHDR", HEAD + b"\0"),
    "too short": chunk(b"IHDR", HEAD[:-1]),
    "not the first": chunk(b"tEXt", b"a\0b") + chunk(b"IHDR", HEAD),
    "three bits": chunk(b"IHDR", HEAD[:8] + b"\3" + HEAD[9:]),
    "a colour type that is none": chunk(b"IHDR", HEAD[:9] + b"\1" + HEAD[10:]),
    "a compression that is none": chunk(b"IHDR", HEAD[:10] + b"\1" + HEAD[11:]),
    "filters that are none": chunk(b"IHDR", HEAD[:11] + b"\1" + HEAD[12:]),
    "an interlace that is none": chunk(b"IHDR", HEAD[:12] + b"\2"),
    "no width": chunk(b"IHDR", bytes(4) + HEAD[4:]),
}


@pytest.mark.parametrize("what", HEADERS)
async def test_the_header_of_a_png_must_hold(what: str, refused: Refused) -> None:
    file = SIGNATURE + HEADERS[what] + chunk(b"IDAT", zlib.compress(ROWS)) + END

    assert (await refused(file)).reason == "broken"


PALETTES = {
    "none": b"",
    "empty": chunk(b"PLTE", b""),
    "a wrong checksum": chunk(b"PLTE", bytes(6))[:-1] + b"!",
    "two": chunk(b"PLTE", bytes(6)) * 2,
    "too long": chunk(b"PLTE", bytes(257 * 3)),
}


@pytest.mark.parametrize("what", PALETTES)
async def test_a_palette_that_is_needed_must_hold(what: str, png: Png, refused: Refused) -> None:
    assert (await refused(png((1, 2, 8, PALETTE), b"\0\0\0\1", PALETTES[what]))).reason == "broken"


@pytest.mark.parametrize("interlace", [0, 1])
@pytest.mark.parametrize("size", [(8, 8), (8, 7), (1, 9)])
@pytest.mark.parametrize("ink", [0, 255])
async def test_rows_of_a_png_that_are_missing_are_missed(
    ink: int, size: tuple[int, int], interlace: int, taken: Taken, refused: Refused
) -> None:
    """Also where the packed rows end as they should, so that nothing but their number tells."""
    width, height = size
    passes = (
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    )
    rows: list[bytes] = []
    for left, top, across, down in passes if interlace else ((0, 0, 1, 1),):
        samples = len(range(left, width, across))
        rows += [b"\0" + bytes([ink]) * samples for _ in range(top, height, down) if samples]
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, GREY, 0, 0, interlace))
    whole, cut = (
        SIGNATURE + head + chunk(b"IDAT", zlib.compress(b"".join(some))) for some in (rows, rows[:-1])
    )

    assert (await taken(whole)).getextrema() == ((ink, ink),) * 3
    assert (await refused(cut)).reason == "broken"


SEGMENTS = {
    "a JFIF that is too short": segment(0xE0, b"JFIF\0"),
    "a JFIF without its sides": segment(0xE0, b"JFIF\0\1"),
    "Adobe's mark, too short": segment(0xEE, b"Adobe"),
    "Adobe's mark, one byte": segment(0xEE, b"Adobe\0"),
    "Photoshop's block, cut": segment(0xED, b"Photoshop 3.0\x008BIM"),
    "Photoshop's block, one byte": segment(0xED, b"Photoshop 3.0\x008BIM\3"),
    "Photoshop's size of print, cut": segment(0xED, b"Photoshop 3.0\x008BIM\x03\xed\0\0\0\0\0\1a"),
    "a part of a profile without its number": segment(0xE2, b"ICC_PROFILE\0"),
    "a part of a profile without their count": segment(0xE2, b"ICC_PROFILE\0\1"),
    "one of two parts of a profile": segment(0xE2, b"ICC_PROFILE\0\1\2" + LINEAR),
    "a profile that is none": segment(0xE2, b"ICC_PROFILE\0\1\1" + b"x" * 300),
    "an index of pictures, cut": segment(0xE2, b"MPF\0MM"),
    "an index of pictures, noise": segment(0xE2, b"MPF\0MM\0*\0\0\0\x08\0\3" + b"\xff" * 40),
    "FlashPix": segment(0xE2, b"FPXR\0"),
    "Exif that points nowhere": segment(0xE1, b"Exif\0\0MM\0*\xff\xff\xff\xff"),
    "empty Exif": segment(0xE1, b"Exif\0\0"),
    "Exif of noise": segment(0xE1, b"Exif\0\0" + bytes(range(256)) * 200),
    "empty XMP": segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0"),
    "an empty comment": segment(0xFE, b""),
    "a segment without a length": segment(0xE5, b"", length=0),
    "a segment with half a length": segment(0xE5, b"", length=1),
    "fill bytes": b"\xff\xff\xff",
}


def alike(one: Image.Image, other: Image.Image, within: int = 8) -> bool:
    difference = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    return one.size == other.size and max(difference.tobytes()) <= within


@pytest.mark.parametrize("what", SEGMENTS)
async def test_a_segment_beside_the_pixels_of_a_jpeg_that_does_not_hold_is_left_out(
    what: str, quadrants: Image.Image, encoded: Encode, taken: Taken
) -> None:
    jpeg = encoded(quadrants, "JPEG", quality=95, subsampling=0)

    assert alike(await taken(jpeg[:2] + SEGMENTS[what] + jpeg[2:]), quadrants)


KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "colours": ("RGB", {}),
    "colours at full resolution": ("RGB", {"subsampling": 0}),
    "grey": ("L", {}),
    "inks": ("CMYK", {}),
    "progressive": ("RGB", {"progressive": True}),
    "progressive grey": ("L", {"progressive": True}),
    "with restarts": ("RGB", {"restart_marker_blocks": 3}),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "end", [b"", b"\xff", b"\xff\xff\xff", bytes(3000), b"\xff\xd9" + os.urandom(500)], ids=len
)
async def test_a_jpeg_with_all_its_rows_is_whole_however_it_ends(
    end: bytes, kind: str, quadrants: Image.Image, encoded: Encode, taken: Taken
) -> None:
    mode, options = KINDS[kind]
    whole = encoded(quadrants.convert(mode), "JPEG", quality=95, **options)

    assert alike(await taken(whole[:-2] + end), await taken(whole), within=0)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("missing", [20, 200])
async def test_a_jpeg_without_all_its_rows_is_broken(
    missing: int, kind: str, noise: Callable[..., Image.Image], encoded: Encode, refused: Refused
) -> None:
    mode, options = KINDS[kind]
    whole = encoded(noise(100, 100, mode), "JPEG", **options)

    assert (await refused(whole[: -2 - missing])).reason == "broken"


Named = tuple[bytes, bytes]
BESIDE: dict[str, Callable[[Named, list[Named]], bytes]] = {
    "a profile that is none": lambda head, pixels: riff(head, (b"ICCP", b"x" * 50), *pixels),
    "an empty profile": lambda head, pixels: riff(head, (b"ICCP", b""), *pixels),
    "Exif of noise": lambda head, pixels: riff(head, *pixels, (b"EXIF", b"\xff" * 30)),
    "empty Exif, broken XMP": lambda head, pixels: riff(head, *pixels, (b"EXIF", b""), (b"XMP ", b"\xff")),
    "nothing that is announced": lambda head, pixels: riff(head, *pixels),
    "an unknown chunk": lambda head, pixels: riff(head, (b"what", b"ever"), *pixels),
    "Exif, cut": lambda head, pixels: riff(head, *pixels, (b"EXIF", b"MM\0*"))[:-3],
    "more behind it": lambda head, pixels: riff(head, *pixels) + b"more",
    "a length that is too long": lambda head, pixels: b"RIFF\xff\xff\xff\x7f" + riff(head, *pixels)[8:],
    "no length": lambda head, pixels: b"RIFF\0\0\0\0" + riff(head, *pixels)[8:],
}


@pytest.mark.parametrize("how", ["lossless", "lossy", "lossy with alpha"])
async def test_a_chunk_beside_the_pixels_of_a_webp_that_does_not_hold_is_left_out(
    how: str, quadrants: Image.Image, encoded: Encode, taken: Taken
) -> None:
    if "alpha" in how:
        quadrants.putalpha(100)
    whole = encoded(quadrants, "WEBP", lossless=how == "lossless", quality=95)
    pixels = [(name, body) for name, body in chunks_of(whole) if name != b"VP8X"]
    sides = struct.pack("<I", 63)[:3] + struct.pack("<I", 31)[:3]
    head = (b"VP8X", bytes([0x2C | 0x10 * ("alpha" in how), 0, 0, 0]) + sides)

    shown = await taken(whole)
    for what, beside in BESIDE.items():
        assert alike(await taken(beside(head, pixels)), shown, within=0), what


@pytest.mark.parametrize(
    "block",
    [
        b"!\xf9\x02\1\0\0",
        b"!\xf9\0",
        b"!\xf9\x05\1\0\0\1\0\0",
        b"!\xff\x03abc\0",
        b"!\xff\x0bNETSCAPE2.0\x01\1\0",
        b"!\xff\0",
        b"!\xfe\0",
        b"!\xfe\xff" + bytes(255) + b"\0",
        b"!\x01\x0c" + bytes(12) + b"\2hi\0",
        b"!\7\3abc\0",
    ],
    ids=repr,
)
async def test_a_block_beside_the_pixels_of_a_gif_that_does_not_hold_is_left_out(
    block: bytes, quadrants: Image.Image, encoded: Encode, taken: Taken
) -> None:
    file = encoded(quadrants, "GIF")
    start = 13 + (3 << (file[10] & 7) + 1)

    assert alike(await taken(file[:start] + block + file[start:]), quadrants, within=0)


@pytest.mark.parametrize(
    "end", [b"", b";" + os.urandom(99), b",\0", b"!", b"noise", b"," + bytes(20)], ids=len
)
async def test_after_the_first_picture_of_a_gif_anything_may_follow(
    end: bytes, quadrants: Image.Image, encoded: Encode, taken: Taken
) -> None:
    assert alike(await taken(encoded(quadrants, "GIF")[:-1] + end), quadrants, within=0)
