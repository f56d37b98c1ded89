"""Every picture of a folder through the bot's own path, beside what an independent reader shows.

    python -m tests.images.compare FOLDER [--reader vips|browser] [--worst 20]

It prints how many were accepted, and refused for which reason; how far the colours are off (levels of 8-bit sRGB, on
the ground that the bot chose); the longest time and the most memory that a child took. The aims: nothing is refused
that the reader shows as a whole; 99 of 100 pictures are within 4 levels; no child takes more than 800 MB.
"""

import argparse
import asyncio
import resource
import tempfile
import time
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageChops, ImageColor

from domain import limits
from domain.picture import UnreadablePicture
from images.formats.signature import format_of
from images.workshop import Workshop
from tests.images.readers import Reader, Vips, browser

LEVELS = 4
SHARE = 0.99
MEMORY = 800  # MB


@dataclass(frozen=True, slots=True)
class Compared:
    """One file: why it was refused, or by how much it is off."""

    path: Path
    seconds: float
    refused: str = ""
    whole: bool = False  # the reader shows it, and all of it
    mean: float | None = None  # levels; None where there is nothing to compare with
    far: float = 0.0  # share of its samples that are off by more than LEVELS


@dataclass(slots=True)
class Tally:
    """What came of all files."""

    files: list[Compared] = field(default_factory=list)
    memory: int = 0  # MB

    @property
    def accepted(self) -> list[Compared]:
        """Those that the bot takes."""
        return [one for one in self.files if not one.refused]

    @property
    def compared(self) -> list[Compared]:
        """Those of which both show something, the nearest first."""
        return sorted((one for one in self.accepted if one.mean is not None), key=lambda one: one.mean or 0)

    @property
    def missed(self) -> list[Compared]:
        """Those that the bot refuses and the reader shows as a whole."""
        return [one for one in self.files if one.refused and one.whole]


def off(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """Return the mean difference in levels, and the share of samples that are off by more than LEVELS."""
    if one.size != other.size:
        other = other.resize(one.size, Image.Resampling.LANCZOS)
    counted = ImageChops.difference(one, other).histogram()
    total = sum(counted)
    mean = sum(at % 256 * count for at, count in enumerate(counted)) / total
    return mean, sum(count for at, count in enumerate(counted) if at % 256 > LEVELS) / total


async def compared(path: Path, workshop: Workshop, reader: Reader, target: Path) -> Compared:
    """Read a file both ways."""
    begin = time.perf_counter()
    try:
        normal = await workshop.normalise(path, target)
    except UnreadablePicture as refused:
        seconds = time.perf_counter() - begin
        ours = format_of(path.read_bytes())  # a format that we do not read is not missed
        shown = await reader.read(path, (255, 255, 255), limits.PICTURE_SIDE) if ours else None
        return Compared(path, seconds, refused.reason, whole=bool(shown and shown.whole))
    seconds = time.perf_counter() - begin
    red, green, blue, *_ = ImageColor.getrgb(normal.loss.ground or "white")
    shown = await reader.read(path, (red, green, blue), limits.PICTURE_SIDE)
    if shown is None:
        return Compared(path, seconds)
    with Image.open(target) as image:
        mean, far = off(image.convert("RGB"), shown.image)
    return Compared(path, seconds, whole=shown.whole, mean=mean, far=far)


@asynccontextmanager
async def chosen(name: str) -> AsyncGenerator[Reader]:
    """Start the reader of that name."""
    if name == "vips":
        yield Vips()
    else:
        async with browser() as page:
            yield page


async def compare(folder: Path, reader: Reader) -> Tally:
    """Compare all files of a folder, at any depth."""
    tally = Tally()
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    with tempfile.TemporaryDirectory(prefix="restyle-compare-") as work:
        async with Workshop() as workshop:
            tally.files = [await compared(path, workshop, reader, Path(work, "normal")) for path in paths]
    # Of all children that have ended, and theirs: the most that one of them took.
    tally.memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1000
    return tally


def report(tally: Tally, folder: Path, worst: int) -> Iterator[str]:
    """Say what came of it, line by line."""
    reasons = Counter(one.refused for one in tally.files if one.refused)
    refused = ", ".join(f"{reason} {count}" for reason, count in reasons.most_common())
    yield f"{len(tally.files)} files: {len(tally.accepted)} accepted, {reasons.total()} refused ({refused})"
    yield f"refused, and shown as a whole by the reader: {len(tally.missed)}"
    yield from (f"    {one.refused:14} {one.path.relative_to(folder)}" for one in tally.missed[:worst])
    if means := [one.mean or 0.0 for one in tally.compared]:
        within = sum(mean <= LEVELS for mean in means) / len(means)
        yield f"{len(means)} compared: mean difference {sum(means) / len(means):.2f} levels"
        yield f"99th percentile {means[int(SHARE * (len(means) - 1))]:.2f} levels, {within:.2%} within {LEVELS}"
        for one in reversed(tally.compared[-worst:]):
            yield f"    {one.mean:6.2f} levels, {one.far:5.1%} off by more than {LEVELS}: {one.path.relative_to(folder)}"
    slowest = max(tally.files, key=lambda one: one.seconds)
    yield f"longest time {slowest.seconds:.2f} s ({slowest.path.relative_to(folder)})"
    yield f"most memory of a child {tally.memory} MB (at most {MEMORY})"


async def main() -> None:
    """Compare, and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reader", choices=("vips", "browser"), default="vips")
    parser.add_argument("--worst", type=int, default=20, help="how many of the worst are named")
    asked = parser.parse_args()
    async with chosen(asked.reader) as reader:
        tally = await compare(asked.folder, reader)
    for line in report(tally, asked.folder, asked.worst):
        print(line)  # noqa: T201 (it is a command)


if __name__ == "__main__":
    asyncio.run(main())
