"""Admission: from a valid request to jobs in line, or a refusal that says why.

It is a list of checks. Those that need no picture are made before anything public is shown; what they say may have
changed by the time that the card is reserved, so that transaction decides again.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from weakref import WeakValueDictionary

from domain.buckets import Unit
from domain.card import Admitted, NewCard, ReplyTo, new_letters
from domain.consent import Author, Way
from domain.errors import (
    Blocked,
    Closing,
    Crowded,
    Gone,
    NotAllowed,
    Paused,
    QuotaExceeded,
    Refused,
    ServerPaused,
)
from domain.job import Draft, Parent, StoredPicture
from domain.member import Asker, Member
from domain.quota import Limits
from domain.request import RestyleRequest
from jobs import clock
from jobs.consents import Consents
from jobs.figures import Counts
from jobs.pause import Pause
from jobs.pictures import Pictures, Taken
from jobs.routing import Routing
from jobs.safety import Safety
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
    relaxed: bool = False  # whether it is made for nothing, when there is time


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody asks in one interaction: one wish or several, all of them or none."""

    interaction_id: int
    asker: Asker
    wishes: tuple[Wish, ...]
    asked_at: int | None = None  # unix milliseconds, where that was before: an author has been asked since

    @property
    def relaxed(self) -> bool:
        """Return whether it is made for nothing, when there is time."""
        return any(wish.relaxed for wish in self.wishes)

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
        pictures: Pictures,
        safety: Safety,
        limits: Limits,
        pause: Pause,
        counts: Counts,
    ) -> None:
        self._database = database
        self._pause = pause
        self._counts = counts
        self._routing = routing
        self._worker = worker
        self._consents = consents
        self._pictures = pictures
        self._safety = safety
        self._limits = limits
        # In the order in which they are told; each raises Refused.
        self._checks: Sequence[Check] = (
            *(self._open, self._within_house_rules, self._consented),
            *(self._offered, self._within_limits),
        )
        # What was checked and is not in line yet, by member and interaction; and a turn for each member, since what the
        # second one may have depends on what the first one gets.
        self._coming: dict[Member, dict[int, Ask]] = {}
        self._turns: WeakValueDictionary[Member, asyncio.Lock] = WeakValueDictionary()
        self._inside = 0
        self._empty = asyncio.Event()

    @asynccontextmanager
    async def accepting(self) -> AsyncGenerator[None]:
        """Let somebody in who may come to ask for something; raises Closing where the bot is about to end, NoRoom where it can write nothing down."""
        if self._worker.stopping:
            raise Closing
        self._database.check_room()
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
                with self._counting(ask.asker):
                    await check(ask)
            coming = self._coming.setdefault(member, {})
            coming[ask.interaction_id] = ask
        try:
            yield
        finally:
            coming.pop(ask.interaction_id, None)  # Discord may have delivered it twice
            if not coming and self._coming.get(member) is coming:
                del self._coming[member]

    async def check_open(self, asker: Asker) -> None:
        """Raise what lets somebody ask for nothing at all now: before they fill in a form."""
        with self._counting(asker):
            self._taking_in()
            if closed := await self.closed_to(asker):
                raise closed

    async def closed_to(self, asker: Asker) -> Refused | None:
        """Return what somebody would read if they asked for anything: that the bot is paused, or that they are blocked."""
        try:
            self._pause.check()
            (await house.of_asker(self._database, asker, clock.now())).check_open()
        except (Paused, ServerPaused, Blocked) as refused:
            return refused
        return None

    @contextmanager
    def _counting(self, asker: Asker) -> Generator[None]:
        """Count who is turned down in the block."""
        try:
            yield
        except Refused as refused:
            self._counts.note(asker, refused)
            raise

    async def _open(self, _: Ask) -> None:
        """Raise Closing, Paused or Crowded where nothing is taken in now."""
        self._taking_in()

    def _taking_in(self) -> None:
        if self._worker.stopping:
            raise Closing
        self._pause.check()
        if self._database.crowded:
            raise Crowded

    async def _within_house_rules(self, ask: Ask) -> None:
        """Raise ServerPaused, Blocked, BlockedWords or OutOfBounds where a server's moderators do not want it."""
        rules = await house.of_asker(self._database, ask.asker, clock.now())
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
            self._routing.choose(wish.request, look=wish.look, relaxed=wish.relaxed)

    async def _within_limits(self, ask: Ask) -> None:
        """Raise QuotaExceeded or TooManyWaiting unless quota and caps allow it."""
        others = {
            interaction_id: other
            for interaction_id, other in self._coming.get(ask.asker.member, {}).items()
            if interaction_id != ask.interaction_id
        }
        least = sum(
            self._routing.choose(one.request, look=one.look, relaxed=one.relaxed).price.least(one.request)
            for one in ask.wishes
        )
        async with self._telling_of_budgets(ask):
            await reservations.check(
                *(self._database, ask.asker, ask.sizes, least),
                {interaction_id: other.sizes for interaction_id, other in others.items()},
                *(self._limits, clock.now()),
                relaxed=ask.relaxed,
                apart=[one for one, other in others.items() if other.relaxed is not ask.relaxed],
            )

    async def would_relax(self, ask: Ask) -> bool:
        """Return whether all of it could be made for nothing, when there is time: so can who has used up all else."""
        if not self._limits.relax or ask.relaxed:
            return False
        wishes = tuple(replace(wish, relaxed=True) for wish in ask.wishes)
        relaxed = replace(ask, wishes=wishes)
        try:
            await self._offered(relaxed)
            await self._within_limits(relaxed)
        except Refused:
            return False
        return True

    async def admit(self, ask: Ask, drafts: Sequence[Draft], reply_to: ReplyTo, *, private: bool) -> Admitted:
        """Put what came of an ask in line, and show the places.

        Raises Refused (the quota, the caps, the house rules, a closing bot), having changed nothing.
        """
        with self._counting(ask.asker):
            admitted = await self._reserved(ask, drafts, reply_to, private=private)
        if admitted.new:
            self._worker.joined(admitted)
        return admitted

    async def _reserved(
        self, ask: Ask, drafts: Sequence[Draft], reply_to: ReplyTo, *, private: bool
    ) -> Admitted:
        """Check all of it once more, and take what it needs. Raises Refused."""
        if self._worker.stopping:
            raise Closing
        self._pause.check()
        rules = await house.of_asker(self._database, ask.asker, clock.now())
        rules.check_words([draft.request.prompt for draft in drafts])
        for draft in drafts:
            rules.bounds.check(draft.request, (draft.source.width, draft.source.height))
        card = NewCard(ask.interaction_id, ask.asker, new_letters(), private, ask.asked_at)
        async with self._telling_of_budgets(ask):
            return await reservations.reserve(
                self._database, card, drafts, reply_to, self._limits, clock.now()
            )

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

    async def check_picture(self, asker: Asker, picture: StoredPicture) -> None:
        """Raise SourceRefused where a picture, as it is kept, may not be restyled where somebody asks.

        Gone where it is not kept any more, StoreAway where nobody can be asked for it.
        """
        try:
            file = await self._pictures.file(picture)
        except FileNotFoundError:
            raise Gone("picture") from None
        await self._safety.check_source(file, asker)

    def draft(self, wish: Wish, source: Taken, look: Taken | None = None) -> Draft:
        """Return the job of a wish and its pictures. Raises NotOffered unless some provider can do it."""
        size = (source.picture.width, source.picture.height)
        provider = self._routing.choose(wish.request, size, look=look is not None, relaxed=wish.relaxed)
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
            wish.relaxed,
        )
