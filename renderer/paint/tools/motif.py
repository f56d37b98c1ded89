"""The motif: what is painted, and what is worked out of it once, whichever tools it is then painted with."""

from collections.abc import Sequence
from functools import cached_property
from typing import TypeVar

import numpy as np

from renderer.paint.raster import Floats, Pixels, Plane, colour, luminance, mix, ramp
from renderer.paint.tools import calm, tone
from renderer.paint.tools.flow import field_at, flow
from renderer.paint.tools.smooth import BOX, gauss, hills, scaled
from renderer.paint.tools.streams import Streams
from renderer.paint.touch import Touch

Chosen = TypeVar("Chosen")
Pair = tuple[tuple[int, int, int], tuple[int, int, int]]  # an ink and a paper
DRAWING = 16  # pixels of a picture of 1024, below which it is drawing
EYES = 0.9  # how much of a face the eyes of an animal count as
IN_FACES = 0.9  # how much of a found face counts as one, whatever the colour of its skin
MOST_FEATURES = 0.4  # share of the picture in which features are looked for: a group, not fur
AGAIN = 0.2  # how much of a look is laid over one of the same
RIM, RIM_ALIKE, RIM_BARE = 0.012, 0.1, 0.6  # of the side; how far from their median; how many of the pixels
PAINT, PEN, CUT, ENGRAVED = 2e-3, 4e-3, 6e-3, 1.2e-2  # how much quiet places follow the hand, not far edges


