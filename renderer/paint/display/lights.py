"""Worlds of light: a grid of glowing lines on black, and a city of towers, windows and signs behind the subject."""

from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from renderer.paint.colour import hexes, linear, shown, tones
from renderer.paint.contours import contour, inked
from renderer.paint.display.night import neon
from renderer.paint.filters import detailed, evened, gaussian, smoothed, spread
from renderer.paint.press.areas import cut, on, rgb255
from renderer.paint.raster import Pixels, Plane, colour, fraction, from_image, luminance, mix, ramp
from renderer.paint.touch import Touch

# Of lines, of the outline, of the ground.
CIRCUITS: Final = (
    ("#5fe9ff", "#ff9a3d", "#02060c"),
    ("#7fd8ff", "#f4f9ff", "#02050d"),
    ("#6ff5ff", "#ff7a2f", "#030309"),
)
SIGNS: Final = ("#ff2a9d", "#1fe5ff", "#ffd23b", "#ff5233", "#9b5bff")
HAZE: Final = (
    ("#100a24", "#3a165e", "#c22f8e"),
    ("#08122a", "#143a64", "#2f9ab8"),
    ("#140a1c", "#4a1640", "#e0604a"),
)


def circuit(pixels: Pixels, touch: Touch) -> Pixels:
    """Draw it in lines of cold light on black, its outline in a warm one, over a floor of glowing squares."""
    unit, scene = touch.unit, touch.scene
    cold, warm, ground = hexes(*CIRCUITS[int(touch.random("circuit").integers(len(CIRCUITS)))])
    if touch.colours:
        cold = colour(*touch.colours[0])
        warm = colour(*touch.colours[1]) if len(touch.colours) > 1 else warm
    even = evened(spread(pixels), 0.4, 45 * unit)
    calm = luminance(mix(smoothed(even, 7 * unit), smoothed(even, 2.5 * unit, times=1), scene.face))
    bright = detailed(calm, 1.5, 40 * unit)
    lines = ramp(inked(calm, max(0.7, 1.2 * unit), 22, 0.66), 0.15, 0.6)
    outline = contour(scene, max(0.8, 1.7 * unit))
    behind = scene.sky if scene.outdoors else 1 - cut(touch, 5) if scene.sure else 0 * lines
    lines = np.maximum(
        lines * (1 - behind),
        _floor(touch) * (behind if scene.sure and not scene.outdoors else _ground(touch)),
    )
    surface = tones(
        np.clip(bright * (1 - 0.85 * behind) + 0.12 * scene.face, 0, 1),
        np.stack([ground, ground * 2, cold * 0.3, cold * 0.62]),
        (0, 0.35, 0.75, 1),
    )
    light = linear(np.clip(surface, 0, 1))
    for tube, ink in ((lines, cold), (outline, warm)):
        shine = linear(np.clip(ink, 0, 1)) * (tube * (1 - 0.35 * scene.face))[..., None]
        light = light + shine * 1.3 + gaussian(shine, 4 * unit) * 0.9 + gaussian(shine, 18 * unit) * 0.55
        light = light + (tube**2 * 0.35)[..., None]
    return shown(light / (1 + 0.3 * light))


def _floor(touch: Touch) -> Plane:
    """Return the lines of a floor of squares that reaches to the horizon."""
    scene = touch.scene
    horizon = float(np.clip(scene.horizon, 0.35, 0.7)) if scene.outdoors else 0.6
    near = np.clip((scene.down - horizon) / (1 - horizon), 1e-3, 1)
    wide = 0.022 + 0.012 / near
    lines = np.maximum(
        ramp(1 - np.abs(fraction((scene.right - 0.5) / near * 5) - 0.5) / wide, 0, 0.6),
        ramp(1.4 - np.abs(fraction(2.2 / near) - 0.5) / wide, 0, 1),
    )
    return lines * (scene.down > horizon) * ramp(near, 0.03, 0.2)


def _ground(touch: Touch) -> Plane:
    """Return where squares may lie on what is there: on calm ground, thinly."""
    unit, scene = touch.unit, touch.scene
    rough = gaussian(np.abs(luminance(touch.source) - gaussian(luminance(touch.source), 4 * unit)), 14 * unit)
    return ramp(0.05 - rough, 0, 0.03) * 0.5 * (1 - scene.face) * (1 - scene.sky)


