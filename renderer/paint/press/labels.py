"""Small printed things with a layout of their own: a tarot card, the label of a matchbox, a paperback of the sixties."""

from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from renderer.paint.colour import hexes, hue, in_hue, rgb
from renderer.paint.contours import contour, inked
from renderer.paint.filters import curved, detailed, evened, gaussian, smoothed, spread
from renderer.paint.fonts import face, font
from renderer.paint.inks import flat_areas
from renderer.paint.patches import Mask
from renderer.paint.press.areas import cels, cut, drawing, drawn, in_a_face, inked_areas, on, rgb255
from renderer.paint.press.screens import chequered, paper, specks
from renderer.paint.raster import Pixels, Plane, colour, fraction, luminance, mix, moved, ramp
from renderer.paint.touch import Touch

NUMERALS: Final = ("I", "III", "VI", "VII", "IX", "XI", "XIV", "XVII", "XVIII", "XIX", "XXI")
CARD: Final = "#f1e6c8"
MATCHES: Final = (
    ("#c8281e", "#17130f"),
    ("#d8721c", "#12324a"),
    ("#1d6b4a", "#1a1410"),
    ("#2456a4", "#b3201c"),
)
SHELVES: Final = (("#e8641b", "crime"), ("#1f7a4d", "mystery"), ("#2a6fb0", "essays"), ("#c8323c", "a novel"))


def tarot(pixels: Pixels, touch: Touch) -> Pixels:
    """Print a card of the major arcana: a few flat old colours between pen lines, rays behind, a frame with a numeral."""
    made = _old_print(pixels, touch, _rayed(touch))
    return np.clip(_carded(made, touch) * (1 + specks(touch, "card", 2) * 0.06)[..., None], 0, 1)


def _old_print(pixels: Pixels, touch: Touch, ground: Pixels) -> Pixels:
    """Return a few flat old colours between pen lines; what is behind the subject gives way to a ground."""
    unit, scene = touch.unit, touch.scene
    even = evened(spread(pixels), 0.45, 45 * unit, 0.6)
    calm = mix(smoothed(even, 8 * unit), smoothed(even, 3 * unit), scene.face)
    labels, inks = inked_areas(calm, touch, 10)
    chroma, degrees = hue(inks)
    old = rgb(in_hue(0.2 + 0.74 * inks[:, 0], np.clip(chroma * 1.25 + 0.02, 0.02, 0.13), degrees))
    made = flat_areas(labels, old * hexes("#fff3d6")[0], 2.4 * unit)
    lines = ramp(inked(luminance(calm), max(0.7, 1.5 * unit), 20, 0.63), 0.2, 0.5)
    fine = ramp(inked(luminance(smoothed(even, 2 * unit, times=1)), max(0.6, unit), 22, 0.66), 0.2, 0.5)
    lines = mix(lines, fine, in_a_face(touch))
    behind = scene.sky if scene.outdoors else 1 - cut(touch, 5) if scene.sure else 0 * lines
    made, lines = mix(made, ground, behind), lines * (1 - behind)
    return on(made, hexes("#1c1712")[0], np.maximum(lines, contour(scene, max(0.8, 2.6 * unit))))


def _rayed(touch: Touch) -> Pixels:
    """Return a yellow sky whose straight and waving rays come from behind the subject's head."""
    scene = touch.scene
    down, right = (
        (0.4 * scene.horizon, 0.5) if scene.outdoors else (max(0.12, scene.crown + 0.1), scene.focus[1])
    )
    turn = np.arctan2(scene.down - down, scene.right - right) / np.float32(2 * np.pi) * 20
    away = np.hypot(scene.down - down, scene.right - right)
    bent = turn + 0.12 * np.sin(away * 46) * (np.floor(turn) % 2)
    ray = ramp(0.3 - np.abs(fraction(bent) - 0.5), -0.02, 0.02) * ramp(away, 0.1, 0.12)
    pale, gold, sun = hexes("#e9d9a0", "#dcae3c", "#f2cf52")
    made = on(
        on(np.broadcast_to(pale, touch.source.shape), gold, ray * 0.8), sun, ramp(0.1 - away, -0.002, 0.002)
    )
    return on(made, hexes("#1c1712")[0], ramp(0.003 - np.abs(away - 0.1), -0.001, 0.001))


