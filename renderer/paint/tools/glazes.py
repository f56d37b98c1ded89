"""Glazes: washes laid from light to dark that dry with a darker rim (Curtis and others 1997, Bousseau and others 2006)."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from renderer.paint.raster import Pixels, Plane, mix, ramp
from renderer.paint.tools.motif import Motif
from renderer.paint.tools.smooth import between, evened, gauss, hills, warped

RIM = 3.2  # pixels of a picture of 1024: how wide a dried rim is


def granules(motif: Motif, random: np.random.Generator) -> Plane:
    """Return how pigment settles in the hollows of the sheet, 0 to 1."""
    fine, finest = motif.hills(random, 2.6, 1), motif.hills(random, 1.2, 1)
    coarse = motif.hills(random, 6, 2)
    return evened(fine * np.float32(0.5) + finest * np.float32(0.3) + coarse * np.float32(0.35))


def washes(
    motif: Motif, random: np.random.Generator, tone: Plane, levels: Sequence[tuple[float, float]], wet: Plane
) -> Plane:
    """Return the density of glazes, each below a tone and of a weight: with a dried rim, or faded where it was wet."""
    density = np.zeros_like(tone)
    for level, weight in levels:
        below = level - tone - (motif.hills(random, 34, 3) - np.float32(0.5)) * np.float32(0.10)
        laid = between(ramp(below, -0.012, 0.012), ramp(below, -0.13, 0.13), wet)
        rim = np.clip(laid - gauss(laid, RIM * motif.unit), 0, 1) * (1 - wet * np.float32(0.85))
        uneven = 1 + (motif.hills(random, 110, 3) - np.float32(0.5)) * np.float32(0.9)
        density += np.float32(weight) * (laid * uneven + rim * np.float32(1.5))
    return density


def trembling(motif: Motif, random: np.random.Generator, half: Pixels) -> Pixels:
    """Return the picture as a hand drew it, which is no camera: all a little off, faces least. At half size."""
    calm = (1 - motif.halved(motif.skin) * np.float32(0.85)) * np.float32(6 * motif.unit)
    down, right = ((hills(random, half.shape, 30 * motif.unit, 3) - np.float32(0.5)) * calm for _ in range(2))
    return warped(half, down, right)


def spattered(motif: Motif, random: np.random.Generator, paint: Pixels, hue: Pixels, drops: int) -> Pixels:
    """Return the paint with drops that fell off the brush, in three places, in the colours that are there."""
    rows, columns = motif.shape
    image = Image.new("L", (columns, rows), 0)
    draw, middles = ImageDraw.Draw(image), random.uniform(0.1, 0.9, (3, 2)) * (columns, rows)
    for number in range(drops):
        x, y = (float(v) for v in random.normal(middles[number % 3], (columns * 0.12, rows * 0.12)))
        radius = float(random.exponential(2.0) + 0.9) * motif.unit
        box = (x - radius, y - radius * 0.9, x + radius, y + radius * 0.9)
        draw.ellipse(box, fill=int(random.uniform(90, 220)))
    cover = gauss(np.asarray(image, np.float32) / np.float32(255), 0.5)
    rim = np.clip(cover - gauss(cover, 1.6 * motif.unit), 0, 1)
    colour = motif.full(gauss(hue, 15 * motif.unit)) * np.float32(0.75)
    return paint * mix(np.ones_like(paint), colour, np.clip(cover * 0.5 + rim * 0.9, 0, 1))
