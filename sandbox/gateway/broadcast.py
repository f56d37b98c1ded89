"""What the gateway tells the bot of its channels' messages and of who leaves, if its intents ask for it."""

from collections.abc import Iterator

from sandbox.gateway.gateway import Gateway
from sandbox.wire import Json
from sandbox.world.content import without_content
from sandbox.world.feed import (
    Event,
    MessageChanged,
    MessageDeleted,
    MessageShown,
    Pinned,
    Reacted,
    ReactionsCleared,
    Typed,
)
from sandbox.world.message import Message
from sandbox.world.payloads import (
    bare_member_json,
    channel_json,
    command_permissions_json,
    guild_json,
    member_json,
    user_json,
)
from sandbox.world.reactions import emoji_json
from sandbox.world.world import Channel, Guild, User, World

GUILDS = 1 << 0
GUILD_MEMBERS = 1 << 1
GUILD_MESSAGES = 1 << 9
DIRECT_MESSAGES = 1 << 12
# The intents of a guild's and of direct messages: https://discord.com/developers/docs/events/gateway#gateway-intents
_MESSAGES, _REACTIONS, _TYPING = (GUILD_MESSAGES, DIRECT_MESSAGES), (1 << 10, 1 << 13), (1 << 11, 1 << 14)
_EVENTS: dict[type[Event], tuple[int, int]] = {
    MessageShown: _MESSAGES,
    MessageChanged: _MESSAGES,
    MessageDeleted: _MESSAGES,
    Pinned: (GUILDS, DIRECT_MESSAGES),
    Reacted: _REACTIONS,
    ReactionsCleared: _REACTIONS,
    Typed: _TYPING,
}


class Broadcast:
    """Listens to the feed."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway

    def hear(self, event: Event) -> None:
        """Pass a message's event on. An ephemeral one counts as a direct message and names no guild."""
        if type(event) not in _EVENTS:
            return
        channel = self._world.channels[event.channel_id]
        if not self._world.permissions(self._world.application.bot.id, channel):  # it is not there
            return
        direct = channel.guild_id is None or event.audience is not None
        place, intents = None if direct else self._world.guild_of(channel), _EVENTS[type(event)]
        for name, payload in self._payloads(event, place):
            written = place and isinstance(event, MessageShown | MessageChanged)
            unread = without_content(payload, self._world.application.bot.id) if written else None
            self._gateway.dispatch(name, payload, channel.guild_id, intents[direct], unread=unread)

    def tell_of_leaving(self, user: User) -> None:
        """Tell that somebody has left the guild."""
        guild_id = self._world.guild.id
        payload: Json = {"guild_id": str(guild_id), "user": user_json(user)}
        self._gateway.dispatch("GUILD_MEMBER_REMOVE", payload, guild_id, GUILD_MEMBERS)

    def tell_of_guild(self) -> None:
        """Tell that the guild is another than it was."""
        guild = self._world.guild
        self._gateway.dispatch("GUILD_UPDATE", guild_json(guild), guild.id, GUILDS)

    def tell_of_channel(self, channel: Channel) -> None:
        """Tell that a channel is another than it was."""
        payload = channel_json(self._world, channel, self._world.application.bot)
        self._gateway.dispatch("CHANNEL_UPDATE", payload, channel.guild_id, GUILDS)

    def tell_of_thread(self, thread: Channel) -> None:
        """Tell that a thread has begun."""
        payload = channel_json(self._world, thread, self._world.application.bot) | {"newly_created": True}
        self._gateway.dispatch("THREAD_CREATE", payload, thread.guild_id, GUILDS)

    def tell_of_change(self, thread: Channel) -> None:
        """Tell that a thread is another than it was."""
        payload = channel_json(self._world, thread, self._world.application.bot)
        self._gateway.dispatch("THREAD_UPDATE", payload, thread.guild_id, GUILDS)

    def tell_of_end(self, channel: Channel) -> None:
        """Tell that a channel or a thread is gone."""
        payload = channel_json(self._world, channel, self._world.application.bot)
        name = "CHANNEL_DELETE" if channel.parent_id is None else "THREAD_DELETE"
        self._gateway.dispatch(name, payload, channel.guild_id, GUILDS)

    def tell_of_command_permissions(self, target: int) -> None:
        """Tell what was set for a command, or for the application. No intent is needed for it."""
        payload = command_permissions_json(self._world, self._world.guild, target)
        self._gateway.dispatch("APPLICATION_COMMAND_PERMISSIONS_UPDATE", payload, self._world.guild.id)

    def _payloads(self, event: Event, place: Guild | None) -> Iterator[tuple[str, Json]]:
        """Yield what is told of something, each with its name."""
        where: Json = {"channel_id": str(event.channel_id)} | ({"guild_id": str(place.id)} if place else {})
        match event:
            case MessageShown(message=message):
                yield "MESSAGE_CREATE", self._message(message, place)
            case MessageChanged(message=message):
                yield "MESSAGE_UPDATE", self._message(message, place)
            case MessageDeleted(message_id=message_id):
                yield "MESSAGE_DELETE", {"id": str(message_id), **where}
            case Reacted():
                yield self._reaction(event, where, place)
            case ReactionsCleared(message=message, emoji=None):
                yield "MESSAGE_REACTION_REMOVE_ALL", {"message_id": str(message.id), **where}
            case ReactionsCleared(message=message, emoji=str() as emoji):
                about = {"message_id": str(message.id), "emoji": emoji_json(emoji)}
                yield "MESSAGE_REACTION_REMOVE_EMOJI", {**about, **where}
            case Pinned():
                yield "CHANNEL_PINS_UPDATE", {"last_pin_timestamp": event.last, **where}
            case Typed(user_id=user_id):
                now = int(self._world.clock.time())
                yield (
                    "TYPING_START",
                    {"user_id": str(user_id), "timestamp": now, **where, **_member(place, user_id)},
                )
            case _:
                pass

    def _reaction(self, event: Reacted, where: Json, place: Guild | None) -> tuple[str, Json]:
        about: Json = {
            "user_id": str(event.user_id),
            "message_id": str(event.message.id),
            "message_author_id": str(event.message.author_id),
            "emoji": emoji_json(event.emoji),
            "burst": False,
            "type": 0,
        }
        if not event.added:
            return "MESSAGE_REACTION_REMOVE", about | where
        return "MESSAGE_REACTION_ADD", about | where | _member(place, event.user_id)

    def _message(self, shown: Message, place: Guild | None) -> Json:
        guild: Json = {"guild_id": str(place.id)} if place else {}
        if place:
            author = place.members.get(shown.author_id)
            if author is not None:
                guild["member"] = bare_member_json(author)
        return {**shown.raw, **guild}


def _member(place: Guild | None, user_id: int) -> Json:
    member = place.members.get(user_id) if place else None
    return {} if member is None else {"member": member_json(member)}
