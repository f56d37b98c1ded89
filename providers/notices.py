"""Word that came by webhook: that a job has ended. It cuts a pause short and is believed no further.

What ended how is asked of the host itself, so a webhook that is lost, doubled or forged changes nothing.
"""

import asyncio


class Notices:
    """Who waits for word of which request."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Event] = {}

    def tell(self, request_id: str) -> bool:
        """Tell who waits for that request. Returns whether anybody did."""
        event = self._waiting.get(request_id)
        if event:
            event.set()
        return event is not None

    async def pause(self, request_id: str, seconds: float) -> None:
        """Wait that long, or until there is word; word that came before counts."""
        event = self._waiting.setdefault(request_id, asyncio.Event())
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return
        event.clear()

    def expect(self, request_id: str) -> None:
        """Take note of word from now on."""
        self._waiting.setdefault(request_id, asyncio.Event())

    def forget(self, request_id: str) -> None:
        """Nobody waits any more."""
        self._waiting.pop(request_id, None)
