"""A stained glass window: panes that follow the drawing, painted lines, lead, and light from behind."""

from typing import Final

import numpy as np
from PIL import Image

from renderer.paint.colour import hexes, hue, in_hue, lab, linear, mapped, rgb, shown
from renderer.paint.contours import inked
from renderer.paint.filters import detailed, evened, gaussian, small, smoothed, spread
from renderer.paint.inks import Labels
from renderer.paint.pieces.cells import means, superpixels
from renderer.paint.raster import Pixels, Plane, clouds, luminance, mix, noise, ramp, slopes
from renderer.paint.touch import Touch

SIDE: Final = 512  # pixels at which the panes are cut
PANE: Final = 42.0
COMPACT: Final = 0.13


def stained_glass(pixels: Pixels, touch: Touch) -> Pixels:
    """Cut panes along the drawing; a face is one painted pane, since lead across an eye is unbearable."""
    unit, scene = touch.unit, touch.scene
    lit = evened(spread(pixels), 0.5, 45 * unit, 0.62)
    calm = smoothed(lit, 6 * unit)
    labels, count = _cut(calm, touch)
    face = ramp(scene.face, 0.35, 0.75)
    glass = mix(_coloured(lit, labels, count, touch), _painted(calm), 0.35)
    glass = mix(glass, np.clip(calm * np.array([1.08, 1, 0.86], np.float32), 0, 1), face)
    border = _borders(labels) * (1 - face)
    lead = ramp(gaussian(border, max(0.7, 2.3 * unit)), 0.055, 0.115)
    light = linear(glass) * _behind(touch, border)[..., None]
    bright = luminance(spread(pixels))
    drawing = detailed(bright, 1, 40 * unit) - gaussian(bright, 9 * unit)
    light = light * np.exp(np.clip(drawing * (2 + 2.5 * scene.face), -1.2, 0.5))[..., None]
    ink = inked(luminance(calm), max(0.6, unit), 18, 0.6) * (0.4 + 0.4 * scene.face)
    light = mix(light, np.broadcast_to(linear(hexes("#29170f"))[0], light.shape), ink)
    shining = shown(np.clip(light * np.float32(1.18), 0, 1))
    glow = gaussian(shining * (1 - lead)[..., None], 10 * unit)
    down, right = slopes(gaussian(lead, 1.2 * unit))
    metal = hexes("#1a1a1d")[0] + (np.clip(-(down + right), 0, 1) * 0.5)[..., None]
    return np.clip(1 - (1 - mix(shining, metal, lead)) * (1 - glow * 0.16), 0, 1)


def _cut(calm: Pixels, touch: Touch) -> tuple[Labels, int]:
    few = gaussian(small(calm, SIDE), 1.8)
    scale = max(few.shape) / max(calm.shape)
    labels, count = superpixels(few, touch.piece(PANE, 8) * scale, COMPACT, touch)
    height, width = calm.shape[:2]
    large = Image.fromarray(labels.astype(np.int32)).resize((width, height), Image.Resampling.NEAREST)
    return np.asarray(large, np.intp), count


def _coloured(lit: Pixels, labels: Labels, count: int, touch: Touch) -> Pixels:
    """Return each pane in the strong colour of glass, no two of quite the same thickness."""
    own = lab(means(lit, labels, count))
    bright = 0.08 + own[:, 0] * 0.93 + touch.random("glass").normal(0, 0.03, count)
    chroma, degrees = hue(own)
    panes = in_hue(np.clip(bright, 0.12, 0.97), np.clip(chroma * 1.9 + 0.012, 0, 0.21), degrees)
    return rgb(panes)[labels]


def _painted(calm: Pixels) -> Pixels:
    """Return what is painted on the panes, so that an eye is not lost in one: the picture in the colours of glass."""
    return mapped(calm, lambda colours: rgb(lab(colours) * np.array([1, 1.9, 1.9], np.float32)))


def _borders(labels: Labels) -> Plane:
    border = np.zeros(labels.shape, np.float32)
    border[:, 1:] = labels[:, 1:] != labels[:, :-1]
    border[1:] = np.maximum(border[1:], labels[1:] != labels[:-1])
    return border


def _behind(touch: Touch, border: Plane) -> Plane:
    """Return how much light comes through: most near the sun, less at the lead, through glass that is never even."""
    random, unit, shape = touch.random("light"), touch.unit, touch.source.shape
    ripple = 1 + 0.25 * (clouds(random, shape, 7 * unit) - 0.5)
    blown = (noise(random, shape, 3 * unit) - 0.5).astype(np.float32)
    ripple = ripple + 0.5 * gaussian(blown, max(0.3, unit), max(0.3, 12 * unit))
    down, right = touch.scene.focus
    away = ((touch.scene.right - right) / 0.6) ** 2 + ((touch.scene.down - down * 0.6) / 0.6) ** 2
    dirt = np.clip(gaussian(border, 7 * unit), 0, 0.5)
    return ripple * (0.86 + 0.34 * np.exp(-away)) * (1.12 - 1.1 * dirt)
