"""One websocket of a gateway: what goes out, in order and compressed if asked for."""

import asyncio
import json
from collections.abc import Mapping

from aiohttp import web

from sandbox.gateway.transport import Pack
from sandbox.wire import Json


class Connection:
    """Sends without waiting; a task of its own writes."""

    def __init__(self, socket: web.WebSocketResponse, pack: Pack | None) -> None:
        self._socket = socket
        self.farewell: int | None = None  # why this side hangs up
        self.mute = False  # nothing more arrives at the other side, and nobody says so
        self._outbox: asyncio.Queue[Json | int] = asyncio.Queue()
        self._pack = pack

    def send(self, payload: Mapping[str, object]) -> None:
        """Send a payload after those before it."""
        if not self.mute:
            self._outbox.put_nowait(dict(payload))

    def close(self, code: int) -> None:
        """Close after all that was sent (https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway)."""
        if not self.mute:
            self.farewell = code
            self._outbox.put_nowait(code)

    async def write(self) -> None:
        """Write until it is to be closed, or is gone."""
        while isinstance(payload := await self._outbox.get(), dict):
            text = json.dumps(payload)
            try:
                await self._send(text)
            except ConnectionError:
                return

    async def _send(self, text: str) -> None:
        if self._pack is None:
            await self._socket.send_str(text)
        else:
            await self._socket.send_bytes(self._pack(text.encode()))
