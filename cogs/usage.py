"""`/usage`: what a member has used, what is left, when more frees, and what their last requests counted."""

from discord import Interaction, app_commands
from discord.ext import commands

from cogs import replies
from cogs.acknowledging import think
from cogs.installs import everywhere
from cogs.intake import asker
from cogs.lists import account
from cogs.words import accounts as told
from cogs.words import charges as charged
from cogs.words import refusals
from domain.preference import Preference
from jobs.assembly import Jobs


class Usage(commands.Cog):
    """A member's own account."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    @app_commands.command(
        description="What you have used of your pictures, what is left, and when more are free."
    )
    @everywhere
    @app_commands.describe(notices="Whether you are pinged when a picture that took over a minute is ready.")
    async def usage(self, interaction: Interaction, notices: bool | None = None) -> None:
        """Show it to who asked, and what they have chosen with it."""
        await think(interaction, private=True)
        who, words = asker(interaction), replies.words_of(interaction)
        found = await self._jobs.accounts.usage(who)
        usage = told.usage(words, found)
        closed = await self._jobs.admission.closed_to(who)
        before = [refusals.sentence(words, closed)] if closed else []
        said = "\n".join([*before, usage, *charged.lines(words, await self._jobs.accounts.charges(who))])
        if notices is not None:
            pinged = await self._jobs.preferences.choose(who, Preference.NOTICES, on=notices)
            said = f"{said}\n{told.notices(words, wanted=notices, pinged=pinged)}"
        await replies.show(interaction, account(words, said, found, who.member.user_id))
