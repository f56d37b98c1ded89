"""Photographs as things: an instant picture in its white card, a sun print on brushed paper. None gets a second frame."""

import numpy as np

from renderer.paint.chance import rough
from renderer.paint.colour import hexes, tones
from renderer.paint.filters import curved, detailed, gaussian, sized, spread
from renderer.paint.photo.grain import darkened_corners
from renderer.paint.photo.grey import in_grey
from renderer.paint.raster import Floats, Pixels, Plane, grid, mix, ramp
from renderer.paint.touch import Touch

CARD = np.array([0.945, 0.935, 0.905], np.float32)
SHEET = np.array([0.955, 0.948, 0.905], np.float32)
FLARE = np.array([0.16, 0.10, 0.05], np.float32)
IRON_BLUE = ("#06142f", "#0b2f63", "#23689f", "#8fbcd0", "#eef1e6")


def polaroid(pixels: Pixels, touch: Touch) -> Pixels:
    """Return an instant picture: soft, darker at its corners, in a card with a broad foot. Its subject's top stays in."""
    scene, unit = touch.scene, touch.unit
    if scene.framed:
        return pixels
    picture = darkened_corners(gaussian(pixels, 0.6 * unit), touch, 0.3)
    flare = np.exp(-(((scene.right - 0.95) / 0.5) ** 2 + (scene.down / 0.7) ** 2))
    picture = 1 - (1 - picture) * (1 - flare[..., None] * FLARE)
    rows, columns = pixels.shape[:2]
    margin = max(1, round(0.055 * min(rows, columns)))
    height, width = rows - margin - round(margin * 3.3), columns - 2 * margin
    if min(height, width) < 2:  # noqa: PLR2004 - nothing would be left
        return picture
    random = touch.random("card")
    card = (
        CARD
        + (rough(random, pixels.shape, 2.5 * unit) * 0.006 + rough(random, pixels.shape, 260 * unit) * 0.008)[
            ..., None
        ]
    )
    card[margin : margin + height, margin : margin + width] = _cropped(picture, height, width, scene.crown)
    down, right = grid(pixels.shape)
    inside = np.minimum(
        np.minimum(down - margin, margin + height - 1 - down),
        np.minimum(right - margin, margin + width - 1 - right),
    )
    return np.clip(card * (1 - 0.28 * np.exp(-np.abs(inside) / max(0.5, 1.6 * unit)))[..., None], 0, 1)


def _cropped(picture: Pixels, height: int, width: int, crown: float) -> Pixels:
    rows, columns = picture.shape[:2]
    scale = max(height / rows, width / columns)
    full = sized(picture, max(height, round(rows * scale)), max(width, round(columns * scale)))
    top = round(float(np.clip(crown * len(full) - 0.07 * height, 0, len(full) - height)))
    left = (full.shape[1] - width) // 2
    return full[top : top + height, left : left + width]


def cyanotype(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a print in iron blue on paper that a brush made sensitive, as far as the brush went."""
    unit, random = touch.unit, touch.random("cyanotype")
    bright = curved(detailed(in_grey(spread(pixels), 0.12, 0.38, 0.5), 1.35, 40 * unit), 0.35)
    fibre = rough(random, bright.shape, 2.2 * unit) * 0.010
    wash = rough(random, bright.shape, 190 * unit, 4) * 0.018
    print_ = tones(bright + wash + fibre, hexes(*IRON_BLUE), (0, 0.2, 0.5, 0.8, 1))
    if touch.scene.framed:
        return print_
    reach, margin = _brushed(touch, random), 0.035 * max(pixels.shape)
    sheet = SHEET + (fibre * 1.2)[..., None]
    pooled = mix(print_ * np.array([0.72, 0.8, 0.88], np.float32), print_, ramp(reach, margin, margin * 1.5))
    return np.clip(mix(sheet, pooled, ramp(reach, margin * 0.82, margin * 0.98)), 0, 1)


def _brushed(touch: Touch, random: np.random.Generator) -> Plane:
    """Return how far in each pixel is, in pixels, of a sheet whose rims were left by a brush that went across."""
    unit, shape = touch.unit, touch.source.shape[:2]
    bristles: Floats = rough(random, shape, 1)
    down, right = grid(shape)
    sides = np.minimum(right, shape[1] - 1 - right)
    sides = (
        sides
        + gaussian(bristles, 30 * unit, 2.2 * unit) * 54 * unit
        + rough(random, shape, 60 * unit) * 4 * unit
    )
    ends = np.minimum(down, shape[0] - 1 - down)
    ends = (
        ends
        + gaussian(bristles, 3 * unit, 26 * unit) * 20 * unit
        + rough(random, shape, 90 * unit) * 5 * unit
    )
    return np.minimum(sides, ends)
