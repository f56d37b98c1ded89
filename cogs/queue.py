"""`/queue`: a member's requests that have not ended, each with a way out."""

from discord import Interaction, app_commands
from discord.ext import commands

from cogs import replies
from cogs.acknowledging import think
from cogs.custom_ids import ListId, Listing
from cogs.installs import everywhere
from cogs.intake import asker
from cogs.lists import Lists
from jobs.assembly import Jobs


class Queue(commands.Cog):
    """What a member waits for."""

    def __init__(self, jobs: Jobs) -> None:
        self._lists = Lists(jobs)

    @app_commands.command(description="Your requests that are not finished: where they are, and a way out.")
    @everywhere
    async def queue(self, interaction: Interaction) -> None:
        """Show them to who asked."""
        await think(interaction, private=True)
        who, words = asker(interaction), replies.words_of(interaction)
        await replies.show(interaction, await self._lists.view(words, who, ListId(Listing.MINE)))
