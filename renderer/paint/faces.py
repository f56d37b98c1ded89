"""Where faces probably are: compact patches in the colours of skin with something dark in them.

A rule of thumb and no recognition: whom it shows is never asked. A patch that is taken for a face
by mistake is painted a little finer, nothing more.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from renderer.paint.colour import apart, hue, lab
from renderer.paint.patches import patches
from renderer.paint.raster import Floats, Pixels, Plane, grid, ramp, resized, resized_pixels

SKIN: Final = 52  # degrees of OKLab
LIKELY: Final = 0.45  # from which share on it is taken for skin
SIDE: Final = 112  # the picture is looked at in this size
MOST: Final = 6
SMALLEST, LARGEST = 0.006, 0.42  # shares of the picture; a larger face needs no help
FULLEST: Final = 0.48  # how much of its box a face fills at least
NARROWEST, WIDEST = 0.5, 1.5  # width to height
PLAINEST: Final = 0.04  # a face has eyes: its brightness varies at least so much


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the picture, in shares of its height and width."""

    top: float
    left: float
    bottom: float
    right: float


def find_faces(pixels: Pixels) -> tuple[Box, ...]:
    """Return the likely faces, the largest first."""
    scale = SIDE / max(pixels.shape)
    rows, columns = (max(8, round(side * scale)) for side in pixels.shape[:2])
    small = np.clip(resized_pixels(pixels, rows, columns, Image.Resampling.BOX), 0, 1)
    found = [box for patch in patches(skin(lab(small)) > LIKELY) if (box := _face(patch, small))]
    return tuple(sorted(found, key=lambda box: -(box.bottom - box.top) * (box.right - box.left))[:MOST])


@lru_cache(maxsize=4)
def over(faces: tuple[Box, ...], shape: tuple[int, int]) -> Plane:
    """Return 1 inside the faces, 0 far from them, soft between."""
    rows, columns = grid((SIDE, SIDE))
    cover = np.zeros((SIDE, SIDE), np.float32)
    for box in faces:
        middle, half = (box.top + box.bottom) / 2, (box.bottom - box.top) / 2
        centre, wide = (box.left + box.right) / 2, (box.right - box.left) / 2
        away = np.hypot((rows / SIDE - middle) / half, (columns / SIDE - centre) / wide)
        cover = np.maximum(cover, 1 - ramp(away, 0.85, 1.35))
    return resized(cover, *shape)


def skin(colours: Floats) -> Plane:
    """Return how likely colours (OKLab) are skin, 0 to 1.

    Pale and dark skin differ in brightness and hardly in hue; flowers and coffee are stronger.
    """
    chroma, degrees = hue(colours)
    tinted = ramp(chroma, 0.02, 0.045) * (1 - ramp(chroma, 0.095, 0.125))
    return ramp(-apart(degrees, SKIN), -34, -16) * tinted * ramp(colours[..., 0], 0.32, 0.45)


def _face(patch: npt.NDArray[np.int64], small: Pixels) -> Box | None:
    (top, left), (bottom, right) = patch.min(axis=0), patch.max(axis=0) + 1
    height, width = int(bottom - top), int(right - left)
    # A neck or a bare shoulder hangs below: the face is the upper part, not much higher than wide.
    height = min(height, round(width * 1.5))
    bottom = top + height
    rows, columns = small.shape[:2]
    inside = (patch[:, 0] < bottom).sum() / (height * width)
    area = height * width / (rows * columns)
    varied = float(lab(small[top:bottom, left:right])[..., 0].std())
    cut_off = left <= 1 or right >= columns - 1  # such a patch is a wall or a curtain
    fits = not cut_off and inside > FULLEST and NARROWEST < width / height < WIDEST and varied > PLAINEST
    if not (fits and SMALLEST < area < LARGEST):
        return None
    return Box(float(top) / rows, float(left) / columns, float(bottom) / rows, float(right) / columns)
