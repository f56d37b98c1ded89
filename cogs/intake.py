"""The one way in: whoever asks, by whatever they ask, is checked, acknowledged, and put in line here.

What can be refused without the picture is refused before anything public is shown. Discord waits three seconds for an
acknowledgement (developers/docs/interactions/receiving-and-responding), so where a look takes too long, the
acknowledgement goes first.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TypeVar
from weakref import WeakValueDictionary

import discord
from discord import Interaction

from cogs.acknowledging import think
from cogs.sources import Origin, Sources
from domain.card import Admitted, ReplyTo
from domain.job import Parent, StoredPicture
from domain.member import Asker, Install, Member
from domain.request import RestyleRequest
from jobs.admission import Admission, Ask, Wish

PATIENCE = 1.5  # seconds for looks and checks before the acknowledgement goes first

Looked = TypeVar("Looked")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request, and where its picture is."""

    request: RestyleRequest
    origin: Origin
    parent: Parent | None = None

    def wish(self) -> Wish:
        """Return what admission wants to know of it."""
        source = self.origin if isinstance(self.origin, StoredPicture) else self.origin.claim
        return Wish(self.request, source, self.parent)


def asker(interaction: Interaction) -> Asker:
    """Return who asks, and from where."""
    assert interaction.channel_id is not None, "a command is always given in a channel"
    user = interaction.user
    roles = user.roles if isinstance(user, discord.Member) else []
    return Asker(
        Member.of(interaction.guild_id, user.id),
        interaction.channel_id,
        frozenset(role.id for role in roles),
        moderator=interaction.permissions.manage_messages or interaction.permissions.manage_guild,
        locale=interaction.locale.value,
        install=Install.SERVER if interaction.is_guild_integration() else Install.USER,
    )


async def acknowledged(
    look: Callable[[], Awaitable[Looked]], acknowledge: Callable[[], Awaitable[Answer]]
) -> tuple[Looked, Answer]:
    """Look first, since a look may refuse; then acknowledge. Where the look takes longer than PATIENCE, after it."""
    looking = asyncio.ensure_future(look())
    try:
        await asyncio.wait((looking,), timeout=PATIENCE)
        if looking.done():
            return looking.result(), await acknowledge()
        answer = await acknowledge()
        return await looking, answer
    finally:
        looking.cancel()


class Intake:
    """Brings what is asked into line."""

    def __init__(self, admission: Admission, sources: Sources) -> None:
        self._admission = admission
        self._sources = sources
        # One at a time for each member: what the second may have depends on what the first one got, and nobody's
        # requests hold all the places at which pictures are fetched.
        self._turns: WeakValueDictionary[Member, asyncio.Lock] = WeakValueDictionary()

    async def ask(
        self,
        interaction: Interaction,
        want: Callable[[Asker], Awaitable[Sequence[Wanted]]],
        *,
        private: bool,
    ) -> Admitted:
        """Ask for all that is wanted, or for nothing: acknowledged with "thinking" in a message of its own.

        Raises Refused or UnreadablePicture, having changed nothing.
        """
        async with self._admission.accepting(), AsyncExitStack() as stack:
            who = asker(interaction)
            turn = self._turns.setdefault(who.member, asyncio.Lock())

            async def look() -> Sequence[Wanted]:
                await stack.enter_async_context(turn)
                wanted = await want(who)
                for one in wanted:
                    self._sources.check(one.origin)
                await self._admission.check(_ask(interaction, who, wanted))
                return wanted

            async def acknowledge() -> ReplyTo:
                return await think(interaction, private=private)

            wanted, reply_to = await acknowledged(look, acknowledge)
            sources = [await self._sources.take(one.origin) for one in wanted]
            ask = _ask(interaction, who, wanted)
            return await self._admission.admit(ask, sources, reply_to, private=reply_to.ephemeral)


def _ask(interaction: Interaction, who: Asker, wanted: Sequence[Wanted]) -> Ask:
    return Ask(interaction.id, who, tuple(one.wish() for one in wanted))
