"""Lines of ink: pen and copperplate; and lines that are scratched out of it."""

from collections.abc import Sequence

import numpy as np

from renderer.paint.contours import inked as outlined
from renderer.paint.filters import curved, evened, smoothed, spread
from renderer.paint.raster import Pixels, Plane, colour, fraction, grid, luminance, mix, ramp
from renderer.paint.tools.motif import CUT, ENGRAVED, PEN, Motif
from renderer.paint.tools.sheet import inked, over, tooth, unhatched
from renderer.paint.tools.smooth import between, gauss
from renderer.paint.tools.stripes import stripes
from renderer.paint.tools.tone import drawing_tone
from renderer.paint.touch import Touch

INKS = (((22, 20, 26), (250, 247, 238)), ((20, 24, 44), (248, 248, 246)), ((62, 42, 30), (250, 242, 224)))
PRINTED = (
    ((28, 34, 44), (244, 237, 218)),
    ((26, 50, 42), (240, 238, 220)),
    ((64, 38, 28), (246, 236, 214)),
    ((24, 30, 66), (243, 240, 232)),
)
SCRATCHED = ((244, 242, 236), (240, 232, 212), (226, 236, 244))
BLUES = ((22, 66, 138), (18, 58, 120), (34, 76, 146))
RULED = 8.0  # from one ruled line to the next
PERIOD = 3.9  # pixels from line to line: wider ones lose faces
# Each hatching of the pen: its turn from the form, the tone where it begins, and where it is solid.
HATCHINGS = ((0.35, 0.74, 0.12), (-0.65, 0.44, 0.02), (1.4, 0.22, -0.10))


def pen(pixels: Pixels, touch: Touch) -> Pixels:
    """Draw with a pen: up to three hatchings at angles to the form that swell with the dark, solid blacks, contours."""
    motif = Motif(unhatched(pixels, touch), touch, PEN)
    return inked(penned(motif, HATCHINGS), *motif.sheet(INKS))


def penned(motif: Motif, hatchings: Sequence[tuple[float, float, float]]) -> Plane:
    """Return the ink of a drawing with so many hatchings."""
    random, unit = motif.random("pen"), motif.unit
    field = motif.field(0.8, 5)
    local = (motif.tone - gauss(motif.tone, 9 * unit)) * np.float32(0.8)  # or small faces have no eyes
    tone = between(gauss(motif.tone, 1.2 * unit), motif.tone, motif.skin) + local
    shaky = tone + (motif.hills(random, 26, 2) - np.float32(0.5)) * np.float32(0.13)
    ink = ramp(0.10 - tone, -0.03, 0.03)
    for turn, start, solid in hatchings:
        line = motif.full(stripes(random, field + np.float32(turn), PERIOD))
        dark = (start - shaky) / (start - solid)
        ink = np.maximum(ink, ramp(line - 1.0 + 1.15 * np.clip(dark, 0, 1.2), -0.12, 0.22) * (dark > 0))
    return np.maximum(ink, ramp(motif.contour(0.9), 0.25, 0.6))


def engraving(pixels: Pixels, touch: Touch) -> Pixels:
    """Engrave unbroken lines along the form that swell, crossed in the dark."""
    motif = Motif(unhatched(pixels, touch), touch, ENGRAVED)
    paper = 1 - (tooth(motif.random("engraving paper"), motif) - np.float32(0.5)) * np.float32(0.04)
    return inked(_engraved(motif), *motif.sheet(PRINTED)) * paper[..., None]


def scratchboard(pixels: Pixels, touch: Touch) -> Pixels:
    """Scratch white lines into black: the light is drawn, and the dark is left."""
    seen = unhatched(pixels, touch)
    motif = Motif(1 - curved(spread(seen), 0.35), touch, ENGRAVED)
    ink = np.clip(_engraved(motif) * (1 - ramp(motif.tone, 0.86, 0.99)), 0, 1)
    return mix(
        np.broadcast_to(colour(16, 16, 18), pixels.shape), colour(*motif.choice("ground", SCRATCHED)), ink
    )


