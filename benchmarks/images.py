"""How long the event loop stands still while four 25-megapixel pictures are normalised.

    python -m benchmarks.images

Once in the workshop, as the bot does it, and once on the loop itself. The stall is how late a timer
of 2 ms comes at worst; everything else that the bot does waits as long.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from PIL import Image

from bot.images.normalise import normalise
from bot.images.workshop import Workshop

TICK = 0.002
SIDES = (6000, 4166)


def photo() -> Image.Image:
    """Smooth areas, edges and some grain, as photos have."""
    grain = Image.effect_noise((SIDES[0] // 8, SIDES[1] // 8), 40).resize(SIDES)
    shape = Image.radial_gradient("L").resize(SIDES)
    slope = Image.linear_gradient("L").resize(SIDES)
    return Image.merge("RGB", (Image.blend(shape, grain, 0.2), Image.blend(slope, grain, 0.2), shape))


async def stalls() -> list[float]:
    """Note by how much each tick is late, until cancelled."""
    late: list[float] = []
    try:
        while True:
            due = time.perf_counter() + TICK
            await asyncio.sleep(TICK)
            late.append(time.perf_counter() - due)
    except asyncio.CancelledError:
        return late


async def measure(name: str, work: Callable[[], Awaitable[object]]) -> float:
    """Run the work beside the ticker; print and return the worst stall in milliseconds."""
    ticker = asyncio.create_task(stalls())
    await asyncio.sleep(0.1)
    begin = time.perf_counter()
    await work()
    seconds = time.perf_counter() - begin
    await asyncio.sleep(0.05)
    ticker.cancel()
    worst = max(await ticker) * 1000
    print(f"  {name:<15} stall {worst:7.1f} ms, all four in {seconds:.2f} s")
    return worst


async def compare(workshop: Workshop, sources: Sequence[Path]) -> None:
    """Measure both ways with the same four files."""

    async def in_the_workshop() -> None:
        await asyncio.gather(
            *(workshop.normalise(path, path.with_suffix(f".{number}")) for number, path in enumerate(sources))
        )

    async def on_the_loop() -> None:
        for path in sources:
            normalise(path, path.with_suffix(".part"))
            await asyncio.sleep(TICK)

    there = await measure("in the workshop", in_the_workshop)
    here = await measure("on the loop", on_the_loop)
    print(f"  {'ratio':<15} {here / there:.0f} : 1")


async def main() -> None:
    """Print the figures for each format."""
    picture = photo()
    with tempfile.TemporaryDirectory() as folder:
        async with Workshop() as workshop:
            for format_ in ("JPEG", "PNG", "WEBP"):
                path = Path(folder, format_)
                await asyncio.to_thread(picture.save, path, format_, quality=90, compress_level=1, method=0)
                print(f"4 × {format_}, {SIDES[0]} × {SIDES[1]}, {path.stat().st_size / 2**20:.1f} MiB each")  # noqa: ASYNC240 (before the measuring)
                await compare(workshop, [path] * 4)


if __name__ == "__main__":
    asyncio.run(main())
