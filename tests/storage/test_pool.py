"""PostgreSQL behind storage: what is answered is committed, once, also where the server dies on the way."""

import asyncio
import multiprocessing
import shutil
import threading
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncGenerator, Generator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import cast

import psycopg
import pytest
from sqlite_utils import Database as Tables

from domain.card import Admitted, NewCard, ReplyTo
from domain.errors import NoRoom, QuotaExceeded
from domain.job import Draft, StoredPicture
from domain.picture import PictureFormat
from domain.quota import Caps
from domain.request import RestyleRequest
from storage import audit, jobs, postgres, reservations, uploads
from storage.database import Broken, or_refused, transaction
from storage.migrations import STEPS, NewerDatabase
from storage.pool import LOOK, PAUSE, PostgresDatabase
from storage.postgres_schema import LATER, bring_up_to_date, whole
from storage.sqlite import Connection
from tests.postgres import Server, running
from tests.storage.conftest import NOW, asker, limits_of

SOURCE = StoredPicture("a" * 64, PictureFormat.PNG, 640, 480, 1000)


@pytest.fixture
def server() -> Generator[Server]:
    """A server that a test may stop."""
    with running() as one:
        yield one


@transaction
def add(connection: Connection, number: int) -> None:
    """Count one more under a number; twice is seen."""
    connection.execute(
        "INSERT INTO style_uses VALUES (?, 'pressed', 1)"
        " ON CONFLICT (guild_id, key) DO UPDATE SET uses = style_uses.uses + 1",
        (number,),
    )


@or_refused
def ask(connection: Connection, number: int) -> None:
    """Do the same for what may be refused."""
    connection.execute("INSERT INTO style_uses VALUES (?, 'asked', 1)", (number,))


async def _counted(database: PostgresDatabase) -> list[tuple[int, int]]:
    def count(connection: Connection) -> list[tuple[int, int]]:
        rows = connection.execute("SELECT guild_id, uses FROM style_uses WHERE key = 'pressed' ORDER BY 1")
        return [(number, uses) for number, uses in rows]

    return await database.run(count)


async def test_a_server_that_dies_again_and_again_loses_and_doubles_nothing(server: Server) -> None:
    async with PostgresDatabase(server.address()) as database:
        writing = [asyncio.ensure_future(add(database, number)) for number in range(400)]
        for _ in range(3):
            await asyncio.sleep(0.05)
            await asyncio.to_thread(server.stop)  # at once, as kill -9 does
            await asyncio.to_thread(server.start)
        await asyncio.gather(*writing)
        assert await _counted(database) == [(number, 1) for number in range(400)]
        assert not database.full


@asynccontextmanager
async def _losing(server: Server, begun: asyncio.Event) -> AsyncGenerator[tuple[str, list[str]]]:
    """A way to the server on which, once it has begun, the answer to each second commit is lost with its connection.

    Yields its address, and what was lost.
    """
    folder = mkdtemp(prefix="restyle-way-", dir="/tmp")
    commits, lost = count(1), list[str]()

    async def carry(here: StreamReader, back: StreamWriter) -> None:
        carrying.add(cast("asyncio.Task[None]", asyncio.current_task()))
        there, on = await asyncio.open_unix_connection(server.socket)
        answers = asyncio.create_task(_copy(there, back))
        try:
            while said := await here.read(65536):
                on.write(said)
                if begun.is_set() and b"COMMIT\0" in said and next(commits) % 2:
                    answers.cancel()
                    await asyncio.wait((answers,))
                    await there.read(1)  # it has answered
                    lost.append("COMMIT")
                    break
        finally:
            answers.cancel()
            for end in (back, on):
                end.transport.abort()

    carrying: set[asyncio.Task[None]] = set()
    async with await asyncio.start_unix_server(carry, Path(folder, Path(server.socket).name)):
        yield server.address(folder=folder), lost
        await asyncio.wait(carrying)
    shutil.rmtree(folder)


async def _copy(there: StreamReader, back: StreamWriter) -> None:
    while said := await there.read(65536):
        back.write(said)


async def test_where_the_answer_to_a_commit_is_lost_it_is_done_once(server: Server) -> None:
    bring_up_to_date(server.address())
    begun = asyncio.Event()
    async with _losing(server, begun) as (address, lost), PostgresDatabase(address, 2) as database:
        begun.set()
        await asyncio.gather(*(add(database, number) for number in range(20)))
        begun.clear()
        assert len(lost) >= 10
        found = await _counted(database)
    assert found == [(number, 1) for number in range(20)]


