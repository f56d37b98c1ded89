"""Old pictures go, used ones stay, and nothing that fails here ends the bot."""

import asyncio
import logging
import os
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from domain.job import JobState, StoredPicture
from domain.picture import Picture, PictureFormat
from jobs import clock
from jobs.retention import AT_ONCE, DAY, Retention
from jobs.showing import NotShown
from providers.provider import Capabilities
from storage import uploads
from storage.database import Database
from storage.pictures import PictureFiles, remember
from storage.places import place_of
from storage.writer import SqliteDatabase
from tests.jobs.studio import Open, Script, Shown
from tests.providers.host import QUICK

OLD = time.time() - 2 * 60 * 60  # seconds: older than what may just have been adopted
Keep = Callable[..., Awaitable[StoredPicture]]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncGenerator[Database]:
    async with SqliteDatabase(tmp_path / "restyle.db") as opened:
        yield opened


@pytest.fixture
def files(tmp_path: Path) -> PictureFiles:
    return PictureFiles(tmp_path / "pictures")


@pytest.fixture
def retention(database: Database, files: PictureFiles) -> Retention:
    return Retention(database, files, days=30)


@pytest.fixture
def keep(tmp_path: Path, database: Database, files: PictureFiles) -> Keep:
    async def keep_one(number: int, days: int, written: float = OLD) -> StoredPicture:
        """A picture that was last used so many days ago."""
        file = tmp_path / "new.png"
        Image.new("RGB", (8, 8), (number, 0, 0)).save(file)
        picture = await files.adopt(file, Picture(PictureFormat.PNG, 8, 8, file.stat().st_size))
        os.utime(files.path(picture), (written, written))
        used = clock.now() - days * DAY
        await database.run(lambda connection: remember(connection, picture, used))
        return picture

    return keep_one


async def test_a_picture_goes_some_days_after_its_last_use(
    retention: Retention, files: PictureFiles, keep: Keep
) -> None:
    stored = [await keep(number, 3 if number == 7 else 31) for number in range(AT_ONCE + 5)]
    assert await retention.sweep() == AT_ONCE + 4
    assert [number for number, one in enumerate(stored) if files.path(one).exists()] == [7]
    assert await retention.sweep() == 0


async def test_one_that_was_just_adopted_again_stays(
    retention: Retention, files: PictureFiles, keep: Keep
) -> None:
    """Its file is written before its row says that it is used."""
    picture = await keep(1, 31, time.time())
    assert await retention.sweep() == 0
    assert files.path(picture).exists()


async def test_the_source_of_a_job_in_line_stays_however_old_it_is(
    open_studio: Open, tmp_path: Path, script: Script
) -> None:
    async with open_studio(working=False) as studio:
        await studio.ask(1)
        long_ago = clock.now() - 90 * DAY
        await studio.database.run(lambda each: each.execute("UPDATE pictures SET used_at = ?", (long_ago,)))
        os.utime(studio.files.path(studio.source), (OLD, OLD))
        assert await Retention(studio.database, studio.files, days=1).sweep() == 0
        assert studio.files.path(studio.source).exists()
        await studio.cancel(1)
        assert await Retention(studio.database, studio.files, days=1).sweep() == 1


async def test_so_does_the_picture_whose_look_it_takes(open_studio: Open, script: Script) -> None:
    script.capabilities = Capabilities(looks=True)
    async with open_studio(working=False) as studio:
        look = await studio.picture("red")
        await studio.ask(1)
        await studio.ask(2, look=look)
        long_ago = clock.now() - 90 * DAY
        await studio.database.run(lambda each: each.execute("UPDATE pictures SET used_at = ?", (long_ago,)))
        for one in (studio.source, look):
            os.utime(studio.files.path(one), (OLD, OLD))
        assert await Retention(studio.database, studio.files, days=1).sweep() == 0
        await studio.cancel(2)
        assert await Retention(studio.database, studio.files, days=1).sweep() == 1
        assert studio.files.path(studio.source).exists()
        assert not studio.files.path(look).exists()


