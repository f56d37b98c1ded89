"""Channels: who can read what is shown there."""

import discord


def is_open(client: discord.Client, guild_id: int, channel_id: int) -> bool:
    """Return whether everybody in a server can read a channel, as far as the bot knows; of one that it does not know, they can."""
    guild = client.get_guild(guild_id)
    channel = guild.get_channel(channel_id) if guild else None
    return guild is None or channel is None or channel.permissions_for(guild.default_role).view_channel
