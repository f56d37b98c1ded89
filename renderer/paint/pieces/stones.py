"""A mosaic: stones that are laid along the edges, small in faces, each a little different, in mortar."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from renderer.paint.colour import hexes, lab, rgb
from renderer.paint.filters import BOX, gaussian, sized, spread
from renderer.paint.inks import Labels, best_colours
from renderer.paint.pieces.cells import means
from renderer.paint.raster import Floats, Pixels, Plane, grid, luminance, mix, noise, ramp, slopes
from renderer.paint.touch import Touch

STONE: Final = 14.0
IN_FACES: Final = 8.0
HUES: Final = 28
HALVED: Final = 2  # stones are moved in a picture of half the size


@dataclass(frozen=True)
class _Floor:
    """Where stones may lie: the direction along edges, how hard the edges are, and the size of a stone, in half pixels."""

    along: Plane
    edges: Plane
    cell: float

    @property
    def counts(self) -> tuple[int, int]:
        """How many stones lie from above to below and from left to right."""
        rows, columns = self.along.shape
        return max(1, int(np.ceil(rows / self.cell))), max(1, int(np.ceil(columns / self.cell)))


def mosaic(pixels: Pixels, touch: Touch) -> Pixels:
    """Lay stones as Hausner does (2001): square cells turned along the edges, moved to their middles, never across one."""
    bright = luminance(spread(pixels))
    labels, gap, count = _laid(bright, touch, touch.piece(STONE, 5), 4)
    if touch.faces:
        fine, narrow, more = _laid(bright, touch, touch.piece(IN_FACES, 4), 3)
        face = means(touch.scene.face[..., None], labels, count)[labels, 0] > 0.5  # noqa: PLR2004 - half
        labels, gap = np.where(face, fine + count, labels), np.where(face, narrow * 1.1, gap)
        count += more
    stones = _coloured(pixels, labels, count, touch)
    return _set(stones[labels], gap, touch)


def _laid(bright: Plane, touch: Touch, cell: float, rounds: int) -> tuple[Labels, Plane, int]:
    """Return which stone each pixel is of, how far the next one is, and how many stones there are."""
    height, width = bright.shape
    rows, columns = max(2, height // HALVED), max(2, width // HALVED)
    half = gaussian(sized(bright, rows, columns, BOX), 1.2)
    steep = np.hypot(*slopes(half))
    low, high = (float(np.percentile(steep, share)) for share in (88, 96))
    edges = ramp(steep, low, max(high, low + 1e-3))
    floor = _Floor(_along(half, 5 * touch.unit), edges, cell / HALVED)
    down, across = floor.counts
    row, column = grid((down, across))
    loose = touch.random("stones").uniform(-0.2, 0.2, (2, down, across)).astype(np.float32)
    places = np.stack(
        [(row + 0.5 + loose[0]) * rows / down, (column + 0.5 + loose[1]) * columns / across], axis=2
    )
    places = places.reshape(-1, 2).astype(np.float32)
    y, x = (axis.ravel() for axis in grid((rows, columns)))
    weights = (1.02 - edges).ravel()
    for _ in range(rounds):
        labels = _nearest((rows, columns), places, floor, 1.0)[0].ravel()
        shares = np.maximum(np.bincount(labels, weights, len(places)), 1e-3)
        sums = (np.bincount(labels, axis * weights, len(places)) for axis in (y, x))
        middles = np.stack([one / shares for one in sums], axis=1)
        places = np.where((shares > 0.05)[:, None], middles, places).astype(np.float32)  # noqa: PLR2004 - some pixels
    labels, best, second = _nearest((height, width), places, floor, height / rows)
    return labels, second - best, len(places)


def _along(bright: Plane, radius: float) -> Plane:
    """Return the direction across edges, spread from strong ones into calm areas (structure tensor)."""
    down, right = slopes(bright)
    parts = (right * right, right * down, down * down)
    wide = [
        sum(
            share * gaussian(part, max(0.5, radius * times))
            for times, share in ((1, 1.0), (3, 0.12), (8, 0.02))
        )
        for part in parts
    ]
    return (0.5 * np.arctan2(2 * wide[1], wide[0] - wide[2])).astype(np.float32)


def _nearest(
    shape: tuple[int, int], places: Floats, floor: _Floor, scale: float
) -> tuple[Labels, Plane, Plane]:
    """Return for each pixel its stone, and how far it and the next one are, as a square's sides measure."""
    (rows, columns), (down, across) = floor.along.shape, floor.counts
    y, x = grid(shape)
    own_row = np.clip((y * (down / scale / rows)).astype(np.int32), 0, down - 1)
    own_column = np.clip((x * (across / scale / columns)).astype(np.int32), 0, across - 1)
    turn = floor.along[
        np.clip(places[:, 0], 0, rows - 1).astype(np.int64),
        np.clip(places[:, 1], 0, columns - 1).astype(np.int64),
    ]
    cosine, sine = np.cos(turn), np.sin(turn)
    best, second = np.full((2, *shape), np.float32(1e9))
    labels = np.full(shape, -1, np.int32)
    for row in (-1, 0, 1):
        for column in (-1, 0, 1):
            stone = np.clip(own_row + row, 0, down - 1) * across + np.clip(own_column + column, 0, across - 1)
            off_y, off_x = y - places[stone, 0] * scale, x - places[stone, 1] * scale
            c, s = cosine[stone], sine[stone]
            away = np.maximum(np.abs(off_x * c + off_y * s), np.abs(off_y * c - off_x * s))
            other = stone != labels
            closer = other & (away < best)
            second = np.where(closer, best, np.where(other, np.minimum(second, away), second))
            labels, best = np.where(closer, stone, labels), np.where(closer, away, best)
    return labels.astype(np.intp), best, second


def _coloured(pixels: Pixels, labels: Labels, count: int, touch: Touch) -> Pixels:
    """Return each stone's colour: few hues, with the differences of natural stone."""
    even, random = spread(pixels), touch.random("quarry")
    sharp = np.clip(even + (even - gaussian(even, 5 * touch.unit)) * 0.6, 0, 1)
    own = lab(means(sharp, labels, count)) * np.array([1, 1.4, 1.4], np.float32)
    areas = np.maximum(np.bincount(labels.ravel(), minlength=count), 0.01) / max(1.0, labels.size / count)
    hues = best_colours(own, HUES, areas.astype(np.float32), random)
    nearest = np.stack([((own - one) ** 2).sum(axis=1) for one in hues], axis=1).argmin(axis=1)
    stones = 0.35 * own + 0.65 * hues[nearest]
    stones = stones + random.normal(0, 1, stones.shape).astype(np.float32) * np.array(
        [0.028, 0.006, 0.006], np.float32
    )
    return rgb(np.stack([np.clip(stones[:, 0], 0.05, 1), stones[:, 1], stones[:, 2]], axis=1))


def _set(stones: Pixels, gap: Plane, touch: Touch) -> Pixels:
    """Return stones with worn edges, lit from the upper left, in warm mortar."""
    unit = touch.piece(1, 0.5)
    rough = noise(touch.random("rough"), gap.shape, 3 * touch.unit) - 0.5
    down, right = slopes(gaussian(ramp(gap, 0, 5 * unit), 0.8 * unit))
    lit = stones * (1 + 0.08 * rough)[..., None] + np.clip(-(down + right) * 0.9, -0.16, 0.2)[..., None]
    mortar = hexes("#726a5c")[0] * (1 + 0.16 * rough)[..., None]
    return np.clip(mix(mortar, np.clip(lit, 0, 1), ramp(gap, 0.5 * unit, 1.9 * unit)), 0, 1)