async def test_a_number_that_another_has_after_a_crash_is_not_taken_for_a_commit(server: Server) -> None:
    with psycopg.connect(server.address(), autocommit=True) as connection:
        # So that what is not committed is on no disk when the server dies.
        connection.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
        connection.execute("SELECT pg_reload_conf()")
    lost = list[int]()

    def add_and_lose(connection: Connection) -> None:
        connection.execute("INSERT INTO style_uses VALUES (1, 'pressed', 1)")
        if not lost:
            [[number]] = connection.execute("SELECT pg_current_xact_id()::text").fetchall()
            lost.append(int(number))
            server.stop()
            server.start()
            _give_out(server, lost[0])

    async with PostgresDatabase(server.address()) as database:
        await database.run(add_and_lose)
        assert await _counted(database) == [(1, 1)]


def _give_out(server: Server, wanted: int) -> None:
    """Have the server give out the number of a transaction once more, to one that is committed."""
    given = 0
    with psycopg.connect(server.address(), autocommit=True) as connection:
        while given < wanted:
            [[number]] = connection.execute("SELECT pg_current_xact_id()::text").fetchall()
            given = int(number)
        [[state]] = connection.execute("SELECT pg_xact_status(%s::text::xid8)", (str(wanted),)).fetchall()
    assert (given, state) == (wanted, "committed"), "the number was lost, and is another's"


async def test_while_it_is_away_what_is_new_is_refused_and_what_was_begun_waits(server: Server) -> None:
    async with PostgresDatabase(server.address()) as database:
        await asyncio.to_thread(server.stop)
        begun = asyncio.ensure_future(add(database, 1))
        with pytest.raises(NoRoom):
            await ask(database, 2)
        assert database.full
        with pytest.raises(NoRoom):
            await ask(database, 3)
        await asyncio.to_thread(server.start)
        await begun
        assert not database.full
        await ask(database, 4)


async def _until(database: PostgresDatabase, *, away: bool) -> None:
    async with asyncio.timeout(20):
        while database.full != away:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.1)


async def test_until_the_other_one_of_a_pair_takes_over_it_is_away_and_looked_for(server: Server) -> None:
    async with PostgresDatabase(server.address()) as database:
        await asyncio.to_thread(server.stand_by)
        await _until(database, away=True)  # also where nothing is asked of it
        with pytest.raises(NoRoom):
            await ask(database, 2)
        await asyncio.sleep(LOOK)
        await asyncio.to_thread(server.take_over)
        await _until(database, away=False)

        await asyncio.to_thread(server.stand_by)
        begun = asyncio.ensure_future(add(database, 1))
        await _until(database, away=True)
        await asyncio.sleep(PAUSE)
        await asyncio.to_thread(server.take_over)
        await begun
        assert await _counted(database) == [(1, 1)]


async def test_who_stands_still_in_a_transaction_holds_up_nobody_and_does_it_again(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "STILL", 0.5)
    writes, goes_on = threading.Event(), threading.Event()

    def frozen(connection: Connection) -> None:
        connection.execute("UPDATE style_uses SET uses = uses + 1 WHERE guild_id = 1")
        writes.set()
        goes_on.wait(20)

    async with (
        PostgresDatabase(server.address(), shared=True) as one,
        PostgresDatabase(server.address(), shared=True) as two,
    ):
        await add(one, 1)
        freezing = asyncio.ensure_future(one.run(frozen))
        await asyncio.to_thread(writes.wait, 20)
        await add(two, 1)
        goes_on.set()
        await freezing
        assert await _counted(two) == [(1, 3)]
        assert not one.full, "somebody answers"


async def test_a_stop_does_not_wait_for_one_that_is_away(server: Server) -> None:
    async with PostgresDatabase(server.address()) as database:
        await asyncio.to_thread(server.stop)
        begun = asyncio.ensure_future(add(database, 1))
        await asyncio.sleep(0.1)
    with pytest.raises(Broken):
        await begun
    server.start()


