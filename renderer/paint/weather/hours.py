"""The hours: golden, sunrise, sunset, dusk, night, and moonlight. Numbers are linear light."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from renderer.paint.colour import enriched, lab, linear, mapped, rgb, shown
from renderer.paint.filters import curved, gaussian, guided, small, spread
from renderer.paint.photo.grain import darkened_corners, glowing
from renderer.paint.raster import Floats, Pixels, Plane, from_image, luminance, mix, ramp
from renderer.paint.tools.tone import brightest
from renderer.paint.touch import Touch
from renderer.paint.weather.air import (
    KEPT_BY_NIGHT,
    RGB,
    Air,
    Light,
    faces_lit,
    gradient,
    relit,
    under,
    veiled,
)
from renderer.paint.weather.falling import starred

BACKLIT, WARM = (0.62, 0.42, 0.42), (1.05, 0.72, 0.58)  # before a burning sky, and where none is seen
LAMP: Final = np.array([1, 0.57, 0.20], np.float32)
LIT, SHADED = (np.array(tint, np.float32) for tint in ((1.22, 0.92, 0.58), (0.80, 0.74, 0.86)))
NIGHT: Final = ((0.003, 0.006, 0.018), (0.008, 0.018, 0.05), (0.030, 0.055, 0.11))
DUSK: Final = ((0.022, 0.045, 0.16), (0.07, 0.11, 0.30), (0.30, 0.22, 0.36), (0.85, 0.36, 0.22))
GOLD: Final = ((0.28, 0.38, 0.55), (0.72, 0.58, 0.48), (1.0, 0.66, 0.30))
SUNSET: Final = ((0.10, 0.10, 0.26), (0.42, 0.16, 0.26), (0.95, 0.30, 0.12), (1.0, 0.62, 0.18))
SUNRISE: Final = ((0.30, 0.40, 0.62), (0.66, 0.56, 0.66), (0.98, 0.66, 0.54), (1.0, 0.84, 0.56))


def golden_hour(pixels: Pixels, touch: Touch) -> Pixels:
    """Return low warm light from the brighter side, cool shadows, and gold in the air."""
    sun = _sun(pixels, touch, 0.3)
    light = under(_sunlit(pixels, touch), touch, gradient(touch, GOLD) * _shape(pixels), 0.82)
    light = (
        veiled(light, touch, Air((0.95, 0.55, 0.20), 0.34 if touch.scene.outdoors else 0.08, 1.3, 0))
        * sun.warmth
    )
    glow = (
        (0.64, 0.32, 0.09) if touch.scene.outdoors else (0.34, 0.16, 0.03)
    )  # between walls light falls on things
    light = light * _raked(touch, sun) + _glow(touch, sun, 0.26, glow)
    made = np.clip(curved(faces_lit(_toned(light, touch), touch) ** np.float32(0.84), 0.3), 0, 1)
    return mapped(made, _gilded)


def _gilded(pixels: Floats) -> Floats:
    """Return richer colours, with less blue in them."""
    return rgb(enriched(lab(np.clip(pixels * np.array([1.04, 1.0, 0.88], np.float32), 0, 1)), 1.35))


def sunset(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a sky on fire, a sun at its foot, and a scene that goes dark before it."""
    sun = _sun(pixels, touch, touch.scene.horizon * 0.92)
    light = _sunlit(pixels, touch) * np.array(BACKLIT if touch.scene.outdoors else WARM, np.float32)
    light = under(light, touch, gradient(touch, SUNSET) * _shape(pixels), 0.9)
    light = veiled(light, touch, Air((0.80, 0.30, 0.12), 0.42, 1.2, 0)) * sun.warmth
    light = light * _raked(touch, sun) + _glow(touch, sun, 0.2, (0.95, 0.42, 0.1))
    return faces_lit(_toned(light, touch), touch)


def sunrise(pixels: Pixels, touch: Touch) -> Pixels:
    """Return pale gold and rose, mist far away, and long soft light."""
    sun = _sun(pixels, touch, touch.scene.horizon * 0.85)
    light = relit(pixels, touch, Light((1.06, 0.95, 0.90), 0.66, 0.35, 0.8))
    light = under(light, touch, gradient(touch, SUNRISE) * _shape(pixels), 0.9)
    light = veiled(light, touch, Air((0.92, 0.66, 0.52), 0.85, 1.5)) * sun.warmth
    light = light + _glow(touch, sun, 0.3, (0.5, 0.34, 0.16))
    return faces_lit(_toned(light, touch), touch)


def dusk(pixels: Pixels, touch: Touch) -> Pixels:
    """Return the blue hour: a last glow at the horizon, and lamps that are lit already."""
    light = relit(pixels, touch, Light((0.26, 0.55, 1.75), 0.42, 0.25, 0.30))
    light = under(light, touch, gradient(touch, DUSK) * _shape(pixels, 0.75, 0.4))
    light = _with_lamps(veiled(light, touch, Air((0.12, 0.13, 0.25), 0.35)), pixels, touch, 0.72, 0.6)
    light = _by_a_lamp(light, pixels, touch, 0.9)
    light = mix(light, linear(pixels) * np.array([0.34, 0.44, 0.82], np.float32), touch.scene.face * 0.4)
    return faces_lit(darkened_corners(curved(shown(light), 0.25), touch, 0.2), touch, KEPT_BY_NIGHT)


