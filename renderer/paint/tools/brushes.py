"""Painting with brushes: layers of strokes from coarse to fine, a finer one only where those before miss the picture.

Hertzmann 1998 (several sizes), Litwinowicz 1997 (strokes that end at edges), Hertzmann 2002 (height and light).
"""

from dataclasses import dataclass, replace

import numpy as np

from renderer.paint.raster import Floats, Pixels, Plane, mix, ramp
from renderer.paint.tools.motif import Motif
from renderer.paint.tools.smooth import evened, gauss, scaled
from renderer.paint.tools.strokes import Aim, Course, Strokes, there
from renderer.paint.tools.tone import brightest

THIN = 0.65  # how much it covers there
STRICT = 0.5  # how little a painting may be missed by new strokes on it
BROAD, LONG = (0.75, 1.35), (0.8, 1.35)  # how much wider and longer strokes are, by the seed
ANEW = 0.3  # share of the broad strokes that are laid on a painting in the same look
SMALLEST = 0.6  # how much of eyes is drawn in after all strokes
FIRM = 20  # pixels of a picture of 1024: a smaller stick is pressed more firmly


@dataclass(frozen=True, slots=True)
class Brush:
    """A set of brushes and the hand that leads them. Widths are pixels of a picture of 1024."""

    sizes: tuple[
        tuple[float, float], ...
    ]  # width, and the gap between strokes as a share of it; coarse to fine
    aspect: float = 3.2  # length to width
    jitter: float = 0.04  # of brightness from stroke to stroke
    hue: float = 0.02
    stop: float = 0.16  # a stroke ends where the colour differs so much
    need: tuple[float, float] = (
        0.055,
        0.14,
    )  # by how much the picture is missed where some, and all, finer strokes come
    loose: float = 0.45  # the finer, the more it must be missed: fur stays broad, eyes get the small brush
    extra: float = 0.15  # share of second strokes that come anyway
    fine: float = 1.0  # how much of the finest layer comes outside faces
    streak: float = 0.16  # how much bristles show in the colour
    rough: float = 0.45  # how ragged its borders are
    ridge: float = 0.35  # how high paint lies at its borders
    bristles: float = 0.8  # and how deep bristles go
    taper: float = 0.3  # how much narrower its ends are


@dataclass(frozen=True, slots=True)
class Painting:
    """What is on the canvas: its colours, and how high the paint lies."""

    paint: Pixels
    height: Plane

    def lit(self, depth: Plane | float, gloss: float) -> Pixels:
        """Return it in light from the upper left."""
        slope = np.zeros_like(self.height)
        slope[1:-1] = (self.height[2:] - self.height[:-2]) * np.float32(-0.8)
        slope[:, 1:-1] += (self.height[:, 2:] - self.height[:, :-2]) * np.float32(-0.6)
        slope: Plane = np.clip(slope * np.asarray(depth, np.float32), -0.5, 0.6)
        shade = 1 + np.minimum(slope, 0) * np.float32(0.9) + np.maximum(slope, 0) * np.float32(0.35)
        shine = np.maximum(slope - np.float32(0.06), 0) * np.float32(gloss)
        return np.clip(self.paint * shade[..., None] + shine[..., None], 0, 1)


@dataclass(frozen=True, slots=True)
class Easel:
    """What stands before a painter: the motif, its colours as they are to be painted, the field, the ground, its grain."""

    motif: Motif
    colours: Pixels
    angle: Plane
    ground: Pixels
    grain: Plane | None = None  # for dry sticks

    def painted(self, brush: Brush, random: np.random.Generator) -> Painting:
        """Return the painting. The seed says how broad and how long its strokes are."""
        ground = self.motif.pixels if self.motif.touch.again else self.ground
        painting = Painting(np.array(ground, np.float32), np.zeros(self.motif.shape, np.float32))
        broad, long = random.uniform(*BROAD), random.uniform(*LONG)
        broad *= self.motif.touch.qualifiers.breadth
        sizes = tuple((width * broad, gap) for width, gap in brush.sizes[:-1])
        brush = replace(brush, sizes=(*sizes, brush.sizes[-1]), aspect=brush.aspect * long)
        work = _Work(self, brush, random, painting, _texture(random))
        for layer in range(len(brush.sizes)):
            work.paint(layer)
        self._drawn_in(painting)
        if not self.motif.touch.again:
            return painting
        return Painting(mix(self.motif.pixels, painting.paint, THIN), painting.height * np.float32(THIN))

    def _drawn_in(self, painting: Painting) -> None:
        """Draw eyes, and what is as small, as they are to be painted, with a brush that leaves no mark; in place."""
        eyes = self.motif.eyes * np.float32(SMALLEST)
        painting.paint[:] = mix(painting.paint, self.motif.drawn_in(self.colours), eyes)
        painting.height[:] *= 1 - eyes


