"""Holding: a result that moderators must see first is brought to their channel, and its message says how it stands."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from weakref import WeakValueDictionary

from domain.card import Card, DeliveryState, Publication, ReplyTo, Target
from domain.pauses import Pauses, tries
from jobs.showing import Delivery, Ending, NotShown, NowhereToShow, may_pass
from storage import deliveries
from storage.database import Database

log = logging.getLogger(__name__)


class Holding:
    """Shows moderators what waits for them, where their server has a channel for that."""

    def __init__(self, database: Database, delivery: Delivery, pauses: Pauses) -> None:
        self._database = database
        self._delivery = delivery
        self._pauses = pauses
        # It may be posted and decided at the same moment, and one message is drawn at a time.
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def is_new(self, card: Card) -> bool:
        """Return whether moderators have still to be shown it."""
        state = await deliveries.state(self._database, card.id, Target.REVIEW)
        return state is DeliveryState.PENDING

    async def post(self, card_id: int, read: Callable[[], Awaitable[Ending]]) -> None:
        """Bring a held card to its server's moderators; where that cannot be, it waits for them.

        Try until it is shown, or certain that it cannot be, or decided.
        """
        try:
            async for attempt in tries(self._pauses.delivery, may_pass, asyncio.sleep):
                with attempt:
                    async with self._turns.setdefault(card_id, asyncio.Lock()):
                        await self._post_once(await read())
        except Exception as error:  # noqa: BLE001 - moderators find it by a command
            log.warning("a result is not in the moderators' channel: %r", error)
            await deliveries.moved(self._database, card_id, DeliveryState.WAITING, target=Target.REVIEW)

    async def _post_once(self, ending: Ending) -> None:
        """Begin a message, if it is not there yet, and put the pictures into it."""
        card = ending.card
        if not is_held(ending) or not await self.is_new(card):
            return
        if not await self._shown_where_it_was(ending):
            place = await self._place(card)
            if place is None or not place.channel_id:
                raise NowhereToShow("no channel is chosen for that")
            message_id = await self._delivery.open_review(ending, place)
            await deliveries.posted(self._database, card.id, Target.REVIEW, message_id)
            await self._delivery.show_review(ending, replace(place, message_id=message_id))
        await deliveries.moved(self._database, card.id, DeliveryState.SHOWN, target=Target.REVIEW)

    async def _shown_where_it_was(self, ending: Ending) -> bool:
        """Show it in its message, where there is one that is still there."""
        place = await self._place(ending.card)
        if place is None or not place.message_id:
            return False
        try:
            await self._delivery.show_review(ending, place)
        except NowhereToShow:
            return False
        return True

    async def redraw(self, ending: Ending) -> None:
        """Let the message say how it stands by now, where there is one. It may be lost."""
        card = ending.card
        async with self._turns.setdefault(card.id, asyncio.Lock()):
            to = await self._place(card)
            if to is None or not to.message_id:
                return
            try:
                await self._delivery.show_review(ending, to)
            except (NotShown, NowhereToShow) as error:
                log.info("a review says no longer how it stands: %s", error)

    async def _place(self, card: Card) -> ReplyTo | None:
        return await deliveries.reply_to(self._database, card.id, Target.REVIEW)


def is_held(ending: Ending) -> bool:
    """Return whether a card has ended and waits for moderators."""
    return ending.complete and ending.card.publication is Publication.HELD
