"""The one way in: whoever asks, by whatever they ask, is checked, acknowledged, and put in line here.

What can be refused without the picture is refused before anything public is shown. Discord waits three seconds for an
acknowledgement (developers/docs/interactions/receiving-and-responding), so where a look takes too long, the
acknowledgement goes first.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import TypeVar
from weakref import WeakValueDictionary

import discord
from discord import Interaction, ui

from cogs import cards, replies
from cogs.acknowledging import Once, Precedence, Repeated, answer, think, update
from cogs.custom_ids import opened_by
from cogs.integrations import Command, Integrations, shown
from cogs.replies import OFFERS
from cogs.sources import Sources
from cogs.wanted import Offer, Offers, Order, Wanted, none_usable
from cogs.words import refusals
from domain.card import Admitted, ReplyTo
from domain.errors import (
    Barred,
    Closing,
    Crowded,
    LeftOut,
    NoRoom,
    NotTold,
    OnlyInServers,
    QuotaExceeded,
    SentAlready,
    TooManyWaiting,
    about_picture,
)
from domain.job import Draft
from domain.member import Asker, Member
from domain.permission import Attempt
from jobs.admission import Admission, Ask
from jobs.pictures import Taken

PATIENCE = 1.5  # seconds for looks and checks before the acknowledgement goes first
FORM_PATIENCE = (
    1.2  # seconds for one before a form, which is an acknowledgement itself; two may come one after another
)

Looked = TypeVar("Looked")
Answer = TypeVar("Answer")


def asker(interaction: Interaction) -> Asker:
    """Return who asks, and from where.

    Where no server has the bot, somebody is on their own: a server's roles and moderators have no say in what is
    another's app there.
    """
    assert interaction.channel_id is not None, "a command is always given in a channel"
    user, may = interaction.user, interaction.permissions
    installed = interaction.is_guild_integration()
    roles = user.roles if installed and isinstance(user, discord.Member) else []
    return Asker(
        Member.of(interaction.guild_id if installed else None, user.id),
        interaction.channel_id,
        frozenset(role.id for role in roles),
        moderator=installed and (may.manage_messages or may.manage_guild),
        locale=interaction.locale.value,
        server_locale=(interaction.guild_locale or interaction.locale).value,
        age_restricted=installed and is_age_restricted(interaction.channel),
    )


def is_age_restricted(channel: object) -> bool:
    """Return whether a server has a channel for adults alone; a thread is as the channel that it is in."""
    kinds = (discord.TextChannel, discord.VoiceChannel, discord.StageChannel, discord.Thread)
    return isinstance(channel, kinds) and channel.is_nsfw()


def _known_by(interaction: Interaction) -> int:
    """Return what a request is known by: its interaction, or for a form what opened that, so that one sent twice is one.

    The latter below nought: whoever makes up a form can then take no interaction's place.
    """
    form = interaction.type is discord.InteractionType.modal_submit
    opened = opened_by(str((interaction.data or {}).get("custom_id", ""))) if form else None
    return -opened if opened else interaction.id


def _attempt(
    who: Asker, guild: discord.Guild | None, channel: object, permissions: discord.Permissions
) -> Attempt:
    """Return who wants something, and where. Raises NotTold where Discord has not told of the server yet.

    discord.py knows a member's roles only by those of the server; that has one at least.
    """
    if guild is None or not guild.roles:
        raise NotTold
    parent_id = channel.parent_id if isinstance(channel, discord.Thread) else None
    return Attempt(
        who.member.guild_id, who.member.user_id, who.role_ids, parent_id or who.channel_id, permissions.value
    )


def moderator(interaction: Interaction) -> Asker:
    """Return who asks for their server; Discord has seen to it that they may. Raises OnlyInServers where none has the bot."""
    who = asker(interaction)
    if who.member.personal:
        raise OnlyInServers
    return replace(who, moderator=True)


async def acknowledged(
    look: Callable[[], Awaitable[Looked]], acknowledge: Callable[[], Awaitable[Answer]]
) -> tuple[Looked, Answer]:
    """Look first, since a look may refuse; then acknowledge. Where the look takes longer than PATIENCE, after it."""
    looking = asyncio.ensure_future(look())
    try:
        await asyncio.wait((looking,), timeout=PATIENCE)
        if looking.done():
            return looking.result(), await acknowledge()
        acknowledgement = await acknowledge()
        return await looking, acknowledgement
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
    await _shown(
        interaction, look, partial(replies.whisper, interaction), partial(think, interaction, private=True)
    )


async def redrawn(interaction: Interaction, look: Callable[[], Awaitable[ui.LayoutView]]) -> None:
    """Show something in the place of what the button is on; where the look takes longer than PATIENCE, after a nod."""

    async def at_once(view: ui.LayoutView) -> None:
        await answer(interaction, lambda: interaction.response.edit_message(view=view))

    await _shown(interaction, look, at_once, partial(update, interaction))


async def _shown(
    interaction: Interaction,
    look: Callable[[], Awaitable[ui.LayoutView]],
    at_once: Callable[[ui.LayoutView], Awaitable[None]],
    acknowledge: Callable[[], Awaitable[object]],
) -> None:
    looking = asyncio.ensure_future(look())
    try:
        await asyncio.wait((looking,), timeout=PATIENCE)
        if looking.done():
            return await at_once(looking.result())
        await acknowledge()
        return await replies.show(interaction, await looking)
    finally:
        looking.cancel()


class Intake:
    """Brings what is asked into line."""

    def __init__(
        self,
        admission: Admission,
        integrations: Integrations,
        restyle: Command,
        sources: Sources,
        precedence: Precedence,
    ) -> None:
        self._admission = admission
        self._integrations = integrations
        self._restyle = restyle  # what is set for it holds for all that makes pictures
        self._sources = sources
        self.offers = Offers()
        self._precedence = precedence
        self._once = Once()
        # A member's pictures are fetched one after the other, so that nobody's requests hold all the places for that.
        self._turns: WeakValueDictionary[Member, asyncio.Lock] = WeakValueDictionary()

    async def ask(
        self,
        interaction: Interaction,
        want: Callable[[Asker], Awaitable[Sequence[Wanted]]],
        *,
        private: bool,
    ) -> Admitted:
        """Ask for what is wanted, together: acknowledged with "thinking" in a message of its own.

        That is as private as what is wanted; `private` says it where the acknowledgement goes before the look has ended.
        Of several pictures those that cannot be used are left out, and their member is told which and why. All others
        are admitted, or none. Raises Refused or UnreadablePicture, having changed nothing.
        """
        who, known_by = asker(interaction), _known_by(interaction)

        async def order() -> Order:
            wanted = await want(who)
            hidden = any(one.request.private for one in wanted)
            return Order(known_by, who, wanted, private=hidden)

        async with self.taking(interaction, order, private=private) as (ask, drafts, reply_to):
            admitted = await self._admission.admit(ask, drafts, reply_to, private=reply_to.ephemeral)
            if known_by != interaction.id and not admitted.new:
                raise SentAlready
            return admitted

    @asynccontextmanager
    async def taking(
        self, interaction: Interaction, order: Callable[[], Awaitable[Order]], *, private: bool
    ) -> AsyncGenerator[tuple[Ask, list[Draft], ReplyTo]]:
        """Check what is ordered, acknowledge it, and fetch its pictures; while the block runs, it counts as taken.

        Raises Refused or UnreadablePicture.
        """
        async with AsyncExitStack() as stack:
            left_out: list[LeftOut] = []
            hidden = private

            async def look() -> Order:
                nonlocal hidden
                ordered = await order()
                ordered = replace(ordered, wanted=await self._usable(ordered.wanted, left_out))
                hidden = ordered.private
                try:
                    await stack.enter_async_context(self._admission.checked(ordered.ask()))
                except (QuotaExceeded, TooManyWaiting) as exceeded:
                    if not ordered.whole:
                        interaction.extras[OFFERS] = await self._instead(ordered, exceeded)
                    raise
                return ordered

            async def acknowledge() -> ReplyTo:
                return await think(interaction, private=hidden)

            with self._precedence.urgent():
                ordered, reply_to = await acknowledged(look, acknowledge)
            async with self._turns.setdefault(ordered.asker.member, asyncio.Lock()):
                await self._precedence.give()
                drafts = await self._drafts(ordered, left_out)
                if left_out:
                    await self._tell_of(left_out, len(drafts), interaction)
                await self._precedence.give()
                yield ordered.ask(), drafts, reply_to

    async def _instead(self, ordered: Order, exceeded: QuotaExceeded | TooManyWaiting) -> list[Offer]:
        """Return what could be had instead of what there is no room for."""
        member, wanted = ordered.asker.member, ordered.wanted
        fewer = self.offers.fewer(member, wanted, exceeded)
        offers = [fewer] if fewer else []
        if isinstance(exceeded, QuotaExceeded) and await self._admission.would_relax(ordered.ask()):
            offers.append(self.offers.relaxed(member, wanted))
        return offers

    async def _usable(self, wanted: Sequence[Wanted], left_out: list[LeftOut]) -> list[Wanted]:
        """Return those of which nothing is known yet that rules their pictures out. Raises if there is none."""
        usable: list[Wanted] = []
        for one in wanted:
            with one.or_left_out(left_out):
                for option, origin in one.pictures.items():
                    with about_picture(option):
                        await self._sources.check(origin)
                usable.append(one)
        if not usable:
            raise none_usable(left_out)
        return usable

    async def _drafts(self, ordered: Order, left_out: list[LeftOut]) -> list[Draft]:
        """Fetch the pictures; return what comes of those that can be used. Raises if there is none."""
        drafts: list[Draft] = []
        for one in ordered.wanted:
            with one.or_left_out(left_out):
                taken = await self._taken(one, ordered.asker)
                drafts.append(self._admission.draft(one.wish(), *taken))
        if not drafts:
            raise none_usable(left_out)
        return drafts

    async def _taken(self, wanted: Wanted, who: Asker) -> list[Taken]:
        """Fetch the pictures of a request: its source, and the one whose look it takes if there is one.

        Also those that are kept are checked, since what may be restyled depends on where it is asked.
        """
        taken: list[Taken] = []
        for option, origin in wanted.pictures.items():
            with about_picture(option):
                source = await self._sources.take(origin)
                await self._admission.check_picture(who, source.picture)
                taken.append(source)
        return taken

    async def _tell_of(self, left_out: Sequence[LeftOut], going_on: int, interaction: Interaction) -> None:
        words = replies.words_of(interaction)
        instead = cards.say(refusals.going_on(words, going_on))
        said = refusals.left_out(words, left_out, len(left_out) + going_on)
        await replies.aside(interaction, instead, cards.say(said))

    async def permit(self, interaction: Interaction) -> None:
        """Raise Barred or NotTold where what is set for `/restyle` in the server does not let somebody use it here."""
        await self._permit(interaction, self._restyle)

    async def check_open(self, who: Asker) -> None:
        """Raise what lets somebody ask for nothing now: nobody shall fill in a form for that."""
        await self._admission.check_open(who)

    async def permit_command(self, interaction: Interaction, command: Command) -> None:
        """Raise Barred where a command was used by who may not; Discord itself has seen to that before.

        So where it has not said who may, its word is taken for it, but not for what a command is for by default.
        """
        try:
            await self._permit(interaction, command)
        except NotTold:
            asked = command.default_permissions
            if asked is not None and not asked <= interaction.permissions:
                raise Barred(shown(command)) from None

    async def _permit(self, interaction: Interaction, command: Command) -> None:
        """Where no server has the bot, none has a say; and none bars its administrators."""
        who = asker(interaction)
        if not who.member.personal and not interaction.permissions.administrator:
            attempt = _attempt(who, interaction.guild, interaction.channel, interaction.permissions)
            await self._integrations.check(attempt, command)

    async def permit_absent(self, who: Asker, member: discord.Member) -> None:
        """Do the same for somebody who asked before, and presses nothing now."""
        channel = member.guild.get_channel_or_thread(who.channel_id)
        if channel is None:
            raise NotTold
        attempt = _attempt(who, member.guild, channel, channel.permissions_for(member))
        await self._integrations.check(attempt, self._restyle)

    @asynccontextmanager
    async def letting_in(self, interaction: Interaction) -> AsyncGenerator[None]:
        """Let somebody in, unless the bot is about to end or has no room. Raises Repeated, Closing or NoRoom."""
        self._once.hear(interaction)
        async with self._admission.accepting():
            yield

    async def serve(
        self, interaction: Interaction, do: Callable[[], Awaitable[object]], *, anybody: bool = False
    ) -> None:
        """Do what a button or a form says, unless the bot is about to end; whatever goes wrong is told here.

        Only for who may use `/restyle` there, or for anybody.
        """
        try:
            async with self.letting_in(interaction):
                try:
                    if not anybody:
                        await self.permit(interaction)
                    await do()
                except Exception as error:  # noqa: BLE001 - a listener has nobody above it; `refuse` tells member and log
                    await replies.refuse(interaction, error)
        except (Repeated, Closing, NoRoom) as refused:
            await replies.refuse(interaction, refused)
