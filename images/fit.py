"""Fit: make a picture's file small enough for an upload, and lose as little as possible."""

from math import sqrt
from pathlib import Path
from typing import Literal

from PIL import Image

from domain import limits
from domain.picture import CannotFit, Picture, PictureFormat
from images import encode
from images.inspect import opened
from images.pixels import plain, within

Change = Literal["none", "reencoded", "scaled"]

_LOWER_QUALITY = 75

_SMALLEST_SIDE = 16

# The longest side that WebP can have.
_LONGEST_SIDE = 16_383


def fit(source: Path, part: Path, most: int) -> tuple[Picture, Change]:
    """Leave a picture of at most `most` bytes as it is, or write a smaller one to `part`."""
    content, size = opened(source, limits.RESULT_BYTES), source.stat().st_size
    if size <= most:
        return Picture(content.format, content.width, content.height, size), "none"
    smaller, file = squeezed(plain(content, _LONGEST_SIDE), most)
    part.write_bytes(file)
    same = sorted((smaller.width, smaller.height)) == sorted((content.width, content.height))
    return smaller, "reencoded" if same else "scaled"


def squeezed(image: Image.Image, most: int) -> tuple[Picture, bytes]:
    """Encode in at most `most` bytes: first with lower quality, then with fewer pixels."""
    picture, file = _lossy(image, encode.BEST_QUALITY)
    if picture.bytes > most:
        picture, file = _lossy(image, _LOWER_QUALITY)
    while picture.bytes > most:
        if max(image.size) <= _SMALLEST_SIDE:
            raise CannotFit(most)
        image = _smaller(image, most / picture.bytes)
        picture, file = _lossy(image, _LOWER_QUALITY)
    return picture, file


def _smaller(image: Image.Image, share: float) -> Image.Image:
    """Scale by a guess, a little low and kept within bounds: the bytes grow with the area."""
    factor = min(0.9, max(0.25, 0.95 * sqrt(share)))
    side = max(_SMALLEST_SIDE, int(max(image.size) * factor))
    return image.resize(within(image.size, side), Image.Resampling.LANCZOS)


def _lossy(image: Image.Image, quality: int) -> tuple[Picture, bytes]:
    """JPEG, which is read everywhere; WebP where there is alpha to keep."""
    format_, file = PictureFormat.JPEG, b""
    if image.mode != "RGBA":
        file = encode.jpeg(image, quality)
    else:
        try:
            format_, file = PictureFormat.WEBP, encode.webp(image, quality)
        except ValueError:  # large noise overflows a part of the format that has a fixed size
            format_, file = PictureFormat.PNG, encode.png(image)
    return Picture(format_, image.width, image.height, len(file)), file
