"""The servers that the bot is in; what waits in one that removes it is called off, and what is kept of it goes later."""

import discord
from discord.ext import commands

from domain.shards import EVERY, Shards
from jobs.assembly import Jobs


class Servers(commands.Cog):
    """Listens for servers that go and come."""

    def __init__(self, client: discord.Client, jobs: Jobs, shards: Shards = EVERY) -> None:
        self._client = client
        self._jobs = jobs
        self._shards = shards
        self._named: dict[int, discord.Guild] = {}  # as discord.py has had them since Discord named them last
        self._gone: set[int] = set()

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """One has removed the bot. An outage of Discord is another event."""
        await self._left(guild.id)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """One has it, perhaps again."""
        self._named[guild.id] = guild
        await self._back(guild.id)

    @commands.Cog.listener()
    async def on_shard_ready(self, shard_id: int) -> None:
        """Those that have while it had no session, of which Discord tells nothing but that it does not name them.

        discord.py makes each that is named anew, and keeps all others as they were (2.7.1, state.py, `parse_ready`).
        """
        kept = {guild.id: guild for guild in self._client.guilds if guild.shard_id == shard_id}
        gone = {number for number, guild in kept.items() if self._named.get(number) is guild}
        back = self._gone & kept.keys() - gone
        self._named |= kept
        for guild_id in gone - self._gone:
            await self._left(guild_id)
        for guild_id in back:
            await self._back(guild_id)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Those that have while it was not running. By now Discord has named all it is in, those with an outage too."""
        there = frozenset(guild.id for guild in self._client.guilds) - self._gone
        await self._jobs.cancelling.only_in(there, self._shards)
        await self._jobs.personal.only_in(there, self._shards)

    async def _left(self, guild_id: int) -> None:
        self._gone.add(guild_id)
        await self._jobs.cancelling.removed(guild_id)
        await self._jobs.personal.server_left(guild_id)

    async def _back(self, guild_id: int) -> None:
        self._gone.discard(guild_id)
        await self._jobs.personal.server_back(guild_id)
