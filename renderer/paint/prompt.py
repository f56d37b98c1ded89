"""Understands a prompt: which looks, which colours, which words to letter; and says more where asked to."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from renderer.order import Understood
from renderer.paint import meaning
from renderer.paint.looks import LOOKS, Look
from renderer.paint.manner import AS_USUAL, Manner, Title, manner_of
from renderer.paint.phrases import WORDS, Found, Kind, beyond, is_content, phrases, tokens_of
from renderer.paint.qualifiers import AS_EVER, Qualifiers, qualifiers_of
from renderer.paint.quotes import MARK, quoted, unquoted
from renderer.request import PROMPT_LIMIT, Expansion

MOST_LOOKS: Final = 3
MOST_COLOURS: Final = 3
MOST_CODES: Final = 8  # of a palette that is written as #ff8800
MOST_MISSED: Final = 8
LONGEST_MISSED: Final = 24  # letters
NATURAL: Final = "natural"  # what a prompt gets that means no look: the picture keeps its own
LIGHT: Final = "golden_hour"  # what the largest expansion adds where no light is named


@dataclass(frozen=True, slots=True)
class Reading:
    """What a prompt asks for."""

    names: tuple[str, ...]
    colours: tuple[str, ...]
    texts: tuple[str, ...]
    named: bool = True  # whether the prompt means a look; otherwise the picture keeps its own
    manner: Manner = AS_USUAL  # how the texts are set
    qualifiers: Qualifiers = AS_EVER  # how the looks are to be made
    missed: tuple[str, ...] = ()  # words that say something, and nothing here explains
    beyond: tuple[str, ...] = ()  # what it asks for that cannot be made well
    shades: tuple[str, ...] = ()  # palettes that its very words are known by

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


@lru_cache(maxsize=64)
def read(prompt: str) -> Reading:
    """Return the looks, colours and texts of a prompt.

    What it names or hints at wins; then what it means as a whole; then its decade. Otherwise the picture keeps its look.
    """
    rest = unquoted(prompt)
    tokens = tokens_of(rest)
    everything = list(phrases(tokens))
    colours = {one.tokens[0]: one.name for one in everything if one.kind == "colour"}
    manner, lettering = manner_of(tokens, colours)
    found, qualifiers = _qualified(
        [one for one in everything if not (lettering & {*one.tokens})], qualifiers_of(tokens)
    )
    names = _named(found)
    things = {place for one in found if one.kind == "thing" for place in one.tokens}
    meant = None if names else _meant(_without(rest, tokens, things), tokens)
    hues = _unique(found, "colour")
    codes = sum(name.startswith("#") for name in hues)
    if not names and codes > 1:
        names = ["limited_palette"]  # nothing but codes: the picture in exactly these
    if not names and qualifiers.inks:
        names = ["limited_palette"]
    if not names:
        names = [meant.name] if meant else _unique(found, "decade")[:1]
    names = names or [NATURAL]
    named, qualifiers = names != [NATURAL], qualifiers.within(names)
    return Reading(
        names=tuple(names),
        colours=tuple(hues[: MOST_CODES if codes > 1 else MOST_COLOURS]),
        texts=quoted(prompt),
        named=named,
        manner=manner.within(_title(names)),
        qualifiers=qualifiers,
        missed=_missed(tokens, found, meant, lettering | qualifiers.tokens),
        beyond=beyond(tokens),
        shades=_shades(names, found),
    )


def understood(prompt: str) -> Understood:
    """Return what is told of how a prompt was read."""
    reading = read(prompt)
    looks = [name.replace("_", " ") for name in reading.names] if reading.named else []
    return Understood(
        looks=[*looks, *reading.colours], missed=list(reading.missed), beyond=list(reading.beyond)
    )


def expanded(prompt: str, expansion: Expansion, *, shown: bool = False) -> str:
    """Return the prompt in more words. They read as the same picture, so that it can be asked for again by them.

    Where it was shown how it shall look, by a picture or style packs, none is invented.
    """
    if expansion == "None":
        return prompt
    reading = read(prompt)
    more = [reading.looks[0].says] if reading.named or not shown else []
    if expansion == "Large" and not (more and any(look.mood for look in reading.looks)):
        more.append(LOOKS[LIGHT].says)
    longer = ", ".join([prompt.rstrip(" .,;"), *more])
    return longer if len(longer) <= PROMPT_LIMIT else prompt


def _named(found: list[Found]) -> list[str]:
    """Return the looks that are named, and those hinted at where none of their kind is; none that another has in it."""
    names = _apart(_among_photographs(_unique(found, "look")))[:MOST_LOOKS]
    for hint in _unique(found, "hint"):
        if not any(_same_kind(LOOKS[name], LOOKS[hint]) for name in names):
            names.append(hint)
    return _apart(names)


def _qualified(found: list[Found], said: Qualifiers) -> tuple[list[Found], Qualifiers]:
    """Return what phrases mean besides what qualifies a look: those words name one only where no other does."""
    apart = [one for one in found if not said.tokens & {*one.tokens}]
    names = _named(apart)
    style = any(one.kind == "look" and one.wanted for one in found)
    if not names or (
        style and not any(one.kind == "look" for one in apart)
    ):  # a hint is no name: "pastel drawing"
        colours = said.said.get("sheet", frozenset())  # the sheet's is no tint of the picture
        return [one for one in found if one.kind != "colour" or not colours & {*one.tokens}], said
    done = said.within(names)
    return [one for one in found if not done.tokens & {*one.tokens}], done


def _among_photographs(names: list[str]) -> list[str]:
    """Return the looks as they are meant: beside a photograph's name that of a medium may be one too ("pastel")."""
    if not any(LOOKS[name].light == "film" for name in names):
        return names
    return list(dict.fromkeys(WORDS.photographed.get(name, name) for name in names))


