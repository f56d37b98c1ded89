"""Wool and cloth: felted fibres, knitted stitches, a woven tapestry, and a quilt of patches."""

from typing import Final

import numpy as np

from renderer.paint.chance import rough
from renderer.paint.colour import hue, in_hue, lab, rgb
from renderer.paint.filters import BOX, evened, gaussian, sized, smoothed, spread
from renderer.paint.inks import Labels, flat_areas
from renderer.paint.press.areas import inked_areas
from renderer.paint.raster import Pixels, Plane, fraction, grid, luminance, mix, ramp, slopes
from renderer.paint.tools.motif import Motif
from renderer.paint.tools.sheet import hatch
from renderer.paint.tools.smooth import hills, warped
from renderer.paint.touch import Touch

WOOLS: Final = 14
STITCH: Final = (15.0, 17.0)  # height and width of a knitted stitch, pixels of a picture of 1024
PATCH: Final = 48.0
EVEN: Final = 0.05  # difference in brightness of two halves from which on a patch is cut


def _dyed(pixels: Pixels, touch: Touch, radius: float, border: float) -> Pixels:
    """Return flat areas in the colours of dyed wool; faces in finer ones."""
    unit, scene = touch.unit, touch.scene
    even = evened(spread(pixels), 0.4, 45 * unit, 0.54)
    calm = mix(smoothed(even, radius * unit), smoothed(even, 4 * unit), scene.face)
    labels, inks = inked_areas(calm, touch, WOOLS)
    chroma, degrees = hue(inks)
    flat = flat_areas(
        labels,
        rgb(in_hue(0.14 + 0.76 * inks[:, 0], np.clip(chroma * 1.2 + 0.01, 0, 0.19), degrees)),
        border * unit,
    )
    return mix(flat, calm, 0.15 + 0.5 * scene.face)


def felt(pixels: Pixels, touch: Touch) -> Pixels:
    """Felt it of loose wool: soft lumps, borders that fray, fibres that lie in all directions; all of it a little pale."""
    unit = touch.unit
    flat = _dyed(pixels, touch, 12, 3) * np.float32(0.8) + np.float32(0.15)
    motif = Motif(flat, touch)
    random = motif.random("wool")
    calm = 1 - 0.55 * touch.scene.face
    down, right = (rough(random, motif.shape, 3.2 * unit) * 3.4 * unit * calm for _ in range(2))
    frayed = gaussian(warped(flat, down, right), 0.8 * unit)
    turns = (hills(random, motif.half.shape, 26 * unit, 2) * np.float32(4 * np.pi)).astype(np.float32)
    other = (hills(random, motif.half.shape, 40 * unit, 2) * np.float32(5 * np.pi)).astype(np.float32)
    fibres = hatch(motif, random, turns, 1.8, 0.7) + hatch(motif, random, other, 2.6, 0.5) - np.float32(1)
    lumps = gaussian(luminance(flat), 6 * unit) * 7 * unit + rough(
        random, motif.shape, 26 * unit
    ) * np.float32(0.55 * unit)
    rise, aside = slopes(lumps)
    light = np.clip(1 - (rise + 0.7 * aside) * 0.4, 0.72, 1.2) * (1 + 0.2 * calm * fibres)
    hairs = ramp(fibres, 0.44, 0.62) * 0.24 * calm
    pale = np.clip(gaussian(frayed, 12 * unit) * 1.25 + 0.1, 0, 1)
    return np.clip(mix(frayed * light[..., None], pale, hairs), 0, 1)


def knitted(pixels: Pixels, touch: Touch) -> Pixels:
    """Knit it in stocking stitch: every stitch a V of one yarn."""
    high, wide = (max(4.0, side * touch.unit) for side in STITCH)
    flat = _dyed(pixels, touch, 6, 1.6)
    rows, columns = (
        max(4, round(side / step)) for side, step in zip(pixels.shape[:2], (high, wide), strict=True)
    )
    few = sized(flat, rows, columns, BOX)
    down, right = grid(pixels.shape)
    x = fraction(right / wide)
    arm = np.abs(x - np.float32(0.5))
    y = down / np.float32(high) + arm * np.float32(1.5)
    row = np.clip(y, 0, rows - 1).astype(np.intp)
    column = np.clip(right / wide, 0, columns - 1).astype(np.intp)
    made = few[row, column]
    across = (fraction(y) - np.float32(0.5)) * np.float32(2)
    yarn = 1 - across**2
    split = ramp(arm, 0.0, 0.12) * ramp(0.5 - arm, 0.0, 0.1)
    twist = np.sin((y * 3 + x * 9) * np.float32(2 * np.pi)) * np.float32(0.06)
    light = (0.36 + 0.76 * yarn * (0.4 + 0.6 * split)) * (1 + twist)
    return np.clip(made * light[..., None] * np.float32(1.1), 0, 1)


