"""What somebody wants: a request and where its picture is; and what a refusal offers them instead."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count

from cogs.sources import Origin
from domain.card import CardRef, new_letters
from domain.errors import Gone, QuotaExceeded
from domain.job import Parent, StoredPicture
from domain.member import Member
from domain.request import RestyleRequest
from jobs.admission import Wish

KEPT = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request, and where its picture is."""

    request: RestyleRequest
    origin: Origin
    parent: Parent | None = None
    author: int | None = None  # whose picture it is, where it is neither the asker's nor a result

    def wish(self) -> Wish:
        """Return what admission wants to know of it."""
        source = self.origin if isinstance(self.origin, StoredPicture) else self.origin.claim
        return Wish(self.request, source, self.parent, self.author)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a member could have instead of what was refused; in custom ids it is named as a card is."""

    ref: CardRef
    member: Member
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Pointed:
    """The pictures that a member pointed at, until they have said what for; and whose they are."""

    ref: CardRef
    member: Member
    origins: Sequence[Origin]
    author: int | None


class Offers:
    """The latest offers and pictures pointed at, in memory: who lost theirs with the process asks again."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._open: dict[CardRef, Offer | Pointed] = {}

    def fewer(self, member: Member, wanted: Sequence[Wanted], refused: QuotaExceeded) -> Offer | None:
        """Offer as many pictures as there are left, where one request wanted more."""
        if len(wanted) != 1 or not 0 < refused.left < wanted[0].request.images:
            return None
        less = replace(wanted[0], request=wanted[0].request.fewer(refused.left))
        offer = Offer(self._new_ref(), member, less)
        self._keep(offer)
        return offer

    def keep(self, member: Member, origins: Sequence[Origin], author: int | None) -> Pointed:
        """Keep what a member points at, for the form that asks what for."""
        pointed = Pointed(self._new_ref(), member, origins, author)
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
