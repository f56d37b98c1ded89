"""Asking a host again and again how a paid job is: nothing that fails on the way gives it up."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import TypeVar

import httpx

from domain.errors import FailureKind, ProviderFailed
from providers.answers import NoAnswer
from providers.notices import Notices

Status = TypeVar("Status")

# A result is kept for at most an hour after its completion (https://docs.fal.ai/model-endpoints/queue), so a host
# that has said nothing for two has nothing left to say.
SILENCE = 2 * 60 * 60.0


async def keep_asking(
    ask: Callable[[], Awaitable[Status]],
    ticket_id: str,
    notices: Notices,
    pauses: Sequence[float],
    *,
    growing: bool,
) -> AsyncGenerator[Status]:
    """What a host says, time after time, until the caller has heard enough.

    The pauses are for failures in a row; with `growing` also for answers that say nothing new. Raises what `ask`
    raises as ProviderFailed, and that alone; or TIMED_OUT after SILENCE without any answer.
    """
    loop = asyncio.get_running_loop()
    heard, failed, asked = loop.time(), 0, 0
    while loop.time() - heard < SILENCE:
        try:
            status = await ask()
        except (httpx.HTTPError, NoAnswer):
            failed += 1
        else:
            heard, failed = loop.time(), 0
            yield status
        asked += 1
        place = max(failed, asked - 1 if growing else 0)
        await notices.pause(ticket_id, pauses[min(place, len(pauses) - 1)])
    raise ProviderFailed(FailureKind.TIMED_OUT, f"nothing heard of {ticket_id}")
