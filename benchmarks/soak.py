"""Whether anything grows in a bot that is busy for long.

    python -m benchmarks.soak --minutes 20

A busy server is taken to send a request each five seconds: 720 an hour, as when 36 members use up their whole day (20 pictures)
in one evening hour. Ten times that goes over the wire here, every picture another one, and beside it what else members do:
variations, batches, cancels, a file that is no picture, pages and menus. One host is down, the other takes a second; and each
minute the gateway goes away, in each of the ways in which it does.

Looked at is, every few seconds, what the process and its children hold. The first minute does not count.
"""

import argparse
import asyncio
import itertools
import json
import random
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from benchmarks import aims
from benchmarks.crowd import Crowd
from benchmarks.host import image_host
from benchmarks.load import capped
from benchmarks.memory import memory
from benchmarks.pictures import encoded, photo
from benchmarks.processes import children
from benchmarks.stage import Stage, on_stage

BUSY = 1 / 5  # requests a second of a busy server
TIMES = 10
MINUTES = 20.0
MEMBERS = 50
WARM = 60.0  # seconds that do not count
LOOK = 5.0  # seconds
AWAY = 60.0  # seconds from one loss of the gateway to the next
AIM = 1.1  # of the last third against the first
SPARE = 5  # by which what is counted may be more: some requests are under way, at times more of them


def _looked(stage: Stage, counts: Path) -> dict[str, float]:
    """What the process and its children hold."""
    pid = stage.process.pid
    files = list(Path(f"/proc/{pid}/fd").iterdir())
    sockets = sum(one.is_socket() for one in files)
    unfinished = sum(1 for one in (stage.data / "pictures" / "unfinished").rglob("*") if one.is_file())
    family = [pid, *children(pid)]
    return {
        "memory, MiB": sum(memory(one)["Uss"] for one in family),
        **json.loads(counts.read_text()),
        "sockets": sockets,
        "open files": len(files) - sockets,
        "processes": len(family),
        "unfinished pictures": unfinished,
    }


async def _look(stage: Stage, counts: Path, looks: list[Mapping[str, float]]) -> None:
    await asyncio.sleep(WARM)
    while True:
        looks.append(await asyncio.to_thread(_looked, stage, counts))
        await asyncio.sleep(LOOK)


async def _lose_the_gateway(stage: Stage, present: asyncio.Event) -> None:
    """Let it go away each minute; who asks waits until it is back, since what is sent meanwhile is answered by nobody."""
    gateway = stage.discord.gateway
    ways = (gateway.drop, gateway.reconnect, gateway.invalidate, lambda: gateway.invalidate(resumable=True))
    for turn in itertools.count():
        await asyncio.sleep(AWAY)
        present.clear()
        await asyncio.sleep(1)  # what was just sent is acknowledged
        ways[turn % len(ways)]()
        await stage.discord.offline()
        await stage.discord.ready(60)
        present.set()


async def _go_on(crowd: Crowd, present: asyncio.Event, seconds: float) -> None:
    """Let members do one thing after another, at the rate of the requests among them."""
    end = time.monotonic() + seconds
    async with asyncio.TaskGroup() as doing:
        for number in itertools.count():
            await present.wait()
            if time.monotonic() > end:
                return
            people = random.sample(crowd.people, 2)
            doing.create_task(crowd.do(crowd.next(), people[0]))
            if number % 4 == 0:
                doing.create_task(crowd.do(crowd.beside(), people[1]))
            await asyncio.sleep(1 / (BUSY * TIMES))


def report(looks: Sequence[Mapping[str, float]], became: Mapping[str, int]) -> None:
    """Print the figures."""
    third = len(looks) // 3
    print(f"{len(looks)} looks; " + ", ".join(f"{number:,} {what}" for what, number in became.items()) + "\n")
    parts = {
        name: [[look[name] for look in part] for part in (looks[:third], looks[-third:])] for name in looks[0]
    }
    rows = [
        (name, *(f"{figure(part):.0f}" for part in both for figure in (median, max)))
        for name, both in parts.items()
    ]
    aims.table(("", "first third", "most", "last third", "most"), rows)
    for name, (first, last) in parts.items():
        allowed = AIM * median(first) + (0 if name.startswith("memory") else SPARE)
        aims.aim(f"{name}, the last third", median(last), allowed)
    aims.aim("lost", became.get("lost", 0), 0)


async def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=MINUTES)
    minutes = parser.parse_args().minutes
    aims.load()
    with tempfile.TemporaryDirectory(prefix="restyle-soak-") as folder:
        counts = Path(folder, "counts")
        async with image_host() as host:
            host.work, host.pictures = 1.0, [encoded(photo(512, 512), "JPEG")]
            environment = {
                "PROVIDERS": "modelrunner,fal",
                "MODELRUNNER_KEY": "none",
                "MODELRUNNER_QUEUE_URL": host.down,
                "MODELRUNNER_API_URL": host.down,
                "FAL_JOBS": "8",
                "COUNTS": str(counts),
            }
            async with on_stage("benchmarks.counted", host.url, environment=environment) as stage:
                await capped(stage, 1000)
                await _soak(stage, counts, 60 * minutes)


async def _soak(stage: Stage, counts: Path, seconds: float) -> None:
    looks, present, crowd = list[Mapping[str, float]](), asyncio.Event(), Crowd(stage.crowd(MEMBERS))
    present.set()
    beside = [
        asyncio.create_task(_look(stage, counts, looks)),
        asyncio.create_task(_lose_the_gateway(stage, present)),
    ]
    await _go_on(crowd, present, WARM + seconds)
    for task in beside:
        task.cancel()
    for fault in await asyncio.gather(*beside, return_exceptions=True):
        if not isinstance(fault, asyncio.CancelledError):
            raise SystemExit(f"it broke: {fault!r}")
    report(looks, crowd.became)


if __name__ == "__main__":
    asyncio.run(main())
