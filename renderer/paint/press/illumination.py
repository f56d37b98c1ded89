"""The page of an illuminated manuscript: vellum, a border of vines with gold in it, an initial, a miniature in few pure colours."""

from typing import Final

import numpy as np
from PIL import ImageDraw

from renderer.paint.chance import rough
from renderer.paint.colour import apart, hexes, hue, in_hue, lab, rgb
from renderer.paint.contours import contour, inked
from renderer.paint.filters import detailed, evened, gaussian, sized, spread
from renderer.paint.fonts import face, font
from renderer.paint.inks import flat_areas
from renderer.paint.press.areas import calmed, cut, drawing, drawn, drawn_face, inked_areas, rgb255
from renderer.paint.raster import Pixels, Plane, clouds, fraction, luminance, mix, ramp, slopes
from renderer.paint.touch import Touch

VELLUM: Final = "#ece0c2"
GOLD, INK = "#d9a72e", "#3a2413"
PIGMENTS: Final = ("#22409a", "#b8322a", "#2f7a4a", "#22409a", "#c9584a")  # lapis, vermilion, malachite
MARGIN: Final = 0.15  # of the shorter side
INITIALS: Final = "ABDEMPQS"
Ink = tuple[int, int, int]


def illumination(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint it as a miniature on a page of vellum, gold behind it, in a border of vines with an initial."""
    rows, columns = pixels.shape[:2]
    margin = round(MARGIN * min(rows, columns))
    few = np.clip(sized(pixels, rows - 2 * margin, columns - 2 * margin), 0, 1)
    small = _miniature(few, touch.on(sized(touch.source, *few.shape[:2])))
    page = np.array(_vellum(touch))
    page[margin : rows - margin, margin : columns - margin] = small
    image, pen = drawing(page)
    _framed(pen, image.size, 2 * margin, touch)
    made = drawn(image)
    yellow = lab(made)
    gold = ramp(yellow[..., 2], 0.1, 0.13) * ramp(yellow[..., 0], 0.6, 0.68)
    return np.clip(made + (_leaf(touch) * gold)[..., None] * np.array([1, 0.95, 0.7], np.float32), 0, 1)


def _miniature(pixels: Pixels, touch: Touch) -> Pixels:
    """Return flat pigments in dark contours, hatched in their own shade, before a ground of gold with a diaper on it."""
    scene, unit = touch.scene, touch.unit
    even = evened(spread(pixels), 0.45, 45 * unit)
    calm = calmed(even, touch, 6, 3)
    labels, inks = inked_areas(calm, touch, 8)
    chroma, degrees = hue(inks)
    kinds = [apart(degrees, 255) < 75, apart(degrees, 135) < 42, apart(degrees, 30) < 35]  # noqa: PLR2004 - degrees
    wanted = np.select([chroma < 0.02, *kinds], [266, 266, 150, 32], 82)  # noqa: PLR2004 - degrees
    strong = np.clip(chroma * 1.5 + 0.06, 0, 0.17) * np.where((chroma < 0.02) & (inks[:, 0] > 0.72), 0.15, 1)  # noqa: PLR2004 - white
    strong = strong * np.where(wanted == 82, 0.5, 1)  # noqa: PLR2004 - stone is no gold
    flat = rgb(in_hue(0.14 + 0.84 * inks[:, 0], strong.astype(np.float32), wanted.astype(np.float32)))
    made = flat_areas(labels, flat, 2 * unit)
    if touch.faces:
        made = mix(made, drawn_face(_skin(even), touch), 0.9 * scene.face)
    shade = detailed(luminance(even), 1.5, 30 * unit)
    hatching = ramp(
        np.abs(fraction((scene.down * len(pixels) + 0.6 * scene.right * pixels.shape[1]) / (5 * unit)) - 0.5),
        0.2,
        0.4,
    )
    made = made * (1 - 0.28 * hatching * ramp(0.5 - shade, 0, 0.2))[..., None]
    behind = (
        ramp(gaussian(scene.sky, unit), 0.4, 0.6)
        if scene.outdoors
        else 1 - cut(touch)
        if scene.sure
        else 0 * shade
    )
    made = mix(made, _diaper(touch), behind)
    lines = ramp(inked(luminance(calm), 1.7 * touch.pen, 24), 0.25, 0.5)
    lines = np.maximum(lines * (1 - behind), contour(scene, 1.6 * touch.pen))
    return mix(made, hexes(INK)[0], lines * 0.9)


def _skin(even: Pixels) -> Pixels:
    """Return a face's colours paler, and all of one warm hue."""
    own = lab(even) * np.array([0.9, 0.4, 0.4], np.float32)
    return rgb(own + np.array([0.1, 0.012, 0.04], np.float32))


def _diaper(touch: Touch) -> Pixels:
    """Return gold leaf with lozenges ruled on it, a point in each."""
    scene, unit = touch.scene, touch.unit
    rows, columns = scene.down.shape
    one = (scene.right * columns + scene.down * rows) / np.float32(46 * unit)
    other = (scene.right * columns - scene.down * rows) / np.float32(46 * unit)
    near = np.minimum(np.abs(fraction(one) - 0.5), np.abs(fraction(other) - 0.5))
    middle = np.hypot(fraction(one + 0.5) - 0.5, fraction(other + 0.5) - 0.5)
    rule = ramp(0.07 - near, -0.02, 0.02)
    point = ramp(0.14 - middle, -0.03, 0.03)
    return mix(
        mix(np.broadcast_to(hexes(GOLD)[0], touch.source.shape), hexes("#8a5a18")[0], rule),
        hexes("#b8322a")[0],
        point,
    )


def _vellum(touch: Touch) -> Pixels:
    random, shape = touch.random("vellum"), touch.source.shape[:2]
    stains = clouds(random, shape, 160 * touch.unit) - np.float32(0.5)
    pores = rough(random, shape, 1.6 * touch.unit)
    return hexes(VELLUM)[0] * (1 + 0.12 * stains + 0.014 * pores)[..., None]


def _leaf(touch: Touch) -> Plane:
    """Return the light on gold leaf, which is never quite even."""
    bumps = gaussian(rough(touch.random("leaf"), touch.source.shape[:2], 7 * touch.unit, 2), touch.unit)
    down, right = slopes(bumps)
    return np.clip((down + right) * np.float32(0.3), -0.12, 0.16)


def _framed(pen: ImageDraw.ImageDraw, size: tuple[int, int], margin: int, touch: Touch) -> None:
    """Draw a gold bar around the miniature, vines along all four sides and an initial at its upper left corner."""
    wide, high = size
    gold, ink = rgb255(hexes(GOLD)[0]), rgb255(hexes(INK)[0])
    bar = max(4, round(0.13 * margin))
    for inset, fill, width in (
        (margin - bar, ink, bar),
        (margin - bar + 2, gold, bar - 4),
        (margin, rgb255(hexes(PIGMENTS[0])[0]), max(2, bar // 4)),
    ):
        pen.rectangle((inset, inset, wide - inset, high - inset), outline=fill, width=max(1, width))
    middle = (margin - bar) / 2
    random = touch.random("vines")
    for start, end in (
        ((margin * 0.3, middle), (wide - margin * 0.3, middle)),
        ((margin * 0.3, high - middle), (wide - margin * 0.3, high - middle)),
        ((middle, margin), (middle, high - margin)),
        ((wide - middle, margin), (wide - middle, high - margin)),
    ):
        _vine(pen, start, end, 0.3 * margin, random)
    side = 1.25 * margin
    left = top = margin * 0.62
    pen.rectangle((left, top, left + side, top + side), fill=gold, outline=ink, width=max(2, bar // 4))
    inner = 0.1 * side
    pen.rectangle(
        (left + inner, top + inner, left + side - inner, top + side - inner),
        fill=rgb255(hexes(PIGMENTS[0])[0]),
        outline=ink,
        width=max(1, bar // 5),
    )
    letter = INITIALS[int(random.integers(len(INITIALS)))]
    pen.text(
        (left + side / 2, top + side / 2),
        letter,
        gold,
        font(max(8, round(0.72 * side)), face("slab")),
        anchor="mm",
        stroke_width=max(1, bar // 6),
        stroke_fill=ink,
    )


def _vine(
    pen: ImageDraw.ImageDraw,
    start: tuple[float, float],
    end: tuple[float, float],
    swing: float,
    random: np.random.Generator,
) -> None:
    """Draw a stem that winds from one point to another, with leaves on both sides and golden berries between them."""
    length = float(np.hypot(end[0] - start[0], end[1] - start[1]))
    turn = float(np.arctan2(end[1] - start[1], end[0] - start[0]))
    count = max(2, round(length / (4.4 * swing)))
    cos, sin = np.cos(turn), np.sin(turn)

    def at(along: float, aside: float) -> tuple[float, float]:
        return float(start[0] + along * cos - aside * sin), float(start[1] + along * sin + aside * cos)

    ink, gold = rgb255(hexes(INK)[0]), rgb255(hexes(GOLD)[0])
    points = [
        at(length * t, swing * float(np.sin(t * count * 2 * np.pi))) for t in np.linspace(0, 1, 24 * count)
    ]
    pen.line(points, fill=ink, width=max(2, round(0.13 * swing)), joint="curve")
    pen.line(points, fill=rgb255(hexes(PIGMENTS[2])[0]), width=max(1, round(0.07 * swing)), joint="curve")
    for number in range(count * 4):
        t = (number + 0.5) / (count * 4)
        along, wave = length * t, swing * float(np.sin(t * count * 2 * np.pi))
        side = 1 if number % 2 else -1
        pigment = rgb255(hexes(PIGMENTS[int(random.integers(len(PIGMENTS)))])[0])
        _leafed(
            pen, at(along, wave), at(along + 0.45 * swing * side, wave + 1.05 * swing * side), pigment, ink
        )
        x, y = at(along + 0.6 * swing, wave - 0.75 * swing * side)
        r = swing * 0.17
        pen.ellipse((x - r, y - r, x + r, y + r), fill=gold, outline=ink, width=max(1, round(0.05 * swing)))


def _leafed(
    pen: ImageDraw.ImageDraw, foot: tuple[float, float], tip: tuple[float, float], fill: Ink, ink: Ink
) -> None:
    """Draw a leaf from its foot to its tip, broadest past the middle."""
    across = ((tip[1] - foot[1]) * 0.36, (foot[0] - tip[0]) * 0.36)
    breadth = np.sin(np.linspace(0, np.pi, 9)) ** 0.8
    one = [
        (foot[0] + (tip[0] - foot[0]) * t + across[0] * b, foot[1] + (tip[1] - foot[1]) * t + across[1] * b)
        for t, b in zip(np.linspace(0, 1, 9), breadth, strict=True)
    ]
    two = [
        (foot[0] + (tip[0] - foot[0]) * t - across[0] * b, foot[1] + (tip[1] - foot[1]) * t - across[1] * b)
        for t, b in zip(np.linspace(0, 1, 9), breadth, strict=True)
    ]
    pen.polygon([(float(x), float(y)) for x, y in one + two[::-1]], fill=fill, outline=ink)
