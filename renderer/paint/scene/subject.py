"""What the picture is of, and whether that can be told well enough to cut it out."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from renderer.paint.colour import lab
from renderer.paint.faces import Box, over
from renderer.paint.filters import gaussian, guided, sized, small
from renderer.paint.patches import Mask, patches
from renderer.paint.raster import Floats, Pixels, Plane, grid, luminance, ramp, slopes
from renderer.paint.scene.barrier import barrier

SIDE: Final = 112  # the picture is looked at in this size
BINS: Final = 12  # of colours, each axis
ISLAND: Final = 0.03  # of the largest part
ROUNDS: Final = 4
LARGEST_HOLE: Final = 0.06  # share of the picture, also of a gap that is open below
HIGHEST_TOP, WIDEST_TOP = 0.3, 0.22  # shares of the height and width: what is larger is a hill behind it
SEEN: Final = 160  # pixels a side at which an outline is judged
SHORTEST: Final = 24  # pixels of an outline
ASIDE: Final = 3.0  # pixels inside and outside at which colours are compared
BORDER: Final = 0.12  # how far colours (OKLab, hue counted more) differ across a border at least
COLOURED: Final = np.array([1, 2.5, 2.5], np.float32)
# Share of the outline that is a border. Of 28 photographs it is 0.89 and more where the subject is right and no face is seen,
# 0.84 and less where it is wrong: a motorcycle before its shelf, a mug and a cat, a street. Faces say where somebody is:
# there 0.82 and more are right.
TRUSTED: Final = 0.86
TRUSTED_BY_FACES: Final = 0.8


def find_subject(pixels: Pixels, sky: Plane, faces: Sequence[Box]) -> Plane:
    """Return how much each pixel is part of the subject, 0 to 1."""
    seen = lab(small(pixels, SIDE))
    rows, columns = seen.shape[:2]
    above = sized(sky, rows, columns)
    odds = _odds(seen, above, faces)
    share = _by_colour(seen, odds)
    share = np.maximum(share, ramp(gaussian(share, 2.5), 0.55, 0.75))
    share = np.maximum(share, 0.98 * (over(tuple(faces), (rows, columns)) > 0.5))  # noqa: PLR2004 - half
    for gap in patches(_covered(share > 0.5)):  # noqa: PLR2004 - half
        if len(gap) < LARGEST_HOLE * rows * columns:
            share[gap[:, 0], gap[:, 1]] = 0.98
    if not faces:
        share[_tops(above > 0.5, share > 0.5)] = 0.98  # noqa: PLR2004 - half
    cover = ramp(sized(share, pixels.shape[0], pixels.shape[1]), 0.35, 0.65)
    found = ramp(guided(luminance(pixels), cover, 0.012 * max(pixels.shape), 4e-4, 512), 0.3, 0.7)
    return found * _mainland(found)


def _covered(subject: Mask) -> Mask:
    """Return what is no part of a subject but has parts of it above and on both sides: holes, and what is between legs.

    Cut out, it would take a belly along that lies in shadow, and leave its darkest spot floating in the air.
    """
    above = np.logical_or.accumulate(subject, axis=0)
    left = np.logical_or.accumulate(subject, axis=1)
    right = np.logical_or.accumulate(subject[:, ::-1], axis=1)[:, ::-1]
    return above & left & right & ~subject


def _tops(sky: Mask, subject: Mask) -> Mask:
    """Return the roofs and spires that a subject ends in: narrow, and right above them and on both sides is the sky."""
    under = np.logical_or.accumulate(sky, axis=0) & ~sky
    tops = under & np.logical_or.accumulate(subject[::-1], axis=0)[::-1] & ~subject
    columns = sky.shape[1]
    places = grid(sky.shape)[1]
    left = np.maximum.accumulate(np.where(sky, places, -columns), axis=1)
    right = np.minimum.accumulate(np.where(sky, places, 2 * columns)[:, ::-1], axis=1)[:, ::-1]
    tops &= right - left < WIDEST_TOP * columns
    return tops & (tops.sum(axis=0) < HIGHEST_TOP * len(sky))


def _mainland(found: Plane) -> Plane:
    """Return where the subject hangs together, soft at the borders: a scrap beside it would float in the air."""
    few = small(found, SIDE) > 0.5  # noqa: PLR2004 - half
    parts = list(patches(few))
    largest = max(map(len, parts), default=0)
    kept = np.zeros(few.shape, np.float32)
    for part in parts:
        if len(part) >= ISLAND * largest:
            kept[part[:, 0], part[:, 1]] = 1
    return ramp(gaussian(sized(kept, *found.shape), 0.007 * max(found.shape)), 0.05, 0.25)


def _odds(seen: Floats, sky: Plane, faces: Sequence[Box]) -> Plane:
    """Return the logarithm of the odds: near the middle, apart from the sides, sharp, a head or shoulders, no sky."""
    down, right = (axis / length for axis, length in zip(grid(seen.shape), seen.shape[:2], strict=True))
    bright = seen[..., 0]
    central = np.exp(-(((right - 0.5) / 0.34) ** 2 + ((down - 0.55) / 0.46) ** 2))
    sharp = gaussian(np.abs(bright - gaussian(bright, 1)), 3)
    sharp = np.clip(sharp / (np.percentile(sharp, 95) + 1e-5), 0, 1)
    away = barrier(gaussian(seen, 0.8))
    away = np.clip(away / (np.percentile(away, 92) + 1e-5), 0, 1)
    outer = 1 - np.minimum(np.minimum(right, 1 - right) / 0.1, 1)
    head, shoulders = _person(down, right, faces)
    odds = (
        2.6 * central + 2.6 * away + 0.9 * sharp + 5 * head + 2.2 * shoulders - 3.5 * sky - 1.2 * outer - 3.9
    )
    return np.clip(odds, -4, 4).astype(np.float32)


def _person(down: Plane, right: Plane, faces: Sequence[Box]) -> tuple[Plane, Plane]:
    """Return where heads with their hair, and shoulders, are by the faces."""
    head, shoulders = np.zeros_like(down), np.zeros_like(down)
    for box in faces:
        height, width, middle = box.bottom - box.top, box.right - box.left, (box.left + box.right) / 2
        from_face = np.hypot(
            (down - box.top - 0.36 * height) / (0.86 * height), (right - middle) / (0.8 * width)
        )
        head = np.maximum(head, 1 - ramp(from_face, 0.8, 1.15))
        below = ramp(down, box.bottom, box.bottom + 0.35 * height)
        shoulders = np.maximum(shoulders, below * (1 - ramp(np.abs(right - middle) / width, 1.3, 2.1)))
    return head, shoulders


def _by_colour(seen: Floats, odds: Plane) -> Plane:
    """Return the share of the subject, refined by which colours are in it and which are around it."""
    scaled = (seen + np.array([0, 0.2, 0.2], np.float32)) * np.array([BINS, 30, 30], np.float32)
    bins = np.clip(scaled, 0, BINS - 1).astype(np.intp)
    flat = ((bins[..., 0] * BINS + bins[..., 1]) * BINS + bins[..., 2]).ravel()
    share = _logistic(odds)
    for _ in range(ROUNDS):
        inside, around = (_likelihood(flat, weights) for weights in (share, 1 - share))
        share = _logistic(odds + 1.3 * np.clip(inside - around, -3, 3).reshape(odds.shape))
        share = np.clip(guided(seen[..., 0], gaussian(share, 1.5), 4, 2e-3), 0.01, 0.99)
    return share


def _likelihood(bins: np.ndarray[tuple[int], np.dtype[np.intp]], weights: Plane) -> Floats:
    counts = np.bincount(bins, weights.ravel(), BINS**3).reshape(BINS, BINS, BINS)
    for axis in range(3):
        counts = counts + 0.5 * (np.roll(counts, 1, axis) + np.roll(counts, -1, axis))
    return np.log(counts.ravel()[bins] / counts.sum() + 1e-5)


def _logistic(odds: Floats) -> Floats:
    return (1 / (1 + np.exp(-odds))).astype(np.float32)


def outlined(pixels: Pixels, subject: Plane, faces: Sequence[Box] = ()) -> bool:
    """Return whether the subject's outline lies on borders of the picture. If not, nothing may be cut along it.

    What counts is how much of the outline has another colour inside than outside: a few strong edges do not make up
    for a line that wanders through fur, a meadow or a bus.
    """
    outline = gaussian(small(subject, SEEN), 1)
    seen = gaussian(lab(small(pixels, SEEN)), 1)
    steep = _steepness(outline)
    steep[:3] = steep[-3:] = steep[:, :3] = steep[:, -3:] = 0
    rows, columns = np.nonzero(steep > 0.15)  # noqa: PLR2004 - in the middle of the border
    if len(rows) < SHORTEST:
        return False
    down, right = (axis[rows, columns] for axis in slopes(gaussian(outline, 1)))
    length = np.hypot(down, right) + 1e-6

    def beside(pixels_away: float) -> Floats:
        row = np.clip(np.rint(rows + pixels_away * down / length), 0, seen.shape[0] - 1).astype(np.intp)
        column = np.clip(np.rint(columns + pixels_away * right / length), 0, seen.shape[1] - 1).astype(
            np.intp
        )
        return seen[row, column]

    differs = np.abs(beside(ASIDE) - beside(-ASIDE)) @ COLOURED
    return float((differs > BORDER).mean()) > (TRUSTED_BY_FACES if faces else TRUSTED)


def colour_edges(pixels: Pixels, side: int = 160) -> Plane:
    """Return how steeply colours change, in a small picture; colour counts twice as much as brightness."""
    seen = gaussian(lab(small(pixels, side)), 1)
    return sum(
        (_steepness(seen[..., axis]) * weight for axis, weight in ((0, 1), (1, 2), (2, 2))),
        np.zeros(seen.shape[:2], np.float32),
    )


def _steepness(plane: Plane) -> Plane:
    down, right = np.gradient(plane)
    return np.hypot(down, right)
