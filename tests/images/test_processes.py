"""Children: one per picture, with an end that is certain."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest
from PIL import Image

from domain.picture import UnreadablePicture
from images.processes.forks import Forks
from images.processes.order import Limits, Order
from images.workshop import Workshop

ROOT = Path(__file__).parents[2]

Encode = Callable[..., bytes]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")


class Processes(Protocol):
    def below(self, root: int | None = None) -> list[int]: ...
    async def at_work(self, count: int, root: int | None = None) -> list[int]: ...
    async def until(self, condition: Callable[[], object]) -> None: ...


@pytest.fixture
def good(tmp_path: Path, quadrants: Image.Image, encoded: Encode) -> Path:
    path = tmp_path / "good.png"
    path.write_bytes(encoded(quadrants, "PNG"))
    return path


def copy(source: Path, target: Path) -> None:
    target.write_bytes(source.read_bytes())


async def test_a_child_that_is_killed_is_a_broken_picture_and_no_other_suffers(
    workshop: Workshop, stuck: Path, good: Path, processes: Processes
) -> None:
    doomed = asyncio.create_task(workshop.normalise(stuck, stuck.with_name("target")))
    [child] = await processes.at_work(1)
    os.kill(child, signal.SIGKILL)

    with pytest.raises(UnreadablePicture, match="broken"):
        await doomed
    assert (await workshop.inspect(good)).width == 64


async def test_a_child_that_hangs_is_ended(stuck: Path, processes: Processes) -> None:
    async with Workshop(limits=Limits(wall_seconds=0.3)) as workshop:
        with pytest.raises(UnreadablePicture) as unreadable:
            await workshop.inspect(stuck)
        assert unreadable.value.reason == "took_too_long"
        await processes.at_work(0)


async def test_who_stops_waiting_ends_the_child_and_frees_its_place(
    workshop: Workshop, stuck: Path, good: Path, processes: Processes
) -> None:
    waiting = [asyncio.create_task(workshop.normalise(stuck, stuck.with_name("target"))) for _ in range(3)]
    await processes.at_work(2)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)

    assert all(task.cancelled() for task in waiting)
    await processes.at_work(0)
    assert (await workshop.inspect(good)).width == 64


async def test_what_a_cancelled_child_had_written_is_cleared_away(
    tmp_path: Path, stuck: Path, processes: Processes
) -> None:
    part = tmp_path / "half a picture"
    forks = Forks()
    await forks.start()
    task = asyncio.create_task(forks.run(Order("normalise", Limits(), str(stuck), "target", str(part))))
    await processes.at_work(1)
    part.write_bytes(b"as the child would have, a moment later")
    task.cancel()

    await processes.until(lambda: not part.exists())
    await forks.close()


async def test_closing_ends_what_is_at_work_and_clears_it_away(
    tmp_path: Path, stuck: Path, processes: Processes
) -> None:
    async with Workshop() as workshop:
        waiting = asyncio.create_task(workshop.normalise(stuck, tmp_path / "target"))
        [child] = await processes.at_work(1)

    assert not processes.below()
    assert not exists(child)
    with pytest.raises(UnreadablePicture):
        await waiting
    with pytest.raises(RuntimeError, match="closed"):
        await workshop.inspect(stuck)


async def test_eight_at_once_use_two_processes_at_a_time(
    workshop: Workshop, tmp_path: Path, good: Path, processes: Processes
) -> None:
    most = 0

    async def watch() -> None:
        nonlocal most
        while True:
            most = max(most, len(processes.below()))
            await asyncio.sleep(0)

    watching = asyncio.create_task(watch())
    pictures = await asyncio.gather(
        *(workshop.normalise(good, tmp_path / f"target{number}") for number in range(8))
    )
    watching.cancel()

    assert len(set(pictures)) == 1
    assert 2 <= most <= 3


async def test_a_fork_server_that_is_killed_is_started_again(
    workshop: Workshop, good: Path, processes: Processes
) -> None:
    await workshop.inspect(good)
    [server] = processes.below()
    os.kill(server, signal.SIGKILL)
    await processes.until(lambda: server not in processes.below())

    first, second = await asyncio.gather(workshop.inspect(good), workshop.inspect(good))
    assert first.width == second.width == 64
    assert len(processes.below()) == 1


async def test_a_fork_server_that_dies_in_the_middle_costs_nobody_their_picture(
    workshop: Workshop, stuck: Path, good: Path, processes: Processes
) -> None:
    waiting = asyncio.create_task(workshop.inspect(stuck))
    await processes.at_work(1)
    first = processes.below()
    for pid in first:
        os.kill(pid, signal.SIGKILL)
    await processes.until(lambda: len(processes.below()) == 2 and not set(first) & set(processes.below()))
    await asyncio.to_thread(copy, good, stuck)

    assert (await waiting).width == 64


async def test_an_order_that_a_dying_fork_server_never_read_is_given_again(
    workshop: Workshop, good: Path, processes: Processes
) -> None:
    await workshop.inspect(good)
    [server] = processes.below()
    os.kill(server, signal.SIGSTOP)
    waiting = asyncio.create_task(workshop.inspect(good))
    for _ in range(10):
        await asyncio.sleep(0)
    os.kill(server, signal.SIGKILL)

    assert (await waiting).width == 64


async def test_a_signal_to_everyone_disturbs_no_picture(
    workshop: Workshop, stuck: Path, good: Path, processes: Processes
) -> None:
    """systemd sends SIGTERM to all processes of a service; the bot still finishes what it has."""
    waiting = asyncio.create_task(workshop.inspect(stuck))
    await processes.at_work(1)
    disturbed = processes.below()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        for pid in disturbed:
            os.kill(pid, number)
    await asyncio.to_thread(copy, good, stuck)

    assert (await waiting).width == 64
    assert processes.below() == disturbed[:1]  # and it was done without starting again


async def test_when_the_bot_is_killed_its_children_go_too(stuck: Path, processes: Processes) -> None:
    bot = await asyncio.create_subprocess_exec(sys.executable, "-c", STUCK_BOT, stuck, cwd=ROOT)
    [child] = await processes.at_work(1, bot.pid)
    [server, _] = processes.below(bot.pid)
    bot.kill()
    await bot.wait()

    await processes.until(lambda: not exists(server) and not exists(child))


STUCK_BOT = """
import asyncio, pathlib, sys
from images.workshop import Workshop

