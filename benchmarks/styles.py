"""How soon styles are suggested while many type at once, against a bot that answers with a list that it has ready.

    python -m benchmarks.styles

Both bots are processes on local Discords of their own, and their rounds alternate. Each member types a word, letter
by letter, some of them wrong; counted is from the dispatch of a letter on the gateway until its choices have arrived.
The server of the real bot has as many styles of its own as a server may have, beside those that come with the bot.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random
from statistics import median

from benchmarks import aims
from benchmarks.delays import Delays
from benchmarks.processes import processor_time
from benchmarks.stage import Stage, on_stage
from domain.styles import Style
from jobs.styles import MOST
from sandbox.people.person import Person
from storage import styles
from storage.writer import SqliteDatabase

MEMBERS = 50
ROUNDS = 5
STROKE = 0.3  # seconds between two letters of one member: quick, for a phone
PATIENCE = 1.0  # seconds that suggestions may take at most, for one who types
WORDS = (
    "harbour lantern",
    "vintge poster",
    "soft",
    "galss",
    "neon rain",
    "comic",
    "xylophone",
    "old ink",
    "pix",
)
MATERIALS = ("glass", "ink", "paper", "neon", "chalk", "lantern", "velvet", "copper", "amber", "smoke")
SCENES = ("harbour", "poster", "garden", "comic", "market", "winter", "station", "opera", "meadow", "attic")


@dataclass(frozen=True, slots=True)
class Round(Delays):
    """Seconds until the choices of each letter, and of the bot's processor for one."""

    own: float


async def fill(folder: Path, guild_id: int) -> None:
    """Give a server as many styles as it may have."""
    async with SqliteDatabase(folder / "restyle.db") as database:
        names = (f"{one} {other} {number}" for number, one, other in product(range(10), MATERIALS, SCENES))
        for name in [name for name, _ in zip(names, range(MOST), strict=False)]:
            style = Style(name=name, description=f"In the manner of the {name} of the old town", after=name)
            await styles.add(database, guild_id, style, MOST, actor=1, now=0)


async def typing(person: Person, chance: Random) -> list[float]:
    """Type a word; return how long each letter waited for its choices."""
    word, delays = chance.choice(WORDS), list[float]()
    await asyncio.sleep(chance.random() * STROKE)
    for end in range(1, len(word) + 1):
        begin = time.perf_counter()
        exchange = person.begin_autocomplete("restyle", {"style": word[:end]}, focused="style")
        await exchange.choices_offered()
        delays.append(time.perf_counter() - begin)
        exchange.leave()
        await asyncio.sleep(max(0, STROKE - delays[-1]))
    return delays


async def one_round(stage: Stage, seed: int) -> Round:
    """Let all members type at once."""
    before = processor_time(stage.process.pid)
    crowd = stage.crowd(MEMBERS)
    chances = [Random(f"{seed} {person.name}") for person in crowd]
    typed = await asyncio.gather(*map(typing, crowd, chances))
    delays = [delay for each in typed for delay in each]
    return Round(delays, (processor_time(stage.process.pid) - before) / len(delays))


def report(rounds: Mapping[str, Sequence[Round]]) -> None:
    """Print the medians over the rounds; ratios are of neighbours."""
    rows = [
        (name, *(f"{median(figures) * 1000:.1f}" for figures in zip(*map(_figures, each), strict=True)))
        for name, each in rounds.items()
    ]
    aims.table(("median of rounds, ms", "p50", "p99", "worst", "bot's own, a letter"), rows)
    bot, bare = rounds.values()
    pairs = list(zip(bot, bare, strict=True))
    print(f"p99 against a list that is ready: {median(one.p99 / other.p99 for one, other in pairs):.1f} ×")
    aims.aim("bot's own against a list that is ready", median(a.own / b.own for a, b in pairs), 2, " ×")
    aims.aim("worst p99", max(one.p99 for one in bot), PATIENCE / 2, " s")


def _figures(one: Round) -> tuple[float, float, float, float]:
    return one.p50, one.p99, max(one.delays), one.own


async def main() -> None:
    """Print the figures."""
    aims.load()
    async with on_stage("bot", prepare=fill) as real, on_stage("benchmarks.defer_only") as bare:
        stages = {f"bot, {MOST} styles": real, "a list that is ready": bare}
        for stage in stages.values():
            await one_round(stage, 0)  # the first ones pay for connections, and for reading the styles
        rounds: dict[str, list[Round]] = {name: [] for name in stages}
        for seed in range(1, ROUNDS + 1):
            for name, stage in stages.items():
                rounds[name].append(await one_round(stage, seed))
                await stage.quiet()
    report(rounds)


if __name__ == "__main__":
    asyncio.run(main())
