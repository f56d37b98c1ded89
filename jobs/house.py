"""House rules: what a server's moderators hold its members to, and what they call off."""

from collections.abc import Sequence

from domain.card import CardRef
from domain.errors import Gone, TooLate, TooManyCancels
from domain.event import Recorded
from domain.house import SPEEDS, Block, Bounds, Pause
from domain.member import Asker, Member
from domain.paging import Paged
from domain.preference import Preference
from domain.rules import EVERYBODY
from domain.shards import Shards
from domain.telling import Telling
from domain.wordlist import Pattern
from jobs import clock
from jobs.cancelling import Cancelling
from jobs.history import UnderWay
from storage import cards, events, house, line, preferences, tellings
from storage.database import Database

AT_ONCE = 20  # messages that are told anew at a look
ALL = 1000  # requests that are called off at once; as many may wait in a server


class House:
    """Reads and writes the house rules of servers; `actor` is who moderates theirs."""

    def __init__(self, database: Database, cancelling: Cancelling) -> None:
        self._database = database
        self._cancelling = cancelling

    async def pause(self, actor: Asker, reason: str) -> None:
        """Take nothing in any more, for that reason."""
        by = actor.member
        await house.pause(self._database, by.guild_id, reason, actor=by.user_id, now=clock.now())

    async def paused(self, guild_id: int) -> Pause | None:
        """Return by whom, since when and why a server is paused; None where it is not."""
        return await house.paused(self._database, guild_id)

    async def resume(self, actor: Asker) -> bool:
        """Let the server go on. Returns whether it was paused."""
        return await house.resume(self._database, actor.member.guild_id, actor=actor.member.user_id)

    async def block(self, actor: Asker, user_id: int, ends_at: int | None, reason: str) -> Block | None:
        """Block a member until then (unix ms) or for good. Returns the block that this one replaces."""
        new = Block(user_id, ends_at, reason, actor.member.user_id)
        return await house.block(self._database, actor.member.guild_id, new, now=clock.now())

    async def unblock(self, actor: Asker, user_id: int) -> Block | None:
        """Let a member ask for things again. Returns the block that they had."""
        member = Member(actor.member.guild_id, user_id)
        return await house.unblock(self._database, member, actor=actor.member.user_id, now=clock.now())

    async def blocks(self, guild_id: int, page: int, each: int) -> Paged[Block]:
        """Return a page of who is blocked in a server, the last first."""
        return await house.blocks(self._database, guild_id, clock.now(), page, each)

    async def words(self, guild_id: int) -> Sequence[Pattern]:
        """Return the words that a server does not want in prompts."""
        return await house.patterns(self._database, guild_id)

    async def block_word(self, actor: Asker, word: Pattern) -> Sequence[Pattern]:
        """Block a word; return all that are blocked. Raises BadWord."""
        by = actor.member
        return await house.block_word(self._database, by.guild_id, word, actor=by.user_id, now=clock.now())

    async def allow_word(self, actor: Asker, word: Pattern) -> Sequence[Pattern]:
        """Allow a word again; return all that are blocked. Raises BadWord."""
        by = actor.member
        return await house.allow_word(self._database, by.guild_id, word, actor=by.user_id)

    async def bounds(self, guild_id: int) -> Bounds:
        """Return the most that one request may ask for in a server."""
        return await house.bounds(self._database, guild_id)

    async def bind(self, actor: Asker, new: Bounds) -> None:
        """Set the most that one request may ask for."""
        before = await self.bounds(actor.member.guild_id)
        everybody = Member(actor.member.guild_id, EVERYBODY)
        for preference, was, value in (
            (Preference.IMAGES, before.images, new.images),
            (Preference.SPEED, SPEEDS.index(before.speed), SPEEDS.index(new.speed)),
            (Preference.SIDE, before.side, new.side),
            (Preference.PRIVATE, before.private, new.private),
        ):
            if was != value:
                by = actor.member.user_id
                await preferences.choose(self._database, everybody, preference, value, actor=by)

    async def under_way(
        self, guild_id: int, user_id: int | None, page: int = 0, each: int = ALL
    ) -> Paged[UnderWay]:
        """Return a page of what has not ended in a server, or of one of its members, oldest first."""
        found = await line.under_way(self._database, Member(guild_id, user_id or EVERYBODY), page, each)
        return Paged([UnderWay(*one) for one in found.items], found.page, found.count, found.each)

    async def call_off(self, actor: Asker, user_id: int | None = None) -> int:
        """End what is under way in the actor's server, or of one of its members; return how many requests that were."""
        found = await self.under_way(actor.member.guild_id, user_id)
        ended = 0
        for one in found.items:
            try:
                await self._cancelling.cancel(one.card, actor)
            except (TooLate, TooManyCancels):  # it has ended; or is the moderator's own, and paid for
                continue
            ended += 1
        return ended

    async def stop(self, actor: Asker, ref: CardRef) -> None:
        """End one of them, also a private one, for a moderator of its server. Raises Gone or TooLate."""
        card = await cards.find(self._database, ref)
        if card is None or card.member.guild_id != actor.member.guild_id:
            raise Gone("card")
        await self._cancelling.cancel(card, actor)

    async def trail(self, guild_id: int, most: int) -> Sequence[Recorded]:
        """Return what a server's moderators did last, newest first."""
        return await events.trail(self._database, guild_id, most)

    async def untold(self, guild_id: int, most: int) -> Sequence[Recorded]:
        """Return what they did that their channel has not been told, oldest first."""
        return await events.untold(self._database, guild_id, most)

    async def told(self, guild_id: int, last: int | None = None) -> None:
        """Note up to which event their channel has been told; without one, from now on."""
        await events.told(self._database, guild_id, last)

    async def stale_tellings(self, shards: Shards) -> Sequence[Telling]:
        """Return messages in channels of these shards that still have a reason which was erased, some of them."""
        return await tellings.stale(self._database, AT_ONCE, shards)

    async def told_in(self, telling: Telling) -> Sequence[Recorded]:
        """Return what such a message tells of, in order."""
        return await tellings.told_in(self._database, telling)

    async def keep_telling(self, telling: Telling, shown: Sequence[Recorded]) -> None:
        """Note that a message shows this; where a reason in it has been erased meanwhile, it is stale."""
        await tellings.keep(self._database, telling, sum(bool(one.event.reason) for one in shown))

    async def forget_telling(self, telling: Telling) -> None:
        """Note that nobody can change that message, or that it has no reasons any more."""
        await tellings.forget(self._database, telling)
