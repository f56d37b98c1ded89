"""What a bot may hear only if it was granted it (https://discord.com/developers/docs/events/gateway#privileged-intents)."""

from collections.abc import Iterable

from sandbox.rules.options import WrongInput

PRIVILEGED = {"members": 1 << 1, "presences": 1 << 8, "message_content": 1 << 15}
MESSAGE_CONTENT = PRIVILEGED["message_content"]


def granted(names: Iterable[str]) -> int:
    """Return the bits of privileged intents; WrongInput for a name that is none."""
    asked = set(names)
    if strange := sorted(asked - PRIVILEGED.keys()):
        raise WrongInput(f"There is no privileged intent {strange[0]}: it is one of {', '.join(PRIVILEGED)}.")
    return sum(PRIVILEGED[name] for name in asked)
