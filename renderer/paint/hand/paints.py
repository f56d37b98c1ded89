"""Paint with body: oil, impasto, gouache, pastel, and Van Gogh's hand."""

from dataclasses import replace
from typing import Final

import numpy as np

from renderer.paint.colour import rgb
from renderer.paint.filters import smoothed
from renderer.paint.inks import flat_areas
from renderer.paint.palette import contrasted, saturated
from renderer.paint.palettes import Palette
from renderer.paint.press.areas import inked_areas
from renderer.paint.raster import Pixels, colour, grid, luminance, mix, ramp, slopes
from renderer.paint.threads import together
from renderer.paint.tools.brushes import Brush, Easel
from renderer.paint.tools.flow import flow
from renderer.paint.tools.motif import ENGRAVED, Motif
from renderer.paint.tools.sheet import hatch, reached, tooth, wrist
from renderer.paint.tools.smooth import gauss, hills
from renderer.paint.tools.tone import brightest, darkest
from renderer.paint.touch import Touch

OIL: Final = Brush(((64, 0.75), (32, 0.52), (15, 0.48), (5, 0.6)), jitter=0.05, need=(0.065, 0.15))
KNIFE: Final = Brush(
    ((90, 0.55), (46, 0.45), (21, 0.42), (6, 0.5)),
    aspect=2.4, jitter=0.08, hue=0.055, stop=0.22, need=(0.07, 0.17), loose=0.6, ridge=0.7, bristles=0.9,
)  # fmt: skip
SHAPES: Final = 14  # colours of gouache
FLAT: Final = Brush(
    ((64, 0.6), (30, 0.5), (13, 0.45), (5.5, 0.5)),
    aspect=2.2, jitter=0.03, hue=0.015, stop=0.1, need=(0.06, 0.14), extra=0, streak=0.07, rough=0.35,
    ridge=0, bristles=0.5, taper=0.08,
)  # fmt: skip
MATTE: Final = replace(FLAT, sizes=((60, 0.6), (24, 0.5)))  # what is smaller is cut in
BENT: Final = Brush(
    ((22, 0.5), (13, 0.5), (7, 0.6), (4, 0.75)),
    aspect=5.5, jitter=0.13, hue=0.05, stop=0.24, need=(0.11, 0.22), loose=0.2, extra=0.05, fine=0.03,
    streak=0.25, ridge=0.8, bristles=0.6, taper=0.5,
)  # fmt: skip
STICK: Final = Brush(
    ((54, 0.48), (26, 0.54), (12, 0.58), (6, 0.8)),
    aspect=3.6, jitter=0.09, hue=0.055, stop=0.17, need=(0.065, 0.16), extra=0.08, streak=0, taper=0.1,
)  # fmt: skip
# Of oil: what shadows are tinted by, and the ground that shows between the strokes.
GROUNDS: Final = (
    (np.array([1.0, 0.88, 0.70], np.float32), colour(122, 74, 40)),
    (np.array([0.84, 0.92, 1.0], np.float32), colour(78, 88, 104)),
    (np.array([0.96, 1.0, 0.78], np.float32), colour(96, 94, 52)),
    (np.array([1.0, 0.84, 0.86], np.float32), colour(126, 72, 70)),
)
NIGHT: Final[Palette] = (
    (14, 20, 52), (26, 52, 128), (44, 98, 176), (98, 160, 190), (178, 200, 168), (246, 212, 96), (255, 244, 190),
)  # fmt: skip
DEEP: Final[Palette] = (
    (10, 14, 40), (22, 38, 110), (40, 78, 170), (70, 140, 176), (130, 190, 170), (250, 200, 70), (255, 238, 170),
)  # fmt: skip
WHEAT: Final[Palette] = (
    (24, 34, 60), (40, 84, 96), (112, 128, 62), (206, 168, 62), (150, 192, 204), (236, 214, 130), (255, 248, 214),
)  # fmt: skip
HOURS: Final = (NIGHT, DEEP, NIGHT, WHEAT)
NIGHT_TONES: Final = (0, 0.25, 0.48, 0.68, 0.82, 0.93, 1)
TINTS: Final = (
    colour(186, 160, 140),
    colour(204, 184, 150),
    colour(158, 168, 176),
    colour(198, 168, 160),
    colour(176, 180, 156),
)
# What black and white become in gouache.
MATT: Final = (
    (colour(44, 40, 62), colour(255, 247, 232)),
    (colour(62, 36, 48), colour(255, 240, 224)),
    (colour(30, 52, 52), colour(250, 250, 232)),
    (colour(56, 44, 36), colour(240, 248, 252)),
)
TONES: Final = 5  # of gouache: with seven it is a photograph