async def test_results_that_nobody_has_seen_stay_however_old_they_are(
    open_studio: Open, script: Script, shown: Shown
) -> None:
    script.go.set()
    shown.faults = [NotShown()]
    async with open_studio(pauses=replace(QUICK, delivery=(600.0,))) as studio:  # so long it is tried again
        done = await studio.until(await studio.ask(1), JobState.DONE)
        long_ago = clock.now() - 90 * DAY
        await studio.database.run(lambda each: each.execute("UPDATE pictures SET used_at = ?", (long_ago,)))
        for file in (studio.files.path(studio.source).parent.parent).glob("??/*"):
            os.utime(file, (OLD, OLD))
        assert await Retention(studio.database, studio.files, days=1).sweep() == 1, "the source may go"
        shown.faults.clear()
    async with open_studio() as studio:
        outcome = await studio.shows(done)
        assert all(path.exists() for _, path in outcome.results)


async def _folder_in_the_way(files: PictureFiles, picture: StoredPicture) -> None:
    files.path(picture).unlink()
    await asyncio.to_thread(files.path(picture).mkdir)
    os.utime(files.path(picture), (OLD, OLD))


async def test_one_file_that_cannot_go_keeps_no_other_from_going(
    retention: Retention, files: PictureFiles, keep: Keep, caplog: pytest.LogCaptureFixture
) -> None:
    stuck, other = await keep(1, 31), await keep(2, 31)
    await _folder_in_the_way(files, stuck)
    assert await retention.sweep() == 1
    assert not files.path(other).exists()
    assert "cannot be deleted" in caplog.text


async def test_strays_go_and_what_is_no_file_is_left_alone(
    retention: Retention, files: PictureFiles, tmp_path: Path
) -> None:
    folder = tmp_path / "pictures" / "ab"
    folder.mkdir()
    stray, odd, young = (folder / f"{letter * 64}.png" for letter in "abc")
    stray.write_bytes(b"x")
    young.write_bytes(b"x")
    odd.mkdir()
    (folder / "readme.txt").write_text("mine")
    (folder / ("d" * 64)).symlink_to(folder / "nowhere")
    for one in (stray, odd):
        os.utime(one, (OLD, OLD))
    assert await retention.sweep_strays() == 1
    assert sorted(one.name[0] for one in folder.iterdir()) == ["b", "c", "d", "r"]


async def test_a_picture_that_came_again_after_it_went_and_was_turned_down_goes_again(
    retention: Retention, files: PictureFiles, keep: Keep, tmp_path: Path
) -> None:
    picture = await keep(1, 31)
    assert await retention.sweep() == 1
    file = tmp_path / "again.png"
    Image.new("RGB", (8, 8), (1, 0, 0)).save(file)
    await files.adopt(file, Picture(PictureFormat.PNG, 8, 8, file.stat().st_size))
    assert await retention.sweep_strays() == 0
    os.utime(files.path(picture), (OLD, OLD))
    assert await retention.sweep_strays() == 1
    assert not files.path(picture).exists()


async def test_a_stray_that_came_again_while_strays_were_looked_for_stays(files: PictureFiles) -> None:
    picture = StoredPicture("a" * 64, PictureFormat.PNG, 8, 8, 1)
    file, place = files.path(picture), place_of(picture.sha256, picture.format)
    file.parent.mkdir()
    file.write_bytes(b"x")
    assert not await files.delete(place)
    os.utime(file, (OLD, OLD))
    assert await files.delete(place)
    assert not file.exists()


async def test_expired_uploads_are_forgotten(retention: Retention, database: Database) -> None:
    await uploads.keep(database, "fal", "a" * 64, "https://u", clock.now() - 1)
    await uploads.keep(database, "fal", "b" * 64, "https://u", clock.now() + DAY)
    assert await retention.sweep_uploads() == 1
    assert await uploads.find(database, "fal", "b" * 64, clock.now()) == "https://u"


async def test_a_duty_that_fails_is_told_and_the_others_are_done(
    retention: Retention, database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await uploads.keep(database, "fal", "a" * 64, "https://u", 1)
    await database.run(lambda each: each.execute("ALTER TABLE pictures RENAME TO elsewhere"))
    with caplog.at_level(logging.INFO):
        await retention.sweep_all()
    assert "sweep did not end" in caplog.text
    assert "sweep_uploads: 1 went" in caplog.text
