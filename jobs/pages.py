"""A member's past, page by page: what they look for is kept while they turn the pages, also over a restart."""

from dataclasses import dataclass

from domain.card import CardRef
from domain.errors import Gone
from domain.member import Member
from domain.past import Filter, Page
from jobs import clock
from storage import history
from storage.database import Database

PAGE = 8  # as many as fit on a phone, and well within the 40 components of a message
STYLES = 200  # of a member's own; more than are suggested


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page, whose it is, what it is a page of, and how that is called when it is turned."""

    page: Page
    member: Member
    wanted: Filter
    ref: CardRef


class Pages:
    """Opens and turns pages of so many cards."""

    def __init__(self, database: Database, most: int = PAGE) -> None:
        self._database = database
        self._most = most

    async def first(self, member: Member, wanted: Filter) -> Leaf:
        """Return the first page: before all others what waits to be fetched, then newest first."""
        ref = await history.keep(self._database, member, wanted, clock.now())
        page = await history.page(self._database, member, wanted, self._most)
        return Leaf(page, member, wanted, ref)

    async def older(self, ref: CardRef, member: Member, card_id: int) -> Leaf:
        """Return the page of cards before that one; the first one where there are none. Raises Gone."""
        wanted = await self._kept(ref, member)
        page = await history.page(self._database, member, wanted, self._most, below=card_id)
        return Leaf(page, member, wanted, ref)

    async def newer(self, ref: CardRef, member: Member, card_id: int) -> Leaf:
        """Return the page of cards after that one; the first one where that is the next. Raises Gone."""
        wanted = await self._kept(ref, member)
        page = await history.page(self._database, member, wanted, self._most, above=card_id)
        return Leaf(page, member, wanted, ref)

    async def styles(self, member: Member) -> list[str]:
        """Return the styles that a member has asked for."""
        return await history.styles(self._database, member, STYLES)

    async def _kept(self, ref: CardRef, member: Member) -> Filter:
        wanted = await history.kept(self._database, ref, member)
        if wanted is None:
            raise Gone("pages")
        return wanted
