"""The sandbox's time: it runs like the wall's and can be moved forward, so that a test need not wait 15 minutes."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Annotated

from pydantic import Field

_MOST_SECONDS = 366 * 86_400.0
Seconds = Annotated[float, Field(ge=0, le=_MOST_SECONDS, allow_inf_nan=False)]  # that somebody can ask for


class Alarm:
    """Something that will happen at a time, unless it is cancelled first."""

    def __init__(self, at: float, act: Callable[[], None]) -> None:
        self.at = at
        self.act = act
        self.timer: asyncio.TimerHandle | None = None

    def stop_timer(self) -> None:
        """Stop waiting in real time."""
        if self.timer is not None:
            self.timer.cancel()


class Clock:
    """Every deadline of the sandbox is an alarm here. `now` tells the time from which it starts to differ."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._ahead = 0.0
        self._alarms: list[Alarm] = []
        self.tell: Callable[[float], None] = lambda _: None  # that it was moved, and by how many seconds

    def time(self) -> float:
        """Return the seconds since 1970, as this world counts them."""
        return self._now() + self._ahead

    def advance(self, seconds: float) -> None:
        """Move forward. What falls due on the way happens now, in its order."""
        self._ahead += seconds
        self.tell(seconds)
        while due := [alarm for alarm in self._alarms if alarm.at <= self.time()]:
            self._ring(min(due, key=lambda alarm: alarm.at))
        for alarm in self._alarms:
            self._start_timer(alarm)

    def after(self, seconds: float, act: Callable[[], None]) -> Alarm:
        """Let something happen later."""
        alarm = Alarm(self.time() + seconds, act)
        self._alarms.append(alarm)
        self._start_timer(alarm)
        return alarm

    def cancel(self, alarm: Alarm) -> None:
        """Let it not happen after all."""
        alarm.stop_timer()
        if alarm in self._alarms:
            self._alarms.remove(alarm)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        rung = asyncio.Event()
        alarm = self.after(seconds, rung.set)
        try:
            await rung.wait()
        finally:
            self.cancel(alarm)

    @asynccontextmanager
    async def timeout(self, seconds: float | None) -> AsyncGenerator[None]:
        """Raise TimeoutError in what lasts longer; None is no limit."""
        async with asyncio.timeout(None) as limit:
            alarm = None if seconds is None else self.after(seconds, lambda: limit.reschedule(0))
            try:
                yield
            finally:
                if alarm is not None:
                    self.cancel(alarm)

    def close(self) -> None:
        """Let nothing more happen."""
        for alarm in self._alarms:
            alarm.stop_timer()
        self._alarms.clear()

    def _start_timer(self, alarm: Alarm) -> None:
        alarm.stop_timer()
        wait = max(0.0, alarm.at - self.time())
        alarm.timer = asyncio.get_running_loop().call_later(wait, self._ring, alarm)

    def _ring(self, alarm: Alarm) -> None:
        self.cancel(alarm)
        alarm.act()
