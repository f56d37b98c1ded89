"""Smearing along a field: line integral convolution (Cabral and Leedom 1993), by doubling.

A tangent has no sign, so the ways lead through a double cover of the picture: each pixel twice, once for each
direction. A smear then reaches base · 2ⁿ pixels each way in n steps.
"""

import numpy as np
import numpy.typing as npt

from renderer.paint.raster import Floats, Plane

Places = npt.NDArray[np.intp]
INSIDE = 1.001  # pixels from the last row or column that a way keeps


class Streams:
    """The ways along a field. They are worked out once, and smear as many planes as are wanted."""

    def __init__(self, angle: Plane, step: float = 1.0, base: int = 3, doublings: int = 3) -> None:
        rows, columns = self.shape = (angle.shape[0], angle.shape[1])
        self._count = count = rows * columns
        right, down = np.cos(angle).ravel(), np.sin(angle).ravel()
        row, column = _places(rows, columns)
        dx, dy = np.concatenate([right, -right]), np.concatenate([down, -down])
        x, y = (np.concatenate([place, place]).astype(np.float32) for place in (column, row))
        # A jump ends on a whole pixel. Rounded alike all would prefer a few directions, and lines get elbows: so by chance.
        chance = np.random.default_rng(0).random((2, 2 * count), dtype=np.float32)
        self._steps: list[Places] = []
        sign, place = np.ones(2 * count, np.float32), np.zeros(2 * count, np.intp)
        for number in range(base):
            x = np.clip(x + dx * np.float32(step), 0, columns - INSIDE)
            y = np.clip(y + dy * np.float32(step), 0, rows - INSIDE)
            up, aside = (chance[0], chance[1]) if number == base - 1 else (np.float32(0.5), np.float32(0.5))
            place = (y + up).astype(np.intp) * columns + (x + aside).astype(np.intp)
            there_x, there_y = right.take(place), down.take(place)
            sign = np.where(there_x * dx + there_y * dy < 0, np.float32(-1), np.float32(1))
            dx, dy = there_x * sign, there_y * sign
            self._steps.append(place)
        jump: Places = place + (sign < 0).astype(np.intp) * count
        self._jumps: list[Places] = []
        for _ in range(doublings):
            self._jumps.append(jump)
            jump = np.asarray(jump.take(jump), np.intp)

    def smear(self, values: Floats, doublings: int | None = None) -> Floats:
        """Return the mean along the field for each pixel, over all doublings or the first of them."""
        flat = values.reshape(self._count, *values.shape[2:])
        mean = flat.take(self._steps[0], 0)
        for place in self._steps[1:]:
            mean = mean + flat.take(place, 0)
        mean = mean * np.float32(1 / len(self._steps))
        for jump in self._jumps[:doublings]:
            mean = (mean + mean.take(jump, 0)) * np.float32(0.5)
        return ((mean[: self._count] + mean[self._count :]) * np.float32(0.5)).reshape(values.shape)


def _places(rows: int, columns: int) -> tuple[Places, Places]:
    """Return the row and the column of each pixel, one pixel after the other."""
    return np.repeat(np.arange(rows, dtype=np.intp), columns), np.tile(
        np.arange(columns, dtype=np.intp), rows
    )
