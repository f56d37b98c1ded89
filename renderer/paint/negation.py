"""Reads what a prompt does not want: where a negation begins, how far it reaches, and what is left when that is taken away.

"not too dark", "ohne Regen", "plutôt que", "水彩ではなく": whoever reads a prompt reads it without them. A word that is only
asked for less is weakened by its opposite where there is one, and otherwise left out; it is never done.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final, Literal

from renderer.paint.looks import LOOKS
from renderer.paint.negators import PARTS, REACH, WORDS, Extent, ahead, idle, negator_at
from renderer.paint.phrases import BREAK, Found, is_content, phrases
from renderer.paint.qualifiers import WORDS as QUALIFYING
from renderer.paint.shades import MODIFYING

STOP: Final = ","  # stands where something was taken away
Sort = Literal["medium", "mood", "shade", "colour", "quality", "thing"]
KNOWN: Final = frozenset({"medium", "mood", "shade", "colour", "quality"})


@dataclass(frozen=True, slots=True)
class Part:
    """A phrase that a table knows, where it stands, and what sort of thing it is."""

    places: range
    sort: Sort
    name: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a negator and what it takes away stand."""

    places: range
    extent: Extent


@dataclass(frozen=True, slots=True)
class Heard:
    """A prompt without what it does not want."""

    tokens: list[str]  # with what is done instead
    rest: str  # without it: how the prompt sounds; the prompt itself, where it takes nothing away
    left_out: tuple[str, ...] = ()  # looks, colours and qualities that it does not want, in its own words


def heard(tokens: Sequence[str], text: str) -> Heard:
    """Return the tokens of a text without what it does not want."""
    if not any(negator_at(tokens, place) for place in range(len(tokens))):
        return Heard([*tokens], text)
    line = _Line(tokens)
    scopes = list(line.scopes())
    done = {scope.places.start: line.instead(scope) for scope in scopes}
    gone = {place for scope in scopes for place in scope.places}
    parts = (part for scope in scopes if not line.instead(scope) for part in line.within(scope))
    said = (" ".join(tokens[part.places.start : part.places.stop]) for part in parts)
    left: list[str] = []
    for place, token in enumerate(tokens):
        if place in done:
            left += [STOP, *(word for phrase in done[place] for word in (*phrase.split(), STOP))]
        if place not in gone:
            left.append(token)
    kept = [STOP if place in gone else token for place, token in enumerate(tokens)]
    return Heard(left, " ".join(kept) if gone else text, tuple(dict.fromkeys(said)))


