"""A message that tells a server's moderators what was done."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Telling:
    """A message with reasons in it: in which language it is, and the events from the first to the last that it tells of."""

    message_id: int
    guild_id: int
    channel_id: int
    locale: str
    first: int
    last: int
