"""Understands a prompt: which looks, which colours, which words to letter; and says more where asked to."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from renderer.order import Understood
from renderer.paint import meaning
from renderer.paint.looks import LOOKS, Look
from renderer.paint.manner import AS_USUAL, Manner, Title, manner_of
from renderer.paint.negation import heard
from renderer.paint.negators import spelt_out
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
PRINTED: Final = "screen_print"  # what a poster or a card is
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
    left_out: tuple[str, ...] = ()  # what it does not want, in its own words

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
    rest = spelt_out(unquoted(prompt))
    wish = heard(tokens_of(rest), rest)
    rest, tokens = wish.rest, wish.tokens
    everything = _coloured(list(phrases(tokens)))
    single = (
        list(phrases(tokens, compound=False)) if MARK in tokens else []
    )  # letters too are parts of a picture
    manner, lettering = manner_of(
        tokens, {one.tokens: one.name for one in (*single, *everything) if one.kind == "colour"}
    )
    said = qualifiers_of(tokens, [one.tokens for one in everything])
    found, qualifiers = _qualified(_without_lettering(everything, lettering), said)
    names = _named(found)
    if not names:  # then what stands in a compound may be meant: "a dark sky", "electric blue"
        apart = _without_lettering(list(phrases(tokens, compound=False)), lettering)
        if more := _named(apart):
            found, names = _qualified(apart, said)[0], more
    things = {place for one in found if one.kind == "thing" for place in one.tokens}
    names, kept = _in_print(names, found)
    meant = None if names else _meant(_without(rest, tokens, things))
    hues = _hues(found) or kept
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
        texts=_unwritten(quoted(prompt), names),
        named=named,
        manner=manner.within(_title(names)),
        qualifiers=qualifiers,
        missed=_missed(tokens, found, meant, lettering | qualifiers.tokens),
        beyond=beyond(tokens),
        shades=_shades(names, found),
        left_out=wish.left_out,
    )


def understood(prompt: str) -> Understood:
    """Return what is told of how a prompt was read."""
    reading = read(prompt)
    looks = [name.replace("_", " ") for name in reading.names] if reading.named else []
    return Understood(
        looks=[*looks, *reading.colours],
        missed=list(reading.missed),
        beyond=list(reading.beyond),
        left_out=list(reading.left_out),
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


def _in_print(names: list[str], found: list[Found]) -> tuple[list[str], list[str]]:
    """Return the looks without the seasons of days beside a medium, whose colours come with it: a Christmas card."""
    days = {one.said: one.name for one in found if one.said in WORDS.occasions}
    if not days or all(LOOKS[name].mood for name in names):
        return names, []
    seasons = {one.name for one in found if one.said not in days}
    printed = any(
        LOOKS[name].inks or name == PRINTED for name in names
    )  # paint in two colours alone would be none
    colours = [colour for day in days for colour in WORDS.occasions[day]] if printed else []
    return [name for name in names if name in seasons or name not in days.values()], colours


def _hues(found: list[Found]) -> list[str]:
    """Return the colours, one that is named beside its code only by that: "neon yellow #FCEE0A"."""
    coded = {one.tokens.start - 1 for one in found if one.kind == "colour" and one.name.startswith("#")}
    return _unique(
        [one for one in found if one.name.startswith("#") or one.tokens[-1] not in coded], "colour"
    )


def _coloured(found: list[Found]) -> list[Found]:
    """Return what was found, black and white as two more colours where a colour stands before: "red, black and white"."""
    hues = [one for one in found if one.kind == "colour"]
    both = ("black_and_white", "black and white")
    return [
        part
        for one in found
        for part in (
            _two(one)
            if (one.name, one.said) == both
            and any(0 < one.tokens.start - hue.tokens.stop < 3 for hue in hues)  # noqa: PLR2004 - a comma, "and"
            else [one]
        )
    ]


def _two(found: Found) -> list[Found]:
    first, last = found.tokens[0], found.tokens[-1]
    return [
        replace(found, kind="colour", name="black", tokens=range(first, last)),
        replace(found, kind="colour", name="white", tokens=range(last, last + 1)),
    ]


def _without_lettering(found: list[Found], lettering: frozenset[int]) -> list[Found]:
    return [one for one in found if not lettering & {*one.tokens}]


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
    style = any(one.kind == "look" for one in found)
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
    said = [(one.name, one.said) for one in found if one.name in names]
    return tuple(dict.fromkeys(LOOKS[name].shades[word] for name, word in said if word in LOOKS[name].shades))


def _unwritten(texts: tuple[str, ...], names: list[str]) -> tuple[str, ...]:
    """Return the quoted words without those that a look writes by itself: the PLAY of a tape."""
    written = {word for name in names for word in LOOKS[name].writes}
    return tuple(text for text in texts if text.upper() not in written)


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
    return list(dict.fromkeys(one.name for one in found if one.kind == kind))


def _meant(rest: str) -> meaning.Near | None:
    """Return the look that the prompt as a whole means, if it says anything."""
    return meaning.nearest(rest.replace(MARK, ",")) if any(map(is_content, tokens_of(rest))) else None


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
