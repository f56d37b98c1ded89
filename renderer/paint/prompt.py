"""Understands a prompt: which looks, which colours, which words to letter; and says more where asked to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Final, Literal

from renderer.paint.looks import LOOKS, Look
from renderer.paint.palettes import COLOURS
from renderer.paint.quotes import quoted, unquoted
from renderer.request import PROMPT_LIMIT, Expansion

MOST_LOOKS: Final = 3
MOST_COLOURS: Final = 3
LONGEST_PHRASE: Final = 4
NEGATIONS: Final = frozenset({"no", "not", "without", "never", "isn", "avoid"})
TOKEN: Final = re.compile(r"[^\W_]+|[,.;:!?()\n]")
BREAK: Final = ",.;:!?()\n"
Meaning = tuple[Literal["look", "hint", "colour"], str]
# What a prompt gets that names no look: all of them painterly, none of them loud.
UNNAMED: Final = (
    "oil",
    "impressionism",
    "watercolour",
    "gouache",
    "pastel",
    "van_gogh",
    "golden_hour",
    "dreamy",
)
MOODS: Final = ("golden_hour", "dreamy", "cinematic")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a prompt asks for."""

    names: tuple[str, ...]
    colours: tuple[str, ...]
    texts: tuple[str, ...]
    named: bool = True  # whether the prompt names a look; otherwise it got one

    @property
    def looks(self) -> list[Look]:
        """The looks, in the order in which they were named."""
        return [LOOKS[name] for name in self.names]

    @property
    def crisp(self) -> bool:
        """Return whether the picture is made of hard pixels."""
        return any(look.crisp for look in self.looks)

    @property
    def painterly(self) -> bool:
        """Return whether brushes made it, so that it may have more of the source's drawing when enlarged."""
        return all(look.hands for look in self.looks)


def read(prompt: str) -> Reading:
    """Return the looks, colours and texts of a prompt; one that names no look gets one by its own."""
    rest = unquoted(prompt)
    found = list(_phrases(TOKEN.findall(rest.lower())))
    names = _looks([meaning for kind, meaning in found if kind == "look"])
    for hint in (meaning for kind, meaning in found if kind == "hint"):
        if all(LOOKS[name].mood is not LOOKS[hint].mood for name in names):
            names.append(hint)
    colours = tuple(dict.fromkeys(meaning for kind, meaning in found if kind == "colour"))[:MOST_COLOURS]
    return Reading(tuple(names) or (_chosen(rest),), colours, quoted(prompt), named=bool(names))


def expanded(prompt: str, expansion: Expansion, *, shown: bool = False) -> str:
    """Return the prompt in more words. They read as the same picture, so that it can be asked for again by them.

    Where it was shown how it shall look, by a picture or style packs, none is invented.
    """
    if expansion == "None":
        return prompt
    reading = read(prompt)
    more = [reading.looks[0].says] if reading.named or not shown else []
    if expansion == "Large" and not (more and any(look.mood for look in reading.looks)):
        more.append(LOOKS[_chosen(prompt, MOODS)].says)
    longer = ", ".join([prompt.rstrip(" .,;"), *more])
    return longer if len(longer) <= PROMPT_LIMIT else prompt


def _phrases(tokens: list[str]) -> Iterator[Meaning]:
    """Yield what the phrases mean, longest first, without those that the prompt says it does not want."""
    position = 0
    while position < len(tokens):
        length, meaning = _longest(tokens, position)
        if meaning and not (position and tokens[position - 1] in NEGATIONS):
            yield meaning
        position += length


def _longest(tokens: list[str], start: int) -> tuple[int, Meaning | None]:
    for length in range(LONGEST_PHRASE, 0, -1):
        words = tuple(tokens[start : start + length])
        if len(words) == length and (meaning := _meaning(words)):
            return length, meaning
    return 1, None


def _meaning(words: tuple[str, ...]) -> Meaning | None:
    meanings = _meanings()
    return meanings.get(words) or meanings.get((*words[:-1], words[-1].removesuffix("s")))


def _looks(found: list[str]) -> list[str]:
    return list(dict.fromkeys(found))[:MOST_LOOKS]


def _chosen(prompt: str, names: tuple[str, ...] = UNNAMED) -> str:
    """Return one of the names, always the same for the same words."""
    words = " ".join(word for word in TOKEN.findall(prompt.lower()) if word not in BREAK)
    return names[int.from_bytes(sha256(words.encode()).digest()[:4]) % len(names)]


@cache
def _meanings() -> dict[tuple[str, ...], Meaning]:
    """Return what each phrase means, as its words. A look counts before a hint, and a hint before a colour."""
    colours: dict[tuple[str, ...], Meaning] = {(name,): ("colour", name) for name in COLOURS}
    hints: dict[tuple[str, ...], Meaning] = {
        tuple(phrase.split()): ("hint", name) for name, look in LOOKS.items() for phrase in look.hints
    }
    words: dict[tuple[str, ...], Meaning] = {
        tuple(phrase.split()): ("look", name) for name, look in LOOKS.items() for phrase in look.words
    }
    return colours | hints | words
