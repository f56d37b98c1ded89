"""PostgreSQL behind storage: each operation is a transaction of its own, on one of a few connections, as if it were alone.

One that met another (serialization, deadlock) is run again; storage's operations change nothing but the database, so that
this is safe. Where the connection breaks before the commit nothing has changed; where it breaks at it, the row that each
transaction of a thread marks says whether it holds, once PostgreSQL answers. (pg_xact_status does not: after a crash the
number of a transaction that was lost is another's.)
Nobody there is as a full disk is: what may be refused is, and what was paid for waits.
"""

import asyncio
import logging
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from random import uniform
from typing import Any, Self, TypeVar

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from domain.errors import NotAnswering
from domain.event import Event
from domain.shards import Shards
from storage import postgres
from storage.database import Broken, Taken, Transaction, Unopened, tell
from storage.migrations import NewerDatabase
from storage.postgres_schema import bring_up_to_date, has_schema, is_up_to_date
from storage.presence import Presence
from storage.sqlite import Connection, Statements

log = logging.getLogger(__name__)
logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # it tells of each try; we tell once
Result = TypeVar("Result")

CONNECTIONS = 8  # half for what writes, half for what reads; one more holds the lock
CROWDED = 500  # operations on their way above which nothing new should be started
PAUSE = 0.5  # seconds after which a server that does not answer is asked again
LOOK = 2.0  # seconds between two looks at whether it answers
APART = 0.02  # seconds, at most, that one waits which met another
TIMEOUT = 2.0  # seconds for a connection: there is one for each thread, so that nobody answers where it takes longer
# Nobody answers, or one who may not write, as the other server of a pair before it takes over.
AWAY = (psycopg.OperationalError, PoolTimeout, psycopg.errors.ReadOnlySqlTransaction)
# What that one says, which begins no serializable transaction at all
# (https://www.postgresql.org/docs/15/hot-standby.html#HOT-STANDBY-CAVEATS); and what any says of a statement that it does
# not know, which is a fault of ours.
UNSUPPORTED = psycopg.errors.FeatureNotSupported
# The database is not what it was when it was opened.
CHANGED = (
    psycopg.errors.UndefinedTable,
    psycopg.errors.UndefinedColumn,
    psycopg.errors.InsufficientPrivilege,
)
# What was begun has changed nothing and is done again: it met another, or stood still for so long that it was let go of.
MET = (
    psycopg.errors.SerializationFailure,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.IdleInTransactionSessionTimeout,
)


def _heard(work: asyncio.Future[Any]) -> None:
    if not work.cancelled():
        work.exception()


