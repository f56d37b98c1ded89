"""The largest pictures that are taken, and the first that are not: in the kinds that take most memory."""

import struct
import zlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from domain.picture import UnreadablePicture
from images.processes.order import Limits
from images.workshop import Workshop
from tests.images.parts import chunk
from tests.images.profiles import SRGB_PRIMARIES, curves, gamma, icc

Encode = Callable[..., bytes]
Png = Callable[..., bytes]
Refused = Callable[[bytes], Awaitable[UnreadablePicture]]

SIDE = 7140  # nearly all pixels that may be
LINEAR = icc("linear", b"RGB ", SRGB_PRIMARIES | curves(gamma(1.0)))
TURNED = b"MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"
# All there is to do: colours to convert, and a quarter turn.
WORK = chunk(b"iCCP", b"x\0\0" + zlib.compress(LINEAR)) + chunk(b"eXIf", TURNED)

GREY, RGB, PALETTE, GREY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6
PNGS: dict[
    str, tuple[int, int, int, bytes]
] = {  # depth, colour type, bits of a pixel, and what stands before
    "RGBA of 16 bits": (16, RGB_ALPHA, 64, WORK),
    "RGB of 16 bits with a key": (16, RGB, 48, WORK + chunk(b"tRNS", bytes(6))),
    "grey and alpha of 16 bits": (16, GREY_ALPHA, 32, WORK),
    "RGBA": (8, RGB_ALPHA, 32, WORK),
    "RGB with a key": (8, RGB, 24, WORK + chunk(b"tRNS", b"\0\1\0\2\0\3")),
    "a palette with alpha": (8, PALETTE, 8, WORK + chunk(b"PLTE", bytes(6)) + chunk(b"tRNS", b"\x80\xff")),
    "one bit with a key": (1, GREY, 1, WORK + chunk(b"tRNS", bytes(2))),
}
JPEGS: dict[str, tuple[str, tuple[int, int], dict[str, Any]]] = {
    "a photo of 108 million pixels": ("RGB", (12_032, 9024), {}),
    "a photo of 50 million pixels": ("RGB", (8160, 6144), {}),
    "what is just not decoded at a half": ("RGB", (8191, 8191), {}),
    "inks": ("CMYK", (8191, 8191), {}),
    "in passes": ("RGB", (12_000, 9000), {"progressive": True}),
    "in passes, at full resolution": ("RGB", (8160, 6144), {"progressive": True, "subsampling": 0}),
}


@pytest.fixture
def tight() -> Workshop:
    """A workshop whose children have four fifths of the usual memory."""
    return Workshop(limits=Limits(memory=Limits().memory * 4 // 5))


@pytest.mark.parametrize("what", PNGS)
async def test_the_largest_png_is_read_in_four_fifths_of_the_memory(
    what: str, tight: Workshop, tmp_path: Path, png: Png
) -> None:
    depth, kind, bits, before = PNGS[what]
    rows = bytes(SIDE * (1 + (SIDE * bits + 7) // 8))
    (tmp_path / "source").write_bytes(png((SIDE, SIDE, depth, kind), rows, before))

    async with tight:
        normal = await tight.normalise(tmp_path / "source", tmp_path / "target")

    assert (normal.picture.width, normal.picture.height) == (4096, 4096)


@pytest.mark.parametrize("what", JPEGS)
async def test_the_largest_jpeg_is_read_in_four_fifths_of_the_memory(
    what: str, tight: Workshop, tmp_path: Path, encoded: Encode
) -> None:
    mode, size, options = JPEGS[what]
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = Image.new(mode, size)
    (tmp_path / "source").write_bytes(encoded(picture, "JPEG", exif=exif, icc_profile=LINEAR, **options))
    del picture

    async with tight:
        seen = await tight.inspect(tmp_path / "source")
        normal = await tight.normalise(tmp_path / "source", tmp_path / "target")

    assert (seen.width, seen.height) == size
    assert max(normal.picture.width, normal.picture.height) in range(4000, 4097)
    assert normal.picture.height >= normal.picture.width


@pytest.mark.parametrize("format_", ["WEBP", "GIF"])
async def test_the_largest_of_the_others_is_read_in_four_fifths_of_the_memory(
    format_: str, tight: Workshop, tmp_path: Path, encoded: Encode
) -> None:
    if format_ == "WEBP":
        file = encoded(Image.new("RGBA", (5000, 5000), (9, 9, 9, 9)), format_, lossless=True, method=0)
    else:
        file = encoded(Image.new("P", (SIDE, SIDE)), format_, transparency=0)
    (tmp_path / "source").write_bytes(file)

    async with tight:
        normal = await tight.normalise(tmp_path / "source", tmp_path / "target")

    assert (normal.picture.width, normal.picture.height, normal.loss.ground) == (4096, 4096, "white")


def declared(width: int, height: int, encoded: Encode, **options: object) -> bytes:
    """A JPEG that says to be so large."""
    file = bytearray(encoded(Image.new("RGB", (16, 16)), "JPEG", **options))
    frame = file.index(b"\xff\xc2" if "progressive" in options else b"\xff\xc0")
    file[frame + 5 : frame + 9] = struct.pack(">2H", height, width)
    return bytes(file)


@pytest.mark.parametrize(
    ("size", "options", "limit"),
    [
        ((11_000, 10_001), {}, 110_000_000),
        ((65_000, 65_000), {}, 110_000_000),
        # All of the coefficients are kept until the last pass: with full resolution six bytes a pixel, else three.
        ((12_000, 9000), {"progressive": True, "subsampling": 0}, 55_000_000),
        ((12_000, 9300), {"progressive": True}, 110_000_000),
    ],
)
async def test_a_jpeg_that_is_too_large_is_refused_with_the_limit_of_its_kind(
    size: tuple[int, int], options: dict[str, Any], limit: int, encoded: Encode, refused: Refused
) -> None:
    unreadable = await refused(declared(*size, encoded, **options))

    assert unreadable.reason == "too_many_pixels"
    assert unreadable.found == size[0] * size[1]
    assert unreadable.limit == pytest.approx(limit, rel=0.02)


async def test_a_picture_that_takes_more_memory_than_there_is_is_called_that(
    tmp_path: Path, png: Png
) -> None:
    """No number is told: who knows how much it would have been?"""
    (tmp_path / "source").write_bytes(png((SIDE, SIDE, 8, RGB_ALPHA), bytes(SIDE * (1 + SIDE * 4))))

    async with Workshop(limits=Limits(memory=2**28)) as workshop:
        with pytest.raises(UnreadablePicture) as unreadable:
            await workshop.normalise(tmp_path / "source", tmp_path / "target")

    assert (unreadable.value.reason, unreadable.value.limit) == ("too_heavy", None)
