"""Finds in a prompt the phrases that the tables know: looks, hints of one, decades, colours, and what cannot be made well."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from renderer.paint.looks import LOOKS
from renderer.paint.meaning import meanings
from renderer.paint.shades import CALLED, MODIFYING, colour_at
from renderer.paint.spelling import Speller
from renderer.paint.tables import table

LONGEST_PHRASE: Final = 4
TOKEN: Final = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})(?![^\W_])|[^\W_]+|[,.;:!?()\n‖]")
# Scripts whose words stand without blanks between them, or with their particles joined on.
JOINED: Final = "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
OF: Final = "の"  # what Japanese joins two things by
LEAST_JOINED: Final = 2  # characters: a single one stands in many words
BREAK: Final = ",.;:!?()\n‖"
WIDE_STOPS: Final = str.maketrans(  # those of Japanese and Chinese
    "\u3001\uff0c\u3002\uff1b\uff1a\uff01\uff1f\uff08\uff09", ",,.;:!?()"
)
DECADE: Final = re.compile(
    r"(?:1[89])?\d0s|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties"
)
Kind = Literal["look", "hint", "decade", "colour", "thing"]
Meaning = tuple[Kind, str]


class Words(BaseModel):
    """The table of words that are of another kind than looks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    small: dict[str, str]  # by language: what stands in every sentence, and in every wish for a picture
    beyond: dict[str, tuple[str, ...]]  # what no look makes well, and the phrases that ask for it
    photographed: dict[str, str]  # which photograph is meant by a medium's name among words of photographs
    occasions: dict[
        str, tuple[str, ...]
    ]  # days that are a season by themselves, and the colours of a card for them


class Things(BaseModel):
    """The table of what is a thing in a picture, and no way for it to look."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    called: tuple[str, ...]  # names of things that have the name of a look in them
    doubtful: str  # words of looks that before an object are a part of its name
    objects: str  # what is worn, eaten, driven, lived in
    parts: Mapping[
        str, str
    ]  # by language: what every picture has, so that a word beside it is said of that alone
    of_parts: Mapping[
        str, str
    ]  # by language: words of looks and of light that beside such a part are said of it


WORDS: Final = table("words", TypeAdapter(Words))
SMALL: Final = frozenset(word for said in WORDS.small.values() for word in said.split())
THINGS: Final = table("things", TypeAdapter(Things))
DOUBTFUL: Final = frozenset(THINGS.doubtful.split())
OBJECTS: Final = frozenset(THINGS.objects.split())
PARTS: Final = frozenset(word for words in THINGS.parts.values() for word in words.split())
OF_PARTS: Final = frozenset(word for words in THINGS.of_parts.values() for word in words.split())


@dataclass(frozen=True, slots=True)
class Found:
    """What a phrase means, and which of the prompt's tokens it is."""

    kind: Kind
    name: str
    tokens: range
    said: str = ""  # the phrase itself


def tokens_of(text: str) -> list[str]:
    """Return the words, colours as hex codes and stops of a text, in small letters.

    Where a script joins words, those that a table knows, and small ones, are taken out of what they are joined with.
    """
    found: list[str] = TOKEN.findall(text.lower().translate(WIDE_STOPS))
    return [part for token in found for part in _parted(token)]


def phrases(tokens: Sequence[str], *, compound: bool = True) -> Iterator[Found]:
    """Yield what the phrases mean, longest first; a word that is misspelt counts as the one that is meant.

    Unless they are to be taken as `compound`, each word of "dark green" and "dark sky" is read by itself.
    """
    tokens, position = [_speller().read(token) for token in tokens], 0
    while position < len(tokens):
        length, meaning = _longest(tokens, position, compound=compound)
        if meaning:
            said = " ".join(tokens[position : position + length])
            yield Found(*meaning, range(position, position + length), said)
        position += length


def is_content(token: str) -> bool:
    """Return whether a token may say something of a picture: no stop, no number, no small word."""
    alone = len(token) == 1 and token.isascii()
    return token not in BREAK and not alone and not token.isdecimal() and token not in SMALL


def beyond(tokens: Sequence[str]) -> tuple[str, ...]:
    """Return what of a prompt no look makes well."""
    said = f" {' '.join(tokens)} "
    return tuple(name for name, asks in WORDS.beyond.items() if any(f" {phrase} " in said for phrase in asks))


