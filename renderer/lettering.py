"""Draws quoted words on the picture: in the calmest band, as large as fits, only with letters the font has.

The font is Roboto from the package font-roboto: Latin, Greek and Cyrillic.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from renderer.raster import from_image, luminance

Band = tuple[int, int]  # first row, last row
MARGIN = 0.06
TALLEST = 0.13  # of the picture's height
SMALLEST = (0.075, 0.06, 0.045, 0.035)  # with one line, two, three, four
REPLACEMENT = "\ufffd"  # the font has it, but it only says that something is missing
MISSING = "\uffff"  # a code point that no font draws: what it looks like is the box


def lettered(picture: Image.Image, texts: Sequence[str]) -> Image.Image:
    """The picture with the texts on it, or the same picture where there is nothing to draw."""
    text = " ".join(filter(None, (drawable(text) for text in texts)))
    if not text:
        return picture
    font, lines = _fitted(text, picture.size)
    height = _line_height(font) * len(lines)
    top = _calmest(picture, height)
    drawn = picture.copy()
    draw = ImageDraw.Draw(drawn)
    bright = float(luminance(from_image(_strip(picture, top, height))).mean())
    fill, rim = ((250, 248, 242), (16, 14, 18)) if bright < 0.6 else ((18, 16, 22), (252, 250, 246))  # noqa: PLR2004 - the eye
    for number, line in enumerate(lines):
        middle = (picture.width / 2, top + (number + 0.5) * _line_height(font))
        draw.text(
            middle, line, fill, font, anchor="mm", stroke_width=max(1, round(font.size / 14)), stroke_fill=rim
        )
    return drawn


def drawable(text: str) -> str:
    """The text without what the font cannot draw; a box helps nobody."""
    kept = "".join(letter if letter.isspace() or _has(letter) else " " for letter in text)
    return " ".join(kept.split())


@cache
def _has(letter: str) -> bool:
    if letter == REPLACEMENT:
        return False
    drawn = _drawn(letter)
    return drawn.getbbox() is not None and drawn.tobytes() != _drawn(MISSING).tobytes()


def _drawn(letter: str) -> Image.Image:
    cell = Image.new("L", (64, 64))
    ImageDraw.Draw(cell).text((32, 32), letter, 255, _font(32), anchor="mm")
    return cell


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    with as_file(files("font_roboto") / "files" / "Roboto-Black.ttf") as path:
        return ImageFont.truetype(str(path), size)


def _line_height(font: ImageFont.FreeTypeFont) -> int:
    return round(font.size * 1.2)


def _fitted(text: str, size: tuple[int, int]) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest letters with which the text fits on few lines; a line more only where they would be small."""
    width, height = size[0] * (1 - 2 * MARGIN), size[1]
    for most_lines, smallest in enumerate(SMALLEST, start=1):
        pixels = height * TALLEST
        while pixels >= max(7, height * smallest):
            font = _font(int(pixels))
            lines = _wrapped(text, font, width)
            if len(lines) <= most_lines and all(font.getlength(line) <= width for line in lines):
                return font, lines
            pixels *= 0.92
    font = _font(max(7, int(height * SMALLEST[-1])))
    lines = _wrapped(text, font, width)[: len(SMALLEST)]
    return font, [_shortened(line, font, width) for line in lines]


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _shortened(line: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    """What of an endless word fits."""
    while line and font.getlength(line) > width:
        line = line[:-1]
    return line


def _calmest(picture: Image.Image, height: int) -> int:
    """The top row of the band to write in: of bottom, top and middle the calmest, with the bottom preferred."""
    margin = max(3, round(picture.height * MARGIN))
    bottom = max(0, picture.height - margin - height)
    places = {bottom: 1.0, min(margin, bottom): 1.6, max(0, (picture.height - height) // 2): 2.2}
    return min(places, key=lambda top: (0.01 + _busyness(_strip(picture, top, height))) * places[top])


def _strip(picture: Image.Image, top: int, height: int) -> Image.Image:
    strip = picture.crop((0, top, picture.width, max(top + 2, min(picture.height, top + height))))
    strip.thumbnail((256, 256))
    return strip.resize((max(2, strip.width), max(2, strip.height)))


def _busyness(strip: Image.Image) -> float:
    down, right = np.gradient(luminance(from_image(strip)))
    return float(np.hypot(down, right).mean())
