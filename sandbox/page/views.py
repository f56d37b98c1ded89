"""What the page is told: all there is when it opens, and then each thing that happens."""

from collections.abc import Callable, Iterable

from sandbox.people.person import Person, Stage
from sandbox.rules.command_permissions import Overwrite
from sandbox.rules.locales import LOCALES
from sandbox.wire import Json
from sandbox.world.feed import (
    Acknowledged,
    ChoicesOffered,
    Event,
    Failed,
    Marked,
    MessageChanged,
    MessageDeleted,
    MessageShown,
    ModalOpened,
    Typed,
)
from sandbox.world.payloads import channel_json, guild_json, member_json, user_json
from sandbox.world.permissions import Permission
from sandbox.world.world import Channel, Guild, User, World

_MOST_MESSAGES = 50  # of a channel at a time, as Discord's client asks for them


def places(stage: Stage, me: Person) -> list[Channel]:
    """Return where somebody can look: the guilds' channels and open threads, and conversations with the bot and in groups."""
    world = stage.world
    there = [place for guild in world.guilds.values() for place in _channels(guild)]
    groups = [world.conversation(*people) for people in world.groups]
    return [
        channel for channel in (*there, me.dm, *groups) if _may(stage, me, channel, Permission.VIEW_CHANNEL)
    ]


def _channels(guild: Guild) -> list[Channel]:
    """Return a guild's channels, each with its threads."""
    threads = [one for one in guild.threads.values() if not one.archived]
    return [
        place
        for channel in guild.channels.values()
        for place in (channel, *(one for one in threads if one.parent_id == channel.id))
    ]


def personae(world: World) -> list[User]:
    """Return whom one can be on the page: members first, and the owner last."""
    return sorted(world.people, key=lambda user: user is world.owner)


def welcome(stage: Stage, me: Person, is_dismissed: Callable[[int], bool]) -> Json:
    """Return all that a window needs to begin with."""
    world = stage.world
    channels = places(stage, me)
    shown = [page_of(stage, me, channel, is_dismissed) for channel in channels]
    return {
        "op": "welcome",
        "me": user_json(me.user),
        "people": [user_json(user) for user in personae(world)],
        "now": world.clock.time(),
        "origin": stage.cdn.origin,
        "file_limit": world.attachment_size_limit,
        "guild": guild_json(world.guild),
        "app": world.application.name,
        "others": [guild_json(guild) | {"added": guild in world.homes} for guild in world.others],
        "members": [member_json(member) for member in world.guild.members.values()],
        "channels": [
            channel_json(world, channel, me.user)
            | {
                "writable": _may(stage, me, channel, Permission.SEND_MESSAGES),
                "moderated": _may(stage, me, channel, Permission.MANAGE_MESSAGES),
                "more": more,
            }
            for channel, (_, more) in zip(channels, shown, strict=True)
        ],
        "messages": [message for messages, _ in shown for message in messages],
        **languages(stage, me),
        **commands(stage, me),
    }


def page_of(
    stage: Stage, me: Person, channel: Channel, is_dismissed: Callable[[int], bool], before: int = 1 << 64
) -> tuple[list[Json], bool]:
    """Return a channel's newest messages before one, as somebody sees them, and whether there are more before those."""
    posts = stage.posts.visible(channel, me.id)
    found = [post for post in posts if post.id < before and not is_dismissed(post.id)]
    shown = [_shown(stage, stage.posts.json(post)) for post in found[-_MOST_MESSAGES:]]
    return shown, len(found) > _MOST_MESSAGES


def _shown(stage: Stage, message: Json) -> Json:
    """Add to a message who has reacted to it: Discord tells the bot of itself alone, and its clients ask for the others."""
    post = stage.posts.get(int(message["id"]))
    reactions = {} if post is None else post.reactions
    return message | {"reacted": {emoji: [str(one) for one in users] for emoji, users in reactions.items()}}


def languages(stage: Stage, me: Person) -> Json:
    """Return which language somebody reads, and which their server."""
    return {"locale": me.locale, "server_locale": stage.world.guild.locale, "locales": sorted(LOCALES)}


def commands(stage: Stage, me: Person) -> Json:
    """Return the commands and menu entries that Discord offers to somebody, in which channels, and what is set of them."""
    offered = {channel.id: me.commands(channel) for channel in places(stage, me)}
    every = {command["id"]: command for found in offered.values() for command in found}
    return {
        "installed": me.has_the_app,
        "integrations": integrations(stage),
        "commands": list(every.values()),
        "offered": {str(place): [command["id"] for command in found] for place, found in offered.items()},
    }


def integrations(stage: Stage) -> list[Json]:
    """Return what is set in the guild of who may use all commands (those without a name), and each of them."""
    world, every = stage.world, stage.registry.all(None)
    set_there = world.guild.command_permissions
    return [
        {"command": None, "type": None, "allowed": _allowed(set_there.get(world.application.id, ()))},
        *(
            {
                "command": one["name"],
                "type": one["type"],
                "allowed": _allowed(set_there.get(int(one["id"]), ())),
            }
            for one in every
        ),
    ]


def _allowed(overwrites: Iterable[Overwrite]) -> dict[str, bool]:
    return {str(one.id): one.permission for one in overwrites}


def told(stage: Stage, event: Event) -> Json:
    """Return something that happened."""
    of = None if event.interaction_id is None else str(event.interaction_id)
    return {"interaction": of, **_what(stage, event)}


def _what(stage: Stage, event: Event) -> Json:
    match event:
        case MessageShown(message=message) | MessageChanged(message=message) | Marked(message=message):
            told: Json = {
                "op": "message",
                "message": _shown(stage, message.raw),
                "new": isinstance(event, MessageShown),
            }
        case Typed(channel_id=channel_id, user_id=user_id):
            told = {"op": "typing", "channel": str(channel_id), "user": str(user_id)}
        case MessageDeleted(message_id=message_id):
            told = {"op": "deleted", "message": str(message_id)}
        case Acknowledged(callback_type=kind, message_id=message_id):
            shown = None if message_id is None else str(message_id)
            told = {"op": "acknowledged", "type": kind, "message": shown}
        case ModalOpened(modal=modal):
            told = {"op": "modal", "modal": modal}
        case ChoicesOffered(choices=choices):
            told = {"op": "choices", "choices": choices}
        case Failed(reason=reason):
            told = {"op": "failed", "reason": reason}
        case _:
            raise AssertionError(event)
    return told


def _may(stage: Stage, me: Person, channel: Channel, permission: Permission) -> bool:
    return permission in stage.world.permissions(me.id, channel)
