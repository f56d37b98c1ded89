"""Failures on demand: errors, delays and broken connections for the requests that a test names."""

import asyncio
import re
from dataclasses import dataclass

from aiohttp import web

from sandbox.api.ratelimits import too_many_requests
from sandbox.api.response import answer
from sandbox.wire import Json


@dataclass(slots=True)
class Fault:
    """What goes wrong, for which requests, and how often still."""

    method: str
    path: re.Pattern[str]
    times: int
    status: int | None = None
    body: Json | None = None
    retry_after: float | None = None
    delay: float = 0
    drop: bool = False
    lose_answer: bool = False

    async def strike(self, request: web.Request) -> web.Response | None:
        """Let it go wrong: an answer to give at once, or none where the request goes its way after all."""
        await asyncio.sleep(self.delay)
        if self.drop:
            break_off(request)
        if self.retry_after is not None:
            return too_many_requests(self.retry_after, "user")
        if self.status is not None:
            return answer(
                self.body or {"message": f"{self.status}: a fault on demand", "code": 0}, self.status
            )
        return None


class Faults:
    """The failures that are still to come."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(  # noqa: PLR0913 - a failure has these kinds
        self,
        method: str,
        path: str,
        *,
        status: int | None = None,
        body: Json | None = None,
        retry_after: float | None = None,
        times: int = 1,
        delay: float = 0,
        drop: bool = False,
        lose_answer: bool = False,
    ) -> Fault:
        """Let the next requests fail whose method fits ("*" for any) and in whose path the pattern is found.

        `drop` breaks the connection off before anything is done; `lose_answer` does it after everything is done.
        """
        fault = Fault(method, re.compile(path), times, status, body, retry_after, delay, drop, lose_answer)
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Let nothing fail any more."""
        self._faults.clear()

    def match(self, request: web.Request) -> Fault | None:
        """The fault that strikes this request."""
        for fault in self._faults:
            if fault.times > 0 and fault.method in {"*", request.method} and fault.path.search(request.path):
                fault.times -= 1
                return fault
        return None


def break_off(request: web.Request) -> None:
    """End the connection without an answer, as a network does."""
    if request.transport is not None:
        request.transport.abort()
    raise ConnectionResetError
