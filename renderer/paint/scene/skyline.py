"""Where exactly the sky ends: at roofs, twigs and ridges, in the colours that meet there."""

from typing import Final

import numpy as np

from renderer.paint.colour import lab
from renderer.paint.filters import BILINEAR, FINE, gaussian, guided, sized, small
from renderer.paint.patches import Mask, shrunk, widened
from renderer.paint.raster import Floats, Pixels, Plane, luminance, ramp

SIDE: Final = 480  # colours are compared in this size
COLOURED: Final = np.array([1, 2, 2], np.float32)  # hue tells more than brightness
FARTHEST: Final = 5  # pixels of the small picture that the line is off at most: no roof is as narrow
ASIDE: Final = 3  # pixels of it, beyond which nothing is sky
# Steps from the sky's colours to the ground's are counted as at least and at most so far: haze is no sky, and what is
# half as far as a black roof is none either.
NEAREST, WIDEST = 0.08, 0.3


def traced(pixels: Pixels, colours: Floats, sky: Mask) -> Plane:
    """Return how much each pixel is sky, 0 to 1, of a mask that may be off by a few pixels of a small picture (OKLab)."""
    seen = lab(small(pixels, SIDE))
    rows, columns = seen.shape[:2]

    def fine(floats: Mask | Floats) -> Floats:
        return sized(floats.astype(np.float32), rows, columns, BILINEAR)

    inside = fine(sky)
    above = fine(around(colours, shrunk(sky), 4))
    below = fine(around(colours, ~widened(sky, ASIDE), 6))
    step = np.clip(np.abs(above - below) @ COLOURED, NEAREST, WIDEST)
    alike = 1 - ramp((np.abs(seen - above) @ COLOURED) / step, 0.3, 0.65)
    beside = fine(gaussian(widened(sky, FARTHEST).astype(np.float32), 1))
    cover = np.maximum(alike * ramp(beside, 0.05, 0.5), ramp(inside, 0.6, 1))
    cover = sized(cover, pixels.shape[0], pixels.shape[1], BILINEAR)
    return ramp(guided(luminance(pixels), cover, 0.004 * max(pixels.shape), 1e-4, FINE), 0.3, 0.7)


def around(colours: Floats, where: Mask, wide: float) -> Floats:
    """Return the mean colour about each pixel of what is marked."""
    share = where.astype(np.float32)
    return gaussian(colours * share[..., None], wide) / (gaussian(share, wide)[..., None] + np.float32(1e-4))