async def test_two_that_begin_at_once_make_one_schema(server: Server) -> None:
    await asyncio.gather(*(asyncio.to_thread(bring_up_to_date, server.address()) for _ in range(4)))
    async with PostgresDatabase(server.address()) as database:
        await uploads.keep(database, "fal", "name", "value", 9)


def _shape(server: Server, database: str) -> list[tuple[str, ...]]:
    """All columns, indexes and functions of a database."""
    with psycopg.connect(server.address(database)) as connection:
        columns = connection.execute(
            "SELECT table_name, column_name, data_type, is_nullable, coalesce(column_default, '')"
            " FROM information_schema.columns WHERE table_schema = 'public'"
        ).fetchall()
        others = connection.execute(
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
            " UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
            " UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        ).fetchall()
    return sorted([*map(tuple[str, ...], columns), *map(tuple[str, ...], others)])


def test_one_of_before_takes_the_steps_that_it_has_not_taken(server: Server) -> None:
    [first, *_] = LATER
    names = [step.name for step in STEPS.pending(Tables(memory=True))]
    with server.database() as new, server.database() as old:
        with psycopg.connect(server.address(old)) as connection:
            for statement in whole(before=first):
                connection.execute(statement.encode())
            connection.execute("CREATE TABLE steps (name text PRIMARY KEY)")
            for name in names[: names.index(first)]:
                connection.execute("INSERT INTO steps VALUES (%s)", (name,))
        bring_up_to_date(server.address(new))
        bring_up_to_date(server.address(old))
        assert _shape(server, old) == _shape(server, new)


async def test_one_of_a_later_version_is_left_as_it_is(server: Server) -> None:
    bring_up_to_date(server.address())
    with psycopg.connect(server.address()) as connection:
        connection.execute("INSERT INTO steps VALUES ('of_tomorrow')")
    with pytest.raises(NewerDatabase, match="of_tomorrow"):
        bring_up_to_date(server.address())


def _admitted(address: str, first: int, number: int) -> int:
    """Ask for so many cards at once, in a process of its own. Returns how many are let in."""

    async def ask_for_all() -> list[object]:
        async with PostgresDatabase(address, shared=True) as database:
            return await asyncio.gather(
                *(_reserve(database, first + one) for one in range(number)), return_exceptions=True
            )

    answers = asyncio.run(ask_for_all())
    assert all(isinstance(one, (Admitted, QuotaExceeded)) for one in answers), answers
    return sum(isinstance(one, Admitted) for one in answers)


async def _reserve(database: PostgresDatabase, interaction: int, pictures: int = 1) -> Admitted:
    card = NewCard(interaction, asker(), "letter", private=False)
    draft = Draft(RestyleRequest(prompt="ink", seed=7), SOURCE, None, "local", 0)
    reply = ReplyTo(9, 5, 6, "token", NOW, ephemeral=False, lasting=True, file_limit=10_000_000)
    limits = limits_of(pictures, member_waiting=1000, server_waiting=1000)
    return await reservations.reserve(database, card, [draft], reply, limits, NOW)


async def test_of_a_hundred_from_four_processes_with_one_picture_left_exactly_one_passes(
    server: Server,
) -> None:
    bring_up_to_date(server.address())
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("spawn")) as processes:
        let_in = await asyncio.gather(
            *(
                loop.run_in_executor(processes, _admitted, server.address(), 1 + 25 * part, 25)
                for part in range(4)
            )
        )
    assert sorted(let_in) == [0, 0, 0, 1]
    assert await audit.audit(PostgresDatabase(server.address())) == []


async def test_all_who_claim_at_once_take_each_place_of_a_host_once(server: Server) -> None:
    bring_up_to_date(server.address())
    caps = Caps(member_running=100, server_running=100)
    async with AsyncExitStack() as stack:
        workers = [
            await stack.enter_async_context(PostgresDatabase(server.address(), shared=True)) for _ in range(3)
        ]
        for interaction in range(1, 13):
            await _reserve(workers[0], interaction, 100)
        claims = [jobs.claim(worker, "local", caps, NOW, 4) for worker in workers * 4]
        claimed = [job for job in await asyncio.gather(*claims) if job]
        assert len({job.id for job in claimed}) == len(claimed) == 4
        assert {job.holder for job in claimed} <= {worker.holder for worker in workers}
        assert [await jobs.placed(worker, "local") for worker in workers] == [4, 4, 4]
