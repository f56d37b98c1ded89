"""From the working size to the size that was asked for, without holding a large picture as floats."""

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from renderer.paint.raster import Pixels, to_image

DETAIL = 0.35  # how much of the source's finest drawing an enlarged painting gets back
ENOUGH = 1.15  # below this there is nothing to get back


def enlarged(pixels: Pixels, source: Image.Image, *, painterly: bool, crisp: bool) -> Image.Image:
    """Return the painting at the source's size. What enlarging cannot know, it takes from the source's brightness."""
    image = to_image(pixels)
    factor = max(source.size) / max(image.size)
    if image.size == source.size:
        return image
    if crisp and factor > 1:
        return image.resize(source.size, Image.Resampling.NEAREST)
    image = image.resize(source.size, Image.Resampling.BICUBIC)
    if factor < ENOUGH or not painterly:
        return image
    bright = source.convert("L")
    soft = bright.filter(ImageFilter.BoxBlur(factor))
    table = _detail_table()
    up = ImageChops.subtract(bright, soft).point(table)
    down = ImageChops.subtract(soft, bright).point(table)
    image = ImageChops.add(image, Image.merge("RGB", [up] * 3))
    return ImageChops.subtract(image, Image.merge("RGB", [down] * 3))


def _detail_table() -> list[int]:
    return [int(value) for value in np.clip(np.linspace(0, 255, 256) * DETAIL, 0, 60)]
