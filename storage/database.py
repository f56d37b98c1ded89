"""What storage asks of a database: a function of a connection goes in, as one transaction, and its result comes out once that holds."""

import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from functools import partial, wraps
from typing import Concatenate, Literal, ParamSpec, Protocol, Self, TypeVar

from domain.event import Event
from storage.sqlite import Connection, Statements

Args = ParamSpec("Args")
Result = TypeVar("Result")


journal = logging.getLogger("storage.events")


class Transaction:
    """A connection as one operation sees it."""

    __slots__ = ("events", "execute", "holder")

    def __init__(self, connection: Statements, told: list[Event], holder: str) -> None:
        self.execute = connection.execute
        self.events = told
        self.holder = holder


def tell(events: Iterable[Event]) -> None:
    """Tell the log what was done, now that it is on disk."""
    for event in events:
        level = logging.WARNING if event.alarming else logging.INFO
        journal.log(level, event.kind, extra={"fields": event.fields})


class Broken(Exception):
    """What the database has is unknown, and only a restart knows it again."""


class Unopened(Exception):
    """A server's database cannot be used: it says why, in the server's words or in ours."""


class Taken(Exception):
    """Others work on this database: a bot on `all` of it, a gateway on a shard, or some who know fewer tables or another count of shards."""

    def __init__(self, what: int | Literal["all", "count", "tables"] = "all") -> None:
        super().__init__(what)
        self.what = what


class NotMoved(Exception):
    """What a file has was not taken over to a server: it says why."""


class Database(Protocol):
    """A database of either kind, which is opened by `async with`; closing it finishes what waits."""

    async def __aenter__(self) -> Self:
        """Open it and bring its schema up to date."""
        ...

    async def __aexit__(self, *_: object) -> None:
        """Finish what waits and close it."""
        ...

    @property
    def holder(self) -> str:
        """Return the name under which it is opened here, which nobody else has: jobs are held by it."""
        ...

    @property
    def alone(self) -> bool:
        """Return whether nobody else can have it open to work on it."""
        ...

    async def exists(self) -> bool:
        """Return whether there is one yet; also where it is not opened here. Raises Unopened where nobody can be asked."""
        ...

    @property
    def broken(self) -> bool:
        """Return whether the process should end and be started again."""
        ...

    @property
    def full(self) -> bool:
        """Return whether there was no room, or nobody there, when something was last to be written."""
        ...

    def check_room(self) -> None:
        """Raise NoRoom where it is full."""
        ...

    @property
    def behind(self) -> float:
        """Return how far what is to be written is behind, or was within the last minute (seconds)."""
        ...

    @property
    def crowded(self) -> bool:
        """Return whether so much waits that whoever comes new should be told to come later."""
        ...

    async def until_broken(self) -> None:
        """Raise Broken when it is; else wait for ever."""
        ...

    async def run(self, operation: Callable[[Connection], Result], *, waits: bool = True) -> Result:
        """Run a function in a transaction and return its result once that is on disk.

        Where there is no room it waits for room, or raises NoRoom, having changed nothing. Raises Broken.
        """
        ...

    async def read(self, operation: Callable[[Statements], Result]) -> Result:
        """Run a function that only reads, on what is on disk at one moment, without waiting for what is being written."""
        ...

    async def aside(self, operation: Callable[[Statements], Result]) -> Result:
        """Do the same on a connection of its own, for what takes long; also where the database is not opened here."""
        ...

    async def forget(self) -> None:
        """See to it that what was overwritten or deleted is nowhere in its files any more, as far as that can be asked for."""
        ...


def transaction(
    operation: Callable[Concatenate[Connection, Args], Result],
) -> Callable[Concatenate[Database, Args], Awaitable[Result]]:
    """Turn a function of a connection into one that is awaited with a database, as one transaction."""
    return _asked(operation, waits=True)


def or_refused(
    operation: Callable[Concatenate[Connection, Args], Result],
) -> Callable[Concatenate[Database, Args], Awaitable[Result]]:
    """Do the same for what somebody asks anew: where the disk is full it raises NoRoom, having changed nothing."""
    return _asked(operation, waits=False)


def _asked(
    operation: Callable[Concatenate[Connection, Args], Result], *, waits: bool
) -> Callable[Concatenate[Database, Args], Awaitable[Result]]:
    @wraps(operation)
    def ask(database: Database, *args: Args.args, **kwargs: Args.kwargs) -> Awaitable[Result]:
        def run(connection: Connection) -> Result:
            return partial(operation, connection)(*args, **kwargs)

        return database.run(run, waits=waits)

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


def aside(
    operation: Callable[Concatenate[Statements, Args], Result],
) -> Callable[Concatenate[Database, Args], Coroutine[object, object, Result]]:
    """Turn a function that reads much into one that is awaited with a database, on a connection of its own: nobody waits for it."""

    @wraps(operation)
    def ask(database: Database, *args: Args.args, **kwargs: Args.kwargs) -> Coroutine[object, object, Result]:
        def read(connection: Statements) -> Result:
            return partial(operation, connection)(*args, **kwargs)

        return database.aside(read)

    return ask
