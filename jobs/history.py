"""History: what a button of an old card stands for, what is under way, and a result's family."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.card import Card, CardRef, Publication
from domain.consent import Author, Way
from domain.errors import AgeRestricted, Gone, NotPublished, NotYet, NotYours
from domain.job import ACTIVE, Job, Parent, Result, StoredPicture
from domain.member import Asker, Member
from domain.paging import Paged
from domain.past import Family
from storage import cards, families, jobs, line
from storage.database import Database

RELATIVES = 12  # with 310 characters each at most, as many as a message has room for


@dataclass(frozen=True, slots=True)
class Found:
    """What a button stands for: a job of a card, and the picture of it where the button names one."""

    card: Card
    job: Job
    result: Result | None = None

    @property
    def author(self) -> Author:
        """Return whose picture this goes back to, also where that is who asked."""
        if self.job.author:
            return self.job.author
        if self.job.parent:
            return Author(self.job.parent.user_id, way=Way.MADE)
        return Author(self.card.member.user_id, way=Way.BROUGHT)

    def is_private_to(self, asker: Asker) -> bool:
        """Return whether only who asks may see what is made from it: also where they have taken it elsewhere."""
        taken_along = self.card.member.personal and self.card.channel_id != asker.channel_id
        return self.card.private or taken_along


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A card that has not ended: its jobs that have not, and the place in line of the first; 0 if that waits no more."""

    card: Card
    jobs: tuple[Job, ...]
    place: int


class History:
    """Looks up what a member asked for: what has ended, and what has not."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def under_way(self, member: Member, page: int, each: int) -> Paged[UnderWay]:
        """Return a page of a member's cards that have not ended, oldest first."""
        found = await line.under_way(self._database, member, page, each)
        return Paged([UnderWay(*one) for one in found.items], found.page, found.count, found.each)

    async def find(self, ref: CardRef, asker: Asker, *, part: int = 0, number: int | None = None) -> Found:
        """Return what a button stands for, for who pressed it. Raises Gone or NotPublished.

        And AgeRestricted, where it names a picture that is not for where it was pressed. A custom id comes from outside: one that names another server's card, or a private one of somebody else,
        names nothing.
        """
        found = next((one for one in await self.find_all(ref, asker) if one.job.part == part), None)
        if found is None:
            raise Gone("card")
        if number is None:
            return found
        results = await jobs.results(self._database, found.job.id)
        result = next((result for result in results if result.number == number), None)
        if result is None:
            raise Gone("picture")
        check_age(found.card, asker)
        return replace(found, result=result)

    async def find_all(self, ref: CardRef, asker: Asker, *, unseen: bool = False) -> list[Found]:
        """Return all jobs of a card in the same way: one at least. Raises Gone.

        And NotPublished, unless it does not matter that its results may not be seen (yet).
        """
        card = await cards.find(self._database, ref)
        if card is None or not may_see(card, asker):
            raise Gone("card")
        if not (card.visible or unseen):
            raise NotPublished(denied=card.publication is Publication.REJECTED)
        found = [Found(card, job) for job in await jobs.of_card(self._database, card.id) if job.readable]
        if not found:
            raise Gone("card")
        return found

    async def family(self, found: Found, asker: Asker) -> Family:
        """Return what a job was made from, and what was made from it, as far as who asks may see it."""
        return await families.family(self._database, found.job, asker, RELATIVES)

    async def delete(self, found: Sequence[Found], asker: Asker) -> int:
        """Delete a card and its pictures, for everybody; return how many stay, since others were made from them.

        Raises NotYours, NotYet or Gone.
        """
        check_deletion(found, asker)
        stay = await cards.delete(self._database, found[0].card, actor=asker.member.user_id)
        if stay is None:
            raise Gone("card")
        return stay

    async def source(self, job: Job) -> tuple[StoredPicture, Parent | None]:
        """Return what a job started from, and whose variation that makes of it. Raises Gone."""
        source = await jobs.source(self._database, job)
        if source is None:
            raise Gone("picture")
        return source, job.parent

    async def look(self, job: Job) -> StoredPicture | None:
        """Return the picture whose look a job took, where it took one."""
        return await jobs.look(self._database, job) if job.look else None


def check_deletion(found: Sequence[Found], asker: Asker) -> None:
    """Raise NotYours or NotYet unless somebody may delete the card of these jobs now, which are all of its.

    That may who asked, whose picture any of it was made from, and a moderator.
    """
    owner = found[0].card.member.user_id
    owners = {owner}.union(*(_authors(one.job) for one in found))
    if asker.member.user_id not in owners and not asker.moderator:
        raise NotYours(owner, moderators=not asker.member.personal)
    if any(one.job.state in ACTIVE for one in found):
        raise NotYet


def _authors(job: Job) -> set[int | None]:
    author, parent = job.author, job.parent
    return {author.user_id if author else None, parent.user_id if parent else None}


def check_age(card: Card, asker: Asker) -> None:
    """Raise AgeRestricted where the results of an age-restricted channel are wanted in one that is none."""
    if card.age_restricted and not asker.age_restricted:
        raise AgeRestricted


def is_here(card: Card, asker: Asker) -> bool:
    """Return whether a card is of the place where somebody asks.

    That is all of a server; outside of servers the channel, and with it one's own from all other channels there.
    """
    if card.member.personal:
        return card.member == asker.member or card.channel_id == asker.channel_id
    return card.member.guild_id == asker.member.guild_id


def may_see(card: Card, asker: Asker) -> bool:
    """Return whether somebody may see a card: where it is, and a private one only its member."""
    own = card.member.user_id == asker.member.user_id
    return is_here(card, asker) and (own or not card.private)
