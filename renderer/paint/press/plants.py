"""Frames of 1900: an arch, a round window or a panel, with stems that curl like whips, leaves and lilies."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from renderer.paint.colour import hexes
from renderer.paint.press.areas import on
from renderer.paint.raster import Floats, Pixels, Plane, grid, ramp
from renderer.paint.touch import Touch

FINER: Final = 2  # times finer plants are drawn, so that their borders are smooth
MARGIN: Final = 0.055  # of the shorter side
LINE: Final = "#33211a"
# Board, stems, leaves, blossoms.
BOARDS: Final = (
    ("#dbc48d", "#5f7d6d", "#8fa583", "#c0603f"),
    ("#c9cdb0", "#6b5a3c", "#93874f", "#e9dcae"),
    ("#e6d2b4", "#7b4a39", "#b2835a", "#8aa79d"),
    ("#b7c3b4", "#3f5a55", "#6f8f80", "#ead9b0"),
)
# A stem in a corner, as shares of its size from the outer corner: (right, down).
STEM: Final = ((0.13, 1.02), (0.02, 0.5), (0.2, 0.03), (0.66, 0.13))
Points = Sequence[tuple[float, float]]


def framed(made: Pixels, touch: Touch) -> Pixels:
    """Return the picture in one of three frames; none where it has one already."""
    if touch.scene.framed:
        return made
    kind = ("arch", "round", "panel")[int(touch.random("frame").integers(3))]
    colours = hexes(*BOARDS[int(touch.random("board").integers(len(BOARDS)))])
    height, width = made.shape[:2]
    margin = MARGIN * min(height, width)
    inside = _inside(kind, height, width, margin)
    cover = ramp(-inside, -0.8, 0.8)
    stems, leaves, blossoms = _plants(kind, height, width, margin)
    board = np.broadcast_to(colours[0], made.shape)
    for plane, one in ((leaves, colours[2]), (stems, colours[1]), (blossoms, colours[3])):
        board = on(on(board, hexes(LINE)[0], _outline(plane)), one, plane)
    made = made + (board - made) * cover[..., None]
    return on(made, hexes(LINE)[0], _rules(inside, margin, touch))


def _inside(kind: str, height: int, width: int, margin: float) -> Plane:
    """Return how far inside the opening each pixel is, in pixels; below 0 it is on the board."""
    rows, columns = grid((height, width))
    side = margin * (2.6 if kind == "panel" else 1)
    straight: Plane = np.minimum(
        np.minimum(columns - side, width - side - columns),
        np.minimum(rows - margin, height - 1.6 * margin - rows),
    )
    if kind == "panel":
        return straight
    reach = min(height, width) * (0.32 if kind == "arch" else 0.5) - (0 if kind == "arch" else margin)
    beyond = np.clip(np.abs(columns - width / 2) - (width / 2 - margin - reach), 0, None)
    above = np.clip(margin + reach - rows, 0, None)
    return np.where(
        (beyond > 0) & (above > 0), np.minimum(straight, reach - np.hypot(beyond, above)), straight
    )


def _rules(inside: Plane, margin: float, touch: Touch) -> Plane:
    """Return the lines of the frame: around the opening, inside it, and along the sides."""
    rows, columns = grid(inside.shape)
    height, width = inside.shape
    edge = np.minimum(np.minimum(columns, width - columns), np.minimum(rows, height - rows))
    unit = touch.unit
    rules = ramp(1.5 * unit - np.abs(edge - 0.18 * margin), -0.7, 0.7)
    for at, wide in ((0.0, 2.4), (7.0, 0.9)):
        rules = rules + ramp(wide * unit - np.abs(inside - at * unit), -0.7, 0.7)
    return np.clip(rules, 0, 1)


def _outline(plane: Plane) -> Plane:
    """Return what is on a mask or a pixel or two beside it."""
    wide = plane.copy()
    for axis in (0, 1):
        for by in (-1, 1, -2, 2):
            wide = np.maximum(wide, np.roll(plane, by, axis))
    return wide


def _plants(kind: str, height: int, width: int, margin: float) -> tuple[Plane, Plane, Plane]:
    """Return stems, leaves and blossoms of both halves of the frame."""
    half = FINER * width // 2
    layers = [Image.new("L", (max(2, half), FINER * height), 0) for _ in range(3)]
    pens = [ImageDraw.Draw(layer) for layer in layers]
    if kind == "panel":
        _border(pens, height, margin)
    else:
        corner = min(height, width) * (0.32 if kind == "arch" else 0.5) + margin * 0.2
        _corner(pens, corner, margin)
    return (
        _mirrored(layers[0], height, width),
        _mirrored(layers[1], height, width),
        _mirrored(layers[2], height, width),
    )


def _mirrored(layer: Image.Image, height: int, width: int) -> Plane:
    left = np.asarray(
        layer.resize((max(1, width // 2), height), Image.Resampling.BOX), np.float32
    ) / np.float32(255)
    middle = np.zeros((height, width - 2 * left.shape[1]), np.float32)
    return np.concatenate([left, middle, left[:, ::-1]], axis=1)


def _corner(pens: Sequence[ImageDraw.ImageDraw], size: float, margin: float) -> None:
    """Draw a stem that climbs along the outer side and curls inwards at the top, with leaves on both sides."""
    way = _bent(STEM, 40)
    curl = [
        (0.66 - 0.02 * t + 0.105 * np.exp(-0.2 * t) * np.sin(t), 0.235 - 0.105 * np.exp(-0.2 * t) * np.cos(t))
        for t in np.linspace(0, 3.3 * np.pi, 40)
    ]
    _line(pens[0], _scaled(way + curl, size), 0.13 * margin)
    second = _bent(((0.1, 0.75), (0.22, 0.62), (0.3, 0.42), (0.2, 0.3)), 20)
    _line(pens[0], _scaled(second, size), 0.09 * margin)
    for number, place in enumerate((6, 12, 18, 25, 32)):
        _leaf(
            pens[1], _scaled(way, size), place, 0.62 * margin * (1 - 0.06 * number), 1 if number % 2 else -1
        )
    for x, y, broad in ((*second[-1], 0.62), (*curl[-1], 0.5), (0.12, 0.12, 0.55)):
        _blossom(pens[2], x * size * FINER, y * size * FINER, broad * margin * FINER)


def _border(pens: Sequence[ImageDraw.ImageDraw], height: int, margin: float) -> None:
    """Draw lilies one above the other along a side, on a stem that sways between them."""
    middle, step = 1.3 * margin, 3.4 * margin
    count = max(1, int(height / step))
    ys = np.linspace(0.3 * margin, height - 0.4 * margin, 30 * count)
    sway = [(middle + 0.42 * margin * float(np.sin(y / step * 2 * np.pi)), float(y)) for y in ys]
    _line(pens[0], [(x * FINER, y * FINER) for x, y in sway], 0.12 * margin)
    for number in range(count):
        y = (number + 0.75) * height / count
        place = min(len(sway) - 2, int(number / count * len(sway)) + 8)
        way = [(x * FINER, v * FINER) for x, v in sway]
        for side, at in ((1, place), (-1, min(len(sway) - 2, place + 9))):
            _leaf(pens[1], way, at, 0.78 * margin, side)
        _blossom(pens[2], middle * FINER, y * FINER, 0.66 * margin * FINER)


def _bent(corners: Points, count: int) -> list[tuple[float, float]]:
    """Return points along a cubic Bézier curve."""
    a, b, c, d = (np.array(one) for one in corners)
    found: list[tuple[float, float]] = []
    for t in np.linspace(0, 1, count):
        x, y = (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t * t * c + t**3 * d
        found.append((float(x), float(y)))
    return found


def _scaled(points: Points, size: float) -> list[tuple[float, float]]:
    return [(x * size * FINER, y * size * FINER) for x, y in points]


def _line(pen: ImageDraw.ImageDraw, points: Points, wide: float) -> None:
    pen.line(
        [(float(x), float(y)) for x, y in points], fill=255, width=max(1, round(wide * FINER)), joint="curve"
    )


def _leaf(pen: ImageDraw.ImageDraw, way: Points, place: int, length: float, side: int) -> None:
    """Draw a long leaf that leaves the stem forwards and to a side."""
    (x, y), (then_x, then_y) = way[place], way[place + 1]
    turn = float(np.arctan2(then_y - y, then_x - x)) + side * 0.75
    along: Floats = np.linspace(0, 1, 9)
    broad = 0.2 * np.sin(np.pi * along**0.8) * length * FINER
    bend = side * 0.25 * along**2 * length * FINER
    far, sine, cosine = along * length * FINER, float(np.sin(turn)), float(np.cos(turn))
    outline = [
        (x + float(f) * cosine - float(a) * sine, y + float(f) * sine + float(a) * cosine)
        for f, a in [*zip(far, bend + broad, strict=True), *zip(far[::-1], (bend - broad)[::-1], strict=True)]
    ]
    pen.polygon(outline, fill=255)


def _blossom(pen: ImageDraw.ImageDraw, x: float, y: float, broad: float) -> None:
    """Draw six petals about an eye."""
    for petal in range(6):
        turn = petal * np.pi / 3 + 0.3
        middle = x + 0.3 * broad * float(np.cos(turn)), y + 0.3 * broad * float(np.sin(turn))
        reach = 0.22 * broad
        pen.ellipse((middle[0] - reach, middle[1] - reach, middle[0] + reach, middle[1] + reach), fill=255)
    eye = 0.13 * broad
    pen.ellipse((x - eye, y - eye, x + eye, y + eye), fill=60)
