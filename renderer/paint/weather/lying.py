"""Snow that lies: on upward edges, on leaves, on open ground."""

from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from renderer.paint.chance import rough
from renderer.paint.colour import apart, hue
from renderer.paint.filters import detailed, gaussian, small
from renderer.paint.raster import Floats, Pixels, Plane, from_image, luminance, mix, ramp
from renderer.paint.touch import Touch

LIT_AT: Final = 64  # pixels a side at which the light of an hour is looked up
FERNS: Final = 110
ICE: Final = np.array([0.93, 0.97, 1.0], np.float32)


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
    white = _in_the_light(np.array([0.8, 0.84, 0.9], np.float32), touch) * (0.78 + 0.35 * bright)[..., None]
    return mix(light, white, gaussian(cover, 0.8 * unit))


def _in_the_light(white: Floats, touch: Touch) -> Floats:
    """Return the white of snow in the light of the hour before it: that of what is brightest, no lawn's."""
    if not touch.kept:
        return white
    seen = small(touch.source, LIT_AT).reshape(-1, 3)
    bright = luminance(seen)
    hour = seen[bright >= np.percentile(bright, 95)].mean(axis=0)
    return white * (1 + (hour / max(float(hour.max()), 1e-3) - 1) * np.float32(0.5 * touch.kept))


def _on_the_ground(light: Floats, bright: Plane, touch: Touch) -> Floats:
    """Return the table or wall behind a thing under snow, which keeps its large shadows; all else as it was."""
    scene, unit = touch.scene, touch.unit
    if scene.faces or not scene.sure:
        return light
    large = gaussian(bright, 6 * unit)
    uneven = 0.5 + 0.5 * ramp(rough(touch.random("ground"), bright.shape, 26 * unit, 4), -1, 1)
    white = (
        _in_the_light(np.array([0.74, 0.80, 0.90], np.float32), touch)
        * (0.30 + 0.75 * large + 0.1 * uneven)[..., None]
    )
    cover = ramp(large, 0.12, 0.4) * (0.80 + 0.15 * uneven) * (1 - gaussian(scene.subject, 1.5 * unit))
    return mix(light, white, cover)


def banked(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a drift of snow right before the lens, out of focus, along the foot of a picture; none before faces."""
    scene, unit, random = touch.scene, touch.unit, touch.random("bank")
    if touch.again:
        return pixels
    shape = scene.down.shape
    wave = gaussian(rough(random, (8, shape[1]), 260 * unit, 2), 50 * unit, 0.1)[4]
    deep = scene.down - (0.87 + 0.03 * wave)
    lumps = gaussian(rough(random, shape, 30 * unit, 3), 5 * unit)
    cover = ramp(deep + 0.006 * lumps, -0.025, 0.045) * (1 - scene.face)
    white = _in_the_light(np.array([0.86, 0.90, 0.96], np.float32), touch)
    white = white * (0.92 + 0.05 * lumps + 0.5 * deep)[..., None]
    return mix(pixels, np.clip(white, 0, 1) * np.float32(1 - 0.6 * scene.night), cover)


def frosted(pixels: Pixels, touch: Touch) -> Pixels:
    """Return ferns of ice that grow in from the sides, as on a window; few before faces."""
    if touch.again:
        return pixels
    random, (height, width) = touch.random("frost"), pixels.shape[:2]
    image = Image.new("L", (width, height))
    draw, around = ImageDraw.Draw(image), 2 * (width + height)
    for number in range(FERNS):
        at = (number + random.random()) / FERNS * around
        if at < 2 * width:
            start = (at % width, 0.0 if at < width else height - 1.0)
        else:
            start = (0.0 if at - 2 * width < height else width - 1.0, (at - 2 * width) % height)
        inward = np.arctan2(height / 2 - start[1], width / 2 - start[0]) + random.uniform(-1.2, 1.2)
        _fern(draw, start, float(inward), touch.unit * random.uniform(30, 110), random)
    ice, unit = from_image(image), touch.unit
    haze = np.minimum(1, gaussian(ice, 3 * unit) * 1.2 + gaussian(ice, 16 * unit) * 0.7)
    cover = np.clip(gaussian(ice, 0.5 * unit) * 0.55 + haze * 0.45, 0, 0.9) * (1 - 0.9 * touch.scene.face)
    return mix(pixels, ICE * np.float32(1 - 0.5 * touch.scene.night), cover)


def _fern(
    draw: ImageDraw.ImageDraw,
    start: tuple[float, float],
    turn: float,
    length: float,
    random: np.random.Generator,
) -> None:
    """Draw a stem of ice that bends, with branches at the 60 degrees of its crystals, and theirs."""
    right, down = start
    bend, steps = random.normal(0, 0.05), 22
    step = length / steps
    for number in range(steps):
        turn += bend
        to = right + step * np.cos(turn), down + step * np.sin(turn)
        draw.line((right, down, *to), fill=230, width=1)
        right, down = to
        reach = (1 - number / steps) * length * 0.34 * random.uniform(0.5, 1)
        for side in (-np.pi / 3, np.pi / 3):
            tip = right + reach * np.cos(turn + side), down + reach * np.sin(turn + side)
            draw.line((right, down, *tip), fill=190)
            for share in (0.35, 0.65):
                root = right + (tip[0] - right) * share, down + (tip[1] - down) * share
                for leaf in (turn, turn + 2 * side):
                    away = reach * 0.32 * (1.2 - share)
                    draw.line((*root, root[0] + away * np.cos(leaf), root[1] + away * np.sin(leaf)), fill=150)


def rimed(pixels: Pixels, touch: Touch) -> Pixels:
    """Return white crystals on all that is fine: hair, leaves, edges, the grain of stones; none on faces and in the sky."""
    scene, unit = touch.scene, touch.unit
    bright = luminance(pixels)
    fine = np.maximum(bright - gaussian(bright, 4 * unit), 0)
    fine = fine / np.float32(max(float(np.percentile(fine[::4, ::4], 97)), 0.02))
    specks = 0.55 + 0.45 * rough(touch.random("rime"), bright.shape, 1.6 * unit, 2)
    cover = np.clip(fine * specks * 1.5, 0, 1) * (1 - scene.face) * (1 - scene.sky)
    return mix(pixels, ICE, np.maximum(cover, gaussian(cover, 2 * unit)) * np.float32(0.9))


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
