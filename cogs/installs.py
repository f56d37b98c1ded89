"""Where a command is offered: by who has installed the app, and in which contexts.

https://discord.com/developers/docs/interactions/application-commands#contexts
"""

from typing import TypeVar

from discord import app_commands

Offered = TypeVar("Offered")


def everywhere(offered: Offered) -> Offered:
    """Offer it in servers, in the bot's direct messages, and in every channel to who has the app for themselves."""
    in_all = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    return app_commands.allowed_installs(guilds=True, users=True)(in_all(offered))


def in_servers(offered: Offered) -> Offered:
    """Offer it in servers that have the bot."""
    return app_commands.guild_install()(app_commands.guild_only()(offered))
