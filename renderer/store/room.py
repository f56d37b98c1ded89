"""Bytes that may be held at once, in memory or on disk: a bound that all requests share."""

import asyncio
from types import TracebackType
from typing import Self


class NoRoom(Exception):
    """So much may not be held now; later it may."""


class Room:
    """Hands out claims on a number of bytes, and never more of them than there are."""

    def __init__(self, most: int) -> None:
        self.free = most
        self._line = asyncio.Lock()
        self._freed = asyncio.Event()

    def claim(self) -> "Claim":
        """Return a claim on nothing yet; it grows as bytes arrive."""
        return Claim(self)

    async def wait(self, size: int) -> "Claim":
        """Return a claim on so many bytes, as soon as they are free; first come, first served."""
        async with self._line:
            while size > self.free:
                self._freed.clear()
                await self._freed.wait()
            claim = self.claim()
            claim.grow(size)
            return claim

    def give_back(self, size: int) -> None:
        """Note that so many bytes are free again."""
        self.free += size
        self._freed.set()


class Claim:
    """What one request holds of the room, until it gives it back."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._size = 0

    def grow(self, more: int) -> None:
        """Hold more, where there is room."""
        if more > self._room.free:
            raise NoRoom
        self._room.free -= more
        self._size += more

    def shrink(self, size: int) -> None:
        """Hold no more than so much."""
        if size < self._size:
            self._room.give_back(self._size - size)
            self._size = size

    def release(self) -> None:
        """Hold nothing; more than once does no harm."""
        self.shrink(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
