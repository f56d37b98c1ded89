"""Who somebody is to the bot: a member of a server, or a person on their own."""

from dataclasses import dataclass
from typing import Self

from domain.errors import ModeratorsOnly, OnlyInServers

NO_SERVER = 0  # in place of a server's id: direct messages, and servers where the app is only a user's own
BOT = 0  # in place of a user's id, where the bot acts by itself


@dataclass(frozen=True, slots=True)
class Member:
    """A user within a server that has the bot, or on their own; quotas, places and histories belong to one."""

    guild_id: int
    user_id: int

    @property
    def personal(self) -> bool:
        """Return whether this is somebody on their own: one and the same wherever no server has the bot."""
        return self.guild_id == NO_SERVER

    @classmethod
    def of(cls, guild_id: int | None, user_id: int) -> Self:
        """Return the member for Discord's ids; without a server they are on their own."""
        return cls(guild_id or NO_SERVER, user_id)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks and from where: all that a rule may want to know of them."""

    member: Member
    channel_id: int
    role_ids: frozenset[int] = frozenset()
    moderator: bool = False
    locale: str = "en-US"  # their own
    server_locale: str = "en-US"  # of where they ask: what everybody there reads
    age_restricted: bool = False  # whether a server has where they ask for adults alone

    def check_moderator(self) -> None:
        """Raise OnlyInServers where there is no server to moderate, or ModeratorsOnly."""
        if self.member.personal:
            raise OnlyInServers
        if not self.moderator:
            raise ModeratorsOnly