async def main():
    async with Workshop() as workshop:
        await workshop.inspect(pathlib.Path(sys.argv[1]))

asyncio.run(main())
"""


async def test_no_child_imports_the_main_module_or_sees_a_token(
    tmp_path: Path, good: Path, stuck: Path, processes: Processes
) -> None:
    (tmp_path / "studio").mkdir()
    (tmp_path / "studio" / "__main__.py").write_text("print('imported')\n" + STUCK_BOT)
    environment = os.environ | {"PYTHONPATH": str(ROOT), "DISCORD_TOKEN": "secret"}
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "studio", stuck, cwd=tmp_path, env=environment, stdout=subprocess.PIPE
    )
    [child] = await processes.at_work(1, bot.pid)
    assert b"secret" not in environment_of(child)
    await asyncio.to_thread(copy, good, stuck)

    assert await bot.communicate() == (b"imported\n", None)
    assert bot.returncode == 0


async def test_a_child_holds_no_file_of_another(
    workshop: Workshop, stuck: Path, processes: Processes
) -> None:
    """Else the end of one would wait for the end of the other, and one could answer for the other."""
    waiting = [asyncio.create_task(workshop.inspect(stuck)) for _ in range(2)]
    one, other = await processes.at_work(2)

    await processes.until(lambda: len(connections(one)) == len(connections(other)) == 1)
    assert connections(one).isdisjoint(connections(other))
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    await processes.at_work(0)


def exists(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def environment_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


def connections(pid: int) -> set[str]:
    links = (str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir())
    return {link for link in links if link.startswith("socket:")}
