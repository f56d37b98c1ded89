"""Segments: what stands before the pixels of a JPEG file (ITU-T T.81, annex B)."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.picture import UnreadablePicture

APP0, APP1, APP2, APP14 = 0xE0, 0xE1, 0xE2, 0xEE
APPLICATIONS, COMMENT, SCAN = range(0xE0, 0xF0), 0xFE, 0xDA

_PROGRESSIVE = {0xC2, 0xCA}
_FRAMES = {0xC0, 0xC1, *_PROGRESSIVE, 0xC9}
_OTHER_FRAMES = (
    {*range(0xC0, 0xD0)} - _FRAMES - {0xC4, 0xC8, 0xCC}
)  # lossless and hierarchical; nothing shows them
_BARE = {0x00, 0x01, *range(0xD0, 0xD9)}  # no markers, or such without a length
_BLOCK = 8  # pixels, each way


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment: its marker, what follows its length, and where it lies in the file."""

    marker: int
    body: bytes
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Frame:
    """SOFn: the sides, how many samples across and down each component has, and whether it comes in passes."""

    width: int
    height: int
    samples: Sequence[tuple[int, int]]
    progressive: bool

    @property
    def coefficients(self) -> int:
        """Bytes that a decoder keeps where it needs several passes: all coefficients of all components."""
        across, down = (max(each) for each in zip(*self.samples, strict=True))
        total = 0
        for one, other in self.samples:
            wide, high = -(-self.width // (across * _BLOCK)) * one, -(-self.height // (down * _BLOCK)) * other
            total += wide * high * _BLOCK * _BLOCK * 2
        return total


def walk(file: bytes) -> Iterator[Segment]:
    """Yield the segments up to the first scan, which is the last one. What is between two of them is skipped."""
    at = 2
    while (at := file.find(b"\xff", at)) >= 0:
        start = at
        while file[at : at + 1] == b"\xff":
            at += 1
        marker = int.from_bytes(file[at : at + 1])
        at += 1
        if marker in _BARE:
            continue
        length = max(2, int.from_bytes(file[at : at + 2]))  # a length counts itself
        yield Segment(marker, file[at + 2 : at + length], start, at + length)
        if marker == SCAN:
            return
        at += length


def frame(segment: Segment) -> Frame | None:
    """Read SOFn; None for other segments. Raises UnreadablePicture for a frame that nothing shows, or that is none."""
    if segment.marker in _OTHER_FRAMES:
        raise UnreadablePicture("unsupported")
    if segment.marker not in _FRAMES:
        return None
    try:
        precision, height, width, count = struct.unpack_from(">BHHB", segment.body)
        samples = [divmod(segment.body[6 + 3 * at + 1], 16) for at in range(count)]
    except (struct.error, IndexError):
        raise UnreadablePicture("broken") from None
    if precision != _BLOCK or count not in {1, 3, 4}:
        raise UnreadablePicture("unsupported")
    if not (width and height and all(map(all, samples))):
        raise UnreadablePicture("broken")
    return Frame(width, height, samples, segment.marker in _PROGRESSIVE)
