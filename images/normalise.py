"""Normalise: turn what a member sent into one upright still picture without metadata."""

import os
from pathlib import Path

from PIL import Image

from domain import limits
from domain.picture import Picture, PictureFormat
from images import encode
from images.fit import squeezed
from images.inspect import opened
from images.pixels import plain
from images.signature import lossless_webp


def normalise(source: Path, part: Path) -> Picture:
    """Write the normal form of a picture to `part`.

    PNG where there is alpha or where nothing was lost so far (drawings, screenshots); JPEG for
    photos, which as PNG would be five times the upload for nothing.
    """
    with opened(source, limits.SOURCE_BYTES) as (image, picture):
        lossless = _lossless(source, picture.format)
        normal, file = _encoded(plain(image, limits.PICTURE_SIDE), lossless=lossless)
        _write(part, file)
        return normal


def _encoded(image: Image.Image, *, lossless: bool) -> tuple[Picture, bytes]:
    if lossless or image.mode == "RGBA":
        format_, file = PictureFormat.PNG, encode.png(image)
    else:
        format_, file = PictureFormat.JPEG, encode.jpeg(image)
    if len(file) > limits.SOURCE_BYTES:  # a picture of ours must be readable to us again
        return squeezed(image, limits.SOURCE_BYTES)
    return Picture(format_, image.width, image.height, len(file)), file


def _lossless(source: Path, format_: PictureFormat) -> bool:
    if format_ is not PictureFormat.WEBP:
        return format_ is not PictureFormat.JPEG
    with source.open("rb") as stream:
        return lossless_webp(stream)


def _write(path: Path, file: bytes) -> None:
    """Write through to the disk, so that the rename that follows never names an empty file."""
    with path.open("wb") as stream:
        stream.write(file)
        stream.flush()
        os.fsync(stream.fileno())
