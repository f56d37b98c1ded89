"""The connection to Discord: where it is, what it listens to, and commands that are registered when they changed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from itertools import chain, repeat
from typing import Any, cast

import aiohttp
import discord
import yarl
from discord import Interaction, app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.commands import ALL_LANGUAGES, Described, OddAnswer, changed, ids_of, registered_in
from bot.commands import described as commands_of
from bot.events import passing_over
from bot.told import Address
from cogs import replies
from cogs.discord_errors import TROUBLE, UNFIT, is_lost
from cogs.integrations import Command
from cogs.trail import SERVED
from cogs.words.commands import Localised
from domain.errors import CommandChanged, Refused
from domain.shards import Shards

log = logging.getLogger(__name__)

# Seconds before a start asks again where Discord is down; the last one stays. Another start counts as one of 1,000 a day
# (https://discord.com/developers/docs/events/gateway#session-start-limit-object) only once it has come through.
AWAY = (1.0, 2.0, 5.0, 15.0, 30.0, 60.0)
LONGEST_AWAY = 3600.0  # of a Retry-After
# With these Discord, or Cloudflare before it, says that it is down for now
# (https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/). What fails
# otherwise is most likely somebody else, and is asked a few times only.
DOWN = frozenset({408, 429, 500, 502, 503, 504, *range(520, 531)})
DOUBTFUL_TRIES = 3
Refuse = Callable[[Interaction, Exception], Awaitable[None]]
LettingIn = Callable[[Interaction], AbstractAsyncContextManager[None]]
Permit = Callable[[Interaction, Command], Awaitable[None]]


class Tree(app_commands.CommandTree[commands.AutoShardedBot]):
    """The commands; what goes wrong in one goes to the one place that words errors."""

    refuse: Refuse
    letting_in: LettingIn
    permit: Permit | None = None

    async def _call(self, interaction: Interaction[commands.AutoShardedBot]) -> None:
        """Run a command from its beginning to its answer or refusal; a stop waits for whom it let in.

        discord.py has no hook around a command; this one is there since 2.0 (2.7.1, app_commands/tree.py).
        """
        if interaction.type is discord.InteractionType.autocomplete:
            with suppress(Refused):  # nothing is suggested
                await self._check(interaction, suggesting=True)
                await self._matched(interaction)
            return
        try:
            async with self.letting_in(interaction):
                await self._check(interaction)
                await self._matched(interaction)
            self.client.dispatch(SERVED, interaction)
        except Exception as error:  # noqa: BLE001 - discord.py would log it, and leave the member without an answer
            await self.refuse(interaction, error)

    async def _matched(self, interaction: Interaction[commands.AutoShardedBot]) -> None:
        """Let discord.py find the command, take its options and run it; what that raises goes to `on_error`.

        Raises CommandChanged where there is no such command, or what was sent for it cannot be read.
        """
        try:
            await super()._call(interaction)
        except (*UNFIT, app_commands.AppCommandError) as odd:
            log.warning("a command cannot be read: %r", odd)
            raise CommandChanged from odd

    async def _check(
        self, interaction: Interaction[commands.AutoShardedBot], *, suggesting: bool = False
    ) -> None:
        """Raise Barred where somebody may not use a command after all. Only moderators' commands suggest what is not for all."""
        data = cast("dict[str, Any]", interaction.data)
        kind = discord.AppCommandType(data.get("type", discord.AppCommandType.chat_input.value))
        command = self.get_command(data["name"], type=kind)
        guarded = isinstance(command, app_commands.Group) and command.default_permissions is not None
        if suggesting and not guarded:
            return
        if command and self.permit:  # what is not known is turned down where it would be called
            await self.permit(interaction, command)

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        """Hand on what was raised inside the command, not discord.py's wrapping of it.

        Options that are not the command's were sent by a client that knows another version of it.
        """
        match error:
            case app_commands.CommandInvokeError():
                await self.refuse(interaction, error.original)
            case app_commands.CommandSignatureMismatch() | app_commands.TransformerError():
                await self.refuse(interaction, CommandChanged())
            case _:
                await self.refuse(interaction, error)


class _Again(Exception):
    """A shard could not be connected, and is to be tried once more."""


