"""Who is pinged by a text (https://discord.com/developers/docs/resources/message#allowed-mentions-object)."""

import re

from sandbox.wire import Json
from sandbox.world.world import User, World

_USER = re.compile(r"<@!?(\d{1,20})>")


def mentioned(text: str, allowed: Json, world: World, replied_to: User | None = None) -> list[User]:
    """Return the users that may be pinged, each once: those that the text names, and the author who is replied to."""
    named = dict.fromkeys(int(number) for number in _USER.findall(text))
    listed: list[str] = allowed.get("users") or []
    some = {int(number) for number in listed}
    may_all = "users" in (allowed.get("parse") or [])
    users = (world.user(number) for number in named if may_all or number in some)
    both = [*users, replied_to if allowed.get("replied_user") else None]
    return list(dict.fromkeys(user for user in both if user is not None))
