"""Status streams: server-sent events that say how a job is, listened to while they say something."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Generic, TypeVar

import httpx
from httpx_sse import SSEError, aconnect_sse

from domain import limits
from providers.answers import Answer, NoAnswer
from providers.bounded import MOST
from providers.notices import Notice

log = logging.getLogger(__name__)

Told = TypeVar("Told", bound=Answer)

TIMEOUT = httpx.Timeout(10.0, read=45.0)


class Streams(Generic[Told]):
    """The streams of one host. There are only so many at once: each takes a connection of a client that is shared."""

    def __init__(self, http: httpx.AsyncClient, kind: type[Told], silence: float) -> None:
        self._http = http
        self._kind = kind
        self._silence = silence
        self._places = asyncio.Semaphore(limits.STREAMS)

    async def listen(self, url: str, headers: dict[str, str], notice: Notice) -> AsyncGenerator[Told]:
        """Yield what a stream says, until it breaks, is silent for long, or there is word by webhook.

        It raises nothing.

        Whoever finds no place hears nothing.
        """
        if self._places.locked():
            return
        async with self._places, aclosing(self._events(url, headers)) as events:
            while (event := await self._next(events, notice)) is not None:
                yield event

    async def _next(self, events: AsyncGenerator[Told], notice: Notice) -> Told | None:
        """Return the next event; None where it need not be waited for."""
        coming = asyncio.ensure_future(anext(events, None))
        word = asyncio.ensure_future(notice.wait())
        try:
            await asyncio.wait((coming, word), timeout=self._silence, return_when=asyncio.FIRST_COMPLETED)
            return coming.result() if coming.done() else None
        finally:
            word.cancel()
            coming.cancel()
            await asyncio.wait((coming, word))

    async def _events(self, url: str, headers: dict[str, str]) -> AsyncGenerator[Told]:
        """Yield the events of a stream, each with a bound on its length; it may end early."""
        extensions = {MOST: limits.STREAM_BYTES}
        stream = aconnect_sse(self._http, "GET", url, headers=headers, timeout=TIMEOUT, extensions=extensions)
        try:
            async with stream as source:
                source.response.raise_for_status()
                async for event in source.aiter_sse():
                    if len(event.data) > limits.JSON_BYTES:
                        return
                    if event.data:
                        yield self._kind.of(event.data)
        except (httpx.HTTPError, SSEError, NoAnswer) as error:
            log.info("a status stream broke (%s): polling", type(error).__name__)
