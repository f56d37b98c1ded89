"""A drawn film: flat colours with one step of shade, thin coloured lines, and clouds that tower in a deep blue sky."""

import numpy as np

from renderer.paint.colour import enriched, hexes, lab, rgb, tones
from renderer.paint.contours import contour, inked
from renderer.paint.filters import curved, detailed, evened, gaussian, smoothed, spread
from renderer.paint.inks import flat_areas
from renderer.paint.press.areas import drawn_face, inked_areas
from renderer.paint.raster import Pixels, Plane, clouds, luminance, mix, noise, ramp
from renderer.paint.threads import together
from renderer.paint.touch import Touch

INKS = 14


def anime(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint cels: the picture's own colours, clear and light, a summer's sky where there is one."""
    unit, scene = touch.unit, touch.scene
    even = evened(spread(pixels), 0.45, 45 * unit, 0.56)
    broad, fine = together(lambda: smoothed(even, 8 * unit), lambda: drawn_face(even, touch))
    calm = mix(broad, fine, scene.face)
    labels, inks = inked_areas(calm, touch, INKS)
    flat = flat_areas(labels, rgb(inks), 2.2 * unit)
    colours = lab(mix(flat, calm, 0.3 + 0.6 * scene.face))
    bright = detailed(colours[..., 0], 1.1, 60 * unit)
    shade = ramp(0.47 - bright, -0.012, 0.012) * (1 - 0.5 * scene.face)
    colours[..., 0] = np.clip(curved(np.clip(bright, 0, 1), 0.25) * 0.94 + 0.07, 0, 1) - 0.05 * shade
    colours = enriched(colours, 1.5)
    colours[..., 1:] *= (1 - 0.18 * scene.face)[..., None]
    colours[..., 2] -= 0.012 * shade  # shade is cool
    made = rgb(colours)
    made = heaven(made, touch)
    lines = inked(luminance(calm), max(0.6, 1.05 * touch.pen), 20, 0.66) * (1 - 0.55 * scene.face)
    lines = np.maximum(lines, contour(scene, max(0.7, 1.5 * touch.pen)) * 0.8)
    made = mix(made, made * hexes("#5a3a4a")[0] * np.float32(0.55), np.clip(lines, 0, 1) * 0.85)
    light = made * ramp(luminance(made), 0.6, 0.95)[..., None]
    return np.clip(1 - (1 - made) * (1 - gaussian(light, 24 * unit) * 0.22), 0, 1)


def heaven(pixels: Pixels, touch: Touch) -> Pixels:
    """Set that sky in the place of a day's sky, where there is one."""
    if not touch.scene.outdoors or touch.again:
        return pixels
    return mix(pixels, _heaven(touch), ramp(gaussian(touch.scene.sky, 1.2 * touch.unit), 0.35, 0.65))


def _heaven(touch: Touch) -> Pixels:
    """Return a sky of deep blue that pales downwards, with heaped clouds: flat and grey below, bright and round above."""
    scene, random, unit = touch.scene, touch.random("clouds"), touch.unit
    down = np.clip(scene.down / max(scene.horizon, 0.2), 0, 1)
    blue = tones(down, hexes("#1f6fc9", "#4fa3e6", "#a4d8f2", "#e3f4f4"), (0, 0.4, 0.8, 1))
    shape = scene.down.shape
    heap = clouds(random, shape, 210 * unit) * 0.75 + np.abs(clouds(random, shape, 70 * unit) - 0.5) * 0.5
    level = 0.62 - 0.2 * ramp(down, 0.25, 0.8) + 0.14 * ramp(down, 0.88, 1.0)
    cover = ramp(heap - level, 0, 0.035)
    lit = gaussian(heap, 10 * unit)
    lower: Plane = np.asarray(np.gradient(gaussian(heap, 16 * unit), axis=0), np.float32) * 40 * unit
    tone = np.clip(0.62 + lower * 0.5 + (lit - level) * 1.4, 0, 1)
    body = tones(tone, hexes("#9fbfe0", "#cfe2f1", "#fffdf6", "#ffffff"), (0, 0.35, 0.7, 1))
    wisps = ramp(noise(random, shape, 120 * unit) + 0.3 * noise(random, shape, 30 * unit), 0.75, 1.2) * 0.25
    return mix(mix(blue, np.ones_like(blue), wisps), body, cover)