class PostgresDatabase:
    """A few connections, and a thread for each. Use as an async context manager; closing finishes what waits."""

    def __init__(
        self,
        address: str,
        connections: int = CONNECTIONS,
        *,
        shared: bool = False,
        shards: Shards | None = None,
    ) -> None:
        """Take an address, whether other processes may work on the same database, and the shards that no other may have."""
        self._address = address
        self._pool = ConnectionPool(
            address,
            open=False,
            min_size=1,
            max_size=max(2, connections),
            timeout=TIMEOUT,
            configure=postgres.configure_ours,
            name="storage",
        )
        self._presence = Presence(address, shared=shared, shards=shards)
        # What reads has threads of its own, since what writes may wait for long.
        half = max(1, connections // 2)
        self._threads = ThreadPoolExecutor(half, thread_name_prefix="storage")
        self._readers = ThreadPoolExecutor(half, thread_name_prefix="storage-reader")
        self._waiting: dict[int, float] = {}  # when what is on its way was asked for, by a number of its own
        self._numbers = count(1)
        self.holder = secrets.token_hex(8)
        self.alone = not shared
        self._marked: set[str] = set()  # threads that have a row to mark
        self._closing = threading.Event()
        self._failure: Broken | None = None
        self._ended = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watching: asyncio.Task[None] | None = None
        self.full = False  # whether nobody answered, when something was last to be done

    async def __aenter__(self) -> Self:
        """Bring the schema up to date and connect. Raises Unopened, Taken and NewerDatabase."""
        try:
            await asyncio.to_thread(self._open)
        except (psycopg.Error, PoolTimeout) as error:
            raise Unopened(postgres.why(error)) from error
        self._loop = asyncio.get_running_loop()
        self._watching = asyncio.create_task(self._watch(), name="database")
        return self

    def _open(self) -> None:
        first = self._presence.take()
        try:
            self._check_tables(first)
            self._pool.open(wait=True)
            if self.alone:  # what was before is no more
                with self._pool.connection() as connection:
                    postgres.forget_marks(connection)
            self._presence.let_others_in()
        except BaseException:
            self._presence.release()
            raise

    def _check_tables(self, first: bool) -> None:  # noqa: FBT001 - by place
        """Make the tables, where nobody else is there who knows others. Raises Taken where somebody is."""
        if first:
            bring_up_to_date(self._address)
        elif not is_up_to_date(self._address):
            raise Taken("tables")

    async def __aexit__(self, *_: object) -> None:
        """Finish what waits, but for what waits for a server that is not there, and disconnect."""
        self._closing.set()
        if self._watching:
            self._watching.cancel()
        for threads in (self._threads, self._readers):
            await asyncio.to_thread(threads.shutdown)
        await asyncio.to_thread(self._pool.close)
        self._presence.release()

    async def exists(self) -> bool:
        """Return whether its tables are there. Raises Unopened."""
        return await self.aside(has_schema)

    @property
    def broken(self) -> bool:
        """Return whether it has changed so that only a start can tell whether it is one of ours."""
        return self._failure is not None

    @property
    def behind(self) -> float:
        """Return how long what is on its way waits at most (seconds)."""
        return max((time.monotonic() - asked_at for asked_at in list(self._waiting.values())), default=0.0)

    @property
    def crowded(self) -> bool:
        """Return whether so much waits that whoever comes new should be told to come later."""
        return len(self._waiting) >= CROWDED

    def check_room(self) -> None:
        """Raise NotAnswering where nobody answers."""
        if self.full:
            raise NotAnswering

    async def until_broken(self) -> None:
        """Raise Broken where another bot has come while nobody answered, or the tables are not what they were."""
        await self._ended.wait()
        raise self._failure or Broken("unknown")

    async def _watch(self) -> None:
        """Look whether somebody answers."""
        while True:
            await asyncio.sleep(LOOK)
            try:
                await asyncio.to_thread(self._look)
            except (Broken, NewerDatabase, *CHANGED) as error:
                self._fail(error)
            except psycopg.Error:  # of whatever kind: it is of no use just now, and may be at the next look
                self._note(away=True)
            else:
                self._note(away=False)

    def _look(self) -> None:
        """Raise psycopg.Error where nobody answers, and Broken where another bot has come."""
        if self._presence.keep() and not is_up_to_date(self._address):
            raise Broken("its tables are another version's by now")
        with self._pool.connection() as connection:
            postgres.check_writes(connection)

    async def run(self, operation: Callable[[Connection], Result], *, waits: bool = True) -> Result:
        """Run a function in a transaction and return its result once that is committed.

        Where nobody answers it waits, or raises NoRoom, having changed nothing. Raises Broken where this is being closed.
        """
        if self._closing.is_set() or self._failure:
            raise self._failure or Broken("closed")
        if not waits:
            self.check_room()
        number = next(self._numbers)
        self._waiting[number] = time.monotonic()
        try:
            work = asyncio.get_running_loop().run_in_executor(self._threads, self._done, operation, waits)
            work.add_done_callback(_heard)  # also where nobody waits for it any more
            result, events = await asyncio.shield(work)
        finally:
            del self._waiting[number]
        tell(events)
        return result

    async def read(self, operation: Callable[[Statements], Result]) -> Result:
        """Run a function that only reads, at one moment."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._seen, operation)

    async def aside(self, operation: Callable[[Statements], Result]) -> Result:
        """Do the same on a connection of its own, for what takes long; also where this is not opened."""
        return await asyncio.to_thread(self._seen_aside, operation)

    async def forget(self) -> None:
        """Do nothing: PostgreSQL's files are its operator's."""

    def _done(self, operation: Callable[[Connection], Result], waits: bool) -> tuple[Result, list[Event]]:  # noqa: FBT001 - handed on by place
        """Run an operation until it is committed."""
        while True:
            events: list[Event] = []
            done: tuple[Result, list[Event]] | None = None
            holder, number = f"{self.holder}.{threading.get_ident()}", next(self._numbers)
            try:
                with self._pool.connection() as connection:
                    if holder not in self._marked:
                        with connection.transaction():
                            postgres.begin_marks(connection, holder)
                        self._marked.add(holder)
                    statements = postgres.Statements(connection)
                    with connection.transaction():
                        done = (operation(Transaction(statements, events, self.holder)), events)
                        postgres.mark(connection, holder, number)
                    self._note(away=False)
                    return done
            except MET:
                self._closing.wait(uniform(0, APART))  # noqa: S311 - a pause, no secret
            except (*AWAY, UNSUPPORTED) as error:
                self._check_away(error)
                if done and self._committed(holder, number):
                    return done
                if not waits:
                    raise NotAnswering from error
                if self._closing.wait(PAUSE):
                    raise Broken("nobody answers") from error
            except CHANGED as error:
                raise self._fail(error) from error

    def _fail(self, error: Exception) -> Broken:
        """Note that it cannot be gone on with, and tell who waits for that before anybody else hears of it."""
        self._failure = error if isinstance(error, Broken) else Broken(postgres.why(error))
        if self._loop:
            self._loop.call_soon_threadsafe(self._ended.set)
        return self._failure

    def _committed(self, holder: str, number: int) -> bool:
        """Return whether a transaction is committed, once somebody answers."""
        while True:
            try:
                with self._pool.connection() as connection:
                    return postgres.is_marked(connection, holder, number)
            except (*AWAY, UNSUPPORTED) as error:
                self._check_away(error)
                log.debug("nobody answers yet", exc_info=True)
            if self._closing.wait(PAUSE):
                raise Broken("a commit is not known")

    def _check_away(self, error: Exception) -> None:
        """Note that nobody answers; raise again what is a fault of ours and says nothing of that."""
        if isinstance(error, UNSUPPORTED):
            try:
                with self._pool.connection() as connection:
                    postgres.check_writes(connection)
            except (*AWAY, UNSUPPORTED):
                pass
            else:
                raise error
        self._note(away=True)

    def _seen(self, operation: Callable[[Statements], Result]) -> Result:
        """Read, once somebody answers."""
        while True:
            try:
                with self._pool.connection() as connection:
                    return postgres.seen(connection, operation)
            except MET:
                self._closing.wait(uniform(0, APART))  # noqa: S311 - a pause, no secret
            except (*AWAY, UNSUPPORTED) as error:
                self._check_away(error)
                if self._closing.wait(PAUSE):
                    raise Broken("nobody answers") from error
            except CHANGED as error:
                raise self._fail(error) from error

    def _seen_aside(self, operation: Callable[[Statements], Result]) -> Result:
        try:
            with psycopg.connect(self._address, autocommit=True) as connection:
                postgres.configure(connection)
                return postgres.seen(connection, operation)
        except psycopg.Error as error:
            raise Unopened(postgres.why(error)) from error

    def _note(self, *, away: bool) -> None:
        if away and not self.full:
            log.error(
                "the database does not answer: what is to be written waits, and nothing new is taken in"
            )
        if self.full and not away:
            log.warning("the database answers again")
        self.full = away


def done_at(address: str, operation: Callable[[Statements], Result]) -> Result:
    """Return what a function of a connection does, as one transaction beside whatever works there. Raises Unopened."""
    try:
        with psycopg.connect(address) as connection:
            postgres.configure(connection)
            return operation(postgres.Statements(connection))
    except psycopg.Error as error:
        raise Unopened(postgres.why(error)) from error


def tried_at(address: str) -> bool:
    """Return whether the tables are there, having tried to bring them up to date. Raises Unopened and NewerDatabase."""
    try:
        bring_up_to_date(address, to_try=True)
        with psycopg.connect(address, autocommit=True) as connection:
            return has_schema(postgres.Statements(connection))
    except psycopg.Error as error:
        raise Unopened(postgres.why(error)) from error
