"""A shutter that stays open: clouds draw out, water turns to mist, lights leave trails, and who stands still stays sharp."""

from typing import Final

import numpy as np

from renderer.paint.chance import rough
from renderer.paint.colour import linear, shown
from renderer.paint.filters import gaussian, sized, small
from renderer.paint.press.areas import cut
from renderer.paint.raster import Floats, Pixels, Plane, mix, ramp
from renderer.paint.tools.smooth import warped
from renderer.paint.tools.tone import brightest
from renderer.paint.touch import Touch

DOUBLINGS: Final = 6  # of the way that is drawn out
TRAIL: Final = 260.0  # pixels that the brightest lights move
VEILED: Final = np.array([0.93, 0.98, 1.06], np.float32)  # the light of a sky that clouds ran over
BRIGHT: Final = 2.6  # how much more than the film can show a light is


def long_exposure(pixels: Pixels, touch: Touch) -> Pixels:
    """Draw out what moves: the sky from where it vanishes, water, what is behind the subject, and every lamp."""
    scene, unit = touch.scene, touch.unit
    light = linear(pixels)
    made = light
    if scene.outdoors:
        made = mix(made, _zoomed(light, touch), ramp(gaussian(scene.sky, 2 * unit), 0.3, 0.8))
    still = np.maximum(gaussian(cut(touch), 2 * unit), scene.face) if scene.sure else scene.near
    moving = (1 - still) * (1 - scene.sky if scene.outdoors else 1)
    water = _water(touch) * moving
    drawn = gaussian(light, 46 * unit, 7 * unit)
    made = mix(made, drawn * np.float32(0.92) + np.float32(0.03), water)
    panned = gaussian(light, 60 * unit, 1.2 * unit)
    share = 0.9 * ramp(scene.depth, 0.1, 0.5) if scene.outdoors else 0.9
    made = mix(made, panned, moving * (1 - water) * share * (1.0 if scene.sure else 0.45))
    trails = _trails(light, touch) * (1 - 0.9 * still)[..., None]
    return shown(1 - (1 - np.clip(made, 0, 1)) * np.exp(-trails))


def _zoomed(light: Floats, touch: Touch) -> Floats:
    """Return light drawn out along the ways that clouds take: towards a place on the horizon, by doubling."""
    scene = touch.scene
    height, width = light.shape[:2]
    here = small(scene.sky, 512)[..., None] + np.float32(1e-3)
    veils = rough(touch.random("veils"), here.shape, 60, 3)[..., None] * here
    few = np.concatenate([small(light, 512) * here, veils, here], axis=2)  # nothing but sky is drawn out
    rows, columns = few.shape[:2]
    right = touch.random("wind").uniform(0.2, 0.8)
    y, x = np.mgrid[:rows, :columns].astype(np.float32)
    down, across = y - np.float32(scene.horizon * rows), x - np.float32(right * columns)
    for doubling in range(DOUBLINGS):
        step = np.float32(0.006 * 2**doubling)
        few = (few + warped(few, -down * step, -across * step)) / 2
    veils = few[..., 3:4] / few[..., 4:]
    veils = 0.74 + 0.2 * np.tanh(veils / np.float32(max(float(veils.std()), 1e-3)))
    return sized(few[..., :3] / few[..., 4:] * veils * VEILED, height, width)


def _water(touch: Touch) -> Plane:
    """Return where water may be: low in the picture, blue, grey or green, in no face."""
    scene = touch.scene
    cool = ramp(-scene.colours[..., 2], -0.015, 0.02)
    wide = gaussian(cool * (1 - scene.sky), 24 * touch.unit)
    return ramp(wide, 0.35, 0.7) * ramp(scene.down, scene.horizon - 0.02, scene.horizon + 0.1)


def _trails(light: Floats, touch: Touch) -> Floats:
    """Return what lamps leave behind them as they pass: level streaks, thin and bright."""
    unit = touch.unit
    bright = brightest(light)
    high = max(0.35, float(np.percentile(small(bright, 256), 97)))
    around = gaussian(bright, 30 * unit)
    lamp = ramp(bright - around, high * 0.35, high * 0.8) * (
        1 - touch.scene.sky * float(touch.scene.outdoors)
    )
    lamp = lamp * (1 - touch.scene.face)
    drawn = gaussian(light * lamp[..., None], TRAIL * unit / 3, 0.8 * unit)
    return drawn * np.float32(BRIGHT * 4)
