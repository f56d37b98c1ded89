"""Draws quoted words on the picture: where it is calm and no face is, or where they are wanted, as large as fits."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from renderer.paint.faces import Box, over
from renderer.paint.fonts import drawable, face, font, font_of, reads_left
from renderer.paint.inscription import Inscription, Line
from renderer.paint.manner import AS_USUAL, Manner
from renderer.paint.palettes import Tone, tone
from renderer.paint.quotes import LONGEST, MOST
from renderer.paint.raster import Plane, blur, from_image, luminance, slopes
from renderer.paint.typesetting import SPACING, Setting, fitted, length

MARGIN: Final = 0.06
SEEN: Final = 160  # the picture is judged in this size
PLACES: Final = 9
ACROSS: Final = (0.5, 0.0, 1.0)  # where words may stand in their row, the best first
ASIDE: Final = 1.35  # how much worse it is not to stand in the middle
FACE: Final = 1.5  # how much worse a place is on a face than on anything else
SMALL: Final = 0.4  # how large words are that shall be small
SHARES: Final = (1.0, 0.75, 0.55)  # smaller where they would lie on a face
LIGHT: Final = 0.6  # above it, letters are dark
INKS: Final[tuple[Tone, Tone]] = ((250, 248, 242), (16, 14, 20))


def inscribed(
    picture: Image.Image, texts: Sequence[str], faces: tuple[Box, ...] = (), manner: Manner = AS_USUAL
) -> Inscription | None:
    """Return where and how the texts are to stand, each from a line of its own; None where there is nothing to draw."""
    texts = [text[:LONGEST] for text in texts[:MOST]]
    wanted = [text for text in map(drawable, texts) if text]
    if not wanted:
        return None
    first = face(manner.face)
    width, height = picture.size
    room = (width * (1 - 2 * MARGIN), height)
    setting, (left, top) = fitted(wanted, room, first), (0, 0)
    for share in (SMALL,) if manner.small else SHARES:
        setting = fitted(wanted, room, first, share)
        left, top = _place(picture, setting, faces, manner)
        if not _hits(faces, picture, (left, top), setting):
            break
    if setting.extent[0] > width or setting.extent[1] > height:
        return None  # a picture of a few pixels has no room for letters
    fill, rim = _inks(picture, (left, top), setting, manner)
    lines: list[Line] = []
    extent = setting.extent[0]
    align = manner.across if manner.across is not None else 0.5
    for text, size in setting.lines:
        step = round(size * SPACING)
        aside = left + (extent - length(text, size, first)) * align
        baseline = top + 0.5 * step + size * 0.36
        lines.append(Line(text=text, left=aside / width, baseline=baseline / height, size=size / height))
        top += step
    return Inscription(texts=tuple(texts), lines=tuple(lines), face=manner.face, fill=fill, rim=rim)


def drawn(picture: Image.Image, inscription: Inscription) -> Image.Image:
    """Return the picture with an inscription on it."""
    made = picture.copy()
    draw = ImageDraw.Draw(made)
    first = face(inscription.face)
    for line in inscription.lines:
        size = max(1, round(line.size * picture.height))
        left = line.left * picture.width
        for run, letters in _runs(line.text, size, inscription.face):
            draw.text(
                (left, line.baseline * picture.height),
                run,
                inscription.fill,
                letters,
                anchor="ls",
                stroke_width=max(1, round(size / (22 if first else 14))),
                stroke_fill=inscription.rim,
            )
            left += letters.getlength(run)
    return made


def lettered(
    picture: Image.Image, texts: Sequence[str], faces: tuple[Box, ...] = (), manner: Manner = AS_USUAL
) -> Image.Image:
    """Return the picture with the texts on it, or the same picture where there is none."""
    inscription = inscribed(picture, texts, faces, manner)
    return drawn(picture, inscription) if inscription else picture


def _inks(
    picture: Image.Image, place: tuple[int, int], setting: Setting, manner: Manner
) -> tuple[Tone, Tone]:
    """Return light letters with a dark rim, or the reverse where it is light; or those in the colour that was asked for."""
    if manner.colour:
        fill = tone(manner.colour)
        bright = sum(share * value for share, value in zip((0.3, 0.59, 0.11), fill, strict=True)) / 255
        return fill, INKS[1] if bright > 0.45 else INKS[0]  # noqa: PLR2004 - the eye
    (left, top), (width, height) = place, setting.extent
    right, bottom = min(picture.width, left + round(width)), min(picture.height, top + height)
    behind = picture.crop((left, top, max(left + 1, right), max(top + 1, bottom)))
    bright = float(luminance(from_image(behind.resize((64, 16)))).mean())
    return INKS if bright < LIGHT else (INKS[1], INKS[0])


def _runs(line: str, size: int, name: str) -> Iterator[tuple[str, ImageFont.FreeTypeFont]]:
    """Yield the line in stretches of one font, from left to right; blanks and marks go with what is before them."""
    first = face(name)
    last = first

    def of(letter: str) -> object:
        nonlocal last
        if letter.isalnum() or font_of(letter, first) is first:
            last = font_of(letter, first)
        return last

    runs = [(path, "".join(letters)) for path, letters in groupby(line, of)]
    for path, letters in reversed(runs) if reads_left(line) else runs:
        yield letters, font(size, path)  # pyright: ignore[reportArgumentType] - what `of` returns


def _place(picture: Image.Image, setting: Setting, faces: tuple[Box, ...], manner: Manner) -> tuple[int, int]:
    """Return the left and the top of the words: where little is and no face, rather below than above, rather amid than aside."""
    width, height = setting.extent
    margins = [max(3, round(side * MARGIN)) for side in picture.size]
    ends = [max(0, side - margin - long) for side, margin, long in zip(picture.size, margins, (width, height), strict=True)]  # fmt: skip
    starts = [min(margin, end) for margin, end in zip(margins, ends, strict=True)]
    trouble = _trouble(picture, faces)
    scale = trouble.shape[0] / picture.height, trouble.shape[1] / picture.width
    best, least = (round(starts[0]), round(ends[1])), np.inf
    downs = [1 - place / (PLACES - 1) for place in range(PLACES)] if manner.down is None else [manner.down]
    for across in ACROSS if manner.across is None else (manner.across,):
        left = round(starts[0] + (ends[0] - starts[0]) * across)
        columns = slice(int(left * scale[1]), max(int(left * scale[1]) + 1, int((left + width) * scale[1])))
        for down in downs:
            top = round(starts[1] + (ends[1] - starts[1]) * down)
            rows = slice(int(top * scale[0]), max(int(top * scale[0]) + 1, int((top + height) * scale[0])))
            shy = 1 + 0.6 * (1 - down) + 1.6 * down * (1 - down) * 2
            aside = 1 if across == ACROSS[0] else ASIDE
            found = (0.01 + float(trouble[rows, columns].mean())) * shy * aside
            if found < least:
                best, least = (left, top), found
    return best


def _hits(faces: tuple[Box, ...], picture: Image.Image, place: tuple[int, int], setting: Setting) -> bool:
    """Return whether words lie on a face."""
    (left, top), (wide, high) = place, setting.extent
    rows, columns = (
        (top / picture.height, (top + high) / picture.height),
        (left / picture.width, (left + wide) / picture.width),
    )
    return any(
        rows[0] < box.bottom and rows[1] > box.top and columns[0] < box.right and columns[1] > box.left
        for box in faces
    )


def _trouble(picture: Image.Image, faces: tuple[Box, ...]) -> Plane:
    """Return how much stands in the way of words, everywhere in a small picture of it."""
    small = picture.copy()
    small.thumbnail((SEEN, SEEN))
    down, right = slopes(
        blur(luminance(from_image(small.resize((max(2, small.width), max(2, small.height))))), 0.5)
    )
    busy = np.hypot(down, right)
    return busy + FACE * over(faces, (busy.shape[0], busy.shape[1])) if faces else busy
