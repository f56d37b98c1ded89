"""The part of `/moderation` that is about members and what they ask for: house rules, and what is called off."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import discord
from discord import Interaction, app_commands, ui
from discord.app_commands import Choice, Range
from discord.ext import commands

from cogs import cards, replies
from cogs.acknowledging import think
from cogs.custom_ids import Action, ButtonId, ListId, Listing
from cogs.intake import asker, moderator, redrawn
from cogs.lists import Lists
from cogs.options import within
from cogs.words import house as told
from domain.errors import BadOption, OneOf
from domain.house import REASON, Block, Bounds, Private
from domain.limits import PICTURE_SIDE
from domain.request import IMAGES_LIMIT, SIDE_MIN, Speed
from domain.visible import cleaned
from domain.wordlist import Pattern
from jobs import clock
from jobs.assembly import Jobs

HOUR = 60 * 60 * 1000  # milliseconds
MOST_HOURS = 24 * 365
LIMITING = (Speed.BALANCED, Speed.QUALITY)  # forms have no option for it, and ask for the former
TYPED = 100  # characters of a word; what is kept of it is shorter
PRIVATE = {"no": Private.NO, "yes": Private.YES, "watched": Private.WATCHED}


class HouseCommands(commands.Cog):
    """What moderators hold their members to. All of it is shown to who asked alone."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    @app_commands.command(description="Take no requests in this server until it is resumed.")
    @app_commands.describe(
        reason="Your words; who asks for something reads them.",
        cancel="True: what is under way is cancelled too. Without it that goes on.",
    )
    async def pause(
        self, interaction: Interaction, reason: Range[str, 1, REASON] = "", cancel: bool = False
    ) -> None:
        """Stop the bot in a server."""
        await think(interaction, private=True)
        who, kept = moderator(interaction), str(cleaned(reason))[:REASON]
        await self._jobs.house.pause(who, kept)
        ended = await self._jobs.house.call_off(who) if cancel else None
        await _say(interaction, told.paused(replies.words_of(interaction), kept, ended))

    @app_commands.command(description="Take requests in this server again.")
    async def resume(self, interaction: Interaction) -> None:
        """Let it go on."""
        await think(interaction, private=True)
        was_paused = await self._jobs.house.resume(moderator(interaction))
        await _say(interaction, told.resumed(replies.words_of(interaction), was_paused=was_paused))

    @app_commands.command(description="Who waits here or has something rendered, and ways to cancel it.")
    @app_commands.describe(
        member="Only what this member has under way.", cancel="True: all that this member has is cancelled."
    )
    async def queue(
        self, interaction: Interaction, member: discord.User | None = None, cancel: bool = False
    ) -> None:
        """Show what is under way, or end all that a member has."""
        await think(interaction, private=True)
        who, words = moderator(interaction), replies.words_of(interaction)
        if cancel and member is None:
            raise BadOption("member", "missing")
        if cancel and member:
            ended = await self._jobs.house.call_off(who, member.id)
            return await _say(interaction, told.called_off(words, ended))
        wanted = ListId(Listing.LINE, member.id if member else 0)
        return await replies.show(interaction, await Lists(self._jobs).view(words, who, wanted))

    @app_commands.command(description="Let a member ask for nothing here; or see who is blocked.")
    @app_commands.describe(
        member="Whom. Without one: see who is blocked.",
        hours="For how long. Without it: until a moderator unblocks them.",
        reason="Your words; the member reads them.",
        cancel="True: what they have under way is cancelled too.",
    )
    async def block(
        self,
        interaction: Interaction,
        member: discord.User | None = None,
        hours: Range[int, 1, MOST_HOURS] | None = None,
        reason: Range[str, 1, REASON] = "",
        cancel: bool = False,
    ) -> None:
        """Block a member, or show who is blocked."""
        await think(interaction, private=True)
        who, words, house = moderator(interaction), replies.words_of(interaction), self._jobs.house
        if member is None and (hours is not None or reason or cancel):
            raise BadOption("member", "missing")
        if member is None:
            listed = await Lists(self._jobs).view(words, who, ListId(Listing.BLOCKS))
            return await replies.show(interaction, listed)
        ends_at = clock.now() + within("hours", hours, 1, MOST_HOURS) * HOUR if hours is not None else None
        kept = str(cleaned(reason))[:REASON]
        before = await house.block(who, member.id, ends_at, kept)
        ended = await house.call_off(who, member.id) if cancel else None
        now = Block(member.id, ends_at, kept, who.member.user_id)
        return await _say(interaction, told.blocked(words, now, before, ended))

    @app_commands.command(description="Let a member who is blocked ask for pictures again.")
    @app_commands.describe(member="Whom.")
    async def unblock(self, interaction: Interaction, member: discord.User) -> None:
        """End a block."""
        await think(interaction, private=True)
        before = await self._jobs.house.unblock(moderator(interaction), member.id)
        await _say(interaction, told.unblocked(replies.words_of(interaction), member.id, before))

    @app_commands.command(description="Words that are not allowed in prompts; without options: see them.")
    @app_commands.describe(
        block="A word, or several in a row. A star before or after stands for more of it: bad*.",
        allow="One that is no longer to be blocked.",
    )
    async def words(
        self,
        interaction: Interaction,
        block: Range[str, 1, TYPED] | None = None,
        allow: Range[str, 1, TYPED] | None = None,
    ) -> None:
        """Block a word, allow one again, or show them all."""
        await think(interaction, private=True)
        who, house = moderator(interaction), self._jobs.house
        if block is not None and allow is not None:
            raise OneOf(("block", "allow"))
        if block is not None:
            blocked = await house.block_word(who, Pattern.parse(block[:TYPED]))
        elif allow is not None:
            blocked = await house.allow_word(who, Pattern.parse(allow[:TYPED]))
        else:
            blocked = await house.words(who.member.guild_id)
        await _say(interaction, told.wordlist(replies.words_of(interaction), blocked))

    @app_commands.command(description="The most that one request may ask for; without options: see it.")
    @app_commands.describe(
        images="Pictures in one request.",
        speed="The finest speed.",
        size="Pixels on the longer side of a result.",
        private="Whether members may ask for results that they alone see.",
    )
    @app_commands.choices(
        speed=[Choice(name=value, value=value) for value in LIMITING],
        private=[
            Choice(name="not allowed", value="no"),
            Choice(name="allowed", value="yes"),
            Choice(name="allowed, and moderators see the prompts while they wait", value="watched"),
        ],
    )
    async def limits(
        self,
        interaction: Interaction,
        images: Range[int, 1, IMAGES_LIMIT] | None = None,
        speed: str | None = None,
        size: Range[int, SIDE_MIN, PICTURE_SIDE] | None = None,
        private: str | None = None,
    ) -> None:
        """Set those limits that are given; the others stay."""
        await think(interaction, private=True)
        who, words = moderator(interaction), replies.words_of(interaction)
        before = await self._jobs.house.bounds(who.member.guild_id)
        new = _bounds(before, images, speed, size, private)
        await self._jobs.house.bind(who, new)
        await _say(interaction, told.bounds(words, new, before))


