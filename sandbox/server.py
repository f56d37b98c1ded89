"""The sandbox as a whole: a Discord on loopback, for as long as its `async with` lasts."""

from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from email.utils import formatdate
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import hdrs, web

from net.connections import Connections
from net.strangers import server_log
from sandbox.api.answers import Answers
from sandbox.api.applications import Applications
from sandbox.api.bodies import LARGEST_REQUEST
from sandbox.api.callbacks import Callbacks
from sandbox.api.channels import Channels
from sandbox.api.faults import Faults
from sandbox.api.files import Files
from sandbox.api.guilds import Guilds
from sandbox.api.pins import Pins
from sandbox.api.reactions import Reactions
from sandbox.api.rest import BASE, Request, Rest
from sandbox.api.routes import Route
from sandbox.api.threads import Threads
from sandbox.api.webhooks import Webhooks
from sandbox.control.acts import Acts
from sandbox.control.routes import PATH as CONTROL
from sandbox.control.routes import join
from sandbox.control.troubles import Troubles
from sandbox.control.views import there
from sandbox.control.wire import Wire
from sandbox.document import document
from sandbox.gateway.broadcast import Broadcast
from sandbox.gateway.gateway import Gateway
from sandbox.page.panel import Panel
from sandbox.page.site import Site
from sandbox.people.acting import Acting
from sandbox.people.person import Person, Stage
from sandbox.people.replaying import SECONDS_TO_WAIT, Replay
from sandbox.people.transcript import Saved, Transcript
from sandbox.record import Record
from sandbox.rules.options import Upload, WrongInput
from sandbox.wire import Json
from sandbox.world.body import Body, SentFile
from sandbox.world.cdn import Cdn
from sandbox.world.clock import Clock
from sandbox.world.feed import Feed
from sandbox.world.interactions import Interaction, Interactions
from sandbox.world.message import Message
from sandbox.world.plan import DESIGNERS, Plan
from sandbox.world.posts import Posts
from sandbox.world.registry import Registry
from sandbox.world.unspoken import Unspoken
from sandbox.world.world import Channel, Guild, Role, User, World

# A burst of a bot has a connection for each request, and keeps it.
MOST_CONNECTIONS = 2048
HOST = "127.0.0.1"
SECONDS_KEPT_ALIVE = 75.0  # longer than discord.py and browsers keep a connection that nobody uses


