"""The one way in: whoever asks, by whatever they ask, is checked, acknowledged, and put in line here.

What can be refused without the picture is refused before anything public is shown. Discord waits three seconds for an
acknowledgement (developers/docs/interactions/receiving-and-responding), so where a look takes too long, the
acknowledgement goes first.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from typing import TypeVar
from weakref import WeakValueDictionary

import discord
from discord import Interaction, ui

from cogs import replies
from cogs.acknowledging import Precedence, think
from cogs.replies import OFFER
from cogs.sources import Origin, Sources
from cogs.wanted import Offers, Wanted
from domain.card import Admitted, ReplyTo
from domain.errors import Crowded, QuotaExceeded
from domain.member import Asker, Install, Member
from jobs.admission import Admission, Ask

PATIENCE = 1.5  # seconds for looks and checks before the acknowledgement goes first
FORM_PATIENCE = (
    1.2  # seconds for one before a form, which is an acknowledgement itself; two may come one after another
)

Looked = TypeVar("Looked")
Answer = TypeVar("Answer")


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
        server_locale=(interaction.guild_locale or interaction.locale).value,
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


async def soon(look: Awaitable[Looked]) -> Looked:
    """Return what a look finds, where a form must be the first answer. Raises Crowded when that takes long."""
    try:
        return await asyncio.wait_for(look, FORM_PATIENCE)
    except TimeoutError:
        raise Crowded from None


async def whispered(interaction: Interaction, look: Callable[[], Awaitable[ui.LayoutView]]) -> None:
    """Show something to who asked alone; where the look takes longer than PATIENCE, "thinking" goes first."""
    looking = asyncio.ensure_future(look())
    try:
        await asyncio.wait((looking,), timeout=PATIENCE)
        if looking.done():
            return await replies.whisper(interaction, looking.result())
        await think(interaction, private=True)
        return await replies.show(interaction, await looking)
    finally:
        looking.cancel()


class Intake:
    """Brings what is asked into line."""

    def __init__(self, admission: Admission, sources: Sources, precedence: Precedence) -> None:
        self._admission = admission
        self._sources = sources
        self.offers = Offers()
        self._precedence = precedence
        # A member's pictures are fetched one after the other, so that nobody's requests hold all the places for that.
        self._turns: WeakValueDictionary[Member, asyncio.Lock] = WeakValueDictionary()

    async def ask(
        self,
        interaction: Interaction,
        want: Callable[[Asker], Awaitable[Sequence[Wanted]]],
        *,
        private: bool,
    ) -> Admitted:
        """Ask for all that is wanted, or for nothing: acknowledged with "thinking" in a message of its own.

        That is as private as what is wanted; `private` says it where the acknowledgement goes before the look has ended.
        Raises Refused or UnreadablePicture, having changed nothing.
        """
        async with AsyncExitStack() as stack:
            who = asker(interaction)

            hidden = private

            async def look() -> tuple[Ask, list[Origin]]:
                nonlocal hidden
                wanted = await want(who)
                hidden = any(one.request.private for one in wanted)
                for one in wanted:
                    self._sources.check(one.origin)
                ask = Ask(interaction.id, who, tuple(one.wish() for one in wanted))
                try:
                    await stack.enter_async_context(self._admission.checked(ask))
                except QuotaExceeded as exceeded:
                    interaction.extras[OFFER] = self.offers.fewer(who.member, wanted, exceeded)
                    raise
                return ask, [one.origin for one in wanted]

            async def acknowledge() -> ReplyTo:
                return await think(interaction, private=hidden)

            with self._precedence.urgent():
                (ask, origins), reply_to = await acknowledged(look, acknowledge)
            async with self._turns.setdefault(who.member, asyncio.Lock()):
                sources = [await self._sources.take(origin) for origin in origins]
                return await self._admission.admit(ask, sources, reply_to, private=reply_to.ephemeral)
