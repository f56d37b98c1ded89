"""Shards: Discord divides the servers that a bot is in among its connections.

https://discord.com/developers/docs/events/gateway#sharding
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shards:
    """The numbers of the shards that a process has, of so many that there are."""

    numbers: tuple[int, ...] = (0,)
    of: int = 1

    def has(self, guild_id: int) -> bool:
        """Return whether the events of a server come to it."""
        return (guild_id >> 22) % self.of in self.numbers


EVERY = Shards()  # the one that there is has all servers
MOST = 1 << 14


def read(text: str, of: int) -> Shards:
    """Return the shards that a text names: `0-3`, `5`, or `0-3,6`. Raises ValueError where it names none of so many."""
    numbers = set[int]()
    for part in text.split(","):
        first, _, last = part.partition("-")
        if not (first.strip().isdecimal() and (last or first).strip().isdecimal()):
            raise ValueError(f"{part.strip() or 'nothing'} names no shards: write 0-3, or 0,2")
        numbers.update(range(int(first), min(int(last or first), MOST) + 1))
    if not numbers or max(numbers) >= of:
        raise ValueError(f"{text} is not among the {of} shards, 0 to {of - 1}")
    return Shards(tuple(sorted(numbers)), of)
