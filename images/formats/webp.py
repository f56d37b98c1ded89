"""WebP: lossy or lossless, still or moving (RFC 9649)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from PIL import Image

from domain.picture import PictureFormat, UnreadablePicture
from images.colour import icc
from images.formats.content import Content, opened, placed
from images.formats.exif import orientation

_HEAD = 12  # bytes: RIFF, a length, WEBP
_CHUNK = struct.Struct("<4sI")
_LOSSY, _LOSSLESS, _ALPHA, _EXTENDED, _FRAME = b"VP8 ", b"VP8L", b"ALPH", b"VP8X", b"ANMF"
_PROFILE, _EXIF = b"ICCP", b"EXIF"
_FRAME_HEAD = 16  # bytes of a frame before its own chunks
# What the extended header announces.
_HAS_PROFILE, _HAS_ALPHA, _HAS_EXIF = 0x20, 0x10, 0x08

Chunk = tuple[bytes, bytes]  # name and body


@dataclass(frozen=True, slots=True, kw_only=True)
class WebP(Content):
    """A WebP taken apart."""

    place: tuple[int, int]  # of the first frame on the canvas

    @classmethod
    def of(cls, file: bytes) -> Self:
        """Take a file apart. Raises UnreadablePicture."""
        try:
            return cls._of(list(_chunks(file, _HEAD)))
        except (struct.error, IndexError):
            raise UnreadablePicture("broken") from None

    @classmethod
    def _of(cls, chunks: list[Chunk]) -> Self:
        head = chunks[0][1] if chunks and chunks[0][0] == _EXTENDED else b""
        flags = head[0] if head else 0
        frames = [body for name, body in chunks if name == _FRAME]
        chosen = list(_chunks(frames[0], _FRAME_HEAD)) if frames else chunks
        left, top = (2 * _three(frames[0], at) for at in (0, 3)) if frames else (0, 0)
        alpha, pixels = _bitstream(chosen)
        width, height = _sides(pixels)
        return cls(
            format=PictureFormat.WEBP,
            width=max(left + width, _three(head, 4) + 1 if frames else 0),
            height=max(top + height, _three(head, 7) + 1 if frames else 0),
            pixels=_alone(alpha, pixels, (width, height)),
            lossless=pixels[0] == _LOSSLESS,
            animated=len(frames) > 1,
            orientation=orientation(_first(chunks, _EXIF) if flags & _HAS_EXIF else None),
            profile=icc.whole(_first(chunks, _PROFILE)) if flags & _HAS_PROFILE else None,
            place=(left, top),
        )

    def decode(self, size: tuple[int, int]) -> tuple[Image.Image, bytes | None]:
        """Return the pixels. Where the first frame does not cover the canvas, there is nothing."""
        image = opened(self.pixels, self.format, size)
        image.load()
        return placed(image, self.place, (self.width, self.height)), self.profile


def _chunks(file: bytes, at: int) -> Iterator[Chunk]:
    """Yield the chunks that are there as a whole."""
    while at + _CHUNK.size <= len(file):
        name, length = _CHUNK.unpack_from(file, at)
        at += _CHUNK.size
        if at + length > len(file):
            return
        yield name, file[at : at + length]
        at += length + length % 2


def _first(chunks: list[Chunk], wanted: bytes) -> bytes:
    return next((body for name, body in chunks if name == wanted), b"")


def _bitstream(chunks: list[Chunk]) -> tuple[bytes, Chunk]:
    """Return the alpha of a lossy picture, and the first picture. Raises UnreadablePicture where there is none."""
    alpha = b""
    for name, body in chunks:
        if name == _ALPHA and not alpha:
            alpha = body
        if name in {_LOSSY, _LOSSLESS}:
            return alpha if name == _LOSSY else b"", (name, body)
    raise UnreadablePicture("broken")


def _sides(pixels: Chunk) -> tuple[int, int]:
    """Read width and height where the two kinds have them (RFC 6386, 9.1; RFC 9649, 3.4)."""
    name, body = pixels
    if name == _LOSSY:
        across, down = struct.unpack_from("<2H", body, 6)
        return across & 0x3FFF, down & 0x3FFF
    (bits,) = struct.unpack_from("<I", body, 1)
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def _three(body: bytes, at: int) -> int:
    return int.from_bytes(body[at : at + 3], "little")


def _alone(alpha: bytes, pixels: Chunk, sides: tuple[int, int]) -> bytes:
    """Write a picture as a file of its own."""
    chunks = [pixels]
    if alpha:
        less = b"".join((side - 1).to_bytes(3, "little") for side in sides)
        chunks = [(_EXTENDED, bytes((_HAS_ALPHA, 0, 0, 0)) + less), (_ALPHA, alpha), pixels]
    body = b"WEBP" + b"".join(
        _CHUNK.pack(name, len(content)) + content + bytes(len(content) % 2) for name, content in chunks
    )
    return _CHUNK.pack(b"RIFF", len(body)) + body
