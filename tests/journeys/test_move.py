"""From a database file to PostgreSQL: the bot goes on where it was, and whatever comes between changes nothing."""

import sqlite3
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests import s3
from tests.chaos.syscalls import killed_at, needs_strace
from tests.journeys.watching import button, has_pictures
from tests.postgres import Server, running
from tests.stage import Bot, Renderer


@pytest.fixture(scope="module")
def server() -> Generator[Server]:
    with running() as one:
        yield one


@pytest.fixture
def address(server: Server) -> Generator[str]:
    """An empty database."""
    with server.database() as name:
        yield server.address(name)


@pytest.fixture
def bot(discord: Sandbox, renderer: Renderer, tmp_path: Path) -> Bot:
    """One with a database file, which is not started."""
    return Bot.on_the_local_model(tmp_path, discord, renderer)


async def _used(discord: Sandbox, bot: Bot, person: Person, picture: Upload) -> None:
    """Let there be something to move."""
    await bot.start()
    await discord.ready(20)
    asked = await person.command("restyle", {"image": picture, "prompt": "ink \0 wash"})
    await asked.until(has_pictures)
    await bot.stop()


async def test_a_bot_that_was_moved_goes_on_where_it_was(
    discord: Sandbox, bot: Bot, renderer: Renderer, address: str, ada: Person, mo: Person, picture: Upload
) -> None:
    await bot.start()
    await discord.ready(20)
    await (await mo.command("quota grant", {"member": ada.id, "pictures": 5})).message_shown()
    before = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    result = await before.until(has_pictures)
    with renderer.standing_still():
        asked = await ada.command("restyle", {"image": picture, "prompt": "oil"})
        waiting = await asked.until(lambda message: "rendering" in message.text)
        code, said = await bot.command("move", DATABASE_URL=address)
        assert (code, said) == (
            1,
            f"A bot is running on {bot.data}. Stop it first. What is not moved is where it was.\n",
        )
        await bot.stop()
    code, said = await bot.command("move", DATABASE_URL=address)
    assert code == 0, said
    assert "compared on both sides" in said
    assert "All accounts agree with the ledger." in said
    assert not (bot.data / "restyle.db").exists()
    assert len(list(bot.data.glob("replaced-*/restyle.db"))) == 1

    await bot.start(DATABASE_URL=address)
    await discord.ready(20)
    assert (await asked.until(has_pictures, timeout=60)).id == waiting.id
    varied = await (await ada.click(result, button(result, "1 · Vary"))).until(has_pictures, timeout=60)
    assert varied.id != result.id
    usage = (await (await ada.command("usage")).message_shown()).text
    assert "3 of 20 pictures used" in usage
    assert "5 pictures" in usage, "of the grant"
    assert await bot.stop() == 0
    assert (await bot.command("audit", DATABASE_URL=address))[0] == 0


