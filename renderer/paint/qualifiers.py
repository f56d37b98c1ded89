"""Reads what a prompt says of how a look is made: its inks and sheet, the hand and its lines, panels, a border.

What a look cannot do of it counts as not understood.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from renderer.paint.palettes import COLOURS, Tone
from renderer.paint.tables import table

LONGEST: Final = 4  # words of a phrase
BETWEEN: Final = 2  # words between a number, or the word that tells a sheet, and what it is of
MOST_INKS: Final = 12
MOST_PANELS: Final = 9
NUMBER: Final = re.compile(r"\d\d?")
YEAR: Final = re.compile(r"(?:19[2-9]\d|20[0-9]\d)s?")
OF: Final = frozenset({"of", "von", "aus", "de", "di"})
STOPS: Final = frozenset(",.;:!?()\n‖")
PALE: Final = 0.45  # how pale paper of a colour is that is no paper's own
NO_SHEET: Final = frozenset({"black", "schwarz", "noir", "negro", "cut", "layered", "craft", "art", "burnt"})


class Sheet(BaseModel):
    """What paper is called."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    nouns: frozenset[str]
    alone: frozenset[str]


class Words(BaseModel):
    """The table of qualifying words, and which looks do what they say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    numbers: Mapping[str, Annotated[int, Field(ge=1)]]
    counted: Mapping[str, frozenset[str]]
    counts: Mapping[str, Mapping[str, int]]
    sheet: Sheet
    sheets: Mapping[str, Annotated[str, Field(pattern=r"^(#[0-9a-f]{6})?$")]]
    said: Mapping[str, tuple[str, ...]]
    families: Mapping[str, tuple[str, ...]]
    does: Mapping[str, tuple[str, ...]]


WORDS: Final = table("qualifiers", TypeAdapter(Words))
# What each phrase of the table says: fields, and their values.
MEANS: Final[Mapping[str, Mapping[str, Any]]] = {
    "white_left": {"white": 1.0}, "loose": {"hand": 1.0}, "few": {"hand": 2.0}, "tight": {"hand": -1.0},
    "bold": {"line": 1.7}, "thin": {"line": 0.6}, "thick": {"line": 1.7, "body": 1.0},
    "coarse": {"grain": 2.0}, "fine": {"grain": 0.5}, "clean": {"grain": 0.0}, "pushed": {"grain": 2.4, "contrast": 1.0},
    "borderless": {"border": ()}, "bordered": {"border": (252, 251, 248)}, "black_border": {"border": (18, 18, 20)},
    "muted": {"chroma": 0.5}, "vivid": {"chroma": 1.5}, "pastel": {"chroma": 0.0},
    "flat": {"flat": 1.0}, "cornered": {"corner": 1.0}, "dark_ground": {"ground": (34, 34, 40)}, "jagged": {"jagged": 1.0}, "rough": {"tooth": 1.0}, "faded": {"age": 1.0}, "worn": {"wear": 1.0},
    "hard": {"contrast": 1.0}, "mild": {"contrast": -1.0}, "dim": {"bright": -1.0}, "lit": {"bright": 1.0},
    "warm": {"warmth": 1.0}, "cool": {"warmth": -1.0}, "diagonal": {"tilt": 1.0}, "soft": {"sharp": -1.0}, "sharp": {"sharp": 1.0},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """How a look is to be made, as far as a prompt says so; None where it says nothing."""

    inks: int | None = None  # colours, the paper not counted
    sheet: Tone | None = None
    ground: Tone | None = None  # of dark paper, on which what is light is drawn
    white: float | None = None  # how much of the sheet stays bare
    hand: float | None = None  # 2 a few strokes, 1 loose, -1 full of detail
    line: float | None = None  # times as thick as usual
    grain: float | None = None  # times as much of it as usual
    panels: int | None = None
    border: Tone | tuple[()] | None = None  # () for none
    chroma: float | None = None  # times as strong as usual; 0 for pastel tints
    flat: float | None = None  # in areas of one colour each
    body: float | None = None  # how thick paint lies
    jagged: float | None = None  # how far contours go to and fro
    tooth: float | None = None  # how rough the ground is
    age: float | None = None  # how much has faded
    wear: float | None = None  # how scratched and rubbed it is
    contrast: float | None = None  # 1 hard, -1 mild
    bright: float | None = None  # 1 brighter, -1 darker
    warmth: float | None = None  # 1 warm, -1 cool
    tilt: float | None = None  # how aslant the view is
    sharp: float | None = None  # 1 sharp, -1 soft
    corner: float | None = None  # that something is written in a corner, where it is anyway
    year: int | None = None  # that a camera writes
    said: Mapping[str, frozenset[int]] = field(
        default_factory=dict[str, frozenset[int]]
    )  # tokens that say each

    def within(self, names: Sequence[str]) -> "Qualifiers":
        """Return what some looks do of it."""
        does = {
            name: _doers(name) for name in self.said if name in WORDS.does
        }  # grain, borders, chroma go with all
        idle = {name: None for name, looks in does.items() if not looks & {*names}}
        if not idle:
            return self
        said = {name: tokens for name, tokens in self.said.items() if name not in idle}
        return replace(self, **idle, said=said)

    @property
    def reshapes(self) -> bool:
        """Return whether it makes more than light and colour of a picture: mixed with its source that would be a ghost."""
        return bool(
            self.sheet
            or self.white
            or self.inks
            or self.panels
            or self.border
            or (self.hand or 0) > 1
            or self.ground
            or self.tilt
            or self.jagged
            or self.flat
        )

    @property
    def breadth(self) -> float:
        """How much broader brushes are than usual."""
        return (1.4 if self.body else 1.0) if not self.hand else 1.5 if self.hand > 0 else 0.7

    @property
    def tokens(self) -> frozenset[int]:
        """Which tokens of the prompt say it."""
        return frozenset[int]().union(*self.said.values())


AS_EVER: Final = Qualifiers()


def qualifiers_of(tokens: Sequence[str], phrases: Sequence[range] = ()) -> Qualifiers:
    """Return what the tokens of a prompt say of how its look is to be made; what is said first of a thing counts.

    A word that is a part of one of those longer `phrases` says nothing by itself: "soft" in "soft focus".
    """
    values, said = dict[str, Any](), dict[str, frozenset[int]]()
    for name, value, places in (
        *_counted(tokens),
        *_phrases(tokens),
        *_sheets(tokens, phrases),
        *_years(tokens),
    ):
        if any({*places} < {*phrase} for phrase in phrases):
            continue
        if name not in said:
            values[name], said[name] = value, frozenset()
        said[name] |= frozenset(places)
    return Qualifiers(**values, said=said) if said else AS_EVER


def _phrases(tokens: Sequence[str]) -> Iterator[tuple[str, Any, range]]:
    """Yield what phrases say that stand in the table as they are, the longest first."""
    place = 0
    while place < len(tokens):
        step = 1
        for length in range(LONGEST, 0, -1):
            meant = _table().get(tuple(tokens[place : place + length]))
            if meant and place + length <= len(tokens):
                for name, value in meant.items():
                    yield name, value, range(place, place + length)
                step = length
                break
        place += step


def _counted(tokens: Sequence[str]) -> Iterator[tuple[str, int, range]]:
    """Yield what is counted: "3 colours", "two spot colours", "a palette of five"."""
    for place, token in enumerate(tokens):
        count = int(token) if NUMBER.fullmatch(token) else WORDS.numbers.get(token)
        if not count:
            continue
        if place > 1 and tokens[place - 1] in OF and tokens[place - 2] in {"palette", "palettes", "palet"}:
            yield "inks", min(count, MOST_INKS), range(place - 2, place + 1)
        for end in range(place + 1, min(place + 1 + BETWEEN, len(tokens))):
            if tokens[end] in STOPS:
                break
            for name, nouns in WORDS.counted.items():
                if tokens[end] in nouns:
                    most = MOST_INKS if name == "inks" else MOST_PANELS
                    yield name, min(count, most), range(place, end + 1)


def _years(tokens: Sequence[str]) -> Iterator[tuple[str, int, range]]:
    """Yield the year, also of a decade: "1987", "the 1990s"."""
    for place, token in enumerate(tokens):
        if YEAR.fullmatch(token):
            yield "year", int(token.removesuffix("s")), range(place, place + 1)


def _sheets(tokens: Sequence[str], phrases: Sequence[range]) -> Iterator[tuple[str, Tone | None, list[int]]]:
    """Yield the sheet: "on cream paper", "grey toned paper", "papier kraft", "on kraft".

    What is a look is no colour of it: "charcoal on paper".
    """
    looks = {place for phrase in phrases for place in phrase}
    for place, token in enumerate(tokens):
        if token in WORDS.sheet.alone and place and tokens[place - 1] in {"on", "auf", "sur", "su", "sobre"}:
            yield "sheet", _tone(token), [place]
        if token not in WORDS.sheet.nouns:
            continue
        near = [
            *range(place - 1, max(-1, place - 2 - BETWEEN), -1),
            *range(place + 1, min(place + 2, len(tokens))),
        ]
        near = near[
            : next((at for at, one in enumerate(near) if one < place and tokens[one] in STOPS), len(near))
        ] + [one for one in near if one > place]
        if any(tokens[one] in NO_SHEET for one in near):
            continue
        kinds = [
            one
            for one in dict.fromkeys(near)
            if tokens[one] in WORDS.sheets or (tokens[one] in COLOURS and one not in looks)
        ]
        if not kinds:
            continue
        tones = [tone for one in kinds if (tone := _tone(tokens[one])) is not None]
        plain = [
            tone for one in kinds if tokens[one] not in {"toned", "tinted"} and (tone := _tone(tokens[one]))
        ]
        yield "sheet", (plain or tones or [None])[0], [*kinds, place]


def _tone(word: str) -> Tone | None:
    code = WORDS.sheets.get(word)
    if code == "":
        return None  # a sheet that has no colour of its own
    if code:
        return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)
    red, green, blue = (round(255 - (255 - part) * (1 - PALE)) for part in COLOURS[word])
    return red, green, blue


@cache
def _table() -> Mapping[tuple[str, ...], Mapping[str, Any]]:
    said = {tuple(phrase.split()): MEANS[name] for name, phrases in WORDS.said.items() for phrase in phrases}
    counts = {
        tuple(word.split()): {name: count}
        for name, words in WORDS.counts.items()
        for word, count in words.items()
    }
    return said | counts


@cache
def _doers(name: str) -> frozenset[str]:
    """Return the looks that do what is said of one thing."""
    members = (WORDS.families.get(one, (one,)) for one in WORDS.does.get(name, ()))
    return frozenset(look for looks in members for look in looks)
