"""Who may use a command in a server, by what its moderators set in Server Settings → Integrations.

Two levels: for the whole app, and for one command, which goes before it. The order is Discord's
(https://discord.com/developers/docs/change-log, "Upcoming Application Command Permission Changes", in force since
February 2023; https://discord.com/developers/docs/interactions/application-commands#permissions):

1. Administrators may use everything.
2. The channel: the command's setting for it, or for all channels; else the app's. Nothing set allows it.
3. The member: the command's setting for them, for their roles (one that allows is enough), for @everyone. It decides.
4. Else the app's in the same way: it may forbid. What it allows is still under the command's default.
5. The default: permissions that the command asks of members by itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

ADMINISTRATOR = 1 << 3  # https://discord.com/developers/docs/topics/permissions


class Kind(IntEnum):
    """What something is set for."""

    ROLE = 1
    MEMBER = 2
    CHANNEL = 3


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who wants to use a command, and where. A thread counts as the channel that it is in."""

    guild_id: int
    user_id: int
    role_ids: frozenset[int]
    channel_id: int
    permissions: int  # Discord's bits, in that channel


@dataclass(frozen=True, slots=True)
class Settings:
    """What is set at one level, by id: True allows, False forbids.

    @everyone is the role with the server's own id, and all channels the channel with the id before it.
    """

    roles: Mapping[int, bool]
    members: Mapping[int, bool]
    channels: Mapping[int, bool]

    @classmethod
    def of(cls, guild_id: int, told: Iterable[tuple[int, int, bool]]) -> Self:
        """Return what Discord tells: an id, its kind, and whether it is allowed. Kinds that are not known are left out."""
        found: dict[int, dict[int, bool]] = {kind: {} for kind in Kind}
        for target, kind, allowed in told:
            everyone = target == guild_id and kind == Kind.MEMBER  # seen beside the documented role
            found.get(Kind.ROLE if everyone else kind, {})[target] = allowed
        return cls(found[Kind.ROLE], found[Kind.MEMBER], found[Kind.CHANNEL])

    def __len__(self) -> int:
        return len(self.roles) + len(self.members) + len(self.channels)

    def channel(self, attempt: Attempt) -> bool | None:
        """Return what is set for the channel; None where nothing is."""
        here = self.channels.get(attempt.channel_id)
        return self.channels.get(attempt.guild_id - 1) if here is None else here

    def member(self, attempt: Attempt) -> bool | None:
        """Return what is set for the member, nearest first; None where nothing is."""
        if attempt.user_id in self.members:
            return self.members[attempt.user_id]
        roles = [self.roles[role] for role in attempt.role_ids - {attempt.guild_id} if role in self.roles]
        return any(roles) if roles else self.roles.get(attempt.guild_id)


NOTHING_SET = Settings({}, {}, {})


def may_use(attempt: Attempt, app: Settings, command: Settings, default: int | None) -> bool:
    """Return whether somebody may use a command.

    `default` are the permissions that it asks for by itself: None asks for none, and 0 leaves it to administrators.
    """
    if attempt.permissions & ADMINISTRATOR:
        return True
    channel = command.channel(attempt)
    if channel is False or (channel is None and app.channel(attempt) is False):
        return False
    member = command.member(attempt)
    if member is not None:
        return member
    if app.member(attempt) is False:
        return False
    return default is None or (default != 0 and attempt.permissions & default == default)
