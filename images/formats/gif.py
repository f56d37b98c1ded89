"""GIF: the first picture of what is often several (https://www.w3.org/Graphics/GIF/spec-gif89a.txt)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from PIL import Image

from domain.picture import PictureFormat, UnreadablePicture
from images.formats.content import Content, opened, placed

_SCREEN = struct.Struct("<6s2H3B")  # signature, sides, flags, background, aspect
_PLACE = struct.Struct("<4HB")  # left, top, sides, flags
_EXTENSION, _PICTURE = 0x21, 0x2C
_CONTROL = b"\xf9\x04"  # the extension that may name a transparent colour, and its length
_TRANSPARENT, _HAS_PALETTE = 0x01, 0x80


@dataclass(frozen=True, slots=True, kw_only=True)
class Gif(Content):
    """A GIF taken apart."""

    place: tuple[int, int]  # of the first picture on the screen

    @classmethod
    def of(cls, file: bytes) -> Self:
        """Take a file apart. Raises UnreadablePicture."""
        try:
            control, at, *more = _found(file)
            across, down = _SCREEN.unpack_from(file)[1:3]
            left, top, width, height, _ = _PLACE.unpack_from(file, at)
            pixels = _alone(file, control, at, *more)
        except (struct.error, IndexError, ValueError):
            raise UnreadablePicture("broken") from None
        return cls(
            format=PictureFormat.GIF,
            width=max(across, left + width),
            height=max(down, top + height),
            pixels=pixels,
            animated=bool(more),
            place=(left, top),
        )

    def decode(self, size: tuple[int, int]) -> tuple[Image.Image, None]:
        """Return the pixels. Where the first picture does not cover the screen, there is nothing."""
        image = opened(self.pixels, self.format, size)
        image.load()
        shown = image.convert("RGBA" if "transparency" in image.info else "RGB")
        return placed(shown, self.place, (self.width, self.height)), None


def _found(file: bytes) -> tuple[int, ...]:
    """Find the control before the first picture (0 if there is none), that picture, and the second if there is one."""
    control, pictures = 0, list[int]()
    for kind, at in _blocks(file):
        if kind == _PICTURE:
            pictures.append(at)
        elif not pictures and file.startswith(_CONTROL, at):
            control = at
        if len(pictures) > 1:
            break
    return control, *pictures


def _blocks(file: bytes) -> Iterator[tuple[int, int]]:
    """Yield what each block is and where its body starts, up to what is none."""
    at = _SCREEN.size + _palette_size(file[10])
    while at < len(file) and (kind := file[at]) in {_EXTENSION, _PICTURE}:
        yield kind, at + 1
        at += 2 if kind == _EXTENSION else 2 + _PLACE.size + _palette_size(file[at + _PLACE.size])
        while at < len(file) and file[at]:
            at += 1 + file[at]
        at += 1


def _palette_size(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & _HAS_PALETTE else 0


def _alone(file: bytes, control: int, at: int, end: int | None = None) -> bytes:
    """Write the first picture as a file of its own, on a screen of its own size."""
    head = bytearray(file[: _SCREEN.size + _palette_size(file[10])])
    place = bytearray(file[at : at + _PLACE.size])
    head[:6], head[6:10], place[:4] = b"GIF89a", place[4:8], bytes(4)
    shown = (
        b"!" + file[control : control + 6] + b"\0" if control and file[control + 2] & _TRANSPARENT else b""
    )
    return b"".join((head, shown, b",", place, file[at + _PLACE.size : end]))
