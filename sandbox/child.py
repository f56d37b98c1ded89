"""A bot as a child process: told where this Discord is, heard, and begun again when it is ended from the page."""

import asyncio
import contextlib
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Self

from sandbox.page.panel import Panel

_LAST_LINES = 15
_MOST_AT_ONCE = 1 << 16  # bytes of what it says
_SECONDS_TO_HEAR = 1.0  # the rest of that, once it has ended: what it has started may still hold the pipe
_SECRET = ("KEY", "TOKEN", "SECRET", "PASSWORD")  # how settings are called whose values nobody is to read


class Child:
    """Runs for as long as its `async with` lasts, or until it ends by itself. `hear` gets what it says, as it says it.

    What ends it from the page begins it again, as the supervisor of a server does.
    """

    def __init__(  # noqa: PLR0913 - a process has these
        self,
        panel: Panel,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        folder: Path | None = None,
        hear: Callable[[bytes], None] = lambda _: None,
        seconds_to_stop: float = 10,
    ) -> None:
        self._panel = panel
        self._command = command
        self._environment = os.environ | environment
        self._folder = folder or Path.cwd()
        self._hear = hear
        self._seconds_to_stop = seconds_to_stop
        self._last = deque[str](maxlen=_LAST_LINES)
        self._again = False  # whether it is to begin again when it has ended

    async def __aenter__(self) -> Self:
        await self._begin()
        self.living = asyncio.create_task(self._live())  # returns its exit code
        self._panel.program = self
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._panel.program = None
        self._again = False
        self._send(signal.SIGTERM)
        try:
            await asyncio.wait_for(asyncio.shield(self.living), self._seconds_to_stop)
        except TimeoutError:
            self._send(signal.SIGKILL)
            await self.living

    @property
    def secrets(self) -> Iterable[str]:
        """What stands in its settings and is for nobody's eyes."""
        lines = _read(self._folder / ".env").splitlines()
        written = (line.partition("=") for line in lines if not line.lstrip().startswith("#"))
        settings = {name.strip(): value.strip().strip("'\"") for name, _, value in written}
        settings |= self._environment
        return [value for name, value in settings.items() if name.upper().endswith(_SECRET)]

    def end(self, number: signal.Signals) -> None:
        """Let it end by a signal, and begin again."""
        self._again = True
        self._send(number)

    def last_words(self) -> str:
        """Return the end of what it has said."""
        return "\n".join(self._last)

    def _send(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)

    async def _begin(self) -> None:
        """Start it. Its pipe is ours: that of asyncio would keep its end back while what it has started still holds it."""
        ours, its = os.pipe()
        said = os.fdopen(ours, "rb", buffering=0)
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, cwd=self._folder, env=self._environment, stdout=its, stderr=its
            )
        except OSError:
            said.close()
            raise
        finally:
            os.close(its)
        self._listening = asyncio.create_task(self._listen(said))

    async def _live(self) -> int:
        """Let it begin again whenever it was to; return the exit code of the last time."""
        while True:
            code = await self._process.wait()
            await asyncio.wait({self._listening}, timeout=_SECONDS_TO_HEAR)
            self._listening.cancel()
            if not self._again:
                return code
            self._again = False
            await self._begin()

    async def _listen(self, pipe: FileIO) -> None:
        """Show what it says, line by line."""
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, pipe)
        rest = b""
        try:
            while said := await reader.read(_MOST_AT_ONCE):
                self._hear(said)
                *lines, rest = (rest + said).split(b"\n")
                self._note(lines)
                rest = rest[-_MOST_AT_ONCE:]
        finally:
            transport.close()
        self._note([rest] if rest else [])

    def _note(self, lines: Sequence[bytes]) -> None:
        if lines:
            words = [line.decode("utf-8", "replace") for line in lines]
            self._last.extend(words)
            self._panel.hear(words)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
