"""The safety checker: real scores of real pictures, in a process that may die, hang or run out of memory."""

import asyncio
import os
import signal
from pathlib import Path

import pytest
from PIL import Image

from images.safety import NotChecked, SafetyChecker, available

pytestmark = pytest.mark.skipif(not available(), reason="the extra safety is not installed")

SEA, SAND = (60, 110, 180), (200, 140, 110)  # flat colours, one of which is like skin


@pytest.fixture
def sea(tmp_path: Path) -> Path:
    return _picture(tmp_path / "sea", SEA, "PNG")


@pytest.fixture
def sand(tmp_path: Path) -> Path:
    return _picture(tmp_path / "sand", SAND, "JPEG")


def _picture(path: Path, colour: tuple[int, int, int], form: str) -> Path:
    Image.new("RGB", (64, 64), colour).save(path, form)
    return path


def _processes() -> list[int]:
    """Return the checkers that this process has started."""
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    return [
        one
        for one in map(int, children)
        if b"images.processes.scoring" in Path(f"/proc/{one}/cmdline").read_bytes()
    ]


async def test_it_tells_the_colour_of_skin_from_that_of_the_sea(sea: Path, sand: Path) -> None:
    async with SafetyChecker() as checker:
        assert _processes() == [], "it is started when it is first asked"
        assert 0 <= await checker.score(sea) < 0.05
        assert 0.1 < await checker.score(sand) <= 1
        assert len(_processes()) == 1
    assert _processes() == []


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
async def test_every_format_of_the_store_is_looked_at(tmp_path: Path, form: str) -> None:
    async with SafetyChecker() as checker:
        assert await checker.score(_picture(tmp_path / "sand", SAND, form)) > 0.1


async def test_the_largest_picture_of_the_store_has_room(tmp_path: Path) -> None:
    path = tmp_path / "large"
    Image.effect_noise((4096, 4096), 64).convert("RGB").save(path, "JPEG", progressive=True)
    async with SafetyChecker() as checker:
        assert await checker.score(path) < 0.5


async def test_who_ask_at_once_get_their_own_answers(sea: Path, sand: Path) -> None:
    async with SafetyChecker() as checker:
        scores = await asyncio.gather(*(checker.score(path) for path in [sea, sand] * 5))
    assert len(set(scores)) == 2
    assert all(low < 0.05 < high for low, high in zip(scores[::2], scores[1::2], strict=True))


@pytest.mark.parametrize("content", [b"no picture", b""])
async def test_what_cannot_be_read_is_not_checked_and_takes_nothing_from_the_next(
    tmp_path: Path, sea: Path, content: bytes
) -> None:
    broken = tmp_path / "line\nbreak"
    broken.write_bytes(content)
    async with SafetyChecker() as checker:
        for path in (broken, tmp_path / "not there"):
            with pytest.raises(NotChecked):
                await checker.score(path)
        [pid] = _processes()
        assert await checker.score(sea) < 0.05
        assert _processes() == [pid]


async def test_one_that_was_killed_is_started_again(sea: Path, sand: Path) -> None:
    async with SafetyChecker() as checker:
        score = await checker.score(sea)
        [pid] = _processes()
        os.kill(pid, signal.SIGKILL)
        assert await checker.score(sea) == score
        [again] = _processes()
        assert again != pid
        os.kill(again, signal.SIGSTOP)  # and while it is asked
        asking = asyncio.create_task(checker.score(sand))
        await asyncio.sleep(0)
        os.kill(again, signal.SIGKILL)
        assert await asking > 0.1


async def test_one_that_dies_twice_over_a_picture_checks_nothing(sea: Path) -> None:
    async with SafetyChecker(memory=32 * 2**20) as checker:  # not enough to load the model
        with pytest.raises(NotChecked, match="dies"):
            await checker.score(sea)


async def test_one_that_takes_too_long_is_ended_and_the_next_goes_on(sea: Path) -> None:
    async with SafetyChecker() as checker:
        await checker.score(sea)
        [pid] = _processes()
    async with SafetyChecker(patience=0.01) as checker:
        with pytest.raises(NotChecked, match="too long"):
            await checker.score(sea)
        assert _processes() == []
    assert not Path(f"/proc/{pid}").exists()


async def test_who_no_longer_waits_leaves_no_answer_to_somebody_else(sea: Path, sand: Path) -> None:
    async with SafetyChecker() as checker:
        await checker.score(sea)
        [pid] = _processes()
        os.kill(pid, signal.SIGSTOP)
        asking = asyncio.create_task(checker.score(sand))
        await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert await checker.score(sea) < 0.05
