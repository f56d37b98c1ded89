"""The bot on PostgreSQL, in the place of a file: the same promises, and one bot at a time."""

import signal
import sqlite3
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import psycopg
import pytest

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.journeys.watching import has_pictures, until_logged, whispered
from tests.postgres import Server, running
from tests.stage import Bot, Renderer

AWAY = "The bot's database does not answer just now"


@pytest.fixture
def server() -> Generator[Server]:
    """A server that a test may stop."""
    with running() as one:
        yield one


@pytest.fixture
async def bot(discord: Sandbox, renderer: Renderer, tmp_path: Path, server: Server) -> AsyncGenerator[Bot]:
    process = Bot.on_the_local_model(tmp_path, discord, renderer, DATABASE_URL=server.address())
    await process.start()
    await discord.ready(20)
    yield process
    if process.running:
        assert await process.stop() == 0, process.log


async def test_a_kill_loses_and_doubles_nothing(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    slow = {"image": picture, "prompt": "oil painting", "speed": "quality", "size": "square_hd"}
    first = await ada.command("restyle", {**slow, "images": 2})
    await first.until(lambda message: "rendering" in message.text)
    second = await bob.command("restyle", {**slow, "images": 1, "prompt": "ink \0 wash"})
    await second.until(lambda message: "⏳" in message.text)

    await bot.stop(signal.SIGKILL)
    await bot.start()
    await discord.ready(20)

    await first.until(lambda message: len(message.pictures) == 2, timeout=60)
    await second.until(lambda message: len(message.pictures) == 1, timeout=60)
    for person, used in ((ada, 2), (bob, 1)):
        assert f"{used} of 20 pictures used" in (await (await person.command("usage")).message_shown()).text
    assert await bot.command("audit") == (0, "All accounts agree with the ledger.\n")
    code, said = await bot.command("usage")
    assert (code, "3" in said) == (0, True), said
    assert not (bot.data / "restyle.db").exists()
    assert "Traceback" not in bot.log


async def test_where_the_server_is_away_nothing_new_is_taken_in_until_it_is_back(
    bot: Bot, renderer: Renderer, server: Server, ada: Person, picture: Upload
) -> None:
    with renderer.standing_still():
        asked = await ada.command("restyle", {"image": picture, "prompt": "oil"})
        await asked.until(lambda message: "rendering" in message.text)
        server.stop()
        await until_logged(bot, "the database does not answer")
        assert AWAY in await whispered(await ada.command("restyle", {"image": picture, "prompt": "ink"}))
    server.start()
    await asked.until(has_pictures, timeout=60)
    await until_logged(bot, "the database answers again")
    again = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    await again.until(has_pictures, timeout=60)
    assert await bot.command("audit") == (0, "All accounts agree with the ledger.\n")


async def test_a_second_bot_does_not_start_on_the_same_database(bot: Bot, tmp_path: Path) -> None:
    other = bot.beside(tmp_path / "other")
    code, said = await other.command()
    assert (code, said.splitlines()[-1]) == (
        1,
        "Another bot works on the database that DATABASE_URL names. Stop it first, or set another one.",
    )


@pytest.fixture
def idle(tmp_path: Path, server: Server) -> Bot:
    """A bot that is not started, on an empty database."""
    return Bot(
        tmp_path, DISCORD_TOKEN="t.t.t", DATABASE_URL=server.address(), DISCORD_API_URL="http://127.0.0.1:9"
    )


async def test_two_databases_are_one_too_many(idle: Bot, server: Server) -> None:
    idle.data.mkdir()
    sqlite3.connect(idle.data / "restyle.db").close()
    for command in ((), ("audit",), ("usage",)):
        code, said = await idle.command(*command)
        assert code == 1
        assert "and DATABASE_URL names another. Take DATABASE_URL out, or let `" in said.splitlines()[-1]
    _, said = await idle.command("doctor")
    assert "and DATABASE_URL names another" in said
    assert "PostgreSQL answers, and is ready" in said, "and so a move can begin"
    _, said = await idle.command("doctor", DATABASE_URL=server.address("nowhere"))
    assert 'database "nowhere" does not exist' in said


async def test_pictures_that_no_database_names_are_left_alone(idle: Bot) -> None:
    picture = idle.data / "pictures" / "aa" / "aa.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"somebody's")
    code, said = await idle.command()
    assert (code, "There are pictures and no database" in said) == (1, True), said
    assert picture.exists()


async def test_what_is_wrong_with_the_address_is_said_without_it(
    idle: Bot, tmp_path: Path, server: Server
) -> None:
    nobody = f"postgresql://restyle:hunter2@/postgres?host={tmp_path}"
    for words in ((), ("audit",), ("doctor",)):
        code, said = await idle.command(*words, DATABASE_URL=nobody)
        assert code == 1
        assert "DATABASE_URL" in said
        assert "hunter2" not in said
        assert "Traceback" not in said
    code, said = await idle.command(DATABASE_URL="mysql://restyle:hunter2@there/x")
    assert (code, "DATABASE_URL is no address of PostgreSQL" in said, "hunter2" in said) == (
        1,
        True,
        False,
    ), said
    assert "its tables are made at the first start" in (await idle.command("doctor"))[1]
    assert "There is no database of the bot's at DATABASE_URL" in (await idle.command("audit"))[1]
    for password in ("Hu%sh", "Hush/x", "Hush@x"):
        code, said = await idle.command(DATABASE_URL=f"postgresql://restyle:{password}@there/x")
        assert (code, "write %40, %2F or %25" in said, "Hu" in said) == (1, True, False), said
    code, said = await idle.command("backup", str(tmp_path / "backup.zip"))
    assert (code, "pg_dump" in said) == (1, True), said


SPOILT = {
    "of another user": (
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC, restyle",
        "its user may make no tables there",
    ),
    "of another program": ("CREATE TABLE orders (id int)", "it has tables of another program (orders)"),
    "to be read only": ("ALTER DATABASE postgres SET default_transaction_read_only = on", "it is read-only"),
}


@pytest.mark.parametrize("how", SPOILT)
async def test_a_database_that_cannot_be_used_is_told_by_doctor_and_at_the_start_in_a_line(
    idle: Bot, server: Server, how: str
) -> None:
    spoil, told = SPOILT[how]
    with psycopg.connect(server.address(), autocommit=True) as connection:
        connection.execute("CREATE ROLE restyle LOGIN")
        connection.execute("GRANT CREATE ON SCHEMA public TO restyle")
        connection.execute(spoil.encode())
    address = server.address().replace("postgresql://postgres@", "postgresql://restyle@")
    for words in (("doctor",), ()):
        code, said = await idle.command(*words, DATABASE_URL=address)
        assert code == 1
        [line] = [one for one in said.splitlines() if told in one]
        assert "DATABASE_URL" in line
        assert "Traceback" not in said


async def test_tables_that_are_dropped_end_the_bot_with_a_sentence(
    bot: Bot, server: Server, ada: Person, picture: Upload
) -> None:
    with psycopg.connect(server.address(), autocommit=True) as connection:
        connection.execute("DROP TABLE jobs CASCADE")
    await ada.command("restyle", {"image": picture, "prompt": "ink"})
    assert await bot.ended() == 1
    assert bot.log.splitlines()[-1].startswith("The database could not be written: ")
    code, said = await bot.command()
    assert (code, "tables are missing there (jobs): bring its backup back" in said) == (1, True), said


async def test_it_stops_also_where_nobody_answers(bot: Bot, server: Server) -> None:
    server.stop()
    await until_logged(bot, "the database does not answer")
    assert await bot.stop() == 0
    server.start()
