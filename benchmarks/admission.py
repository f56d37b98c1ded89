"""How many requests are let in a second, 200 at once, after 1,000 and after 1,000,000 finished ones.

    python -m benchmarks.admission

The other side is bare sqlite3: one thread that commits what waits together, as the bot's does, and runs the very statements
that the bot's reservation has run on a third copy of the same database, where they are noted. What the bot does more is to decide, and to put
statements together and take rows apart. Both are asked in turns.
"""

import asyncio
import queue
import shutil
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from benchmarks import aims
from domain.buckets import DAY, MONTH, WINDOWS, Bucket, Scope, Unit
from domain.card import NewCard, ReplyTo
from domain.job import Draft, StoredPicture
from domain.member import Asker, Member
from domain.picture import PictureFormat
from domain.quota import Caps, Limits
from domain.request import RestyleRequest
from domain.rules import Rule, Subject
from storage import reservations, rules
from storage import writer as bot
from storage.database import Database
from storage.sqlite import Connection, Row, connect
from storage.writer import SqliteDatabase

SIZES = (1_000, 1_000_000)
MEMBERS = 2_000  # whose requests the history is: at a million each has 40 or so in a month
AT_ONCE = 200
ASKED = 1_000  # in a round, after which nobody waits any more
ROUNDS = 5
NOW = 1_800_000_000_000
RATE_AIM, GROWTH_AIM = 0.6, 1.5

Statement = tuple[str, Sequence[object]]
LIMITS = Limits(
    Bucket(Scope.BOT, Unit.PICTURES, 10_000),
    Bucket(Scope.PERSONAL, Unit.PICTURES, 10_000),
    Caps(*[10**6] * 4),
    (Bucket(Scope.BOT, Unit.MICROS, 10**15, MONTH),),
)
REPLY_TO = ReplyTo(9, 5, 6, "token", NOW, ephemeral=False, lasting=True, file_limit=10_000_000)
SOURCE = StoredPicture("f" * 64, PictureFormat.PNG, 640, 480, 1000)
REQUEST = RestyleRequest(prompt="a harbour at dawn, in loose watercolour", seed=7, images=2)

# Finished requests of a year, made where they lie: the last one asked for a minute ago.
_HISTORY = (
    "INSERT OR IGNORE INTO pictures (sha256, format, width, height, bytes, used_at) VALUES ('{sha}', 'png', 640, 480, 1000, 0)",
    (
        "CREATE TEMP TABLE numbers AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < {size})"
        " SELECT id, id * 7919 % {members} + 1 AS user, {now} - 60000 - (({size} - id) * {year} / {size}) AS at FROM n"
    ),
    (
        "INSERT INTO cards (id, interaction_id, guild_id, user_id, channel_id, locale, letters, private, asked_at)"
        " SELECT id, id, 9, user, 5, 'en-US', 'letter', 0, at FROM numbers"
    ),
    (
        "INSERT INTO jobs (id, card_id, part, tag, guild_id, user_id, state, request, pictures, source, provider, called,"
        " cost, vstart, asked_at, started_at, finished_at, said)"
        " SELECT id, id, 0, id || '.0', 9, user, 'done', '{request}', 2, '{sha}', 'fal', 1, 90000, 0, at, at, at, 'ink' FROM numbers"
    ),
    (
        "INSERT INTO ledger (at, written_at, kind, guild_id, user_id, job_id, pictures, cost, who, why, bucket)"
        " SELECT at, at, 'reserve', 9, user, id, 2, 90000, user, 'asked', 'bot:pictures' FROM numbers"
    ),
    (
        "INSERT INTO ledger (at, written_at, kind, guild_id, user_id, job_id, pictures, cost, who, why, bucket)"
        " SELECT at, at, 'settle', 9, user, id, 0, 0, 0, 'done', 'bot:pictures' FROM numbers"
    ),
    (
        "INSERT INTO events (at, kind, actor, guild_id, user_id, card_id, job_id, before, after)"
        " SELECT at, 'job.done', 0, 9, user, id, id, '{{}}', '{{}}' FROM numbers"
    ),
    "DROP TABLE numbers",
)
_NOBODY_WAITS = "UPDATE jobs SET state = 'cancelled', finished_at = asked_at WHERE state = 'queued'"


def fill(connection: Connection, size: int) -> None:
    """Write a history of so many finished requests."""
    said = {"sha": SOURCE.sha256, "size": size, "members": MEMBERS, "now": NOW, "year": 365 * DAY}
    for statement in _HISTORY:
        connection.execute(statement.format(request=REQUEST.model_dump_json().replace("'", "''"), **said))


@dataclass
class Recording:
    """The statements of each reservation, in the order in which they were run."""

    taken: list[list[Statement]] = field(default_factory=list[list[Statement]])

    def around(self, reservation: Callable[[Connection], object]) -> Callable[[Connection], object]:
        """Note what a reservation does."""

        def recorded(connection: Connection) -> object:
            statements: list[Statement] = []
            run = connection.execute

            def execute(sql: str, parameters: Sequence[object] = ()) -> object:
                statements.append((sql, tuple(parameters)))
                return run(sql, parameters)  # pyright: ignore[reportArgumentType] - what it was given

            connection.execute = execute  # pyright: ignore[reportAttributeAccessIssue] - of this operation alone
            result = reservation(connection)
            self.taken.append(statements)
            return result

        return recorded


