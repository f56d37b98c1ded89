"""Inspect: what a file is, and whether it is safe to decode."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageFile, UnidentifiedImageError

from domain import limits
from domain.picture import Picture, PictureFormat, UnreadablePicture
from images.signature import unidentified

# The allow-list is a security control: with all formats, Pillow would start Ghostscript for an EPS file,
# and a BLP file of 284 bytes takes 680 MB.
ALLOWED = ("PNG", "JPEG", "WEBP", "GIF")

# Pillow tells a JPEG with a second picture inside (depth and HDR maps of phones) apart as MPO.
FORMAT_OF = {format_.name: format_ for format_ in PictureFormat} | {"MPO": PictureFormat.JPEG}


def inspect(path: Path, largest: int) -> Picture:
    """Decode the whole picture, a file of at most `largest` bytes: it is what it says, and it is complete."""
    with opened(path, largest) as (image, picture):
        image.load()
        return picture


@contextmanager
def opened(path: Path, largest: int) -> Generator[tuple[ImageFile.ImageFile, Picture]]:
    """Open a picture of at most `largest` bytes and check its limits; its pixels are not decoded yet."""
    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        if size > largest:
            raise UnreadablePicture("too_large", found=size, limit=largest)
        with _identified(stream) as image:
            yield image, _checked(image, size)


def _identified(stream: BinaryIO) -> ImageFile.ImageFile:
    try:
        # A stream, not a path: Pillow would load one more decoder for what the file's name ends in.
        return Image.open(stream, formats=ALLOWED)
    except UnidentifiedImageError:
        stream.seek(0)
        raise UnreadablePicture(unidentified(stream.read(64))) from None


def _checked(image: ImageFile.ImageFile, size: int) -> Picture:
    """Check the pixels before load(): a file of 34 bytes can declare 178 million of them."""
    format_ = FORMAT_OF[str(image.format)]
    pixels, limit = image.width * image.height, limits.PIXELS[format_]
    if pixels > limit:
        raise UnreadablePicture("too_many_pixels", found=pixels, limit=limit)
    return Picture(format_, image.width, image.height, size)
