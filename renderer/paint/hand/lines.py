"""Lines of ink: pen and copperplate."""

import numpy as np

from renderer.paint.filters import curved, spread
from renderer.paint.raster import Pixels, Plane, colour, mix, ramp
from renderer.paint.tools.motif import ENGRAVED, PEN, Motif
from renderer.paint.tools.sheet import inked, tooth, unhatched
from renderer.paint.tools.smooth import between, gauss
from renderer.paint.tools.stripes import stripes
from renderer.paint.touch import Touch

INKS = (((22, 20, 26), (250, 247, 238)), ((20, 24, 44), (248, 248, 246)), ((62, 42, 30), (250, 242, 224)))
PRINTED = (
    ((28, 34, 44), (244, 237, 218)),
    ((26, 50, 42), (240, 238, 220)),
    ((64, 38, 28), (246, 236, 214)),
    ((24, 30, 66), (243, 240, 232)),
)
SCRATCHED = ((244, 242, 236), (240, 232, 212), (226, 236, 244))
PERIOD = 3.9  # pixels from line to line: wider ones lose faces
# Each hatching of the pen: its turn from the form, the tone where it begins, and where it is solid.
HATCHINGS = ((0.35, 0.74, 0.12), (-0.65, 0.44, 0.02), (1.4, 0.22, -0.10))


def pen(pixels: Pixels, touch: Touch) -> Pixels:
    """Draw with a pen: up to three hatchings at angles to the form that swell with the dark, solid blacks, contours."""
    motif = Motif(unhatched(pixels, touch), touch, PEN)
    random, unit = motif.random("pen"), motif.unit
    field = motif.field(0.8, 5)
    local = (motif.tone - gauss(motif.tone, 9 * unit)) * np.float32(0.8)  # or small faces have no eyes
    tone = between(gauss(motif.tone, 1.2 * unit), motif.tone, motif.skin) + local
    shaky = tone + (motif.hills(random, 26, 2) - np.float32(0.5)) * np.float32(0.13)
    ink = ramp(0.10 - tone, -0.03, 0.03)
    for turn, start, solid in HATCHINGS:
        line = motif.full(stripes(random, field + np.float32(turn), PERIOD))
        dark = (start - shaky) / (start - solid)
        ink = np.maximum(ink, ramp(line - 1.0 + 1.15 * np.clip(dark, 0, 1.2), -0.12, 0.22) * (dark > 0))
    return inked(np.maximum(ink, ramp(motif.contour(0.9), 0.25, 0.6)), *motif.sheet(INKS))


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
