"""What moderators do, shown in the channel that they have chosen for it; after each of their interactions.

Up to where it was told is kept beside it: what could not be shown is shown after the next one.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from weakref import WeakValueDictionary

import discord
from discord import Interaction
from discord.ext import commands

from cogs import cards, replies
from cogs.channels import is_open
from cogs.discord_errors import TROUBLE, is_lost
from cogs.words import trail
from cogs.words.words import words_for
from domain.errors import Closing, NoRoom
from domain.event import Recorded
from domain.shards import Shards
from domain.telling import Telling
from jobs.assembly import Jobs

log = logging.getLogger(__name__)
SERVED = "served"  # what an interaction that has been answered is dispatched as


class Trail(commands.Cog):
    """Tells the moderators' channel."""

    def __init__(self, client: discord.Client, jobs: Jobs) -> None:
        self._client = client
        self._jobs = jobs
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @commands.Cog.listener()
    async def on_served(self, interaction: Interaction) -> None:
        """Show what was done since the last time, in the server's language, pinging nobody.

        When the bot is about to end, or has no room, the next one shows it.
        """
        with suppress(Closing, NoRoom):
            async with self._jobs.admission.accepting():
                await self._show(interaction)

    async def _show(self, interaction: Interaction) -> None:
        guild_id = interaction.guild_id
        if guild_id is None or not interaction.is_guild_integration():
            return
        channel_id = await self._jobs.reports.channel(guild_id)
        if channel_id is None:
            return
        locale = (interaction.guild_locale or interaction.locale).value
        async with self._turns.setdefault(guild_id, asyncio.Lock()):
            while await self._tell(guild_id, channel_id, locale):
                pass

    async def _tell(self, guild_id: int, channel_id: int, locale: str) -> bool:
        """Show some of it. Returns whether there may be more, and it can be shown."""
        done = await self._jobs.house.untold(guild_id, trail.LINES)
        if not done:
            return False
        seen = is_open(self._client, guild_id, channel_id)
        said = trail.lines(words_for(locale), done, is_open=seen)
        channel = self._client.get_partial_messageable(channel_id, guild_id=guild_id)
        nonce = str(done[-1].id)
        try:
            message = await replies.heard(lambda: channel.send(view=cards.say(said), nonce=nonce), is_lost)
        except TROUBLE as error:
            log.warning("what moderators did is not in their channel: %s", error)
            return False
        telling = Telling(message.id, guild_id, channel_id, locale, done[0].id, done[-1].id)
        await self._keep(telling, done, is_open=seen)
        await self._jobs.house.told(guild_id, done[-1].id)
        return True

    async def redraw(self, shards: Shards) -> None:
        """Say anew what was told in servers of these shards with a reason that has been erased, without it."""
        house = self._jobs.house
        for telling in await house.stale_tellings(shards):
            done = await house.told_in(telling)
            seen = is_open(self._client, telling.guild_id, telling.channel_id)
            said = cards.say(trail.lines(words_for(telling.locale), done, is_open=seen))
            channel = self._client.get_partial_messageable(telling.channel_id, guild_id=telling.guild_id)
            try:
                await channel.get_partial_message(telling.message_id).edit(view=said)
            except (discord.NotFound, discord.Forbidden) as error:
                log.info("a message of the trail is gone, or stays as it is: %s", error)
                await house.forget_telling(telling)
            except TROUBLE as error:
                log.info("a message of the trail is said anew at the next look: %s", error)
            else:
                await self._keep(telling, done, is_open=seen)

    async def _keep(self, telling: Telling, done: Sequence[Recorded], *, is_open: bool) -> None:
        """Remember what tells of reasons, for when one of them is erased."""
        if any(one.event.reason for one in done) and not is_open:
            await self._jobs.house.keep_telling(telling, done)
        else:
            await self._jobs.house.forget_telling(telling)
