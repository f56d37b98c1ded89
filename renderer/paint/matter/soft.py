"""Plasticine: rounded lumps of few colours, pressed onto each other, with the prints of fingers."""

import numpy as np

from renderer.paint.colour import hue, in_hue, rgb
from renderer.paint.filters import evened, gaussian, smoothed, spread
from renderer.paint.inks import flat_areas
from renderer.paint.press.areas import inked_areas
from renderer.paint.raster import Pixels, Plane, clouds, grid, luminance, mix, ramp, slopes
from renderer.paint.touch import Touch

LUMPS = 12
THUMBS = 10


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
    dents = (clouds(random, groove.shape, 46 * unit) - 0.5) * 1.1 * unit
    thumbs = _thumbs(groove.shape, touch) * (1 - groove) * (1 - touch.scene.face)
    return (form - groove * 4.2 * unit + dents * (1 - 0.6 * touch.scene.face) + thumbs).astype(np.float32)


def _thumbs(shape: tuple[int, ...], touch: Touch) -> Plane:
    """Return the prints of a few thumbs: ovals that are pressed in, with ridges bent about their tips."""
    random, prints = touch.random("thumbs"), np.zeros(shape, np.float32)
    wide = 34 * touch.unit
    reach, turns = max(2, round(wide * 1.3)), random.uniform(0, np.pi, THUMBS)
    down, right = (axis - np.float32(reach) for axis in grid((2 * reach, 2 * reach)))
    for turn in turns:
        top, left = (int(random.integers(-reach, side - reach)) for side in shape[:2])
        along, across = down * np.cos(turn) + right * np.sin(turn), right * np.cos(turn) - down * np.sin(turn)
        inside = ramp(1.15 - np.hypot(along / wide, across / (0.72 * wide)), 0, 0.35)
        bent = np.hypot(across, (along + 0.5 * wide) * 0.62)
        made = inside * (0.06 * np.sin(bent * 2 * np.pi / (6.2 * touch.unit)) - 0.35 * touch.unit)
        rows, columns = slice(max(0, top), top + 2 * reach), slice(max(0, left), left + 2 * reach)
        seen = prints[rows, columns]
        seen += made[max(0, -top) :, max(0, -left) :][: seen.shape[0], : seen.shape[1]]
    return prints
