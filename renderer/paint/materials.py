"""Things that a picture can be made of: clay, marble, parchment, film of oil on water."""

import numpy as np

from renderer.paint.finish import from_edge
from renderer.paint.palette import saturated, stretched, toned
from renderer.paint.palettes import named
from renderer.paint.raster import (
    Pixels,
    Plane,
    blur,
    clouds,
    colour,
    flatten,
    luminance,
    mix,
    noise,
    ramp,
    slopes,
    strokes,
)
from renderer.paint.touch import Touch


def marble(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint polished white stone with veins; the forms are cut into it."""
    bright = luminance(flatten(stretched(pixels), touch.length(3)))
    down, right = slopes(blur(bright, 1.2 * touch.unit))
    cut = np.clip((down + right) * -4 * touch.unit, -0.4, 0.3)
    veins = _veins(touch, bright.shape, 260) * 0.34 + _veins(touch, bright.shape, 90) * 0.14
    tone = np.clip(0.12 + 0.8 * np.clip(bright, 0, 1) + cut - veins, 0, 1)
    return toned(np.repeat(tone[..., None], 3, 2), named("marble"))


def _veins(touch: Touch, shape: tuple[int, ...], cell: float) -> Plane:
    ridges = 1 - np.abs(clouds(touch.random(f"veins {cell}"), shape, cell * touch.unit) - 0.5) * 2
    return ramp(ridges, 0.94, 1.0)


def parchment(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint brown ink on a stained skin with burnt edges."""
    calm = flatten(stretched(pixels), touch.length(3))
    bright = luminance(calm)
    sheet = np.broadcast_to(colour(232, 208, 158), pixels.shape)
    stains = clouds(touch.random("stains"), bright.shape, 210 * touch.unit)
    fibre = noise(touch.random("fibre"), bright.shape, 2.2 * touch.unit) - 0.5
    sheet = sheet * (0.8 + 0.3 * stains + 0.07 * fibre)[..., None]
    wash = ramp(0.72 - bright, 0, 0.7) * 0.72
    ink = np.maximum(wash, strokes(bright, max(0.7, 1.5 * touch.unit), 20) * 0.9)
    drawn = mix(sheet, np.broadcast_to(colour(66, 38, 18), pixels.shape), ink)
    drawn = mix(drawn, drawn * saturated(calm, 1.3) * 1.4, 0.25)
    wobble = clouds(touch.random("burnt"), bright.shape, 110 * touch.unit) - 0.5
    burnt = 1 - ramp(from_edge(pixels) / max(1.0, 90 * touch.unit) + wobble * 0.9, 0.05, 0.85)
    return np.clip(drawn * (1 - 0.72 * burnt)[..., None], 0, 1)


def iridescent(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint the hues of a soap bubble, turning with the light on every form."""
    bright = luminance(flatten(stretched(pixels), touch.length(2)))
    soft = blur(bright, 5 * touch.unit)
    flow = clouds(touch.random("film"), bright.shape, 300 * touch.unit)
    phase = soft * 1.5 + flow * 0.9 + touch.random("angle").uniform(0, 1)
    waves = [0.5 + 0.5 * np.cos(2 * np.pi * (phase + shift)) for shift in (0.0, 0.33, 0.62)]
    film = np.stack(waves, axis=2) * 0.5 + 0.5
    chrome = ramp(np.abs((bright * 2.4) % 1 - 0.5), 0.34, 0.5) * 0.3
    value = 0.24 + 0.82 * bright + chrome * bright
    return np.clip(film * value[..., None] + ramp(bright, 0.82, 1)[..., None] * 0.3, 0, 1)
