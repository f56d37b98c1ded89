"""What a bot may hear only if it was granted it (https://discord.com/developers/docs/events/gateway#privileged-intents)."""

from collections.abc import Iterable

PRIVILEGED = {"members": 1 << 1, "presences": 1 << 8, "message_content": 1 << 15}
MESSAGE_CONTENT = PRIVILEGED["message_content"]


def granted(names: Iterable[str]) -> int:
    """Return the bits of privileged intents; KeyError for a name that is none."""
    return sum(PRIVILEGED[name] for name in set(names))
