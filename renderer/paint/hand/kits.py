"""Kits: brushes for what a network has painted.

Shown as it is, a network's picture has veins and scratches. Painted once more, stroke by stroke, it keeps the painter's palette
and loses them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from renderer.paint.raster import Pixels
from renderer.paint.tools.brushes import Brush, Easel
from renderer.paint.tools.motif import Motif
from renderer.paint.tools.smooth import gauss
from renderer.paint.touch import Touch

KitName = Literal["broad", "dabs", "wild", "flat", "plaster"]


@dataclass(frozen=True, slots=True)
class Kit:
    """A set of brushes, how high the paint lies, and how it shines."""

    brush: Brush
    relief: float = 0.42
    gloss: float = 0.25


_BROAD: Final = Brush(((46, 0.7), (20, 0.48), (6, 0.5)), jitter=0.05, need=(0.065, 0.15))
KITS: Final[Mapping[KitName, Kit]] = {
    "broad": Kit(_BROAD),
    "dabs": Kit(
        replace(_BROAD, sizes=((30, 0.5), (15, 0.5), (7, 0.55)), aspect=1.9, jitter=0.09, hue=0.07, extra=0.5),
        relief=0.5,
    ),
    "wild": Kit(
        replace(_BROAD, sizes=((58, 0.6), (26, 0.5), (7, 0.55)), aspect=5, jitter=0.11, hue=0.06, stop=0.3, ridge=0.7),
        relief=0.6,
        gloss=0.4,
    ),
    "flat": Kit(
        replace(_BROAD, aspect=2.4, jitter=0.02, hue=0.012, stop=0.1, extra=0, streak=0.06, ridge=0, taper=0.08),
        relief=0.06,
        gloss=0,
    ),
    "plaster": Kit(replace(_BROAD, aspect=2.2, jitter=0.04, streak=0.1, ridge=0), relief=0.15, gloss=0),
}  # fmt: skip


def repainted(colours: Pixels, touch: Touch, name: KitName) -> Pixels:
    """Return these colours painted along the forms of the source, with the finest brush for faces."""
    motif, kit = Motif(touch.source, touch), KITS[name]
    easel = Easel(motif, np.clip(colours, 0, 1), motif.angle, gauss(colours, 12 * motif.unit))
    return easel.painted(kit.brush, motif.random("repainted")).lit(
        kit.relief * motif.smooth_skin(0.6), kit.gloss
    )
