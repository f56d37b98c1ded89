"""Every call that the bot makes over any wire is a checkpoint, at one of which it is killed."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from sandbox.world.signal import Signal
from tests.journeys.toll import POINTS

Answer = TypeVar("Answer")
Kill = Callable[[], Awaitable[None]]


class Checkpoints:
    """Stands around the calls to Discord and to the host. Armed, it kills the bot at the k-th from then on."""

    def __init__(self) -> None:
        self.calls: list[str] = []  # since it was armed
        self.under_way = 0
        self.paid = 0  # jobs that the host has taken, ever
        self.changed = Signal()
        self._number, self._done = 0, False
        self._kill: Kill | None = None

    def arm(self, number: int, kill: Kill, *, done: bool) -> None:
        """Count anew, and kill at that call before anything is done, or when all is done and nothing is answered."""
        self.calls.clear()
        self._number, self._done, self._kill = number, done, kill

    def disarm(self) -> None:
        """Let everything through."""
        self._number = 0

    async def guard(self, call: str, serve: Callable[[], Awaitable[Answer]]) -> Answer:
        """Let a call through, or kill who makes it; then its answer reaches nobody."""
        self.calls.append(call)
        self.changed.notify()
        armed = len(self.calls) == self._number
        self.under_way += 1
        try:
            if armed and not self._done:
                await self._strike()
            answer = await serve()
            self.paid += POINTS["submit"].match(call) is not None
            if armed:
                await self._strike()
            return answer
        finally:
            self.under_way -= 1

    async def _strike(self) -> None:
        assert self._kill
        await self._kill()
        raise ConnectionResetError
