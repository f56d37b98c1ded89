"""Privileges: what the roles of a member let them do that others may not."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.house import SPEEDS, Bounds
from domain.quota import Caps
from domain.request import Speed

PRIORITY_MAX = 5
# What a picture is to the fair queue, so that a share of it is a whole number for each priority.
LENGTH = 60
RELAXED_LENGTH = 4 * LENGTH  # what is made for nothing has a quarter of the weight


@dataclass(frozen=True, slots=True)
class Privileges:
    """How many requests may run and wait at once, how many times the share of others is theirs, and what one may ask for.

    None is as others have it.
    """

    running: int | None = None
    waiting: int | None = None
    priority: int | None = None
    images: int | None = None  # pictures of one request
    speed: Speed | None = None  # the finest
    side: int | None = None  # pixels of the longer side of a result

    @classmethod
    def best(cls, each: Iterable["Privileges"]) -> "Privileges":
        """Return the most generous of each, of all roles of a member."""
        found = tuple(each)
        return cls(
            max((one.running for one in found if one.running is not None), default=None),
            max((one.waiting for one in found if one.waiting is not None), default=None),
            max((one.priority for one in found if one.priority is not None), default=None),
            max((one.images for one in found if one.images is not None), default=None),
            max((one.speed for one in found if one.speed is not None), key=SPEEDS.index, default=None),
            max((one.side for one in found if one.side is not None), default=None),
        )

    def bounds(self, usual: Bounds) -> Bounds:
        """Return the most that one request may ask for, where others of a server have those bounds."""
        return replace(
            usual,
            images=self.images or usual.images,
            speed=self.speed or usual.speed,
            side=self.side or usual.side,
        )

    def over(self, usual: "Privileges") -> "Privileges":
        """Return these, and what is usual where these say nothing."""
        return Privileges(
            self.running or usual.running,
            self.waiting or usual.waiting,
            self.priority or usual.priority,
            self.images or usual.images,
            self.speed or usual.speed,
            self.side or usual.side,
        )

    def waits(self, caps: Caps) -> int:
        """Return how many requests may wait at once, where a server has those caps."""
        return self.waiting or caps.member_waiting

    def length(self, *, relaxed: bool) -> int:
        """Return what one picture of theirs is to the fair queue."""
        return RELAXED_LENGTH if relaxed else LENGTH // (self.priority or 1)
