"""Whether a picture has a margin of one colour already, as a frame or a card has: it needs no second one."""

from typing import Final

import numpy as np

from renderer.paint.filters import BOX, sized
from renderer.paint.raster import Pixels

SIDE: Final = 160  # the picture is looked at in this size: what is woven into paper is gone
ALIKE: Final = 0.07  # how far in any channel a margin is from its colour
NARROWEST, WIDEST = 0.012, 0.3  # shares of the side
ABRUPT: Final = 0.035  # share of the side in which the margin gives way to the picture


def has_margin(pixels: Pixels) -> bool:
    """Return whether a margin of one colour goes all around, and ends on straight lines."""
    scale = min(1.0, SIDE / max(pixels.shape))
    rows, columns = (max(8, round(side * scale)) for side in pixels.shape[:2])
    small = sized(pixels, rows, columns, BOX)
    rim = np.concatenate([small[0], small[-1], small[:, 0], small[:, -1]])
    alike = np.abs(small - np.median(rim, axis=0)).max(axis=2) < ALIKE
    middle = alike[len(alike) // 4 : -len(alike) // 4], alike[:, alike.shape[1] // 4 : -alike.shape[1] // 4]
    sides = middle[1], middle[1][::-1], middle[0].T, middle[0].T[::-1]
    return all(_ends_abruptly(side.mean(axis=1)) for side in sides)


def _ends_abruptly(plain: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> bool:
    """Return whether lines, counted from a side, are plain up to one depth, and no longer plain right behind it."""
    length = len(plain)
    ended, gone = np.flatnonzero(plain < 0.9), np.flatnonzero(plain < 0.4)  # noqa: PLR2004 - nearly all; less than half
    if not len(ended) or not len(gone):
        return False
    return NARROWEST * length <= ended[0] <= WIDEST * length and gone[0] - ended[0] <= max(2, ABRUPT * length)
