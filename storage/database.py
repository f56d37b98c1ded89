"""One thread writes the database file; functions go in, results come out after COMMIT.

Operations that wait together are committed together (group commit): one fsync for all of them, so that a slow
disk costs latency and not throughput. Each has a savepoint of its own, so that one that fails takes nothing with
it. The awaiting side is shielded: a cancelled task never leaves an operation half known.

A second thread only reads (storage/reader.py), for what must not wait behind the disk: a question of a member that is not
acknowledged yet.
"""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial, wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar

from domain.event import Event
from storage.migrations import migrate
from storage.reader import Reader
from storage.sqlite import Connection, OwnedConnection, SqliteError, Statements, connect

log = logging.getLogger(__name__)
journal = logging.getLogger("storage.events")

Args = ParamSpec("Args")
Result = TypeVar("Result")

GROUP = 128  # operations per commit
WAITING = 1000  # operations in the thread's queue; the rest wait on the loop's side
CROWDED = 500  # operations on their way above which nothing new should be started


class _Transaction:
    """A connection as one operation sees it."""

    __slots__ = ("events", "execute")

    def __init__(self, connection: Statements, told: list[Event]) -> None:
        self.execute = connection.execute
        self.events = told


class Broken(Exception):
    """A commit failed: what is on disk is unknown, and only a restart knows it again."""


@dataclass
class _Operation:
    """A function to run in a transaction, and where its result goes."""

    run: Callable[[Connection], object]
    asked_at: float = field(default_factory=time.monotonic)
    future: Future[object] = field(default_factory=Future[object])
    result: object = None
    error: Exception | None = None
    events: list[Event] = field(default_factory=list[Event])

    def attempt(self, connection: Statements) -> None:
        """Run inside a savepoint; an error undoes this operation alone."""
        connection.execute("SAVEPOINT operation")
        try:
            self.result = self.run(_Transaction(connection, self.events))
        except Exception as error:  # noqa: BLE001 - whatever it was, it belongs to the caller
            self.error = error
            connection.execute("ROLLBACK TO operation")
        connection.execute("RELEASE operation")

    def resolve(self) -> None:
        """Tell the log and the caller, now that the commit is on disk."""
        if self.error:
            self.future.set_exception(self.error)
            return
        for event in self.events:
            level = logging.WARNING if event.alarming else logging.INFO
            journal.log(level, event.kind, extra={"fields": event.fields})
        self.future.set_result(self.result)


class Database:
    """The writer thread and its queue. Use as an async context manager; closing flushes what waits."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._operations: queue.SimpleQueue[_Operation | None] = queue.SimpleQueue()
        self._places = asyncio.Semaphore(WAITING)
        self._on_their_way = 0
        self._thread = threading.Thread(target=self._work, name="storage", daemon=True)
        self._reader = Reader(path)
        self._opened: Future[None] = Future()
        self._failure: Broken | None = None
        self._fatal: Future[None] = Future()
        self._closing = False
        self._behind = 0.0

    async def __aenter__(self) -> Self:
        """Open the file and bring its schema up to date."""
        self._thread.start()
        await asyncio.wrap_future(self._opened)
        await self._reader.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Finish what waits and close the file."""
        self._closing = True
        await self._reader.close()
        self._operations.put(None)
        await asyncio.to_thread(self._thread.join)

    @property
    def broken(self) -> bool:
        """Return whether a commit has failed: the process should end and be started again."""
        return self._failure is not None

    @property
    def behind(self) -> float:
        """Return how long the longest-waiting operation of the last commit had waited until it was on disk (seconds)."""
        return self._behind

    @property
    def crowded(self) -> bool:
        """Return whether so much waits that whoever comes new should be told to come later."""
        return self._on_their_way >= CROWDED

    async def until_broken(self) -> None:
        """Raise Broken when a commit has failed; else wait for ever."""
        await asyncio.shield(asyncio.wrap_future(self._fatal))

    async def run(self, operation: Callable[[Connection], Result]) -> Result:
        """Run a function in a transaction and return its result once that is on disk.

        What waits is bounded; whoever comes when it is full waits for a place.
        """
        if self._failure or self._closing:
            raise self._failure or Broken("closed")
        self._on_their_way += 1
        try:
            async with self._places:
                waiting = _Operation(operation)
                self._operations.put(waiting)
                return await asyncio.shield(asyncio.wrap_future(waiting.future))  # pyright: ignore[reportReturnType] - the queue forgets the type that `operation` fixes
        finally:
            self._on_their_way -= 1

    async def empty_log(self) -> None:
        """Bring all changes into the file and empty the log of them: what was overwritten is then in neither.

        A reader or a writer is waited for, and who comes meanwhile waits (https://sqlite.org/pragma.html#pragma_wal_checkpoint).
        """
        await asyncio.to_thread(_empty_log, self.path)

    async def read(self, operation: Callable[[Statements], Result]) -> Result:
        """Run a function that only reads, on what is on disk at one moment, without waiting for what is being written."""
        if self._failure or self._closing:
            raise self._failure or Broken("closed")
        return await self._reader.run(operation)

    def _work(self) -> None:
        """Be the thread: open, serve, close."""
        try:
            connection = connect(self.path)
            migrate(connection)
            connection.execute("PRAGMA foreign_keys=ON")
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
        group = [self._operations.get()]
        while group[-1] is not None and len(group) < GROUP:
            try:
                group.append(self._operations.get_nowait())
            except queue.Empty:
                break
        return group

    def _commit(self, connection: OwnedConnection, group: list[_Operation | None]) -> bool:
        """Run a group as one transaction. Returns whether there is to be another."""
        operations = [one for one in group if one and one.future.set_running_or_notify_cancel()]
        try:
            self._transact(connection, operations)
        except (SqliteError, Broken) as error:
            for operation in operations:
                operation.future.set_exception(error)
        else:
            self._behind = max((time.monotonic() - one.asked_at for one in operations), default=0.0)
            for operation in operations:
                operation.resolve()
        return group[-1] is not None

    def _transact(self, connection: Statements, operations: list[_Operation]) -> None:
        """Run the operations between BEGIN and COMMIT; from the first to the last of these, a fault breaks us."""
        if self._failure:
            raise self._failure
        _begin(connection)
        try:
            for operation in operations:
                operation.attempt(connection)
            connection.execute("COMMIT")
        except SqliteError as error:
            self._failure = Broken(str(error))
            self._fatal.set_exception(self._failure)
            raise self._failure from error


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


def transaction(
    operation: Callable[Concatenate[Connection, Args], Result],
) -> Callable[Concatenate[Database, Args], Awaitable[Result]]:
    """Turn a function of a connection into one that is awaited with a database, as one transaction."""

    @wraps(operation)
    def ask(database: Database, *args: Args.args, **kwargs: Args.kwargs) -> Awaitable[Result]:
        def run(connection: Connection) -> Result:
            return partial(operation, connection)(*args, **kwargs)

        return database.run(run)

    return ask


def snapshot(
    operation: Callable[Concatenate[Statements, Args], Result],
) -> Callable[Concatenate[Database, Args], Awaitable[Result]]:
    """Turn a function that only reads into one that is awaited with a database, and sees it at one moment.

    It sees whatever was answered before it was asked.
    """

    @wraps(operation)
    def ask(database: Database, *args: Args.args, **kwargs: Args.kwargs) -> Awaitable[Result]:
        def read(connection: Statements) -> Result:
            return partial(operation, connection)(*args, **kwargs)

        return database.read(read)

    return ask
