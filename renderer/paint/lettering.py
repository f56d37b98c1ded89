"""Draws quoted words on the picture: where it is calm and no face is, or where they are wanted, as large as fits."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import ceil
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from renderer.paint.faces import Box, over
from renderer.paint.fonts import drawable, face, font, font_of, reads_left
from renderer.paint.inscription import Bar, Inscription, Line
from renderer.paint.manner import AS_USUAL, Manner
from renderer.paint.palettes import Tone
from renderer.paint.quotes import LONGEST, MOST
from renderer.paint.raster import Plane, blur, from_image, luminance, slopes
from renderer.paint.shades import tone
from renderer.paint.typesetting import SPACING, TALLEST, Setting, fitted, length

MARGIN: Final = 0.06
SEEN: Final = 160  # the picture is judged in this size
PLACES: Final = 9
ACROSS: Final = (0.5, 0.0, 1.0)  # where words may stand in their row, the best first
ASIDE: Final = 1.35  # how much worse it is not to stand in the middle
FACE: Final = 1.5  # how much worse a place is on a face than on anything else
SMALL: Final = 0.4  # how large words are that shall be small
SHARES: Final = (1.0, 0.75, 0.55)  # smaller where they would lie on a face
LIGHT: Final = 0.6  # above it, letters are dark
FIELD_SHARES: Final = (
    1.0,
    0.85,
    0.7,
    0.55,
    0.42,
    0.32,
)  # of the largest letters, until the lines fit into a field
CALM: Final = 0.07  # spread of brightness: a ground on which letters need no rim and no bar
MIDDLE: Final = 0.45  # brightness: to the eye neither light nor dark
APART: Final = 0.36  # of brightness: what is read from far away
EDGE: Final = 0.08  # share of the height so near to a side that a bar goes up to it
OWN: Final = 8  # colours of a picture
PIXEL: Final = "pixel"
BLOCKS: Final = 11  # of the height of such letters
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
    placed = _in_field(wanted, picture, faces, manner) or _free(wanted, picture, faces, manner)
    setting, (left, top) = placed
    if setting.extent[0] > width or setting.extent[1] > height:
        return None  # a picture of a few pixels has no room for letters
    fill, rim, bar = _inks(picture, (left, top), setting, manner)
    lines: list[Line] = []
    extent = setting.extent[0]
    align = manner.across if manner.across is not None else 0.5
    for text, size in setting.lines:
        step = round(size * SPACING)
        aside = left + (extent - length(text, size, first)) * align
        baseline = top + 0.5 * step + size * 0.36
        lines.append(Line(text=text, left=aside / width, baseline=baseline / height, size=size / height))
        top += step
    return Inscription(texts=tuple(texts), lines=tuple(lines), face=manner.face, fill=fill, rim=rim, bar=bar)


def _free(
    wanted: Sequence[str], picture: Image.Image, faces: tuple[Box, ...], manner: Manner
) -> tuple[Setting, tuple[int, int]]:
    """Return the words as large as fits, where the picture is calm and no face is."""
    room, first = (picture.width * (1 - 2 * MARGIN), picture.height), face(manner.face)
    setting, place = fitted(wanted, room, first), (0, 0)
    for share in (SMALL,) if manner.small else SHARES:
        setting = fitted(wanted, room, first, share)
        place = _place(picture, setting, faces, manner)
        if not _hits(faces, picture, place, setting):
            break
    return setting, place


def _in_field(
    wanted: Sequence[str], picture: Image.Image, faces: tuple[Box, ...], manner: Manner
) -> tuple[Setting, tuple[int, int]] | None:
    """Return the words in the field that a design has for them; None where it has none, or a face is there."""
    if not manner.field:
        return None
    top, left, bottom, right = (
        share * side for share, side in zip(manner.field, (picture.height, picture.width) * 2, strict=True)
    )
    for share in FIELD_SHARES:
        setting = fitted(
            wanted, (right - left, round((bottom - top) / (SPACING * TALLEST))), face(manner.face), share
        )
        if setting.extent[1] <= bottom - top:
            aside = (right - left - setting.extent[0]) * (0.5 if manner.across is None else manner.across)
            place = round(left + aside), round((top + bottom - setting.extent[1]) / 2)
            return None if _hits(faces, picture, place, setting) else (setting, place)
    return None


def drawn(picture: Image.Image, inscription: Inscription) -> Image.Image:
    """Return the picture with an inscription on it."""
    made = picture.copy()
    draw = ImageDraw.Draw(made)
    first = face(inscription.face)
    if bar := inscription.bar:
        sides = (
            bar.left * picture.width,
            bar.top * picture.height,
            bar.right * picture.width,
            bar.bottom * picture.height,
        )
        draw.rectangle(tuple(map(round, sides)), fill=bar.tone)
    rimmed = inscription.rim != inscription.fill
    for line in inscription.lines:
        size = max(1, round(line.size * picture.height))
        left = line.left * picture.width
        if inscription.face == PIXEL and size >= 2 * BLOCKS:
            made.paste(inscription.fill, *_in_blocks(line.text, size, (left, line.baseline * picture.height)))
            continue
        for run, letters in _runs(line.text, size, inscription.face):
            draw.text(
                (left, line.baseline * picture.height),
                run,
                inscription.fill,
                letters,
                anchor="ls",
                stroke_width=max(1, round(size / (22 if first else 14))) if rimmed else 0,
                stroke_fill=inscription.rim,
            )
            left += letters.getlength(run)
    return made


def _in_blocks(text: str, size: int, place: tuple[float, float]) -> tuple[tuple[int, int], Image.Image]:
    """Return where a line begins and its mask, in blocks as the first screens had them."""
    block = max(1, round(size / BLOCKS))
    runs = list(_runs(text, BLOCKS, PIXEL))
    wide = ceil(sum(letters.getlength(run) for run, letters in runs)) + 2
    mask = Image.new("L", (wide, 2 * BLOCKS))
    pen, left = ImageDraw.Draw(mask), 0.0
    pen.fontmode = "1"  # no greys
    for run, letters in runs:
        pen.text((left, 1.5 * BLOCKS), run, 255, letters, anchor="ls")
        left += letters.getlength(run)
    grown = mask.resize((mask.width * block, mask.height * block), Image.Resampling.NEAREST)
    return (round(place[0]), round(place[1] - 1.5 * BLOCKS * block)), grown


def lettered(
    picture: Image.Image, texts: Sequence[str], faces: tuple[Box, ...] = (), manner: Manner = AS_USUAL
) -> Image.Image:
    """Return the picture with the texts on it, or the same picture where there is none."""
    inscription = inscribed(picture, texts, faces, manner)
    return drawn(picture, inscription) if inscription else picture


def _inks(
    picture: Image.Image, place: tuple[int, int], setting: Setting, manner: Manner
) -> tuple[Tone, Tone, Bar | None]:
    """Return the colours of letters and of their rim, and the bar that they stand on.

    Letters are light with a dark rim, or the reverse where it is light; in a design they have one of its colours, and no rim.
    """
    box = _box(picture, place, setting)
    behind = from_image(picture.crop(box).resize((64, 16)))
    bright = float(luminance(behind).mean())
    calm = float(luminance(behind).std()) < CALM
    named = tone(manner.colour) if manner.colour else None
    if not manner.designed:
        fill = named or INKS[0 if bright < LIGHT else 1]
        return fill, INKS[1 if _light(fill) > MIDDLE else 0], None
    own = _own_inks(picture)
    if calm:
        fill = named or _ink(own, bright)
        return fill, fill, None
    bar = max(
        (one for one in own if named is None or _apart(one, _light(named)) > APART),
        key=_weight,
        default=INKS[1],
    )
    fill = named or _ink(own, _light(bar))
    return fill, fill, _bar(picture, box, bar, framed=manner.framed)


def _own_inks(picture: Image.Image) -> list[Tone]:
    """Return the colours that a picture is made of, the most first, and the ink and the paper of all prints."""
    few = np.asarray(picture.resize((SEEN, SEEN)).quantize(OWN).convert("RGB")).reshape(-1, 3)
    colours, counts = np.unique(few, axis=0, return_counts=True)
    found: list[Tone] = [
        (int(red), int(green), int(blue)) for red, green, blue in colours[np.argsort(-counts)]
    ]
    return [*found, *INKS]


def _ink(own: Sequence[Tone], bright: float) -> Tone:
    """Return the colour that is best seen on a ground of that brightness: clear, and rather strong than grey."""
    seen = [one for one in own if _apart(one, bright) > APART]
    return max(seen or INKS, key=lambda one: _apart(one, bright) + 0.35 * _strength(one))


def _weight(one: Tone) -> float:
    """Return how well a bar has a colour: strong, or as dark as ink."""
    return 0.6 * _strength(one) + abs(_light(one) - MIDDLE)


def _strength(one: Tone) -> float:
    return (max(one) - min(one)) / 255


def _apart(one: Tone, bright: float) -> float:
    return abs(_light(one) - bright)


def _light(one: Tone) -> float:
    return sum(share * value for share, value in zip((0.3, 0.59, 0.11), one, strict=True)) / 255


def _box(picture: Image.Image, place: tuple[int, int], setting: Setting) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of what words cover."""
    (left, top), (width, height) = place, setting.extent
    right, bottom = min(picture.width, left + round(width)), min(picture.height, top + height)
    return left, top, max(left + 1, right), max(top + 1, bottom)


def _bar(picture: Image.Image, box: tuple[int, int, int, int], tone: Tone, *, framed: bool) -> Bar:
    left, top, right, bottom = box
    pad, high = (
        0.35 * (bottom - top) / max(1, round((bottom - top) / (TALLEST * picture.height))),
        picture.height,
    )
    sides = (
        (max(0, left - 1.5 * pad), min(picture.width, right + 1.5 * pad)) if framed else (0, picture.width)
    )
    above, below = max(0, top - pad * 0.6) / high, min(high, bottom + pad * 0.6) / high
    if not framed:  # a strip of picture beside it would look forgotten
        above, below = 0 if above < EDGE else above, 1 if below > 1 - EDGE else below
    return Bar(
        top=above, left=sides[0] / picture.width, bottom=below, right=sides[1] / picture.width, tone=tone
    )


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