def _shades(names: list[str], found: list[Found]) -> tuple[str, ...]:
    """Return the palettes of the words that chose these looks: two games that are drawn alike differ in their colours."""
    said = [(one.name, one.said) for one in found if one.name in names and one.wanted]
    return tuple(dict.fromkeys(LOOKS[name].shades[word] for name, word in said if word in LOOKS[name].shades))


def _title(names: list[str]) -> Title | None:
    """Return how the first of some looks that has words in its design sets them."""
    return next((title for name in names if (title := LOOKS[name].title)), None)


def _apart(names: list[str]) -> list[str]:
    """Return the looks without those that another one has in it."""
    return [name for name in names if not any(name in LOOKS[other].holds for other in names)]


def _same_kind(one: Look, other: Look) -> bool:
    """Return whether two looks are of one kind: media, hours, weathers, films. What is a mood by itself is film and light."""
    if one.mood is not other.mood:
        return False
    return not one.mood or one.light == other.light or None in (one.light, other.light)


def _unique(found: list[Found], kind: Kind) -> list[str]:
    return list(dict.fromkeys(one.name for one in found if one.kind == kind and one.wanted))


def _meant(rest: str, tokens: list[str]) -> meaning.Near | None:
    """Return the look that the prompt as a whole means, if it says anything."""
    return meaning.nearest(rest.replace(MARK, ",")) if any(map(is_content, tokens)) else None


def _without(rest: str, tokens: list[str], things: set[int]) -> str:
    """Return the prompt without its things, which say nothing of its look."""
    return " ".join(token for place, token in enumerate(tokens) if place not in things) if things else rest


def _missed(
    tokens: list[str], found: list[Found], meant: meaning.Near | None, lettering: frozenset[int]
) -> tuple[str, ...]:
    """Return the words that no phrase explains, and without which the prompt means no less."""
    known = {token for one in found if one.kind != "thing" for token in one.tokens} | lettering
    left = [token for number, token in enumerate(tokens) if number not in known and is_content(token)]
    left = list(dict.fromkeys(left))
    if meant and left:
        left = meant.without_those_that_count(left)
    return tuple(word[:LONGEST_MISSED] for word in left[:MOST_MISSED])
