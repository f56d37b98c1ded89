"""The red seal that East Asian painters and printers set in a lower corner."""

import numpy as np

from renderer.paint.raster import Pixels, colour, mix, ramp
from renderer.paint.tools.smooth import hills
from renderer.paint.touch import Touch

SIDE = 46  # pixels of a picture of 1024


def sealed(pixels: Pixels, touch: Touch) -> Pixels:
    """Return the picture with a red seal in a lower corner."""
    rows, columns = pixels.shape[:2]
    random = touch.random("seal")
    side = min(max(4, touch.length(SIDE)), min(rows, columns) // 4)
    if side < 2:  # noqa: PLR2004 - pixels
        return pixels
    left = side if random.random() < 0.5 else columns - 2 * side  # noqa: PLR2004 - a coin
    mark, rim = 1 - ramp(hills(random, (side, side), side / 4, 1), 0.5, 0.54), max(1, side // 9)
    mark[:rim], mark[-rim:], mark[:, :rim], mark[:, -rim:] = 1, 1, 1, 1
    made = np.array(pixels, np.float32)
    area = made[rows - 2 * side : rows - side, left : left + side]
    area[:] = mix(area, colour(184, 42, 34), mark * np.float32(0.9))
    return made
