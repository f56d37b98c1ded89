"""Paper with relief: one ink that is pressed deep into cotton paper, and relief without any."""

from typing import Final

import numpy as np

from renderer.paint.chance import rough
from renderer.paint.colour import hexes
from renderer.paint.contours import inked
from renderer.paint.filters import detailed, evened, gaussian, small, smoothed, spread
from renderer.paint.press.areas import calmed, despecked
from renderer.paint.press.screens import ruled
from renderer.paint.raster import Pixels, Plane, clouds, colour, luminance, mix, ramp, slopes
from renderer.paint.touch import Touch

COTTON: Final = "#f5f0e6"
INKS: Final = ("#22262f", "#1d2f52", "#6d2430", "#23443a")


def letterpress(pixels: Pixels, touch: Touch) -> Pixels:
    """Print it in one ink from a block with ruled half tones: it lies deep in thick cotton paper."""
    unit = touch.unit
    bright = detailed(
        luminance(calmed(evened(spread(pixels), 0.5, 60 * unit, 0.58), touch, 5, 2.5)), 1.5, 45 * unit
    )
    # As much is solid, and as much paper, whatever the picture is like.
    low, middle, high = (float(part) for part in np.percentile(small(bright, 200), (16, 40, 72)))
    solid = despecked((bright < low).astype(np.float32), 1.4 * unit)
    half = ruled(np.clip((high - bright) / max(high - low, 0.05), 0, 0.8), 6.5 * unit, 45)
    lines = ramp(inked(luminance(smoothed(spread(pixels), 3 * unit)), 1.4 * touch.pen, 20), 0.3, 0.6)
    ink = np.maximum(np.maximum(solid, half * ramp(high - bright, 0, 0.25 * max(high - middle, 0.05))), lines)
    named = colour(*touch.colours[0]) if touch.colours else None
    tint = hexes(INKS[int(touch.random("ink").integers(len(INKS)))])[0] if named is None else named
    worn = 0.93 + 0.1 * (clouds(touch.random("worn"), ink.shape, 5 * unit) - np.float32(0.5))
    sheet = _cotton(touch) * (1 + _lit(-gaussian(ink, 1.8 * unit), 1.1 / unit))[..., None]
    return np.clip(
        mix(sheet, tint * (1 + 0.5 * _lit(-gaussian(ink, 1.5 * unit), 1.0 / unit))[..., None], ink * worn),
        0,
        1,
    )


def embossed(pixels: Pixels, touch: Touch) -> Pixels:
    """Press it into paper without ink: raised where it is light, lit from above left."""
    unit = touch.unit
    bright = detailed(luminance(calmed(spread(pixels), touch, 9, 3)), 1.5, 50 * unit)
    steps = sum(ramp(bright - level, -0.025, 0.025) for level in (0.3, 0.48, 0.66, 0.82))
    height = gaussian(np.asarray(steps, np.float32), 2.2 * unit) + 1.6 * gaussian(bright, 9 * unit)
    shade = _lit(height, 0.62 / unit)
    sheet = colour(*touch.colours[0]) * np.ones_like(pixels) if touch.colours else _cotton(touch)
    return np.clip(sheet * (0.93 + shade + 0.05 * gaussian(bright, 12 * unit))[..., None], 0, 1)


def _cotton(touch: Touch) -> Pixels:
    """Return thick paper of cotton, its fibres lit from the side."""
    random, shape = touch.random("cotton"), touch.source.shape[:2]
    pulp = rough(random, shape, 2.4 * touch.unit, 2) + 0.7 * rough(random, shape, 9 * touch.unit)
    return hexes(COTTON)[0] * (1 + _lit(gaussian(pulp, 0.8 * touch.unit), 0.035))[..., None]


def _lit(height: Plane, strength: float) -> Plane:
    """Return how much lighter a relief is in light from above left."""
    down, right = slopes(height)
    return np.clip((down + right) * np.float32(strength), -0.32, 0.22)