class Bare:
    """A thread with a plain connection that runs statements and commits what waits together."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting: queue.SimpleQueue[tuple[list[Statement], Future[list[Row]]] | None] = (
            queue.SimpleQueue()
        )
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def run(self, statements: list[Statement]) -> Awaitable[list[Row]]:
        """Run statements as one transaction; answers when that is on disk."""
        future: Future[list[Row]] = Future()
        self._waiting.put((statements, future))
        return asyncio.wrap_future(future)

    def close(self) -> None:
        """End the thread."""
        self._waiting.put(None)
        self._thread.join()

    def _work(self) -> None:
        connection = connect(self._path)
        connection.execute("PRAGMA foreign_keys=ON")
        try:
            while True:
                group = [self._waiting.get()]
                while group[-1] is not None and len(group) < bot.GROUP and not self._waiting.empty():
                    group.append(self._waiting.get())
                operations = [one for one in group if one]
                connection.execute("BEGIN IMMEDIATE")
                rows: list[list[Row]] = []
                for statements, _ in operations:
                    connection.execute("SAVEPOINT operation")
                    rows.append([row for sql, given in statements for row in connection.execute(sql, given)])  # pyright: ignore[reportArgumentType]
                    connection.execute("RELEASE operation")
                connection.execute("COMMIT")
                for (_, future), answer in zip(operations, rows, strict=True):
                    future.set_result(answer)
                if group[-1] is None:
                    return
        finally:
            connection.close()


@dataclass
class Side:
    """What was measured of one side: requests a second of each round, and how long each took (ms)."""

    rates: list[float] = field(default_factory=list[float])
    taken: list[float] = field(default_factory=list[float])

    async def measure(self, ask: Callable[[int], Awaitable[object]]) -> None:
        """One round: 200 askers, each of whom asks again as soon as they have an answer."""
        numbers = iter(range(ASKED))

        async def asker() -> None:
            for number in numbers:
                began = time.perf_counter()
                await ask(number)
                self.taken.append(1000 * (time.perf_counter() - began))

        began = time.perf_counter()
        await asyncio.gather(*(asker() for _ in range(AT_ONCE)))
        self.rates.append(ASKED / (time.perf_counter() - began))

    @property
    def rate(self) -> float:
        """Return the median of the rounds."""
        return median(self.rates)

    @property
    def p99(self) -> float:
        """Return how long it took for all but one of a hundred, in milliseconds."""
        return quantiles(self.taken, n=100, method="inclusive")[98]


async def reserving(database: Database, number: int, recording: Recording | None = None) -> None:
    """Ask for two pictures as one of the members; note the statements of it where they are to be noted."""
    card = NewCard(10**12 + number, Asker(Member(9, number % MEMBERS + 1), 5), "letter", private=False)
    draft = Draft(REQUEST, SOURCE, None, "fal", 90_000)
    reserve = reservations.reserve.__wrapped__  # pyright: ignore[reportFunctionMemberAccess, reportUnknownMemberType, reportUnknownVariableType] - functools.wraps keeps it

    def ask(connection: Connection) -> object:
        return reserve(connection, card, [draft], REPLY_TO, LIMITS, NOW)  # pyright: ignore[reportUnknownVariableType]

    await database.run(recording.around(ask) if recording else ask)


async def compared(folder: Path, size: int) -> tuple[Side, Side]:
    """Return the bot's side and the bare one, after a history of that size."""
    mine, other, third = (folder / f"{size}{name}.db" for name in ("", "-bare", "-rehearsal"))
    async with SqliteDatabase(mine) as database:
        for window in WINDOWS:
            bucket = Bucket(Scope.SERVER, Unit.PICTURES, 10_000, window)
            await rules.set_rule(database, 9, Rule(Subject(), bucket), actor=1)
        await database.run(lambda connection: fill(connection, size))
    for copy in (other, third):
        shutil.copy(mine, copy)
    ours, bare = Side(), Side()
    async with SqliteDatabase(mine) as database, SqliteDatabase(third) as rehearsal:
        plain = Bare(other)
        for turn in range(ROUNDS + 1):
            recording = Recording()
            first = turn * ASKED
            for number in range(ASKED):
                await reserving(rehearsal, first + number, recording)
            await ours.measure(lambda number, first=first: reserving(database, first + number))
            await bare.measure(lambda number, seen=recording: plain.run(seen.taken[number]))
            for one in (database, rehearsal):
                await one.run(lambda connection: connection.execute(_NOBODY_WAITS))
            await plain.run([(_NOBODY_WAITS, ())])
            if turn == 0:  # both are warm now
                ours, bare = Side(), Side()
        plain.close()
    return ours, bare


async def main() -> None:
    """Measure, and print."""
    aims.load()
    rows: list[tuple[str, ...]] = []
    worst, rates = 10.0, list[float]()
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            ours, bare = await compared(Path(folder), size)
            for name, side in (("bot", ours), ("bare", bare)):
                rows.append(
                    (
                        f"{name}, after {size:,}",
                        f"{side.rate:,.0f}",
                        f"{median(side.taken):.1f}",
                        f"{side.p99:.1f}",
                    )
                )
            worst = min(worst, ours.rate / bare.rate)
            rates.append(ours.rate)
    aims.table(("requests", "a second", "p50, ms", "p99, ms"), rows)
    aims.aim("the bare rate against the bot's", 1 / worst, 1 / RATE_AIM)
    aims.aim("slower after a million", rates[0] / rates[-1], GROWTH_AIM)


if __name__ == "__main__":
    asyncio.run(main())
