"""The bot to compare with: discord.py, one command of the same form, and handlers that only answer.

It acknowledges with "thinking", and suggests what it has ready.
"""

import os

import discord
import yarl
from discord import Interaction, app_commands
from discord.app_commands import Choice
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route


class DeferOnly(commands.AutoShardedBot):
    """It acknowledges and does nothing more."""

    async def setup_hook(self) -> None:
        """Ask where the gateway is, and register the command."""
        _, gateway, _ = await self.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
        await self.tree.sync()


READY = [
    Choice(name=f"Style {number} · In the manner of the old town", value=f"{number}") for number in range(25)
]


async def restyle(
    interaction: Interaction, image: discord.Attachment, prompt: str, style: str | None = None
) -> None:
    """Acknowledge as the real one does, with "thinking" in a message of its own."""
    del image, prompt, style
    await interaction.response.defer(thinking=True)


async def suggest(_: Interaction, __: str) -> list[Choice[str]]:
    """Suggest as many as the real one may."""
    return READY


def main() -> None:
    """Run until it is told to stop."""
    Route.BASE = os.environ["DISCORD_API_URL"]
    bot = DeferOnly(
        command_prefix=commands.when_mentioned, help_command=None, intents=discord.Intents(guilds=True)
    )
    command = bot.tree.command(description="Acknowledge.")(app_commands.guild_only()(restyle))
    command.autocomplete("style")(suggest)
    bot.run(os.environ["DISCORD_TOKEN"], log_handler=None)


if __name__ == "__main__":
    main()
