"""Pieces that follow what they show, and what all pixels of a piece have in common."""

import numpy as np

from renderer.paint.colour import lab
from renderer.paint.inks import Labels
from renderer.paint.raster import Floats, Pixels, grid, noise
from renderer.paint.touch import Touch


def means(floats: Floats, labels: Labels, count: int) -> Floats:
    """Return the mean of each piece, one a row; 0 for a piece without pixels."""
    flat = labels.ravel()
    areas = np.maximum(np.bincount(flat, minlength=count), 1)
    channels = [np.bincount(flat, floats[..., c].ravel(), count) / areas for c in range(floats.shape[2])]
    return np.stack(channels, axis=1).astype(np.float32)


def superpixels(pixels: Pixels, cell: float, compact: float, touch: Touch) -> tuple[Labels, int]:
    """Return pieces of about a cell's size whose borders lie on edges (SLIC, Achanta 2012), and how many there are.

    The grid that they grow from is bent, so that calm areas are not squared.
    """
    height, width = pixels.shape[:2]
    down, across = max(2, round(height / cell)), max(2, round(width / cell))
    y, x = grid(pixels.shape)
    row = np.clip((y * (down / height)).astype(np.int32), 0, down - 1)
    column = np.clip((x * (across / width)).astype(np.int32), 0, across - 1)
    random = touch.random("panes")
    bent = [noise(random, pixels.shape, cell * 1.5) - 0.5 for _ in range(2)]
    places = np.stack([y / cell + bent[0] * 0.9, x / cell + bent[1] * 0.9], axis=2)
    features = np.concatenate([lab(pixels) / np.float32(compact), places], axis=2).astype(np.float32)
    count = down * across
    labels: Labels = (row * across + column).astype(np.intp)
    for _ in range(5):
        centres = means(features, labels, count)
        best, moved = np.full(row.shape, np.inf, np.float32), labels
        for up in (-1, 0, 1):
            for left in (-1, 0, 1):
                one = np.clip(row + up, 0, down - 1) * across + np.clip(column + left, 0, across - 1)
                away = np.zeros(row.shape, np.float32)
                for axis in range(5):
                    away += (features[..., axis] - centres[one, axis]) ** 2
                closer = away < best
                best = np.where(closer, away, best)
                moved: Labels = np.where(closer, one, moved).astype(np.intp)
        labels = moved
    return labels, count
