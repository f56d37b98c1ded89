"""A thread that reads the database file beside the one that writes it.

In WAL mode a reader sees the last commit and waits for nobody (https://sqlite.org/wal.html#concurrency), so an answer that
somebody waits for does not stand behind the fsync of what others have asked for.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from storage.sqlite import OwnedConnection, Statements, connect

Result = TypeVar("Result")


class Reader:
    """One connection that cannot write, and its thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="storage-reader")
        self._connection: OwnedConnection | None = None

    async def open(self) -> None:
        """Open the file, which is there and has its tables."""
        await self._on_thread(self._open)

    async def close(self) -> None:
        """Answer what waits and close the file. One that was never opened is closed as well."""
        await self._on_thread(self._close)
        self._thread.shutdown()

    async def run(self, operation: Callable[[Statements], Result]) -> Result:
        """Run a function on the database as it is at one moment."""
        return await self._on_thread(lambda: self._at_one_moment(operation))

    async def _on_thread(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _at_one_moment(self, operation: Callable[[Statements], Result]) -> Result:
        assert self._connection, "it is open"
        self._connection.execute("BEGIN")  # the first statement after it says which moment
        try:
            return operation(self._connection)
        finally:
            self._connection.execute("ROLLBACK")

    def _open(self) -> None:
        self._connection = connect(self._path)
        self._connection.execute("PRAGMA query_only=ON")

    def _close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None
