"""`/help`: what can be done, each with the command to press."""

from collections.abc import Callable, Mapping

from discord import AppCommandType, Interaction, app_commands
from discord.ext import commands

from cogs import cards, replies
from cogs.acknowledging import think
from cogs.installs import everywhere
from cogs.intake import asker
from cogs.words import help as told

Ids = Callable[[], Mapping[tuple[str, int], int]]  # of commands, by name and type, as Discord gave them


class Help(commands.Cog):
    """What a newcomer asks first."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    @app_commands.command(description="What this bot can do, and how to begin.")
    @everywhere
    async def help(self, interaction: Interaction) -> None:
        """Tell who asked, and moderators what is theirs."""
        await think(interaction, private=True)
        moderates = asker(interaction).moderator and interaction.permissions.manage_guild
        lines = told.helped(replies.words_of(interaction), self._mention, moderates=moderates)
        await replies.show(interaction, cards.card(*(cards.text(line) for line in lines)))

    def _mention(self, name: str) -> str:
        """Return a command as what can be pressed; as a name where Discord has not said its id."""
        known = self._ids().get((name.split(maxsplit=1)[0], AppCommandType.chat_input.value))
        return f"</{name}:{known}>" if known else f"`/{name}`"
