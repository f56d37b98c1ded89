"""How the application comes to be somewhere: a guild has invited it, or a member has it for themselves.

https://discord.com/developers/docs/resources/application#installation-context
"""

from collections.abc import Mapping
from enum import IntEnum

from sandbox.world.permissions import ABROAD, Permission
from sandbox.world.world import Channel, User, World


class Install(IntEnum):
    """By whom it is installed (integration types)."""

    GUILD = 0
    USER = 1


class Context(IntEnum):
    """Where it is used (interaction contexts)."""

    GUILD = 0
    BOT_DM = 1
    PRIVATE_CHANNEL = 2


Owners = Mapping[Install, int]


def context_of(world: World, channel: Channel) -> Context:
    """Return in which context a channel is."""
    if channel.guild_id is not None:
        return Context.GUILD
    return Context.BOT_DM if world.application.bot in channel.people else Context.PRIVATE_CHANNEL


def owners(world: World, channel: Channel, user: User) -> Owners:
    """Return who has authorised the application for somebody in a channel: the guild, and they themselves.

    In its own direct messages the guild is 0, for all who share one with it.
    """
    found = dict[Install, int]()
    bot = world.application.bot.id
    match context_of(world, channel):
        case Context.GUILD if (guild := world.guild_of(channel)) and bot in guild.members:
            found[Install.GUILD] = guild.id
        case Context.BOT_DM if world.shared(user):
            found[Install.GUILD] = 0
        case _:
            pass
    if user.id in world.installed_by:
        found[Install.USER] = user.id
    return found


def app_permissions(world: World, channel: Channel, user: User) -> Permission:
    """Return what the application may do in a channel where somebody uses it."""
    if world.guild_of(channel) is None:
        ours = context_of(world, channel) is Context.BOT_DM
        return ABROAD | (Permission.USE_EXTERNAL_EMOJIS if ours else Permission(0))
    here = world.permissions(world.application.bot.id, channel)
    return here or world.permissions(user.id, channel) & (ABROAD | Permission.USE_EXTERNAL_EMOJIS)


def may_speak(world: World, channel: Channel, user: User, by: Owners) -> bool:
    """Return whether all may see an answer: a guild that did not invite the application can forbid that."""
    needed = Permission.USE_EXTERNAL_APPS | Permission.SEND_MESSAGES
    if channel.guild_id is None or Install.GUILD in by:
        return True
    return needed in world.permissions(user.id, channel)
