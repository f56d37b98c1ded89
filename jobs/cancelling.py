"""Calling off: what members, moderators or the bot no longer want ends here, and whoever works on it is told."""

from collections.abc import Sequence

from domain.card import Card
from domain.errors import NotYours, TooLate, TooManyCancels
from domain.job import ACTIVE, Job
from domain.member import BOT, Asker
from domain.quota import Limits
from domain.shards import EVERY, Shards
from jobs import clock
from storage import jobs, line
from storage.database import Database
from storage.signals import Signals, Topic


class Cancelling:
    """Ends jobs. Their work, their hosts and their cards are the worker's, which hears of it."""

    def __init__(self, database: Database, limits: Limits, signals: Signals) -> None:
        self._database = database
        self._limits = limits
        self._signals = signals

    async def cancel(self, card: Card, asker: Asker) -> None:
        """End what is left of a card that its member, or a moderator, no longer wants.

        Raises TooLate or NotYours; and TooManyCancels where its hosts are paid already, and its member has done that too
        often.
        """
        await self.check(card, asker)
        found = await jobs.of_card(self._database, card.id)
        cancelled, refused = list[Job](), list[TooManyCancels]()
        for one in found:
            try:
                job = await self._cancel(one, asker.member.user_id)
            except TooManyCancels as too_many:
                refused.append(too_many)
            else:
                cancelled += [job] if job else []
        if not cancelled:
            raise refused[0] if refused else TooLate
        self._tell(cancelled)

    async def check(self, card: Card, asker: Asker) -> None:
        """Raise NotYours, TooLate or TooManyCancels unless somebody may cancel a card now, or a part of it."""
        if card.member.user_id != asker.member.user_id and not asker.moderator:
            raise NotYours(card.member.user_id, moderators=not asker.member.personal)
        active = [job for job in await jobs.of_card(self._database, card.id) if job.state in ACTIVE]
        if not active:
            raise TooLate
        if card.member.user_id == asker.member.user_id and all(job.paid for job in active):
            done, most = (
                await jobs.paid_cancels(self._database, card.member, clock.now()),
                self._limits.paid_cancels,
            )
            if done >= most:
                raise TooManyCancels(most)

    async def _cancel(self, found: Job, actor: int) -> Job | None:
        """End one job; None where it had ended already."""
        job: Job | None = found
        # The state may move on between the look and the write; each move is one more look, and there are few.
        while job and job.state in ACTIVE:
            most = self._limits.paid_cancels
            if cancelled := await jobs.cancel(self._database, job, clock.now(), actor=actor, most=most):
                return cancelled
            job = await jobs.find(self._database, job.id)
        return None

    async def removed(self, guild_id: int) -> None:
        """Call off what waits in a server that has removed the bot: nobody there could see it.

        What is at a host is paid for already; its pictures wait for their member.
        """
        for job in await line.waiting_in(self._database, guild_id):
            if cancelled := await jobs.cancel(self._database, job, clock.now(), actor=BOT):
                self._tell([cancelled])

    async def only_in(self, guild_ids: frozenset[int], shards: Shards = EVERY) -> None:
        """Call off what waits in servers of these shards that have removed the bot while it was away."""
        for guild_id in await line.servers(self._database):
            if guild_id not in guild_ids and shards.has(guild_id):
                await self.removed(guild_id)

    def _tell(self, cancelled: Sequence[Job]) -> None:
        self._signals.send(Topic.CANCEL, ",".join(str(job.id) for job in cancelled))
