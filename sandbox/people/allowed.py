"""What Discord offers to somebody in a channel, and through whom the application is there.

https://discord.com/developers/docs/interactions/application-commands#contexts
"""

from sandbox.rules.command_permissions import Asking, decided
from sandbox.rules.options import WrongInput
from sandbox.wire import Json
from sandbox.world.installs import Context, Install, Owners, context_of, owners
from sandbox.world.permissions import Permission
from sandbox.world.post import Post
from sandbox.world.world import Channel, User, World


def by_command(world: World, user: User, command: Json, channel: Channel) -> Owners:
    """Return through whom a command is there: of those who have the application, whom it is made for."""
    there = owners(world, channel, user)
    return {install: owner for install, owner in there.items() if install in command["integration_types"]}


def by_message(world: World, user: User, post: Post) -> Owners:
    """Return through whom the components of a message are there: of a member's own application, who brought it."""
    there = {Install.USER: post.by[Install.USER]} if Install.USER in post.by else dict[Install, int]()
    here = owners(world, post.channel, user)
    return there | ({Install.GUILD: here[Install.GUILD]} if Install.GUILD in here else {})


def is_allowed(world: World, user: User, command: Json, channel: Channel) -> bool:
    """Return whether somebody is offered a command in a channel."""
    try:
        check_allowed(world, user, command, channel)
    except WrongInput:
        return False
    return True


def check_allowed(world: World, user: User, command: Json, channel: Channel) -> None:
    """Discord itself hides a command from those who may not use it, and where it is not meant to be used."""
    granted = world.permissions(user.id, channel)
    context = context_of(world, channel)
    if context not in (command.get("contexts") or Context) or not by_command(world, user, command, channel):
        raise WrongInput(f"{command['name']} cannot be used here.")
    guild = world.guild_of(channel)
    # https://discord.com/developers/docs/interactions/application-commands#agerestricted-commands
    if guild and command.get("nsfw") and not world.is_age_restricted(channel):
        raise WrongInput(f"{command['name']} is for age-restricted channels.")
    if guild is None or Permission.ADMINISTRATOR in granted:
        return
    roles = [role.id for role in guild.members[user.id].roles]
    asking = Asking(guild.id, user.id, roles, channel.parent_id or channel.id)
    every, one = (
        guild.command_permissions.get(target, ()) for target in (world.application.id, int(command["id"]))
    )
    allowed = decided(asking, every, one)
    if allowed is None:
        needed = command.get("default_member_permissions")
        allowed = needed is None or (needed != "0" and not int(needed) & ~int(granted))
    if not allowed:
        raise WrongInput(f"{user.name} may not use {command['name']} here.")
