"""A thread that reads the database file beside the one that writes it.

In WAL mode a reader sees the last commit and waits for nobody (https://sqlite.org/wal.html#concurrency), so an answer that
somebody waits for does not stand behind the fsync of what others have asked for. Questions that wait together are answered
together: in a burst, going over to the thread and back would take longer than the answers.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from storage.sqlite import OwnedConnection, SqliteError, Statements, connect

Result = TypeVar("Result")


@dataclass
class _Question:
    """A function that reads, and where its answer goes."""

    read: Callable[[Statements], object]
    future: asyncio.Future[object]
    answer: object = None
    error: Exception | None = None

    def ask(self, connection: Statements) -> None:
        """Read, on the thread."""
        try:
            self.answer = self.read(connection)
        except Exception as error:  # noqa: BLE001 - told to who asked
            self.error = error

    def resolve(self) -> None:
        """Tell who asked, on the loop, if they still wait."""
        if self.future.done():
            return
        if self.error:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.answer)


class Reader:
    """One connection that cannot write, and its thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="storage-reader")
        self._connection: OwnedConnection | None = None
        self._asked: list[_Question] = []
        self._answering: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Open the file, which is there and has its tables."""
        await self._on_thread(self._open)

    async def close(self) -> None:
        """Answer what waits and close the file. One that was never opened is closed as well."""
        if self._answering:
            await self._answering
        await self._on_thread(self._close)
        self._thread.shutdown()

    async def run(self, operation: Callable[[Statements], Result]) -> Result:
        """Run a function on the database as it is at one moment, which is not before this was called."""
        question = _Question(operation, asyncio.get_running_loop().create_future())
        self._asked.append(question)
        if self._answering is None:
            self._answering = asyncio.create_task(self._answer())
        return await question.future  # pyright: ignore[reportReturnType] - the list forgets the type that `operation` fixes

    async def _answer(self) -> None:
        """Answer what was asked until now, and then what has been asked meanwhile."""
        try:
            while self._asked:
                group, self._asked = self._asked, []
                try:
                    await self._on_thread(partial(self._at_one_moment, group))
                except SqliteError as error:
                    for question in group:
                        question.error = error
                for question in group:
                    question.resolve()
        finally:
            self._answering = None

    async def _on_thread(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _at_one_moment(self, questions: Sequence[_Question]) -> None:
        assert self._connection, "it is open"
        self._connection.execute("BEGIN")  # the first statement after it says which moment
        try:
            for question in questions:
                question.ask(self._connection)
        finally:
            self._connection.execute("ROLLBACK")

    def _open(self) -> None:
        self._connection = connect(self._path)
        self._connection.execute("PRAGMA query_only=ON")

    def _close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None
