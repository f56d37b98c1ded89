"""Showing a member how their card goes and how it ended, until they have seen it."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from functools import partial
from weakref import WeakValueDictionary

from domain.about import about
from domain.card import Card, DeliveryState, Hindrance, Publication, ReplyTo
from domain.errors import Gone, NotYet
from domain.job import ACTIVE, Job, JobState, Phase, Progress
from domain.pauses import Pauses, tries
from domain.preference import Preference
from domain.quota import Limits
from jobs import clock
from jobs.holding import Holding, is_held
from jobs.pictures import Pictures
from jobs.preferences import Preferences
from jobs.showing import Delivery, Ended, Ending, NotShown, NowhereToShow, Standing, may_pass, to_go
from providers.provider import Provider
from storage import deliveries, shown
from storage.database import Database
from storage.shown import Shown

log = logging.getLogger(__name__)

TELLING = 2  # further tries to say that a card is held
LAST_WORD = 60_000  # milliseconds before a message is out of reach, from which on it says so in any case


def about_job(job: Job) -> AbstractContextManager[None]:
    """Name a job as what is worked at."""
    member = job.member
    return about(
        job=job.id,
        card=job.card_id,
        member=member.user_id,
        server=member.guild_id or None,
        provider=job.provider,
        ticket=job.ticket.id if job.ticket else None,
    )


class Outbox:
    """Brings endings to their members, and remembers who has seen theirs."""

    def __init__(
        self,
        database: Database,
        pictures: Pictures,
        delivery: Delivery,
        providers: Mapping[str, Provider],
        preferences: Preferences,
        limits: Limits,
        pauses: Pauses,
    ) -> None:
        self._database = database
        self._pictures = pictures
        self._delivery = delivery
        self._providers = providers
        self._preferences = preferences
        self._limits = limits
        self._pauses = pauses
        self._holding = Holding(database, delivery, pauses)
        # Its jobs may end at the same moment, and one end is shown once.
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def progress(self, job: Job, progress: Progress) -> None:
        """Show how far a job is. It may be lost, whatever the reason; the job is none the worse."""
        try:
            so_far, found = await self._read(job.card_id)
            self._tell(so_far, progress, found)
        except Exception:
            log.exception("progress is lost")

    async def say_that_we_leave(self, left: Iterable[Job]) -> None:
        """Say on the cards of these jobs that the bot will be back. It may be lost."""
        for job in {one.card_id: one for one in left}.values():
            await self.progress(job, Progress(Phase.AWAY))
        await self._delivery.told()

    def _tell(self, so_far: Ending, progress: Progress | None, found: Shown) -> None:
        to, now = found.reply_to, clock.now()
        if to is None or so_far.complete or (to.ends_at is not None and now >= to.ends_at):
            return
        cancellable = any(map(self._cancellable, so_far.jobs))
        left = to_go(so_far.jobs, now)
        late = to.ends_at is not None and _expected(progress, left, now) > to.ends_at - LAST_WORD
        self._delivery.progress(Standing(so_far, progress, cancellable, late, left), to)

    async def look_again(self, card_id: int, to: ReplyTo) -> None:
        """Show how a card has ended, where others may have shown that while progress was on its way, which came last.

        What only this process holds it is about to show itself, after all progress.
        """
        ending, found = await self._read(card_id)
        holders = {one.job.holder for one in ending.jobs} - {None}
        ours = found.delivery is DeliveryState.PENDING and holders == {self._database.holder}
        if ending.complete and not ours and not is_held(ending):
            with suppress(NotShown, NowhereToShow):
                await self._delivery.show(ending, to)

    def _cancellable(self, one: Ended) -> bool:
        provider = self._providers.get(one.job.provider)
        at_host = one.job.state in ACTIVE and bool(provider and provider.capabilities.cancel)
        return one.job.state is JobState.QUEUED or at_host

    async def deliver(self, card_id: int) -> bool:
        """Show how a card ended, once all of its jobs have; try until it is shown, or certain that it cannot be.

        Returns whether they had.

        While others go on, what one of them has come to is progress. Where moderators look first, it is shown to them,
        and has not ended before they have decided.
        """
        async with self._turns.setdefault(card_id, asyncio.Lock()):
            ending, found = await self._read(card_id)
            member = ending.card.member
            with about(card=card_id, member=member.user_id, server=member.guild_id or None):
                if not ending.complete:
                    self._tell(ending, None, found)
                elif found.reply_to and found.delivery is DeliveryState.PENDING:
                    await self._bring(ending, found.reply_to)
        if is_held(ending):
            await self._holding.post(card_id, partial(self.of_card, card_id, reviewing=True))
        return ending.complete

    async def _bring(self, ending: Ending, reply_to: ReplyTo) -> None:
        if not is_held(ending):
            return await self._until_shown(ending, reply_to)
        if await self._holding.is_new(ending.card):
            await self._say_that_it_is_held(ending, reply_to)
        return None

    async def _say_that_it_is_held(self, ending: Ending, reply_to: ReplyTo) -> None:
        """Say on the card that moderators look first: that is no ending, and may be lost after some tries."""
        try:
            async for attempt in tries(self._pauses.delivery[:TELLING], may_pass, asyncio.sleep):
                with attempt:
                    await self._delivery.show(ending, reply_to)
        except Exception as error:  # noqa: BLE001 - as above
            log.info("nobody was told that it waits for moderators: %r", error)

    async def _until_shown(self, ending: Ending, reply_to: ReplyTo) -> None:
        """Try, and try again."""
        try:
            async for attempt in tries(self._pauses.delivery, may_pass, asyncio.sleep):
                with attempt:
                    await self._show(ending, reply_to)
        except Exception as error:  # noqa: BLE001 - each try has told it; the member fetches it
            why = error.why if isinstance(error, NowhereToShow) else Hindrance.UNANSWERED
            await deliveries.moved(self._database, ending.card.id, DeliveryState.WAITING, why=why)
        else:
            if await deliveries.moved(self._database, ending.card.id, DeliveryState.SHOWN):
                await self._notice(ending, reply_to)

    async def _notice(self, ending: Ending, reply_to: ReplyTo) -> None:
        """Tell who waited long, since an edit of the card pings nobody. Once, and it may be lost."""
        card = ending.card
        waited = clock.now() - card.asked_at
        if ending.called_off or waited < self._pauses.notice * 1000:
            return
        try:
            if await self._preferences.wants(card.member, Preference.NOTICES):
                await self._delivery.notice(ending, reply_to)
        except Exception as error:  # noqa: BLE001 - the card itself has been shown
            log.info("nobody was told beside the card: %r", error)

    async def _show(self, ending: Ending, reply_to: ReplyTo) -> None:
        """One try, and in the log what has come of it."""
        try:
            await self._delivery.show(ending, reply_to)
        except NowhereToShow as error:
            log.info("nowhere to be shown; it waits for its member: %s", error)
            raise
        except NotShown as error:
            log.warning("not shown: %s", error)
            raise
        except Exception:
            log.exception("not shown, by a fault of ours")
            raise

    async def show_again(self, card: Card, reply_to: ReplyTo, locale: str) -> None:
        """Show how a card ended in another place than it was asked, and to another reader; it counts as seen once it is.

        Raises NotShown, NowhereToShow, Gone or NotYet.
        """
        ending = await self.ending(card)
        if not ending.complete:
            raise NotYet
        if not all([await self._pictures.has(result.picture) for _, result in ending.results]):
            raise Gone("picture")
        as_read = replace(ending, card=replace(ending.card, locale=locale))
        await self._delivery.show(as_read, reply_to)
        if not is_held(ending):
            await deliveries.moved(self._database, card.id, DeliveryState.SHOWN)

    async def show_review(self, card: Card, place: ReplyTo, locale: str, *, more: int = 0) -> None:
        """Show a moderator there how a card stands that has to be looked at, and how many more have to be.

        Raises NotShown or NowhereToShow.
        """
        ending = await self.of_card(card.id, reviewing=True)
        as_read = replace(ending, card=replace(ending.card, locale=locale))
        await self._delivery.show_review(as_read, place, more=more)

    async def redraw_review(self, card: Card) -> None:
        """Let the message in the moderators' channel say how a card stands by now. It may be lost."""
        await self._holding.redraw(await self.of_card(card.id, reviewing=True))

    async def place(self, card: Card) -> ReplyTo | None:
        """Return where a card is shown."""
        return await deliveries.reply_to(self._database, card.id)

    async def renew(self, card: Card, reply_to: ReplyTo) -> None:
        """Take note that a press on a card's own message has brought a new token for it."""
        await deliveries.renew(self._database, card.id, reply_to)

    async def ending(self, card: Card) -> Ending:
        """Return how a card ended, from the store."""
        return await self.of_card(card.id)

    async def of_card(self, card_id: int, *, reviewing: bool = False) -> Ending:
        """Return how the card of that number ended, also where it was deleted; with what is held, for who reviews it."""
        ending, _ = await self._read(card_id, reviewing=reviewing)
        return ending

    async def _read(self, card_id: int, *, reviewing: bool = False) -> tuple[Ending, Shown]:
        found, parts = await shown.of_card(self._database, card_id, self._limits, clock.now())
        seen = found.card.publication is Publication.HELD if reviewing else found.card.visible
        ended = [
            Ended(part.job, part.results, part.job.provider, part.counted, part.source, part.parent)
            for part in parts
        ]
        if not seen:
            ended = [replace(one, results=(), hidden=len(one.results)) for one in ended]
        return Ending(found.card, ended, found.account, found.review), found


def _expected(progress: Progress | None, to_go: int | None, now: int) -> int:
    """Return when a card is likely to have ended (unix ms; to_go: seconds)."""
    if progress is None:
        return now + 1000 * (to_go or 0)
    rest = max(0, (progress.usual or 0) - (progress.elapsed or 0))
    own = rest if progress.eta is None else progress.eta
    return max(now + 1000 * max(own, to_go or 0), progress.rests_until or 0)
