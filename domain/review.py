"""A review: a server's moderators look at a result before anybody else does.

Whether it may be seen is the card's publication; this is what goes with it.
"""

from dataclasses import dataclass
from enum import IntEnum

HOUR = 60 * 60 * 1000  # milliseconds
TIMEOUT = 48 * HOUR  # after which what nobody has decided is denied
REASON, OBJECTION = 300, 300  # characters


class Reviewing(IntEnum):
    """What moderators look at first, as a server has it; the numbers are stored."""

    OFF = 0
    FLAGGED = 1  # results of which the image host has withheld a part
    EVERYTHING = 2

    def holds(self, *, flagged: bool, adult: bool = False) -> bool:
        """Return whether a result has to wait for them: one that seems adult does in any case."""
        return adult or self is Reviewing.EVERYTHING or (self is Reviewing.FLAGGED and flagged)


@dataclass(frozen=True, slots=True)
class Review:
    """How the review of a card stands."""

    held_at: int  # unix milliseconds
    flagged: bool  # the image host has withheld a part of it
    reason: str  # why it was denied, in a moderator's words; may be empty
    objection: str | None  # what its member said to that, once
    decided_by: int | None  # BOT where nobody has in time
    adult: bool = False  # a part of it seems adult, outside of age-restricted channels

    @property
    def ends_at(self) -> int:
        """Return when it is denied unless somebody decides (unix ms)."""
        return self.held_at + TIMEOUT
