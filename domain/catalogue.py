"""A catalogue: the styles that can be picked somewhere, by name, and the best of them for what was typed so far."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from rapidfuzz import fuzz, process

from domain.errors import UnknownStyle
from domain.job import StoredPicture
from domain.styles import NAME_CHARS, Style, key_of

ALIKE = 75  # of 100: one letter of five may be wrong, or two stand in each other's place
LETTERS = 3  # with fewer, everything looks alike
NEAR = 3  # names that an unknown one may have been meant for


class Origin(StrEnum):
    """Whose style it is; where names are the same, the first of these counts."""

    SERVER = "server"
    OPERATOR = "operator"
    BUILT_IN = "built-in"


@dataclass(frozen=True, slots=True)
class Listed:
    """A style as it is listed: whose it is, which hosts can do it, and for a server's who made it, and a picture."""

    style: Style
    origin: Origin
    hosts: tuple[str, ...] = ()
    picture: StoredPicture | None = None
    author: int | None = None


class Catalogue:
    """Styles by name; of several with one name the first counts. They stand in the order in which they are given."""

    def __init__(self, listed: Iterable[Listed]) -> None:
        self._by_key: dict[str, Listed] = {}
        for one in listed:
            self._by_key.setdefault(one.style.key, one)
        self._listed = list(self._by_key.values())
        self._names = [_folded(one.style.name) for one in self._listed]
        # A blank before each word, so that the beginning of a word can be looked for.
        self._texts = [f" {_folded(f'{one.style.name} {one.style.description}')}" for one in self._listed]

    def __len__(self) -> int:
        return len(self._listed)

    @property
    def listed(self) -> list[Listed]:
        """Return all of it."""
        return list(self._listed)

    def get(self, key: str) -> Listed | None:
        """Return the style of that key."""
        return self._by_key.get(key)

    def find(self, name: str) -> Listed:
        """Return the style of that name. Raises UnknownStyle with up to three that look like it."""
        found = self._by_key.get(key_of(name))
        if found is None:
            near = tuple(one.style.name for one in self.suggest(name, NEAR))
            raise UnknownStyle(name[:NAME_CHARS], near)
        return found

    def suggest(self, typed: str, most: int) -> list[Listed]:
        """Return the best for what was typed so far.

        First names that begin with it, then those with a word that does, then those that contain it; then styles that
        have all of its words in name or description, then descriptions that contain it; where there are none of all
        these, names that look like it.
        """
        wanted = _folded(typed)
        if not wanted:
            return self._listed[:most]
        found: dict[int, None] = {}
        for fits in self._tiers(wanted):
            found |= dict.fromkeys(fits)
            if len(found) >= most:
                break
        if not found and len(wanted) >= LETTERS:
            alike = process.extract(
                wanted, self._names, scorer=fuzz.partial_ratio, score_cutoff=ALIKE, limit=most
            )
            found = {place: None for _, _, place in alike}
        return [self._listed[place] for place in islice(found, most)]

    def _tiers(self, wanted: str) -> Iterator[list[int]]:
        """Yield the places of those that fit, from the best tier on; looked for only as far as somebody asks.

        It runs at every letter that is typed, so each tier is one pass that does as good as nothing in Python.
        """
        names, texts, start = self._names, self._texts, f" {wanted}"
        yield [place for place, name in enumerate(names) if name == wanted]
        yield [place for place, name in enumerate(names) if name.startswith(wanted)]
        yield [place for place, name in enumerate(names) if start in name]
        yield [place for place, name in enumerate(names) if wanted in name]
        fits: Sequence[int] = range(len(texts))
        for word in wanted.split():
            fits = [place for place in fits if f" {word}" in texts[place]]
        yield list(fits)
        yield [place for place, text in enumerate(texts) if wanted in text]


def _folded(text: str) -> str:
    """Return a text as it is compared: without case, accents and more than one blank in a row."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())
