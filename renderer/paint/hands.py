"""Painting by a trained network: what it makes of a small picture, which is then painted stroke by stroke."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from renderer.paint.hand.kits import KitName, repainted
from renderer.paint.raster import Pixels, blur, grey, luminance, mix, ramp, resized_pixels
from renderer.paint.tools.motif import Motif
from renderer.paint.tools.tone import skin
from renderer.paint.touch import Touch
from renderer.request import Speed

Size = tuple[int, int]  # rows, columns

# The least and the longest side that a network sees. Its time and memory grow with the area, and strokes show no more.
SIDES: Final[Mapping[Speed, tuple[int, int]]] = {
    "TURBO": (320, 400),
    "BALANCED": (400, 512),
    "QUALITY": (480, 640),
}
SAME_LIGHT: Final = 0.75  # how much of the source's large lights and shadows a network's picture gets
COVER: Final = 0.8  # how much of it is painted over the source's own colours
IN_SKIN: Final = 0.55  # how much less where skin may be


@dataclass(frozen=True, slots=True)
class Hand:
    """Who paints: a network, how wide its strokes are, how much it is held back where nothing is, and with which brushes."""

    paint: Callable[[Pixels], Pixels]  # any size
    stroke: float
    calm: float
    kit: KitName = "broad"


def by_hand(
    source: Pixels, ready: Callable[[Pixels, Touch], Pixels], hand: Hand, touch: Touch, speed: Speed
) -> tuple[Pixels, Pixels]:
    """Return the source made ready, and its painting, in the source's light.

    A network sees less than the picture, and only that is made ready.
    """
    size = _network_size(source.shape, hand.stroke, speed)
    small = np.clip(resized_pixels(source, *size), 0, 1)
    seen = np.clip(ready(small, touch.on(small)), 0, 1)
    painting = _calmed(hand.paint(seen), seen, hand.calm)
    # A network would shift the large lights and shadows a little each time.
    light = blur(luminance(seen) - luminance(painting), 24 * max(size) / 1024)
    painting = np.clip(painting + grey(light * np.float32(SAME_LIGHT)), 0, 1)
    rows, columns = source.shape[:2]
    canvas, painting = (resized_pixels(made, rows, columns) for made in (seen, painting))
    return np.clip(canvas, 0, 1), np.clip(painting, 0, 1)


def with_strokes(colours: Pixels, source: Pixels, hand: Hand, touch: Touch, cover: float = 1.0) -> Pixels:
    """Return what a network has painted, mixed with the source's own colours, painted with the hand's brushes."""
    own = np.maximum(skin(source, touch.unit), Motif(source, touch).eyes)
    share = COVER * cover * (1 - np.float32(IN_SKIN) * own)
    return repainted(mix(source, colours, share), touch, hand.kit)


def _network_size(shape: tuple[int, ...], stroke: float, speed: Speed) -> Size:
    """Return the size for the network, whose strokes keep their width: on a smaller picture they are larger."""
    rows, columns = shape[:2]
    longest = max(rows, columns)
    least, most = SIDES[speed]
    # A small picture is enlarged first: brush strokes as wide as its face would leave nothing of it.
    side = min(max(longest / stroke, least / stroke**0.5), most)
    return max(8, round(rows * side / longest)), max(8, round(columns * side / longest))


def _calmed(painting: Pixels, canvas: Pixels, calm: float) -> Pixels:
    """Return the painting with weaker strokes where nothing is: a network makes worms of the least unevenness."""
    unit = max(canvas.shape) / 1024
    bright, painted = luminance(canvas), luminance(painting)
    contrast = blur(np.abs(bright - blur(bright, 5 * unit)), 10 * unit)
    nothing = 1 - ramp(contrast, 0.004, 0.03)
    return np.clip(painting - grey((painted - blur(painted, 7 * unit)) * nothing * calm), 0, 1)
