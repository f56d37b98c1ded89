"""Plasticine: rounded lumps of few colours, pressed onto each other, with the prints of fingers."""

import numpy as np

from renderer.paint.colour import hue, in_hue, rgb
from renderer.paint.filters import evened, gaussian, smoothed, spread
from renderer.paint.inks import flat_areas
from renderer.paint.press.areas import inked_areas
from renderer.paint.raster import Pixels, Plane, clouds, luminance, mix, ramp, slopes
from renderer.paint.touch import Touch

LUMPS = 12


def clay(pixels: Pixels, touch: Touch) -> Pixels:
    """Model it in fourteen colours of plasticine, lit from the upper left, shining a little."""
    unit, scene = touch.unit, touch.scene
    even = evened(spread(pixels), 0.45, 45 * unit, 0.55)
    calm = mix(smoothed(even, 12 * unit), smoothed(even, 4 * unit), scene.face)
    labels, inks = inked_areas(calm, touch, LUMPS)
    chroma, degrees = hue(inks)
    inks = in_hue(0.12 + 0.8 * inks[:, 0], np.clip(chroma * 1.25 + 0.012, 0, 0.2), degrees)
    flat = flat_areas(labels, rgb(inks), 4.5 * unit)
    flat = mix(flat, calm, 0.22 + 0.4 * scene.face)
    height = _relief(flat, calm, touch)
    down, right = slopes(height)
    light = np.clip(1 - (down + 0.7 * right) * 1.5, 0.5, 1.45)
    pit = np.clip(gaussian(height, 9 * unit) - height, 0, 1) * 1.3  # light does not reach where lumps meet
    made = flat * (light * (1 - 0.4 * np.clip(pit, 0, 0.8)))[..., None]
    shine = ramp(light, 1.12, 1.42) * 0.22
    return np.clip(1 - (1 - np.clip(made, 0, 1)) * (1 - shine[..., None]), 0, 1)


def _relief(flat: Pixels, calm: Pixels, touch: Touch) -> Plane:
    """Return how high the surface is: lumps that are round at their borders, dents, and ridges of fingers."""
    unit, random = touch.unit, touch.random("fingers")
    down, right = zip(*(slopes(flat[..., channel]) for channel in range(3)), strict=True)
    border = np.sqrt(sum(one**2 for one in (*down, *right)))
    groove = gaussian(ramp(border, 0.02, 0.12), 3.2 * unit)
    form = gaussian(luminance(calm), 6 * unit) * 2.2 * unit
    prints = clouds(random, groove.shape, 90 * unit)
    where = ramp(clouds(random, groove.shape, 150 * unit), 0.56, 0.66) * (1 - 0.8 * touch.scene.face)
    ridges = np.sin(prints * 2 * np.pi * 14) * where * 0.13
    dents = (clouds(random, groove.shape, 46 * unit) - 0.5) * 1.1 * unit
    return (form - groove * 4.2 * unit + dents * (1 - 0.6 * touch.scene.face) + ridges).astype(np.float32)
