"""House rules: what a server's moderators hold its members to besides quotas."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum

from domain.errors import Blocked, BlockedWords, OutOfBounds, ServerPaused
from domain.limits import PICTURE_SIDE
from domain.request import IMAGES_LIMIT, PRESETS, RestyleRequest, Size, Speed
from domain.wordlist import Pattern, any_in

REASON = 200  # characters
SPEEDS = tuple(Speed)  # the fastest and cheapest first


class Private(IntEnum):
    """Whether members may ask for results that they alone see."""

    NO = 0
    YES = 1
    WATCHED = 2  # and moderators see the prompt while it is under way


@dataclass(frozen=True, slots=True)
class Pause:
    """A server takes nothing in, for a reason in a moderator's words, or in none; who said so, and when (unix ms)."""

    reason: str = ""
    actor: int = 0
    at: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A member may ask for nothing, until then (unix ms) or until somebody ends it."""

    user_id: int
    ends_at: int | None
    reason: str
    actor: int

    def holds(self, now: int) -> bool:
        """Return whether it has not ended."""
        return self.ends_at is None or self.ends_at > now


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most that one request may ask for."""

    images: int = IMAGES_LIMIT
    speed: Speed = Speed.QUALITY
    side: int = PICTURE_SIDE  # pixels of the longer side of a result
    private: Private = Private.YES

    def check(self, request: RestyleRequest, source: tuple[int, int] | None = None) -> None:
        """Raise OutOfBounds where a request asks for more; without the source (width, height) its own size is none."""
        if request.images > self.images:
            raise OutOfBounds("images", self.images)
        if SPEEDS.index(request.speed) > SPEEDS.index(self.speed):
            raise OutOfBounds("speed", self.speed)
        if request.private and self.private is Private.NO:
            raise OutOfBounds("private")
        if max(_sides(request) or source or (0, 0)) > self.side:
            raise OutOfBounds("size", self.side)


def _sides(request: RestyleRequest) -> tuple[int, int] | None:
    if request.size is Size.CUSTOM:
        return request.width or 0, request.height or 0
    return PRESETS.get(request.size)


@dataclass(frozen=True, slots=True)
class HouseRules:
    """All that holds for one member now."""

    pause: Pause | None = None
    block: Block | None = None
    patterns: tuple[Pattern, ...] = ()
    bounds: Bounds = Bounds()

    def check_open(self) -> None:
        """Raise ServerPaused or Blocked where a member may ask for nothing."""
        if self.pause:
            raise ServerPaused(self.pause.reason)
        if self.block:
            raise Blocked(self.block.ends_at, self.block.reason)

    def check_words(self, prompts: Collection[str]) -> None:
        """Raise BlockedWords where one of these prompts is not one to give here."""
        if any(any_in(self.patterns, prompt) for prompt in set(prompts)):
            raise BlockedWords
