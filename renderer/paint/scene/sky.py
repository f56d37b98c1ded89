"""Where the sky is: blue or brighter than what stands before it, smooth, joined to the upper side; with its clouds."""

from typing import Final

import numpy as np

from renderer.paint.colour import apart, hue, lab
from renderer.paint.filters import BILINEAR, BOX, FINE, gaussian, guided, sized, small
from renderer.paint.patches import Mask, patches
from renderer.paint.raster import Floats, Pixels, Plane, luminance, ramp

SIDE: Final = 128  # the picture is looked at in this size
CORNERS: Final = 320  # and its corners in this
BLUE: Final = 250  # degrees of OKLab
CALM: Final = 0.022  # mean fine contrast of what can be sky
LEAST: Final = 0.03  # share of the picture: a smaller patch is a window
ALONG_TOP: Final = 0.25  # share of the upper side that it reaches at least
# Median grain of what can be sky, blue and of any other colour: skies have 0.004 and less, plaster and concrete 0.007
# and more.
SMOOTH_BLUE: Final = 0.010
SMOOTH: Final = 0.005
OF_BLUE: Final = 0.5  # share of a blue sky that is blue at least
BRIGHTEST: Final = 90  # percentile of all else above which a sky that is not blue is on the whole
SOFT_RIM: Final = 0.03  # median grain where a cloud gives way to the blue: a white wall ends abruptly
BELOW: Final = 0.08  # of the height, that a cloud goes on below the blue
BESIDE_SKY: Final = 0.25  # share of a cloud's rim that lies at the blue at least


def find_sky(pixels: Pixels, *, wall: bool = False) -> Plane:
    """Return how much each pixel is sky, 0 to 1; nothing where there is none. A wall behind things is taken too if so said."""
    seen = lab(small(pixels, SIDE))
    bright, (chroma, degrees) = seen[..., 0], hue(seen)
    contrast = gaussian(np.abs(bright - gaussian(bright, 1.2)), 1.5)
    blue = ramp(-apart(degrees, BLUE), -50, -25) * ramp(chroma, 0.02, 0.045) * ramp(bright, 0.16, 0.24)
    fits = np.maximum(ramp(bright, 0.62, 0.82) * (1 - ramp(chroma, 0.05, 0.1)), blue)
    reached = _grown((fits > 0.4) & (contrast < CALM))  # noqa: PLR2004 - about half
    nothing = np.zeros(pixels.shape[:2], np.float32)
    if reached.mean() < LEAST or reached[0].mean() < ALONG_TOP:
        return nothing
    if not wall:
        grain = _grain(pixels, seen.shape)
        if not _of_a_sky(bright, blue > 0.4, grain, reached):  # noqa: PLR2004 - about half
            return nothing
        reached |= _clouds(seen, grain, reached)
    for _ in range(3):  # the rim was not calm
        reached |= (gaussian(reached.astype(np.float32), 1) > 0.08) & (fits > 0.3)  # noqa: PLR2004 - beside it
    cover = sized(_with_corners(pixels, reached), pixels.shape[0], pixels.shape[1], BILINEAR)
    return ramp(guided(luminance(pixels), cover, 0.006 * max(pixels.shape), 1e-4, FINE), 0.3, 0.7)


def _grain(pixels: Pixels, shape: tuple[int, ...]) -> Plane:
    """Return the finest contrast of a picture, as it is seen in a smaller one."""
    bright = luminance(pixels)
    return sized(np.abs(bright - gaussian(bright, 0.002 * max(bright.shape))), shape[0], shape[1], BOX)


def _of_a_sky(bright: Plane, blue: Mask, grain: Plane, reached: Mask) -> bool:
    """Return whether what was reached has a sky's light: blue, or brighter than all else; and no grain as walls have."""
    smooth = float(np.median(grain[reached]))
    if blue[reached].mean() > OF_BLUE:
        return smooth < SMOOTH_BLUE
    rest = bright[~reached]
    return smooth < SMOOTH and (
        not rest.size or float(bright[reached].mean()) > float(np.percentile(rest, BRIGHTEST))
    )


def _clouds(seen: Floats, grain: Plane, reached: Mask) -> Mask:
    """Return the clouds that lie in the sky or before its foot: white, beside the sky, and soft where they end in it."""
    chroma, _ = hue(seen)
    white = (seen[..., 0] > 0.6) & (chroma < 0.09) & (seen[..., 2] < 0.02) & ~reached  # noqa: PLR2004 - hardly tinted
    rows = np.flatnonzero(reached.mean(axis=1) > 0.04)  # noqa: PLR2004 - more than a gap
    white[int(rows[-1] + BELOW * len(white)) :] = False
    near = gaussian(reached.astype(np.float32), 1.2) > 0.12  # noqa: PLR2004 - beside it
    found = np.zeros_like(reached)
    for patch in patches(white):
        at = patch[:, 0], patch[:, 1]
        rim = near[at]
        around = max(1.0, 3.5 * len(patch) ** 0.5)  # of a round one, in pixels
        if rim.sum() > BESIDE_SKY * around and float(np.median(grain[at][rim])) < SOFT_RIM:
            found[at] = True
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