def _bounds(
    before: Bounds, images: int | None, speed: str | None, size: int | None, private: str | None
) -> Bounds:
    """Return the limits with those changed that were given. Raises BadOption."""
    if speed is not None and speed not in LIMITING:
        raise BadOption("speed", "choice")
    if private is not None and private not in PRIVATE:
        raise BadOption("private", "choice")
    return replace(
        before,
        images=before.images if images is None else within("images", images, 1, IMAGES_LIMIT),
        speed=before.speed if speed is None else Speed(speed),
        side=before.side if size is None else within("size", size, SIDE_MIN, PICTURE_SIDE),
        private=before.private if private is None else PRIVATE[private],
    )


class Stops:
    """What the buttons beside the requests of a server do."""

    def __init__(self, jobs: Jobs) -> None:
        self._house = jobs.house
        self._lists = Lists(jobs)

    @property
    def actions(self) -> Mapping[Action, Callable[[Interaction, ButtonId], Awaitable[None]]]:
        """Return what each button does."""
        return {Action.STOP: self._stop}

    async def _stop(self, interaction: Interaction, button: ButtonId) -> None:
        """Call a request of a server off, also a private one; and show what is left."""
        who = asker(interaction)

        async def look() -> ui.LayoutView:
            who.check_moderator()
            await self._house.stop(who, button.card)
            return await self._lists.view(replies.words_of(interaction), who, ListId(Listing.LINE))

        await redrawn(interaction, look)


async def _say(interaction: Interaction, said: str) -> None:
    await replies.show(interaction, cards.say(said))
