"""One thread writes the database file; functions go in, results come out after COMMIT.

Operations that wait together are committed together (group commit): one fsync for all of them, so that a slow
disk costs latency and not throughput. Each has a savepoint of its own, so that one that fails takes nothing with
it. The awaiting side is shielded: a cancelled task never leaves an operation half known.

A file that is not there any more, or is damaged, breaks us too: who went on would pay hosts, and note it nowhere.

Where the disk is full nothing of a group is committed, which is certain, and it is tried again until there is room: a ticket
that was paid for waits in memory. What may be refused rather than wait is (`or_refused`).

A second thread only reads (storage/reader.py), for what must not wait behind the disk: a question of a member that is not
acknowledged yet.
"""

import asyncio
import logging
import queue
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, TypeVar

from domain.errors import NoRoom
from domain.event import Event
from storage.database import Broken, Transaction, tell
from storage.lag import Lag
from storage.migrations import migrate
from storage.reader import Reader
from storage.sqlite import Connection, OwnedConnection, SqliteError, Statements, connect, is_full

log = logging.getLogger(__name__)

Result = TypeVar("Result")

GROUP = 128  # operations per commit
WAITING = 1000  # operations in the thread's queue; the rest wait on the loop's side
FULL = 1.0  # seconds after which a full disk is tried again
CROWDED = 500  # operations on their way above which nothing new should be started


@dataclass
class _Operation:
    """A function to run in a transaction, and where its result goes."""

    run: Callable[[Connection], object]
    waits: bool  # for room on the disk
    holder: str
    asked_at: float = field(default_factory=time.monotonic)
    future: Future[object] = field(default_factory=Future[object])
    result: object = None
    error: Exception | None = None
    events: list[Event] = field(default_factory=list[Event])

    def attempt(self, connection: Statements) -> None:
        """Run inside a savepoint; an error undoes this operation alone, but for a full disk, which is everybody's."""
        self.result, self.error = None, None
        self.events.clear()
        connection.execute("SAVEPOINT operation")
        try:
            self.result = self.run(Transaction(connection, self.events, self.holder))
        except Exception as error:
            if is_full(error):
                raise
            self.error = error
            connection.execute("ROLLBACK TO operation")
        connection.execute("RELEASE operation")

    def resolve(self) -> None:
        """Tell the log and the caller, now that the commit is on disk."""
        if self.error:
            self.future.set_exception(self.error)
            return
        tell(self.events)
        self.future.set_result(self.result)


