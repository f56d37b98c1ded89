"""Thin paint on paper: watercolour, and ink thinned with water."""

import numpy as np

from renderer.paint.palette import saturated
from renderer.paint.raster import Pixels, Plane, colour, luminance, mix, ramp, slopes
from renderer.paint.tools.glazes import granules, spattered, trembling, washes
from renderer.paint.tools.motif import Motif
from renderer.paint.tools.seal import sealed
from renderer.paint.tools.sheet import reached
from renderer.paint.tools.smooth import between, evened, gauss, hills
from renderer.paint.tools.tone import brightest, darkest, drawing_tone
from renderer.paint.touch import Touch

# Each glaze: the tone below which it lies, and its weight.
GLAZES = ((0.94, 0.30), (0.76, 0.26), (0.56, 0.34), (0.36, 0.46), (0.17, 0.62))
INK_GLAZES = ((0.84, 0.20), (0.62, 0.32), (0.40, 0.62), (0.2, 1.25))
INKS = (np.array([1.05, 1.0, 0.93], np.float32), np.array([0.95, 1.0, 1.08], np.float32))  # cool and warm
OVER = 0.35  # how much of a second wash shows
# Between which two pigments greys drift.
GREYS = (
    (np.array([0.70, 0.80, 0.98], np.float32), np.array([0.95, 0.84, 0.76], np.float32)),
    (np.array([0.72, 0.88, 0.90], np.float32), np.array([0.94, 0.88, 0.72], np.float32)),
    (np.array([0.82, 0.76, 0.96], np.float32), np.array([0.96, 0.82, 0.80], np.float32)),
)


