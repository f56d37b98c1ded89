"""What can be set in Server Settings → Integrations."""

from collections.abc import Sequence
from typing import Literal

from sandbox.rules.command_permissions import MOST, Overwrite, Target
from sandbox.rules.options import WrongInput
from sandbox.world.world import Channel, Guild, Role, User

# Whom or what something is set for, or its id in Discord's API; the words stand for every channel of the guild.
Settable = User | Role | Channel | Literal["all channels"] | int


def overwrites(guild: Guild, allow: Sequence[Settable], forbid: Sequence[Settable]) -> list[Overwrite]:
    """Return what is set, each of them once. WrongInput for an id of nothing there."""
    made = [
        *(_overwrite(one, guild, allowed=True) for one in allow),
        *(_overwrite(one, guild, allowed=False) for one in forbid),
    ]
    if len(made) > MOST or len({(one.type, one.id) for one in made}) < len(made):
        raise WrongInput(f"At most {MOST} can be set, each of them once.")
    return made


def _found(guild: Guild, number: int) -> Settable:
    if number == guild.id - 1:
        return "all channels"
    roles = {role.id: role for role in guild.roles}
    users = {member.user.id: member.user for member in guild.members.values()}
    try:
        return (roles | guild.channels | users)[number]
    except KeyError:
        raise WrongInput("There is nothing of that kind here.") from None


def _overwrite(one: Settable, guild: Guild, *, allowed: bool) -> Overwrite:
    match one:
        case User():
            return Overwrite(one.id, Target.USER, allowed)
        case Role():
            return Overwrite(one.id, Target.ROLE, allowed)
        case Channel():
            return Overwrite(one.id, Target.CHANNEL, allowed)
        case int():
            return _overwrite(_found(guild, one), guild, allowed=allowed)
        case _:
            return Overwrite(guild.id - 1, Target.CHANNEL, allowed)