class SqliteDatabase:
    """The writer thread and its queue. Use as an async context manager; closing flushes what waits."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.holder = secrets.token_hex(8)
        self.alone = True
        self._operations: queue.SimpleQueue[_Operation | None] = queue.SimpleQueue()
        self._places = asyncio.Semaphore(WAITING)
        self._on_their_way = 0
        self._file: tuple[int, int] | None = None  # the one that was opened, as the system knows it
        self._thread = threading.Thread(target=self._work, name="storage", daemon=True)
        self._reader = Reader(path)
        self._opened: Future[None] = Future()
        self._failure: Broken | None = None
        self._fatal: Future[None] = Future()
        self._closing = threading.Event()
        self.full = False  # whether the disk was, when something was last to be written
        self._lag = Lag()

    async def __aenter__(self) -> Self:
        """Open the file and bring its schema up to date."""
        self._thread.start()
        await asyncio.wrap_future(self._opened)
        await self._reader.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Finish what waits and close the file."""
        self._closing.set()
        await self._reader.close()
        self._operations.put(None)
        await asyncio.to_thread(self._thread.join)

    async def exists(self) -> bool:
        """Return whether the file is there, and not empty, as a start leaves it that found no room."""
        return self.path.exists() and self.path.stat().st_size > 0

    @property
    def broken(self) -> bool:
        """Return whether a commit has failed: the process should end and be started again."""
        return self._failure is not None

    def check_room(self) -> None:
        """Raise NoRoom where the disk is full."""
        if self.full:
            raise NoRoom

    @property
    def behind(self) -> float:
        """Return how far the writer is behind, or was within the last minute (seconds)."""
        return self._lag.worst

    @property
    def crowded(self) -> bool:
        """Return whether so much waits that whoever comes new should be told to come later."""
        return self._on_their_way >= CROWDED

    async def until_broken(self) -> None:
        """Raise Broken when a commit has failed; else wait for ever."""
        await asyncio.shield(asyncio.wrap_future(self._fatal))

    async def run(self, operation: Callable[[Connection], Result], *, waits: bool = True) -> Result:
        """Run a function in a transaction and return its result once that is on disk.

        What is on its way is bounded; whoever comes beyond that waits for a place. Where the disk is full it waits for room, or
        raises NoRoom, having changed nothing. Raises Broken.
        """
        if self._failure or self._closing.is_set():
            raise self._failure or Broken("closed")
        if self.full and not waits:
            raise NoRoom
        self._on_their_way += 1
        try:
            waiting = _Operation(operation, waits, self.holder)
            async with self._places:
                self._operations.put(waiting)
                return await asyncio.shield(asyncio.wrap_future(waiting.future))  # pyright: ignore[reportReturnType] - the queue forgets the type that `operation` fixes
        finally:
            self._on_their_way -= 1

    async def forget(self) -> None:
        """Bring all changes into the file and empty the log of them: what was overwritten is then in neither.

        A reader or a writer is waited for, and who comes meanwhile waits (https://sqlite.org/pragma.html#pragma_wal_checkpoint).
        """
        await asyncio.to_thread(_empty_log, self.path)

    async def read(self, operation: Callable[[Statements], Result]) -> Result:
        """Run a function that only reads, on what is on disk at one moment, without waiting for what is being written."""
        if self._failure or self._closing.is_set():
            raise self._failure or Broken("closed")
        return await self._reader.run(operation)

    async def aside(self, operation: Callable[[Statements], Result]) -> Result:
        """Do the same on a connection of its own, for what takes long; also where the file is not opened here."""
        reader = Reader(self.path)
        await reader.open()
        try:
            return await reader.run(operation)
        finally:
            await reader.close()

    def _work(self) -> None:
        """Be the thread: open, serve, close."""
        try:
            connection = connect(self.path)
            migrate(connection)
            connection.execute("PRAGMA foreign_keys=ON")
            self._file = _identity(self.path)
        except Exception as error:  # noqa: BLE001 - told to who opens
            self._opened.set_exception(error)
            return
        self._opened.set_result(None)
        try:
            while self._commit(connection, self._group()):
                pass
        finally:
            connection.close()

    def _group(self) -> list[_Operation | None]:
        """Return the operations that wait, at least one; None is the wish to close."""
        return [first := self._operations.get(), *(self._more() if first else ())]

    def _more(self) -> Iterator[_Operation | None]:
        """Yield what waits beside a first one, up to a wish to close."""
        for _ in range(GROUP - 1):
            try:
                operation = self._operations.get_nowait()
            except queue.Empty:
                return
            yield operation
            if operation is None:
                return

    def _commit(self, connection: OwnedConnection, group: list[_Operation | None]) -> bool:
        """Run a group as one transaction. Returns whether there is to be another."""
        operations = _begun(group)
        try:
            while not self._transact(connection, operations):
                operations = [one for one in operations if self._may_wait(one)]
                self._wait_for_room()
                group = list(self._more())  # who comes meanwhile and may not wait is told as well
                operations += _begun(group)
        except (SqliteError, Broken) as error:
            for operation in operations:
                operation.future.set_exception(error)
        else:
            for operation in operations:
                operation.resolve()
        self._lag.end()
        return None not in group

    def _wait_for_room(self) -> None:
        if self._closing.wait(FULL):
            raise Broken("there was no room for it on the disk")

    def _may_wait(self, operation: _Operation) -> bool:
        """Return whether an operation may be tried again; who asked for one that may not is told."""
        if not operation.waits:
            operation.future.set_exception(NoRoom())
        return operation.waits

    def _transact(self, connection: Statements, operations: list[_Operation]) -> bool:
        """Run the operations between BEGIN and COMMIT; a fault of the file's breaks us.

        Returns False where there was no room for them, and nothing has changed.
        """
        if self._failure:
            raise self._failure
        self._lag.begin(one.asked_at for one in operations)
        try:
            self._check_file()
            _begin(connection)
            for operation in operations:
                operation.attempt(connection)
            connection.execute("COMMIT")
        except (SqliteError, OSError) as error:
            if is_full(error):
                self._note_full(connection)
                return False
            self._failure = Broken(str(error))
            self._fatal.set_exception(self._failure)
            raise self._failure from error
        if self.full:
            log.warning("there is room on the disk again")
            self.full = False
        return True

    def _check_file(self) -> None:
        """Raise OSError where the file was deleted, or another has come in its place: what is committed would be nowhere."""
        if _identity(self.path) != self._file:
            raise OSError(f"another file is at {self.path} than the one that was opened")

    def _note_full(self, connection: Statements) -> None:
        if not self.full:
            log.error("the disk is full: what is to be written waits, and nothing new is taken in")
            self.full = True
        with suppress(
            SqliteError
        ):  # it may have been rolled back already (https://sqlite.org/lang_transaction.html)
            connection.execute("ROLLBACK")


def _begun(group: Sequence[_Operation | None]) -> list[_Operation]:
    """Return the operations of a group that are still wanted; from now on they cannot be taken back."""
    return [one for one in group if one and one.future.set_running_or_notify_cancel()]


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def _empty_log(path: Path) -> None:
    connection = connect(path)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()


def _begin(connection: Statements) -> None:
    """Take the write lock; while somebody else has it (a backup, a shell), there is nothing to do but wait."""
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except SqliteError as error:
            if "locked" not in str(error):
                raise
            log.warning("the database is locked by another process: waiting")
        else:
            return
