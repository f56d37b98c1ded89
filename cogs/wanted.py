"""What somebody wants: a request and where its picture is; and what a refusal offers them instead."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count

from cogs.sources import Attached, Origin
from domain.card import CardRef, Spot, new_letters
from domain.consent import Author
from domain.errors import (
    AboutPicture,
    Gone,
    LeftOut,
    NothingUsable,
    NotOffered,
    PictureOption,
    QuotaExceeded,
    SourceRefused,
    TooManyWaiting,
)
from domain.job import Parent, StoredPicture
from domain.member import Asker, Member
from domain.picture import UnreadablePicture
from domain.request import RestyleRequest
from jobs.admission import Ask, Wish

KEPT = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request, where its picture is, and where the one whose look it takes."""

    request: RestyleRequest
    origin: Origin
    parent: Parent | None = None
    author: Author | None = None  # whose picture it goes back to, where that is not the asker's
    allowed: bool = False  # whether its author says yes just now, or is about to be asked
    look: Origin | None = None
    relaxed: bool = False  # whether it is made for nothing, when there is time
    name: str = ""  # what its member knows the picture by, where there are several

    @property
    def pictures(self) -> Mapping[PictureOption | None, Origin]:
        """Return its pictures by their options; one that is alone needs no name."""
        return {"image": self.origin, "style_from": self.look} if self.look else {None: self.origin}

    def wish(self) -> Wish:
        """Return what admission wants to know of it."""
        source = self.origin if isinstance(self.origin, StoredPicture) else None
        return Wish(
            *(self.request, self.parent, self.author, source, self.allowed),
            look=self.look is not None,
            relaxed=self.relaxed,
        )

    @contextmanager
    def or_left_out(self, left_out: list[LeftOut]) -> Generator[None]:
        """Do something with its pictures; where one cannot be used, note why."""
        try:
            yield
        except (AboutPicture, Gone, NotOffered, SourceRefused, UnreadablePicture) as error:
            left_out.append(LeftOut(self.name, error))


def none_usable(left_out: Sequence[LeftOut]) -> Exception:
    """Return what is raised where not one of the pictures can be used."""
    return left_out[0].why if len(left_out) == 1 else NothingUsable(tuple(left_out))


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted all together: by whom, and by which interaction it is known, so that it is had once."""

    interaction_id: int
    asker: Asker
    wanted: Sequence[Wanted]
    private: bool  # whether it is answered for who acts alone
    whole: bool = False  # whether it is had whole or not at all: so was its author asked for it
    asked_at: int | None = None  # unix milliseconds, where that was before

    def ask(self) -> Ask:
        """Return what admission wants to know of it."""
        wishes = tuple(one.wish() for one in self.wanted)
        return Ask(self.interaction_id, self.asker, wishes, self.asked_at)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a member could have instead of what was refused; in custom ids it is named as a card is."""

    ref: CardRef
    member: Member
    wanted: Sequence[Wanted]

    @property
    def relaxed(self) -> bool:
        """Return whether it is made for nothing, when there is time."""
        return any(one.relaxed for one in self.wanted)

    @property
    def images(self) -> int:
        """Return the number of pictures that come of it."""
        return sum(one.request.images for one in self.wanted)


@dataclass(frozen=True, slots=True)
class Pointed:
    """The pictures of a message that a member pointed at, until they have said what for; and whose they are."""

    ref: CardRef
    member: Member
    message: Spot
    origins: Sequence[Attached]
    author: Author | None
    asks: bool  # whether the author is to be asked
    private: bool  # whether it is shown to that member alone, and so is what is made from it


class Offers:
    """The latest offers and pictures pointed at, in memory: who lost theirs with the process asks again."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._open: dict[CardRef, Offer | Pointed] = {}

    def fewer(
        self, member: Member, wanted: Sequence[Wanted], refused: QuotaExceeded | TooManyWaiting
    ) -> Offer | None:
        """Offer as much as there is room for, where somebody wanted more: the first of several."""
        match refused:
            case QuotaExceeded():
                less = list(_first_pictures(wanted, refused.left))
            case TooManyWaiting():
                less = list(wanted[: refused.left])
        return self._offer(member, less) if less and less != list(wanted) else None

    def relaxed(self, member: Member, wanted: Sequence[Wanted]) -> Offer:
        """Offer all of it for nothing, when there is time."""
        return self._offer(member, [replace(one, relaxed=True) for one in wanted])

    def _offer(self, member: Member, wanted: Sequence[Wanted]) -> Offer:
        offer = Offer(self._new_ref(), member, wanted)
        self._keep(offer)
        return offer

    def keep(
        self,
        member: Member,
        message: Spot,
        origins: Sequence[Attached],
        author: Author | None,
        *,
        asks: bool,
        private: bool,
    ) -> Pointed:
        """Keep what a member points at, for the form that asks what for."""
        pointed = Pointed(self._new_ref(), member, message, origins, author, asks, private)
        self._keep(pointed)
        return pointed

    def find(self, ref: CardRef, member: Member) -> Offer:
        """Return an offer that was made to that member. Raises Gone."""
        offer = self._open.get(ref)
        if not isinstance(offer, Offer) or offer.member != member:
            raise Gone("offer")
        return offer

    def pointed(self, ref: CardRef, member: Member) -> Pointed:
        """Return what that member pointed at. Raises Gone."""
        found = self._open.get(ref)
        if not isinstance(found, Pointed) or found.member != member:
            raise Gone("offer")
        return found

    @contextmanager
    def taking(self, ref: CardRef, member: Member) -> Generator[Offer]:
        """Take an offer that was made to that member: once, unless what the block does comes to nothing. Raises Gone."""
        offer = self.find(ref, member)
        del self._open[ref]
        try:
            yield offer
        except BaseException:
            self._open[ref] = offer
            raise

    def _new_ref(self) -> CardRef:
        return CardRef(next(self._numbers), new_letters())

    def _keep(self, kept: Offer | Pointed) -> None:
        self._open[kept.ref] = kept
        if len(self._open) > KEPT:
            del self._open[next(iter(self._open))]


def _first_pictures(wanted: Sequence[Wanted], left: int) -> Iterator[Wanted]:
    """Yield the first of what is wanted, with so many pictures in all."""
    for one in wanted:
        images = min(one.request.images, left)
        left -= images
        if images:
            yield replace(one, request=one.request.fewer(images))
