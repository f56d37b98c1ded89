"""Sheets that name what is on them: a stamp's teeth, a notebook's lines, a cover that was read too often, ink in four screens."""

from typing import Final

import numpy as np
from PIL import ImageDraw

from renderer.paint.colour import hexes, lab, rgb
from renderer.paint.filters import sized, spread
from renderer.paint.finish import from_edge
from renderer.paint.fonts import face, font
from renderer.paint.press.areas import on, rgb255
from renderer.paint.press.screens import dots, paper, specks
from renderer.paint.raster import (
    Pixels,
    Plane,
    clouds,
    fraction,
    from_image,
    grid,
    luminance,
    mix,
    noise,
    ramp,
    to_image,
)
from renderer.paint.touch import Touch

SCREENS: Final = (("#00a0dc", 15), ("#e4007f", 75), ("#ffe100", 0), ("#1c1a1c", 45))  # ink and degrees
RIM: Final = "#f7f2e4"
VALUES: Final = (5, 10, 20, 25, 40, 50, 80)
RULED: Final = 34.0  # pixels of a picture of 1024 from line to line


def perforated(pixels: Pixels, touch: Touch) -> Pixels:
    """Print it on a stamp: a white rim with holes torn through, on the dark page of an album."""
    if touch.again:
        return pixels
    rows, columns = pixels.shape[:2]
    side = min(rows, columns)
    outer, rim = 0.045 * side, 0.055 * side
    margin = round(outer + rim)
    edge = from_edge(pixels)
    inner = sized(pixels, rows - 2 * margin, columns - 2 * margin)
    sheet = np.array(paper(touch, RIM, 0.03))
    sheet[margin : rows - margin, margin : columns - margin] = inner
    line = ramp(1.3 * touch.unit - np.abs(edge - margin + 1), -0.7, 0.7)
    sheet = on(sheet, sheet.mean(axis=(0, 1)) * np.float32(0.5), line * 0.6)
    sheet = _valued(sheet, touch, margin)
    down, right = grid(pixels.shape)
    torn = edge < outer
    for along, first, last, length in (
        (right, down, rows - 1 - down, columns),
        (down, right, columns - 1 - right, rows),
    ):
        count = max(6, round((length - 2 * outer) / (0.036 * side)))
        step = (length - 2 * outer) / count
        off = (fraction((along - outer) / step + 0.5) - np.float32(0.5)) * np.float32(step)
        away = np.minimum(np.abs(first - outer), np.abs(last - outer))
        torn |= np.hypot(off, away) < 0.31 * step
    page = hexes("#2c3038")[0] * (1 + specks(touch, "page", 3) * 0.12)[..., None]
    return mix(sheet, page, torn.astype(np.float32))


def _valued(sheet: Pixels, touch: Touch, margin: int) -> Pixels:
    """Return a stamp with its value in a lower corner."""
    random, side = touch.random("value"), min(sheet.shape[:2])
    value, high = str(random.choice(VALUES)), 0.085 * side
    letters = font(max(6, round(high)), face("slab"))
    image = to_image(sheet)
    pen, ink = ImageDraw.Draw(image), rgb255(np.percentile(sheet.reshape(-1, 3)[::16], 6, axis=0))
    left, top, right, bottom = pen.textbbox((0, 0), value, letters)
    wide, tall = right - left + 0.5 * high, bottom - top + 0.5 * high
    x = margin if random.random() < 0.5 else sheet.shape[1] - margin - wide  # noqa: PLR2004 - a coin
    y = sheet.shape[0] - margin - tall
    pen.rectangle((x, y, x + wide, y + tall), fill=rgb255(hexes(RIM)[0]))
    pen.text((x + wide / 2, y + tall / 2), value, ink, letters, anchor="mm")
    return from_image(image)


