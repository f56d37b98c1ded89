"""Chance that looks natural: unevenness of any size, around 0."""

import numpy as np

from renderer.paint.filters import gaussian, sized
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


def grains(random: np.random.Generator, shape: tuple[int, ...], size: float) -> Plane:
    """Return film grain around 0, mostly from -1 to 1: no grid in it, each grain about `size` pixels wide, in faint clumps."""
    fine = random.standard_normal(shape[:2], np.float32)
    if size > 0.6:  # noqa: PLR2004 - a pixel is as wide
        fine = gaussian(fine, 0.42 * size) * np.float32(1 + 1.1 * size)
    return np.float32(0.62) * fine + np.float32(0.2) * rough(random, shape, 3.2 * size)
