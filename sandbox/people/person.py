"""Somebody, and all that they can do: use commands, press buttons, fill in forms, write messages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sandbox.people.allowed import by_command, by_message, check_allowed, is_allowed
from sandbox.people.choosing import check_chosen
from sandbox.people.command_permissions import Settable, overwrites
from sandbox.people.exchange import Exchange
from sandbox.people.modal import Modal, submitted
from sandbox.people.resolved import Resolved
from sandbox.rules.locales import LOCALES, in_one_language
from sandbox.rules.options import Typed, Upload, WrongInput, resolve_options
from sandbox.rules.refusal import Refused
from sandbox.wire import Json
from sandbox.world.body import Body, SentFile
from sandbox.world.cdn import Cdn
from sandbox.world.feed import Feed
from sandbox.world.installs import Owners
from sandbox.world.interactions import Interaction, Interactions, Kind
from sandbox.world.message import BUTTON, Message, called
from sandbox.world.permissions import Permission
from sandbox.world.post import Post
from sandbox.world.posts import Posts
from sandbox.world.reactions import read_emoji
from sandbox.world.registry import CHAT_INPUT, MESSAGE_MENU, USER_MENU, Registry
from sandbox.world.signal import Signal
from sandbox.world.world import Channel, User, World


@dataclass(frozen=True, slots=True)
class Choice:
    """One suggestion of an autocomplete."""

    name: str
    value: object


@dataclass(frozen=True, slots=True)
class Stage:
    """What people act on."""

    world: World
    cdn: Cdn
    posts: Posts
    feed: Feed
    registry: Registry
    interactions: Interactions


class Person:
    """Acts in a channel of a guild, the first one of all if none is given, or in a conversation, such as `dm`.

    What Discord would not let them do is WrongInput.
    """

    def __init__(self, stage: Stage, user: User) -> None:
        self._stage = stage
        self.user = user

    @property
    def id(self) -> int:
        """The user's id."""
        return self.user.id

    @property
    def name(self) -> str:
        """The user's name."""
        return self.user.name

    @property
    def locale(self) -> str:
        """The language of their client."""
        return self.user.locale

    @locale.setter
    def locale(self, locale: str) -> None:
        self.user.locale = known(locale)

    @property
    def dm(self) -> Channel:
        """The direct conversation with the bot."""
        return self._stage.world.dm(self.user)

    def place(self, named: int | str | None) -> Channel | None:
        """Return a channel by its id, or one that they see by its name, or "dm"; None stands for the usual one."""
        if named is None or named == "dm":
            return None if named is None else self.dm
        known = self._stage.world.channels
        if str(named).isdecimal():
            found = known.get(int(named))
        else:
            called = [one for one in known.values() if one.name == str(named).lstrip("#")]
            found = next((one for one in called if self._sees(one)), None)
        if found is None:
            raise WrongInput("That channel is not there.")
        return found

    @property
    def has_the_app(self) -> bool:
        """Whether they have the application for themselves, wherever they go."""
        return self.id in self._stage.world.installed_by

    def install_app(self) -> None:
        """Add the application to their own account."""
        self._stage.world.installed_by.add(self.id)

    def remove_app(self) -> None:
        """Remove it from there."""
        self._stage.world.installed_by.discard(self.id)

    async def command(  # noqa: PLR0913 - a client sends all of it
        self,
        name: str,
        typed: Mapping[str, object] | None = None,
        *,
        channel: Channel | None = None,
        unchecked: bool = False,
        known: Json | None = None,
        interaction_id: int | None = None,
    ) -> Exchange:
        """Send a slash command, "quota set" for a subcommand. `unchecked` skips what only the client checks.

        `known` is the command as this client has kept it from an earlier time.
        """
        place = self._place(channel)
        asked, path = self._command(name, place, known)
        resolved = self._resolved(place)
        values = Typed(typed or {}, path, unchecked=unchecked)
        options = resolve_options(asked, values, resolved.identify)
        data = resolved.beside(_command_data(asked) | {"options": options})
        by = by_command(self._stage.world, self.user, asked, place)
        return self._open(Kind.COMMAND, data, place, by, interaction_id=interaction_id)

    async def autocomplete(
        self, name: str, typed: Mapping[str, object], *, focused: str, channel: Channel | None = None
    ) -> list[Choice]:
        """Type into an option, and see what is suggested."""
        exchange = self.begin_autocomplete(name, typed, focused=focused, channel=channel)
        return [Choice(choice["name"], choice["value"]) for choice in await exchange.choices_offered()]

    def begin_autocomplete(
        self, name: str, typed: Mapping[str, object], *, focused: str, channel: Channel | None = None
    ) -> Exchange:
        """Type into an option, and do not wait for suggestions."""
        place = self._place(channel)
        asked, path = self._command(name, place, None)
        resolved = self._resolved(place)
        options = resolve_options(asked, Typed(typed, path, focused), resolved.identify)
        data = resolved.beside(_command_data(asked) | {"options": options})
        return self._open(
            Kind.AUTOCOMPLETE, data, place, by_command(self._stage.world, self.user, asked, place)
        )

    async def menu(
        self,
        name: str,
        target: "Message | Person",
        *,
        channel: Channel | None = None,
        known: Json | None = None,
    ) -> Exchange:
        """Use an entry of the menu on a message or on a person, perhaps one that the client has kept from before."""
        post = self._visible(target) if isinstance(target, Message) else None
        place = self._place(post.channel if post else channel)
        asked = known or self._menu_entry(name, MESSAGE_MENU if post else USER_MENU, place)
        check_allowed(self._stage.world, self.user, asked, place)
        resolved = self._resolved(place)
        if isinstance(target, Person):
            target_id = resolved.user(target.user)
        else:
            target_id = resolved.message(target.id, self._stage.posts.json(self._visible(target)))
        data = resolved.beside(_command_data(asked) | {"target_id": target_id})
        return self._open(Kind.COMMAND, data, place, by_command(self._stage.world, self.user, asked, place))

    async def click(
        self, message: Message, custom_id: str, values: Sequence[object] | None = None
    ) -> Exchange:
        """Press a button of a message, or choose values in a select: by its custom_id, or by what it is called."""
        post = self._visible(message)
        part = Message(self._stage.posts.json(post)).part(custom_id)
        if part is None or part.get("disabled"):
            raise WrongInput(f"The message has no {custom_id} that could be pressed.")
        data: Json = {"custom_id": part["custom_id"], "component_type": part["type"], "id": part["id"]}
        resolved = self._resolved(post.channel)
        name = called(part) or str(part["custom_id"])
        if part["type"] != BUTTON:
            data["values"] = [resolved.pick(part, value) for value in values or []]
            check_chosen(part, data["values"], name)
        elif values:
            raise WrongInput(f"{name} is a button: there is nothing to choose in it.")
        by = by_message(self._stage.world, self.user, post)
        return self._open(Kind.COMPONENT, resolved.beside(data), post.channel, by, source=post)

    async def submit(
        self, modal: Modal | None, filled: Mapping[str, object], *, unchecked: bool = False
    ) -> Exchange:
        """Fill in a form that has opened, and send it."""
        opener = self._stage.interactions.get(modal.interaction_id) if modal else None
        if modal is None or opener is None or opener.user is not self.user:
            raise WrongInput("That form is not open here.")
        resolved = self._resolved(opener.channel)
        data = resolved.beside(submitted(modal, filled, resolved.pick, unchecked=unchecked))
        return self._open(Kind.MODAL, data, opener.channel, opener.by, source=opener.source, opener=opener)

    async def repeat(self, exchange: Exchange) -> None:
        """Let Discord deliver the very same interaction once more."""
        assert exchange.interaction is not None
        self._stage.interactions.dispatch(exchange.interaction)

    async def say(self, text: str = "", *uploads: Upload, channel: Channel | None = None) -> Message:
        """Write an ordinary message."""
        files = {number: SentFile(upload.name, upload.content) for number, upload in enumerate(uploads)}
        place = self._place(channel)
        if place.locked:
            raise WrongInput(f"{place.name} is locked.")
        place.archived = False  # as a client does with what is written there
        post = self._stage.posts.draft(place, self.user)
        self._stage.posts.show(post, Body({"content": text}, files))
        return Message(self._stage.posts.json(post))

    async def forward(self, message: Message, channel: Channel | None = None) -> Message:
        """Forward a message that one sees."""
        made = self._stage.posts.forward(self._visible(message), self._place(channel), self.user)
        return Message(self._stage.posts.json(made))

    async def react(self, message: Message, emoji: str) -> None:
        """Put an emoji under a message."""
        post = self._visible(message)
        try:
            self._stage.posts.react(post, self.user, read_emoji(emoji))
        except Refused as refused:
            raise WrongInput(f"{refused.message}.") from None

    async def unreact(self, message: Message, emoji: str) -> None:
        """Take it away again."""
        self._stage.posts.unreact(self._visible(message), self.user, emoji)

    async def delete(self, message: Message) -> None:
        """Delete a message of one's own, or as a moderator anybody's."""
        post = self._visible(message)
        granted = self._stage.world.permissions(self.id, post.channel)
        if post.author.id != self.id and Permission.MANAGE_MESSAGES not in granted:
            raise WrongInput(f"{self.name} may not delete that message.")
        self._stage.posts.delete(post)

    def messages(self, channel: Channel | None = None) -> list[Message]:
        """Return all messages of a channel as this member sees them, oldest first."""
        posts = self._stage.posts
        return [Message(posts.json(post)) for post in posts.visible(self._place(channel), self.id)]

    async def message_seen(
        self, fits: Callable[[Message], bool], channel: Channel | None = None, seconds: float = 10
    ) -> Message:
        """Return the first message of a channel that fits, once there is one."""
        place, happened = self._place(channel), Signal()
        leave = self._stage.feed.subscribe(lambda _: happened.notify())
        try:
            return await happened.until(lambda: next(filter(fits, self.messages(place)), None), seconds)
        except TimeoutError:
            seen = [message.text for message in self.messages(place)[-3:]]
            raise TimeoutError(f"no message that fits within {seconds:g} s; the last: {seen}") from None
        finally:
            leave()

    def commands(self, channel: Channel | None = None) -> list[Json]:
        """Return the commands and menu entries that Discord offers them there, as they read them in their language."""
        place, registry = self._place(channel), self._stage.registry
        here = registry.all(place.guild_id) if place.guild_id else []
        offered = [
            one
            for one in (*here, *registry.all(None))
            if is_allowed(self._stage.world, self.user, one, place)
        ]
        return [in_one_language(command, self.locale) for command in offered]

    def choose_server_locale(self, locale: str) -> None:
        """Choose the language of the server, as those can who manage it."""
        world = self._stage.world
        if Permission.MANAGE_GUILD not in world.guild.permissions(self.id):
            raise WrongInput(f"{self.name} may not change the server.")
        world.speak(known(locale))

    def set_command_permissions(
        self, command: str | None, *, allow: Sequence[Settable] = (), forbid: Sequence[Settable] = ()
    ) -> None:
        """Say in Server Settings → Integrations who may use a command or an entry of a menu, and where; None is the app.

        It replaces what was set for that before.
        """
        world = self._stage.world
        if Permission.MANAGE_GUILD not in world.guild.permissions(self.id):
            raise WrongInput(f"{self.name} may not change the server.")
        target = self._stage.registry.id_of(command) if command else world.application.id
        if target is None:
            raise WrongInput(f"There is no command {command}.")
        world.set_command_permissions(target, overwrites(world.guild, allow, forbid))

    def _open(  # noqa: PLR0913 - an event has these parts
        self,
        kind: Kind,
        data: Json,
        channel: Channel,
        by: Owners,
        *,
        source: Post | None = None,
        opener: Interaction | None = None,
        interaction_id: int | None = None,
    ) -> Exchange:
        exchange = Exchange(self._stage.feed, self.id)
        exchange.interaction = self._stage.interactions.open(
            kind, self.user, channel, by, data, source=source, opener=opener, interaction_id=interaction_id
        )
        return exchange

    def _resolved(self, channel: Channel) -> Resolved:
        world = self._stage.world
        return Resolved(world, self._stage.cdn, world.guild_of(channel), self.user)

    def _command(self, name: str, channel: Channel, known: Json | None) -> tuple[Json, tuple[str, ...]]:
        first, *path = name.removeprefix("/").split() or [""]
        found = known or self._stage.registry.find(first, CHAT_INPUT, channel.guild_id)
        if found is None:
            raise WrongInput(f"There is no command /{first}.")
        check_allowed(self._stage.world, self.user, found, channel)
        return found, tuple(path)

    def _menu_entry(self, name: str, kind: int, channel: Channel) -> Json:
        found = self._stage.registry.find(name, kind, channel.guild_id)
        if found is None:
            raise WrongInput(f"The menu has no {name}.")
        return found

    def _place(self, channel: Channel | None) -> Channel:
        place = channel or self._stage.world.first_guild(self.user).channel
        if not self._sees(place):
            raise WrongInput(f"{self.name} cannot see {place.name}.")
        return place

    def _sees(self, channel: Channel) -> bool:
        return Permission.VIEW_CHANNEL in self._stage.world.permissions(self.id, channel)

    def _visible(self, message: Message) -> Post:
        post = self._stage.posts.get(message.id)
        if post is None or post.audience not in {None, self.id}:
            raise WrongInput("That message is not there.")
        self._place(post.channel)
        return post


def known(locale: str) -> str:
    """Return a language that Discord speaks, or WrongInput."""
    if locale not in LOCALES:
        raise WrongInput(f"Discord has no language {locale}.")
    return locale


def _command_data(command: Json) -> Json:
    guild = {"guild_id": command["guild_id"]} if "guild_id" in command else {}
    return {"id": command["id"], "name": command["name"], "type": command["type"], **guild}
