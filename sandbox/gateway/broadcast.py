"""What the gateway tells the bot of its channels' messages and of who leaves, if its intents ask for it."""

from sandbox.gateway.gateway import Gateway
from sandbox.wire import Json
from sandbox.world.feed import Event, MessageChanged, MessageDeleted, MessageShown
from sandbox.world.payloads import (
    bare_member_json,
    channel_json,
    command_permissions_json,
    guild_json,
    user_json,
)
from sandbox.world.world import Channel, Guild, User, World

GUILDS = 1 << 0
GUILD_MEMBERS = 1 << 1
GUILD_MESSAGES = 1 << 9
DIRECT_MESSAGES = 1 << 12
_MESSAGE_CONTENT = 1 << 15
_EVENTS: dict[type[Event], str] = {
    MessageShown: "MESSAGE_CREATE",
    MessageChanged: "MESSAGE_UPDATE",
    MessageDeleted: "MESSAGE_DELETE",
}


class Broadcast:
    """Listens to the feed."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway

    def hear(self, event: Event) -> None:
        """Pass a message's event on. An ephemeral one counts as a direct message and names no guild."""
        name = _EVENTS.get(type(event))
        if name is None:
            return
        channel = self._world.channels[event.channel_id]
        if not self._world.permissions(self._world.application.bot.id, channel):  # it is not there
            return
        direct = channel.guild_id is None or event.audience is not None
        payload = self._payload(event, None if direct else self._world.guild_of(channel))
        self._gateway.dispatch(name, payload, channel.guild_id, DIRECT_MESSAGES if direct else GUILD_MESSAGES)

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
        self._gateway.dispatch("THREAD_CREATE", payload, self._world.guild.id, GUILDS)

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

    def _payload(self, event: Event, place: Guild | None) -> Json:
        guild: Json = {"guild_id": str(place.id)} if place else {}
        if isinstance(event, MessageDeleted):
            return {"id": str(event.message_id), "channel_id": str(event.channel_id), **guild}
        assert isinstance(event, MessageShown | MessageChanged)
        message = dict(event.message.raw)
        if place:
            author = place.members.get(event.message.author_id)
            if author is not None:
                guild["member"] = bare_member_json(author)
            if self._withheld(message):
                message |= {"content": "", "embeds": [], "attachments": [], "components": []}
        return {**message, **guild}

    def _withheld(self, message: Json) -> bool:
        """Without the message content intent a bot reads only its own words and those that mention it."""
        bot = str(self._world.application.bot.id)
        named = {message["author"]["id"], *(user["id"] for user in message["mentions"])}
        return not self._gateway.privileged_intents & _MESSAGE_CONTENT and bot not in named
