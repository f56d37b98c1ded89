"""Breaks texts into lines, and finds the largest letters with which they fit: the first text larger than those after it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from renderer.paint.fonts import font, font_of

TALLEST: Final = 0.13  # of the picture's height
SMALLEST: Final = (0.075, 0.06, 0.05, 0.042, 0.036, 0.032)  # with one line, two, three …
LATER: Final = 0.6  # how large a text is beside the first
LEAST: Final = 7  # pixels
SPACING: Final = 1.2
# Chinese and Japanese are broken between any two letters.
PIECES: Final = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]+|\s+"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """Lines of text, each with the size of its letters in pixels, in a face."""

    lines: Sequence[tuple[str, int]]
    face: Path | None = None

    @property
    def extent(self) -> tuple[float, int]:
        """Width and height."""
        width = max(length(line, size, self.face) for line, size in self.lines)
        return width, sum(round(size * SPACING) for _, size in self.lines)


def length(line: str, size: int, first: Path | None = None) -> float:
    """Return how long a line is, in pixels."""
    runs = groupby(line, lambda letter: font_of(letter, first))
    return sum(font(size, path if path and path.name else None).getlength("".join(run)) for path, run in runs)


def fitted(
    texts: Sequence[str], extent: tuple[float, int], first: Path | None = None, share: float = 1.0
) -> Setting:
    """Return the largest letters with which the texts fit on few lines, or a share of them.

    A line more only where they would be small.
    """
    width, height = extent
    for more, smallest in enumerate(SMALLEST):
        size = height * TALLEST * share
        while size >= max(LEAST, height * smallest * share):
            lines = list(_lines(texts, size, width, first))
            if len(lines) <= len(texts) + more and all(
                length(line, pixels, first) <= width for line, pixels in lines
            ):
                return Setting(lines, first)
            size *= 0.92
    return _shortened(texts, max(LEAST, int(height * SMALLEST[-1] * share)), width, height, first)


def _lines(texts: Sequence[str], size: float, width: float, first: Path | None) -> Iterator[tuple[str, int]]:
    for number, text in enumerate(texts):
        pixels = max(LEAST, int(size * (LATER if number else 1)))
        for line in _wrapped(text, pixels, width, first):
            yield line, pixels


def _shortened(texts: Sequence[str], size: int, width: float, height: int, first: Path | None) -> Setting:
    """Return what of a very long text fits, broken wherever it must be."""
    lines = [
        part
        for text in texts
        for line in _wrapped(text, size, width, first)
        for part in _broken(line, size, width, first)
    ]
    most = max(1, min(len(SMALLEST), int(height * 0.88 / (size * SPACING))))
    if len(lines) > most:
        lines = lines[:most]
        while lines[-1] and length(f"{lines[-1]}…", size, first) > width:
            lines[-1] = lines[-1][:-1]
        lines[-1] = f"{lines[-1].rstrip()}…"
    return Setting([(line, size) for line in lines], first)


def _wrapped(text: str, size: int, width: float, first: Path | None) -> list[str]:
    lines = [""]
    for piece in PIECES.findall(text):
        longer = lines[-1] + (" " if piece.isspace() else piece)
        if lines[-1] and not piece.isspace() and length(longer, size, first) > width:
            lines.append(piece)
        else:
            lines[-1] = longer
    return [line.strip() for line in lines]


def _broken(line: str, size: int, width: float, first: Path | None) -> Iterator[str]:
    """Yield a line of one endless word, in parts that fit."""
    while line and (whole := length(line, size, first)) > width:
        end = max(1, int(len(line) * width / whole))
        while end > 1 and length(line[:end], size, first) > width:
            end -= 1
        yield line[:end]
        line = line[end:]
    yield line
