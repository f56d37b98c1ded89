"""Inspect: what a file is, and whether it is safe to decode."""

import os
from pathlib import Path

from domain import limits
from domain.picture import Picture, PictureFormat, UnreadablePicture
from images.fingerprint import fingerprint
from images.formats.content import Content
from images.formats.gif import Gif
from images.formats.jpeg import Jpeg
from images.formats.png import Png
from images.formats.signature import format_of, unidentified
from images.formats.webp import WebP
from images.pixels import plain

_KINDS: dict[PictureFormat, type[Png] | type[Jpeg] | type[WebP] | type[Gif]] = {
    PictureFormat.PNG: Png,
    PictureFormat.JPEG: Jpeg,
    PictureFormat.WEBP: WebP,
    PictureFormat.GIF: Gif,
}


def inspect(path: Path, largest: int) -> Picture:
    """Decode the whole picture, a file of at most `largest` bytes: it is what it says, and it is complete."""
    content = opened(path, largest)
    seen = fingerprint(plain(content, limits.PICTURE_SIDE))
    return Picture(content.format, content.width, content.height, path.stat().st_size, seen)


def opened(path: Path, largest: int) -> Content:
    """Take a file of at most `largest` bytes apart, and check the limits; nothing is decoded yet."""
    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        if size > largest:
            raise UnreadablePicture("too_large", found=size, limit=largest)
        file = stream.read(largest)
    format_ = format_of(file)
    if format_ is None:
        raise UnreadablePicture(unidentified(file))
    content = _KINDS[format_].of(file)
    _check(content)
    return content


def _check(content: Content) -> None:
    """Check the pixels before they are decoded: a file of 34 bytes can declare 178 million of them."""
    pixels, limit = content.width * content.height, limits.PIXELS[content.format]
    if content.kept > limits.DECODER_BYTES:
        limit = min(limit, pixels * limits.DECODER_BYTES // content.kept)
    if pixels > limit:
        raise UnreadablePicture("too_many_pixels", found=pixels, limit=limit)
