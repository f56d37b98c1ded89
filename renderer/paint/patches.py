"""The connected parts of a mask."""

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
