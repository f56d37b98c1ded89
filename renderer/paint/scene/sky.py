"""Where the sky is: bright or blue, calm, and joined to the upper side."""

from typing import Final

import numpy as np

from renderer.paint.colour import apart, hue, lab
from renderer.paint.filters import BILINEAR, FINE, gaussian, guided, sized, small
from renderer.paint.patches import Mask
from renderer.paint.raster import Pixels, Plane, luminance, ramp

SIDE: Final = 128  # the picture is looked at in this size
CORNERS: Final = 320  # and its corners in this
BLUE: Final = 250  # degrees of OKLab
CALM: Final = 0.022  # mean fine contrast of what can be sky
LEAST: Final = 0.03  # share of the picture: a smaller patch is a window
HANGING: Final = 0.25  # share of the height
ALONG_TOP: Final = 0.25  # share of the upper side that it reaches at least


def find_sky(pixels: Pixels) -> Plane:
    """Return how much each pixel is sky, 0 to 1; nothing where there is none."""
    seen = lab(small(pixels, SIDE))
    bright, (chroma, degrees) = seen[..., 0], hue(seen)
    contrast = gaussian(np.abs(bright - gaussian(bright, 1.2)), 1.5)
    blue = ramp(-apart(degrees, BLUE), -50, -25) * ramp(chroma, 0.02, 0.045) * ramp(bright, 0.16, 0.24)
    fits = np.maximum(ramp(bright, 0.62, 0.82) * (1 - ramp(chroma, 0.05, 0.1)), blue)
    reached = _grown((fits > 0.4) & (contrast < CALM))  # noqa: PLR2004 - about half
    if reached.mean() < LEAST or reached[0].mean() < ALONG_TOP:
        return np.zeros(pixels.shape[:2], np.float32)
    reached |= _clouds(reached, (bright > 0.66) & (chroma < 0.07))  # noqa: PLR2004 - white
    for _ in range(3):  # the rim was not calm
        reached |= (gaussian(reached.astype(np.float32), 1) > 0.08) & (fits > 0.3)  # noqa: PLR2004 - beside it
    cover = sized(_with_corners(pixels, reached), pixels.shape[0], pixels.shape[1], BILINEAR)
    return ramp(guided(luminance(pixels), cover, 0.006 * max(pixels.shape), 1e-4, FINE), 0.3, 0.7)


def _clouds(reached: Mask, white: Mask) -> Mask:
    """Return what is white and hangs in the sky, with more of it on both sides, as far down as a cloud hangs: none of them is calm."""
    found, deep = np.zeros_like(reached), np.zeros(reached.shape[1], np.intp)
    left = np.logical_or.accumulate(reached, axis=1)
    right = np.logical_or.accumulate(reached[:, ::-1], axis=1)[:, ::-1]
    for row in range(1, len(reached)):
        above = reached[row - 1] | found[row - 1]
        found[row] = (
            white[row] & left[row] & right[row] & ~reached[row] & above & (deep < HANGING * len(reached))
        )
        deep = np.where(found[row], deep + 1, 0)
    return found


def _with_corners(pixels: Pixels, reached: Mask) -> Plane:
    """Return the sky with the corners that a small picture does not show: beside it, and in its colours.

    Without them a new sky leaves slips of the old one under eaves and between twigs.
    """
    seen = lab(small(pixels, CORNERS))
    rows, columns = seen.shape[:2]
    share = sized(reached.astype(np.float32), rows, columns, BILINEAR)
    for _ in range(3):
        near = gaussian(share, 8)
        colours = gaussian(seen * share[..., None], 8) / (near[..., None] + np.float32(1e-3))
        away = (np.abs(seen - colours) * np.array([1, 3, 3], np.float32)).sum(axis=2)
        share = np.maximum(share, (1 - ramp(away, 0.06, 0.1)) * ramp(near, 0.04, 0.12))
    return share


def _grown(may_be: Mask) -> Mask:
    """Return what is reached from the upper side, going down and sideways."""
    reached = np.zeros_like(may_be)
    reached[0] = may_be[0]
    rows, columns = may_be.shape
    for _ in range(3):
        for row in range(1, rows):
            above = reached[row - 1].copy()
            above[1:] |= reached[row - 1, :-1]
            above[:-1] |= reached[row - 1, 1:]
            reached[row] |= may_be[row] & above
        for column in range(1, columns):
            reached[:, column] |= may_be[:, column] & reached[:, column - 1]
        for column in range(columns - 2, -1, -1):
            reached[:, column] |= may_be[:, column] & reached[:, column + 1]
    return reached
