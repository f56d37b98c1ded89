"""What Discord does not show as it is: what a member has erased, and reports that are not seen yet; in servers of some shards.

It is written down what there is, so that it goes on after a restart.
"""

import logging

import discord
from discord.ext import commands, tasks

from cogs.deleting import Deleting
from cogs.discord_errors import TROUBLE
from cogs.reports import Reports
from cogs.trail import Trail
from domain.shards import EVERY, Shards
from jobs.assembly import Jobs
from jobs.personal import Leftover

log = logging.getLogger(__name__)

LOOK = 5.0  # seconds between two looks; discord.py keeps within Discord's limits


class Leftovers(commands.Cog):
    """Clears up, one message after the other."""

    def __init__(self, client: discord.Client, jobs: Jobs, shards: Shards = EVERY) -> None:
        self._client = client
        self._shards = shards
        self._personal = jobs.personal
        self._reports = Reports(client, Deleting(client, jobs), jobs)
        self._trail = Trail(client, jobs)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Begin, once the bot is there; and show the reports that were not."""
        if not self._clearing.is_running():
            self._clearing.start()
        await self._reports.post_all(self._shards)

    async def cog_unload(self) -> None:
        """End with the bot."""
        self._clearing.cancel()

    @tasks.loop(seconds=LOOK)
    async def _clearing(self) -> None:
        try:
            for leftover in await self._personal.leftovers(self._shards):
                await self._clear(leftover)
            await self._trail.redraw(self._shards)
        except Exception:
            log.exception("what was erased is cleared up at the next look")

    async def _clear(self, leftover: Leftover) -> None:
        if not leftover.message_id:
            await self._reports.redraw_about(leftover.card_id)
        elif not await self._deleted(leftover):
            return
        await self._personal.cleared(leftover)

    async def _deleted(self, leftover: Leftover) -> bool:
        """Delete a message; return whether that is done, or nobody can do it."""
        channel = self._client.get_partial_messageable(leftover.channel_id)
        try:
            await channel.get_partial_message(leftover.message_id).delete()
        except (discord.NotFound, discord.Forbidden) as error:
            log.info("a message of an erased card was gone, or stays: %s", error)
        except TROUBLE as error:
            log.info("a message of an erased card is deleted at the next look: %s", error)
            return False
        return True