class Sandbox:
    """Servers, state and people. `openapi` is Discord's document, against which the bot's requests are checked."""

    def __init__(
        self,
        *,
        openapi: Path | None = None,
        clock: Clock | None = None,
        port: int = 0,
        token: str | None = None,
        plan: Plan = DESIGNERS,
    ) -> None:
        self.clock = clock or Clock()
        self.world = World(self.clock, plan, token)
        self.feed = Feed()
        self.faults = Faults(self.clock)
        self.cdn = Cdn(self.clock, self.world.ids)
        self.posts = Posts(self.world, self.cdn, self.feed)
        self.registry = Registry(self.world)
        self.interactions = Interactions(self.world, self.posts, self.feed)
        self.unspoken = Unspoken()
        self.gateway = Gateway(self.world, lambda: self.gateway_url, self.unspoken)
        self.rest = Rest(
            self.world, self.faults, None if openapi is None else document(openapi), self.unspoken
        )
        self.record = Record(self.rest, self.gateway, self.clock)
        self.troubles = Troubles(self.gateway, self.faults, self.clock)
        self.panel = Panel(self.record, self.gateway, self.faults, self.clock, self.unspoken)
        self.origin = ""
        self._port = port
        self._stage = Stage(self.world, self.cdn, self.posts, self.feed, self.registry, self.interactions)
        self._people: dict[str, Person] = {}
        self.acting = Acting(self._stage, self.person)
        self.transcript = Transcript(self._stage, self.acting)
        self._runner = web.AppRunner(
            self._application(),
            logger=server_log(),
            shutdown_timeout=1,
            keepalive_timeout=SECONDS_KEPT_ALIVE,
            auto_decompress=False,  # what is packed is refused by who reads it
        )
        self._listening = AsyncExitStack()
        self.interactions.dispatch = self._dispatch
        self.registry.tell = self.gateway.changed.notify
        self._broadcast = Broadcast(self.world, self.gateway)
        self.feed.subscribe(self._broadcast.hear)
        self.world.tell_of_guild = self._broadcast.tell_of_guild
        self.world.tell_of_thread = self._broadcast.tell_of_thread
        self.world.tell_of_command_permissions = self._broadcast.tell_of_command_permissions

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        assert self._runner.server is not None
        listening = Connections(self._runner.server, most=MOST_CONNECTIONS).listen(HOST, self._port)
        port = await self._listening.enter_async_context(listening)
        self.origin = self.cdn.origin = f"http://{HOST}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._listening.aclose()
        self.gateway.close()
        await self._runner.cleanup()
        self.clock.close()

    @property
    def control_url(self) -> str:
        """Where a program drives it."""
        return self.origin + CONTROL

    @property
    def api_url(self) -> str:
        """The base of the REST API."""
        return self.origin + BASE

    @property
    def gateway_url(self) -> str:
        """Where the gateway is."""
        return self.origin.replace("http", "ws", 1) + "/gateway"

    @property
    def bot_token(self) -> str:
        """The token with which the bot logs in."""
        return self.world.application.token

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which a bot is told of this place."""
        return {
            "DISCORD_TOKEN": self.bot_token,
            "DISCORD_API_URL": self.api_url,
            "DISCORD_GATEWAY_URL": self.gateway_url,
        }

    @property
    def application_id(self) -> int:
        """The application's id, which is also its user's."""
        return self.world.application.id

    @property
    def guild(self) -> Guild:
        """The guild that has the bot."""
        return self.world.guild

    @property
    def channel(self) -> Channel:
        """The guild's first channel."""
        return self.guild.channel

    @property
    def elsewhere(self) -> list[Channel]:
        """The first channels of the guilds besides its own."""
        return [guild.channel for guild in self.world.others]

    def conversation(self, *names: str) -> Channel:
        """Return the conversation of two people, or a group's."""
        return self.world.conversation(*(self.world.users[name] for name in names))

    @property
    def requests(self) -> list[Request]:
        """All that the bot has asked, in the order of the answers."""
        return self.rest.requests

    @property
    def violations(self) -> list[str]:
        """Where the bot's requests have departed from Discord's document."""
        return self.rest.violations

    @property
    def notes(self) -> list[str]:
        """What the bot has sent that Discord does not know, and ignores."""
        return self.rest.notes

    @property
    def mistakes(self) -> list[str]:
        """Where the sandbox's own answers have departed from Discord's document."""
        return self.rest.mistakes

    def person(self, name: str) -> Person:
        """Return a member: ada and bob are ordinary ones, mo is a moderator, olive owns the guild, if not planned otherwise.

        WrongInput where there is nobody of that name.
        """
        if name not in self._people:
            user = self.world.users.get(name)
            if user is None or user.bot:
                raise WrongInput(f"There is nobody called {name} here.")
            self._people[name] = Person(self._stage, user)
        return self._people[name]

    async def replay(
        self, saved: Saved, tell: Callable[[str], None] = lambda _: None, patience: float = SECONDS_TO_WAIT
    ) -> None:
        """Do again what people did elsewhere. Departed where that cannot be done, after so many seconds at most."""
        await Replay(self._stage, self.acting, self.person, patience).run(saved, tell)

    def leave(self, name: str) -> None:
        """Somebody leaves the guild, and can do nothing there any more."""
        user = self.person(name).user
        self.world.leave(user)
        self._broadcast.tell_of_leaving(user)

    def changed(self, channel: Channel) -> None:
        """Tell that a channel is another than it was, since somebody may do something else there."""
        self._broadcast.tell_of_channel(channel)

    def close_thread(self, thread: Channel, *, archived: bool = True, locked: bool = False) -> None:
        """Somebody who may archives a thread, locks it, or both."""
        thread.archived, thread.locked = archived, locked
        self._broadcast.tell_of_change(thread)

    def delete_channel(self, channel: Channel) -> None:
        """Somebody who may deletes a channel or a thread, and with it all that was written there."""
        for gone in self.world.remove(channel):
            self.posts.forget(gone.id)
        self._broadcast.tell_of_end(channel)

    def delete_guild(self) -> None:
        """Let the owner delete the guild."""
        for channel in tuple(self.guild.channels.values()):
            self.delete_channel(channel)
        self.remove_bot()

    def post_by_webhook(self, name: str, text: str, *uploads: Upload) -> Message:
        """Let a webhook write into the first channel: its author is no account that one could ask."""
        author = User(self.world.ids.next(), name, name, bot=True)
        post = self.posts.draft(self.channel, author)
        post.origin["webhook_id"] = str(author.id)
        files = {number: SentFile(upload.name, upload.content) for number, upload in enumerate(uploads)}
        self.posts.show(post, Body({"content": text}, files))
        return Message(self.posts.json(post))

    def remove_bot(self) -> None:
        """Somebody takes the bot out of the guild."""
        self.world.leave(self.world.application.bot)
        self.gateway.dispatch("GUILD_DELETE", {"id": str(self.guild.id)}, self.guild.id)

    def add_bot(self, to: Guild | None = None) -> None:
        """Somebody adds it again, or to another guild."""
        self.world.invite(to)
        self.gateway.joined(to or self.guild)

    def newcomer(self, name: str, guild: Guild | None = None, *roles: Role) -> Person:
        """Return somebody who comes into the guild or another, and has these roles there."""
        self.world.welcome(name, guild or self.guild, *roles)
        return self.person(name)

    def channel_messages(self, channel_id: int, as_person: Person) -> list[Message]:
        """Return a channel's messages as one member sees them, oldest first."""
        return as_person.messages(self.world.channels[channel_id])

    def ready(self, timeout: float = 30, *, commands: bool = True) -> Coroutine[Any, Any, bool]:
        """Wait until the bot is connected and, unless not `commands`, has registered some."""

        def is_ready() -> bool:
            return self.gateway.online and (self.registry.registered or not commands)

        return self.gateway.changed.until(is_ready, timeout)

    def offline(self, timeout: float = 30) -> Coroutine[Any, Any, bool]:
        """Wait until the bot is not connected."""
        return self.gateway.changed.until(lambda: not self.gateway.online, timeout)

    async def fetch(self, url: str) -> bytes:
        """Return a file from the CDN, with the link as it stands in a message."""
        async with aiohttp.ClientSession(raise_for_status=True) as session, session.get(url) as response:
            return await response.read()

    def routes(self) -> list[Route]:
        """Return what of Discord's API is spoken here."""
        answers = Answers(self.world, self.posts)
        parts = (
            Applications(self.world, self.registry, lambda: self.gateway_url),
            Callbacks(self.interactions, answers, self.posts, self.feed),
            Webhooks(self.interactions, answers, self.posts),
            Channels(self.world, self.posts),
            Reactions(self.world, self.posts),
            Pins(self.world, self.posts),
            Guilds(self.world),
            Threads(self.world, self.posts),
        )
        return [route for part in parts for route in part.routes()]

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=LARGEST_REQUEST)
        application.on_response_prepare.append(self._date)
        application.add_subapp(BASE, self.rest.application(self.routes()))
        application.router.add_route("*", "/api{rest:(/.*)?}", self.rest.another_version)
        application.add_routes([web.get(path, self.gateway.connect) for path in ("/gateway", "/gateway/")])
        Site(self._stage, self.person, self.acting, self.gateway, self.panel).join(application)
        acts = Acts(self.person, self.acting, self.transcript, lambda: self.world.attachment_size_limit)
        wire = Wire(self.troubles, self.record, there=self._there, ready=self.ready)
        join(application, (*acts.routes(), *wire.routes()))
        application.add_routes(Files(self.cdn, self.faults).routes())
        return application

    def _there(self) -> Json:
        """Return what a program is told of this Discord, with all that was wrong so far."""
        return {
            "page": f"{self.origin}/",
            "api_url": self.api_url,
            "gateway_url": self.gateway_url,
            **there(self._stage, self.gateway),
            "unspoken": self.unspoken.sentences,
            "violations": self.violations,
            "notes": self.notes,
            "mistakes": self.mistakes,
        }

    async def _date(self, _: web.Request, response: web.StreamResponse) -> None:
        """Every answer says what time it is here."""
        response.headers[hdrs.DATE] = formatdate(self.clock.time(), usegmt=True)

    def _dispatch(self, interaction: Interaction) -> None:
        self.gateway.dispatch("INTERACTION_CREATE", interaction.payload, interaction.channel.guild_id)
