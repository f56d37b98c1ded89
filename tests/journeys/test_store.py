"""The bot with its pictures in a store that speaks S3, in the place of a folder: the same promises."""

import asyncio
import signal
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests import s3
from tests.journeys.watching import has_pictures, seen, until_logged, whispered
from tests.s3 import ADDRESS, SECRET, Relay, Store
from tests.stage import Bot, Renderer

AWAY = "The store of the bot's pictures does not answer just now"
AGREE = (0, "All accounts agree with the ledger.\n")


@pytest.fixture
def store(tmp_path: Path) -> Generator[Store]:
    """A server that a test may stop."""
    with s3.running(tmp_path) as one:
        yield one


@pytest.fixture
async def relay(store: Store) -> AsyncGenerator[Relay]:
    async with Relay(store.port).listening() as one:
        yield one


@pytest.fixture
async def bot(
    discord: Sandbox, renderer: Renderer, tmp_path: Path, store: Store, relay: Relay
) -> AsyncGenerator[Bot]:
    given = store.given(relay.port)
    process = Bot.on_the_local_model(tmp_path, discord, renderer, PICTURES_URL=ADDRESS, **given)
    await process.start()
    await discord.ready(20)
    yield process
    if process.running:
        assert await process.stop() == 0, process.log
    assert SECRET not in process.log


def kept(store: Store) -> set[str]:
    """Return the hashes of the pictures that a store has."""
    return {one.stem for one in store.folder.glob("??/*")}


async def _until_there_are_more(store: Store, than: set[str]) -> None:
    while kept(store) <= than:  # noqa: ASYNC110 - a file of another process tells nobody
        await asyncio.sleep(0.1)


async def test_a_request_goes_its_way_and_leaves_its_pictures_in_the_store(
    bot: Bot, store: Store, ada: Person, picture: Upload
) -> None:
    asked = await ada.command("restyle", {"image": picture, "prompt": "oil", "images": 2})
    await asked.until(lambda message: len(message.pictures) == 2, timeout=60)
    assert len(kept(store)) == 3, "its source and its results"
    assert not (bot.data / "pictures").exists()
    assert await bot.command("audit") == AGREE


async def test_while_the_store_is_away_nothing_new_is_taken_in_and_what_is_under_way_waits(
    bot: Bot, renderer: Renderer, store: Store, ada: Person, bob: Person, picture: Upload
) -> None:
    with renderer.standing_still():
        asked = await ada.command("restyle", {"image": picture, "prompt": "oil"})
        await asked.until(lambda message: "rendering" in message.text)
        store.stop()
    await until_logged(bot, "the store of the pictures cannot be used just now: ")
    assert AWAY in await whispered(await bob.command("restyle", {"image": picture, "prompt": "ink"}))
    store.start()
    await asked.until(has_pictures, timeout=60)
    await until_logged(bot, "the store of the pictures answers again")
    for person, used in ((ada, 1), (bob, 0)):
        assert f"{used} of 20 pictures used" in (await (await person.command("usage")).message_shown()).text
    assert await bot.command("audit") == AGREE
    assert "Traceback" not in bot.log


async def test_a_kill_between_a_picture_and_its_row_loses_and_doubles_nothing(
    discord: Sandbox, bot: Bot, renderer: Renderer, store: Store, relay: Relay, ada: Person, picture: Upload
) -> None:
    with renderer.standing_still():
        asked = await ada.command("restyle", {"image": picture, "prompt": "oil"})
        await asked.until(lambda message: "rendering" in message.text)
        source = kept(store)
        relay.faults["PUT"] = s3.lost  # so that it is written, and nobody knows that it was
    async with asyncio.timeout(60):
        await _until_there_are_more(store, source)
    await bot.stop(signal.SIGKILL)
    relay.faults.clear()
    await bot.start()
    await discord.ready(20)
    shown = await seen(discord, ada, has_pictures)
    assert len(shown.pictures) == 1
    assert len(kept(store)) == 2
    assert "1 of 20 pictures used" in (await (await ada.command("usage")).message_shown()).text
    assert await bot.command("audit") == AGREE


@pytest.fixture
def idle(tmp_path: Path, store: Store, relay: Relay) -> Bot:
    """A bot that is not started."""
    given = store.given(relay.port)
    return Bot(
        tmp_path,
        DISCORD_TOKEN="t.t.t",
        DISCORD_API_URL="http://127.0.0.1:9",
        PICTURES_URL=ADDRESS,
        **given,
    )


WRONG = {
    "no such bucket": ({"PICTURES_URL": "s3://nobodys/bot"}, "there is no such bucket"),
    "another secret": ({"AWS_SECRET_ACCESS_KEY": "hunter2"}, "AWS_SECRET_ACCESS_KEY is not the one"),
    "nobody there": ({"AWS_ENDPOINT": "http://127.0.0.1:1"}, "nobody answers at AWS_ENDPOINT"),
    "no bucket at all": ({"PICTURES_URL": "s3://hunter2@x/y"}, "PICTURES_URL names no bucket"),
}


@pytest.mark.parametrize("how", WRONG)
async def test_a_store_that_cannot_be_used_is_told_by_doctor_and_at_the_start_in_a_line(
    idle: Bot, how: str
) -> None:
    change, told = WRONG[how]
    for words in ((), ("doctor",)):
        code, said = await idle.command(*words, **change)
        assert code == 1
        [line] = [one for one in said.splitlines() if told in one]
        assert "PICTURES_URL" in line
        assert "hunter2" not in said
        assert SECRET not in said
        assert "Traceback" not in said


async def test_doctor_tries_all_that_is_done_there_and_leaves_nothing(idle: Bot, store: Store) -> None:
    _, said = await idle.command("doctor")
    assert "can be listed, written, read and deleted from" in said
    assert not list(store.folder.glob("*"))


async def test_pictures_in_a_folder_beside_are_not_forgotten(idle: Bot) -> None:
    picture = idle.data / "pictures" / "aa" / f"{'a' * 64}.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"somebody's")
    for words in ((), ("doctor",)):
        code, said = await idle.command(*words)
        assert (code, "and PICTURES_URL names another place" in said) == (1, True), said
    assert "can be listed, written, read and deleted from" in said, "and so a move can begin"


async def test_pictures_that_no_database_names_are_left_alone(idle: Bot, store: Store) -> None:
    picture = store.folder / "aa" / f"{'a' * 64}.png"
    picture.parent.mkdir()
    picture.write_bytes(b"somebody's")
    code, said = await idle.command()
    assert (code, "There are pictures and no database" in said) == (1, True), said
    assert picture.exists()
