"""`/usage`: what a member has used, what is left, and when more frees."""

from discord import Interaction, app_commands
from discord.ext import commands

from cogs import cards, replies
from cogs.acknowledging import think
from cogs.intake import asker
from cogs.words import accounts as told
from jobs.assembly import Jobs


class Usage(commands.Cog):
    """A member's own account."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    @app_commands.command(description="What you have used in the last 24 hours, and what is left.")
    @app_commands.guild_only()
    @app_commands.guild_install()
    async def usage(self, interaction: Interaction) -> None:
        """Show it to who asked."""
        await think(interaction, private=True)
        usage = await self._jobs.accounts.usage(asker(interaction))
        await replies.show(interaction, cards.say(told.usage(replies.words_of(interaction), usage)))
