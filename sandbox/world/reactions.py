"""Emoji under a message (https://discord.com/developers/docs/resources/message#reaction-object)."""

from sandbox.rules.emoji import is_emoji
from sandbox.rules.refusal import Refused
from sandbox.wire import Json

MOST_KINDS = 20


def read_emoji(name: str) -> str:
    """Return an emoji of Unicode's as its own text; no server here has emoji of its own."""
    if not is_emoji(name):
        raise Refused(400, 10014, "Unknown Emoji")
    return name


def emoji_json(name: str) -> Json:
    """Return an emoji as it stands in reactions."""
    return {"id": None, "name": name}


def reactions_json(reactions: dict[str, list[int]], viewer: int) -> list[Json]:
    """Return a message's reactions as somebody sees them."""
    return [
        {
            "emoji": emoji_json(name),
            "count": len(users),
            "count_details": {"burst": 0, "normal": len(users)},
            "burst_colors": [],
            "me_burst": False,
            "me": viewer in users,
        }
        for name, users in reactions.items()
        if users
    ]
