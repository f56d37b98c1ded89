"""Things that a picture can be made of: clay, marble, parchment, film of oil on water."""

import numpy as np

from renderer.paint.colour import hexes, in_hue, rgb, tones
from renderer.paint.filters import curved, detailed, evened, gaussian, guided, smoothed, spread
from renderer.paint.finish import from_edge
from renderer.paint.hand.lines import HATCHINGS, penned
from renderer.paint.palette import saturated, stretched
from renderer.paint.raster import (
    Pixels,
    Plane,
    clouds,
    colour,
    luminance,
    mix,
    noise,
    ramp,
    slopes,
)
from renderer.paint.tools.motif import PEN, Motif
from renderer.paint.tools.sheet import unhatched
from renderer.paint.touch import Touch

STONE = hexes("#4c4a4c", "#8f8c8b", "#c3bfba", "#e9e6e0", "#fdfcf9")


def marble(pixels: Pixels, touch: Touch) -> Pixels:
    """Cut it in white stone: forms that light from the upper left runs over, cold veins, a polish; no colour, no outline."""
    unit, scene = touch.unit, touch.scene
    even = luminance(evened(spread(pixels), 0.25, 45 * unit, 0.56))
    form = guided(even, even, 5 * unit, 0.004)
    fine = mix(form, even, 0.35 + 0.4 * scene.face)
    height = gaussian(fine, 1.2 * unit) * 5 + gaussian(form, 5 * unit) * 12 + gaussian(form, 16 * unit) * 22
    down, right = slopes(height * np.float32(1.8 * unit))
    light = np.clip(0.5 - 0.34 * np.tanh(0.9 * down + 0.65 * right), 0, 1)
    pit = np.clip(gaussian(fine, 10 * unit) - fine, 0, 1) * (1.2 - 0.5 * scene.face)
    tone = 0.02 + 0.62 * light + 0.52 * fine - 1.1 * pit
    veins = _veins(touch, form.shape, 420, 0.010) * 0.20 + _veins(touch, form.shape, 170, 0.006) * 0.10
    cloudy = (clouds(touch.random("stone"), form.shape, 260 * unit) - 0.5) * 0.10
    tone = curved(np.clip(tone, 0, 1), 0.8)
    stone = tones(np.clip(tone + cloudy - veins * (1 - 0.7 * scene.face), 0, 1), STONE)
    polish = ramp(light * (0.35 + 0.65 * fine), 0.60, 0.86) * 0.35
    return np.clip(1 - (1 - stone) * (1 - polish[..., None]), 0, 1)


def _veins(touch: Touch, shape: tuple[int, ...], cell: float, width: float) -> Plane:
    """Return thin veins, faint along most of their way, with a soft shadow beside them."""
    random = touch.random(f"veins {cell}")
    hills = clouds(random, shape, cell * touch.unit) + 0.10 * clouds(random, shape, 0.16 * cell * touch.unit)
    away = np.abs(hills - float(np.median(hills)))
    strong = ramp(clouds(random, shape, 0.7 * cell * touch.unit), 0.35, 0.75)
    return ((1 - ramp(away, width * 0.3, width)) * 0.8 + (1 - ramp(away, 0, width * 7)) * 0.35) * strong


def parchment(pixels: Pixels, touch: Touch) -> Pixels:
    """Draw in brown ink, with a thin wash of colour, on a stained skin with burnt edges."""
    unit = touch.unit
    ink = penned(Motif(unhatched(pixels, touch), touch, PEN), HATCHINGS[:2])
    calm = smoothed(stretched(pixels), 6 * unit)
    stains = clouds(touch.random("stains"), ink.shape, 210 * unit)
    fibre = noise(touch.random("fibre"), ink.shape, 2.2 * unit) - 0.5
    sheet = colour(230, 206, 158) * (0.84 + 0.26 * stains + 0.06 * fibre)[..., None]
    wash = mix(np.ones_like(calm), np.clip(saturated(calm, 1.15) * 1.12 + 0.1, 0, 1), 0.62)
    made = mix(sheet * wash, colour(62, 36, 18), ink * (0.86 + 0.2 * fibre))
    wobble = clouds(touch.random("burnt"), ink.shape, 110 * unit) + 0.35 * clouds(
        touch.random("ash"), ink.shape, 22 * unit
    )
    edge = from_edge(pixels) / max(1.0, 64 * unit) + (wobble - 0.67) * 1.5
    made = made * mix(colour(96, 58, 28), np.ones(3, np.float32), ramp(edge, 0.1, 1.1))
    return np.clip(made * (1 - 0.85 * (1 - ramp(edge, 0.0, 0.16)))[..., None], 0, 1)


def iridescent(pixels: Pixels, touch: Touch) -> Pixels:
    """Press it in holographic foil: silver that breaks light into pale hues by its slope, in bands that run across the sheet."""
    unit, scene, random = touch.unit, touch.scene, touch.random("film")
    even = evened(spread(pixels), 0.5, 45 * unit, 0.58)
    bright = luminance(even)
    form = luminance(smoothed(even, 6 * unit))
    crinkles = np.abs(clouds(random, bright.shape, 90 * unit) - 0.5) * (1 - 0.6 * scene.face)
    down, right = slopes(
        gaussian(form, 2.5 * unit) + gaussian(form, 9 * unit) + 0.35 * gaussian(crinkles, 2 * unit)
    )
    lean = random.uniform(0.5, 1.1) * random.choice((-1, 1))
    tilt = (right * np.cos(lean) + down * np.sin(lean)) * np.float32(11 * unit)
    across = scene.right * np.cos(lean) + scene.down * np.sin(lean)
    phase = (
        across * 1.9
        + tilt
        + form * 0.75
        + clouds(random, bright.shape, 320 * unit) * 0.8
        + random.uniform(0, 1)
    )
    tone = detailed(bright, 1.7, 40 * unit)
    light = np.clip(0.3 + 0.7 * curved(np.clip(tone, 0, 1), 0.3), 0, 1)
    glint = (
        ramp(np.cos(phase * np.float32(4 * np.pi)), 0.72, 1) * ramp(tone, 0.3, 0.7) * (1 - 0.6 * scene.face)
    )
    rich = (0.035 + 0.12 * np.sin(np.pi * np.clip(light, 0.05, 0.95))) * (1 - 0.25 * scene.face)
    made = rgb(in_hue(light, rich, phase * np.float32(360) % 360))
    shine = np.clip(0.55 * glint + ramp(-(down + right) * 14 * unit, 0.45, 1) * 0.5, 0, 1)
    return np.clip(1 - (1 - made) * (1 - shine[..., None] * np.array([0.96, 0.98, 1.0], np.float32)), 0, 1)
