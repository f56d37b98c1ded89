"""How long the event loop stands still while four 25-megapixel pictures are checked and made normal.

    python -m benchmarks.images

First a loop of its own: once in the workshop, as the bot does it, once on the loop itself, and once with nothing
to do for as long, which shows what the machine's other work costs. The stall is how late a timer of 2 ms comes at
worst; everything else that the bot does waits as long. "own" is the processor time that the loop itself used
between two ticks. Then the running bot: members send four such pictures, and what is measured is how much later
suggestions come for who is typing a style meanwhile, which need nothing but the bot's event loop.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import aims
from benchmarks.delays import Delays
from benchmarks.host import image_host
from benchmarks.pictures import encoded, photo
from benchmarks.stage import Stage, on_stage
from images.normalise import normalise
from images.workshop import Workshop
from sandbox.rules.options import Upload

TICK = 0.002
SIDES = (6000, 4166)
AIM = 20.0  # milliseconds
BETWEEN = 0.02  # seconds between two who type
IDLE = 200  # of them while the bot has nothing else to do
UPLOAD_LIMIT = 25 * 2**20  # bytes; more than members of most servers have, and what the bot takes at most
FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Stall:
    """At worst between two ticks: milliseconds late, and of the loop's own processor time; and how long it all took."""

    late: float
    own: float
    seconds: float


async def ticks() -> list[tuple[float, float]]:
    """Note for each tick by how much it is late and how long the loop worked before it, until cancelled."""
    seen: list[tuple[float, float]] = []
    try:
        while True:
            due, worked = time.perf_counter() + TICK, time.thread_time()
            await asyncio.sleep(TICK)
            seen.append((time.perf_counter() - due, time.thread_time() - worked))
    except asyncio.CancelledError:
        return seen


async def measure(work: Callable[[], Awaitable[object]]) -> Stall:
    """Run the work beside the ticker."""
    ticker = asyncio.create_task(ticks())
    await asyncio.sleep(0.1)
    begin = time.perf_counter()
    await work()
    seconds = time.perf_counter() - begin
    await asyncio.sleep(0.05)
    ticker.cancel()
    late, own = zip(*await ticker, strict=True)
    return Stall(max(late) * 1000, max(own) * 1000, seconds)


async def on_a_loop(workshop: Workshop, source: Path) -> tuple[Stall, Stall, Stall]:
    """The same file four times in the workshop; nothing for as long; and the four on the loop."""
    targets = [source.with_suffix(f".{number}") for number in range(4)]

    async def in_the_workshop() -> None:
        await asyncio.gather(*(workshop.normalise(source, target) for target in targets))

    async def on_the_loop() -> None:
        for target in targets:
            normalise(source, target)
            await asyncio.sleep(TICK)

    there = await measure(in_the_workshop)
    nothing = await measure(lambda: asyncio.sleep(there.seconds))
    return there, nothing, await measure(on_the_loop)


async def suggestions(stage: Stage, until: Callable[[int], bool]) -> list[float]:
    """Type a style again and again: milliseconds until each time there are suggestions."""
    (member,) = stage.crowd(1)
    delays: list[float] = []
    while not until(len(delays)):
        await asyncio.sleep(BETWEEN)
        begin = time.perf_counter()
        await member.autocomplete("restyle", {"style": "wa"}, focused="style")
        delays.append((time.perf_counter() - begin) * 1000)
    return delays


async def in_the_bot(stage: Stage, upload: Upload) -> tuple[list[float], list[float]]:
    """Suggestions while the bot is idle, and while it checks four pictures of different members."""
    idle = await suggestions(stage, lambda count: count >= IDLE)
    sent = [
        await member.command("restyle", {"image": upload, "prompt": "ink"}) for member in stage.crowd(5)[1:]
    ]
    shown = asyncio.gather(*(one.message_shown(60) for one in sent))
    busy = await suggestions(stage, lambda _: shown.done())
    await shown
    return idle, busy


async def alone(files: dict[str, bytes]) -> dict[str, Stall]:
    """Print what happens on a loop of its own; return the stall beside the workshop for each format."""
    rows: list[tuple[str, ...]] = []
    stalls: dict[str, Stall] = {}
    with tempfile.TemporaryDirectory(prefix="restyle-bench-") as folder:
        async with Workshop() as workshop:
            for format_, content in files.items():
                path = Path(folder, format_)
                await asyncio.to_thread(path.write_bytes, content)
                stalls[format_], nothing, here = await on_a_loop(workshop, path)
                rows.append(
                    _row(f"4 × {format_}, {len(content) / 2**20:.1f} MiB", stalls[format_], here, nothing)
                )
    width, height = SIDES
    head = (f"{width} × {height}, ms", "workshop", "own", "all", "on the loop", "all", "ratio", "nothing")
    aims.table(head, rows)
    return stalls


def _row(name: str, there: Stall, here: Stall, nothing: Stall) -> tuple[str, ...]:
    return (
        name,
        *(f"{there.late:.1f}", f"{there.own:.1f}", f"{there.seconds * 1000:.0f}"),
        *(f"{here.late:.0f}", f"{here.seconds * 1000:.0f}"),
        f"{here.late / there.late:.0f}",
        f"{nothing.late:.1f}",
    )


async def running(files: dict[str, bytes]) -> dict[str, float]:
    """Print what the running bot does; return by how much the latest suggestions came later for each format."""
    rows: list[tuple[str, ...]] = []
    later: dict[str, float] = {}
    async with image_host() as host, on_stage("bot", host.url) as stage:
        stage.discord.world.attachment_size_limit = UPLOAD_LIMIT
        for format_, content in files.items():
            idle, busy = map(_spread, await in_the_bot(stage, Upload("large.png", content)))
            later[format_] = busy[1] - idle[1]
            cells = (f"{delay:.1f}" for delay in (*idle, *busy))
            rows.append((f"4 × {format_}", *cells, f"{busy[1] / idle[1]:.1f}"))
    aims.table(("suggestions, ms", "idle: p50", "p99", "checking: p50", "p99", "ratio"), rows)
    return later


def _spread(delays: Sequence[float]) -> tuple[float, float]:
    found = Delays(delays)
    return found.p50, found.p99


async def main() -> None:
    """Print the figures for each format."""
    aims.load()
    picture = photo(*SIDES)
    files = {format_: await asyncio.to_thread(encoded, picture, format_) for format_ in FORMATS}
    stalls = await alone(files)
    print()
    later = await running(files)
    print()
    for format_, stall in stalls.items():
        aims.aim(f"{format_}, worst stall", stall.late, AIM, " ms")
        aims.aim(f"{format_}, worst stall by the loop's own work", stall.own, AIM, " ms")
        aims.aim(f"{format_}, the running bot's p99 beyond that when idle", later[format_], AIM, " ms")


if __name__ == "__main__":
    asyncio.run(main())
