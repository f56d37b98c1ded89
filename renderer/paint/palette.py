"""Colour: toning by brightness, saturation, posters, and the colours that a prompt names."""

import numpy as np

from renderer.paint.palettes import Palette
from renderer.paint.raster import Pixels, Plane, grey, luminance, mix, ramp

RICH = 0.62  # colourfulness to which nothing is added


def toned(pixels: Pixels, palette: Palette) -> Pixels:
    """Each brightness gets its colour from the palette."""
    bright = luminance(pixels)
    stops = np.linspace(0, 1, len(palette))
    channels = [np.interp(bright, stops, [tone[c] / 255 for tone in palette]) for c in range(3)]
    return np.stack(channels, axis=2).astype(np.float32)


def saturated(pixels: Pixels, factor: float) -> Pixels:
    """Return stronger colours, or weaker ones below 1."""
    return np.clip(mix(grey(luminance(pixels)), pixels, factor), 0, 1)


def richer(pixels: Pixels, factor: float) -> Pixels:
    """Return stronger colours, but little more where they are strong already: a picture may come back often."""
    few = pixels[::4, ::4]
    colourful = float((few.max(axis=2) - few.min(axis=2)).mean())
    room = min(1.0, max(0.0, (RICH - colourful) / 0.3))
    return saturated(pixels, 1 + (factor - 1) * room if factor > 1 else factor)


def contrasted(pixels: Pixels, amount: float) -> Pixels:
    """Return darker darks and lighter lights."""
    return mix(pixels, np.clip(ramp(pixels, 0, 1), 0, 1), amount)


def stretched(pixels: Pixels) -> Pixels:
    """Return the full range from black to white, where the picture uses only a part of it."""
    low, high = (float(v) for v in np.percentile(luminance(pixels), [1, 99]))
    return np.clip((pixels - low) / max(high - low, 0.15), 0, 1)


def with_colour_of(painted: Pixels, source: Pixels, share: float | Plane) -> Pixels:
    """Return the brightness of the painting with a share of the source's colours."""
    recoloured = source + grey(luminance(painted) - luminance(source))
    return np.clip(mix(painted, recoloured, share), 0, 1)
