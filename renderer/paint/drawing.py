"""Media made of lines: pen, pencil, charcoal, chalk, blueprint, engraving, woodcut, brush and ink."""

import numpy as np

from renderer.paint.palette import stretched
from renderer.paint.raster import (
    Pixels,
    Plane,
    blur,
    clouds,
    colour,
    flatten,
    grid,
    luminance,
    mix,
    ramp,
    strokes,
)  # fmt: skip
from renderer.paint.touch import Finish, Touch

PAPER = (247, 243, 233)


def on_paper(ink: Plane, rgb: tuple[int, int, int], paper: tuple[int, int, int] = PAPER) -> Pixels:
    """Paint ink of one colour on paper of another; 1 is full ink."""
    blank = np.broadcast_to(colour(*paper), (*ink.shape, 3))
    return mix(blank, np.broadcast_to(colour(*rgb), blank.shape), np.clip(ink, 0, 1))


def outlines(strength: float, radius: float = 1.4, rgb: tuple[int, int, int] = (18, 14, 20)) -> Finish:
    """Return a finish: ink lines over what is there, drawn from the source."""

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        calm = luminance(flatten(touch.source, touch.length(3)))
        lines = np.clip(strokes(calm, max(0.7, radius * touch.unit)) * strength, 0, 1)
        return mix(pixels, np.broadcast_to(colour(*rgb), pixels.shape), lines)

    return finish


def hatching(bright: Plane, touch: Touch, angles: tuple[float, ...], period: float) -> Plane:
    """Draw parallel strokes, one more direction for each darker tone, never quite straight."""
    rows, columns = grid(bright.shape)
    wobble = clouds(touch.random("hatch"), bright.shape, 60 * touch.unit) * 9 * touch.unit
    turn = touch.random("angle").uniform(-0.15, 0.15)
    ink = np.zeros_like(bright)
    for number, angle in enumerate(angles):
        along = columns * np.cos(angle + turn) + rows * np.sin(angle + turn) + wobble
        wave = 0.5 + 0.5 * np.sin(along * 2 * np.pi / max(3.0, period * touch.unit))
        dark = ramp(0.78 - 0.2 * number - bright, 0, 0.35)
        ink = np.maximum(ink, ramp(wave + 0.62 * dark, 1, 1.12) * np.sign(dark))
    return ink


def line_art(pixels: Pixels, touch: Touch) -> Pixels:
    """Draw few clean lines of one width, and nothing between them."""
    calm = flatten(flatten(stretched(pixels), touch.length(5)), touch.length(3))
    calm = mix(calm, pixels, touch.in_faces(0.5))
    ink = np.zeros(pixels.shape[:2], np.float32)
    for plane in (luminance(calm), calm[..., 0] - calm[..., 2]):
        border = np.maximum(blur(plane, 3.6 * touch.unit) - blur(plane, 1.5 * touch.unit), 0)
        usual = blur(border, 45 * touch.unit)  # a faint contour counts where all are faint
        ink = np.maximum(ink, border / (2.4 * usual + 0.011))
    lines = blur(ramp(ink, 0.8, 1.2), 0.8 * touch.unit)
    return on_paper(ramp(lines, 0.35, 0.65), (20, 20, 26), (252, 251, 248))