def night(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a night: blue and nearly without colour, lamps that glow, stars where there is a sky."""
    light = relit(pixels, touch, Light((0.42, 0.62, 1.15), 0.14, 0, 0.30))
    light = under(light, touch, gradient(touch, NIGHT))
    light = _with_lamps(veiled(light, touch, Air((0.018, 0.032, 0.065), 0.35)), pixels, touch, 0.66, 0.9)
    light = _by_a_lamp(light, pixels, touch, 0.3)
    light = mix(light, linear(pixels) * np.array([0.28, 0.30, 0.40], np.float32), touch.scene.face * 0.6)
    made = darkened_corners(curved(shown(light * 1.5), 0.2), touch, 0.4)
    return faces_lit(starred(made, touch) if touch.scene.outdoors else made, touch, KEPT_BY_NIGHT)


def _sunlit(pixels: Pixels, touch: Touch) -> Floats:
    """Return warm lights and cool shadows."""
    even = spread(pixels)
    bright = luminance(even)
    lit = ramp(guided(bright, bright, 30 * touch.unit, 0.01), 0.25, 0.8)
    return linear(even) * mix(SHADED, LIT, lit)


def _shape(pixels: Pixels, base: float = 0.55, gain: float = 0.6) -> Floats:
    """Return what a sky keeps of its own clouds."""
    return (base + gain * luminance(pixels))[..., None]


@dataclass(frozen=True, slots=True)
class Sun:
    """Where a low sun stands, as shares of width and height, how strong it is and how warm: no two seeds see the same."""

    right: float
    down: float
    strength: float
    warmth: Floats


def _sun(pixels: Pixels, touch: Touch, down: float) -> Sun:
    """Return a sun on the brighter side, about that far down."""
    bright, random = luminance(small(pixels, 32)), touch.random("sun")
    half = bright.shape[1] // 2
    left = bright[:, :half].mean() > bright[:, half:].mean()
    aside, warm = random.uniform(0.02, 0.2), random.uniform(-1, 1)
    warmth = np.array([1 + 0.1 * warm, 1, 1 - 0.2 * warm], np.float32) * np.float32(random.uniform(0.8, 1.2))
    return Sun(
        aside if left else 1 - aside, down + random.uniform(-0.12, 0.08), random.uniform(0.5, 1.6), warmth
    )


def _glow(touch: Touch, sun: Sun, width: float, tint: RGB) -> Floats:
    """Return the light around a sun: more of it where it is far, less on faces."""
    scene, tall = touch.scene, touch.source.shape[0] / touch.source.shape[1]
    away = np.hypot(scene.right - sun.right, (scene.down - sun.down) * tall)
    glow = np.exp(-away / width) * (0.35 + 0.65 * scene.depth) * (1 - 0.6 * scene.face)
    return (glow * np.float32(sun.strength))[..., None] * np.array(tint, np.float32)


def _raked(touch: Touch, sun: Sun) -> Floats:
    """Return light that comes in low from the sun's side, and leaves the other in blue shade, where no sky tells the hour."""
    if touch.scene.outdoors:
        return np.ones(3, np.float32)
    away = np.abs(touch.scene.right - np.float32(sun.right)) + 0.3 * touch.scene.down
    near = np.exp(-away / 0.5).astype(np.float32)
    return mix(np.array([0.42, 0.44, 0.55], np.float32), np.array([1.8, 1.62, 1.3], np.float32), near)


def _toned(light: Floats, touch: Touch) -> Pixels:
    made = shown(light / (1 + 0.25 * light) * 1.12)
    return np.clip(curved(glowing(made, 20 * touch.unit, 0.6, 0.72), 0.18), 0, 1)


def _with_lamps(light: Floats, pixels: Pixels, touch: Touch, least: float, share: float) -> Floats:
    """Return small warm bright spots, which could be lamps and windows, lit; none beside faces: cloth would glow."""
    if touch.faces:
        return light
    spots = _lamps(pixels, touch, least)
    glow = gaussian(spots, 8 * touch.unit) * 0.6 + gaussian(spots, 38 * touch.unit)
    lit = mix(light, linear(pixels) * LAMP * 1.3, spots * 0.9)
    return lit + glow[..., None] * LAMP * np.float32(share)


def _by_a_lamp(light: Floats, pixels: Pixels, touch: Touch, share: float) -> Floats:
    """Return what is near in the light of a lamp aside, and lamps far behind, out of focus, where no sky tells the hour."""
    scene, random = touch.scene, touch.random("lamp")
    if scene.outdoors or touch.again:
        return light
    side = float(random.integers(2))
    near = np.exp(-np.abs(scene.right - np.float32(side)) / 0.3 - 0.5 * scene.down).astype(np.float32)
    lit = linear(pixels) * LAMP * (near * np.float32(share))[..., None]
    if not scene.sure:  # a light on a forehead is no lamp behind it
        return light + lit
    far = ramp(scene.depth, 0.45, 0.7) * (1 - scene.subject) * (1 - scene.face)
    image = Image.new("L", (pixels.shape[1], pixels.shape[0]))
    for _ in range(16):
        radius, right, down = (
            random.uniform(9, 30) * touch.unit,
            random.random() * image.width,
            random.random() * image.height,
        )
        disc = Image.new("L", image.size)
        ImageDraw.Draw(disc).ellipse(
            (right - radius, down - radius, right + radius, down + radius), fill=int(random.uniform(40, 130))
        )
        image = ImageChops.add(image, disc)
    discs = gaussian(from_image(image), 1.4 * touch.unit) * far
    return light + lit + discs[..., None] * LAMP * np.float32(2.0 * share)


def _lamps(pixels: Pixels, touch: Touch, least: float) -> Plane:
    bright = brightest(pixels)
    spots = ramp(bright - gaussian(bright, 18 * touch.unit), 0.10, 0.3) * ramp(bright, least, least + 0.2)
    spots = (
        spots * ramp(touch.scene.colours[..., 2], 0, 0.05) * (1 - touch.scene.sky) * (1 - touch.scene.skin)
    )
    return spots * (1 - ramp(gaussian(spots, 14 * touch.unit), 0.08, 0.22))  # what is long or wide is no lamp
