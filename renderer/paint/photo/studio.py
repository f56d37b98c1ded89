"""Light that a photographer sets: low key, high key, a bare flash; a fast lens, and an X-ray plate. Light is linear."""

from typing import Final

import numpy as np

from renderer.paint.colour import hexes, linear, shown, tones
from renderer.paint.faces import over
from renderer.paint.filters import curved, detailed, gaussian, spread
from renderer.paint.photo.grain import darkened_corners, glowing, grained
from renderer.paint.photo.lens import out_of_focus
from renderer.paint.raster import Pixels, Plane, grey, luminance, mix, ramp
from renderer.paint.touch import Touch

CANDLE: Final = np.array([1.08, 0.97, 0.84], np.float32)
FLASH: Final = np.array([0.98, 1.0, 1.05], np.float32)
PLATE: Final = hexes("#02050c", "#0b2036", "#3f7596", "#b9dcea", "#f6fdff")


def key_light(touch: Touch, dark: float) -> Plane:
    """Return how much of one hard light on the subject reaches each place; faces stay lit, the rest is that dark."""
    scene, unit = touch.scene, touch.unit
    down, right = scene.focus
    pool = np.exp(-(((scene.right - right) / 0.42) ** 2 + ((scene.down - down + 0.08) / 0.5) ** 2))
    cover = 0.30 + 0.70 * gaussian(scene.subject, 12 * unit) if scene.sure else 0.85
    key = np.maximum(dark + (1 - dark) * pool * cover, 0.72 * scene.face)
    return gaussian(key * (1 - 0.72 * scene.sky * ramp(1 - scene.down, 0.2, 1)), 6 * unit)


def low_key(pixels: Pixels, touch: Touch) -> Pixels:
    """Return one warm light from a side on the subject, and darkness around it, as Rembrandt lit his sitters."""
    scene = touch.scene
    key = key_light(touch, 0.05) ** np.float32(1.5)
    key = (
        key + (0.9 - key) * gaussian(over(touch.faces, key.shape) * scene.subject, 6 * touch.unit)
        if touch.faces
        else key
    )
    side = -1 if touch.random("lamp").random() < 0.5 else 1  # noqa: PLR2004 - a coin
    turned = 1 + 0.5 * np.clip((scene.right - scene.focus[1]) * side * 2, -1, 1)
    light = linear(spread(pixels)) * (key * turned)[..., None]
    light = mix(grey(luminance(light)), light, 0.82) * CANDLE
    made = curved(shown(light * 1.15), 0.35)
    return grained(glowing(made, 14 * touch.unit, 0.3, 0.65), touch, 0.25)


def high_key(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a white studio: no dark shadow, pale colours, light from behind that reaches around the subject."""
    scene, unit = touch.scene, touch.unit
    even = spread(pixels)
    bright = luminance(even)
    opened = 1 - 0.9 * (1 - even) ** np.float32(1.6)
    made = mix(grey(luminance(opened)), opened, 0.85)
    cut_out = scene.sure and (bool(scene.faces) or not scene.outdoors)  # no landscape stands in a studio
    behind = gaussian(1 - scene.subject, 3 * unit) if cut_out else np.full_like(bright, 0.75)
    made = mix(made, np.ones(3, np.float32), (0.72 * behind * (1 - scene.face) * ramp(bright, 0.02, 0.5)))
    return glowing(made, 26 * unit, 0.45, 0.7)


def flash(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a flash on the camera: what is near is bright and hard, what is far falls into the dark."""
    scene = touch.scene
    near = np.maximum(1 - scene.depth, 0.9 * scene.face)
    if scene.sure:
        near = np.maximum(near, 0.85 * gaussian(scene.subject, 4 * touch.unit))
    fall = (0.55 if scene.outdoors else 0.10) + 1.35 * ramp(
        near, 0.2, 1.0
    ) ** 1.4  # by day it only fills shadows
    light = linear(spread(pixels)) * fall[..., None] * FLASH
    made = curved(shown(light / (1 + 0.18 * light) * 1.1), 0.45)
    return grained(darkened_corners(glowing(made, 8 * touch.unit, 0.35, 0.8), touch, 0.35), touch, 0.5)


def fast_lens(pixels: Pixels, touch: Touch) -> Pixels:
    """Return the subject sharp, and all behind it out of focus, its lights as discs."""
    scene, unit = touch.scene, touch.unit
    if scene.sure:
        away = 1 - np.maximum(gaussian(scene.subject, 1.5 * unit), scene.face)
        away = away * (0.45 + 0.55 * ramp(scene.depth, 0.1, 0.7))
    else:
        down, right = scene.focus
        away = ramp(np.hypot((scene.right - right) / 0.5, (scene.down - down) / 0.45), 0.45, 1.3)
        away = away * (1 - scene.face)
    return out_of_focus(pixels, touch, away, scene.subject if scene.sure else None)


def x_ray(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a plate that light went through: what is dark glows, outlines more than what they enclose."""
    unit = touch.unit
    bright = luminance(spread(pixels))
    dense = detailed(1 - bright, 2.0, 30 * unit)
    rim = np.abs(gaussian(bright, 1.2 * unit) - gaussian(bright, 5 * unit))
    glow = 0.62 * dense**1.3 + 3.2 * rim + 0.25 * gaussian(dense, 12 * unit)
    if touch.scene.sure:
        glow = glow * (0.28 + 0.72 * gaussian(touch.scene.subject, 10 * unit))
    return grained(tones(np.clip(glow, 0, 1), PLATE), touch, 0.4)
