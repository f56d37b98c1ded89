"""De Stijl: a picture in right angles and primary colours."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from renderer.paint.colour import hexes, hue, lab
from renderer.paint.filters import sized, small, spread
from renderer.paint.raster import Floats, Pixels, Plane, mix
from renderer.paint.touch import Touch

SEEN: Final = 160  # pixels a side at which a picture is divided
PARTS: Final = 150
NARROW: Final = 3  # pixels of those that a part has at least
BLACK: Final = "#12110f"
# White, greys and black by light; red, yellow and blue by hue: what De Stijl allowed itself.
LIGHTS: Final = ((0.3, "#161513"), (0.52, "#8f9294"), (0.7, "#d4d3cc"), (9.0, "#f4f1e6"))
RED, YELLOW, BLUE = 60.0, 135.0, 320.0  # hues up to which each goes (degrees of OKLab)
STRONG: Final = 0.055  # chroma above which a plane has a colour


@dataclass(frozen=True, slots=True)
class _Part:
    """A rectangle: its first row and column, and those behind its last."""

    top: int
    left: int
    bottom: int
    right: int


class _Sums:
    """Sums over any rectangle of a small picture at once (Crow 1984, summed-area tables)."""

    def __init__(self, colours: Floats, weights: Plane) -> None:
        weighed = weights[..., None].astype(np.float64)
        parts = np.concatenate(
            [weighed, colours * weighed, (colours.astype(np.float64) ** 2).sum(2, keepdims=True) * weighed],
            axis=2,
        )
        self._table = np.pad(parts.cumsum(0).cumsum(1), ((1, 0), (1, 0), (0, 0)))

    def of(self, part: _Part) -> npt.NDArray[np.float64]:
        """Return weight, weighed colours and weighed squares of a part."""
        table = self._table
        return (
            table[part.bottom, part.right]
            - table[part.top, part.right]
            - table[part.bottom, part.left]
            + table[part.top, part.left]
        )

    def spread(self, part: _Part) -> float:
        """Return how far the colours of a part are from their mean, in all."""
        found = self.of(part)
        return float(found[4] - (found[1:4] ** 2).sum() / max(found[0], 1e-9))


def de_stijl(pixels: Pixels, touch: Touch) -> Pixels:
    """Divide the picture into rectangles, most where it has most to tell; each gets a primary colour, and black bars between."""
    rows, columns = pixels.shape[:2]
    few = lab(small(spread(pixels), SEEN))
    subject, face = (sized(plane, *few.shape[:2]) for plane in (touch.scene.subject, touch.scene.face))
    sums = _Sums(few, 0.4 + subject + 2 * face)
    made, bars = np.zeros((rows, columns, 3), np.float32), np.zeros((rows, columns), np.float32)
    down, across = rows / few.shape[0], columns / few.shape[1]
    bar = max(1, round(3.2 * touch.unit))
    for part in _divided(_Part(0, 0, *few.shape[:2]), sums):
        top, bottom = round(part.top * down), round(part.bottom * down)
        left, right = round(part.left * across), round(part.right * across)
        weight, *colour = sums.of(part)[:4]
        made[top:bottom, left:right] = _primary(np.array(colour, np.float32) / np.float32(max(weight, 1e-9)))
        for edge in (slice(top, top + bar), slice(max(0, bottom - bar), bottom)):
            bars[edge, left:right] = 1
        for edge in (slice(left, left + bar), slice(max(0, right - bar), right)):
            bars[top:bottom, edge] = 1
    return mix(made, np.broadcast_to(hexes(BLACK)[0], made.shape), bars)


def _divided(whole: _Part, sums: _Sums) -> list[_Part]:
    """Return the parts of a picture: that which is least of one colour is divided, again and again."""
    parts = [(sums.spread(whole), whole)]
    while len(parts) < PARTS:
        parts.sort(key=lambda one: one[0])
        most, part = parts.pop()
        if most <= 0:  # all are of one colour, or too narrow
            parts.append((most, part))
            break
        halves = _halves(part, sums)
        if halves is None:
            parts.append((0.0, part))
            continue
        parts += [(sums.spread(half), half) for half in halves]
    return [part for _, part in parts]


def _halves(part: _Part, sums: _Sums) -> tuple[_Part, _Part] | None:
    """Return a part divided where its halves are most of one colour each; None where it is too narrow."""
    across = [
        (_Part(part.top, part.left, row, part.right), _Part(row, part.left, part.bottom, part.right))
        for row in range(part.top + NARROW, part.bottom - NARROW + 1)
    ]
    down = [
        (_Part(part.top, part.left, part.bottom, column), _Part(part.top, column, part.bottom, part.right))
        for column in range(part.left + NARROW, part.right - NARROW + 1)
    ]
    both = across + down
    return min(both, key=lambda halves: sums.spread(halves[0]) + sums.spread(halves[1])) if both else None


def _primary(colour: Floats) -> Pixels:
    """Return the colour of a plane, by that of what it stands for (OKLab)."""
    chroma, degrees = (float(one) for one in hue(colour))
    if chroma > STRONG and 0.22 < colour[0] < 0.9:  # noqa: PLR2004 - brightness
        turned = degrees - 360 if degrees > BLUE else degrees
        code = "#c8281e" if turned < RED else "#f2c51d" if turned < YELLOW else "#1f4ba0"
        return hexes(code)[0]
    return hexes(next(code for most, code in LIGHTS if colour[0] <= most))[0]