def loosened(motif: Motif, radius: float) -> Pixels:
    """Return what a painter would look at: lit, and without the small detail that no brush paints."""
    if motif.touch.again:
        return motif.lit
    calm = np.clip(motif.full(motif.calmed(radius)) + motif.lit - motif.pixels, 0, 1)
    return mix(motif.lit, calm, np.float32(0.8) * (1 - motif.skin * np.float32(0.85)))


def oil(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint in oil: warm shadows, a sienna ground between broad strokes, the light held in the middle."""
    motif = Motif(pixels, touch)
    seen = saturated(contrasted(loosened(motif, 6), 0.45), 1.2)
    shade, under = motif.choice("ground", GROUNDS)
    seen = seen * mix(shade, np.ones(3, np.float32), ramp(luminance(seen), 0.05, 0.6))
    rows, columns = grid(motif.shape)
    away = np.hypot(rows / motif.shape[0] - np.float32(0.47), columns / motif.shape[1] - np.float32(0.5))
    seen = seen * (1 - np.float32(motif.chosen_between("dusk", 0.1, 0.4)) * ramp(away, 0.36, 0.78))[..., None]
    seen = motif.kept(seen)
    ground = mix(gauss(seen, 12 * motif.unit), under, 0.35)
    return (
        Easel(motif, seen, motif.angle, ground)
        .painted(OIL, motif.random("oil"))
        .lit(0.42 * motif.smooth_skin(0.6), 0.3)
    )


def impasto(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint with a palette knife: very broad and short, with high ridges and broken colour."""
    motif = Motif(pixels, touch)
    seen = saturated(contrasted(loosened(motif, 8), 0.4), 1.45)
    seen = motif.kept(seen * np.float32(0.94) + np.float32(0.04))
    easel = Easel(motif, seen, motif.angle, gauss(seen, 10 * motif.unit) * np.float32(0.85))
    painting = easel.painted(KNIFE, motif.random("impasto"))
    return painting.lit(0.7 * motif.smooth_skin(0.6), 0.55)


def gouache(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint calm shapes in few matt tones, with flat opaque strokes and without black."""
    motif = Motif(pixels, touch)
    random, unit = motif.random("gouache"), motif.unit
    calm = smoothed(motif.halved(motif.lit), 3.5 * unit)
    labels, inks = inked_areas(calm, touch, SHAPES)
    shapes = np.clip(motif.full(flat_areas(labels, rgb(inks), unit)), 0, 1)
    seen = mix(shapes, motif.lit, motif.skin * np.float32(0.45))
    bright = luminance(seen)
    step = np.floor(bright * TONES)
    tone = (step + ramp(bright * TONES - step, 0.42, 0.58)) / TONES
    seen = saturated(np.clip(seen * ((tone + 0.10) / (bright + 0.05))[..., None], 0, 1), 1.3)
    dark, light = motif.choice("tints", MATT)
    seen = motif.kept(dark + (light - dark) * seen)
    seen = mix(seen, motif.drawn_in(seen), motif.eyes)
    painting = Easel(motif, seen, motif.angle, gauss(seen, 10 * unit)).painted(MATTE, random)
    # Strokes are seen within the shapes; where they would smear one into another its border is cut in.
    made = painting.lit(0.08, 0)
    missed = ramp(gauss(brightest(np.abs(made - seen)), 1.2 * unit), 0.05, 0.14)
    made = mix(made, seen, 0.25 + 0.7 * missed)
    return np.clip(made + ((tooth(random, motif) - 0.5) * 0.03)[..., None], 0, 1)


def van_gogh(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint long bent strokes: quiet places swirl about hills of chance; greys become a night, warm colours stay."""
    motif = Motif(pixels, touch)
    random, unit = motif.random("van gogh"), motif.unit
    down, right = slopes(gauss(hills(random, motif.half.shape, 170, 1), 10))
    angle = flow(motif.half, np.arctan2(down, right) + np.float32(np.pi / 2 + 0.25), ENGRAVED, 2.6)
    seen = saturated(contrasted(motif.lit, 0.5), 1.75)
    tone = motif.tone + (motif.tone - gauss(motif.tone, 40 * unit)) * np.float32(0.5)
    chance = (motif.hills(random, 90, 2) - np.float32(0.5)) * np.float32(0.34)
    tone = np.clip(tone + chance * (1 - motif.skin), 0, 1)
    hours = motif.choice("hours", HOURS)
    night = np.stack([np.interp(tone, NIGHT_TONES, [rgb[c] / 255 for rgb in hours]) for c in range(3)], 2)
    warm = ramp(seen[..., 0] - seen[..., 2], 0.05, 0.4) * np.float32(0.85)
    rich = ramp(brightest(seen) - darkest(seen), 0.3, 0.8) * np.float32(0.45)
    share = (1 - warm) * (np.float32(0.85) - rich) * (1 - motif.skin * np.float32(0.7))
    seen = np.clip(mix(seen, night.astype(np.float32), share), 0, 1)
    dark = motif.contour(2.0) * np.float32(0.75) * (1 - motif.skin * np.float32(0.5))
    seen = motif.kept(mix(seen, seen * colour(60, 60, 120), dark))
    easel = Easel(motif, seen, angle, gauss(seen, 8 * unit) * colour(120, 130, 190))
    return easel.painted(BENT, random).lit(0.55 * motif.smooth_skin(0.5), 0.3)


def pastel(pixels: Pixels, touch: Touch) -> Pixels:
    """Draw with dry sticks on tinted paper that stays bare at the rim; violet for black, faces rubbed smooth."""
    motif = Motif(pixels, touch)
    random, unit = motif.random("pastel"), motif.unit
    seen, grain, streak = together(
        lambda: saturated(contrasted(loosened(motif, 4), 0.3), 1.4),
        lambda: tooth(motif.random("tooth"), motif, 1.15),
        lambda: hatch(motif, motif.random("streak"), wrist(motif, motif.random("wrist"), 0.4), 5.0, 0.5),
    )
    cold = seen * np.array([0.74, 0.72, 1.10], np.float32) + np.array([0.10, 0.07, 0.20], np.float32)
    seen = mix(seen, cold, ramp(0.62 - luminance(seen), 0, 0.5) * np.float32(0.85))
    seen = motif.kept(np.clip(seen * np.float32(0.88) + np.array([0.11, 0.10, 0.09], np.float32), 0, 1))
    tint = TINTS[int(random.integers(len(TINTS)))]
    tint = colour(*touch.qualifiers.ground) if touch.qualifiers.ground else tint
    rubbed = mix(gauss(seen, 8 * unit), gauss(seen, 1.5 * unit), motif.skin * np.float32(0.9))
    share = np.maximum(0.60 + 0.34 * ramp(grain, 0.2, 0.8), motif.skin * np.float32(0.92))
    painting = Easel(motif, seen, motif.angle, mix(tint, rubbed, share), grain).painted(STICK, random)
    laid = reached(motif, random, 85, 2.6) + (streak - 0.5) * 1.6 + (grain - 0.5) * 0.7
    made = mix(tint, painting.paint, ramp(laid, 0.25, 0.85))
    return np.clip(made + ((grain - 0.5) * 0.06)[..., None], 0, 1)
