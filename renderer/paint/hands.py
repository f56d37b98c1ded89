"""Painting by a trained network: broad strokes, and finer ones where there is detail."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from renderer.paint.raster import (
    Pixels,
    Plane,
    blur,
    edges,
    grey,
    luminance,
    mix,
    ramp,
    resized,
    resized_pixels,
)
from renderer.paint.touch import Touch
from renderer.request import Speed

Size = tuple[int, int]  # rows, columns

# The least and the longest side that a network sees. Its time and memory grow with the area.
SIDES: Final[Mapping[Speed, tuple[int, int]]] = {
    "TURBO": (400, 512),
    "BALANCED": (620, 832),
    "QUALITY": (640, 896),
}
# Each pass: the width of its strokes, and how busy a place must be to get some of it, and all.
PASSES: Final[Mapping[Speed, tuple[tuple[float, float, float], ...]]] = {
    "TURBO": ((0.85, 0, 0),),
    "BALANCED": ((0.72, 0, 0),),
    "QUALITY": ((0.9, 0, 0), (0.5, 0.08, 0.3)),
}


@dataclass(frozen=True, slots=True)
class Hand:
    """Who paints: a network, how wide its strokes are, and how much it is held back where nothing is."""

    paint: Callable[[Pixels], Pixels]  # any size
    stroke: float
    calm: float


def by_hand(
    source: Pixels, ready: Callable[[Pixels, Touch], Pixels], hand: Hand, touch: Touch, speed: Speed
) -> tuple[Pixels, Pixels]:
    """Return the source made ready, and its painting.

    A network sees less than the picture, and only that is made ready.
    """
    passes = PASSES[speed]
    sizes = [_network_size(source.shape, hand.stroke * width, speed) for width, _, _ in passes]
    small = resized_pixels(source, *max(sizes))
    seen = np.clip(ready(small, touch.on(small)), 0, 1)
    painting = _at(seen, sizes[0], hand)
    for (_, low, high), size in zip(passes[1:], sizes[1:], strict=True):
        share = resized(ramp(_busy(seen), low, high), *size)
        painting = mix(resized_pixels(painting, *size), _at(seen, size, hand), share)
    rows, columns = source.shape[:2]
    canvas, painting = (resized_pixels(made, rows, columns) for made in (seen, painting))
    return np.clip(canvas, 0, 1), np.clip(painting, 0, 1)


def _network_size(shape: tuple[int, ...], stroke: float, speed: Speed) -> Size:
    """Return the size for the network, whose strokes keep their width: on a smaller picture they are larger."""
    rows, columns = shape[:2]
    longest = max(rows, columns)
    least, most = SIDES[speed]
    # A small picture is enlarged first: brush strokes as wide as its face would leave nothing of it.
    side = min(max(longest / stroke, least / stroke**0.5), most)
    return max(8, round(rows * side / longest)), max(8, round(columns * side / longest))


def _at(seen: Pixels, size: Size, hand: Hand) -> Pixels:
    canvas = seen if seen.shape[:2] == size else np.clip(resized_pixels(seen, *size), 0, 1)
    return _calmed(hand.paint(canvas), canvas, hand.calm)


def _calmed(painting: Pixels, canvas: Pixels, calm: float) -> Pixels:
    """Return the painting with weaker strokes where nothing is: a network makes worms of the least unevenness."""
    unit = max(canvas.shape) / 1024
    bright, painted = luminance(canvas), luminance(painting)
    contrast = blur(np.abs(bright - blur(bright, 5 * unit)), 10 * unit)
    nothing = 1 - ramp(contrast, 0.004, 0.03)
    return np.clip(painting - grey((painted - blur(painted, 7 * unit)) * nothing * calm), 0, 1)


def _busy(seen: Pixels) -> Plane:
    return blur(edges(luminance(seen)), 9 * max(seen.shape) / 1024)