def woven(pixels: Pixels, touch: Touch) -> Pixels:
    """Weave it as a tapestry: ribs of weft over an upright warp, faded wools that meet in teeth."""
    unit, (down, right) = touch.unit, grid(pixels.shape)
    flat = lab(_dyed(pixels, touch, 8, 1.4))
    flat = rgb(flat * np.array([0.92, 0.82, 0.86], np.float32) + np.array([0.03, 0.004, 0.016], np.float32))
    high, wide = max(2.5, 3.4 * unit), max(3.0, 6.5 * unit)
    line = np.floor(down / high)
    shift = rough(touch.random("teeth"), (int(line.max()) + 1, 8), 1.0)[line.astype(np.intp), 0] * 4 * unit
    made = warped(flat, np.zeros_like(down), shift)
    rib = np.sin(right * np.float32(2 * np.pi / wide) + (line % 2) * np.float32(np.pi))
    weft = 1 - (2 * fraction(down / high) - 1) ** 2
    uneven = rough(touch.random("weft"), pixels.shape, 9 * unit) * 0.05
    light = 0.66 + 0.22 * weft + 0.16 * rib * weft + uneven
    return np.clip(made * light[..., None] * np.float32(1.12), 0, 1)


def quilted(pixels: Pixels, touch: Touch) -> Pixels:
    """Sew it of patches: squares, cut in two where the picture changes, of printed cotton, puffed between their seams."""
    unit, random, face = touch.unit, touch.random("cotton"), touch.scene.face
    side = max(8.0, PATCH * unit)
    flat = _dyed(pixels, touch, 4, 1.4)
    (down, right), rows = grid(pixels.shape), int(pixels.shape[1] / side) + 1
    x, y = fraction(right / side), fraction(down / side)
    square = (down / side).astype(np.intp) * rows + (right / side).astype(np.intp)
    halves, lean = _halves(luminance(flat), square, x, y)
    cut = np.where(
        lean == 0, np.float32(1), np.where(lean == 1, np.abs(x + y - 1), np.abs(x - y)) * np.float32(0.7)
    )
    number = square * 2 + halves
    count = np.maximum(np.bincount(number.ravel()), 1)
    means = np.stack([np.bincount(number.ravel(), flat[..., one].ravel()) / count for one in range(3)], 1)
    cloth = mix(means.astype(np.float32)[number], flat, np.clip(0.12 + 0.7 * face, 0, 1))
    pattern = _cotton(random.integers(0, 6, len(count))[number], down, right, unit)
    made = mix(cloth, np.clip(cloth * 1.3 + 0.1, 0, 1), pattern * 0.45 * (1 - 0.8 * face))
    seam = np.minimum(np.minimum(np.minimum(x, 1 - x), np.minimum(y, 1 - y)), cut) * np.float32(side)
    height = 1 - np.exp(-seam / np.float32(0.13 * side))
    rise, aside = slopes(gaussian(height, 1.5 * unit))
    light = 0.82 + 0.2 * height - (rise + aside) * np.float32(2.2 * unit)
    return np.clip(made * light[..., None], 0, 1)


def _halves(bright: Plane, square: Labels, x: Plane, y: Plane) -> tuple[Labels, Labels]:
    """Return which half of its square each pixel is in, and how the square is cut: not, upwards, downwards.

    The cut is the one that leaves the halves most even; a square that is even enough stays whole.
    """
    sides: Labels = np.stack([x + y < 1, x > y]).astype(np.intp)
    flat, count = bright.ravel(), int(square.max()) + 1
    size, total = np.bincount(square.ravel(), minlength=count), np.bincount(square.ravel(), flat, count)
    gains = [np.full(count, EVEN)]
    for one in sides:
        first = one.ravel() == 0
        here, there = square.ravel()[first], flat[first]
        n, s = np.bincount(here, minlength=count), np.bincount(here, there, count)
        means = s / np.maximum(n, 1) - (total - s) / np.maximum(size - n, 1)
        gains.append(np.abs(means))
    lean = np.argmax(gains, axis=0)[square]
    halves: Labels = sides[0] * (lean == 1) + sides[1] * (lean > 1)
    return halves, lean


def _cotton(kind: Labels, down: Plane, right: Plane, unit: float) -> Plane:
    """Return what is printed on each patch, 0 to 1: nothing, dots, stripes or checks."""
    dots = ramp(
        0.25 - np.hypot(fraction(right / (11 * unit)) - 0.5, fraction(down / (11 * unit)) - 0.5), 0, 0.1
    )
    stripes = ramp(np.abs(fraction(right / (12 * unit)) - 0.5), 0.3, 0.36)
    checks = ((right // (9 * unit) + down // (9 * unit)) % 2).astype(np.float32)
    return np.select([kind == 1, kind == 2, kind == 3], [dots, stripes, checks * 0.5], np.float32(0))  # noqa: PLR2004
