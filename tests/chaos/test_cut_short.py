"""A backup, or its way back, that is killed at any step: nothing is lost, and who comes next finishes it or tidies up."""

import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest

from storage import audit
from storage.backup import DATABASE, PICTURES
from storage.writer import SqliteDatabase
from tests.chaos.conftest import Record, line_of
from tests.chaos.syscalls import killed_at, needs_strace
from tests.chaos.world import World, world
from tests.stage import Renderer

MOST = 200  # calls of a kind
# What asks the system to change a file, and how many of those are passed over from one try to the next.
CALLS = {
    "rename": 1,
    "fsync,fdatasync": 1,
    "sync": 1,
    "unlink,unlinkat": 2,
    "rmdir": 2,
    "mkdir": 3,
    "pwrite64": 12,
}
PART = pytest.mark.parametrize(
    "part",
    [
        pytest.param(True, marks=pytest.mark.short, id="some points"),
        pytest.param(False, marks=pytest.mark.chaos, id="all points"),
    ],
)


async def _killed(made: World, calls: str, number: int, *words: str) -> bool:
    """Let a command be killed at its so manieth call. Returns whether it came to that."""
    code, _ = await made.bot.under(*killed_at(calls, number)).command(*words)
    return code != 0


async def _backed_up(made: World, file: Path) -> None:
    """Let there be something to bring back, and end the bot."""
    await made.attack(lambda: made.ask(made.person("ada")), "before")
    file.parent.mkdir(exist_ok=True)
    code, said = await made.bot.command("backup", str(file))
    assert code == 0, said


def _is_whole(file: Path) -> bool:
    """Return whether a backup is there to its last byte: the new one may have come before the kill."""
    with ZipFile(file) as archive:
        return archive.testzip() is None


def _points(part: bool, some: dict[str, int]) -> list[tuple[str, range]]:  # noqa: FBT001 - of the parameter
    """Which calls are spoilt, and at which of them."""
    if part:
        return [(calls, range(number, number + 1)) for calls, number in some.items()]
    return [(calls, range(1, MOST, step)) for calls, step in CALLS.items()]


@needs_strace
@PART
async def test_a_backup_that_is_killed_leaves_the_last_one_and_nothing_that_stays(
    renderer: Renderer, tmp_path: Path, *, part: bool
) -> None:
    struck, file = 0, tmp_path / "backups" / "restyle.zip"
    async with world(renderer, tmp_path, "a killed backup") as made:
        await _backed_up(made, file)
        for calls, numbers in _points(part, {"rename": 1}):
            for number in numbers:
                before = file.read_bytes()
                if not await _killed(made, calls, number, "backup", str(file)):
                    break
                struck += 1
                assert file.read_bytes() == before or _is_whole(file)
                code, said = await made.bot.command("backup", str(file))
                assert code == 0, said
                assert list(file.parent.iterdir()) == [file]
    assert struck
    assert made.tally.told == []


@needs_strace
@PART
async def test_a_restore_that_is_killed_has_changed_nothing_or_is_finished_by_the_next_start(
    renderer: Renderer, tmp_path: Path, record_property: Record, *, part: bool
) -> None:
    struck, file = 0, tmp_path / "backups" / "restyle.zip"
    async with world(renderer, tmp_path, "a killed restore") as made:
        await _backed_up(made, file)
        for calls, numbers in _points(part, {"rename": 4}):
            for number in numbers:
                assert await made.bot.stop() == 0
                killed = await _killed(made, calls, number, "restore", "--replace", str(file))
                await made.settle(f"killed at {calls} {number}")
                made.tally.told += await _wrong_in(made.bot.data)
                if not killed:
                    break
                struck += 1
    record_property("tally", line_of(made.tally))
    assert struck
    assert made.tally.told == []


async def _wrong_in(data: Path) -> list[str]:
    """What a restore has left that is nobody's; what it put aside is whole, and goes."""
    aside = list(data.glob("replaced-*"))
    for folder in aside:
        async with SqliteDatabase(folder / DATABASE) as database:
            assert not await audit.audit(database)
        assert (folder / PICTURES).is_dir()
        shutil.rmtree(folder)
    known = {PICTURES, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "restyle.lock"}
    return [*(one.name for one in data.iterdir() if one.name not in known), *(f"{one}" for one in aside[1:])]
