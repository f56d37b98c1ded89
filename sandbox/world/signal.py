"""Waiting for something to become true."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Signal:
    """Those who wait look again whenever it is raised."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()

    def notify(self) -> None:
        """Say that something may have changed."""
        for event in self._waiting:
            event.set()

    async def raised(self, seconds: float | None) -> None:
        """Wait until it is raised the next time; TimeoutError if it is not."""
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        finally:
            self._waiting.discard(event)

    async def until(self, look: Callable[[], T | None], seconds: float) -> T:
        """Return what `look` finds, as soon as it finds something; TimeoutError if it does not."""
        async with asyncio.timeout(seconds):
            while not (found := look()):
                await self.raised(None)
            return found
