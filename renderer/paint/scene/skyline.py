"""Where exactly the sky ends: at roofs, twigs and ridges, in the colours that meet there."""

from typing import Final

import numpy as np

from renderer.paint.colour import lab
from renderer.paint.filters import BILINEAR, FINE, gaussian, guided, sized, small
from renderer.paint.patches import Mask, widened
from renderer.paint.raster import Floats, Pixels, Plane, luminance, ramp

COLOURED: Final = np.array([1, 2, 2], np.float32)  # hue tells more than brightness
SURE: Final = 0.95  # share from which on a pixel is sky in any case
FARTHEST: Final = 5  # pixels of the small picture that the line is off at most: no roof is as narrow
ASIDE: Final = 3  # pixels of it, beyond which nothing is sky
# Steps from the sky's colours to the ground's are counted as at least and at most so far: haze is no sky, and what is
# half as far as a black roof is none either.
NEAREST, WIDEST = 0.08, 0.3


def traced(pixels: Pixels, sky: Mask) -> Plane:
    """Return how much each pixel is sky, 0 to 1, of a mask of the small picture that may be off by a few pixels."""
    seen = lab(small(pixels, FINE))
    rows, columns = seen.shape[:2]
    finer = columns / sky.shape[1]

    def fine(mask: Mask | Floats) -> Plane:
        return sized(mask.astype(np.float32), rows, columns, BILINEAR)

    inside = fine(sky)
    above = _around(seen, (inside > SURE).astype(np.float32), 4 * finer)
    below = _around(seen, fine(~widened(sky, ASIDE)), 6 * finer)
    step = np.clip(np.abs(above - below) @ COLOURED, NEAREST, WIDEST)
    alike = 1 - ramp((np.abs(seen - above) @ COLOURED) / step, 0.3, 0.65)
    beside = fine(gaussian(widened(sky, FARTHEST).astype(np.float32), 1))
    cover = np.maximum(alike * ramp(beside, 0.05, 0.5), ramp(inside, 0.6, 1))
    cover = sized(cover, pixels.shape[0], pixels.shape[1], BILINEAR)
    return ramp(guided(luminance(pixels), cover, 0.004 * max(pixels.shape), 1e-4, FINE), 0.3, 0.7)


def _around(colours: Floats, where: Plane, wide: float) -> Floats:
    """Return the mean colour about each pixel of what is marked."""
    return gaussian(colours * where[..., None], wide) / (gaussian(where, wide)[..., None] + np.float32(1e-4))
