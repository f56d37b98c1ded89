"""Snow that lies: on upward edges, on leaves, on open ground."""

import numpy as np

from renderer.paint.chance import rough
from renderer.paint.colour import apart, hue
from renderer.paint.filters import detailed, gaussian
from renderer.paint.raster import Floats, Pixels, Plane, luminance, mix, ramp
from renderer.paint.touch import Touch


def snowed_on(light: Floats, pixels: Pixels, touch: Touch) -> Floats:
    """Return snow that lies on upward edges, on leaves and on lit ground. None in a picture without a sky, none twice."""
    scene, unit = touch.scene, touch.unit
    if touch.again:
        return light
    bright = luminance(pixels)
    if not scene.outdoors:
        return _on_the_ground(light, bright, touch)
    cover = (
        np.clip(_caps(touch, bright) + _lying(touch, bright), 0, 0.97) * (1 - scene.sky) * (1 - scene.face)
    )
    white = np.array([0.8, 0.84, 0.9], np.float32) * (0.78 + 0.35 * bright)[..., None]
    return mix(light, white, gaussian(cover, 0.8 * unit))


def _on_the_ground(light: Floats, bright: Plane, touch: Touch) -> Floats:
    """Return the table or wall behind a thing under snow, which keeps its large shadows; all else as it was."""
    scene, unit = touch.scene, touch.unit
    if scene.faces or not scene.sure:
        return light
    large = gaussian(bright, 6 * unit)
    uneven = 0.5 + 0.5 * ramp(rough(touch.random("ground"), bright.shape, 26 * unit, 4), -1, 1)
    white = np.array([0.74, 0.80, 0.90], np.float32) * (0.30 + 0.75 * large + 0.1 * uneven)[..., None]
    cover = ramp(large, 0.12, 0.4) * (0.80 + 0.15 * uneven) * (1 - gaussian(scene.subject, 1.5 * unit))
    return mix(light, white, cover)


def frosted(pixels: Pixels, touch: Touch) -> Pixels:
    """Return frost that grows in from the sides, as on a window, in needles; none before faces."""
    scene, unit, random = touch.scene, touch.unit, touch.random("frost")
    if touch.again:
        return pixels
    tall = pixels.shape[0] / pixels.shape[1]
    edge = np.minimum(np.minimum(scene.right, 1 - scene.right), np.minimum(scene.down, 1 - scene.down) * tall)
    needles = np.abs(rough(random, edge.shape, 26 * unit, 4)) + 0.6 * np.abs(
        rough(random, edge.shape, 9 * unit, 2)
    )
    reach = 0.06 + 0.04 * rough(random, edge.shape, 150 * unit, 2)
    ice = ramp(reach - edge, -0.05, 0.07) * ramp(1.15 - needles, 0, 1) * (1 - scene.face)
    return mix(pixels, np.array([0.93, 0.97, 1.0], np.float32), ice * np.float32(0.85))


def _caps(touch: Touch, bright: Plane) -> Plane:
    scene, unit = touch.scene, touch.unit
    down, right = np.gradient(gaussian(bright, 1.6 * unit))
    edges = np.clip((np.clip(-down, 0, 1) - 0.6 * np.abs(right)) * 22, 0, 1)
    edges = edges * ramp(scene.down, 0.08, 0.2)
    edges = edges + np.clip(-np.gradient(gaussian(scene.sky, 2 * unit), axis=0) * 9, 0, 1)
    deep, cap = max(1, round(9 * unit)), np.zeros_like(bright)
    for step in range(deep):  # it lies on the edge, and hangs a little over it
        cap = np.maximum(
            cap, _lowered(edges, step - min(2, deep // 3)) * np.float32((1 - step / deep) ** 0.6)
        )
    uneven = ramp(rough(touch.random("caps"), bright.shape, 5 * unit, 2), -0.9, 0.6)
    return cap * (0.65 + 0.65 * uneven)


def _lowered(plane: Plane, rows: int) -> Plane:
    if rows == 0:
        return plane
    moved = np.zeros_like(plane)
    if rows > 0:
        moved[rows:] = plane[:-rows]
    else:
        moved[:rows] = plane[-rows:]
    return moved


def _lying(touch: Touch, bright: Plane) -> Plane:
    """Return where leaves and open ground hold snow."""
    scene, unit = touch.scene, touch.unit
    chroma, degrees = hue(scene.colours)
    leaves = ramp(-apart(degrees, 120), -55, -25) * ramp(chroma, 0.015, 0.04)
    leaves = leaves * ramp(detailed(bright, 1.8, 40 * unit), 0.25, 0.55) * 0.85
    uneven = ramp(rough(touch.random("ground"), bright.shape, 5 * unit, 2), -0.9, 0.6)
    lit = ramp(detailed(bright, 2.0, 40 * unit), 0.42, 0.62)
    return leaves + ramp(scene.down, 0.55, 0.95) * lit * 0.75 * uneven
