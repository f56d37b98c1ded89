"""Reviews: what moderators look at before others do, and what they decide; what nobody decides in time is denied."""

import asyncio
import logging

from domain.card import Card, CardRef, Publication, ReplyTo
from domain.errors import Decided, Gone, NotDenied, NotYours
from domain.member import BOT, Asker, Member
from domain.preference import Preference
from domain.review import Reviewing
from domain.rules import EVERYBODY
from jobs import clock
from jobs.outbox import Outbox
from jobs.worker import Worker
from storage import cards, preferences, reviews
from storage.database import Database

log = logging.getLogger(__name__)

EVERY = 30.0  # seconds between two looks for what has waited too long
AT_ONCE = 20


class Reviews:
    """Takes moderators' decisions about results that are held, and what members say to them."""

    def __init__(self, database: Database, outbox: Outbox, worker: Worker) -> None:
        self._database = database
        self._outbox = outbox
        self._worker = worker

    async def chosen(self, guild_id: int) -> tuple[Reviewing, int | None]:
        """Return what a server's moderators look at first, and in which channel."""
        wanted = await preferences.of_server(self._database, guild_id, Preference.REVIEW)
        channel_id = await preferences.of_server(self._database, guild_id, Preference.REVIEW_CHANNEL)
        return Reviewing(wanted or Reviewing.OFF), channel_id or None

    async def choose(self, actor: Asker, wanted: Reviewing | None, channel_id: int | None) -> None:
        """Note what they look at from now on, and where; what is None stays as it is."""
        everybody = Member(actor.member.guild_id, EVERYBODY)
        for preference, value in ((Preference.REVIEW, wanted), (Preference.REVIEW_CHANNEL, channel_id)):
            if value is not None:
                by = actor.member.user_id
                await preferences.choose(self._database, everybody, preference, value, actor=by)

    async def waiting(self, guild_id: int) -> tuple[Card | None, int]:
        """Return what has waited longest in a server, and how much waits."""
        return await reviews.waiting(self._database, guild_id)

    async def find(self, ref: CardRef, who: Asker) -> Card:
        """Return a card that a button of a review names, for a moderator of its server. Raises Gone or ModeratorsOnly."""
        card = await cards.find(self._database, ref)
        if (
            card is None
            or card.member.guild_id != who.member.guild_id
            or card.publication is Publication.SHOWN
        ):
            raise Gone("card")
        who.check_moderator()
        return card

    async def check_open(self, ref: CardRef, who: Asker) -> Card:
        """Return a card that has to be decided. Raises Decided, and what `find` does."""
        card = await self.find(ref, who)
        if card.publication is not Publication.HELD:
            await self._too_late(card)
        return card

    async def publish(self, ref: CardRef, who: Asker) -> Card:
        """Let a result be seen. Raises Decided where somebody else has, and what `find` does."""
        card = await self.find(ref, who)
        if not await reviews.publish(self._database, card, actor=who.member.user_id):
            await self._too_late(card)
        return card

    async def reject(self, ref: CardRef, who: Asker, reason: str) -> Card:
        """Let a result not be seen, for that reason, and give its pictures back. Raises the same."""
        card, now = await self.find(ref, who), clock.now()
        if not await reviews.reject(self._database, card, reason, actor=who.member.user_id, now=now):
            await self._too_late(card)
        return card

    async def _too_late(self, card: Card) -> None:
        """Raise Decided: by whom, or Gone where it was deleted."""
        review = await reviews.find(self._database, card)
        raise Decided(review.decided_by or BOT if review else BOT)

    async def objectionable(self, ref: CardRef, who: Asker) -> Card:
        """Return a denied card to its member, who has not objected yet. Raises Gone, NotYours or NotDenied."""
        card = await cards.find(self._database, ref)
        if card is None or card.member.guild_id != who.member.guild_id:
            raise Gone("card")
        if card.member != who.member:
            raise NotYours(card.member.user_id, moderators=False)
        review = await reviews.find(self._database, card)
        if card.publication is not Publication.REJECTED or review is None or review.objection is not None:
            raise NotDenied
        return card

    async def object_to(self, ref: CardRef, who: Asker, objection: str) -> None:
        """Let moderators look again at what they have denied. Raises the same."""
        card = await self.objectionable(ref, who)
        if not await reviews.object_to(self._database, card, objection, clock.now()):
            raise NotDenied
        self._worker.deliver(card.id)

    async def bring(self, card: Card) -> None:
        """Show everywhere how a card stands now: the moderators, and its member, who is not waited for."""
        self._worker.deliver(card.id)
        await self.redraw(card)

    async def redraw(self, card: Card) -> None:
        """Let the message in the moderators' channel say how a card stands by now. It may be lost."""
        await self._outbox.redraw_review(card)

    async def show(self, card: Card, place: ReplyTo, locale: str, *, more: int = 0) -> None:
        """Show a moderator there how a card stands, and how many more wait. Raises NotShown or NowhereToShow."""
        await self._outbox.show_review(card, place, locale, more=more)

    async def run(self) -> None:
        """Look now and then for what has waited too long."""
        while True:
            try:
                await self.expire()
            except Exception:
                log.exception("what has waited too long is denied at the next look")
            await asyncio.sleep(EVERY)

    async def expire(self) -> None:
        """Deny what nobody has decided in time, and tell."""
        late = await reviews.overdue(self._database, clock.now(), AT_ONCE)
        if late:
            log.info("nobody has decided in time about %d results", len(late))
        await asyncio.gather(*(self.bring(card) for card in late))