def _carded(made: Pixels, touch: Touch) -> Pixels:
    """Return the picture on a card: a pale rim, a double rule, a numeral above, and a field for its name below."""
    rows, columns = made.shape[:2]
    side = min(rows, columns)
    rim, band = 0.05 * side, 0.085 * side
    image, pen = drawing(made)
    wide, high, thick = image.width, image.height, max(2, round(0.0045 * side))
    card, dark = rgb255(hexes(CARD)[0]), (28, 23, 18)
    rim2, band2 = 2 * rim, 2 * band
    pen.rectangle((0, 0, wide, rim2 + band2), fill=card)
    pen.rectangle((0, high - rim2 - band2, wide, high), fill=card)
    pen.rectangle((0, 0, rim2, high), fill=card)
    pen.rectangle((wide - rim2, 0, wide, high), fill=card)
    pen.rectangle((rim2, rim2, wide - rim2, high - rim2), outline=dark, width=thick * 2)
    pen.rectangle((rim2, rim2 + band2, wide - rim2, high - rim2 - band2), outline=dark, width=thick * 2)
    inset = rim2 * 0.62
    pen.rectangle((inset, inset, wide - inset, high - inset), outline=dark, width=thick)
    numeral = str(touch.random("numeral").choice(NUMERALS))
    letters = font(max(8, round(band2 * 0.6)), face("slab"))
    pen.text((wide / 2, rim2 + band2 / 2), numeral, dark, letters, anchor="mm")
    for place in (0.28, 0.72):
        _starred(pen, wide * place, rim2 + band2 / 2, band2 * 0.2, dark)
        _starred(pen, wide * place, high - rim2 - band2 / 2, band2 * 0.2, dark)
    return drawn(image)


def _starred(pen: ImageDraw.ImageDraw, x: float, y: float, r: float, ink: tuple[int, int, int]) -> None:
    turns = np.arange(16) * np.pi / 8
    away = np.where(np.arange(16) % 2, 0.4, 1.0) * r
    pen.polygon(
        [(float(x + a * np.cos(t)), float(y + a * np.sin(t))) for a, t in zip(away, turns, strict=True)],
        fill=ink,
    )


def court_card(pixels: Pixels, touch: Touch) -> Pixels:
    """Print a court card: its upper half twice, once upside down, between the signs of a suit, in red, yellow, blue and black."""
    made = _old_print(pixels, touch, np.broadcast_to(hexes("#fbf7ea")[0], pixels.shape))
    rows, columns = made.shape[:2]
    half, rim = (rows + 1) // 2, round(0.07 * min(rows, columns))
    top = round(float(np.clip((touch.scene.crown - 0.04) * rows, 0, rows - half)))
    upper = made[top : top + half]
    sheet = np.concatenate([upper, upper[::-1, ::-1][-(rows - half) or rows :]])
    image, pen = drawing(sheet)
    wide, high, card, dark = image.width, image.height, rgb255(hexes("#fbf7ea")[0]), (24, 20, 22)
    rule, edge = max(2, round(0.005 * min(image.size))), 2 * rim
    for box in (
        (0, 0, wide, edge),
        (0, high - edge, wide, high),
        (0, 0, edge, high),
        (wide - edge, 0, wide, high),
    ):
        pen.rectangle(box, fill=card)
    pen.rectangle((edge, edge, wide - edge, high - edge), outline=dark, width=rule)
    pen.line((edge, high / 2, wide - edge, high / 2), fill=dark, width=rule)
    sign = str(touch.random("rank").choice(["K", "Q", "J"]))
    ink = (190, 28, 36) if touch.random("suit").random() < 0.6 else dark  # noqa: PLR2004 - more hearts and diamonds
    index = Image.new("RGB", (edge, round(2.1 * edge)), card)
    corner = ImageDraw.Draw(index)
    corner.text(
        (edge / 2, edge * 0.62), sign, ink, font(max(8, round(0.85 * edge)), face("slab")), anchor="mm"
    )
    r, y = 0.24 * edge, 1.45 * edge
    corner.polygon(
        [(edge / 2, y - 1.3 * r), (edge / 2 + r, y), (edge / 2, y + 1.3 * r), (edge / 2 - r, y)], fill=ink
    )
    image.paste(index, (0, round(0.2 * edge)))
    image.paste(index.rotate(180), (wide - edge, high - round(2.3 * edge)))
    return np.clip(drawn(image) * (1 + specks(touch, "card", 2) * 0.04)[..., None], 0, 1)


def matchbox(pixels: Pixels, touch: Touch) -> Pixels:
    """Print the label of a matchbox: two inks on cheap yellow paper, out of register, in a border with lettering."""
    unit, scene = touch.unit, touch.scene
    first, second = hexes(*MATCHES[int(touch.random("inks").integers(len(MATCHES)))])
    if touch.colours:
        first = colour(*touch.colours[0])
        second = colour(*touch.colours[1]) if len(touch.colours) > 1 else hexes("#17130f")[0]
    steps = cels(pixels, touch, (0.26, 0.56))
    black = _inked(steps == 0, 2.2 * unit)
    middle = _inked(steps <= 1, 2.6 * unit)
    lines = ramp(
        inked(luminance(smoothed(spread(pixels), 4 * unit)), max(0.7, 1.7 * unit), 20, 0.64), 0.25, 0.5
    )
    share = cut(touch, 5) if scene.sure else np.ones_like(lines)
    middle = (
        mix(1 - ramp(np.abs(fraction(_turn(touch)) - 0.5), 0.24, 0.26), middle, share)
        if scene.sure
        else middle
    )
    black = np.maximum(black, lines) * share
    black = np.maximum(black, contour(scene, max(0.8, 3 * unit)))
    slip = touch.length(3)
    made = on(paper(touch, "#ecd9a4", 0.08), first, moved(middle, slip, -slip) * 0.94)
    made = made * (1 - black[..., None] * (1 - second) * np.float32(0.96))
    made = _labelled(made, first, second)
    return np.clip(made * (1 + specks(touch, "cheap", 2) * 0.1)[..., None], 0, 1)


