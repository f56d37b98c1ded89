"""What is left of a darkroom: a print that saw light while it was developed, and the negative itself."""

from typing import Final

import numpy as np

from renderer.paint.colour import hexes, tones
from renderer.paint.filters import curved, detailed, gaussian, smoothed, spread
from renderer.paint.photo.grey import in_grey
from renderer.paint.raster import Pixels, ramp, slopes
from renderer.paint.touch import Touch

MASK: Final = np.array([1.0, 0.72, 0.5], np.float32)  # the orange of a colour negative
SILVER: Final = hexes("#0a0b0d", "#4b4c50", "#a9a8a4", "#f2f0ea")


def solarised(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a print whose lights have turned dark again, with a bright line where light and dark meet."""
    unit = touch.unit
    bright = detailed(in_grey(spread(pixels), 0.3, 0.55, 0.15), 1.6, 40 * unit)
    bright = np.clip(curved(bright, 0.35), 0, 1)
    turned = bright - 0.95 * ramp(bright, 0.5, 1.0) ** np.float32(1.4) * (1 - 0.45 * touch.scene.face)
    made = np.clip(turned / 0.62, 0, 1)
    down, right = slopes(gaussian(in_grey(smoothed(spread(pixels), 4 * unit), 0.3, 0.55, 0.15), 1.2 * unit))
    line = ramp(np.hypot(down, right) * unit, 0.02, 0.07)
    made = np.clip(made * (1 - 0.5 * gaussian(line, 3 * unit)) + 0.85 * line, 0, 1)
    return tones(made, SILVER)


def negative(pixels: Pixels, touch: Touch) -> Pixels:
    """Return what the film itself shows against the light: dark for light, each colour its opposite, all of it orange."""
    even = curved(spread(pixels), -0.15)
    if touch.again:
        return even
    return np.clip((np.float32(0.06) + np.float32(0.86) * (1 - even)) * MASK + np.float32(0.02), 0, 1)
