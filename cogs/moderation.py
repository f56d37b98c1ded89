"""`/moderation`: what moderators choose for their server. Everything here is shown to who asked alone."""

from discord import Interaction, app_commands
from discord.ext import commands

from cogs import cards, replies
from cogs.acknowledging import think
from cogs.intake import asker
from cogs.words import accounts as told
from domain.preference import Preference
from jobs.assembly import Jobs


@app_commands.guild_only()
@app_commands.guild_install()
@app_commands.default_permissions(manage_guild=True)
class Moderation(commands.GroupCog, name="moderation", description="How the bot behaves here (moderators)."):
    """Choices of a server."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    @app_commands.command(
        description="Whether members are pinged when a picture that took over a minute is ready."
    )
    @app_commands.describe(on="True: pinged, unless they do not want it. False: nobody is.")
    async def notices(self, interaction: Interaction, on: bool) -> None:
        """Choose for the whole server."""
        await think(interaction, private=True)
        await self._jobs.preferences.choose_for_all(asker(interaction), Preference.NOTICES, on=on)
        said = told.notices_here(replies.words_of(interaction), on=on)
        await replies.show(interaction, cards.say(said))
