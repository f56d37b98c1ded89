"""What a guild's admins set about the application's commands, and what Discord makes of it.

https://discord.com/developers/docs/interactions/application-commands#permissions; the order is that of
https://discord.com/developers/docs/change-log, "Upcoming Application Command Permission Changes".
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import IntEnum

MOST = 100  # for a command, and for the application


class Target(IntEnum):
    """What an overwrite is about."""

    ROLE = 1
    USER = 2
    CHANNEL = 3


@dataclass(frozen=True, slots=True)
class Overwrite:
    """Whether a role, a user or a channel is allowed."""

    id: int
    type: Target
    permission: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """Who wants to use a command, with which roles, and in which channel; of a thread, its parent."""

    guild_id: int
    user_id: int
    role_ids: Collection[int]
    channel_id: int


def decided(asking: Asking, app: Iterable[Overwrite], command: Iterable[Overwrite]) -> bool | None:
    """Return whether an overwrite allows it or forbids it; None where the command's default decides.

    Only what is set for the command itself is above its default.
    """
    one, every = set(command), set(app)
    for level in (one, every):
        where = _first(level, Target.CHANNEL, [asking.channel_id], [asking.guild_id - 1])
        if where is not None:
            if not where:
                return False
            break
    roles = [role for role in asking.role_ids if role != asking.guild_id]
    for level in (one, every):
        who = _first(level, Target.USER, [asking.user_id])
        if who is None:
            who = _first(level, Target.ROLE, roles, [asking.guild_id])
        if who is not None:
            return who if level is one else (None if who else False)
    return None


def _first(level: Collection[Overwrite], type: Target, *groups: Collection[int]) -> bool | None:  # noqa: A002 - Discord's word
    """Return what is set for the first of these groups of ids for which anything is; allowed is above forbidden."""
    for group in groups:
        found = {one.permission for one in level if one.type is type and one.id in group}
        if found:
            return True in found
    return None
