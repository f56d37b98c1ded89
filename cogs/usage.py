"""`/usage`: what a member has used, what is left, and when more frees."""

from discord import Interaction, app_commands
from discord.ext import commands

from cogs import cards, replies
from cogs.intake import asker
from cogs.words import accounts as told
from jobs.accounts import Accounts


class Usage(commands.Cog):
    """A member's own account."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    @app_commands.command(description="What you have used in the last 24 hours, and what is left.")
    @app_commands.guild_only()
    @app_commands.guild_install()
    async def usage(self, interaction: Interaction) -> None:
        """Show it to who asked."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        usage = await self._accounts.usage(asker(interaction))
        await interaction.edit_original_response(
            view=cards.say(told.usage(replies.words_of(interaction), usage))
        )
