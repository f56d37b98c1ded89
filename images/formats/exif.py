"""Exif: how the camera was held."""

from contextlib import suppress

from PIL import ExifTags, Image

UPRIGHT = 1


def orientation(block: bytes | None) -> int:
    """Return the orientation that a block of Exif names, with or without its mark before it; UPRIGHT for none."""
    # A broken block raises nearly anything; a picture without its Exif is still a picture.
    with suppress(Exception):
        if block:
            exif = Image.Exif()
            exif.load(block)
            return int(exif.get(ExifTags.Base.Orientation, UPRIGHT))
    return UPRIGHT
