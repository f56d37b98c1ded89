"""Failures on demand: errors, delays and broken connections for the requests that a test names."""

import re
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from aiohttp import hdrs, web

from sandbox.api.ratelimits import too_many_requests
from sandbox.api.response import answer
from sandbox.rules.refusal import Refused
from sandbox.wire import Json
from sandbox.world.clock import Clock
from sandbox.world.signal import Signal

Serve = Callable[[], Awaitable[web.StreamResponse]]
Guard = Callable[[str, Serve], Awaitable[web.StreamResponse]]  # of a request, by its method and path


@dataclass(slots=True, kw_only=True)
class Fault:
    """What goes wrong, for which requests, how often still, and how often it has."""

    method: str
    path: re.Pattern[str]
    times: int
    instead: Callable[[], web.Response] | None
    delay: float
    late: float
    drop: bool
    lose_answer: bool
    cut_answer: bool
    struck: int = 0

    def fits(self, request: web.Request) -> bool:
        """Return whether it is for this request."""
        method = self.method in {"*", request.method}
        return self.times > 0 and method and self.path.search(request.path) is not None


class Faults:
    """The failures that are still to come."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._faults: list[Fault] = []
        self._changed = Signal()
        self.guard: Guard = _unguarded  # around every request, and before whatever is to fail

    def add(  # noqa: PLR0913 - a failure has these kinds
        self,
        method: str,
        path: str,
        *,
        times: int = 1,
        refused: Refused | None = None,
        status: int | None = None,
        body: Json | None = None,
        retry_after: float | None = None,
        delay: float = 0,
        late: float = 0,
        scope: str = "user",
        drop: bool = False,
        lose_answer: bool = False,
        cut_answer: bool = False,
    ) -> Fault:
        """Let the next requests fail whose method fits ("*" for any) and in whose path the pattern is found.

        Instead of being served they are `refused` as Discord refuses, get a `status` with or without a body, or 429
        with `retry_after` for that route, or with the scope "global" for all. `drop` breaks the connection off before anything is done; `lose_answer` does it when all is
        done and nothing of the answer is sent, `cut_answer` when half of it is. `delay` is before that, and `late` between what is done and its answer, both by the
        sandbox's clock.
        """
        fault = Fault(
            method=method,
            path=re.compile(path),
            times=times,
            instead=_instead(refused, status, body, retry_after, scope),
            delay=delay,
            late=late,
            drop=drop,
            lose_answer=lose_answer,
            cut_answer=cut_answer,
        )
        self._faults = [*(one for one in self._faults if one.times), fault]
        return fault

    @property
    def waiting(self) -> int:
        """How many are still to come."""
        return sum(fault.times > 0 for fault in self._faults)

    def clear(self) -> None:
        """Let nothing fail any more."""
        self._faults.clear()

    def struck(self, fault: Fault, times: int = 1, timeout: float = 30) -> Coroutine[Any, Any, bool]:
        """Wait until a failure has struck so often."""
        return self._changed.until(lambda: fault.struck >= times, timeout)

    async def around(self, request: web.Request, serve: Serve) -> web.StreamResponse:
        """Serve a request, or what goes wrong instead. ConnectionResetError where the other side hears nothing."""
        return await self.guard(f"{request.method} {request.path}", lambda: self._around(request, serve))

    async def _around(self, request: web.Request, serve: Serve) -> web.StreamResponse:
        fault = next((fault for fault in self._faults if fault.fits(request)), None)
        if fault is None:
            return await serve()
        fault.times -= 1
        fault.struck += 1
        self._changed.notify()
        if fault.delay:
            await self._clock.sleep(fault.delay)
        if fault.drop:
            _break_off(request)
        response = await serve() if fault.instead is None else fault.instead()
        if fault.late:
            await self._clock.sleep(fault.late)
        if fault.cut_answer:
            await _send_half(request, response)
        if fault.lose_answer or fault.cut_answer:
            _break_off(request)
        return response


def _unguarded(_: str, serve: Serve) -> Awaitable[web.StreamResponse]:
    return serve()


def _instead(
    refused: Refused | None, status: int | None, body: Json | None, retry_after: float | None, scope: str
) -> Callable[[], web.Response] | None:
    if refused is not None:
        return lambda: answer(refused.body(), refused.status)
    if retry_after is not None:
        return lambda: too_many_requests(retry_after, scope)
    if status is None:
        return None
    return lambda: answer(body or {"message": f"{status}: a fault on demand", "code": 0}, status)


async def _send_half(request: web.Request, response: web.StreamResponse) -> None:
    content = (
        response.body if isinstance(response, web.Response) and isinstance(response.body, bytes) else b""
    )
    response.headers[hdrs.CONTENT_LENGTH] = str(len(content))
    half = web.StreamResponse(status=response.status, headers=response.headers)
    await half.prepare(request)
    await half.write(content[: len(content) // 2])


def _break_off(request: web.Request) -> None:
    """End the connection without an answer, as a network does."""
    if request.transport is not None:
        request.transport.abort()
    raise ConnectionResetError
