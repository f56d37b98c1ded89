"""One open page: its socket, who looks through it, and what is still to be told."""

import asyncio
import json

from aiohttp import WSCloseCode, web

from sandbox.people.person import Person
from sandbox.wire import Json

_MOST_UNTOLD = 2000  # a page that reads so little any more is closed; it comes back by itself


class Window:
    """Tells without waiting; `write` does the waiting."""

    def __init__(self, socket: web.WebSocketResponse, person: Person) -> None:
        self.person = person
        self.places = frozenset[int]()  # of which it knows
        self.watches = False  # what goes over the wire
        self._socket = socket
        self._untold: asyncio.Queue[Json] = asyncio.Queue(_MOST_UNTOLD)
        self._overrun = False

    def tell(self, what: Json) -> None:
        """Tell something, after all that was told before."""
        try:
            self._untold.put_nowait(what)
        except asyncio.QueueFull:
            self._overrun = True

    async def write(self) -> None:
        """Send all that is told, until the connection ends."""
        while not self._overrun:
            text = json.dumps(await self._untold.get())
            try:
                await self._socket.send_str(text)
            except ConnectionError:
                return
        await self.close(WSCloseCode.TRY_AGAIN_LATER)

    async def close(self, code: int) -> None:
        """End it."""
        await self._socket.close(code=code)
