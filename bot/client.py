"""The connection to Discord: where it is, what it listens to, and commands that are registered when they changed."""

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any

import discord
import yarl
from discord import Interaction, app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from storage import notes
from storage.database import Database

log = logging.getLogger(__name__)

FILE_TYPES = (".png", ".jpg", ".jpeg", ".webp", ".gif")

Refuse = Callable[[Interaction, Exception], Awaitable[None]]


class Tree(app_commands.CommandTree[commands.AutoShardedBot]):
    """The commands; what goes wrong in one goes to the one place that words errors."""

    refuse: Refuse

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        """Hand on what was raised inside the command, not discord.py's wrapping of it."""
        inner = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await self.refuse(interaction, inner)


class Client(commands.AutoShardedBot):
    """The bot as Discord sees it.

    Sharded, because that one asks where the gateway is, and again when it is down at start. Of the intents only
    guilds: commands, buttons and menus bring their data along, and nothing here reads messages.
    """

    def __init__(self, database: Database, api_url: str, refuse: Refuse) -> None:
        # Where Discord is, for the whole process: discord.py keeps it in the class.
        Route.BASE = api_url
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            tree_cls=Tree,
        )
        self._database = database
        self._api_url = api_url
        assert isinstance(self.tree, Tree), "tree_cls says so"
        self.tree.refuse = refuse

    async def setup_hook(self) -> None:
        """Ask where the gateway is, and register the commands where they are not what was registered last.

        discord.py goes by what /gateway/bot answers, but returns to its built-in address after a session that
        Discord declared invalid (discord.py 2.7.1, gateway.py, `received_message`).
        """
        with suppress(discord.GatewayNotFound):  # down just now: connecting tries again until it is there
            _, gateway, _ = await self.http.get_bot_gateway()
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
        await self.sync(force=False)

    async def sync(self, *, force: bool) -> bool:
        """Register the commands if they changed, or in any case. Returns whether they were sent."""
        name = f"commands of {self.application_id} at {self._api_url}"
        payload = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        _ask_for_pictures(payload)
        fingerprint = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
        if not force and await notes.read(self._database, name) == fingerprint:
            return False
        assert self.application_id is not None, "known since login"
        await self.http.bulk_upsert_global_commands(self.application_id, payload=payload)
        await notes.write(self._database, name, fingerprint)
        log.info("registered %d commands", len(payload))
        return True


def _ask_for_pictures(described: Iterable[Any]) -> None:
    """Let Discord's clients hide files that are no pictures of ours, in every attachment option.

    discord.py 2.7.1 does not know the field (https://discord.com/developers/docs/reference#uploading-files-file-type-filtering).
    """
    for one in described:
        if one["type"] == discord.AppCommandOptionType.attachment.value:
            one["file_types"] = list(FILE_TYPES)
        _ask_for_pictures(one.get("options", ()))
