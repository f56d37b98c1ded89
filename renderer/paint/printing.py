"""Printed media: halftone, comic, pop art, two-colour prints, posters, cut paper, psychedelic inks."""

import numpy as np

from renderer.paint.palette import posterised, stretched, toned
from renderer.paint.palettes import named
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


def dots(bright: Plane, touch: Touch, period: float, angle: float) -> Plane:
    """Draw a halftone: ink dots that grow as it gets darker."""
    rows, columns = grid(bright.shape)
    step = max(3.0, period * touch.unit)
    across = (columns * np.cos(angle) + rows * np.sin(angle)) * 2 * np.pi / step
    down = (-columns * np.sin(angle) + rows * np.cos(angle)) * 2 * np.pi / step
    wave = 0.5 + 0.25 * (np.cos(across) + np.cos(down))
    return ramp(wave - bright, -0.07, 0.07)


def brutalist(pixels: Pixels, touch: Touch) -> Pixels:
    """Print black, one red, and the paper: hard shapes, coarse lines for the tone between, a heavy bar."""
    bright = luminance(flatten(stretched(pixels), touch.length(4)))
    low, high = (float(np.percentile(bright, share)) for share in (30, 62))
    rows, columns = grid(bright.shape)
    wave = 0.5 + 0.5 * np.sin(rows * 2 * np.pi / max(3.0, 9 * touch.unit))
    red = ramp(high + (wave - 0.5) * 0.16 - bright, -0.01, 0.01)
    black = np.maximum(ramp(low - bright, -0.015, 0.015), strokes(bright, 2.2 * touch.unit, 22))
    printed = mix(
        np.broadcast_to(colour(238, 233, 222), pixels.shape),
        np.broadcast_to(colour(214, 34, 28), pixels.shape),
        red,
    )
    height, width = bright.shape
    bar = (columns < width * 0.045) | (rows > height * 0.955)
    return mix(printed, np.broadcast_to(colour(18, 17, 18), pixels.shape), np.maximum(black, bar))


def newspaper(pixels: Pixels, touch: Touch) -> Pixels:
    """Print black dots on yellowing newsprint."""
    bright = luminance(stretched(pixels))
    sharp = np.clip(bright + (bright - blur(bright, 3 * touch.unit)) * 1.2, 0, 1)
    ink = dots(sharp * 0.94 + 0.03, touch, 5.6, 0.785)
    fibre = clouds(touch.random("fibre"), bright.shape, 90 * touch.unit)
    sheet = colour(226, 216, 192) * (0.88 + 0.18 * fibre)[..., None]
    return mix(sheet, np.broadcast_to(colour(30, 28, 30), pixels.shape), ink * 0.92)


def poster(palette: str, levels: int) -> Finish:
    """Return a finish: flat tones of one palette with clean borders."""
    tones = named(palette)

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        calm = flatten(blur(stretched(pixels), 1.5 * touch.unit), touch.length(6))
        return toned(
            np.clip(posterised(np.repeat(luminance(calm)[..., None], 3, 2), levels, 0.05), 0, 1), tones
        )

    return finish


def psychedelic(pixels: Pixels, touch: Touch) -> Pixels:
    """Brightness becomes a turning wheel of hues, with flowing contours."""
    bright = luminance(flatten(stretched(pixels), touch.length(5)))
    soft = blur(bright, 3 * touch.unit)
    flow = clouds(touch.random("flow"), bright.shape, 320 * touch.unit)
    phase = soft * 2.2 + flow * 1.3 + touch.random("wheel").uniform(0, 1)
    hue = np.stack([0.5 + 0.5 * np.cos(2 * np.pi * (phase + shift)) for shift in (0, 0.36, 0.68)], axis=2)
    value = 0.35 + 0.75 * np.clip(bright * 1.15, 0, 1)
    contour = 0.5 + 0.5 * np.cos(2 * np.pi * (soft * 7 + flow * 3))
    lines = ramp(contour, 0.9, 1.0) * 0.45
    ink = strokes(luminance(pixels), 1.8 * touch.unit, 18)
    return np.clip(hue * (value * (1 - lines) * (1 - 0.85 * ink))[..., None], 0, 1)