def _inked(here: Mask, radius: float) -> Plane:
    return ramp(gaussian(here.astype(np.float32), radius), 0.45, 0.55)


def _turn(touch: Touch) -> Plane:
    """Return in which of the rays around the subject each pixel is."""
    scene = touch.scene
    down, right = scene.focus
    return np.arctan2(scene.down - down, scene.right - right) / np.float32(2 * np.pi) * 14


def _labelled(made: Pixels, first: Pixels, second: Pixels) -> Pixels:
    """Return the print in a double border with round corners, words above it and a field for more below."""
    image, pen = drawing(made)
    wide, high, side = image.width, image.height, min(image.size)
    pale, one, two = rgb255(hexes("#ecd9a4")[0]), rgb255(first), rgb255(second)
    rim, band = 0.05 * side, 0.115 * side
    pen.rectangle((0, 0, wide, rim), fill=pale)
    pen.rectangle((0, high - rim, wide, high), fill=pale)
    pen.rectangle((0, 0, rim, high), fill=pale)
    pen.rectangle((wide - rim, 0, wide, high), fill=pale)
    pen.rectangle((rim, rim, wide - rim, rim + band), fill=one)
    pen.rectangle((rim, high - rim - band, wide - rim, high - rim), fill=one)
    for inset, thick in ((rim * 0.45, 0.008), (rim, 0.005)):
        pen.rounded_rectangle(
            (inset, inset, wide - inset, high - inset),
            side * 0.03,
            outline=two,
            width=max(2, round(side * thick)),
        )
    for y in (rim + band, high - rim - band):
        pen.line((rim, y, wide - rim, y), fill=two, width=max(2, round(side * 0.005)))
    letters = font(max(8, round(band * 0.5)), face("slab"))
    pen.text((wide / 2, rim + band / 2), "SAFETY MATCHES", pale, letters, anchor="mm")
    for place in (0.12, 0.88):
        _starred(pen, wide * place, rim + band / 2, band * 0.26, pale)
        _starred(pen, wide * place, high - rim - band / 2, band * 0.26, pale)
    return drawn(image)


def paperback(pixels: Pixels, touch: Touch) -> Pixels:
    """Lay it out as paperbacks of the sixties were: a white head with rules and a band, the picture below in two inks."""
    ink, shelf = SHELVES[int(touch.random("shelf").integers(len(SHELVES)))]
    second = colour(*touch.colours[0]) if touch.colours else hexes(ink)[0]
    black, white = hexes("#15130f", "#f3efe2")
    head = round(0.31 * len(pixels))
    bright = detailed(luminance(spread(pixels)), 1.6, 40 * touch.unit)
    screen = chequered(1 - curved(np.clip(bright, 0, 1), 0.75), 6 * touch.unit, 45)
    ground = mix(second, white, 0.12) if touch.scene.sure or touch.scene.outdoors else second
    behind = touch.scene.sky if touch.scene.outdoors else 1 - cut(touch) if touch.scene.sure else 0 * bright
    made = on(
        np.broadcast_to(mix(white, second, 0.82), pixels.shape),
        white,
        ramp(bright, 0.62, 0.72) * (1 - behind),
    )
    made = on(on(made, ground, behind), black, screen * (1 - 0.75 * behind))
    below = _below(made, touch, head)
    sheet = np.array(np.broadcast_to(white, pixels.shape))
    sheet[head:] = below
    image, pen = drawing(sheet)
    wide, rule, dark = image.width, max(2, round(0.004 * min(image.size))), rgb255(black)
    top, margin = 2 * head, round(0.06 * wide)
    pen.rectangle((0, 0, wide, round(0.26 * top)), fill=rgb255(second))
    for place in (0.26, 0.48, 0.98):
        pen.line((0, place * top, wide, place * top), fill=dark, width=rule)
    letters = font(max(8, round(0.1 * top)))
    pen.text((margin, 0.37 * top), shelf, dark, letters, anchor="lm")
    pen.text((wide - margin, 0.37 * top), "3'6", dark, letters, anchor="rm")
    oval = (wide - margin - 0.16 * top, 0.04 * top, wide - margin, 0.22 * top)
    pen.ellipse(oval, fill=rgb255(white), outline=dark, width=rule)
    return np.clip(drawn(image) * (1 + specks(touch, "cover", 2) * 0.05)[..., None], 0, 1)


def _below(made: Pixels, touch: Touch, head: int) -> Pixels:
    """Return as much of a print as there is room for below the head of its cover, from above its subject on."""
    top = round(float(np.clip((touch.scene.crown - 0.06) * len(made), 0, head)))
    return made[top : top + len(made) - head]
