"""Pictures out of one repeated mark: stripes that swell and bend (op art), and dots that cover everything (Kusama)."""

from typing import Final

import numpy as np

from renderer.paint.colour import hexes
from renderer.paint.contours import contour, inked
from renderer.paint.filters import curved, detailed, evened, gaussian, smoothed, spread
from renderer.paint.press.areas import cut, on
from renderer.paint.raster import Pixels, Plane, clouds, colour, fraction, grid, luminance, mix, ramp
from renderer.paint.touch import Touch

STRIPE: Final = 15.0  # from one stripe to the next
FINER: Final = 0.6  # of that in a picture with faces, or an eye would be lost between two
BENT: Final = 3.2  # stripes that the lightest place is moved by
INKS: Final = (("#0b0b0d", "#fbfaf6"), ("#0b0b0d", "#fbfaf6"), ("#0b0b0d", "#fbfaf6"), ("#0d5c52", "#f7f0dc"))
DOT: Final = 30.0  # from one dot to the next
# Of Kusama's rooms and pumpkins: ground and its dots, subject and its dots.
FIELDS: Final = (
    ("#d8161c", "#fbf7ef", "#ffd21a", "#100c0a"),
    ("#ffd21a", "#100c0a", "#fbf3e2", "#d8161c"),
    ("#0f1433", "#ff3f8e", "#ffd21a", "#100c0a"),
    ("#1a8f5a", "#ffd21a", "#ff9ab0", "#7a0f2e"),
)
LOUD: Final = (("#ffd21a", "#100c0a"), ("#ffd21a", "#100c0a"), ("#f04a3a", "#2a0508"), ("#ff9ab0", "#7a0f2e"))


def op_art(pixels: Pixels, touch: Touch) -> Pixels:
    """Draw stripes that bulge with the light of the picture, and are the broader the darker it is."""
    unit, scene = touch.unit, touch.scene
    step = max(4.0, STRIPE * unit * (FINER if scene.face.max() > 0 else 1))
    bright = detailed(luminance(smoothed(evened(spread(pixels), 0.35, 45 * unit), 5 * unit)), 1.7, 40 * unit)
    bright = mix(bright, detailed(luminance(spread(pixels)), 1.9, 26 * unit), scene.face)
    phase = _stripes(touch, step) + gaussian(bright, 15 * unit) * np.float32(BENT * (15 * unit / step) ** 0.5)
    cover = np.clip(1.06 - curved(np.clip(bright, 0, 1), 0.45), 0.1, 0.92)
    ink = ramp(cover / 2 - np.abs(fraction(phase) - 0.5), -0.7 / step, 0.7 / step)
    dark, light = hexes(*INKS[int(touch.random("inks").integers(len(INKS)))])
    if touch.colours:
        dark = colour(*touch.colours[0])
        light = colour(*touch.colours[1]) if len(touch.colours) > 1 else light
    return on(np.broadcast_to(light, pixels.shape), dark, ink)


def _stripes(touch: Touch, step: float) -> Plane:
    """Return the stripes of a plane sheet, counted: level, upright, or rings around the subject."""
    rows, columns = grid(touch.source.shape)
    height, width = touch.source.shape[:2]
    kind = int(touch.random("stripes").integers(3))
    if kind == 0:
        down, right = touch.scene.focus
        return np.hypot(rows - down * height, columns - right * width) / np.float32(step)
    along, across = (columns, rows) if kind == 1 else (rows, columns)
    wave = np.sin(along / np.float32(max(height, width)) * np.float32(2.2 * np.pi)) * np.float32(
        26 * touch.unit
    )
    return (across + wave) / np.float32(step)


def dotted(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint ground and subject in two flat colours, each covered with dots of the other kind, larger where it is darker."""
    unit, scene = touch.unit, touch.scene
    ground, ground_dot, front, dot = _fields(touch)
    if not scene.sure:  # then there is one field only, and it is loud
        front, dot = hexes(*LOUD[int(touch.random("loud").integers(len(LOUD)))])
        front = colour(*touch.colours[0]) if touch.colours else front
    even = evened(spread(pixels), 0.4, 45 * unit, 0.56)
    calm = luminance(smoothed(even, 6 * unit))
    bright = mix(detailed(calm, 1.6, 40 * unit), detailed(luminance(even), 1.6, 30 * unit), scene.face)
    made = on(np.broadcast_to(front, pixels.shape), np.ones(3, np.float32), 0.35 * ramp(bright, 0.6, 0.9))
    bend = clouds(touch.random("net"), bright.shape, 220 * unit) * 40 * unit
    step = DOT * unit * (0.42 if scene.face.max() > 0 else 0.62)
    made = on(made, dot, _net(np.clip(0.74 - 0.8 * bright, 0.03, 0.7), step, bend))
    drawn = inked(
        mix(calm, luminance(smoothed(even, 2.5 * unit, times=1)), scene.face), max(0.7, 1.7 * unit), 22, 0.66
    )
    drawn = np.maximum(drawn, ramp(0.2 - bright, 0, 0.06))
    if scene.sure:
        behind = on(np.broadcast_to(ground, made.shape), ground_dot, _grown(touch, bend))
        share = cut(touch, 5)
        made, drawn = mix(behind, made, share), drawn * share
    return on(
        made, dot * np.float32(0.45), np.maximum(drawn, contour(scene, max(0.8, 2.6 * touch.pen))) * 0.95
    )


def _fields(touch: Touch) -> Pixels:
    fields = hexes(*FIELDS[int(touch.random("fields").integers(len(FIELDS)))])
    for place, named in zip((0, 2), touch.colours, strict=False):
        fields[place] = colour(*named)
    return fields


def _net(cover: Plane, step: float, bend: Plane) -> Plane:
    """Return dots in rows that bend as the hand goes."""
    rows, columns = grid(cover.shape)
    step = max(4.0, step)
    y, x = (rows + bend) / np.float32(step), (columns + bend * np.float32(0.6)) / np.float32(step)
    x = x + np.float32(0.5) * (np.floor(y) % 2)
    away = np.sqrt((fraction(x) - 0.5) ** 2 + (fraction(y) - 0.5) ** 2)
    return ramp(np.sqrt(cover / np.pi) * np.float32(1.06) - away, -0.8 / step, 0.8 / step)


def _grown(touch: Touch, bend: Plane) -> Plane:
    """Return the dots of the ground: large far from the subject, small at its outline."""
    near = gaussian(touch.scene.subject, 70 * touch.unit)
    return _net(np.clip(0.42 - 0.75 * near, 0.07, 0.42), 1.7 * DOT * touch.unit, bend)
