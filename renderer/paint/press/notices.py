"""Sheets with a place for a picture: a wanted notice, a film poster with its credits, a card to collect."""

from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from renderer.paint.colour import hexes, hue, in_hue, lab, rgb, tones
from renderer.paint.filters import curved, detailed, gaussian, small, spread
from renderer.paint.fonts import face, font
from renderer.paint.press.areas import drawing, drawn, on, rgb255
from renderer.paint.press.screens import chequered, paper, specks
from renderer.paint.raster import Pixels, clouds, luminance, mix, ramp, to_image
from renderer.paint.touch import Touch

BROWN: Final = "#2b1d12"
CREDITS: Final = (
    "A FILM IN ASSOCIATION WITH THE NIGHT SHIFT   CASTING BY R. LINDEN   MUSIC BY A. OKORO",
    "COSTUME DESIGN M. HAYASHI   EDITED BY J. PEREIRA   PRODUCTION DESIGN S. WEISS",
    "DIRECTOR OF PHOTOGRAPHY L. MORALES   PRODUCED BY T. ANDERSEN   WRITTEN AND DIRECTED BY E. DUBOIS",
)
INNER = tuple[int, int, int, int]  # left, top, right, bottom


def _fitted(pixels: Pixels, touch: Touch, wide: int, high: int) -> Image.Image:
    """Return as much of a picture as has that shape, from above its subject on."""
    rows, columns = pixels.shape[:2]
    scale = max(wide / columns, high / rows)
    image = to_image(pixels).resize(
        (max(wide, round(columns * scale)), max(high, round(rows * scale))), Image.Resampling.LANCZOS
    )
    top = round(float(np.clip((touch.scene.crown - 0.05) * image.height, 0, image.height - high)))
    left = round(float(np.clip(touch.scene.focus[1] * image.width - wide / 2, 0, image.width - wide)))
    return image.crop((left, top, left + wide, top + high))


def _set(
    pen: ImageDraw.ImageDraw,
    text: str,
    box: tuple[float, float, float, float],
    ink: tuple[int, int, int],
    name: str,
) -> None:
    """Draw a line of text as large as fits a box."""
    left, top, right, bottom = box
    size = max(6, round((bottom - top) * 0.95))
    letters = font(size, face(name))
    wide = letters.getlength(text)
    if wide > right - left:
        letters = font(max(6, int(size * (right - left) / wide)), face(name))
    pen.text(((left + right) / 2, (top + bottom) / 2), text, ink, letters, anchor="mm")


def wanted(pixels: Pixels, touch: Touch) -> Pixels:
    """Print it on a notice of the old west: brown paper, heavy type, the picture in a frame in brown ink."""
    unit, random = touch.unit, touch.random("notice")
    stain = clouds(random, pixels.shape, 120 * unit)
    sheet = paper(touch, "#d9bd8a", 0.14) * (0.86 + 0.24 * stain)[..., None]
    bright = detailed(luminance(spread(pixels)), 1.5, 40 * unit)
    ink = chequered(1 - curved(np.clip(bright, 0, 1), 0.4) * 0.96, 4.6 * unit, 45)
    sepia = tones(np.clip(bright, 0, 1), hexes(BROWN, "#7a5a36", "#cfae7c", "#e6d0a0"))
    plate = mix(sepia, on(np.broadcast_to(hexes("#e0c798")[0], pixels.shape), hexes(BROWN)[0], ink), 0.55)
    image, pen = drawing(np.clip(sheet, 0, 1))
    wide, high, dark = image.width, image.height, rgb255(hexes(BROWN)[0])
    side = min(wide, high)
    margin, rule = 0.06 * side, max(2, round(0.006 * side))
    pen.rectangle(
        (margin * 0.5, margin * 0.5, wide - margin * 0.5, high - margin * 0.5), outline=dark, width=rule
    )
    _set(pen, "WANTED", (margin, margin, wide - margin, margin + 0.15 * high), dark, "slab")
    _set(
        pen,
        "DEAD OR ALIVE",
        (margin, margin + 0.155 * high, wide - margin, margin + 0.195 * high),
        dark,
        "slab",
    )
    top, foot = round(margin + 0.215 * high), round(high - margin - 0.17 * high)
    across = round(min(wide - 3 * margin, (foot - top) * (0.85 if high > wide else 1.9)))
    left = (wide - across) // 2
    image.paste(_fitted(plate, touch, across, foot - top), (left, top))
    pen.rectangle((left, top, left + across, foot), outline=dark, width=rule)
    _set(
        pen,
        "$5,000 REWARD",
        (margin, high - margin - 0.13 * high, wide - margin, high - margin - 0.02 * high),
        dark,
        "slab",
    )
    worn = ramp(clouds(random, pixels.shape, 18 * unit) + specks(touch, "worn", 2) * 0.5, 0.74, 0.9) * 0.5
    return np.clip(mix(drawn(image), sheet, worn), 0, 1)


