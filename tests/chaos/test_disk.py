"""A disk that is full: who asks anew is told so, what runs goes on when there is room, and nobody starts anything again."""

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from storage.writer import SqliteDatabase
from tests.chaos.conftest import Record, line_of
from tests.chaos.world import world
from tests.journeys.watching import has_pictures, whispered
from tests.stage import Bot, Renderer

SIZE = 6 * 2**20
FULL = "The bot's disk is full, so it takes nothing new in."


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own, where this process may have one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder))
    mounted = subprocess.run(mount, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("a disk of one's own needs the right to mount one")
    yield folder
    unmount = ("umount", "-l", str(folder))
    subprocess.run(unmount, check=True)


def _fill(ballast: Path) -> None:
    """Leave no byte of room on the disk of a file."""
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass


async def test_on_a_full_disk_nothing_new_is_taken_in_and_what_runs_comes_to_its_end(
    renderer: Renderer, small_disk: Path, record_property: Record
) -> None:
    async with world(renderer, small_disk, "a full disk") as made:
        ada, bob = made.person("ada"), made.person("bob")
        made.toll.held.add("submit")
        running = await made.ask(ada)
        await made.toll.reached("submit")
        waiting = await made.ask(bob)
        await waiting.message_shown()
        _fill(small_disk / "ballast")
        await made.toll.release()
        for _ in range(3):
            refused = await made.ask(ada)
            told = await whispered(refused)
            assert FULL in told
        assert made.bot.running
        (small_disk / "ballast").unlink()
        for one in (running, waiting):
            await one.until(has_pictures, timeout=60)
        await (await made.ask(ada)).until(has_pictures)
        await made.settle("a full disk")
        assert made.toll.submits == 3
    record_property("tally", line_of(made.tally))
    assert made.tally.told == []


@pytest.mark.chaos
async def test_a_command_that_finds_no_room_says_so(small_disk: Path, tmp_path: Path) -> None:
    told = {
        "DISCORD_TOKEN": "t",
        "DISCORD_API_URL": "http://127.0.0.1:9",
        "RENDERER_URL": "http://127.0.0.1:9",
    }
    full, elsewhere = Bot(small_disk, **told), Bot(tmp_path, **told)
    elsewhere.data.mkdir()
    async with SqliteDatabase(elsewhere.data / "restyle.db"):
        pass
    _fill(small_disk / "ballast")
    file = tmp_path / "restyle.zip"
    assert (await elsewhere.command("backup", str(file)))[0] == 0
    for bot, words in ((elsewhere, ("backup", str(small_disk / "restyle.zip"))), (full, ("run",))):
        code, said = await bot.command(*words)
        assert (code, said.endswith("Make room on the disk.\n")) == (1, True), said
    code, said = await full.command("restore", str(file))
    assert (code, said.startswith("The backup cannot be brought back: ")) == (1, True), said
    assert {one.name for one in small_disk.iterdir()} == {"ballast", "data"}
    (small_disk / "ballast").unlink()
    assert (await full.command("restore", str(file)))[0] == 0
