"""Tones to draw by, skin, detail: what is looked for in a picture before it is drawn."""

import numpy as np

from renderer.paint.raster import Pixels, Plane, luminance, ramp
from renderer.paint.tools.smooth import gauss

STEPS = 25
DARKEST = 0.06  # brightness below which all is one dark
MOST_SKIN = 0.22  # where more of a picture looks like skin it is a large face, which needs no help, or fur


def brightest(pixels: Pixels) -> Plane:
    """Return the strongest of the three channels."""
    return np.maximum(np.maximum(pixels[..., 0], pixels[..., 1]), pixels[..., 2])


def darkest(pixels: Pixels) -> Plane:
    """Return the weakest of the three channels."""
    return np.minimum(np.minimum(pixels[..., 0], pixels[..., 1]), pixels[..., 2])


def drawing_tone(pixels: Pixels) -> Plane:
    """Return the brightness for a drawing: strong colours count as lighter than they are, and it is half equalised."""
    bright = luminance(pixels) * np.float32(0.7) + brightest(pixels) * np.float32(0.3)
    found = np.percentile(bright[::4, ::4], np.linspace(1, 99, STEPS))
    wanted = 0.55 * (found - found[0]) / max(found[-1] - found[0], 0.2) + 0.45 * np.linspace(0, 1, STEPS)
    return np.asarray(np.interp(bright, found + np.arange(STEPS) * 1e-5, wanted), np.float32)


def lit(pixels: Pixels) -> Pixels:
    """Return the colours with a fuller range of light, where they have less than is to be had."""
    low, high = (float(v) for v in np.percentile(luminance(pixels[::4, ::4]), [1, 99]))
    gain = 0.4 + 0.6 / max(high - low, 0.45)
    return np.clip((pixels - np.float32(low * 0.6)) * np.float32(gain), 0, 1)


def skin(pixels: Pixels, unit: float, most: float = MOST_SKIN) -> Plane:
    """Return where skin may be, dark or light, 0 to 1, less where it would be more than a share of the picture."""
    high, low = brightest(pixels), darkest(pixels)
    richness = (high - low) / (high + np.float32(0.05))
    hue = (pixels[..., 1] - pixels[..., 2]) / (high - low + np.float32(0.03))
    warm = (pixels[..., 0] >= pixels[..., 1] - 0.01) & (pixels[..., 1] >= pixels[..., 2] - 0.02)
    coloured = ramp(richness, 0.1, 0.22) * (1 - ramp(richness, 0.55, 0.68)) * (1 - ramp(hue, 0.75, 1.05))
    found = ramp(gauss(warm * coloured * ramp(high, 0.25, 0.45), 9 * unit), 0.3, 0.65)
    return found * np.float32(min(1.0, most / max(float(found.mean()), 1e-3)))


def detail(pixels: Pixels, unit: float) -> Plane:
    """Return where there is fine drawing, 0 to 1."""
    bright = luminance(pixels)
    return ramp(gauss(np.abs(bright - gauss(bright, 2.2 * unit)), 5 * unit), 0.012, 0.05)


def small_things(half: Pixels, unit: float) -> Plane:
    """Return where small things stand out from what is around them, 0 to 1: the eyes of animals, a nose, windows.

    Found as corners are (Shi and Tomasi 1994), for fur and grass have as many of them everywhere. `half` is the picture at
    half its size; brightness counts by its logarithm, so that a dark eye is seen in dark fur.
    """
    bright = np.log(np.maximum(gauss(luminance(half), unit), 0) + np.float32(DARKEST)) * np.float32(0.3)
    down, right = np.gradient(bright)
    both = gauss(np.stack([right * right, down * down, right * down], axis=2), 4.5 * unit)
    middle, apart = (both[..., 0] + both[..., 1]) / 2, (both[..., 0] - both[..., 1]) / 2
    corner = np.sqrt(np.maximum(middle - np.hypot(apart, both[..., 2]), 0))
    around = gauss(corner, 36 * unit)
    found = ramp(corner / (around + np.float32(0.004)), 1.25, 2.0) * ramp(corner, 0.006, 0.014)
    return ramp(gauss(found, 4 * unit), 0.08, 0.45)
