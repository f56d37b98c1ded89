"""Chunks: what a PNG file is made of (https://www.w3.org/TR/png-3/#5DataRep).

The header, the palette and the pixels must hold; of everything else what holds is kept.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from domain.picture import UnreadablePicture

SIGNATURE = b"\x89PNG\r\n\x1a\n"


class Colour(IntEnum):
    """What the samples of a pixel are."""

    GREY = 0
    RGB = 2
    INDEXED = 3
    GREY_ALPHA = 4
    RGB_ALPHA = 6


# Bits that a sample of each may have.
_DEPTHS: Mapping[int, Sequence[int]] = {
    Colour.GREY: (1, 2, 4, 8, 16),
    Colour.RGB: (8, 16),
    Colour.INDEXED: (1, 2, 4, 8),
    Colour.GREY_ALPHA: (8, 16),
    Colour.RGB_ALPHA: (8, 16),
}

# Those of the other chunks that say how the pixels are to be shown.
_SIDE = {b"tRNS", b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"eXIf", b"acTL"}

PALETTE_BYTES = 3 * 256


@dataclass(frozen=True, slots=True)
class Header:
    """IHDR: the sides, the bits of a sample, the colour type, and whether the rows are interlaced."""

    width: int
    height: int
    depth: int
    colour: Colour
    interlace: int

    def dump(self) -> bytes:
        """Write it as a chunk."""
        fields = (self.width, self.height, self.depth, self.colour, 0, 0, self.interlace)
        return chunk(b"IHDR", struct.pack(">IIBBBBB", *fields))


@dataclass(frozen=True, slots=True)
class Chunks:
    """The parts of a PNG: the header, the palette (RGB, RGB, …), the chunks with pixels, and the others that hold."""

    header: Header
    palette: bytes
    pixels: Sequence[bytes | memoryview]
    side: Mapping[bytes, bytes]


def chunk(name: bytes, body: bytes) -> bytes:
    """Write a chunk."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def read(file: bytes) -> Chunks:
    """Take a PNG apart. Raises UnreadablePicture where the header or the palette does not hold."""
    header: Header | None = None
    palette, pixels, side = b"", list[bytes | memoryview](), dict[bytes, bytes]()
    for name, start, end in _walk(file):
        body = file[start:end] if name != b"IDAT" else b""
        if header is None:
            header = _header(name, body, holds=_holds(file, start, end))
        elif name == b"IDAT":
            cut = end + 4 > len(file)  # then it is written with the length that it has
            pixels.append(chunk(name, file[start:end]) if cut else memoryview(file)[start - 8 : end + 4])
        elif name == b"IHDR" or (name == b"PLTE" and header.colour is Colour.INDEXED):
            if name == b"IHDR" or palette or pixels or not _holds(file, start, end):
                raise UnreadablePicture("broken")
            palette = body[: len(body) // 3 * 3]
        elif name == b"tRNS" and header.colour is Colour.INDEXED and not palette:
            continue  # it would be of no palette
        elif name in _SIDE and name not in side and not pixels and _holds(file, start, end):
            side[name] = body
    if (
        header is None
        or not pixels
        or (header.colour is Colour.INDEXED) != (0 < len(palette) <= PALETTE_BYTES)
    ):
        raise UnreadablePicture("broken")
    return Chunks(header, palette, pixels, side)


def _walk(file: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Each chunk up to the end: its name, and where its body starts and ends. The last may be cut off."""
    at = len(SIGNATURE)
    while at + 8 <= len(file):
        length, name = struct.unpack_from(">I4s", file, at)
        if name == b"IEND":
            return
        yield name, at + 8, min(at + 8 + length, len(file))
        at += 12 + length


def _holds(file: bytes, start: int, end: int) -> bool:
    return file[end : end + 4] == struct.pack(">I", zlib.crc32(memoryview(file)[start - 4 : end]))


def _header(name: bytes, body: bytes, *, holds: bool) -> Header:
    if name != b"IHDR" or len(body) != struct.calcsize(">IIBBBBB") or not holds:
        raise UnreadablePicture("broken")
    width, height, depth, colour, compression, filter_, interlace = struct.unpack(">IIBBBBB", body)
    known = depth in _DEPTHS.get(colour, ()) and not compression and not filter_ and interlace in {0, 1}
    if not (width and height and known):
        raise UnreadablePicture("broken")
    return Header(width, height, depth, Colour(colour), interlace)