def ruled_paper(pixels: Pixels, touch: Touch) -> Pixels:
    """Lay it on a page of a notebook: blue lines, a red margin, punched holes."""
    if touch.again:
        return pixels
    unit, down = touch.unit, grid(pixels.shape)
    lines = ramp(0.9 * unit - np.abs(fraction(down[0] / (RULED * unit)) - 0.5) * RULED * unit, -0.6, 0.6)
    sheet = on(paper(touch, "#fbfaf3", 0.02), hexes("#8fb4dc")[0], lines * 0.75)
    place = 0.11 * pixels.shape[1]
    red = ramp(1.2 * unit - np.abs(down[1] - place), -0.6, 0.6)
    sheet = on(sheet, hexes("#e0666e")[0], red * 0.8)
    made = np.clip(sheet * pixels / np.maximum(np.percentile(pixels, 92), 0.5), 0, 1)
    for share in (0.15, 0.5, 0.85):
        away = np.hypot(down[0] - share * pixels.shape[0], down[1] - 0.4 * place)
        made = on(made, hexes("#b9b4a8")[0], ramp(0.16 * place - away, -0.8, 0.8))
    return made


def worn(pixels: Pixels, touch: Touch) -> Pixels:
    """Wear it: white at the edges and corners, creases, a faint yellow over all."""
    if touch.again:
        return pixels
    unit, random = touch.unit, touch.random("worn")
    wild = clouds(random, pixels.shape, 34 * unit) - np.float32(0.5)
    rough = clouds(random, pixels.shape, 9 * unit) - np.float32(0.5)
    scuffed = 1 - ramp(from_edge(pixels) + (wild * 26 + rough * 14) * unit, 2 * unit, 7 * unit)
    across, side = grid(pixels.shape)[1], pixels.shape[1]
    creases = np.zeros_like(wild)
    for place in (0.045, float(random.uniform(0.75, 0.95))):
        bent = np.abs(across - place * side + wild * 10 * unit)
        creases = np.maximum(creases, ramp(1.6 * unit - bent, 0, 1.2 * unit) * ramp(wild, -0.22, 0.1))
    rubbed = ramp(noise(random, wild.shape, 3 * unit) + wild * 0.5, 1.02, 1.12) * 0.8
    made = pixels * hexes("#fff2d4")[0] * np.float32(0.96) + np.float32(0.02)
    return on(
        made, hexes("#efe6d2")[0], np.clip(np.maximum(np.maximum(scuffed, creases * 0.8), rubbed), 0, 1)
    )


def halftone(pixels: Pixels, touch: Touch) -> Pixels:
    """Print it in large dots of cyan, magenta, yellow and black, each screen turned to its own angle."""
    even = rgb(lab(spread(pixels)) * np.array([1, 1.5, 1.5], np.float32))
    black = np.clip(1 - even.max(axis=2), 0, 1)
    amounts: list[Plane] = [np.clip((1 - even[..., number] - black * 0.75), 0, 1) for number in range(3)]
    made = paper(touch, "#f8f5ea", 0.03)
    for (ink, degrees), amount in zip(SCREENS, [*amounts, black**2.2], strict=True):
        fine = 1 - 0.35 * touch.scene.face.max()
        cover = dots(np.clip(amount * 0.98, 0, 0.95), 9.5 * touch.unit * fine, degrees, 0.1)
        made = made * (1 - cover[..., None] * (1 - hexes(ink)[0]) * np.float32(0.96))
    return np.clip(made, 0, 1)


def ballpoint(pixels: Pixels, touch: Touch) -> Pixels:
    """Draw it with a ballpoint: blue, nowhere quite black, or in the colour that the prompt names."""
    ink = np.array(touch.colours[0], np.float32) / np.float32(255) if touch.colours else hexes("#2438a0")[0]
    light = ramp(luminance(pixels), 0.1, 0.9) * np.float32(0.88) + np.float32(0.12)
    return mix(np.broadcast_to(ink * np.float32(0.8), pixels.shape), hexes("#ffffff")[0], light)


def tinted(pixels: Pixels, touch: Touch) -> Pixels:
    """Print a drawing of lines in one ink: that of the prompt, or one that stamps had."""
    inks = ("#7a1f2b", "#1f3f7a", "#1d5a3c", "#5a2f6e", "#a4441c")
    ink = hexes(*inks)[int(touch.random("ink").integers(len(inks)))]
    if touch.colours:
        ink = np.array(touch.colours[0], np.float32) / np.float32(255) * np.float32(0.85)
    return mix(np.broadcast_to(ink, pixels.shape), hexes("#f4eedd")[0], luminance(spread(pixels)))
