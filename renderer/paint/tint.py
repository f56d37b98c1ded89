"""Brings the colours that a prompt names into a painting: each at its own strength, in a good share of the picture."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from renderer.paint.colour import hue, lab, mapped, rgb
from renderer.paint.filters import small
from renderer.paint.palettes import Tone
from renderer.paint.raster import Floats, Pixels, colour, luminance

SEEN: Final = 200  # pixels a side at which the range of brightness is measured
NEUTRAL: Final = 0.03  # chroma of black, white and grey: alone they tint nothing
BAND: Final = 0.36  # share of the picture, divided by how many there are, on either side of where a colour has all its strength
LIGHTEST: Final = 0.97


def tinted(made: Pixels, tones: Sequence[Tone], least: float, light: float) -> Pixels:
    """Return a painting with colours in it, the darkest in its shadows and the lightest in its lights.

    Each counts wholly in its own band of brightness, whose brightness it takes by `light`; elsewhere it counts by `least`.
    """
    known = _sorted(tones)
    if not (hue(known)[0] > NEUTRAL).any():
        return made
    places, stops, weights = _stops(known, lab(small(made, SEEN))[..., 0])

    def change(colours: Floats) -> Floats:
        seen = lab(colours)
        wanted = np.stack([np.interp(seen[:, 0], places, stops[:, axis]) for axis in range(3)], axis=-1)
        whole = np.interp(seen[:, 0], places, weights)
        seen[:, 1:] += (wanted[:, 1:] - seen[:, 1:]) * (least + (1 - least) * whole)[:, None]
        seen[:, 0] += (wanted[:, 0] - seen[:, 0]) * light * (0.3 + 0.7 * whole)
        return rgb(seen)

    return mapped(made, change)


def inked(made: Pixels, tones: Sequence[Tone]) -> Pixels:
    """Return a drawing whose lines have these colours, the darkest its darkest lines; its sheet stays."""
    known = _sorted(tones)
    few = small(made, SEEN).reshape(-1, 3)
    bright = luminance(few)
    sheet = lab(np.median(few[bright >= np.percentile(bright, 92)], axis=0))
    low, high = float(lab(few[bright <= np.percentile(bright, 2)].mean(axis=0))[0]), float(sheet[0])
    places = low + (high - low) * np.linspace(0.12, 1, len(known) + 1)
    stops = np.concatenate([known, sheet[None]])

    def change(colours: Floats) -> Floats:
        seen = lab(colours)
        wanted = np.stack([np.interp(seen[:, 0], places, stops[:, axis]) for axis in range(3)], axis=-1)
        return rgb(wanted.astype(np.float32))

    return mapped(made, change) if high - low > NEUTRAL else made


def neutral(tone: Tone) -> bool:
    """Return whether a colour is black, white or grey."""
    return float(hue(lab(colour(*tone)))[0]) < NEUTRAL


def _sorted(tones: Sequence[Tone]) -> Floats:
    known = lab(np.stack([colour(*one) for one in tones]))
    return known[np.argsort(known[:, 0])]


def _stops(known: Floats, bright: Floats) -> tuple[Floats, Floats, Floats]:
    """Return brightnesses of a painting, the colour that each becomes, and how far it does."""
    count = len(known)
    middles = (
        [min(max(float(known[0, 0]), 0.28), 0.72)]
        if count == 1
        else [(at + 0.5) / count for at in range(count)]
    )
    shares = [0.01] + [middle + side * BAND / count / 2 for middle in middles for side in (-1, 1)] + [0.99]
    places = np.maximum.accumulate(np.percentile(bright, np.clip(np.array(shares) * 100, 0.5, 99.5)))
    deep = known[0] * np.array([0.45, 0.6, 0.6], np.float32)
    pale = known[-1] * np.array([1, 0.3, 0.3], np.float32)
    pale[0] += (LIGHTEST - pale[0]) * 0.8
    stops = np.stack([deep, *np.repeat(known, 2, axis=0), pale])
    weights = np.array([0.2, *[1.0] * (2 * count), 0.0], np.float32)
    return (places + np.arange(len(places)) * 1e-3).astype(np.float32), stops, weights
