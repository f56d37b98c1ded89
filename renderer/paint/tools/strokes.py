"""Strokes of a brush: parabolas, drawn as polygons whose ink is their number.

What depends on where in its stroke a pixel lies is then worked out for all covered pixels at once.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from renderer.paint.raster import Floats, Plane
from renderer.paint.tools.tone import brightest

Places = npt.NDArray[np.intp]
POINTS = 7  # along each side of a stroke
FEWER = 4  # the same, where strokes are so short that nobody sees the corners
SHORT = 30  # pixels
AHEAD = 0.3  # of its length: where the field says how a stroke bends
TIGHTEST = 1.2  # over its length: the strongest bend
PARTS = (0.25, 0.5, 0.75, 1.0)  # of half its length: where it is asked whether the colour still fits
SHORTEST = 0.12  # of half its length, however soon the colour ends


@dataclass(frozen=True, slots=True)
class Course:
    """Where strokes run: one number each, lengths in pixels, angles in radians, the bend as one over a radius."""

    x: Plane
    y: Plane
    angle: Plane
    bend: Plane
    length: Plane
    width: Plane
    colour: Floats  # strokes, RGB


def there(values: Floats, y: Plane, x: Plane) -> Floats:
    """Return what lies at these places, or at the nearest inside."""
    rows, columns = values.shape[:2]
    return values[np.clip(y, 0, rows - 1).astype(np.intp), np.clip(x, 0, columns - 1).astype(np.intp)]


@dataclass(frozen=True, slots=True)
class Aim:
    """What strokes follow: a field at any size, the colours, and how much these may change before a stroke ends."""

    angle: Plane
    colours: Floats
    stop: float

    def course(self, x: Plane, y: Plane, length: Plane, width: Plane) -> Course:
        """Return where strokes through these places lead, how they bend, and how far until the colour changes."""
        share = self.angle.shape[0] / self.colours.shape[0]
        angle, colour = there(self.angle, y * share, x * share), there(self.colours, y, x)
        right, down = np.cos(angle), np.sin(angle)

        def turn(far: Plane) -> Plane:
            ahead = there(self.angle, (y + far * down) * share, (x + far * right) * share)
            return (ahead - angle + np.pi / 2) % np.pi - np.pi / 2

        most = TIGHTEST / length
        bend = np.clip((turn(length * AHEAD) - turn(-length * AHEAD)) / (length * 2 * AHEAD), -most, most)
        ends: list[Plane] = []
        for sign in (1, -1):
            fits, got = np.ones(len(x), bool), np.full(len(x), SHORTEST, np.float32)
            for part in PARTS:
                along = length * (sign * part / 2)
                aside = bend * along * along / 2
                seen = there(self.colours, y + along * down + aside * right, x + along * right - aside * down)
                fits &= brightest(np.abs(seen - colour)) < self.stop
                got = np.where(fits, np.float32(part), got)
            ends.append(got * length / 2)
        middle = (ends[0] - ends[1]) / 2
        aside = bend * middle * middle / 2
        return Course(
            x=x + middle * right - aside * down,
            y=y + middle * down + aside * right,
            angle=angle + bend * middle,
            bend=bend,
            length=np.maximum(ends[0] + ends[1], width * 1.7),
            width=width,
            colour=colour,
        )


class Strokes:
    """The strokes of one layer, as the pixels that they cover: where in its stroke each of them lies."""

    def __init__(self, shape: tuple[int, int], course: Course, taper: float) -> None:
        numbers = _drawn(shape, course, taper)
        self.at: Places = np.flatnonzero(numbers >= 0)
        self.number: Places = numbers[self.at].astype(np.intp)
        row, column = self.at // shape[1], self.at % shape[1]
        dx = column.astype(np.float32) - course.x.take(self.number)
        dy = row.astype(np.float32) - course.y.take(self.number)
        right, down = np.cos(course.angle).take(self.number), np.sin(course.angle).take(self.number)
        self._a: Plane = dx * right + dy * down
        bend = course.bend.take(self.number) * np.float32(0.5)
        self._b: Plane = dy * right - dx * down - bend * self._a**2
        # 0 in the middle, 1 at the ends and at the sides.
        self.along: Plane = np.abs(self._a) * (2 / course.length).take(self.number)
        self.across: Plane = np.abs(self._b) * (2 / course.width).take(self.number)

    def bristle(self, part: Floats, texture: Plane, across: float, along: float) -> Plane:
        """Return the marks of bristles: each stroke takes its own part of the texture, said by two numbers, 0 to 1."""
        side = texture.shape[0]
        begins = (part * np.float32(side)).astype(np.intp)
        row = (begins[0].take(self.number) + (self._b * np.float32(across)).astype(np.intp)) % side
        column = (begins[1].take(self.number) + (self._a * np.float32(along)).astype(np.intp)) % side
        place: Places = row * side + column
        return texture.reshape(-1).take(place)

    def onto(self, canvas: Floats, paint: Floats, cover: Plane) -> None:
        """Lay paint onto the canvas, as densely as it covers."""
        flat = canvas.reshape(canvas.shape[0] * canvas.shape[1], *canvas.shape[2:])
        before = flat.take(self.at, 0)
        flat[self.at] = before + (paint - before) * (cover[:, None] if flat.ndim > 1 else cover)


def _drawn(shape: tuple[int, int], course: Course, taper: float) -> npt.NDArray[np.int32]:
    """Return for each pixel the number of the stroke that lies on top, or -1."""
    points = FEWER if float(course.length.mean()) < SHORT else POINTS
    places = np.linspace(-1, 1, points, dtype=np.float32)
    along = places[None] * course.length[:, None] / 2
    middle = course.bend[:, None] * along * along / 2
    half = course.width[:, None] / 2 * (1 - np.float32(taper) * np.abs(places) ** 3)
    a = np.concatenate([along, along[:, ::-1]], 1)
    b = np.concatenate([middle - half, (middle + half)[:, ::-1]], 1)
    right, down = np.cos(course.angle)[:, None], np.sin(course.angle)[:, None]
    x, y = course.x[:, None] + a * right - b * down, course.y[:, None] + a * down + b * right
    image = Image.new("I", (shape[1], shape[0]), -1)
    polygon = ImageDraw.Draw(image).polygon
    outlines: Floats = np.stack([x, y], axis=2).reshape(len(course.x), -1).astype(np.float32)
    for number, outline in enumerate(outlines):
        polygon(outline, fill=number)  # pyright: ignore[reportArgumentType] - a row of float32 goes in as it is
    return np.frombuffer(image.tobytes(), np.int32)
