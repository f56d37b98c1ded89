"""`/privacy`: what is kept of a member and for how long, and what they have said of what is theirs, for all servers."""

from discord import Interaction, app_commands
from discord.app_commands import Choice
from discord.ext import commands

from cogs import replies
from cogs.acknowledging import think
from cogs.installs import everywhere
from cogs.own_data import OwnData
from domain.consent import Consent
from domain.errors import BadOption

WORDS = {"server": Consent.ANYONE, "ask": Consent.ASK, "never": Consent.NEVER}


class Privacy(commands.Cog):
    """A member's own word."""

    def __init__(self, own: OwnData) -> None:
        self._own = own

    @app_commands.command(
        description="What is kept of you: see, export and delete it. Who may restyle your pictures."
    )
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
        if restyling is None:
            return await replies.show(interaction, await self._own.kept(interaction))
        if restyling not in WORDS:
            raise BadOption("restyling", "choice")
        return await self._own.choose(interaction, WORDS[restyling])
