"""How long it takes from the host's word that a job has ended until its pictures are in the message.

    python -m benchmarks.delivery

Against the same bytes, downloaded from the same host and uploaded to the same message in the same words by bare
aiohttp in a process of its own. The two take turns. The bot also checks every picture, stores it and commits the
end of the job before it shows it.
"""

import asyncio
import time
from asyncio.subprocess import Process
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import cast

from benchmarks import aims
from benchmarks.bare import Order
from benchmarks.host import Host, image_host
from benchmarks.pictures import encoded, photo
from benchmarks.processes import started
from benchmarks.stage import Stage, on_stage
from sandbox.api.rest import BASE
from sandbox.rules.options import Upload
from sandbox.wire import Json

COUNTS = (1, 4)
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png"}
ROUNDS = 5
SIDE = 1024  # pixels; a picture of the model's usual size
AIM = 0.1  # seconds over the bare way
RENDERING = 2.5  # seconds; a host takes some, and by then the rate limit of the first edits is over


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds of each side."""

    bot: float
    bare: float

    @property
    def over(self) -> float:
        """What the bot takes longer."""
        return self.bot - self.bare


@dataclass(frozen=True, slots=True)
class Scene:
    """Who takes part."""

    stage: Stage
    host: Host
    bare: Process

    async def round(self, count: int, source: Upload) -> Round:
        """Let the bot deliver a job, then the bare way deliver the same again."""
        (member,) = self.stage.crowd(1)
        ask = {"image": source, "prompt": "ink", "images": count}
        exchange = await member.command("restyle", ask)
        await self.host.watched()
        await asyncio.sleep(RENDERING)
        self.host.finish()
        await exchange.until(lambda message: len(message.pictures) == count)
        bot = time.perf_counter() - self.host.finished_at
        await asyncio.sleep(0.2)
        seen, begin = len(exchange.versions), time.perf_counter()
        self._order()
        await exchange.until(lambda _: len(exchange.versions) > seen)
        bare = time.perf_counter() - begin
        assert self.bare.stdout
        await self.bare.stdout.readline()
        exchange.leave()
        return Round(bot, bare)

    def _order(self) -> None:
        """Have the bot's own edit made once more."""
        edit = next(request for request in reversed(self.stage.discord.requests) if request.files)
        target = self.stage.discord.origin + BASE + edit.path
        order = Order(
            links=self.host.links, target=target, edit=cast("Json", edit.json), names=list(edit.files)
        )
        assert self.bare.stdin
        self.bare.stdin.write(order.model_dump_json().encode() + b"\n")


def pictures(format_: str, count: int) -> Sequence[bytes]:
    """So many pictures, each another one."""
    return [encoded(photo(SIDE, SIDE, turn=turn), format_) for turn in range(count)]


async def series(scene: Scene, format_: str, count: int) -> list[Round]:
    """Some rounds with new pictures in each, after one that does not count."""
    source = Upload("source.jpg", pictures("JPEG", 1)[0])
    rounds: list[Round] = []
    for _ in range(ROUNDS + 1):
        scene.host.pictures, scene.host.mime = pictures(format_, count), FORMATS[format_]
        rounds.append(await scene.round(count, source))
    return rounds[1:]


async def main() -> None:
    """Print the figures."""
    aims.load()
    rows: list[tuple[str, ...]] = []
    over: dict[str, float] = {}
    with TemporaryDirectory(prefix="restyle-bench-") as folder:
        async with (
            image_host() as host,
            on_stage("bot", host.url) as stage,
            started("benchmarks.bare", Path(folder, "bare.log"), {}) as bare,
        ):
            for format_ in FORMATS:
                for count in COUNTS:
                    rounds = await series(Scene(stage, host, bare), format_, count)
                    name = f"{count} × {format_}"
                    over[name] = median(one.over for one in rounds)
                    rows.append(_row(name, host.pictures, rounds))
    aims.table(("ms, medians", "MiB", "bot", "bare", "more", "at least", "ratio"), rows)
    for name, seconds in over.items():
        aims.aim(f"{name}, bot over bare", seconds * 1000, AIM * 1000, " ms")


def _row(name: str, files: Sequence[bytes], rounds: Sequence[Round]) -> tuple[str, ...]:
    return (
        name,
        f"{sum(map(len, files)) / 2**20:.1f}",
        f"{median(one.bot for one in rounds) * 1000:.0f}",
        f"{median(one.bare for one in rounds) * 1000:.0f}",
        f"{median(one.over for one in rounds) * 1000:.0f}",
        f"{min(one.over for one in rounds) * 1000:.0f}",
        f"{median(one.bot / one.bare for one in rounds):.1f}",
    )


if __name__ == "__main__":
    asyncio.run(main())
