"""`/restyle-batch`: up to ten pictures and one request become a set: a job each, on one card.

A slash command has no option for several files, so it opens a form that has a field for them.
"""

from collections.abc import Sequence

from discord import Interaction, app_commands
from discord.ext import commands

from cogs import forms, remix, replies
from cogs.custom_ids import NewSet
from cogs.installs import everywhere
from cogs.intake import Intake, asker, soon
from cogs.options import within
from cogs.sources import Attached
from cogs.wanted import Wanted
from domain import limits
from domain.member import Asker
from jobs.assembly import Jobs
from jobs.styles import Styles


class Batch(commands.Cog):
    """The command. What is filled into its form comes back as that of any other (cogs/buttons.py)."""

    def __init__(self, intake: Intake, jobs: Jobs) -> None:
        self._intake = intake
        self._jobs = jobs

    @app_commands.command(
        name="restyle-batch", description="Restyle up to ten pictures at once, all in the same way."
    )
    @everywhere
    @app_commands.describe(private="Only you see the result.")
    async def batch(self, interaction: Interaction, private: bool = False) -> None:
        """Open the form, for who may use `/restyle` too: what is set for that holds for all that makes pictures."""
        await self._intake.permit(interaction)
        about, who = NewSet(private, interaction.id), asker(interaction)

        async def offered() -> Sequence[str]:
            await self._intake.check_open(who)
            return await self._jobs.styles.most_used(who.member.guild_id, forms.CHOICES)

        styles = await soon(offered())
        await forms.show(interaction, remix.form_of_set(replies.words_of(interaction), about, styles))


async def submit(interaction: Interaction, about: NewSet, intake: Intake, styles: Styles) -> None:
    """Ask for one picture from each file that was filled into the form; one seed for all, so that they belong together."""
    files = forms.files(interaction, "pictures")
    within("pictures", len(files), 1, limits.CARD_PICTURES)

    async def wanted(who: Asker) -> Sequence[Wanted]:
        offered = await styles.offered(who.member.guild_id)
        request = remix.fresh(forms.filled(interaction), offered).hidden(private=about.private)
        return [Wanted(request, Attached.of(file), name=file.filename) for file in files]

    await intake.ask(interaction, wanted, private=about.private)
