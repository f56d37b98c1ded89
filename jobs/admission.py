"""Admission: from a valid request to jobs in line, or a refusal that says why.

It is a list of checks. Those that need no picture are made before anything public is shown; what they say may have
changed by the time that the card is reserved, so that transaction decides again.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from weakref import WeakValueDictionary

from domain.buckets import Unit
from domain.card import Admitted, NewCard, ReplyTo, new_letters
from domain.consent import Author, Way
from domain.errors import Closing, Crowded, NotAllowed, QuotaExceeded
from domain.job import Draft, Parent, StoredPicture
from domain.member import Asker, Member
from domain.quota import Limits
from domain.request import RestyleRequest
from jobs import clock
from jobs.consents import Consents
from jobs.pause import Pause
from jobs.pictures import Taken
from jobs.routing import Routing
from jobs.worker import Worker
from storage import house, reservations, spending
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Wish:
    """One request of a card."""

    request: RestyleRequest
    parent: Parent | None = None
    author: Author | None = None  # whose picture it goes back to, where that is somebody else's
    source: StoredPicture | None = None  # the picture, where it is kept already
    allowed: bool = False  # whether its author says yes just now, or is about to be asked
    look: bool = False  # whether it takes the look of another picture


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody asks in one interaction: one wish or several, all of them or none."""

    interaction_id: int
    asker: Asker
    wishes: tuple[Wish, ...]
    asked_at: int | None = None  # unix milliseconds, where that was before: an author has been asked since

    @property
    def sizes(self) -> list[int]:
        """Return the number of pictures of each wish."""
        return [wish.request.images for wish in self.wishes]


Check = Callable[[Ask], Awaitable[None]]


class Admission:
    """Takes requests in."""

    def __init__(
        self,
        database: Database,
        routing: Routing,
        worker: Worker,
        consents: Consents,
        limits: Limits,
        pause: Pause,
    ) -> None:
        self._database = database
        self._pause = pause
        self._routing = routing
        self._worker = worker
        self._consents = consents
        self._limits = limits
        # In the order in which they are told; each raises Refused.
        self._checks: Sequence[Check] = (
            *(self._open, self._within_house_rules, self._consented),
            *(self._offered, self._within_limits),
        )
        # What was checked and is not in line yet, by member and interaction; and a turn for each member, since what the
        # second one may have depends on what the first one gets.
        self._coming: dict[Member, dict[int, list[int]]] = {}
        self._turns: WeakValueDictionary[Member, asyncio.Lock] = WeakValueDictionary()
        self._inside = 0
        self._empty = asyncio.Event()

    @asynccontextmanager
    async def accepting(self) -> AsyncGenerator[None]:
        """Let somebody in who may come to ask for something; raises Closing where the bot is about to end."""
        if self._worker.stopping:
            raise Closing
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()

    async def until_empty(self) -> None:
        """Wait until everybody who was let in has been served."""
        while self._inside:
            self._empty.clear()
            await self._empty.wait()

    @asynccontextmanager
    async def checked(self, ask: Ask) -> AsyncGenerator[None]:
        """Raise what can be refused without the picture; while the block runs, what is asked counts as taken."""
        member = ask.asker.member
        async with self._turns.setdefault(member, asyncio.Lock()):
            for check in self._checks:
                await check(ask)
            coming = self._coming.setdefault(member, {})
            coming[ask.interaction_id] = ask.sizes
        try:
            yield
        finally:
            coming.pop(ask.interaction_id, None)  # Discord may have delivered it twice
            if not coming and self._coming.get(member) is coming:
                del self._coming[member]

    async def _open(self, _: Ask) -> None:
        """Raise Closing, Paused or Crowded where nothing is taken in now."""
        if self._worker.stopping:
            raise Closing
        self._pause.check()
        if self._database.crowded:
            raise Crowded

    async def _within_house_rules(self, ask: Ask) -> None:
        """Raise ServerPaused, Blocked, BlockedWords or OutOfBounds where a server's moderators do not want it."""
        rules = await house.of_member(self._database, ask.asker.member, clock.now())
        rules.check_open()
        rules.check_words([wish.request.prompt for wish in ask.wishes])
        for wish in ask.wishes:
            rules.bounds.check(wish.request)

    async def _consented(self, ask: Ask) -> None:
        """Raise NotAllowed where a picture is somebody else's who has not said yes."""
        for wish in ask.wishes:
            author = wish.author
            if author is None or not await self._consents.must_ask(ask.asker, author):
                continue
            member, source = ask.asker.member, wish.source
            if not wish.allowed and not await self._consents.granted(member, author, source, wish.request):
                raise NotAllowed(author.user_id, "brought" if author.way is Way.BROUGHT else "unasked")

    async def _offered(self, ask: Ask) -> None:
        """Raise NotOffered unless some provider can do it."""
        for wish in ask.wishes:
            self._routing.choose(wish.request, look=wish.look)

    async def _within_limits(self, ask: Ask) -> None:
        """Raise QuotaExceeded or TooManyWaiting unless quota and caps allow it."""
        others = {
            interaction_id: sizes
            for interaction_id, sizes in self._coming.get(ask.asker.member, {}).items()
            if interaction_id != ask.interaction_id
        }
        least = sum(
            self._routing.choose(one.request, look=one.look).price.least(one.request) for one in ask.wishes
        )
        async with self._telling_of_budgets(ask):
            await reservations.check(
                self._database, ask.asker, ask.sizes, least, others, self._limits, clock.now()
            )

    async def admit(self, ask: Ask, drafts: Sequence[Draft], reply_to: ReplyTo, *, private: bool) -> Admitted:
        """Put what came of an ask in line, and show the places.

        Raises Refused (the quota, the caps, the house rules, a closing bot), having changed nothing.
        """
        if self._worker.stopping:
            raise Closing
        self._pause.check()
        rules = await house.of_member(self._database, ask.asker.member, clock.now())
        rules.check_words([draft.request.prompt for draft in drafts])
        for draft in drafts:
            rules.bounds.check(draft.request, (draft.source.width, draft.source.height))
        card = NewCard(ask.interaction_id, ask.asker, new_letters(), private, ask.asked_at)
        async with self._telling_of_budgets(ask):
            admitted = await reservations.reserve(
                self._database, card, drafts, reply_to, self._limits, clock.now()
            )
        if admitted.new:
            self._worker.joined(admitted)
        return admitted

    @asynccontextmanager
    async def _telling_of_budgets(self, ask: Ask) -> AsyncGenerator[None]:
        """Tell who runs the bot when the block turns somebody down by a budget."""
        try:
            yield
        except QuotaExceeded as refused:
            if refused.bucket.unit is Unit.MICROS:
                guild_id, now = ask.asker.member.guild_id, clock.now()
                await spending.stopped(self._database, guild_id, refused, self._limits.budgets, now)
            raise

    def draft(self, wish: Wish, source: Taken, look: Taken | None = None) -> Draft:
        """Return the job of a wish and its pictures. Raises NotOffered unless some provider can do it."""
        size = (source.picture.width, source.picture.height)
        provider = self._routing.choose(wish.request, size, look=look is not None)
        cost = provider.price.estimate(wish.request, size)
        return Draft(
            wish.request,
            source.picture,
            wish.parent,
            provider.name,
            cost,
            source.loss,
            wish.author,
            look.picture if look else None,
        )
