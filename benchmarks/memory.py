"""The memory of the bot: idle, and for each job that waits.

    python -m benchmarks.memory

The bot is a process on a local Discord. RSS counts shared pages in full, PSS by its share, USS not at all. A paid
host holds the first job, so that all others wait; members send them over the wire. Before it is counted what they take, as
many jobs come and go, so that what a process and SQLite keep for good is not taken for theirs.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import aims
from benchmarks.host import Host, image_host
from benchmarks.pictures import encoded, photo
from benchmarks.processes import children
from benchmarks.stage import Stage, on_stage
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.world.message import Message

MEMBERS = 50
STEPS = (200, 400, 600, 800, 990)  # jobs that wait; /quota caps lets a server have 1000
AT_ONCE = 10
IDLE_AIM = 130.0  # MiB
JOB_AIM = 3.0  # KiB
KINDS = ("Rss", "Pss", "Uss")


def memory(pid: int) -> dict[str, float]:
    """MiB of one process (man 5 proc: /proc/pid/smaps_rollup)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {name: int(size.split()[0]) / 1024 for name, size in (line.split(":") for line in lines)}
    return {
        "Rss": sizes["Rss"],
        "Pss": sizes["Pss"],
        "Uss": sizes["Private_Clean"] + sizes["Private_Dirty"],
    }


def added(sizes: list[Mapping[str, float]]) -> dict[str, float]:
    """The sum over processes."""
    return {kind: sum(one[kind] for one in sizes) for kind in KINDS}


def slope(points: Mapping[int, float]) -> float:
    """MiB per job, by least squares."""
    jobs, size = sum(points) / len(points), sum(points.values()) / len(points)
    above = sum((x - jobs) * (y - size) for x, y in points.items())
    return above / sum((x - jobs) ** 2 for x in points)


@dataclass(frozen=True, slots=True)
class Line:
    """Members who all ask for one finished result again: the shortest way into the line."""

    stage: Stage
    crowd: Sequence[Person]
    result: Message

    async def join(self, first: int, last: int, *, leave: bool) -> float:
        """Have members join the line, and leave it if they should. Returns the USS of the bot then, in MiB."""
        for begin in range(first, last, AT_ONCE):
            await asyncio.gather(
                *(self._one(number, leave=leave) for number in range(begin, min(begin + AT_ONCE, last)))
            )
        await self.stage.quiet()
        return memory(self.stage.process.pid)["Uss"]

    async def _one(self, number: int, *, leave: bool) -> None:
        member = self.crowd[number % MEMBERS]
        exchange = await member.click(self.result, _button(self.result, "again"))
        shown = await exchange.until(lambda message: "line" in message.text, 60)
        if leave:
            pressed = await member.click(shown, _button(shown, "cancel"))
            pressed.leave()
            await exchange.until(lambda message: not _button(message, "cancel"))
        exchange.leave()


def _button(message: Message, action: str) -> str:
    """The custom id of a button that does this, or nothing."""
    ids = (button.custom_id or "" for button in message.buttons)
    return next((custom_id for custom_id in ids if custom_id.startswith(f"r1:{action}:")), "")


async def line_before(stage: Stage, host: Host, picture: Upload) -> Line:
    """Finish one job, and let the host hold another."""
    crowd = stage.crowd(MEMBERS)
    caps = {"member_waiting": 100, "server_waiting": 1000}
    await (await stage.discord.person("mo").command("quota caps", caps)).message_shown()
    ask = {"image": picture, "prompt": "ink"}
    first = await crowd[0].command("restyle", ask)
    await host.watched()
    host.finish()
    result = await first.until(lambda message: bool(message.pictures))
    await crowd[0].command("restyle", ask)
    await host.watched()
    return Line(stage, crowd, result)


async def waiting(line: Line) -> dict[int, float]:
    """USS of the bot for so many jobs that wait, after more have come and gone than fill SQLite's page cache (2 MB)."""
    before = 0
    for _ in range(3):
        await line.join(0, STEPS[-1], leave=True)
    points = {0: await line.join(0, 0, leave=False)}
    for step in STEPS:
        points[step] = await line.join(before, step, leave=False)
        before = step
    return points


def report(alone: Mapping[str, float], whole: Mapping[str, float], points: Mapping[int, float]) -> None:
    """Print the figures."""
    rows = [
        (name, *(f"{sizes[kind]:.1f}" for kind in KINDS))
        for name, sizes in (("bot", alone), ("bot and its fork server", whole))
    ]
    aims.table(("idle, MiB", "RSS", "PSS", "USS"), rows)
    print("\njobs that wait: USS  " + "  ".join(f"{jobs}: {size:.1f}" for jobs, size in points.items()))
    aims.aim("idle, RSS of the bot", alone["Rss"], IDLE_AIM, " MiB")
    aims.aim("idle, PSS of the bot and its fork server", whole["Pss"], IDLE_AIM, " MiB")
    aims.aim("a job that waits", slope(points) * 1024, JOB_AIM, " KiB")


async def main() -> None:
    """Print the figures."""
    aims.load()
    picture = encoded(photo(64, 64), "PNG")
    async with image_host() as host, on_stage("bot", host.url) as stage:
        await stage.quiet(3)
        pid = stage.process.pid
        alone = memory(pid)
        whole = added([memory(one) for one in (pid, *children(pid))])
        host.pictures, host.mime = [picture], "image/png"
        line = await line_before(stage, host, Upload("small.png", picture))
        points = await waiting(line)
    report(alone, whole, points)


if __name__ == "__main__":
    asyncio.run(main())
