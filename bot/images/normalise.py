"""Normalise: turn what a member sent into one upright still picture without metadata."""

import os
from pathlib import Path

from PIL import Image

from bot.domain.picture import Picture, PictureFormat
from bot.images import encode
from bot.images.fit import squeezed
from bot.images.inspect import MAX_BYTES, opened
from bot.images.pixels import plain

# No provider makes more of a larger source, and no side of a result is longer.
MAX_SIDE = 4096


def normalise(source: Path, part: Path) -> Picture:
    """Write the normal form of a picture to `part`.

    PNG where there is alpha or where nothing was lost so far (drawings, screenshots); JPEG for
    photos, which as PNG would be five times the upload for nothing.
    """
    with opened(source) as (image, picture):
        lossless = picture.format is not PictureFormat.JPEG and not _lossy_webp(source)
        normal, file = _encoded(plain(image, MAX_SIDE), lossless=lossless)
        _write(part, file)
        return normal


def _encoded(image: Image.Image, *, lossless: bool) -> tuple[Picture, bytes]:
    if lossless or image.mode == "RGBA":
        format_, file = PictureFormat.PNG, encode.png(image)
    else:
        format_, file = PictureFormat.JPEG, encode.jpeg(image)
    if len(file) > MAX_BYTES:  # a picture of ours must be readable to us again
        return squeezed(image, MAX_BYTES)
    return Picture(format_, image.width, image.height, len(file)), file


def _lossy_webp(path: Path) -> bool:
    """WebP, and not of the plain lossless kind (RFC 9649, section 2.6)."""
    with path.open("rb") as stream:
        start = stream.read(16)
    return start[8:12] == b"WEBP" and start[12:16] != b"VP8L"


def _write(path: Path, file: bytes) -> None:
    """Write through to the disk, so that the rename that follows never names an empty file."""
    with path.open("wb") as stream:
        stream.write(file)
        stream.flush()
        os.fsync(stream.fileno())
