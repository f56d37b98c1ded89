"""From the working size to the size that was asked for, without holding a large picture as floats."""

from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from renderer.paint.filters import gaussian
from renderer.paint.raster import Pixels, Plane, luminance, to_image

DETAIL: Final = 0.35  # how much of the source's finest drawing an enlarged painting gets back
ENOUGH: Final = 1.15  # below this there is nothing to get back
STEEPEST: Final = 1.6  # times the source's contrast that an enlarged photograph's finest drawing has at most
BICUBIC: Final = Image.Resampling.BICUBIC


def enlarged(pixels: Pixels, source: Image.Image, *, painterly: bool, crisp: bool) -> Image.Image:
    """Return the painting at the source's size. What enlarging cannot know, it takes from the source's brightness."""
    image = to_image(pixels)
    factor = max(source.size) / max(image.size)
    if image.size == source.size:
        return image
    if crisp and factor > 1:
        return image.resize(source.size, Image.Resampling.NEAREST)
    image = image.resize(source.size, BICUBIC)
    if factor < ENOUGH or not painterly:
        return image
    soft = source.convert("L").filter(ImageFilter.BoxBlur(factor))
    return _with_detail(image, source, soft, Image.new("L", source.size, round(255 * DETAIL / STEEPEST)))


def enlarged_photograph(pixels: Pixels, seen: Pixels, source: Image.Image) -> Image.Image:
    """Return the photograph at the source's size, from the source as it was seen at the working size.

    The source's finest drawing comes back as strongly as what was just coarser is still there: not in fog, not where
    it was blurred, more where contrast rose.
    """
    small = to_image(pixels)
    if small.size == source.size:
        return small
    image = small.resize(source.size, BICUBIC)
    if max(source.size) < ENOUGH * max(small.size):
        return image
    slope = to_image(np.clip(_slope(luminance(seen), luminance(pixels)) / STEEPEST, 0, 1))
    soft = source.convert("L").resize(small.size, Image.Resampling.LANCZOS).resize(source.size, BICUBIC)
    return _with_detail(image, source, soft, slope.resize(source.size, BICUBIC))


def _slope(before: Plane, after: Plane) -> Plane:
    """Return how many times the contrast of its finest drawing a plane has, by least squares around each pixel."""
    fine, made = (plane - gaussian(plane, 2) for plane in (before, after))
    return gaussian(fine * made, 4) / (gaussian(fine * fine, 4) + np.float32(2e-5))


def _with_detail(
    image: Image.Image, source: Image.Image, soft: Image.Image, share: Image.Image
) -> Image.Image:
    """Return the image with the source's finest drawing, by a share of STEEPEST in each place."""
    bright = source.convert("L")
    for first, second, change in ((bright, soft, ImageChops.add), (soft, bright, ImageChops.subtract)):
        fine = ImageChops.multiply(ImageChops.subtract(first, second).point(_table()), share)
        image = change(image, Image.merge("RGB", [fine] * 3))
    return image


def _table() -> list[int]:
    return [int(value) for value in np.clip(np.arange(256) * STEEPEST, 0, 255)]