class Client(commands.AutoShardedBot):
    """The bot as Discord sees it.

    Sharded, so that it has as many connections as Discord wants. Of the intents guilds, and guild messages for one
    thing: to hear that one was deleted. Commands, buttons and menus bring their data along; nothing here reads
    messages, and without a privileged intent their words do not come.
    """

    def __init__(
        self,
        api_url: str,
        refuse: Refuse,
        instead: str | None = None,
        *,
        shards: Shards | None = None,
        listens: bool = True,
    ) -> None:
        """Take where Discord is, how to refuse, a name for it, the shards (None: as many as it wants), and whether to listen.

        One that does not listen only writes.
        """
        # Where Discord is, for the whole process: discord.py keeps it in the class.
        Route.BASE = api_url
        self._name = f"{instead} (DISCORD_API_URL)" if instead else "Discord"
        # Else it warns at every start that packages for voice are missing: nothing here speaks.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        which: dict[str, Any] = (
            {"shard_ids": list(shards.numbers), "shard_count": shards.of} if shards else {}
        )
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=discord.Intents(guilds=True, guild_messages=True),
            max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(),
            tree_cls=Tree,
            **which,
        )
        self._listens = listens
        self._connection.parsers = passing_over(self._connection.parsers, self._turn_down)
        assert isinstance(self.tree, Tree), "tree_cls says so"
        self.tree.refuse = refuse
        self._left_out: Collection[str] = ()
        self._launching: set[int] = set()  # shards
        self._turning_down: set[asyncio.Task[None]] = set()
        self.command_ids: Mapping[tuple[str, int], int] = {}  # by name and type, once Discord has them

    async def on_message(self, _: discord.Message, /) -> None:
        """Leave messages alone: there are no commands in them."""

    def _turn_down(self, told: object) -> None:
        """Tell whose interaction could not be read, where it says how to answer."""
        if address := Address.of(told):
            task = asyncio.create_task(
                replies.turn_down(self.http, address.id, address.token, str(address.locale))
            )
            self._turning_down.add(task)
            task.add_done_callback(self._turning_down.discard)

    def let_in_by(self, letting_in: LettingIn, permit: Permit) -> None:
        """Run commands inside that context, which raises Closing where nobody is let in any more, and Repeated.

        And only for those whom `permit` does not refuse.
        """
        assert isinstance(self.tree, Tree), "tree_cls says so"
        self.tree.letting_in = letting_in
        self.tree.permit = permit

    async def log_in(self, token: str) -> None:
        """Log in, and where Discord is down just now, as soon as it is there. Raises what will not pass."""
        for number, pause in enumerate(chain(AWAY, repeat(AWAY[-1])), 1):
            try:
                await self.login(token)
            except TROUBLE as error:
                if not is_lost(error) or (number >= DOUBTFUL_TRIES and not _will_pass(error)):
                    raise
                wait = max(pause, _asked_for(error))
                said = (
                    error.status
                    if isinstance(error, discord.HTTPException)
                    else str(error) or type(error).__name__
                )
                log.warning("%s is not there just now (%s): asked again in %.0f s", self._name, said, wait)
            else:
                return
            await asyncio.sleep(wait)
            # Each login begins a session of its own, over connections that end with the last one.
            await self.http.close()
            self.http.clear()
            self.http.connector = discord.utils.MISSING

    async def login(self, token: str) -> None:
        """Ask Discord who we are. Raises OddAnswer where it is somebody else who answers, such as a network's portal."""
        try:
            await super().login(token)
        except UNFIT as error:
            if self.application_id is not None:  # it was told who we are: this is a fault of ours
                raise
            raise OddAnswer("who we are") from error

    async def setup_hook(self) -> None:
        """Ask where the gateway is, and register the commands where Discord does not have them as they are.

        discord.py would ask for the gateway when it connects, once, and return to its built-in address after a session
        that Discord declared invalid (discord.py 2.7.1, shard.py, `launch_shards`; gateway.py, `received_message`).
        """
        if not self._listens:
            return
        try:
            told = await self.http.request(Route("GET", "/gateway/bot"))
            self.shard_count = self.shard_count or int(told["shards"])
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(told["url"])
        except UNFIT as error:
            raise OddAnswer("the gateway") from error
        await self.sync(force=False)

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect a shard for the first time, and try again where the gateway is down.

        discord.py 2.7.1 calls this once more from inside of each try that failed (shard.py): a gateway that is down for
        an hour and a half would be too deep for Python.
        """
        if shard_id in self._launching:
            raise _Again
        self._launching.add(shard_id)
        try:
            while True:
                with suppress(_Again):
                    return await super().launch_shard(gateway, shard_id, initial=initial)
                initial = False
        finally:
            self._launching.discard(shard_id)

    async def offer(
        self,
        cogs: Sequence[commands.Cog],
        menus: Sequence[app_commands.ContextMenu],
        *,
        without: Collection[str] = (),
    ) -> None:
        """Take in the commands, to be registered without the options of these names, and the menus on messages."""
        self._left_out = without
        for cog in cogs:
            await self.add_cog(cog)
        for menu in menus:
            self.tree.add_command(menu)

    async def described(self, translator: app_commands.Translator) -> list[Described]:
        """Return the commands as they are registered."""
        return await commands_of(self.tree, translator, self._left_out)

    async def sync(self, *, force: bool) -> None:
        """Register the commands if Discord has them otherwise, or in any case. Another program may have changed them."""
        assert self.application_id is not None, "known since login"
        ours = await self.described(Localised())
        # discord.py 2.7.1 cannot ask for all languages (http.py, `get_global_commands`).
        route = Route("GET", f"/applications/{self.application_id}/commands{ALL_LANGUAGES}")
        registered = registered_in(await self.http.request(route))
        wrong = changed(ours, registered)
        if wrong or force:
            answer = await self.http.bulk_upsert_global_commands(self.application_id, payload=ours)
            registered = registered_in(answer)
            log.info("registered %d commands (changed: %s)", len(ours), ", ".join(wrong) or "none")
        self.command_ids = ids_of(registered)

    @property
    def connected(self) -> bool:
        """Return whether all of its connections to Discord stand. A client that was ready once stays "ready"."""
        return bool(self.shards) and not any(shard.is_closed() for shard in self.shards.values())

    async def on_ready(self) -> None:
        """Say who we are."""
        log.info("connected as %s, servers: %d", self.user, len(self.guilds))


def _will_pass(error: BaseException) -> bool:
    """Return whether it is Discord that is down, or the way to it, as far as can be told."""
    if isinstance(error, discord.HTTPException):
        return error.status in DOWN
    return not isinstance(error, aiohttp.ClientSSLError)


def _asked_for(error: BaseException) -> float:
    """Return the seconds that Discord, or what stands before it, wants to be left alone."""
    said = error.response.headers.get("Retry-After", "") if isinstance(error, discord.HTTPException) else ""
    return min(float(said), LONGEST_AWAY) if said.isdecimal() and said.isascii() else 0.0
