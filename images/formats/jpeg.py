"""JPEG: grey, colours or inks, in one pass or several."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from PIL import Image

from domain.picture import PictureFormat, UnreadablePicture
from images.colour import icc
from images.formats import segments
from images.formats.content import Content, opened
from images.formats.exif import orientation
from images.formats.segments import Segment
from images.strips import strips

_START, _END = b"\xff\xd8", b"\xff\xd9"
_EXIF, _PROFILE, _JFIF, _ADOBE = b"Exif\0\0", b"ICC_PROFILE\0", b"JFIF\0", b"Adobe"
_BESIDE = {*segments.APPLICATIONS, segments.COMMENT}

# What libjpeg looks for in two of the segments: that the one is there, and the first bytes of the other.
_A_JFIF = b"\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
_JFIF_BYTES, _ADOBE_BYTES = 14, 12

# Two that could follow, of which each bit is the other's opposite.
_RESTS = (b"\xdb" * 64, b"\x24" * 64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Jpeg(Content):
    """A JPEG taken apart."""

    @classmethod
    def of(cls, file: bytes) -> Self:
        """Take a file apart. Raises UnreadablePicture."""
        found = list(segments.walk(file))
        beside = [segment for segment in found if segment.marker in _BESIDE]
        frame = next((frame for segment in found if (frame := segments.frame(segment))), None)
        if frame is None or found[-1].marker != segments.SCAN:
            raise UnreadablePicture("broken")
        return cls(
            format=PictureFormat.JPEG,
            width=frame.width,
            height=frame.height,
            pixels=_alone(file, found),
            lossless=False,
            orientation=orientation(_first(beside, segments.APP1, _EXIF)),
            profile=_profile(beside),
            kept=frame.coefficients if frame.progressive or found[-1].body[0] < len(frame.samples) else 0,
        )

    def decode(self, size: tuple[int, int]) -> tuple[Image.Image, bytes | None]:
        """Return the pixels, perhaps at a half, a quarter or an eighth, but not below `size`."""
        with suppress(OSError):
            return _loaded(self.pixels, size), self.profile
        return _ended(self.pixels, size), self.profile


def _loaded(pixels: bytes, size: tuple[int, int]) -> Image.Image:
    image = opened(pixels, PictureFormat.JPEG, size)
    image.load()
    return image


def _ended(pixels: bytes, size: tuple[int, int]) -> Image.Image:
    """Decode a file that lacks its end marker. It is whole where nothing that could follow changes a pixel.

    Where rows are missing, libjpeg says so in a warning that Pillow does not hand on.
    """
    one, other = (pixels.rstrip(b"\xff") + rest + _END for rest in _RESTS)
    seen = _digest(_loaded(one, size))
    image = _loaded(other, size)
    if _digest(image) != seen:
        raise UnreadablePicture("broken")
    return image


def _alone(file: bytes, found: Sequence[Segment]) -> bytes:
    """Write the pixels as a file of their own: from the first scan on as it is, before that what decoding needs."""
    before = (
        _needed(segment) if segment.marker in _BESIDE else file[segment.start : segment.end]
        for segment in found[:-1]
    )
    return b"".join([_START, *before, file[found[-1].start :]])


def _needed(segment: Segment) -> bytes:
    if (
        segment.marker == segments.APP0
        and len(segment.body) >= _JFIF_BYTES
        and segment.body.startswith(_JFIF)
    ):
        return _A_JFIF
    if segment.marker == segments.APP14 and len(segment.body) >= _ADOBE_BYTES:
        return b"\xff\xee\0\x0e" + segment.body[:_ADOBE_BYTES] if segment.body.startswith(_ADOBE) else b""
    return b""


def _first(beside: Sequence[Segment], marker: int, name: bytes) -> bytes | None:
    bodies = (one.body for one in beside if one.marker == marker and one.body.startswith(name))
    return next(bodies, None)


def _profile(beside: Sequence[Segment]) -> bytes | None:
    """Join a profile from its parts, each of which says its number and how many there are (ICC.1:2022, B.4)."""
    at = len(_PROFILE)
    bodies = [one.body for one in beside if one.marker == segments.APP2 and one.body.startswith(_PROFILE)]
    parts = {
        body[at]: body[at + 2 :] for body in bodies if len(body) > at + 2 and body[at + 1] == len(bodies)
    }
    return icc.whole(b"".join(parts[number] for number in sorted(parts)))


def _digest(image: Image.Image) -> bytes:
    seen = sha256()
    for box in strips(image):
        seen.update(image.crop(box).tobytes())
    return seen.digest()
