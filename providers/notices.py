"""Word that came by webhook: that a job has ended. It cuts waiting short and is believed no further.

What ended how is asked of the host itself, so a webhook that is lost, doubled or forged changes nothing.
"""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager, suppress


class Notice:
    """Where somebody who watches a job waits for word of it; word that came before counts once."""

    def __init__(self) -> None:
        self._come = asyncio.Event()

    def tell(self) -> None:
        """Say that there is word."""
        self._come.set()

    async def wait(self) -> None:
        """Wait until there is word."""
        await self._come.wait()

    async def pause(self, seconds: float) -> None:
        """Wait that long, or until there is word, which then has done its work."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._come.wait(), seconds)
        self._come.clear()


class Notices:
    """Who waits for word of which request."""

    def __init__(self) -> None:
        self._expected: dict[str, list[Notice]] = {}

    def tell(self, request_id: str) -> bool:
        """Tell who waits for that request. Returns whether anybody did."""
        waiting = self._expected.get(request_id, [])
        for notice in waiting:
            notice.tell()
        return bool(waiting)

    @contextmanager
    def expecting(self, request_id: str) -> Generator[Notice]:
        """Take note of word of a request, while the context lasts."""
        notice = Notice()
        waiting = self._expected.setdefault(request_id, [])
        waiting.append(notice)
        try:
            yield notice
        finally:
            waiting.remove(notice)
            if not waiting:
                del self._expected[request_id]
