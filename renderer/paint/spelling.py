"""Reads a word that is misspelt as the one that it is one slip away from: "polariod", "watercolr", "daguerrotype"."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

# Letters. Shorter words are a slip away from others too often ("spring" and "string"), and so are those that only differ
# in one letter ("collage" and "college").
SHORTEST: Final = 7
SHORTEST_REPLACED: Final = 9
GAP: Final = "\0"


class Speller:
    """The words of the tables, by what is left of them when a slip is taken out."""

    def __init__(self, words: AbstractSet[str], known: AbstractSet[str]) -> None:
        """Take the words that may be meant, and all that are never misspelt ones."""
        self._known = known
        self._slips: Mapping[str, str | None] = _slips_of(words)
        self._words = words

    def read(self, token: str) -> str:
        """Return the word that is meant: the token itself, if it is known, short, or one slip away from none or from several."""
        if len(token) < SHORTEST or not token.isalpha() or token in self._known:
            return token
        meant = {word for slip in _slips(token) if (word := self._slips.get(slip))}
        meant |= {less for less in _without_one(token) if less in self._words and len(less) >= SHORTEST}
        return meant.pop() if len(meant) == 1 else token


def _slips_of(words: AbstractSet[str]) -> Mapping[str, str | None]:
    """Return each slip with the word that it is of; with None where it is of several."""
    found: dict[str, str | None] = {}
    for word in words:
        if len(word) >= SHORTEST and word.isalpha():
            for slip in _slips_to(word):
                found[slip] = word if found.get(slip, word) == word else None
    return found


def _slips_to(word: str) -> Iterator[str]:
    """Yield what becomes of a word by one slip: a letter left out, two exchanged, one replaced; its first letter stays."""
    if len(word) > SHORTEST:
        yield from _without_one(word)
    for place in range(1, len(word) - 1):
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    yield from _with_gaps(word)


def _slips(token: str) -> Iterator[str]:
    yield token
    yield from _with_gaps(token)


def _without_one(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(1, len(word)))


def _with_gaps(word: str) -> Iterator[str]:
    if len(word) >= SHORTEST_REPLACED:
        for place in range(1, len(word)):
            yield word[:place] + GAP + word[place + 1 :]