def watercolour(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint pure hues on white paper, darkened by glazes: wet places, backruns, granules, a pencil under it."""
    motif = Motif(pixels, touch)
    random, unit = motif.random("watercolour"), motif.unit
    seen = trembling(motif, random, motif.calmed(6.5, keep=0.35))
    tone = between(_stretched(seen, 2), drawing_tone(seen), 0.5) + np.float32(
        motif.chosen_between("key", -0.04, 0.09)
    )
    hue, drift = _hues(motif, random, seen, tone)
    tone, drift, absorbed = (motif.full(v) for v in (tone, drift, -np.log(np.clip(hue, 0.15, 0.985))))
    tone = between(tone, motif.tone * np.float32(0.9), motif.skin * np.float32(0.55))
    tone = tone - motif.skin * np.float32(0.05)  # a face keeps its own modelling
    grains = granules(motif, random)
    density = _glazed(motif, random, tone) * (1 + drift * 0.5)
    density = density * (1 + (grains - 0.5) * 0.30 * (0.4 + ramp(density, 0.2, 1.6)))
    density = np.minimum(density, 1.25 + drift * 1.1 + (grains - 0.5) * 0.35)  # never dead black
    deep = np.maximum(density - 0.42, 0)[..., None] * np.array([0.52, 0.494, 0.416], np.float32)
    body = np.exp(-absorbed * (0.30 + density * 0.62)[..., None] - deep)  # Beer's law
    field = reached(motif, random, 50, 2.7)
    sheet = ramp(field, 0.40, 0.45)
    rim = np.clip(sheet - gauss(sheet, 3.5 * unit), 0, 1)
    sheet = sheet * between(1.0, ramp(grains, 0.3, 0.6), ramp(1.0 - field, 0, 0.5) * 0.7)  # dry at its end
    paint = 1 - (1 - body) * (ramp(density, 0.02, 0.20) * sheet * (1 + rim * 0.5))[..., None]
    paint = spattered(motif, random, paint, hue, 0 if motif.touch.again else 30)
    line = motif.contour(0.85) * ramp(field, -0.1, 0.3) * (0.35 + 0.5 * (1 - grains))
    line = line * (0.75 + 0.25 * motif.skin)
    paint = paint * (1 - line[..., None] * np.array([0.60, 0.64, 0.62], np.float32))
    return _glazed_over(motif, _on_rough_paper(motif, random, paint))


def ink_wash(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint four tones of thinned ink, wet into wet, a dry brush along the main contours, and set a seal."""
    motif = Motif(pixels, touch)
    random = motif.random("ink wash")
    seen = _stretched(trembling(motif, random, motif.calmed(7.5, keep=0.3)), 3) + np.float32(0.06)
    tone = motif.full(between(motif.streams.smear(seen), seen, 0.45 + 0.55 * motif.halved(motif.skin)))
    wet = ramp(motif.hills(random, 130, 3), 0.44, 0.6) * (1 - motif.skin * 0.6)
    wet = wet * (1 - ramp(motif.detail, 0.1, 0.6) * 0.5)
    density = washes(motif, random, tone, INK_GLAZES, wet) * (1 + (granules(motif, random) - 0.5) * 0.3)
    noise = motif.streams.smear(random.random(motif.half.shape[:2], dtype=np.float32))
    dry = motif.full(evened(gauss(noise, 0.9)))
    stroke = ramp(motif.contour(2.2) * 0.9 + (dry - 0.5) * 0.7, 0.35, 0.6)
    density = (density + stroke * 1.5 * (1 - 0.3 * wet)) * ramp(reached(motif, random, 80, 2.8), 0.3, 0.75)
    fibre = motif.full(gauss(random.random(motif.half.shape[:2], dtype=np.float32), 0.8)) - 0.5
    ink = np.exp(-density[..., None] * motif.choice("ink", INKS))
    made = _glazed_over(motif, np.clip(ink * colour(244, 238, 226) * (1 + fibre * 0.07)[..., None], 0, 1))
    return made if motif.touch.again else sealed(made, touch)


def _glazed_over(motif: Motif, made: Pixels) -> Pixels:
    """Return the painting; where the source was one of the same look, a thin glaze of it over what is there."""
    if not motif.touch.again:
        return made
    return mix(motif.pixels, made, OVER)


def _stretched(half: Pixels, percent: float) -> Plane:
    bright = luminance(half)
    low, high = (float(v) for v in np.percentile(bright, [percent, 96]))
    return np.clip((bright - np.float32(low)) / np.float32(max(high - low, 0.1)), 0, 1)


def _hues(motif: Motif, random: np.random.Generator, seen: Pixels, tone: Plane) -> tuple[Pixels, Plane]:
    """Return pure colours that bled into each other, greys pulled to blue or ochre, and how they drift. At half size."""
    unit = motif.unit
    bleed = ramp(hills(random, tone.shape, 75 * unit, 2), 0.48, 0.68) * np.float32(0.65)
    ran = mix(mix(seen, gauss(seen, 2.5 * unit), 0.5), gauss(seen, 7.5 * unit), bleed)
    hue = saturated(np.clip(ran / (brightest(ran) + np.float32(0.03))[..., None], 0, 1), 1.2)
    # What is nearly black has a hue by accident only: a dark suit must not turn blue.
    hue = mix(np.ones(3, np.float32), hue, ramp(brightest(ran) - darkest(ran), 0.02, 0.16))
    drift = hills(random, tone.shape, 45 * unit, 3) - np.float32(0.5)
    grey = ramp(1 - (brightest(hue) - darkest(hue)), 0.74, 0.97) * (0.35 + 0.65 * ramp(1 - tone, 0.15, 0.8))
    hue = mix(hue, hue * mix(*motif.choice("greys", GREYS), np.clip(0.5 + drift * 2.6, 0, 1)), grey)
    fresh = hue * np.array([1.0, 0.93, 0.86], np.float32)
    return mix(hue, fresh, motif.halved(motif.skin) * np.float32(0.6) * (1 - grey)), drift


def _glazed(motif: Motif, random: np.random.Generator, tone: Plane) -> Plane:
    """Return the density of the glazes, with rings where water ran back into them."""
    wet = ramp(motif.hills(random, 120, 3), 0.45, 0.60) * (1 - motif.skin * 0.5)
    wet = wet * (1 - ramp(motif.detail, 0.1, 0.6) * 0.75)
    density = washes(motif, random, tone, GLAZES, np.maximum(wet, motif.skin * 0.3))
    bloom = motif.hills(random, 190, 5, 0.55)
    ring = ramp(bloom, 0.58, 0.592) * (1 - ramp(bloom, 0.592, 0.66)) * ramp(density, 0.1, 0.6)
    run = ring * 0.16 - density * ramp(bloom, 0.58, 0.64) * 0.30
    return density + run * (1 - motif.skin)


def _on_rough_paper(motif: Motif, random: np.random.Generator, paint: Pixels) -> Pixels:
    relief = gauss(random.random(motif.shape, dtype=np.float32), 1.3 * motif.unit)
    down, right = slopes(relief)
    lit = paint * colour(251, 249, 242) + ((down + right) * np.float32(0.22))[..., None]
    return np.clip(lit, 0, 1)
