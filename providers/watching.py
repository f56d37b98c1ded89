"""Asking a host again and again how a paid job is: nothing that fails on the way gives it up."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from itertools import chain, repeat
from typing import TypeVar

import httpx

from domain.errors import Failure, FailureKind, HostSaid, Unreachable
from domain.pauses import Pauses, tries
from providers.answers import NoAnswer
from providers.notices import Notice

Told = TypeVar("Told")

MISSES = 5  # in a row: a host's own parts may lag behind each other


class Misses:
    """How often in a row a host has said that it does not know a ticket; it is believed when that is often enough."""

    def __init__(self, ticket_id: str, most: int = MISSES) -> None:
        self._ticket_id = ticket_id
        self._left = self._most = most

    def look(self, answer: httpx.Response) -> httpx.Response:
        """Return the answer itself. Raises NoAnswer where it is a miss, HostSaid where that is the last one."""
        if answer.status_code != httpx.codes.NOT_FOUND.value:
            self._left = self._most
            return answer
        self._left -= 1
        if self._left > 0:
            raise NoAnswer("not found")
        raise HostSaid(Failure(kind=FailureKind.VANISHED, detail=f"{self._ticket_id} is not known there"))


async def asked(
    ask: Callable[[], Awaitable[Told]], pauses: Sequence[float], sleep: Callable[[float], Awaitable[None]]
) -> Told:
    """Return what a host answers, asked again after each pause while no answer comes.

    Raises Unreachable where none came, and what `ask` raises as HostSaid.
    """
    try:
        async for attempt in tries(pauses, _is_no_answer, sleep):
            with attempt:
                return await ask()
    except NoAnswer as error:
        raise Unreachable(str(error)) from error
    raise AssertionError("the last try returns or raises")


def _is_no_answer(error: BaseException) -> bool:
    return isinstance(error, NoAnswer)


async def keep_asking(
    ask: Callable[[], Awaitable[Told]], notice: Notice, between: Sequence[float], pauses: Pauses
) -> AsyncGenerator[Told]:
    """Yield what a host says, time after time, until the caller has heard enough; the last pause between stays.

    Raises what `asked` raises.
    """
    for pause in chain(between, repeat(between[-1])):
        yield await asked(ask, pauses.ask, notice.pause)
        await notice.pause(pause)
