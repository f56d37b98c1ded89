"""Words that a server does not want in prompts: whole words, whatever their case and accents.

No regular expressions: a pattern of somebody's could take forever. A star at an end of a word stands for whatever else
the word has there; looking through a prompt takes one pass for each pattern.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from domain.errors import BadWord

MOST_WORDS = 100  # of a server
WORD_CHARS = 30
LEAST_BESIDE_STAR = 2  # characters; with one, a star would mean nearly everything

_ACCENT = 200  # combining classes from here on are accents; those below belong to the letter in many scripts
# Letters that have no accent in Unicode, only in people's minds.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "\u0131": "i", "æ": "ae", "œ": "oe"})
# Scripts without blanks between words (https://unicode.org/reports/tr29/#Word_Boundaries): Thai, Lao, Burmese, Khmer,
# kana and Han. There a word is one wherever it stands.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
)


def folded(text: str) -> str:
    """Return a text without case, accents and characters that nobody sees; folding twice is folding once."""
    spelled = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", "".join(filter(_counts, spelled)).translate(_LETTERS))


def _counts(character: str) -> bool:
    unseen = (
        character == "\u034f" or "\ufe00" <= character <= "\ufe0f"
    )  # a joiner, and selectors of a variant
    return (
        not unseen and unicodedata.category(character) != "Cf" and unicodedata.combining(character) < _ACCENT
    )


def words_in(text: str, also: str = "") -> list[str]:
    """Return the words of a text, folded: letters, marks and numbers in a row, and each symbol such as an emoji."""
    spaced: list[str] = []
    for character in folded(text):
        category = unicodedata.category(character)
        if category == "So":
            spaced.append(f" {character} ")
        else:
            spaced.append(character if category[0] in "LMN" or character in also else " ")
    return "".join(spaced).split()


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that stand one after the other, each maybe with a star before or after it."""

    words: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join(self.words)

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Return a pattern as it is kept, from what somebody typed or from what was kept. Raises BadWord."""
        words = words_in(typed, also="*")
        if len(" ".join(words)) > WORD_CHARS:
            raise BadWord("long", WORD_CHARS)
        for word in words:
            bare = word.strip("*")
            if "*" in bare:
                raise BadWord("star")
            if bare != word and len(bare) < LEAST_BESIDE_STAR and not _UNSPACED.search(bare):
                raise BadWord("broad", LEAST_BESIDE_STAR)
        if not words:
            raise BadWord("nothing")
        return cls(tuple(_starred(word) for word in words))

    def stands_in(self, words: Sequence[str]) -> bool:
        """Return whether it is among the words of a text."""
        present = set(words)  # most patterns have a word that is nowhere in it
        if not all(any(_fits(wanted, word) for word in present) for wanted in self.words):
            return False
        places = range(len(words) - len(self.words) + 1)
        return any(
            all(_fits(wanted, words[place + more]) for more, wanted in enumerate(self.words))
            for place in places
        )


def _starred(word: str) -> str:
    """Return a word with at most one star at each end."""
    bare = word.strip("*")
    return f"{'*' if word[0] == '*' else ''}{bare}{'*' if word[-1] == '*' else ''}"


def _fits(wanted: str, word: str) -> bool:
    bare = wanted.strip("*")
    before, after = wanted[0] == "*", wanted[-1] == "*"
    if (before and after) or _UNSPACED.search(bare):
        return bare in word
    if before:
        return word.endswith(bare)
    return word.startswith(bare) if after else word == bare


def any_in(patterns: Iterable[Pattern], text: str) -> bool:
    """Return whether a text has any of these."""
    words = words_in(text)
    return any(pattern.stands_in(words) for pattern in patterns)
