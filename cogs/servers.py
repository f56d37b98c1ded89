"""The servers that the bot is in; what waits in one that removes it is called off, and what is kept of it goes later."""

import discord
from discord.ext import commands

from jobs.assembly import Jobs


class Servers(commands.Cog):
    """Listens for servers that go and come."""

    def __init__(self, client: discord.Client, jobs: Jobs) -> None:
        self._client = client
        self._jobs = jobs

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """One has removed the bot. An outage of Discord is another event."""
        await self._jobs.worker.removed(guild.id)
        await self._jobs.personal.server_left(guild.id)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """One has it, perhaps again."""
        await self._jobs.personal.server_back(guild.id)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Those that have while it was away. By now Discord has named all it is in, those with an outage too."""
        there = frozenset(guild.id for guild in self._client.guilds)
        await self._jobs.worker.only_in(there)
        await self._jobs.personal.only_in(there)