class Motif:
    """A picture as who paints it sees it. Lengths are given for a picture of 1024 pixels, times `unit`."""

    def __init__(self, pixels: Pixels, touch: Touch, pull: float = PAINT) -> None:
        self.pixels = np.clip(pixels, 0, 1).astype(np.float32)
        self.touch, self.unit, self._pull = touch, max(pixels.shape) / 1024, pull
        self.shape = (pixels.shape[0], pixels.shape[1])
        self.half = scaled(self.pixels, *(max(2, side // 2) for side in self.shape), how=BOX)

    def random(self, purpose: str) -> np.random.Generator:
        """Return randomness for one purpose."""
        return self.touch.random(purpose)

    def full(self, values: Floats) -> Floats:
        """Return values at the whole size."""
        return scaled(values, *self.shape)

    def halved(self, values: Floats) -> Floats:
        """Return values at half the size."""
        return scaled(values, self.half.shape[0], self.half.shape[1], BOX)

    def hills(self, random: np.random.Generator, cell: float, octaves: int = 4, gain: float = 0.5) -> Plane:
        """Return hills of chance over the picture, around 0.5."""
        return hills(random, self.shape, cell * self.unit, octaves, gain)

    def field(self, share: float, smooth: float) -> Plane:
        """Return the tangent field at a share of the size, smoothed by so many pixels of half the size."""
        rows, columns = (max(8, int(side * share)) for side in self.shape)
        return field_at(self.angle, rows, columns, smooth)

    @cached_property
    def angle(self) -> Plane:
        """The tangent field at half size. In quiet places the seed says where the hand goes."""
        random = self.random("quiet")
        lean = random.uniform(0.4, 1.1) * (1 if random.random() < 0.5 else -1)  # noqa: PLR2004 - a coin
        turns = (hills(random, self.half.shape, 220, 2) - np.float32(0.5)) * np.float32(1.6)
        return flow(self.half, turns + np.float32(lean), self._pull)

    @cached_property
    def streams(self) -> Streams:
        """The ways along the field, at half size."""
        return Streams(self.angle)

    def choice(self, purpose: str, options: Sequence[Chosen]) -> Chosen:
        """Return what the seed chooses of some: pictures of one request are choices, not one picture in other grain."""
        return options[int(self.random(purpose).integers(len(options)))]

    def chosen_between(self, purpose: str, low: float, high: float) -> float:
        """Return a number that the seed chooses."""
        return float(self.random(purpose).uniform(low, high))

    def sheet(self, inks: Sequence[Pair]) -> tuple[Pixels, Pixels]:
        """Return the ink and the paper that the seed chooses of some, or those of a source drawn in this look already."""
        if not self.touch.again:
            ink, paper = self.choice("sheet", inks)
            return colour(*ink), colour(*paper)
        few = self.touch.source[::4, ::4]
        bright = luminance(few)
        dark, light = (float(np.percentile(bright, percent)) for percent in (4, 92))
        return np.median(few[bright <= dark], axis=0), np.median(few[bright >= light], axis=0)

    @property
    def fresh(self) -> float:
        """How much of a look is still to come: little where the picture was painted in it already."""
        return AGAIN if self.touch.again else 1.0

    def kept(self, seen: Pixels) -> Pixels:
        """Return colours as they are to be painted, as far as they are not there already."""
        return mix(self.pixels, seen, self.fresh) if self.touch.again else seen

    @cached_property
    def bare(self) -> bool:
        """Whether the rim of the picture is of one colour already: torn paper, a margin. It needs no second one."""
        if self.touch.qualifiers.border == ():
            return True
        width = max(1, round(RIM * max(self.half.shape)))
        sides = (self.half[:width], self.half[-width:], self.half[:, :width], self.half[:, -width:])
        rim = np.concatenate([side.reshape(-1, 3) for side in sides])
        alike = tone.brightest(np.abs(rim - np.median(rim, axis=0))) < RIM_ALIKE
        return float(alike.mean()) > RIM_BARE

    @cached_property
    def tone(self) -> Plane:
        """The brightness to draw by."""
        return tone.drawing_tone(self.pixels)

    @cached_property
    def lit(self) -> Pixels:
        """The colours with a fuller range of light."""
        return self.kept(tone.lit(self.pixels))

    @cached_property
    def skin(self) -> Plane:
        """Where faces may be, and eyes of any kind, 0 to 1: what is drawn finer."""
        found = np.maximum(tone.skin(self.pixels, self.unit), self.eyes * np.float32(EYES))
        if self.shape != self.touch.source.shape[:2]:
            return found
        return np.maximum(found, self.touch.in_faces(IN_FACES))

    def smooth_skin(self, share: float) -> Plane:
        """Return 1, and so much less in faces: what is thick or rough elsewhere is smoother there."""
        return 1 - self.skin * np.float32(share)

    @cached_property
    def detail(self) -> Plane:
        """Where fine drawing is, 0 to 1."""
        return tone.detail(self.pixels, self.unit)

    @cached_property
    def features(self) -> Plane:
        """Where the fine drawing of faces may be: eyes, mouths."""
        few = tone.skin(self.pixels, self.unit, MOST_FEATURES)
        return np.maximum(self.skin, few) * ramp(self.detail, 0.02, 0.5)

    @cached_property
    def eyes(self) -> Plane:
        """Where small things stand out in the source, as eyes do: in them a painter takes the smallest brush."""
        return np.clip(self.full(tone.small_things(self.halved(self._model), self.unit)), 0, 1)

    @property
    def _model(self) -> Pixels:
        """The source, where it has the motif's size: what is painted may have lost its eyes already."""
        return self.touch.source if self.touch.source.shape == self.pixels.shape else self.pixels

    def drawn_in(self, colours: Pixels) -> Pixels:
        """Return colours with the source's own fine drawing instead of theirs."""
        own, wanted = (
            bright - gauss(bright, DRAWING * self.unit) for bright in map(luminance, (colours, self._model))
        )
        return np.clip(colours + (wanted - own)[..., None], 0, 1)

    def calmed(self, radius: float, keep: float = 0.0) -> Pixels:
        """Return flat rounded shapes, at half size; faces keep a share of their detail."""
        flat = calm.calmed(self.half, self.streams, radius * self.unit / 2)
        return mix(flat, self.half, self.halved(self.skin) * np.float32(keep))

    def contour(self, width: float) -> Plane:
        """Return lines without tone: a difference of Gaussians along the flow (Kang and others 2007) against its surroundings."""
        bright, radius = (
            luminance(self.half),
            width * self.unit * (self.touch.qualifiers.line or 1.0) * 0.6 + 0.3,
        )
        step = gauss(self.streams.smear(gauss(bright, radius * 1.7) - gauss(bright, radius)), 0.75)
        usual = gauss(np.abs(step), 30 * self.unit) + np.float32(0.004)
        return self.full(gauss(ramp(step / usual, 0.5, 2.2) * ramp(step, 0.002, 0.012), 0.35))

    def blacks(self, bright: Plane, sigma: float, gain: float, level: float, steep: float) -> Plane:
        """Return solid blacks with flowing borders, 1 is ink: the extended difference of Gaussians (Winnemöller 2011)."""
        half, soft = self.halved(bright), sigma * self.unit / 2 + 0.35
        step = self.streams.smear((1 + gain) * gauss(half, soft) - gain * gauss(half, soft * 1.6))
        return self.full(-np.tanh(np.minimum(steep * (gauss(step, 0.9) - level), 0)))