@dataclass(frozen=True, slots=True)
class _Work:
    """A painting on its way."""

    easel: Easel
    brush: Brush
    random: np.random.Generator
    painting: Painting
    texture: Plane

    def paint(self, layer: int) -> None:
        """Lay a layer of strokes, in an order of chance."""
        size = self.brush.sizes[layer][0] * self.easel.motif.unit
        starts = self._starts(layer, size)
        if not len(starts.x):
            return
        width = size * (np.float32(0.65) + np.float32(0.6) * starts.wide)
        length = width * np.float32(self.brush.aspect) * (np.float32(0.8) + np.float32(0.6) * starts.long)
        aim = Aim(self.easel.angle, gauss(self.easel.colours, size * 0.28), self.brush.stop)
        course = aim.course(starts.x, starts.y, length, width)
        colour = self._mixed(course, starts.off, 1.0 if layer == 0 else 0.6)
        strokes = Strokes(self.easel.motif.shape, course, self.brush.taper)
        lay = self._wet if self.easel.grain is None else self._dry
        marks, cover = lay(strokes, starts, size)
        streak = 1 + (marks - np.float32(0.5)) * np.float32(self.brush.streak)
        strokes.onto(self.painting.paint, colour.take(strokes.number, 0) * streak[:, None], cover)
        relief = (marks - np.float32(0.5)) * np.float32(self.brush.bristles)
        relief += ramp(strokes.across, 0.45, 0.85) * np.float32(self.brush.ridge)
        high = np.float32((size / (12 * self.easel.motif.unit)) ** 0.35)
        strokes.onto(self.painting.height, relief * high, cover)

    def _starts(self, layer: int, size: float) -> "_Starts":
        """Return where strokes begin: on a shaken grid, and but for the first layer only where they are wanted.

        Chance is drawn for the whole grid before, so that what happens at one side changes nothing at the other.
        """
        (rows, columns), step = self.easel.motif.shape, max(2.5, size * self.brush.sizes[layer][1])
        grid = np.mgrid[step / 2 : rows + step / 2 : step, step / 2 : columns + step / 2 : step]
        count = grid[0].size
        chance = self.random.random((9, count), dtype=np.float32)
        off = self.random.standard_normal((count, 4), dtype=np.float32)
        y, x = (
            np.clip(grid[axis].ravel() + (chance[axis] - 0.5) * (1.4 * step), 0, side - 1).astype(np.float32)
            for axis, side in enumerate((rows, columns))
        )
        order = np.argsort(chance[2])
        if layer or self.easel.motif.touch.again:
            order = order[chance[3, order] < there(self._wanted(layer, size), y[order], x[order])]
        drawn = chance[4:, order]
        return _Starts(x[order], y[order], drawn[0], drawn[1], drawn[2], drawn[3:], off[order])

    def _wanted(self, layer: int, size: float) -> Plane:
        """Return where the picture is missed, and faces for the finest brush."""
        brush, motif = self.brush, self.easel.motif
        last = layer == len(brush.sizes) - 1
        soft = gauss(self.painting.paint, 1.2 * motif.unit + size * 0.08)
        missed = gauss(brightest(np.abs(soft - self.easel.colours)), size * 0.3)
        strict = STRICT if motif.touch.again else 1.0
        low, high = (limit * strict * (1 + brush.loose * max(0, layer - 1)) for limit in brush.need)
        wanted = ramp(missed, low, high) * np.float32(brush.fine if last else 1)
        if layer <= 1:
            wanted = wanted + np.float32(brush.extra if layer else ANEW)
        return wanted + motif.features * np.float32(0.9) if last else wanted

    def _mixed(self, course: Course, off: Floats, share: float) -> Pixels:
        """Return the colour of each stroke, a little off; less in faces, and less in the dark."""
        calm = share * (1 - 0.7 * there(self.easel.motif.skin, course.y, course.x)[:, None])
        colour = course.colour * (1 + off[:, :1] * self.brush.jitter * calm)
        room = calm * (colour.mean(axis=1, keepdims=True) * 0.8 + 0.2)
        return np.clip(colour + off[:, 1:] * self.brush.hue * room, 0, 1).astype(np.float32)

    def _wet(self, strokes: Strokes, starts: "_Starts", size: float) -> tuple[Plane, Plane]:
        """Return the marks of the bristles, and how much the strokes cover: all but their ragged borders."""
        unit = self.easel.motif.unit
        fine = 2.2 / unit * min(1, 16 * unit / size + 0.3)
        marks = strokes.bristle(starts.part, self.texture, fine, 0.8 / unit)
        ragged = (marks - np.float32(0.5)) * np.float32(self.brush.rough)
        sides = 1 - ramp(strokes.across + ragged, 0.74, 1.02)
        return marks, sides * (1 - ramp(strokes.along + ragged * np.float32(1.5), 0.78, 1.05))

    def _dry(self, strokes: Strokes, starts: "_Starts", size: float) -> tuple[Plane, Plane]:
        """Return the marks of a stick, and how much it covers: where it catches on the grain under its pressure."""
        motif, grain = self.easel.motif, self.easel.grain
        assert grain is not None
        marks = strokes.bristle(starts.part, self.texture, 1.0 / motif.unit, 0.22 / motif.unit)
        firm = 0.2 if size > FIRM * motif.unit else 0.32
        press = (np.float32(firm) + np.float32(0.4) * starts.press).take(strokes.number)
        press += motif.skin.ravel().take(strokes.at) * np.float32(0.15)
        cover = grain.ravel().take(strokes.at) * np.float32(0.5) + marks * np.float32(0.6) + press
        cover -= ramp(strokes.across, 0.55, 1.05) * np.float32(0.7)
        cover -= ramp(strokes.along, 0.7, 1.05) * np.float32(0.6)
        return marks, ramp(cover, 0.58, 1.0) * np.float32(0.88)


@dataclass(frozen=True, slots=True)
class _Starts:
    """Where the strokes of a layer begin, in their order, and what chance gives each of them, 0 to 1."""

    x: Plane
    y: Plane
    wide: Plane
    long: Plane
    press: Plane
    part: Floats  # of the texture
    off: Floats  # strokes, 4: brightness and colour, around 0


def _texture(random: np.random.Generator) -> Plane:
    """Return the marks of bristles, fine and coarse ones, drawn out along the columns."""
    fine = scaled(random.random((512, 24), dtype=np.float32), 512, 512)
    coarse = scaled(random.random((256, 8), dtype=np.float32), 512, 512)
    return evened(gauss(fine * np.float32(0.55) + coarse * np.float32(0.45), 0.5))
