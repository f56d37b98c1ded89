"""Northern lights: folded curtains over a night, and their light on the land."""

from typing import Final

import numpy as np

from renderer.paint.chance import rough
from renderer.paint.colour import linear, shown
from renderer.paint.filters import curved, gaussian
from renderer.paint.photo.grain import darkened_corners
from renderer.paint.raster import Floats, Pixels, grey, luminance, mix, ramp
from renderer.paint.touch import Touch
from renderer.paint.weather.air import Air, Light, faces_lit, gradient, relit, under, veiled
from renderer.paint.weather.falling import starred

NIGHT: Final = ((0.004, 0.010, 0.028), (0.008, 0.026, 0.050), (0.020, 0.060, 0.075))
GREEN, VIOLET = (np.array(tint, np.float32) for tint in ((0.10, 0.85, 0.42), (0.46, 0.16, 0.70)))
FOLDS: Final = 3  # curtains of light
HIGH: Final = 0.42  # share of the height in which they hang where no sky is seen


def aurora(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a clear night under curtains of green light that go over into violet above; their light lies on the land."""
    scene = touch.scene
    light = relit(pixels, touch, Light((0.50, 0.86, 0.88), 0.22, 0.1, 0.32))
    curtains = _curtains(touch)
    light = under(light, touch, gradient(touch, NIGHT) + curtains)
    if not scene.outdoors:
        # Where no sky is seen they stand above the picture: only what they cast is in it, soft and in their colours.
        drift = rough(touch.random("cast"), scene.sky.shape, 420 * touch.unit, 2)
        cast = mix(GREEN, VIOLET, ramp(drift, -0.5, 0.6)) * (1.25 - scene.down)[..., None]
        lit = linear(pixels)  # violet on a lawn's own green would be brown
        light = light + mix(lit, grey(luminance(lit)), 0.8) * cast * np.float32(0.5)
        light = light + curtains * (0.6 * scene.night * scene.sky)[..., None]
    light = light + 0.10 * GREEN * linear(pixels) * ((1 - scene.sky) * (1.2 - scene.down))[..., None]
    light = veiled(light, touch, Air((0.012, 0.06, 0.055), 0.3))
    made = darkened_corners(curved(shown(light * 1.3), 0.2), touch, 0.3)
    return faces_lit(starred(made, touch, 2) if scene.outdoors else made, touch)


def _curtains(touch: Touch) -> Floats:
    """Return folded curtains: sharp below, fading upwards in rays."""
    scene, random = touch.scene, touch.random("aurora")
    down = scene.down / np.float32(scene.horizon if scene.outdoors else HIGH)
    wide = scene.right.shape[1]
    made = np.zeros((*scene.sky.shape, 3), np.float32)
    for fold in range(FOLDS):
        wave = gaussian(rough(random, (8, wide), 260 * touch.unit, 2), 30 * touch.unit, 0.1)[4]
        rays = np.clip(
            0.55 + 0.5 * gaussian(rough(random, (8, wide), 12 * touch.unit, 3), 3 * touch.unit, 0.1)[4],
            0.1,
            1.4,
        )
        foot = 0.42 + 0.17 * fold + 0.16 * wave
        above = (foot - down) / np.float32(0.26 + 0.10 * fold)
        body = ramp(above, -0.05, 0.10) * np.exp(-np.maximum(above, 0) * 1.9) * rays
        made += (
            body[..., None] * mix(GREEN, VIOLET, ramp(above, 0.25, 1.5)) * np.float32(0.62 / (1 + 0.5 * fold))
        )
    return made
