"""Chance that looks natural: unevenness of any size, around 0."""

import numpy as np

from renderer.paint.filters import sized
from renderer.paint.raster import Plane


def rough(random: np.random.Generator, shape: tuple[int, ...], cell: float, octaves: int = 1) -> Plane:
    """Return hills and hollows about `cell` pixels wide, and finer ones upon them; mostly from -1 to 1."""
    rows, columns = shape[:2]
    made = np.zeros((rows, columns), np.float32)
    for octave in range(octaves):
        width = max(1.0, cell / 2**octave)
        coarse = random.standard_normal((int(rows / width) + 3, int(columns / width) + 3), np.float32)
        made += sized(coarse, rows, columns) * np.float32(0.5**octave)
    return made


def scattered(random: np.random.Generator, shape: tuple[int, int], share: float) -> Plane:
    """Return single points, 1 on a dark ground, on that share of all pixels."""
    return (random.random(shape, dtype=np.float32) < share).astype(np.float32)
