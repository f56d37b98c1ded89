"""Strips: a large picture, piece by piece, so that what is made on the way stays small."""

from collections.abc import Iterator

from PIL import Image

_ROWS = 128


def strips(image: Image.Image) -> Iterator[tuple[int, int, int, int]]:
    """Yield boxes that cover a picture from its top to its bottom."""
    for top in range(0, image.height, _ROWS):
        yield 0, top, image.width, min(top + _ROWS, image.height)
