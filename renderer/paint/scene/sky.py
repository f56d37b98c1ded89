"""Where the sky is: what is calm and fine, blue or bright, and reached from the upper side without crossing an edge.

Roofs and mountains may have a sky's colours; they have its smoothness only behind a line. Better no sky than a false one:
a look without a sky grades the whole picture, one with a false sky eats a roof.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from renderer.paint.colour import apart, hue, lab
from renderer.paint.filters import BOX, gaussian, sized, small
from renderer.paint.patches import Mask, patches, reached, shrunk, widened
from renderer.paint.raster import Floats, Pixels, Plane, luminance, ramp
from renderer.paint.scene.skyline import COLOURED, around, traced

SIDE: Final = 256  # the picture is looked at in this size
BLUE: Final = 250  # degrees of OKLab
EDGE: Final = 0.05  # slope of colours, a pixel: ridges in haze have 0.06 and more, clouds mostly less
FINEST: Final = 0.012  # mean grain: rock and slate have 0.015 and more, also where they are a sky's colour
LEAST: Final = 0.03  # share of the picture: a smaller patch is a window
ALONG_TOP: Final = 0.25  # share of the upper side that it reaches at least
ALONG_TOP_GREY: Final = 0.65  # the same of one that is not blue: a bright wall beside something is none
ALONG_FOOT: Final = 0.1  # share of the lower side that it reaches at most: water, walls and white grounds do
# Median grain of what can be sky, blue and of any other colour: skies have 0.004 and less, plaster and concrete 0.007
# and more.
SMOOTH_BLUE: Final = 0.010
SMOOTH: Final = 0.005
OF_BLUE: Final = 0.5  # share of a blue sky that is blue at least
BRIGHTEST: Final = 90  # percentile of all else above which a sky that is not blue is on the whole
# Share of the rim that is an edge: of 23 skies 0.62 and more, of lamps, drops and blurred grounds 0.58 and less. In the
# dark edges are weaker by as much as the sky is.
SHARP: Final = 0.6
IN_THE_DARK: Final = 0.1  # slope of an edge, of the sky's brightness
ROUNDS: Final = 3  # of looking behind what is thin
THIN: Final = 10  # pixels of a mast, a cable or a twig, behind which the sky goes on
SAME: Final = 0.06  # how far colours are from the sky's at most there
SHRED: Final = 0.004  # share of the picture
SOFT_RIM: Final = 0.03  # median grain where a cloud gives way to the blue: a white wall ends abruptly
BELOW: Final = 0.08  # of the height, that a cloud goes on below the blue
BESIDE: Final = 6  # pixels about a place that count as beside it
DARKER: Final = -0.03  # of a cloud than the sky beside it at most, in brightness: a pale mountain is darker
BESIDE_SKY: Final = 0.25  # share of a cloud's rim that lies at the blue at least


@dataclass(frozen=True)
class _Seen:
    """A small picture: its colours in OKLab, how steeply they change, and the grain of the large one."""

    colours: Floats
    slope: Plane
    grain: Plane

    @property
    def calm(self) -> Mask:
        """What has no edge and no grain."""
        return (self.slope < EDGE) & (gaussian(self.grain, 1) < FINEST)


def find_sky(pixels: Pixels, *, wall: bool = False) -> Plane:
    """Return how much each pixel is sky, 0 to 1; nothing where there is none. A wall behind things is taken too if so said."""
    seen = _seen(pixels)
    bright, (chroma, degrees) = seen.colours[..., 0], hue(seen.colours)
    blue = ramp(-apart(degrees, BLUE), -50, -25) * ramp(chroma, 0.02, 0.045) * ramp(bright, 0.16, 0.24)
    fits = np.maximum(ramp(bright, 0.5, 0.62) * (1 - ramp(chroma, 0.05, 0.1)), blue)
    may_be = (fits > 0.4) & seen.calm  # noqa: PLR2004 - about half
    # Lines have gaps of a pixel, through which it would go on into the hill: it goes only where there is room.
    sky = widened(reached(shrunk(may_be))) & may_be
    nothing = np.zeros(pixels.shape[:2], np.float32)
    if sky.mean() < LEAST or sky[0].mean() < ALONG_TOP:
        return nothing
    if not wall and not _of_a_sky(seen, blue > 0.4, sky):  # noqa: PLR2004 - about half
        return nothing
    sky = _beyond_thin(seen, may_be, sky)
    if not wall:
        for _ in range(2):  # clouds before clouds
            sky = sky | _clouds(seen, sky)
        sky = _without_holes(seen, fits, sky)
        if sky[-3:].mean() > ALONG_FOOT or not _ends_at_edges(seen, sky):
            return nothing
    return traced(pixels, seen.colours, sky)


def _seen(pixels: Pixels) -> _Seen:
    colours = lab(small(pixels, SIDE))
    down, right = np.gradient(gaussian(colours, 0.7), axis=(0, 1))
    slope = np.sqrt((down * down + right * right) @ (COLOURED * COLOURED))
    bright = luminance(pixels)
    grain = np.abs(bright - gaussian(bright, 0.002 * max(bright.shape)))
    return _Seen(colours, slope, sized(grain, colours.shape[0], colours.shape[1], BOX))


def _of_a_sky(seen: _Seen, blue: Mask, sky: Mask) -> bool:
    """Return whether what was reached has a sky's light: blue, or brighter than all else; and no grain as walls have."""
    smooth, bright = float(np.median(seen.grain[sky])), seen.colours[..., 0]
    if blue[sky].mean() > OF_BLUE:
        return smooth < SMOOTH_BLUE
    rest = bright[~sky]
    brightest = not rest.size or float(bright[sky].mean()) > float(np.percentile(rest, BRIGHTEST))
    return smooth < SMOOTH and sky[0].mean() > ALONG_TOP_GREY and brightest