def _longest(tokens: Sequence[str], start: int, *, compound: bool) -> tuple[int, Meaning | None]:
    shade = colour_at(tokens, start, shaded=compound)
    for length in range(LONGEST_PHRASE, 0, -1):
        words = tuple(tokens[start : start + length])
        if len(words) < length:
            continue
        if length == 2 and _is_thing(words):  # noqa: PLR2004 - a pair
            return _meant_by_two(words)
        if meaning := _meaning(words):
            return length, meaning
        if shade and length == shade[0]:
            return length, ("colour", shade[1])
        if length == 2 and compound and _of_a_part(words):  # noqa: PLR2004 - a pair
            return length, ("thing", " ".join(words))
    return 1, None


def _is_thing(words: tuple[str, ...]) -> bool:
    """Return whether a pair is a thing and what it is made of, or its colour: an oil lamp, a red dress."""
    doubtful = words[0] in DOUBTFUL or colour_at(words[:1], 0) is not None
    return doubtful and words[1].removesuffix("s") in OBJECTS


def _of_a_part(words: tuple[str, ...]) -> bool:
    """Return whether one of a pair is a part that every picture has, and the other says how that is: "dark sky"."""
    for one, other in (words, words[::-1]):
        said = one in OF_PARTS or one in MODIFYING or colour_at((one,), 0) is not None
        if said and other in PARTS:
            return True
    return False


def _meant_by_two(words: tuple[str, ...]) -> tuple[int, Meaning]:
    """Return the look that such a pair is the name of, or else the thing: an oil lamp is no oil painting."""
    return 2, _meaning(words) or ("thing", words[1])


def _meaning(words: tuple[str, ...]) -> Meaning | None:
    if words[0].startswith("#"):
        return ("colour", _long(words[0])) if len(words) == 1 else None
    meanings = _meanings()
    return meanings.get(words) or meanings.get((*words[:-1], words[-1].removesuffix("s")))


def _parted(token: str) -> list[str]:
    if not re.search(JOINED, token):
        return [token]
    parts = _joined().split(token)  # every second one is a known word
    return [
        one
        for place, part in enumerate(parts)
        for one in ([part] if place % 2 else _joined_by_of(part))
        if one
    ]


def _joined_by_of(part: str) -> list[str]:
    """Return what stands beside "of", where one of these is a known word: a single character is one only by itself."""
    words = part.split(OF)
    return words if any((word,) in _meanings() for word in words) else [part]


@cache
def _joined() -> re.Pattern[str]:
    """Return what finds the known words of scripts that join them, the longest first."""
    words = {*SMALL, *(words[0] for words in _meanings())}
    known = {word for word in words if re.match(f"{JOINED}{{{LEAST_JOINED},}}", word)}
    return re.compile(f"({'|'.join(sorted(known, key=len, reverse=True))})")


@cache
def _speller() -> Speller:
    """Return what reads misspelt names of looks. Words of hints and colours are everyday ones: near them much else is."""
    named = {token for look in LOOKS.values() for phrase in look.words for token in phrase.split()}
    said = (phrase for look in LOOKS.values() for phrase in (*look.hints, look.says))
    meant = (phrase for meaning in meanings().values() for phrase in (*meaning.means, *meaning.never))
    asked = (phrase for asks in WORDS.beyond.values() for phrase in asks)
    known = {token for phrase in (*said, *meant, *asked) for token in TOKEN.findall(phrase.lower())}
    return Speller(named, named | known | SMALL | {f"{word}s" for word in named} | CALLED)


def _unless_decade(phrase: str, kind: Kind) -> Kind:
    return "decade" if DECADE.fullmatch(phrase) else kind


def _long(code: str) -> str:
    """Return a hex code of three digits as the one of six that means the same."""
    return code if len(code) == len("#rrggbb") else "#" + "".join(digit * 2 for digit in code[1:])


@cache
def _meanings() -> Mapping[tuple[str, ...], Meaning]:
    """Return what each phrase means, as its words. A look counts before a hint."""
    things: dict[tuple[str, ...], Meaning] = {
        tuple(phrase.split()): ("thing", phrase) for phrase in THINGS.called
    }
    hints: dict[tuple[str, ...], Meaning] = {
        tuple(phrase.split()): (_unless_decade(phrase, "hint"), name)
        for name, look in LOOKS.items()
        for phrase in look.hints
    }
    # What a look means in such a script is short enough to be its name.
    joined: dict[tuple[str, ...], Meaning] = {
        (phrase,): ("look", name)
        for name, meaning in meanings().items()
        for phrase in meaning.means
        if name in LOOKS and re.fullmatch(f"{JOINED}{{{LEAST_JOINED},}}", phrase)
    }
    words: dict[tuple[str, ...], Meaning] = {
        tuple(phrase.split()): (_unless_decade(phrase, "look"), name)
        for name, look in LOOKS.items()
        for phrase in look.words
    }
    return things | joined | hints | words