def _engraved(motif: Motif) -> Plane:
    """Return the ink of unbroken lines that swell with the dark, crossed in the deepest, and of contours."""
    random, unit = motif.random("engraving"), motif.unit
    field = motif.field(0.9, 9)
    clear = gauss(motif.tone, 0.8 * unit) + (motif.tone - gauss(motif.tone, 12 * unit)) * np.float32(0.6)
    tone: Plane = np.clip(clear, 0, 1)
    first = motif.full(stripes(random, field, PERIOD, 5, 3))
    second = motif.full(stripes(random, field + np.float32(1.0), PERIOD))
    ink = ramp(first + 1.05 - 2.1 * tone ** np.float32(0.8), -0.14, 0.22)
    ink = np.maximum(ink, ramp(second + 0.55 - 2.6 * tone, -0.14, 0.22))
    return np.maximum(ink, motif.contour(0.9) * np.float32(0.95)) * ramp(0.97 - tone, -0.02, 0.04)


def blueprint(pixels: Pixels, touch: Touch) -> Pixels:
    """Draw as draughtsmen did: white contours on blue, shadows ruled at one angle, squared paper, a frame."""
    seen = evened(spread(unhatched(pixels, touch)), 0.5, 60 * touch.unit)
    motif = Motif(seen, touch, CUT)
    random, unit = motif.random("print"), motif.unit
    calm = smoothed(evened(spread(unhatched(pixels, touch)), 0.15, 60 * unit), 2.6 * unit, times=1)
    wide, fine = (
        outlined(luminance(calm), width * touch.pen, 24, cut) for width, cut in ((1.25, 0.66), (0.75, 0.70))
    )
    lit = ramp(
        gauss(luminance(pixels), 5 * unit), 0.08, 0.2
    )  # in black cloth there is nothing but noise to draw
    line = np.maximum(wide, fine * np.float32(0.8)) * lit
    rows, columns = grid(motif.shape)
    dark = 1 - gauss(drawing_tone(calm), 1.5 * unit)
    ruled = np.zeros_like(dark)
    for lean, least in ((1.0, 0.46), (-1.0, 0.70)):
        wave = np.abs(fraction((columns + lean * rows) / np.float32(RULED * unit)) - 0.5) * np.float32(2)
        ruled = np.maximum(ruled, ramp(wave, 0.68, 0.9) * ramp(dark, least, least + 0.1))
    squares = np.maximum(
        *(_squared(rows, columns, width * unit) * share for width, share in ((16, 0.07), (80, 0.16)))
    )
    faded = motif.hills(random, 260, 3) - np.float32(0.5)
    white = over(over(line * 0.95, ruled * 0.38), squares) * (0.9 + 0.3 * (tooth(random, motif) - 0.5))
    if not motif.bare and not touch.again:
        white = np.maximum(white, _frame(rows, columns, motif.shape, unit))
    blue = colour(*motif.choice("blue", BLUES)) * (1 + 0.22 * faded)[..., None]
    return mix(blue, colour(236, 244, 252), np.clip(white, 0, 1))


def _squared(rows: Plane, columns: Plane, side: float) -> Plane:
    """Return the lines of squared paper."""
    side = max(5.0, side)
    return ((rows % side < 1) | (columns % side < 1)).astype(np.float32)


def _frame(rows: Plane, columns: Plane, shape: tuple[int, int], unit: float) -> Plane:
    """Return two lines along the rim, as around a drawing that is filed."""
    away = np.minimum(np.minimum(rows, shape[0] - 1 - rows), np.minimum(columns, shape[1] - 1 - columns))
    thin, thick = (np.abs(away - place * unit) < width * unit for place, width in ((14, 0.7), (20, 1.4)))
    return (thin | thick).astype(np.float32) * np.float32(0.85)
