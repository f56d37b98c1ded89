"""Mixing a made picture with its source at full size: paint as it is shown, light as light is."""

from typing import Final

from PIL import Image

from renderer.paint.colour import linear, shown
from renderer.paint.raster import from_image, mix, to_image

ROWS: Final = 128  # that are floats at one time: a large picture would need gigabytes
USUAL: Final = 0.9  # the share from which light and film show wholly: that of the usual strength, 0.8


def blended(source: Image.Image, made: Image.Image, share: float, *, light: bool) -> Image.Image:
    """Return the source with a share of what was made of it."""
    if not light:
        return Image.blend(source, made, share)
    if share >= USUAL:
        return made
    mixed = Image.new("RGB", source.size)
    for top in range(0, source.height, ROWS):
        box = (0, top, source.width, min(top + ROWS, source.height))
        first, second = (linear(from_image(one.crop(box))) for one in (source, made))
        mixed.paste(to_image(shown(mix(first, second, share / USUAL))), box)
    return mixed
