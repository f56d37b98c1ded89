"""Status streams: server-sent events that say how a job is, listened to while they say something."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Generic, TypeVar

import httpx
from httpx_sse import EventSource

from domain import limits
from providers.answers import Answer
from providers.bounded import opened
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
        headers = {**headers, "Accept": "text/event-stream", "Cache-Control": "no-store"}
        try:
            async with opened(
                self._http, url, headers=headers, most=limits.STREAM_BYTES, waits=TIMEOUT
            ) as answer:
                answer.raise_for_status()
                answer.encoding = "utf-8"  # by definition, whatever charset its header names
                async for event in EventSource(answer).aiter_sse():
                    if len(event.data) > limits.JSON_BYTES:
                        return
                    if event.data:
                        yield self._kind.of(event.data)
        except Exception as error:  # noqa: BLE001 - a stream is a comfort: whatever breaks it, polls go on
            log.info("a status stream broke (%s): polling", type(error).__name__)
