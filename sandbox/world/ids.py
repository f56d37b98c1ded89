"""Snowflakes: ids that carry the time at which they were made (https://discord.com/developers/docs/reference#snowflakes)."""

from itertools import count

from sandbox.world.clock import Clock

DISCORD_EPOCH_MS = 1_420_070_400_000


class Snowflakes:
    """Ids that never repeat and always grow, by two at least: the one before a guild's own stands for all of its channels."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._increments = count(step=2)
        self._last = 0

    def next(self) -> int:
        """Return a new id."""
        milliseconds = int(self._clock.time() * 1000) - DISCORD_EPOCH_MS
        self._last = max(self._last + 2, milliseconds << 22 | next(self._increments) & 0xFFF)
        return self._last
