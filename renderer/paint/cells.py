"""Media made of pieces: pixels, tiles, glass, triangles, dots, stitches. Each piece has one colour."""

import numpy as np
import numpy.typing as npt

from renderer.paint.palette import richer
from renderer.paint.raster import (
    Pixels,
    Plane,
    blur,
    clouds,
    colour,
    grid,
    mix,
    noise,
    ramp,
)  # fmt: skip
from renderer.paint.touch import Finish, Touch

Labels = npt.NDArray[np.int64]


def voronoi(shape: tuple[int, ...], cell: float, jitter: float, touch: Touch) -> tuple[Labels, Plane, Plane]:
    """Return for each pixel its piece, how far its centre is, and how far the border to the next piece is."""
    height, width = shape[:2]
    down, across = int(height / cell) + 3, int(width / cell) + 3
    random = touch.random("cells")
    offset = 0.5 + (random.random((down, across, 2), dtype=np.float32) - 0.5) * jitter
    rows, columns = grid(shape)
    own_row, own_column = (rows / cell).astype(np.int64) + 1, (columns / cell).astype(np.int64) + 1
    labels = np.zeros((height, width), np.int64)
    nearest, second = np.full((2, height, width), np.inf, np.float32)
    for step_down in (-1, 0, 1):
        for step_across in (-1, 0, 1):
            r, c = own_row + step_down, own_column + step_across
            centre = offset[r, c]
            away = np.hypot((r - 1 + centre[..., 0]) * cell - rows, (c - 1 + centre[..., 1]) * cell - columns)
            closer = away < nearest
            second = np.where(closer, nearest, np.minimum(second, away))
            labels = np.where(closer, r * across + c, labels)
            nearest = np.where(closer, away, nearest)
    return labels, nearest, second - nearest


def averaged(pixels: Pixels, labels: Labels) -> Pixels:
    """Paint each piece in the mean colour of its pixels."""
    flat = labels.ravel()
    counts = np.maximum(np.bincount(flat), 1)
    means = [np.bincount(flat, pixels[..., c].ravel()) / counts for c in range(3)]
    return np.stack([mean[labels] for mean in means], axis=2).astype(np.float32)


def pointillism(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint dots of pure colour that the eye mixes, in two layers on cream."""
    rich = richer(pixels, 1.7)
    painted = mix(blur(rich, 8 * touch.unit), np.broadcast_to(colour(244, 232, 206), pixels.shape), 0.38)
    for number, cell in enumerate((12.0, 7.5)):
        size = max(3.0, cell * touch.unit)
        shifted = Touch(touch.source, touch.seed + number)
        labels, away, _ = voronoi(pixels.shape, size, 0.8, shifted)
        hues = averaged(rich, labels)
        random = shifted.random("hue")
        nudge = random.normal(0, 0.1, (int(labels.max()) + 1, 3)).astype(np.float32)[labels]
        dots = np.clip(hues + nudge, 0, 1)
        painted = mix(painted, dots, 1 - ramp(away, size * 0.44, size * 0.6))
    return painted


def craquelure(strength: float) -> Finish:
    """Return a finish: the fine cracks of old plaster and varnish, here and there, and the stains of damp."""

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        cell = max(6.0, 34 * touch.unit)
        _, _, border = voronoi(pixels.shape, cell, 1.0, touch)
        rough = noise(touch.random("rough"), pixels.shape, 5 * touch.unit) - 0.5
        crack = 1 - ramp(border + rough * 3 * touch.unit, 0.2, 1.0 + 0.8 * touch.unit)
        where = ramp(clouds(touch.random("worn"), pixels.shape, 300 * touch.unit), 0.42, 0.62)
        stain = clouds(touch.random("plaster"), pixels.shape, 220 * touch.unit) - 0.5
        cracked = pixels * (1 - strength * crack * where)[..., None]
        return np.clip(cracked + (stain * strength * 0.5)[..., None], 0, 1)

    return finish