def night_city(pixels: Pixels, touch: Touch) -> Pixels:
    """Light it with two lamps of a city at night; behind it stand towers with lit windows and signs in coloured haze."""
    scene, unit = touch.scene, touch.unit
    made = neon(pixels, touch)
    made = mix(made, 1 - (1 - np.clip(made, 0, 1)) ** np.float32(1.5), scene.face)  # a lamp before it
    if not (scene.outdoors or scene.sure):
        return made
    behind = ramp(gaussian(scene.sky, unit), 0.35, 0.65) if scene.outdoors else 1 - cut(touch)
    foot = float(np.clip(scene.horizon, 0.3, 0.9)) if scene.outdoors else 1.0
    city = _towers(touch, foot)
    if scene.sure and not scene.outdoors:
        city = gaussian(city, 3.5 * unit)
    city = city + gaussian(np.clip(city - 0.45, 0, 1), 10 * unit) * 1.1 + gaussian(city, 40 * unit) * 0.25
    return np.clip(mix(made, np.clip(city, 0, 1), behind), 0, 1)


def _towers(touch: Touch, foot: float) -> Pixels:
    """Return three rows of towers up to a height where the ground begins: the far ones pale in the haze."""
    random = touch.random("towers")
    haze = hexes(*HAZE[int(random.integers(len(HAZE)))])
    rows, columns = touch.source.shape[:2]
    sky = tones(
        np.clip(touch.scene.down / max(foot, 0.2), 0, 1),
        np.stack([haze[0], haze[1], haze[2]]),
        (0, 0.3, 0.95),
    )
    base = min(rows, round(foot * rows) + 2)
    made = sky
    for depth in range(3):
        wide, near = (0.05, 0.085, 0.13)[depth], (depth + 1) / 3
        tower, light = Image.new("L", (columns, rows), 0), Image.new("RGB", (columns, rows))
        pen, lamp = ImageDraw.Draw(tower), ImageDraw.Draw(light)
        x = -float(random.random()) * wide * columns
        while x < columns:
            width = float(random.uniform(0.6, 1.5)) * wide * columns
            top = base - float(random.uniform(0.3, 0.95)) * (0.85 - 0.2 * depth) * base
            pen.rectangle((x, top, x + width, rows), fill=255)
            if random.random() < 0.3:  # noqa: PLR2004 - some have a mast
                pen.line(
                    (x + width / 2, top, x + width / 2, top - 0.05 * rows),
                    fill=255,
                    width=max(1, round(width / 40)),
                )
            _lit(lamp, (x, top, width, base), near, random, columns)
            x += width * float(random.uniform(1.0, 1.25))
        share = from_image(tower.convert("RGB"))[..., 0]
        wall = mix(mix(haze[0], haze[2], 0.32), haze[0] * np.float32(0.35), near)
        made = on(made, wall, share * np.float32(0.92))
        made = 1 - (1 - made) * (1 - from_image(light) * np.float32(0.45 + 0.5 * near))
    return made


def _lit(
    lamp: ImageDraw.ImageDraw,
    tower: tuple[float, float, float, int],
    near: float,
    random: np.random.Generator,
    columns: int,
) -> None:
    """Draw the windows of a tower that are lit, and on some a sign that hangs down its side."""
    x, top, width, base = tower
    step = max(2.0, columns * (0.004 + 0.006 * near))
    across, down = max(2, int(width / step)), max(2, int((base - top) / step / 1.3))
    on_ = random.random((down, across)) < float(random.uniform(0.12, 0.42))
    warm, cold = (255, 208, 140), (150, 220, 255)
    for row, column in zip(*np.nonzero(on_), strict=True):
        left, upper = x + (float(column) + 0.25) * step, top + (float(row) + 0.4) * step * 1.3
        ink = warm if random.random() < 0.65 else cold  # noqa: PLR2004 - mostly
        lamp.rectangle((left, upper, left + 0.5 * step, upper + 0.6 * step), fill=ink)
    if random.random() < 0.4 * near + 0.15:
        ink = rgb255(hexes(str(random.choice(SIGNS)))[0])
        wide, high = max(3.0, columns * 0.02 * near), float(random.uniform(0.12, 0.3)) * (base - top)
        left, upper = (
            x + float(random.uniform(0, 0.8)) * width,
            top + float(random.uniform(0.08, 0.4)) * (base - top),
        )
        lamp.rectangle((left, upper, left + wide, upper + high), outline=ink, width=max(1, round(wide / 8)))
        signs = max(2, int(high / wide))
        for number in range(signs):  # strokes that look like letters from afar
            y = upper + (number + 0.2) * high / signs
            for _ in range(3):
                ends = [
                    (
                        left + wide * float(random.uniform(0.2, 0.8)),
                        y + 0.6 * high / signs * float(random.random()),
                    )
                    for _ in range(2)
                ]
                lamp.line(ends, fill=ink, width=max(1, round(wide / 7)))
