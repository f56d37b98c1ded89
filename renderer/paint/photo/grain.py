"""What every photograph has: grain, light that spills over, darker corners."""

from typing import Final

import numpy as np

from renderer.paint.chance import grains, rough
from renderer.paint.filters import gaussian
from renderer.paint.raster import Floats, Pixels, Plane, grey, luminance, ramp
from renderer.paint.touch import Touch

STARCH: Final = np.array([[0.5, -0.05, -0.35], [-0.3, 0.35, -0.2], [0.0, -0.3, 0.5]], np.float32)
WHITE: Final = np.ones(3, np.float32)


def grained(pixels: Pixels, touch: Touch, amount: float, cell: float = 1.3) -> Pixels:
    """Return film grain, strongest in the middle tones and nearly none in black."""
    said = touch.qualifiers.grain
    amount = amount if said is None else amount * said
    bright = luminance(pixels)
    speck = grains(touch.random("grain"), bright.shape, 0.7 * cell * touch.unit)
    share = (
        0.12 + 3.6 * np.clip(bright, 0, 1) * (1 - np.clip(bright, 0, 1)) ** 1.4
    )  # most of it a little below the middle
    return np.clip(pixels + grey(speck * share * np.float32(0.085 * amount)), 0, 1)


def starch(pixels: Pixels, touch: Touch) -> Pixels:
    """Return an autochrome's mosaic: grains of potato starch in orange, green and violet before a soft, pale picture."""
    random, unit, shape = touch.random("starch"), touch.unit, touch.scene.down.shape
    dots = np.stack([rough(random, shape, 2.2 * unit) for _ in STARCH])
    clumps = np.stack([rough(random, shape, 6 * unit) for _ in STARCH])
    tint = np.tensordot(dots + 0.7 * clumps, STARCH, axes=(0, 0)).astype(np.float32)
    soft = gaussian(pixels, 1.6 * unit)
    bright = luminance(soft)
    made = soft + tint * (0.035 + 0.30 * bright * (1 - bright))[..., None]
    return np.clip(darkened_corners(made, touch, 0.35), 0, 1)


def glowing(pixels: Pixels, radius: float, share: float, above: float, tint: Floats = WHITE) -> Pixels:
    """Return lights that shine into their surroundings, which get no brighter than white; radius in pixels."""
    glow = gaussian(np.clip(luminance(pixels) - above, 0, 1), radius) * np.float32(share)
    return 1 - (1 - np.clip(pixels, 0, 1)) * (1 - np.clip(glow[..., None] * tint, 0, 1))


def darkened_corners(pixels: Pixels, touch: Touch, share: float) -> Pixels:
    """Return corners that get less light, as behind a simple lens."""
    return pixels * (1 - share * ramp(_from_middle(touch), 0.5, 1.5))[..., None]


def _from_middle(touch: Touch) -> Plane:
    return np.hypot((touch.scene.down - 0.5) * 1.05, touch.scene.right - 0.5) / 0.5
