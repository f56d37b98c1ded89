"""Reads colours in several languages, with what makes them darker, paler or stronger; each has a name of its own."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, Final

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from renderer.paint.colour import hue, in_hue, lab, light_of_lab, rgb
from renderer.paint.palettes import COLOURS, Tone
from renderer.paint.tables import table

LONGEST: Final = 3  # words of a colour's name
STRONGEST: Final = 0.34  # chroma in OKLab that no screen goes beyond
GREY: Final = 0.02  # chroma that has no hue
DARKEST, LIGHTEST = 0.16, 0.97  # brightness of a shade
Factor = Annotated[float, Field(ge=0, le=2)]


class Shades(BaseModel):
    """The table of what colours and their shades are called."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    names: Mapping[str, str]
    modifiers: Mapping[str, tuple[Factor, Factor, Factor]]
    modifying: Mapping[str, str]
    joined: Mapping[str, str]


_table: Final = table("shades", TypeAdapter(Shades))
_CALLED: Final[Mapping[str, str]] = {
    word: name for name, words in _table.names.items() for word in words.split()
}
CALLED: Final = frozenset({*_CALLED, *(part for name in COLOURS for part in name.split())})
MODIFYING: Final[Mapping[str, str]] = {
    word: name for name, words in _table.modifying.items() for word in words.split()
}


def colour_at(words: Sequence[str], start: int, *, shaded: bool = True) -> tuple[int, str] | None:
    """Return how many words from there on name a colour, and its name: "dark green" of "vert foncé".

    Unless it is to be `shaded`, what stands beside a colour says nothing of it.
    """
    for length in range(LONGEST if shaded else 1, 1, -1):
        if name := _of_several(tuple(words[start : start + length]), length):
            return length, name
    name = _named(words[start])
    return (1, name) if name else None


def _of_several(words: tuple[str, ...], length: int) -> str | None:
    if len(words) < length:
        return None
    if (name := " ".join(words)) in COLOURS:
        return name
    if base := _named(" ".join(words[1:])):
        return _shade(MODIFYING.get(words[0]), base)
    if base := _named(" ".join(words[:-1])):
        return _shade(MODIFYING.get(words[-1]), base)
    return None


def _named(word: str) -> str | None:
    for one in (word, word.removesuffix("s")):
        if one in COLOURS:
            return one
        if one in _CALLED:
            return _CALLED[one]
    for prefix, modifier in _table.joined.items():
        base = word.removeprefix(prefix)
        if base and base != word and (name := _CALLED.get(base) or (base if base in COLOURS else None)):
            return _shade(modifier, name)
    return None


def _shade(modifier: str | None, base: str) -> str | None:
    return f"{modifier} {base}" if modifier else None


def tone(name: str) -> Tone:
    """Return the colour of such a name, or of a code as in #ff8800."""
    if name.startswith("#"):
        return int(name[1:3], 16), int(name[3:5], 16), int(name[5:7], 16)
    return COLOURS[name] if name in COLOURS else _shaded(name)


@cache
def _shaded(name: str) -> Tone:
    modifier, _, base = name.partition(" ")
    light, strength, pure = _table.modifiers[modifier]
    seen = lab(np.array([tone(base)], np.float32) / np.float32(255))
    chromas, hues = hue(seen)
    bright, chroma, degrees = float(seen[0, 0]), float(chromas[0]) * strength, float(hues[0])
    bright = bright * light if light < 1 else bright + (LIGHTEST - bright) * (light - 1)
    if chroma > GREY:
        most, purest = max((_most(float(at), degrees), float(at)) for at in np.linspace(0.35, 0.97, 32))
        bright, chroma = bright + (purest - bright) * pure, chroma + (most - chroma) * pure
    bright = min(max(bright, DARKEST), LIGHTEST)
    chroma = min(chroma, _most(bright, degrees))
    one = [np.array([part], np.float32) for part in (bright, chroma, degrees)]
    red, green, blue = (round(255 * float(part)) for part in np.clip(rgb(in_hue(*one)), 0, 1)[0])
    return red, green, blue


def _most(bright: float, degrees: float) -> float:
    """Return the strongest chroma of a hue that a screen shows at a brightness."""
    tried = np.linspace(0, STRONGEST, 69, dtype=np.float32)
    light = light_of_lab(in_hue(np.full_like(tried, bright), tried, np.full_like(tried, degrees)))
    shown = (np.abs(light - np.float32(0.5)) < np.float32(0.502)).all(axis=-1)
    return float(tried[shown].max(initial=0))
