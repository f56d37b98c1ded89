"""Where faces probably are. Whom they show is never asked; they are painted a little finer, nothing more."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from PIL import Image

from renderer.paint.colour import apart, hue
from renderer.paint.networks import FACES_SIDE, face_likelihoods
from renderer.paint.raster import Floats, Pixels, Plane, grid, ramp, resized, resized_pixels

SKIN: Final = 52  # degrees of OKLab
SIDE: Final = 112  # the cover is worked out in this size
LIKELY: Final = 0.66  # faces of photographs have 0.85 and more, a raccoon's 0.6, as a motorcycle's dials; cups 0.3 at most
SAME: Final = 0.3  # two boxes with so much in common, as a share of what they cover together, are one face
MOST: Final = 16
WIDER: Final = 0.1  # of its size, on each side: the network's box ends at the brows, the cheeks and the chin


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the picture, in shares of its height and width."""

    top: float
    left: float
    bottom: float
    right: float


def find_faces(pixels: Pixels) -> tuple[Box, ...]:
    """Return the likely faces of a picture (rows, columns, RGB from 0 to 1), the largest first."""
    scale = FACES_SIDE / max(pixels.shape[:2])
    rows, columns = (max(1, round(side * scale)) for side in pixels.shape[:2])
    seen = np.zeros((FACES_SIDE, FACES_SIDE, 3), np.float32)
    seen[:rows, :columns] = np.clip(resized_pixels(pixels, rows, columns, Image.Resampling.BILINEAR), 0, 1)
    likely = [one for level in face_likelihoods(seen) for one in _boxes(*level, (rows, columns))]
    found: list[Box] = []
    for _, box in sorted(likely, key=lambda one: -one[0]):
        if len(found) < MOST and all(_common(box, other) < SAME for other in found):
            found.append(box)
    return tuple(sorted((_wider(box) for box in found), key=lambda box: -_area(box)))


def _boxes(stride: int, likelihoods: Plane, boxes: Pixels, size: tuple[int, int]) -> list[tuple[float, Box]]:
    """Return the likely faces of one stride, each with its likelihood, in shares of the size (rows, columns)."""
    found: list[tuple[float, Box]] = []
    for row, column in np.argwhere(likelihoods > LIKELY):
        right, down, width, height = (float(number) for number in boxes[row, column])
        middle, centre = (float(row) + down) * stride, (float(column) + right) * stride
        high, wide = (float(np.exp(min(number, 5))) * stride / 2 for number in (height, width))
        top, bottom = (float(np.clip(edge / size[0], 0, 1)) for edge in (middle - high, middle + high))
        left, end = (float(np.clip(edge / size[1], 0, 1)) for edge in (centre - wide, centre + wide))
        if top < bottom and left < end:  # not in the margin that fills the network's square
            found.append((float(likelihoods[row, column]), Box(top, left, bottom, end)))
    return found


def _common(one: Box, other: Box) -> float:
    """Return what two boxes have in common, as a share of what they cover together."""
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    wide = min(one.right, other.right) - max(one.left, other.left)
    common = max(0, high) * max(0, wide)
    return common / (_area(one) + _area(other) - common)


def _area(box: Box) -> float:
    return (box.bottom - box.top) * (box.right - box.left)


def _wider(box: Box) -> Box:
    high, wide = WIDER * (box.bottom - box.top), WIDER * (box.right - box.left)
    return Box(
        max(0, box.top - high), max(0, box.left - wide), min(1, box.bottom + high), min(1, box.right + wide)
    )


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