def _beyond_thin(seen: _Seen, may_be: Mask, sky: Mask) -> Mask:
    """Return the sky with what goes on behind masts, cables and twigs, in the colours of its own rows; no lake below it."""
    found = sky.copy()
    for _ in range(ROUNDS):
        share = found.sum(axis=1)[:, None, None]
        rows = (seen.colours * found[..., None]).sum(axis=1, keepdims=True) / np.maximum(share, 1)
        away = np.abs(seen.colours - rows) @ COLOURED
        near, lowest = widened(found, THIN), int(np.flatnonzero(found.any(axis=1))[-1])
        for patch in patches(may_be & ~found):
            at = patch[:, 0], patch[:, 1]
            rim = near[at]
            if (
                not rim.any() and len(patch) > LEAST * sky.size
            ):  # as behind a tower from its foot to a crown of twigs
                rim = np.isin(at[1], (0, sky.shape[1] - 1))
            if (at[0] == len(sky) - 1).sum() > ALONG_FOOT * sky.shape[1] or not rim.any():
                continue
            if np.median(at[0][rim]) < lowest - THIN and float(np.median(away[at][rim])) < SAME:
                found[at] = True
    return found


def _without_holes(seen: _Seen, fits: Plane, sky: Mask) -> Mask:
    """Return the sky with the shreds of itself that lie amid it, between clouds; no bird and no balloon."""
    found = sky.copy()
    ground = reached(~sky[::-1])[::-1]
    for patch in patches(~sky & ~ground):
        at = patch[:, 0], patch[:, 1]
        if len(patch) < SHRED * sky.size and float(np.median(fits[at])) > 0.3:  # noqa: PLR2004 - about half
            found[at] = float(np.median(seen.grain[at])) < SOFT_RIM
    return found


def _clouds(seen: _Seen, sky: Mask) -> Mask:
    """Return the clouds that lie in the sky or before its foot: white, beside the sky and no darker, and soft where they end in it."""
    chroma, _ = hue(seen.colours)
    white = (seen.colours[..., 0] > 0.6) & (chroma < 0.09) & (seen.colours[..., 2] < 0.02) & ~sky  # noqa: PLR2004 - hardly tinted
    rows = np.flatnonzero(sky.mean(axis=1) > 0.04)  # noqa: PLR2004 - more than a gap
    white[int(rows[-1] + BELOW * len(white)) :] = False
    white &= seen.grain < SOFT_RIM
    near, found = widened(sky, 2), np.zeros_like(sky)
    lighter = seen.colours[..., 0] - around(seen.colours, sky, BESIDE)[..., 0]
    for patch in patches(white):
        at = patch[:, 0], patch[:, 1]
        rim = near[at]
        circle = max(1.0, 3.5 * len(patch) ** 0.5)  # of a round one, in pixels
        if (
            rim.sum() > BESIDE_SKY * circle
            and float(np.median(seen.grain[at][rim])) < SOFT_RIM
            and float(np.median(lighter[at][rim])) > DARKER
        ):
            found[at] = True
    return found


def _ends_at_edges(seen: _Seen, sky: Mask) -> bool:
    """Return whether the rim of the sky is a line of the picture, as a skyline is: what fades away is something else."""
    rim = sky & ~shrunk(sky)
    if not rim.any():
        return False
    step = min(EDGE, IN_THE_DARK * float(np.median(seen.colours[..., 0][sky])))
    return float(widened(seen.slope > step, 4)[rim].mean()) > SHARP
