"""Server Settings → Integrations: where a server's moderators say who may use a command, and in which channels.

Discord itself sees to it for commands and entries of menus, which ask here once more. For buttons and forms it does not.
"""

from collections.abc import Callable, Mapping
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands
from pydantic import BaseModel, TypeAdapter

from cogs.last_known import LastKnown, Levels
from domain.errors import Barred
from domain.permission import NOTHING_SET, Attempt, Settings, may_use

CommandIds = Mapping[tuple[str, int], int]  # by name and type
Command = app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu


def key_of(command: Command) -> tuple[str, int]:
    """Return the name and the type of a command, which together are its own."""
    slash = discord.AppCommandType.chat_input
    return command.name, (command.type if isinstance(command, app_commands.ContextMenu) else slash).value


def shown(command: Command) -> str:
    """Return how a command is called in a sentence."""
    return command.name if isinstance(command, app_commands.ContextMenu) else f"/{command.name}"


class _Set(BaseModel):
    """What is set for one id (https://discord.com/developers/docs/interactions/application-commands#permissions)."""

    id: int
    type: int
    permission: bool


class _Level(BaseModel):
    """What is set for a command, or for the application."""

    id: int
    permissions: list[_Set]


_LEVELS = TypeAdapter(list[_Level])


class Integrations(commands.Cog):
    """Knows what is set for commands; `registered` are their ids by name and type, which Discord gives them."""

    def __init__(self, client: discord.Client, registered: Callable[[], CommandIds]) -> None:
        self._client = client
        self._registered = registered
        self._last_known = LastKnown(self._read)

    async def check(self, attempt: Attempt, command: Command) -> None:
        """Raise Barred where somebody may not use a command; NotTold where Discord has not said yet who may."""
        levels = await self._last_known.of(attempt.guild_id)
        target, asked = self._registered()[key_of(command)], command.default_permissions
        app, own = levels.get(self._application(), NOTHING_SET), levels.get(target, NOTHING_SET)
        if not may_use(attempt, app, own, asked.value if asked else None):
            raise Barred(shown(command))

    async def _read(self, guild_id: int) -> Levels:
        told = await self._client.http.get_guild_application_command_permissions(
            self._application(), guild_id
        )
        targets = self._targets()
        return {
            level.id: Settings.of(guild_id, ((one.id, one.type, one.permission) for one in level.permissions))
            for level in _LEVELS.validate_python(told)
            if level.id in targets
        }

    def _application(self) -> int:
        application = self._client.application_id
        assert application is not None, "known since login"
        return application

    def _targets(self) -> set[int]:
        return {self._application(), *self._registered().values()}

    @commands.Cog.listener()
    async def on_raw_app_command_permissions_update(
        self, event: discord.RawAppCommandPermissionsUpdateEvent
    ) -> None:
        """Take what moderators have set."""
        if event.target_id in self._targets():
            told = ((one.id, one.type.value, one.permission) for one in event.permissions)
            guild_id = event.guild.id
            self._last_known.hear(guild_id, event.target_id, Settings.of(guild_id, told))

    @commands.Cog.listener()
    async def on_shard_connect(self, _: int) -> None:
        """Doubt what is known: what happened before a new session was not told. One that is resumed is told it all."""
        self._last_known.doubt()

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Let go of a server that has removed the bot."""
        self._last_known.forget(guild.id)