@needs_strace
async def test_pictures_come_along_to_a_store(
    discord: Sandbox, bot: Bot, address: str, ada: Person, picture: Upload, tmp_path: Path
) -> None:
    await _used(discord, bot, ada, picture)
    [result] = [one for one in ada.messages() if has_pictures(one)]
    folder = bot.data / "pictures"
    names = {one.name: one.read_bytes() for one in folder.glob("??/*")}
    (folder / "aa").mkdir(exist_ok=True)
    (folder / "albums" / "2026").mkdir(parents=True)
    others = (Path("aa", "notes.txt"), Path("notes.txt"), Path("albums", "2026", "cat.png"))
    for one in others:
        (folder / one).write_text("somebody's")
    with s3.running(tmp_path) as store:
        there = {"DATABASE_URL": address, "PICTURES_URL": s3.ADDRESS, **store.given()}
        code, said = await bot.command("move", **{**there, "AWS_SECRET_ACCESS_KEY": "wrong"})
        assert (code, "What is not moved is where it was." in said) == (1, True), said
        assert (bot.data / "restyle.db").exists()
        assert (await bot.command("move", DATABASE_URL=address))[0] == 0
        code, said = await bot.under(*killed_at("rename", 1)).command("move", **there)
        assert code != 0, said
        assert "There are pictures in" in (await bot.command(**there))[1], "nothing starts in between"
        async with s3.Relay(store.port).listening() as relay:
            code, said = await bot.command("move", **{**there, **store.given(relay.port)})
        assert code == 0, said
        assert sum(one.startswith("PUT") and "trial-" in one for one in relay.seen) == 1
        assert {one.name: one.read_bytes() for one in store.folder.glob("??/*")} == names
        assert not folder.exists()
        [aside] = bot.data.glob("replaced-*/pictures")
        assert {one.relative_to(aside) for one in aside.rglob("*") if one.is_file()} == {*others}
        assert {(aside / one).read_text() for one in others} == {"somebody's"}
        assert (await bot.command("move", **there))[0] == 1
        await bot.start(**there)
        await discord.ready(20)
        varied = await (await ada.click(result, button(result, "1 · Vary"))).until(has_pictures, timeout=60)
        assert varied.id != result.id
        assert await bot.stop() == 0
        assert s3.SECRET not in bot.log


@needs_strace
async def test_cut_short_at_any_moment_it_is_run_again(
    discord: Sandbox, bot: Bot, address: str, ada: Person, picture: Upload
) -> None:
    await _used(discord, bot, ada, picture)
    kills = 0
    for calls, number in (("sendto", 3), ("sendto", 30), ("sendto", 150), ("rename", 1)):
        code, said = await bot.under(*killed_at(calls, number)).command("move", DATABASE_URL=address)
        kills += code != 0 and "Traceback" not in said
    assert kills == 4
    file = bot.data / "restyle.db"
    if file.exists():
        code, said = await bot.command("move", DATABASE_URL=address)
        assert code == 0, said
    code, said = await bot.command("move", DATABASE_URL=address)
    assert (code, said) == (1, f"Nothing is left to move in {bot.data}.\n")
    assert await bot.command("audit", DATABASE_URL=address) == (0, "All accounts agree with the ledger.\n")
    code, said = await bot.command("usage", DATABASE_URL=address)
    assert said.count(str(ada.id)) == 1, said


async def test_what_is_in_the_way_is_said_and_the_file_stays(
    discord: Sandbox, bot: Bot, address: str, ada: Person, picture: Upload, server: Server
) -> None:
    code, said = await bot.command("move")
    assert (code, said) == (1, "Neither DATABASE_URL nor PICTURES_URL is set: they say where to move to.\n")
    await _used(discord, bot, ada, picture)
    file = bot.data / "restyle.db"
    there = file.read_bytes()

    async def said_of(where: str) -> str:
        code, said = await bot.command("move", DATABASE_URL=where)
        assert code == 1, said
        assert file.read_bytes() == there
        assert list(bot.data.glob("replaced-*")) == []
        last = said.splitlines()[-1]
        assert last.endswith(" What is not moved is where it was.")
        return last

    assert "Look at DATABASE_URL" in await said_of("postgresql://nobody:secret@127.0.0.1:9/x")
    with psycopg.connect(address) as other:
        other.execute("CREATE TABLE orders (id int)")
    assert "it has tables of another program (orders)" in await said_of(address)
    with server.database() as name:
        assert (await bot.command("move", DATABASE_URL=server.address(name)))[0] == 0
        [aside] = bot.data.glob("replaced-*/restyle.db")
        aside.rename(file)
        aside.parent.rmdir()
        with closing(sqlite3.connect(file)) as database:
            database.execute("UPDATE cards SET locale = 'de'")
            database.commit()
        there = file.read_bytes()
        assert "it has rows already that the file has not (cards)" in await said_of(server.address(name))
        assert "Make an empty one." in await said_of(server.address(name))
