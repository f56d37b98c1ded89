"""What the members of a role may have and ask for beyond others, in words."""

from collections.abc import Iterator

from cogs.words.words import Shown, Words, mention_role
from domain.privileges import Privileges


def line(words: Words, role_id: int, shown: Privileges) -> str:
    """Return what is set for a role."""
    if shown == Privileges():
        return words.say("{who}: as all others.", who=mention_role(role_id))
    parts = words.all_of(list(_parts(words, shown)))
    return words.say("{who}: {limits}.", who=mention_role(role_id), limits=parts)


def changed(words: Words, role_id: int, now: Privileges, before: Privileges) -> str:
    """Return what is set for a role now, and what was."""
    if now == before:
        return line(words, role_id, now)
    return f"{line(words, role_id, now)}\n{words.say('Before: {limit}.', limit=short(words, before))}"


def short(words: Words, shown: Privileges) -> str:
    """Return what they may have, within a sentence."""
    return words.all_of(list(_parts(words, shown))) or words.say("as all others")


def _parts(words: Words, shown: Privileges) -> Iterator[str]:
    if shown.running is not None:
        yield words.say("{number} running at once", number=shown.running)
    if shown.waiting is not None:
        yield words.say("{number} waiting at once", number=shown.waiting)
    if shown.priority is not None:
        yield words.say("priority {number}", number=shown.priority)
    if shown.images is not None:
        yield words.count("{number} picture in one request", "{number} pictures in one request", shown.images)
    if shown.speed is not None:
        yield words.say("speed up to {speed}", speed=words.shown(Shown.CHOICE, shown.speed))
    if shown.side is not None:
        yield words.say("up to {number} pixels on the longer side", number=shown.side)
