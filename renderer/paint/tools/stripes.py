"""Stripes: evenly spaced lines along a field that fork and end as an engraver's do.

They grow out of noise, again and again smeared along the field and sharpened across it (Witkin and Kass 1991, after
Turing 1952).
"""

import numpy as np

from renderer.paint.raster import Plane
from renderer.paint.tools.smooth import gauss
from renderer.paint.tools.streams import Streams

SOFT = 0.6  # pixels of blur at the end, or lines become beads
HEIGHT = 1.35  # of what has been clipped and blurred


def stripes(
    random: np.random.Generator, angle: Plane, period: float, rounds: int = 4, doublings: int = 2
) -> Plane:
    """Return lines along the field, -1 to 1, so many pixels from one to the next."""
    streams = Streams(angle, doublings=doublings)
    lines = random.random(angle.shape, dtype=np.float32) - np.float32(0.5)
    for _ in range(rounds):
        lines = streams.smear(lines)
        lines = gauss(lines, period / 5) - gauss(lines, period / 5 * 1.7)
        energy = np.sqrt(gauss(lines * lines, period * 1.2)) + np.float32(1e-6)
        lines = np.clip(lines / energy, -1.6, 1.6)
    return gauss(lines, SOFT) / np.float32(HEIGHT)
