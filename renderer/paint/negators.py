"""The words by which a prompt says what it does not want, and those that only look so: the table negations.toml."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from renderer.paint.phrases import BREAK
from renderer.paint.tables import table

LONGEST: Final = 5  # words of a negator, or of what is none
REACH: Final = 10  # tokens between "rather" and "than", and in a list that "or" ends
HYPHENED: Final = re.compile(r"\b([^\W\d_]+)-free\b", re.IGNORECASE)  # "fog-free"
FLAG: Final = re.compile(r"(?<!\S)--no\b", re.IGNORECASE)  # Midjourney's, with a list after it
NO: Final = "no"  # in Portuguese it is "in the"
COUNTING: Final = frozenset({"no", "less"})  # before a figure: "no. 5"
Extent = Literal["word", "thing", "clause", "less", "after", "final"]


class Idle(BaseModel):
    """What looks like a negation and is none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    said: tuple[str, ...]
    names: frozenset[str]
    portuguese: frozenset[str]


class Parts(BaseModel):
    """The words that join, end and lead what is taken away."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    either: frozenset[str]
    both: frozenset[str]
    but: frozenset[str]
    ends: frozenset[str]
    with_: frozenset[str]
    whole: frozenset[str]
    much: frozenset[str]
    degree: frozenset[str]
    plain: frozenset[str]
    german: frozenset[str]


class Words(BaseModel):
    """The table of negations."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    negators: Mapping[Extent, tuple[str, ...]]
    pairs: Mapping[str, frozenset[str]]
    idle: Idle
    parts: Parts
    instead: Mapping[str, frozenset[str]]
    instead_of_more: Mapping[str, frozenset[str]]


WORDS: Final = table("negations", TypeAdapter(Words))
PARTS: Final = WORDS.parts


def spelt_out(text: str) -> str:
    """Return a text with what hyphens negate as words: "fog-free", "--no rain, fog"."""
    return FLAG.sub(" avoid:", HYPHENED.sub(r"without \1", text))


def negator_at(tokens: Sequence[str], place: int) -> tuple[int, Extent] | None:
    """Return how many tokens from there on negate, and how far that reaches."""
    for words in ahead(tokens, place):
        if extent := _negators().get(words):
            return len(words), extent
    openers = WORDS.pairs.get(tokens[place], frozenset())
    for before in range(place - 1, max(-1, place - REACH), -1):
        if tokens[before] in BREAK:
            break
        if tokens[before] in openers and before < place - 1:
            return 1, "thing"
    return None


def idle(tokens: Sequence[str]) -> frozenset[int]:
    """Return the places of what negates nothing: a saying, a number ("no. 5"), a name, "no" for "in the"."""
    found: set[int] = set()
    portuguese = bool(WORDS.idle.portuguese & {*tokens})
    for place, token in enumerate(tokens):
        for words in ahead(tokens, place):
            if words in _sayings():
                found |= {*range(place, place + len(words))}
        before = tokens[place - 1] if place else ""
        after = [*tokens[place + 1 : place + 3], "", ""]
        number = after[0] if after[0] != "." else after[1]
        counts = token in COUNTING and number.isdecimal()
        if before in WORDS.idle.names or counts or (token == NO and portuguese):
            found.add(place)
    return frozenset(found)


def ahead(tokens: Sequence[str], place: int) -> Iterator[tuple[str, ...]]:
    """Yield the words from a place on, the most first."""
    for stop in range(min(len(tokens), place + LONGEST), place, -1):
        yield tuple(tokens[place:stop])


@cache
def _negators() -> Mapping[tuple[str, ...], Extent]:
    return {tuple(said.split()): extent for extent, all_ in WORDS.negators.items() for said in all_}


@cache
def _sayings() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(said.split()) for said in WORDS.idle.said)
