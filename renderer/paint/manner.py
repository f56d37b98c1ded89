"""How quoted words are to be set: where, how large, in which face and colour, from the words that stand beside them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from renderer.paint.quotes import MARK
from renderer.paint.tables import table

STOPS: Final = ".;!?\n"
REACH: Final = 10  # tokens on either side of a quotation that may speak of it
FaceName = Literal["plain", "script", "slab", "light", "italic", "pixel"]


class Setting(BaseModel):
    """The words that say how letters are set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    top: frozenset[str]
    bottom: frozenset[str]
    left: frozenset[str]
    right: frozenset[str]
    centre: frozenset[str]
    small: frozenset[str]
    script: frozenset[str]
    slab: frozenset[str]
    letters: frozenset[str]  # what is coloured in "red letters"
    link: frozenset[str]  # what stands before a colour


WORDS: Final = table("lettering", TypeAdapter(Setting))


SPOKEN: Final = (
    WORDS.top | WORDS.bottom | WORDS.left | WORDS.right | WORDS.centre | WORDS.small | WORDS.script
    | WORDS.slab | WORDS.letters
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manner:
    """How words are set. A share of None is free: from 0, left or top, to 1."""

    across: float | None = None
    down: float | None = None
    small: bool = False
    face: FaceName = "plain"
    colour: str | None = None
    field: tuple[float, float, float, float] | None = (
        None  # top, left, bottom, right of where a design has its title
    )
    designed: bool = False  # part of a design: in its colours, and on a bar where the picture is busy
    framed: bool = False  # then such a bar is no wider than the words

    def within(self, title: "Title | None") -> "Manner":
        """Return the same in the design of a look: what the prompt says of place, size and face counts first."""
        if not title:
            return self
        free = self.across is None and self.down is None and not self.small
        return replace(
            self,
            field=title.field if free else None,
            face=title.face if self.face == "plain" else self.face,
            designed=True,
            framed=title.framed,
            across=title.across if free and title.field else self.across,
        )


@dataclass(frozen=True, slots=True)
class Title:
    """Where and how a look sets the words that belong to it."""

    face: FaceName = "plain"
    field: tuple[float, float, float, float] | None = None
    across: float | None = None
    framed: bool = False


AS_USUAL: Final = Manner()


def manner_of(tokens: Sequence[str], colours: Mapping[range, str]) -> tuple[Manner, frozenset[int]]:
    """Return how the quoted words of a prompt are set, and which tokens said so.

    `colours` are those that it names, by the places of their tokens: only what stands beside a quotation is its colour.
    """
    near = dict.fromkeys(_near(tokens))
    begun = {places[0]: places for places in colours}
    said = {place: tokens[place] for place in near}
    coloured = next((begun[at] for at in near if at in begun and _of_letters(tokens, begun[at])), None)
    taken = {place for place, word in said.items() if word in SPOKEN}
    words = set(said.values())
    manner = Manner(
        across=_share(words, WORDS.left, WORDS.right),
        down=_share(words, WORDS.top, WORDS.bottom),
        small=bool(words & WORDS.small),
        face="script" if words & WORDS.script else "slab" if words & WORDS.slab else "plain",
        colour=None if coloured is None else colours[coloured],
    )
    return manner, frozenset(taken | (set(coloured) if coloured is not None else set()))


def _near(tokens: Sequence[str]) -> Iterator[int]:
    """Yield the places beside the quotations: after each to the end of the sentence, before it to the last comma."""
    for mark, token in enumerate(tokens):
        if token != MARK:
            continue
        for place in range(mark + 1, min(len(tokens), mark + 1 + REACH)):
            if tokens[place] in STOPS or tokens[place] == MARK:
                break
            yield place
        for place in range(mark - 1, max(-1, mark - 1 - REACH), -1):
            if tokens[place] in STOPS or tokens[place] in {",", MARK}:
                break
            yield place


def _of_letters(tokens: Sequence[str], places: range) -> bool:
    """Return whether a colour is that of letters: "in red" and no more, "red letters", or right before the quotation."""
    after = tokens[places.stop] if places.stop < len(tokens) else ","
    before = tokens[places.start - 1] if places.start else ""
    ends = after in STOPS or after in {",", MARK} or after in WORDS.letters
    return after in WORDS.letters or after == MARK or (ends and before in WORDS.link)


def _share(words: set[str], least: frozenset[str], most: frozenset[str]) -> float | None:
    if words & WORDS.centre and not words & (least | most):
        return 0.5
    return 0.0 if words & least else 1.0 if words & most else None
