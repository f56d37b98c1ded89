"""Light that something stands in the way of: the slats of a blind, leaves, a window aside; or the subject itself."""

from typing import Final

import numpy as np

from renderer.paint.chance import rough
from renderer.paint.colour import linear, shown
from renderer.paint.filters import curved, gaussian, spread
from renderer.paint.photo.grain import darkened_corners, glowing, grained
from renderer.paint.press.areas import cut
from renderer.paint.raster import Floats, Pixels, Plane, fraction, luminance, mix, ramp
from renderer.paint.touch import Touch

SLATS: Final = 9  # across the picture's height
LAMP: Final = np.array([1.12, 0.98, 0.78], np.float32)
SHADE: Final = np.array([0.17, 0.19, 0.25], np.float32)
NORTH: Final = np.array([0.98, 1.0, 1.03], np.float32)
BEHIND: Final = np.array([1.0, 0.66, 0.34], np.float32)


def blinds(pixels: Pixels, touch: Touch) -> Pixels:
    """Return the light of a low lamp or sun through the slats of a blind, in bars that lean and bend over what they meet."""
    scene, random = touch.scene, touch.random("blind")
    lean, start = random.uniform(0.16, 0.34) * random.choice([-1, 1]), random.random()
    large = gaussian(luminance(pixels), 14 * touch.unit)
    across = scene.down + lean * scene.right + 0.05 * large
    bars = fraction((across * SLATS + start).astype(np.float32))
    open_ = ramp(0.5 - np.abs(bars - 0.5), 0.17, 0.29)
    return _through(pixels, touch, open_)


def leaf_shadows(pixels: Pixels, touch: Touch) -> Pixels:
    """Return sun through leaves: soft round patches of light among shade that sways."""
    unit, random = touch.unit, touch.random("leaves")
    shape = touch.scene.down.shape
    twigs = rough(random, shape, 95 * unit, 2) + 0.5 * gaussian(rough(random, shape, 26 * unit), 5 * unit)
    return _through(pixels, touch, ramp(gaussian(twigs, 4 * unit), -0.25, 0.5))


def _through(pixels: Pixels, touch: Touch, open_: Plane) -> Pixels:
    """Return a picture in a light that comes through so much at each place; a face keeps some of it."""
    scene = touch.scene
    open_ = open_ + (1 - open_) * 0.12 * scene.face
    light = linear(spread(pixels)) * mix(SHADE, LAMP * 1.3, open_)
    made = glowing(shown(light / (1 + 0.12 * light)), 10 * touch.unit, 0.35, 0.7)
    return grained(darkened_corners(curved(made, 0.18), touch, 0.3), touch, 0.3)


def window_light(pixels: Pixels, touch: Touch) -> Pixels:
    """Return the soft light of one large window at a side: it wraps around what is near, and leaves the far side in shade."""
    scene = touch.scene
    side = float(touch.random("window").integers(2))
    near = 1 - np.abs(scene.right - side)
    fall = 0.09 + 1.4 * ramp(near + 0.12 * (0.5 - scene.down), 0.05, 1.0) ** 1.3
    fall = fall + np.maximum(0.5 - fall, 0) * scene.face
    light = linear(spread(pixels)) * fall[..., None] * NORTH
    bright = luminance(light)[..., None]
    light = bright + (light - bright) * np.float32(0.8)
    made = glowing(shown(light / (1 + 0.15 * light)), 34 * touch.unit, 0.6, 0.6)
    return grained(curved(made, 0.1), touch, 0.25)


def backlit(pixels: Pixels, touch: Touch) -> Pixels:
    """Return what stands before the light: its outline burns, it is dark itself, and all behind it is bright and soft."""
    scene, unit = touch.scene, touch.unit
    light = linear(spread(pixels))
    if not (scene.sure or scene.outdoors):
        return _into_the_sun(light, touch)
    front = gaussian(1 - scene.sky if scene.outdoors else cut(touch), 1.5 * unit)
    side = 0.25 if scene.focus[1] > 0.5 else 0.75  # noqa: PLR2004 - the free half
    away = np.hypot(scene.right - side, (scene.down - 0.12) * 0.8)
    sun = np.exp(-away / 0.3).astype(np.float32)
    behind = (
        gaussian(light, 5 * unit if scene.sure else 0.5) * np.array([1.2, 0.98, 0.74], np.float32)
        + (0.10 + 0.95 * sun)[..., None] * BEHIND
    )
    dark = light * (0.17 + 0.14 * scene.face)[..., None]
    made = mix(behind, dark, front)
    if scene.sure:
        rim = np.clip(gaussian(1 - front, 5 * unit) - 0.12, 0, 1) * front * ramp(luminance(behind), 0.02, 0.3)
        made = made + (rim * 1.6)[..., None] * BEHIND
    made = made + (0.20 * sun)[..., None] * BEHIND  # light that veils the lens
    return grained(np.clip(curved(shown(made / (1 + 0.2 * made)), 0.15), 0, 1), touch, 0.3)


def _into_the_sun(light: Floats, touch: Touch) -> Pixels:
    """Return a picture against the light where no outline can be trusted: darks close, lights burn, the sun stands in a corner."""
    scene = touch.scene
    side = 0.08 if scene.focus[1] > 0.5 else 0.92  # noqa: PLR2004 - the free half
    away = np.hypot(scene.right - side, scene.down - 0.05)
    sun = np.exp(-away / 0.28).astype(np.float32)
    burning = ramp(luminance(light), 0.2, 0.7) * np.exp(-away / 0.7)
    made = (
        light
        * (0.30 + 0.15 * scene.face + 1.2 * burning)[..., None]
        * np.array([1.08, 0.92, 0.80], np.float32)
    )
    made = made + (0.95 * sun)[..., None] * BEHIND
    return grained(np.clip(curved(shown(made / (1 + 0.2 * made)), 0.25), 0, 1), touch, 0.3)
