"""Few flat colours: those that suit a picture best, which of them is nearest to each pixel, and areas with clean borders."""

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from renderer.paint.colour import lab
from renderer.paint.filters import BILINEAR, BOX, gaussian, sized
from renderer.paint.raster import Floats, Pixels, Plane
from renderer.paint.threads import COUNT, each

Labels = npt.NDArray[np.intp]  # rows, columns: the number of a colour

SAMPLES: Final = 5000
ROUNDS: Final = 12
CELLS: Final = 64  # of the table of nearest colours, each way


def best_colours(colours: Floats, count: int, weights: Plane, random: np.random.Generator) -> Floats:
    """Return so many colours (OKLab, dark to light) that suit those of a picture, where the weights are high above all.

    k-means from well spread beginnings: without weights a sky would get most of them.
    """
    shares = np.clip(weights.ravel(), 0.01, 9).astype(np.float64)
    points = colours.reshape(-1, 3)[random.choice(weights.size, SAMPLES, p=shares / shares.sum())]
    centres, away = points[:1], ((points - points[0]) ** 2).sum(axis=1)
    for _ in range(count - 1):
        farthest = points[int(np.argmax(away * random.random(SAMPLES) ** 0.15))]
        centres = np.concatenate([centres, farthest[None]])
        away = np.minimum(away, ((points - farthest) ** 2).sum(axis=1))
    for _ in range(ROUNDS):
        centres = _moved(centres, points)
    return centres[np.argsort(centres[:, 0])]


def _moved(centres: Floats, points: Floats) -> Floats:
    """Return the mean of the points that each is nearest to; one that has none stays."""
    nearest = ((points[:, None] - centres[None]) ** 2).sum(axis=2).argmin(axis=1)
    counts = np.bincount(nearest, minlength=len(centres))[:, None]
    sums = np.stack([np.bincount(nearest, points[:, axis], len(centres)) for axis in range(3)], axis=1)
    return np.where(counts > 0, sums / np.maximum(counts, 1), centres).astype(np.float32)


def nearest_colours(
    pixels: Pixels, colours: Floats, weights: tuple[float, float, float] = (1, 1, 1)
) -> Labels:
    """Return which of some colours (OKLab) is nearest to each pixel, each axis weighted, through a table of 64³."""
    table = _table() * np.array(weights, np.float32)
    best, nearest = np.full(len(table), np.inf, np.float32), np.zeros(len(table), np.intp)
    for number, one in enumerate(colours * np.array(weights, np.float32)):
        away = ((table - one) ** 2).sum(axis=1)
        closer = away < best
        best[closer], nearest[closer] = away[closer], number
    cells = (np.clip(pixels, 0, 1) * (CELLS - 0.01)).astype(np.int32)
    return nearest[(cells[..., 0] * CELLS + cells[..., 1]) * CELLS + cells[..., 2]]


@cache
def _table() -> Floats:
    scale = (np.arange(CELLS, dtype=np.float32) + np.float32(0.5)) / CELLS
    red, green, blue = np.meshgrid(scale, scale, scale, indexing="ij")
    return lab(np.stack([red, green, blue], axis=-1).reshape(-1, 3))


def flat_areas(labels: Labels, colours: Pixels, radius: float) -> Pixels:
    """Return each label's colour, with smooth borders as a vector drawing has them: labels are blurred, the strongest wins."""
    rows, columns = labels.shape
    factor = 2 if radius >= 2 and min(rows, columns) >= 4 else 1  # noqa: PLR2004 - finer ones need every pixel

    def share(number: int) -> Plane:
        here = sized((labels == number).astype(np.float32), rows // factor, columns // factor, BOX)
        cover = np.maximum(sized(gaussian(here, radius / factor), rows, columns, BILINEAR), 0)
        for _ in range(4):  # to the 16th power
            cover *= cover
        return cover

    sums, total = np.zeros((3, rows, columns), np.float32), np.full((rows, columns), 1e-30, np.float32)
    for first in range(0, len(colours), COUNT):
        numbers = range(first, min(first + COUNT, len(colours)))
        for number, cover in zip(numbers, each(share, numbers), strict=True):
            for channel in range(3):
                sums[channel] += cover * np.float32(colours[number, channel])
            total += cover
    return np.stack([plane / total for plane in sums], axis=2)
