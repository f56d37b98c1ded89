"""Two pictures on one film: the subject, dark, is filled by a second view; and a film on which time has left its own."""

import numpy as np

from renderer.paint.chance import rough
from renderer.paint.colour import linear, shown
from renderer.paint.filters import curved, gaussian, spread
from renderer.paint.photo.grain import glowing, grained
from renderer.paint.photo.grey import in_grey
from renderer.paint.press.areas import cut
from renderer.paint.raster import Pixels, Plane, grey, mix, ramp
from renderer.paint.touch import Touch

PALE = np.array([0.90, 0.90, 0.87], np.float32)
NIGHT = np.array([0.10, 0.16, 0.22], np.float32)


def double_exposure(pixels: Pixels, touch: Touch) -> Pixels:
    """Return trees in mist in the shadows of the subject, before a pale ground; in those of the whole where it is not sure."""
    scene, unit = touch.scene, touch.unit
    bright = curved(in_grey(spread(pixels), 0.3, 0.5, 0.2), 0.4)
    first = mix(grey(bright), spread(pixels), 0.35)
    second = _forest(touch)
    # Where the first exposure left the film dark the second one is seen.
    inside = 1 - (1 - first * 0.8) * (1 - second * (1 - 0.4 * scene.face)[..., None])
    shadows = (ramp(bright, 0.0, 0.62) + (1 - ramp(bright, 0.0, 0.62)) * 0.45 * scene.face)[..., None]
    made = second * (1 - shadows) + inside * shadows
    if scene.sure:
        ground = mix(PALE, first, 0.10)
        made = mix(np.broadcast_to(ground, pixels.shape), made, gaussian(cut(touch), 2 * unit))
    else:  # nothing tells ground from subject: the first picture shows more of itself
        made = mix(made, second * (0.35 + 0.65 * first), 0.55 * (1 - scene.near))
        made = mix(made, first, 0.25 + 0.25 * scene.near)
    # A face is lit, and none of its film is dark: the trees are laid over it.
    made = made * mix(np.ones_like(second), second, 0.62 * scene.face)
    return grained(glowing(np.clip(curved(made, 0.15), 0, 1), 14 * unit, 0.4, 0.7), touch, 0.4)


def _forest(touch: Touch) -> Pixels:
    """Return firs in mist, row behind row: each trunk's crown a saw of branches, paler the farther."""
    random, unit, scene = touch.random("firs"), touch.unit, touch.scene
    rows, columns = scene.down.shape
    made = np.broadcast_to(PALE * np.float32(0.97), (rows, columns, 3))
    down = scene.down * np.float32(rows)
    fringe = rough(random, (rows, columns), 5 * unit, 2)
    for layer in range(4):
        crown = _crowns(
            random, columns, (0.26 + 0.17 * layer) * rows, (34 + 16 * layer) * unit, (90 + 45 * layer) * unit
        )
        saw = crown[None, :] + 7 * unit * fringe
        cover = ramp(down - saw, 0, 2.5 * unit)
        mist = ramp(down - saw, 0, 240 * unit) * np.float32(0.5 - 0.1 * layer)
        tint = PALE + (NIGHT - PALE) * np.float32(0.25 + 0.25 * layer)
        made = mix(made, mix(np.broadcast_to(tint, made.shape), PALE, mist), cover)
    return np.asarray(made, np.float32)


def _crowns(random: np.random.Generator, columns: int, base: float, wide: float, tall: float) -> Plane:
    """Return for each column how far down trees begin that stand in one row."""
    right, top = np.arange(columns, dtype=np.float32), np.full(columns, base + tall, np.float32)
    at = -random.uniform(0, wide)
    while at < columns + wide:
        height, half = tall * random.uniform(0.55, 1.2), wide * random.uniform(0.5, 0.85)
        top = np.minimum(
            top, base + tall - height + np.abs(right - np.float32(at)) * np.float32(height / half)
        )
        at += wide * random.uniform(0.35, 1.0)
    return top


def expired(pixels: Pixels, touch: Touch) -> Pixels:
    """Return what is left on a film years too old: fogged blacks, colours that have wandered, stains, coarse grain."""
    unit, random = touch.unit, touch.random("age")
    light = linear(spread(pixels)) * np.array([0.92, 0.98, 0.66], np.float32)
    shape = touch.scene.down.shape
    patches = rough(random, shape, 420 * unit, 2)
    wander = np.stack(
        [0.10 + 0.07 * patches, 0.04 - 0.02 * patches, 0.10 + 0.06 * rough(random, shape, 300 * unit)], axis=2
    )
    made = shown(np.clip(light * 0.82 + np.maximum(wander, 0) * np.float32(0.8), 0, 1))
    green = ramp(touch.scene.down + 0.1 * patches, 0.7, 1.1)[..., None] * np.array(
        [-0.04, 0.05, -0.03], np.float32
    )
    mottle = rough(random, shape, 7 * unit, 3)
    made = np.clip(made + green + 0.022 * grey(mottle), 0, 1)
    dust = ramp(rough(random, shape, 2.4 * unit), 2.5, 2.9)
    return grained(mix(curved(made, 0.05), PALE, dust * np.float32(0.7)), touch, 0.8, 1.6)
