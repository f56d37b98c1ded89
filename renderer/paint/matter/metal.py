"""Gold foil and chrome. A mirror needs a shape, and a picture has none: slopes of brightness stand in for it.

They turn faces into masks, so a good part of the picture's own light and dark stays in, and all of it in faces.
"""

import numpy as np

from renderer.paint.colour import hexes, tones
from renderer.paint.filters import curved, detailed, evened, gaussian, smoothed, spread
from renderer.paint.press.areas import cut
from renderer.paint.raster import Pixels, Plane, clouds, luminance, mix, ramp, slopes
from renderer.paint.touch import Touch


def gold_foil(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint crinkled gold leaf; the ground behind a subject that is sure is nearly black."""
    unit, scene = touch.unit, touch.scene
    folds = np.abs(clouds(touch.random("foil"), pixels.shape, 46 * unit) - 0.5) * 4
    down, right, bright = _slopes(pixels, touch, gaussian(folds, max(0.6, unit)) * 0.08)
    shine = np.clip(
        0.46 - 0.42 * down - 0.16 * right + 0.3 * (bright - 0.5) - 0.24 * (scene.down - 0.5), 0, 1
    )
    tone = curved(detailed(luminance(evened(spread(pixels), 0.5, 45 * unit, 0.58)), 2.2, 40 * unit), 0.5)
    value = mix(shine * 0.42 + tone * 0.62 - 0.02, tone, 0.7 * scene.face)
    stops = hexes("#1a0d02", "#5a3206", "#a8700f", "#d9a62e", "#f6dc83", "#fffbe0")
    made = tones(np.clip(value, 0, 1), stops, (0, 0.22, 0.45, 0.62, 0.82, 1))
    spark = ramp(0.5 - 0.5 * down - 0.3 * right, 0.88, 1)[..., None] * (1 - 0.6 * scene.face)[..., None]
    made = 1 - (1 - made) * (1 - spark * np.array([0.9, 0.8, 0.5], np.float32))
    if not scene.sure:
        return made
    ground = hexes("#08090c", "#15161b", "#3a2c12", "#8a6420")
    dark = tones(np.clip(bright * 0.5 + shine * 0.15, 0, 1), ground, (0, 0.35, 0.7, 1))
    return mix(dark, made, np.clip(gaussian(cut(touch, 5), 1.5 * unit), 0, 1))


def _slopes(pixels: Pixels, touch: Touch, relief: Plane | float = 0.0) -> tuple[Plane, Plane, Plane]:
    """Return how steep a surface of this brightness is, -1 to 1, downwards and to the right, and the brightness."""
    unit, calm = touch.unit, 1 - 0.6 * touch.scene.face
    bright = detailed(luminance(smoothed(spread(pixels), 7 * unit, 0.004, 3)), 1.5, 40 * unit)
    down, right = slopes(gaussian(bright, 2.2 * unit) * 0.6 + gaussian(bright, 7 * unit) * 0.8 + relief)
    return np.tanh(down * 30 * unit) * calm, np.tanh(right * 30 * unit) * calm, bright


def chrome(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint polished steel that mirrors a bright sky and dark ground; faces keep their own light and dark."""
    unit, scene = touch.unit, touch.scene
    down, right, bright = _slopes(pixels, touch)
    look = np.clip(0.46 - 0.42 * down - 0.16 * right + 0.3 * (bright - 0.5) - 0.12 * (scene.down - 0.5), 0, 1)
    sky = hexes("#0b0f18", "#2c3a55", "#8fa6c4", "#f5fbff", "#39445a", "#1a2233", "#a9b4c6", "#ffffff")
    mirrored = tones(look, sky, (0, 0.14, 0.36, 0.5, 0.545, 0.64, 0.84, 1))
    steel = hexes("#080b12", "#36435a", "#9fb0c8", "#f2f7ff", "#ffffff")
    tone = curved(detailed(luminance(spread(pixels)), 1.8, 40 * unit), 0.3)
    made = mix(mirrored, tones(tone, steel, (0, 0.3, 0.58, 0.82, 1)), np.clip(0.62 + 0.36 * scene.face, 0, 1))
    spark = ramp(0.5 - 0.5 * down - 0.25 * right, 0.86, 1) * 0.8 * (1 - scene.face)
    made = 1 - (1 - made) * (1 - spark[..., None])
    glow = gaussian(np.clip(made - 0.8, 0, 1), 12 * unit)
    return np.clip(1 - (1 - made) * (1 - glow * 0.6), 0, 1)
