"""Planes: a picture in right angles and primary colours (De Stijl), and one that is seen from several sides at once (cubism)."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from renderer.paint.colour import hexes, hue, lab, rgb
from renderer.paint.filters import detailed, evened, gaussian, sized, small, smoothed, spread
from renderer.paint.raster import Floats, Pixels, Plane, grid, luminance, mix, ramp
from renderer.paint.touch import Touch

SEEN: Final = 160  # pixels a side at which a picture is divided
PARTS: Final = 150
NARROW: Final = 3  # pixels of those that a part has at least
BLACK: Final = "#12110f"
# White, greys and black by light; red, yellow and blue by hue: what De Stijl allowed itself.
LIGHTS: Final = ((0.3, "#161513"), (0.52, "#8f9294"), (0.7, "#d4d3cc"), (9.0, "#f4f1e6"))
RED, YELLOW, BLUE = 60.0, 135.0, 320.0  # hues up to which each goes (degrees of OKLab)
STRONG: Final = 0.055  # chroma above which a plane has a colour

SIDES: Final = 12  # lines that break a cubist's picture
PALETTE: Final = ((0.0, "#1c1a18"), (0.3, "#4a4238"), (0.52, "#8a7a5c"), (0.72, "#c3ab7c"), (1.0, "#ece0c4"))


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


def cubist(pixels: Pixels, touch: Touch) -> Pixels:
    """Break the picture along lines through its subject, see each facet from a little elsewhere, and model it by itself."""
    rows, columns = pixels.shape[:2]
    random, unit = touch.random("facets"), touch.unit
    down, right = grid(pixels.shape)
    calm = smoothed(evened(spread(pixels), 0.35, 45 * unit), 7 * unit)
    focus_down, focus_right = touch.scene.focus
    facets, shade = np.zeros((rows, columns), np.int64), np.zeros((rows, columns), np.float32)
    edge = np.full((rows, columns), np.inf, np.float32)
    for _ in range(SIDES):
        angle = random.choice([0.35, 0.9, 1.25, 1.9, 2.25, 2.8]) + random.normal(0, 0.12)
        off = random.normal(0, 0.2) * max(rows, columns)
        away = (
            (down - focus_down * rows) * np.float32(np.cos(angle))
            + (right - focus_right * columns) * np.float32(np.sin(angle))
            - np.float32(off)
        )
        facets = facets * 2 + (away > 0)
        edge = np.minimum(edge, np.abs(away))
        side = np.float32(random.choice((-1.0, 1.0)))
        shade += np.where(away * side > 0, np.exp(-np.abs(away) / np.float32(46 * unit)), 0) * np.float32(0.5)
    _, facets = np.unique(facets, return_inverse=True)
    facets = facets.reshape(rows, columns)
    count = int(facets.max()) + 1
    held = 1 - 0.75 * gaussian(touch.scene.face, 6 * unit)
    apart = (random.normal(0, 20 * unit, (count, 2)).astype(np.float32))[facets] * held[..., None]
    seen = calm[_inside(down + apart[..., 0], rows), _inside(right + apart[..., 1], columns)]
    plain = np.stack([np.bincount(facets.ravel(), seen[..., one].ravel()) for one in range(3)], axis=1)
    plain = (plain / np.bincount(facets.ravel())[:, None]).astype(np.float32)[facets]
    seen = mix(seen, plain, 0.3 * held)
    bright = detailed(luminance(seen), 1.25, 40 * unit)
    lifted = random.uniform(-0.13, 0.17, count).astype(np.float32)[facets]
    bright = np.clip(bright + lifted * held - np.clip(shade, 0, 1) * 0.36 * held, 0, 1)
    made = _analytical(seen, bright + _brushed(facets, touch) * (1 - 0.5 * touch.scene.face))
    line = ramp(1.5 * unit - edge, -0.6, 0.9) * 0.72 * held
    return mix(made, np.broadcast_to(hexes("#1a1613")[0], made.shape), line)


def _brushed(facets: npt.NDArray[np.int64], touch: Touch) -> Plane:
    """Return the marks of a dry brush, around 0, that goes across in one facet and down in the next."""
    random, unit = touch.random("bristles"), touch.unit
    rough = random.standard_normal(facets.shape, np.float32)
    across, down = gaussian(rough, 7 * unit, 1.4 * unit), gaussian(rough, 1.4 * unit, 7 * unit)
    return np.where(facets % 2 > 0, across, down) * np.float32(0.17 * unit)


def _inside(places: Plane, length: int) -> npt.NDArray[np.int64]:
    """Return places within a length; what is beyond an end is seen in a mirror there."""
    return (length - 1 - np.abs(np.abs(places) - (length - 1))).clip(0).astype(np.int64)


def _analytical(seen: Pixels, bright: Plane) -> Pixels:
    """Return facets in ochre, umber and grey by their light, with a part of their own hues."""
    places, stops = [at for at, _ in PALETTE], lab(hexes(*(code for _, code in PALETTE)))
    own = lab(seen)
    axes = [np.interp(bright, places, stops[:, axis]).astype(np.float32) for axis in range(3)]
    return rgb(
        np.stack([axes[0], axes[1] + 0.5 * own[..., 1], axes[2] * 0.8 + 0.45 * own[..., 2]], axis=2).astype(
            np.float32
        )
    )
