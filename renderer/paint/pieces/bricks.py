"""Bricks with studs, and crosses of thread on linen."""

from typing import Final

import numpy as np
from PIL import Image

from renderer.paint.colour import hexes, hue, lab, rgb
from renderer.paint.filters import BOX, curved, gaussian, sized, smoothed, spread
from renderer.paint.inks import Labels, best_colours, nearest_colours
from renderer.paint.raster import (
    Floats,
    Pixels,
    Plane,
    fraction,
    from_image,
    grid,
    mix,
    noise,
    ramp,
    to_image,
)
from renderer.paint.touch import Touch

# Colours that such bricks are sold in, without those that turn faces muddy.
BRICKS: Final = hexes(
    "#f4f4f4", "#a0a5a9", "#6c6e68", "#1b2a34", "#c91a09", "#720e0f", "#fe8a18", "#f2cd37", "#fff03a", "#237841",
    "#184632", "#4b9f4a", "#bbe90b", "#0055bf", "#0a3463", "#5a93db", "#9fc3e9", "#008f9b", "#e4cd9e", "#583927",
    "#cc702a", "#f6d7b3", "#d09168", "#fc97ac", "#a0bcac", "#9b9a5a", "#b67b50",
)  # fmt: skip
ACROSS: Final = 12.2  # of a stud and its place
STITCH: Final = 10.6
THREADS: Final = 22


def lego(pixels: Pixels, touch: Touch) -> Pixels:
    """Lay bricks with studs, two by one where neighbours agree, lit from the upper left."""
    side = max(6, round(touch.piece(ACROSS, 6)))
    height, width = pixels.shape[:2]
    rows, columns = -(-height // side), -(-width // side)
    few = _few(smoothed(spread(pixels) ** np.float32(0.85), 5 * touch.unit, 0.002, 1), rows, columns, 0.55)
    few = few * np.array([1, 1.45, 1.45], np.float32)
    few[..., 0] = curved(np.clip(few[..., 0], 0, 1), 0.25)
    labels = nearest_colours(rgb(few), lab(BRICKS), (1, 1.25, 1.25))
    image = to_image(BRICKS[labels]).resize((columns * side, rows * side), Image.Resampling.NEAREST)
    made = from_image(image)
    down, right = (fraction(axis / side) + 0.5 / side - 0.5 for axis in grid(made.shape))
    gain, light = _stud(down, right)
    seam = _seams(labels, side, touch, down, right)
    edge = ramp(-down, 0.42, 0.48) * (1 - seam) * 0.06
    made = np.clip(made * gain[..., None] + (light + edge)[..., None], 0, 1) * (1 - 0.42 * seam)[..., None]
    return made[:height, :width]


def _few(pixels: Pixels, rows: int, columns: int, sharp: float) -> Floats:
    few = sized(pixels, rows, columns, BOX)
    return lab(np.clip(few + (few - gaussian(few, 1.2)) * sharp, 0, 1))


def _stud(down: Plane, right: Plane) -> tuple[Plane, Plane]:
    """Return what a stud's shadow takes, and what its rim and top add."""
    away = np.hypot(down, right)
    facing = -(right + down) / np.maximum(away, 1e-4) / np.float32(1.414)
    stud, rim = ramp(0.31 - away, -0.02, 0.02), np.exp(-(((away - 0.3) / 0.035) ** 2))
    shadow = np.clip(1 - np.hypot(right - 0.06, down - 0.06) / 0.42, 0, 1) * (1 - stud)
    return 1 - 0.38 * ramp(shadow, 0.02, 0.3) + 0.05 * stud, rim * facing * 0.2 - stud * (right + down) * 0.12


def _seams(labels: Labels, side: int, touch: Touch, down: Plane, right: Plane) -> Plane:
    """Return the gaps between bricks; in a bond, two of one colour are one brick."""
    rows, columns = labels.shape
    odd = int(touch.random("bond").integers(2))
    joined = np.zeros(
        (rows, columns + 1), np.float32
    )  # with its left neighbour, and at the far side with none
    row, column = grid((rows, columns - 1))
    joined[:, 1:-1] = (labels[:, :-1] == labels[:, 1:]) & ((row + column) % 2 == odd)
    left, after = (np.repeat(np.repeat(one, side, 0), side, 1) for one in (joined[:, :-1], joined[:, 1:]))
    upright = ramp(np.abs(right), 0.45, 0.5) * (1 - np.where(right > 0, after, left))
    return np.maximum(ramp(np.abs(down), 0.45, 0.5), upright)


def cross_stitch(pixels: Pixels, touch: Touch) -> Pixels:
    """Sew crosses of twenty-two threads on linen."""
    side = touch.piece(STITCH, 5)
    height, width = pixels.shape[:2]
    rows, columns = max(4, round(height / side)), max(4, round(width / side))
    few = _few(smoothed(spread(pixels), 4 * touch.unit, 0.002, 1), rows, columns, 0.6)
    few = few * np.array([1, 1.2, 1.2], np.float32)
    subject, face = (sized(plane, rows, columns, BOX) for plane in (touch.scene.subject, touch.scene.face))
    weights = 0.3 + 1.5 * subject + 3 * face + 6 * hue(few)[0]
    threads = best_colours(few, THREADS, weights, touch.random("threads"))
    nearest = np.stack([((few - one) ** 2).sum(axis=2) for one in threads], axis=2).argmin(axis=2)
    image = to_image(rgb(threads)[nearest]).resize((width, height), Image.Resampling.NEAREST)
    return _sewn(from_image(image), rows, columns, touch)


def _sewn(thread: Pixels, rows: int, columns: int, touch: Touch) -> Pixels:
    height, width = thread.shape[:2]
    y, x = grid(thread.shape)
    down, right = fraction(y * (rows / height)) - 0.5, fraction(x * (columns / width)) - 0.5
    rising, falling = (right + down) * np.float32(0.7071), (right - down) * np.float32(0.7071)
    cloth = (
        hexes("#ede8db")[0] * (0.92 + 0.06 * np.cos(right * 4 * np.pi) * np.cos(down * 4 * np.pi))[..., None]
    )
    made = mix(cloth, thread * np.float32(0.86), 0.72)
    for across, along, gain in ((falling, rising, 0.9), (rising, falling, 1.0)):
        body = ramp(0.25 - np.abs(across), -0.03, 0.03) * ramp(0.66 - np.abs(along), -0.03, 0.05)
        twist = 0.1 * np.sin((along * 3 + across * 5) * 2 * np.pi)
        shade = (1.14 - 7.6 * across**2 + twist - 0.5 * along**2) * gain
        made = mix(made, np.clip(thread * shade[..., None], 0, 1), body)
    rough = noise(touch.random("thread"), thread.shape, 2.2 * touch.unit) - 0.5
    return np.clip(made * (1 + 0.16 * rough)[..., None], 0, 1)
