"""Privileges: what the roles of a member let them do in the line that others may not."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.quota import Caps

PRIORITY_MAX = 5
# What a picture is to the fair queue, so that a share of it is a whole number for each priority.
LENGTH = 60
RELAXED_LENGTH = 4 * LENGTH  # what is made for nothing has a quarter of the weight


@dataclass(frozen=True, slots=True)
class Privileges:
    """How many requests may run and wait at once, and how many times the share of others is theirs; None: as others."""

    running: int | None = None
    waiting: int | None = None
    priority: int | None = None

    @classmethod
    def best(cls, each: Iterable["Privileges"]) -> "Privileges":
        """Return the most generous of each, of all roles of a member."""
        found = tuple(each)
        return cls(
            max((one.running for one in found if one.running is not None), default=None),
            max((one.waiting for one in found if one.waiting is not None), default=None),
            max((one.priority for one in found if one.priority is not None), default=None),
        )

    def waits(self, caps: Caps) -> int:
        """Return how many requests may wait at once, where a server has those caps."""
        return caps.member_waiting if self.waiting is None else self.waiting

    def length(self, *, relaxed: bool) -> int:
        """Return what one picture of theirs is to the fair queue."""
        return RELAXED_LENGTH if relaxed else LENGTH // (self.priority or 1)
