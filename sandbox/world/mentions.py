"""Who is pinged by a text (https://discord.com/developers/docs/resources/message#allowed-mentions-object)."""

import re

from sandbox.wire import Json
from sandbox.world.permissions import Permission
from sandbox.world.post import Mentions, Post
from sandbox.world.world import World

_USER, _ROLE = re.compile(r"<@!?(\d{1,20})>"), re.compile(r"<@&(\d{1,20})>")
_EVERYONE = re.compile(r"@(everyone|here)\b")


def mentioned(text: str, allowed: Json, world: World, post: Post) -> Mentions:
    """Return who may be pinged, each once: whom the text names, and the author who is replied to.

    Roles and everybody are pinged by those alone who may do that in the channel.
    """
    users = [world.user(number) for number in _named(_USER, text, allowed, "users")]
    users.append(post.replied_to if allowed.get("replied_user") else None)
    found = tuple(dict.fromkeys(user for user in users if user is not None))
    guild = world.guild_of(post.channel)
    if guild is None or Permission.MENTION_EVERYONE not in world.permissions(post.author.id, post.channel):
        return Mentions(found)
    roles = {role.id: role for role in guild.roles}
    pinged = [roles[number] for number in _named(_ROLE, text, allowed, "roles") if number in roles]
    everyone = "everyone" in (allowed.get("parse") or ()) and _EVERYONE.search(text) is not None
    return Mentions(found, pinged, everyone)


def _named(pattern: re.Pattern[str], text: str, allowed: Json, kind: str) -> list[int]:
    """Return the ids in the text that may be pinged: all of a kind, or those that are listed."""
    named = dict.fromkeys(int(number) for number in pattern.findall(text))
    listed: list[str] = allowed.get(kind) or []
    some = {int(number) for number in listed}
    every = kind in (allowed.get("parse") or ())
    return [number for number in named if every or number in some]
