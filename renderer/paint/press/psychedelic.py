"""A poster of 1967: vibrating colours in flat areas, and bands that flow around the subject."""

from typing import Final

import numpy as np

from renderer.paint.colour import hexes
from renderer.paint.contours import contour, inked
from renderer.paint.filters import gaussian, smoothed, spread
from renderer.paint.finish import from_edge
from renderer.paint.inks import flat_areas
from renderer.paint.press.areas import cels, cut, on
from renderer.paint.raster import Pixels, clouds, luminance, mix, ramp
from renderer.paint.touch import Touch

# Dark to light for the subject, then those of the bands around it.
SETS: Final = (
    ("#2b0a5c", "#c2167a", "#ff6a1f", "#ffd93b", "#0fa3a3", "#ff3c8e", "#ffb01f", "#5b2bd1"),
    ("#12205e", "#0f9d8a", "#f5487f", "#ffe14d", "#ff7a1a", "#7b2ff7", "#19c2e8", "#f5487f"),
    ("#3a0d2e", "#e0262f", "#ff9a1f", "#f7f14a", "#2f62e0", "#e0262f", "#35c46a", "#ff9a1f"),
)
BANDS: Final = 11.0


def psychedelic(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint the subject in four loud inks, and around it bands that echo its outline."""
    unit, scene, random = touch.unit, touch.scene, touch.random("wheel")
    inks = hexes(*SETS[int(random.integers(len(SETS)))])
    flat = flat_areas(cels(pixels, touch, (0.22, 0.48, 0.74), 1.5), inks[:4], 2.6 * unit)
    calm = luminance(smoothed(spread(pixels), 6 * unit))
    flow = clouds(random, calm.shape, 330 * unit)
    if scene.sure:
        share = cut(touch, 5)
        echo = sum(gaussian(share, reach * unit) for reach in (30, 90, 200))
        phase = echo * 0.62 + flow * 1.1 + random.uniform(0, 1)
    else:
        # Then they flow along the sides instead.
        share = ramp(from_edge(pixels) / np.float32(unit) + (flow - 0.5) * 160, 40, 44)
        phase = gaussian(calm, 22 * unit) * 1.2 + flow * 1.3 + random.uniform(0, 1)
    bands = np.floor(phase * BANDS).astype(np.intp) % 4
    ground = flat_areas(bands, inks[4:], 2.2 * unit)
    made = mix(ground, flat, share)
    lines = np.maximum(
        inked(calm, max(0.7, 1.6 * touch.pen)) * share, contour(scene, max(0.8, 2.6 * touch.pen)) * 0.95
    )
    return on(made, inks[0] * np.float32(0.6), lines)
