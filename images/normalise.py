"""Normalise: turn what a member sent into one upright still picture without metadata."""

import os
from dataclasses import replace
from pathlib import Path

from PIL import Image

from domain import limits
from domain.claim import check_shape
from domain.picture import Loss, Normal, Picture, PictureFormat
from images import encode
from images.fingerprint import fingerprint
from images.fit import squeezed
from images.ground import grounded
from images.inspect import opened
from images.pixels import plain


def normalise(source: Path, part: Path) -> Normal:
    """Write the normal form of a picture to `part`.

    PNG where nothing was lost so far (drawings, screenshots); JPEG for photos, which as PNG would be five times the
    upload for nothing.
    """
    content = opened(source, limits.SOURCE_BYTES)
    check_shape((content.width, content.height))
    image, ground = grounded(plain(content, limits.PICTURE_SIDE))
    picture, file = _encoded(image, lossless=content.lossless)
    _write(part, file)
    return Normal(replace(picture, fingerprint=fingerprint(image)), Loss(content.animated, ground))


def _encoded(image: Image.Image, *, lossless: bool) -> tuple[Picture, bytes]:
    if lossless:
        format_, file = PictureFormat.PNG, encode.png(image)
    else:
        format_, file = PictureFormat.JPEG, encode.jpeg(image)
    if len(file) > limits.SOURCE_BYTES:  # a picture of ours must be readable to us again
        return squeezed(image, limits.SOURCE_BYTES)
    return Picture(format_, image.width, image.height, len(file)), file


def _write(path: Path, file: bytes) -> None:
    """Write through to the disk, so that the rename that follows never names an empty file."""
    with path.open("wb") as stream:
        stream.write(file)
        stream.flush()
        os.fsync(stream.fileno())
