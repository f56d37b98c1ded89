"""Painting in a borrowed style: what style packs do to a picture. Several blend, each by its scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from renderer.paint import finish as f
from renderer.paint import networks
from renderer.paint.hands import Hand, by_hand, with_strokes
from renderer.paint.packs import STEPS, Pack
from renderer.paint.palette import toned, with_colour_of
from renderer.paint.raster import Pixels, mix
from renderer.paint.touch import Touch
from renderer.request import Speed

FULL: Final = 0.82  # how much of a pack shows at scale 1
LEAST: Final = 0.001  # a smaller scale is none
CALM: Final = 0.4


@dataclass(frozen=True, slots=True)
class Scaled:
    """A pack, and how strongly it counts: 0 to 4, as fal scales a LoRA."""

    pack: Pack
    scale: float

    @property
    def share(self) -> float:
        """How much of it shows: nothing at 0, most at 1, all but everything at 4."""
        return 1 - (1 - FULL) ** self.scale


def in_packs(canvas: Pixels, source: Pixels, packs: Sequence[Scaled], touch: Touch, speed: Speed) -> Pixels:
    """Return the canvas with the packs over it. What is of one kind is blended first, and then painted once."""
    by_vector = [scaled for scaled in packs if scaled.pack.vector]
    by_nets = [scaled for scaled in packs if scaled.pack.nets]
    for painters, hand in ((by_vector, _by_vector), (by_nets, _by_nets)):
        if painters:
            paint = _painted(source, hand(painters, touch), painters, touch, speed)
            canvas = mix(canvas, paint, max(scaled.share for scaled in painters))
    for scaled in packs:
        canvas = _finished(canvas, scaled, touch)
    return np.clip(canvas, 0, 1)


def _painted(source: Pixels, hand: Hand, packs: Sequence[Scaled], touch: Touch, speed: Speed) -> Pixels:
    colour = _mean(packs, [scaled.pack.colour for scaled in packs])
    canvas, paint = by_hand(source, f.smooth(3), hand, touch, speed)
    paint = f.faces(0.3)(with_colour_of(paint, canvas, colour), touch)
    return with_strokes(paint, source, hand, touch)


def _by_vector(packs: Sequence[Scaled], touch: Touch) -> Hand:
    vector = [
        _mean(packs, numbers) for numbers in zip(*(scaled.pack.vector for scaled in packs), strict=True)
    ]
    return Hand(lambda canvas: networks.stylise_by(canvas, vector), _stroke(packs, touch), CALM)


def _by_nets(packs: Sequence[Scaled], touch: Touch) -> Hand:
    styles = {style for scaled in packs for style in scaled.pack.nets}
    weights = {style: _mean(packs, [scaled.pack.nets.get(style, 0) for scaled in packs]) for style in styles}
    return Hand(lambda canvas: networks.stylise(canvas, weights), _stroke(packs, touch), CALM)


def _stroke(packs: Sequence[Scaled], touch: Touch) -> float:
    return _mean(packs, [scaled.pack.stroke for scaled in packs]) * float(
        touch.random("pack").uniform(0.8, 1.25)
    )


def _mean(packs: Sequence[Scaled], numbers: Sequence[float]) -> float:
    """Return the mean of a number for each pack, weighted by the scales."""
    total = sum(scaled.scale for scaled in packs)
    return sum(number * scaled.scale for number, scaled in zip(numbers, packs, strict=True)) / total


def _finished(canvas: Pixels, scaled: Scaled, touch: Touch) -> Pixels:
    pack = scaled.pack
    if pack.palette:
        canvas = mix(canvas, toned(canvas, tuple(pack.palette)), scaled.share * pack.tint)
    for finishing in pack.post:
        canvas = mix(canvas, STEPS[finishing.step](finishing.amount)(canvas, touch), scaled.share)
    return canvas
