"""History: a member's own cards, and what a button of an old card stands for."""

from dataclasses import dataclass

from domain.card import Card, CardRef, DeliveryState
from domain.errors import Gone, NotYet, NotYours
from domain.job import ACTIVE, Job, Parent, Result, StoredPicture
from domain.member import Asker, Member
from storage import cards, deliveries, jobs, line
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Entry:
    """One card of a member's past: its jobs, and whether its end has been seen."""

    card: Card
    jobs: tuple[Job, ...]
    delivery: DeliveryState


@dataclass(frozen=True, slots=True)
class Found:
    """What a button stands for: a job of a card, and the picture of it where the button names one."""

    card: Card
    job: Job
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A job that has not ended, its card, and its place in line; 0 where it waits no more."""

    card: Card
    job: Job
    place: int


class History:
    """Looks up what a member asked for: what has ended, and what has not."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_member(self, member: Member, most: int) -> list[Entry]:
        """Return a member's ended cards, those that wait to be fetched first, then newest first."""
        found = await deliveries.history(self._database, member, most)
        return [Entry(card, await jobs.of_card(self._database, card.id), state) for card, state in found]

    async def under_way(self, member: Member, most: int) -> list[UnderWay]:
        """Return a member's jobs that have not ended, oldest first."""
        return [UnderWay(*found) for found in await line.under_way(self._database, member, most)]

    async def find(self, ref: CardRef, asker: Asker, *, part: int = 0, number: int | None = None) -> Found:
        """Return what a button stands for, for who pressed it. Raises Gone.

        A custom id comes from outside: one that names another server's card, or a private one of somebody else,
        names nothing.
        """
        card = await cards.find(self._database, ref)
        if card is None or not _may_see(card, asker):
            raise Gone("card")
        job = next((job for job in await jobs.of_card(self._database, card.id) if job.part == part), None)
        if job is None or not job.readable:
            raise Gone("card")
        if number is None:
            return Found(card, job)
        results = await jobs.results(self._database, job.id)
        result = next((result for result in results if result.number == number), None)
        if result is None:
            raise Gone("picture")
        return Found(card, job, result)

    async def delete(self, found: Found, asker: Asker) -> int:
        """Delete a card and its pictures, for everybody; return how many stay, since others were made from them.

        Raises NotYours, NotYet or Gone.
        """
        check_deletion(found, asker)
        stay = await cards.delete(self._database, found.card, actor=asker.member.user_id)
        if stay is None:
            raise Gone("card")
        return stay

    async def source(self, job: Job) -> tuple[StoredPicture, Parent | None]:
        """Return what a job started from, and whose variation that makes of it. Raises Gone."""
        source = await jobs.source(self._database, job)
        if source is None:
            raise Gone("picture")
        return source, job.parent


def check_deletion(found: Found, asker: Asker) -> None:
    """Raise NotYours or NotYet unless somebody may delete a card now.

    That may who asked, whose picture it was made from, and a moderator.
    """
    owner, parent = found.card.member.user_id, found.job.parent
    owners = {owner, parent.user_id if parent else owner, found.job.author}
    if asker.member.user_id not in owners and not asker.moderator:
        raise NotYours(owner)
    if found.job.state in ACTIVE:
        raise NotYet


def _may_see(card: Card, asker: Asker) -> bool:
    own = card.member.user_id == asker.member.user_id
    return card.member.guild_id == asker.member.guild_id and (own or not card.private)
