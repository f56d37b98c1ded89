"""Who may do what: Discord's permission bits, roles and channel overwrites.

https://discord.com/developers/docs/topics/permissions
"""

from collections.abc import Iterable
from enum import IntFlag
from typing import Self


class Permission(IntFlag):
    """The bits that mean something in text channels, and to bots that moderate."""

    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    MODERATE_MEMBERS = 1 << 40
    USE_EXTERNAL_APPS = 1 << 50
    PIN_MESSAGES = 1 << 51

    @classmethod
    def of(cls, names: Iterable[str]) -> Self:
        """Return permissions by their names in Discord's documents."""
        granted = cls(0)
        for name in names:
            granted |= cls[name]
        return granted


NOTHING = Permission(0)
EVERYTHING = Permission((1 << 53) - 1)
ORDINARY = (
    Permission.VIEW_CHANNEL
    | Permission.ADD_REACTIONS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.USE_EXTERNAL_APPS
)
# What an application may where it is not itself (developers/docs/interactions/receiving-and-responding, app_permissions).
ABROAD = Permission.EMBED_LINKS | Permission.ATTACH_FILES | Permission.MENTION_EVERYONE