def billed(pixels: Pixels, touch: Touch) -> Pixels:
    """Darken its foot, and set the small type of a film poster there."""
    scene = touch.scene
    foot = ramp(scene.down, 0.62, 0.9) * (1 - 0.55 * scene.face)
    head = ramp(0.16 - scene.down, 0, 0.16) * 0.35
    made = pixels * (1 - np.maximum(0.94 * foot, head))[..., None]
    image, pen = drawing(made)
    wide, high = image.width, image.height
    line = 0.0175 * high
    for number, text in enumerate(CREDITS):
        top = 0.925 * high + number * line * 1.15
        _set(pen, text, (0.1 * wide, top, 0.9 * wide, top + line), (176, 178, 176), "light")
    return drawn(image)


def collected(pixels: Pixels, touch: Touch) -> Pixels:
    """Print it on a card to collect: a frame in its strongest colour, a name above, the picture, a box for text."""
    few = lab(small(pixels, 48)).reshape(-1, 3)
    strongest = few[int(np.argmax(hue(few)[0]))]
    degrees = float(hue(strongest)[1])
    shades = np.array([(0.66, 0.13), (0.36, 0.09), (0.93, 0.03)], np.float32)
    frame, deep, pale = rgb(in_hue(shades[:, 0], shades[:, 1], np.full(3, degrees, np.float32)))
    image, pen = drawing(
        np.broadcast_to(frame, pixels.shape) * (1 + 0.12 * specks(touch, "foil", 3))[..., None]
    )
    wide, high = image.width, image.height
    side = min(wide, high)
    rim, rule, ink = round(0.045 * side), max(2, round(0.006 * side)), rgb255(deep)
    pen.rectangle((0, 0, wide - 1, high - 1), outline=(20, 20, 20), width=rim // 2)
    name = (rim, rim, wide - rim, rim + round(0.085 * high))
    box = (rim, round(0.735 * high), wide - rim, high - rim)
    inner: INNER = (round(1.3 * rim), name[3] + rim // 3, wide - round(1.3 * rim), box[1] - rim // 3)
    image.paste(_fitted(spread(pixels), touch, inner[2] - inner[0], inner[3] - inner[1]), inner[:2])
    pen.rectangle(inner, outline=ink, width=rule)
    for field in (name, box):
        pen.rounded_rectangle(field, rim * 0.5, fill=rgb255(pale), outline=ink, width=rule)
    r = 0.3 * (name[3] - name[1])
    pen.ellipse(
        (name[2] - 2.6 * r, name[1] + 0.6 * r, name[2] - 0.6 * r, name[1] + 2.6 * r),
        fill=rgb255(frame),
        outline=ink,
        width=rule,
    )
    step = (box[3] - box[1]) / 5
    for number, share in enumerate((0.86, 0.92, 0.78, 0.4)):  # lines of small text, as seen from afar
        y = box[1] + (number + 0.75) * step
        pen.rounded_rectangle(
            (box[0] + rim, y, box[0] + rim + share * (box[2] - box[0] - 2 * rim), y + 0.3 * step),
            step * 0.15,
            fill=rgb255(mix(pale, deep, 0.45)),
        )
    made = drawn(image)
    shine = ramp(np.abs((touch.scene.right + touch.scene.down) % 0.9 - 0.45), 0.4, 0.45) * 0.1
    return np.clip(1 - (1 - made) * (1 - gaussian(shine, 12 * touch.unit)[..., None]), 0, 1)
