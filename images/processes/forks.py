"""The bot's side of the fork server: start it, hand it orders, wait for answers, end it."""

import asyncio
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

from images.processes.answer import ANSWER_BYTES
from images.processes.order import Order

_ROOT = Path(__file__).parent.parent.parent

# All that Python needs to start. The children read hostile files; the tokens are not theirs to know.
_ENVIRONMENT = ("LD_LIBRARY_PATH", "PATH", "PYTHONHOME", "PYTHONPATH")


class Forks:
    """A fork server, started again if it should die."""

    def __init__(self) -> None:
        self._control: socket.socket | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def start(self) -> None:
        """Start the process. Orders may be given at once; it reads them when it is ready."""
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "images.processes.forkserver",
                stdin=theirs.fileno(),
                stdout=asyncio.subprocess.DEVNULL,
                cwd=_ROOT,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                start_new_session=True,  # Ctrl-C in a terminal is for the bot alone
            )

    async def close(self) -> None:
        """End the fork server and with it every child, and wait until they are gone."""
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            await self._process.wait()
        self._control = self._process = None

    async def run(self, order: Order) -> bytes:
        """Have a child do the order; its answer, or nothing where the fork server died under it.

        However this ends, by time-out and cancellation too: the child does not outlive it.
        """
        ours, theirs = socket.socketpair()
        ours.settimeout(0)
        with ours:
            with theirs:
                # First the order, then the connection: so the fork server never waits for an order.
                ours.sendall(order.dump())
                await self._hand_over(theirs)
            async with asyncio.timeout(order.limits.wall_seconds):
                return await _read(ours)

    async def _hand_over(self, connection: socket.socket) -> None:
        async with self._turn:
            try:
                _send(self._control, connection)
            except OSError:
                await self.close()
                await self.start()
                _send(self._control, connection)


def _send(control: socket.socket | None, connection: socket.socket) -> None:
    if control is None:
        raise RuntimeError("the workshop is closed")
    socket.send_fds(control, [b"+"], [connection.fileno()])


async def _read(connection: socket.socket) -> bytes:
    """Read to the end, which comes when the child is reaped. More than an answer is none."""
    loop, answer = asyncio.get_running_loop(), b""
    with suppress(ConnectionResetError):  # the fork server died with the order unread
        while chunk := await loop.sock_recv(connection, ANSWER_BYTES):
            answer += chunk
            if len(answer) > ANSWER_BYTES:
                break
    return answer