class _Line:
    """The tokens of a prompt, and what tables know of them."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._tokens = tokens
        self._parts = {part.places.start: part for part in _parts(tokens)}
        self._ends = {part.places.stop: part for part in self._parts.values()}
        self._idle = idle(tokens) | {
            place for part in self._parts.values() if len(part.places) > 1 for place in part.places
        }

    def scopes(self) -> Iterator[Scope]:
        """Yield what is taken away, in its order."""
        place = last = 0  # up to which something was taken away already
        while place < len(self._tokens):
            found = self._negator(place)
            if not found:
                place += 1
                continue
            after, extent = place + found[0], found[1]
            start, stop = self._before(place, extent, last), after
            if extent not in {"after", "final"}:
                stop = self._stop(after, extent)
                start = place if self._says(after, stop) else self._late(place)
            yield Scope(range(max(start, last), stop), extent)
            place = last = max(stop, after)

    def within(self, scope: Scope) -> list[Part]:
        """Return the looks, colours and qualities of a scope."""
        return [
            part
            for place in scope.places
            if (part := self._parts.get(place))
            and part.sort in KNOWN
            and part.places.stop <= scope.places.stop
        ]

    def instead(self, scope: Scope) -> list[str]:
        """Return the phrases that do the opposite of what a scope has too much of."""
        said = {part.name for part in self.within(scope) if part.sort == "quality"}
        asked = [phrase for phrase, names in WORDS.instead.items() if names & said]
        if scope.extent == "less":
            said |= {self._tokens[place] for place in scope.places}
            asked += [phrase for phrase, names in WORDS.instead_of_more.items() if names & said]
        return asked[:1]

    def _negator(self, place: int) -> tuple[int, Extent] | None:
        return None if place in self._idle else negator_at(self._tokens, place)

    def _says(self, start: int, stop: int) -> bool:
        return any(is_content(token) for token in self._tokens[start:stop])

    def _stop(self, start: int, extent: Extent) -> int:
        """Return where what a negator takes away ends that stands before it."""
        reach = _Reach(whole=extent == "clause", noun=extent == "thing")
        place = stop = start
        while place < len(self._tokens):
            token, part = self._tokens[place], self._parts.get(place)
            if token in BREAK:
                if not self._goes_on(place, reach, extent):
                    break
            elif (other := self._negator(place)) and not reach.any:
                place += other[0] - 1
                stop = place + 1
            elif other or reach.ended_by(token):
                break
            elif token in PARTS.either | PARTS.both and reach.any:
                if not self._joins(place, reach):
                    break
                reach.joined = True
            elif part and not reach.takes(part.sort):
                break
            elif part:
                place = part.places.stop - 1
                stop = place + 1
            else:
                reach.hears(token)
                stop = place + 1
            place += 1
        return stop

    def _goes_on(self, place: int, reach: "_Reach", extent: Extent) -> bool:
        """Return whether a stop is within a list: "avoid: rain, fog", "no rain, snow or fog"."""
        mark = self._tokens[place]
        if mark == ":" and not reach.any:
            reach.listing = reach.whole = True
            return True
        if mark != STOP or not reach.any:
            return False
        if not reach.listing and not (extent in {"thing", "clause"} and self._list_from(place)):
            return False
        reach.joined = True
        return True

    def _list_from(self, place: int) -> bool:
        """Return whether a list goes on after a comma, whose last two are joined by "or"."""
        since = 0  # words since the last comma
        for token in self._tokens[place + 1 : place + 1 + REACH]:
            if token in PARTS.either:
                return True
            since = 0 if token == STOP else since + 1
            if since > 2 or (token in BREAK and token != STOP):  # noqa: PLR2004 - an adjective and a noun
                return False
        return False

    def _joins(self, place: int, reach: "_Reach") -> bool:
        """Return whether what comes after "and" is more of the same."""
        if self._tokens[place] in PARTS.either:
            return True
        for after in range(place + 1, len(self._tokens)):
            token = self._tokens[after]
            if token in BREAK or token in PARTS.but or token in PARTS.ends or self._negator(after):
                return False
            if part := self._parts.get(after):
                return _alike(part.sort, reach.last)
            if is_content(token):
                return reach.last in {None, "thing"} or reach.whole
        return False

    def _before(self, place: int, extent: Extent, floor: int) -> int:
        """Return where what a negator takes away begins that stands after it; what is before `floor` is gone already."""
        start = place
        if extent == "final":
            return self._clause(place)
        if extent == "after":
            start = self._one_before(place, floor)
            while start > max(1, floor) and self._tokens[start - 1] in PARTS.both | PARTS.either:
                start = self._one_before(start - 1, floor)
        return start

    def _one_before(self, place: int, floor: int) -> int:
        at = place - 1
        while at > floor and not is_content(self._tokens[at]) and self._tokens[at] not in BREAK:
            at -= 1
        if at < 0 or self._tokens[at] in BREAK:
            return at + 1
        part = self._ends.get(at + 1)
        return part.places.start if part else at

    def _late(self, place: int) -> int:
        """Return where what a German "nicht" speaks of begins, where that stands before it: "dunkel soll es nicht sein"."""
        start, near = self._clause(place), self._tokens[place + 1 : place + 3]
        spoken = PARTS.german & {*self._tokens[start:place], *near}
        return start if self._tokens[place] == "nicht" and spoken else place

    def _clause(self, place: int) -> int:
        while (
            place
            and self._tokens[place - 1] not in BREAK
            and self._tokens[place - 1] not in PARTS.with_ | PARTS.but
        ):
            place -= 1
        return place


@dataclass(slots=True)
class _Reach:
    """How far a negation has come."""

    whole: bool
    noun: bool
    any: bool = False  # something was taken away
    last: Sort | None = None  # of what sort that was
    closed: bool = False  # it was a noun
    joined: bool = False  # more comes, after "or"
    listing: bool = False  # after a colon

    def ended_by(self, token: str) -> bool:
        """Return whether a word begins something else."""
        ends = token in PARTS.ends or (token in PARTS.with_ and not self.whole)
        return token in PARTS.but or (self.any and ends)

    def takes(self, sort: Sort) -> bool:
        """Take what a table knows, and return whether it is still within reach."""
        if not (self.joined or self.whole or self._goes_with(sort)):
            return False
        self.closed |= sort in {"medium", "mood"}
        self.any, self.joined, self.last = True, False, sort
        return True

    def _goes_with(self, sort: Sort) -> bool:
        if sort == "thing" or not self.any:
            return True
        if self.noun:  # adjectives lead to it
            return not self.closed
        return self.last not in KNOWN and sort != "medium"

    def hears(self, token: str) -> None:
        """Hear a word that no table knows."""
        if not self.any and token in PARTS.whole:
            self.whole = True
        elif not self.any and token in PARTS.much:
            self.noun = True
        elif is_content(token) and token not in PARTS.degree and not token.endswith(("ly", "ment", "mente")):
            self.closed |= token in PARTS.plain
            self.any, self.last = True, self.last or "thing"


def _alike(one: Sort, other: Sort | None) -> bool:
    """Return whether two are of one sort: an hour is a shade, weather and light are moods."""
    return one == other or {one, other} <= {"mood", "shade"}


def _parts(tokens: Sequence[str]) -> Iterator[Part]:
    """Yield what tables know, of two that begin together the longer one last."""
    looks = [Part(one.tokens, _sort(one), one.name) for one in phrases(tokens)]
    shades = (
        Part(range(place, place + 1), "shade", token)
        for place, token in enumerate(tokens)
        if token in MODIFYING
    )
    yield from sorted(chain(shades, _qualities(tokens), looks), key=lambda part: len(part.places))


def _sort(found: Found) -> Sort:
    if found.kind == "thing":
        return "thing"
    if found.kind == "colour":
        return "colour"
    if found.said in MODIFYING:
        return "shade"
    return "mood" if LOOKS[found.name].mood else "medium"


def _qualities(tokens: Sequence[str]) -> Iterator[Part]:
    for place in range(len(tokens)):
        for words in ahead(tokens, place):
            if name := _qualifying().get(words):
                yield Part(range(place, place + len(words)), "quality", name)
                break


@cache
def _qualifying() -> Mapping[tuple[str, ...], str]:
    return {tuple(said.split()): name for name, all_ in QUALIFYING.said.items() for said in all_}
