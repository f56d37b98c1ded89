"""Masks of small pictures: their connected parts, their rims, and what is reached from above."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]  # rows, columns
Places = npt.NDArray[np.int64]  # pixels, and of each its row and column


def patches(mask: Mask) -> Iterator[Places]:
    """Yield the connected parts of a small mask, each as its pixels."""
    left = {(int(row), int(column)) for row, column in np.argwhere(mask)}
    while left:
        border, patch = [left.pop()], list[tuple[int, int]]()
        while border:
            row, column = border.pop()
            patch.append((row, column))
            near = {(row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)} & left
            left -= near
            border += near
        yield np.array(patch)


def shrunk(mask: Mask, pixels: int = 1) -> Mask:
    """Return a mask without its rim, so many pixels deep; the picture's own sides are no rim."""
    for _ in range(pixels):
        wide = np.pad(mask, 1, constant_values=True)
        mask = mask & wide[:-2, 1:-1] & wide[2:, 1:-1] & wide[1:-1, :-2] & wide[1:-1, 2:]
    return mask


def widened(mask: Mask, pixels: int = 1) -> Mask:
    """Return a mask with what is beside it, so many pixels deep."""
    return ~shrunk(~mask, pixels)


def reached(may_be: Mask) -> Mask:
    """Return what of a mask hangs together with the upper side of the picture."""
    found = np.zeros_like(may_be)
    found[0] = may_be[0]
    before = -1
    while before != (before := int(found.sum())):
        for lines, allowed in ((found, may_be), (found.T, may_be.T)):
            for line in range(1, len(lines)):
                lines[line] |= allowed[line] & lines[line - 1]
            for line in range(len(lines) - 2, -1, -1):
                lines[line] |= allowed[line] & lines[line + 1]
    return found
