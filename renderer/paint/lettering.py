"""Draws quoted words on the picture: where it is calm and no face is, as large as fits, in letters that a font has."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from renderer.paint.faces import Box, over
from renderer.paint.fonts import drawable, font, font_of
from renderer.paint.raster import Plane, blur, from_image, luminance, slopes

MARGIN: Final = 0.06
TALLEST: Final = 0.13  # of the picture's height
SMALLEST: Final = (0.075, 0.06, 0.05, 0.042, 0.036, 0.032)  # with one line, two, three …
LEAST: Final = 7  # pixels
SPACING: Final = 1.2
SEEN: Final = 160  # the picture is judged in this size
PLACES: Final = 9
FACE: Final = 1.5  # how much worse a place is on a face than on anything else
# Chinese and Japanese are broken between any two letters.
PIECES: Final = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]+|\s+"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """Lines of text in a size of letters."""

    lines: Sequence[str]
    size: int

    @property
    def step(self) -> int:
        """From one line to the next."""
        return round(self.size * SPACING)

    @property
    def extent(self) -> tuple[float, int]:
        """Width and height."""
        return max(_length(line, self.size) for line in self.lines), self.step * len(self.lines)


def lettered(picture: Image.Image, texts: Sequence[str], faces: tuple[Box, ...] = ()) -> Image.Image:
    """Return the picture with the texts on it, each from a line of its own, or the same picture where there is none."""
    wanted = [text for text in map(drawable, texts) if text]
    if not wanted:
        return picture
    setting = _fitted(wanted, picture.size)
    top = _calmest(picture, setting, faces)
    drawn = picture.copy()
    draw = ImageDraw.Draw(drawn)
    fill, rim = _inks(picture, top, setting)
    for number, line in enumerate(setting.lines):
        left = (picture.width - _length(line, setting.size)) / 2
        baseline = top + (number + 0.5) * setting.step + setting.size * 0.36
        for run, face in _runs(line, setting.size):
            draw.text(
                (left, baseline),
                run,
                fill,
                face,
                anchor="ls",
                stroke_width=max(1, round(setting.size / 14)),
                stroke_fill=rim,
            )
            left += face.getlength(run)
    return drawn


def _inks(
    picture: Image.Image, top: int, setting: Setting
) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Return light letters with a dark rim, or the reverse where it is light."""
    behind = picture.crop((0, top, picture.width, max(top + 1, min(picture.height, top + setting.extent[1]))))
    bright = float(luminance(from_image(behind.resize((64, 16)))).mean())
    light, dark = (250, 248, 242), (16, 14, 20)
    return (light, dark) if bright < 0.6 else (dark, light)  # noqa: PLR2004 - the eye


def _runs(line: str, size: int) -> Iterator[tuple[str, ImageFont.FreeTypeFont]]:
    """Yield the line in stretches of one font; blanks and marks go with what is before them."""
    last = None

    def of(letter: str) -> object:
        nonlocal last
        if letter.isalnum() or font_of(letter) is None:
            last = font_of(letter)
        return last

    for path, letters in groupby(line, of):
        yield "".join(letters), font(size, path)  # pyright: ignore[reportArgumentType] - what `of` returns


def _length(line: str, size: int) -> float:
    return sum(face.getlength(run) for run, face in _runs(line, size))


def _fitted(texts: Sequence[str], extent: tuple[int, int]) -> Setting:
    """Return the largest letters with which the texts fit on few lines.

    A line more only where they would be small.
    """
    width, height = extent[0] * (1 - 2 * MARGIN), extent[1]
    for more, smallest in enumerate(SMALLEST):
        size = height * TALLEST
        while size >= max(LEAST, height * smallest):
            lines = [line for text in texts for line in _wrapped(text, int(size), width)]
            if len(lines) <= len(texts) + more and all(_length(line, int(size)) <= width for line in lines):
                return Setting(lines, int(size))
            size *= 0.92
    return _shortened(texts, max(LEAST, int(height * SMALLEST[-1])), width, height)


def _shortened(texts: Sequence[str], size: int, width: float, height: int) -> Setting:
    """Return what of a very long text fits, broken wherever it must be."""
    lines = [
        part for text in texts for line in _wrapped(text, size, width) for part in _broken(line, size, width)
    ]
    most = max(1, min(len(SMALLEST), int(height * (1 - 2 * MARGIN) / (size * SPACING))))
    if len(lines) > most:
        lines = lines[:most]
        while lines[-1] and _length(f"{lines[-1]}…", size) > width:
            lines[-1] = lines[-1][:-1]
        lines[-1] = f"{lines[-1].rstrip()}…"
    return Setting(lines, size)


def _wrapped(text: str, size: int, width: float) -> list[str]:
    lines = [""]
    for piece in PIECES.findall(text):
        longer = lines[-1] + (" " if piece.isspace() else piece)
        if lines[-1] and not piece.isspace() and _length(longer, size) > width:
            lines.append(piece)
        else:
            lines[-1] = longer
    return [line.strip() for line in lines]


def _broken(line: str, size: int, width: float) -> Iterator[str]:
    """Yield a line of one endless word, in parts that fit."""
    while line and _length(line, size) > width:
        end = max(1, int(len(line) * width / _length(line, size)))
        while end > 1 and _length(line[:end], size) > width:
            end -= 1
        yield line[:end]
        line = line[end:]
    yield line


def _calmest(picture: Image.Image, setting: Setting, faces: tuple[Box, ...]) -> int:
    """Return the top row of the words: where little is and no face, rather below than above, rather there than between."""
    width, height = setting.extent
    margin = max(3, round(picture.height * MARGIN))
    last = max(0, picture.height - margin - height)
    first = min(margin, last)
    trouble = _trouble(picture, faces)
    scale = trouble.shape[0] / picture.height
    left = max(0, int((picture.width - width) / 2 * trouble.shape[1] / picture.width))
    best, least = last, np.inf
    for place in range(PLACES):
        share = place / (PLACES - 1)  # 0 is the bottom, 1 the top
        top = round(last + (first - last) * share)
        rows = slice(int(top * scale), max(int(top * scale) + 1, int((top + height) * scale)))
        shy = 1 + 0.6 * share + 1.6 * share * (1 - share) * 2
        found = (0.01 + float(trouble[rows, left : trouble.shape[1] - left].mean())) * shy
        if found < least:
            best, least = top, found
    return best


def _trouble(picture: Image.Image, faces: tuple[Box, ...]) -> Plane:
    """Return how much stands in the way of words, everywhere in a small picture of it."""
    small = picture.copy()
    small.thumbnail((SEEN, SEEN))
    down, right = slopes(
        blur(luminance(from_image(small.resize((max(2, small.width), max(2, small.height))))), 0.5)
    )
    busy = np.hypot(down, right)
    return busy + FACE * over(faces, (busy.shape[0], busy.shape[1])) if faces else busy
