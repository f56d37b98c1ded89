"""`/privacy`: what a member has said of what is theirs, for all servers."""

from discord import Interaction, app_commands
from discord.app_commands import Choice
from discord.ext import commands

from cogs import cards, replies
from cogs.acknowledging import think
from cogs.installs import everywhere
from cogs.questions import Questions
from cogs.words import accounts as told
from domain.consent import Consent
from domain.errors import BadOption
from jobs.assembly import Jobs

WORDS = {"server": Consent.ANYONE, "ask": Consent.ASK, "never": Consent.NEVER}


class Privacy(commands.Cog):
    """A member's own word."""

    def __init__(self, questions: Questions, jobs: Jobs) -> None:
        self._questions = questions
        self._jobs = jobs

    @app_commands.command(description="Whether others may restyle your pictures, in all servers.")
    @everywhere
    @app_commands.describe(
        restyling="Who else may restyle your pictures. Without it: see what you have chosen."
    )
    @app_commands.choices(
        restyling=[
            Choice(name="as each server has it", value="server"),
            Choice(name="who asks me first", value="ask"),
            Choice(name="nobody", value="never"),
        ]
    )
    async def privacy(self, interaction: Interaction, restyling: str | None = None) -> None:
        """Show it to who asked, and what they have changed with it."""
        await think(interaction, private=True)
        user_id = interaction.user.id
        if restyling is not None:
            if restyling not in WORDS:
                raise BadOption("restyling", "choice")
            await self._jobs.consents.say(user_id, WORDS[restyling])
        words, chosen = replies.words_of(interaction), await self._jobs.consents.of_user(user_id)
        said = f"{told.own_pictures(words, chosen)}\n-# {told.how_to_choose(words)}"
        await replies.show(interaction, cards.say(said))
        if restyling is not None and chosen is Consent.NEVER:
            await self._questions.stop(user_id)
