"""How soon interactions are acknowledged when many come at once, against a bot that does nothing else.

    python -m benchmarks.acknowledgement

Both bots are processes on local Discords of their own; their bursts alternate. Counted is from the dispatch of
an interaction on the gateway until its callback has arrived. The local Discord takes its share of that, the same
for both sides: the processor time that it and the bot used until the last callback came is printed too. A third
burst comes right after the large one, while the bot fetches and checks what it has acknowledged.

All are taken in, since a refusal is a longer answer than an acknowledgement: each round has bots of its own, whose
lines are empty, and a server that lets many wait.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from statistics import median

from benchmarks import aims
from benchmarks.delays import Delays
from benchmarks.host import image_host
from benchmarks.pictures import encoded, photo
from benchmarks.processes import processor_time
from benchmarks.stage import Stage, on_stage
from sandbox.rules.options import Upload
from sandbox.world.feed import Acknowledged, Event
from sandbox.world.interactions import Interaction

FEW, MANY = 60, 500  # interactions at once
MEMBERS = 20
ROUNDS = 3  # of each kind of burst, for each bot
PATIENCE = 8.0  # seconds until what has not been acknowledged is given up; it counts as that late
DEADLINE = 3.0  # https://discord.com/developers/docs/interactions/receiving-and-responding


@dataclass(frozen=True, slots=True)
class Burst(Delays):
    """Seconds until each acknowledgement, and of the processor until the last."""

    lost: int
    sandbox: float
    bot: float


async def burst(stage: Stage, count: int, picture: Upload) -> Burst:
    """Send so many commands at once, and wait for their acknowledgements."""
    arrived: dict[int, float] = {}
    complete = asyncio.Event()

    def hear(event: Event) -> None:
        if isinstance(event, Acknowledged) and event.interaction_id is not None:
            arrived[event.interaction_id] = time.perf_counter()
            if len(arrived) == count:
                complete.set()

    held = await _opened(stage, count, picture)
    stop = stage.discord.feed.subscribe(hear)
    here, there, begin = time.thread_time(), processor_time(stage.process.pid), time.perf_counter()
    for interaction in held:
        stage.discord.interactions.dispatch(interaction)
    with suppress(TimeoutError):
        await asyncio.wait_for(complete.wait(), PATIENCE)
    here, there = time.thread_time() - here, processor_time(stage.process.pid) - there
    stop()
    lost = count - len(arrived)
    delays = [moment - begin for moment in arrived.values()] + [PATIENCE] * lost
    return Burst(delays, lost, here, there)


async def _opened(stage: Stage, count: int, picture: Upload) -> list[Interaction]:
    """What members sent, before any of it goes out: making it is not to be measured."""
    held: list[Interaction] = []
    interactions, crowd = stage.discord.interactions, stage.crowd(MEMBERS)
    dispatch, interactions.dispatch = interactions.dispatch, held.append
    for number in range(count):
        exchange = await crowd[number % MEMBERS].command("restyle", {"image": picture, "prompt": "ink"})
        exchange.leave()
    interactions.dispatch = dispatch
    return held


async def rounds(stage: Stage, picture: Upload) -> dict[str, Burst]:
    """One burst of each kind. The last one comes while the bot works on what it has just acknowledged."""
    few = await burst(stage, FEW, picture)
    await stage.quiet()
    many = await burst(stage, MANY, picture)
    more = await burst(stage, FEW, picture)
    await stage.quiet()
    return {f"{FEW} at once": few, f"{MANY} at once": many, f"{FEW} right after": more}


def report(pairs: Sequence[tuple[Mapping[str, Burst], Mapping[str, Burst]]]) -> None:
    """Print the medians over the rounds; ratios are of neighbours."""
    kinds = list(pairs[0][0])
    rows: list[tuple[str, ...]] = []
    for kind in kinds:
        rows.append(_row(f"{kind}, bot", [bot[kind] for bot, _ in pairs]))
        rows.append(_row(f"{kind}, only defers", [bare[kind] for _, bare in pairs]))
    aims.table(("median of bursts, ms", "p50", "p99", "bot's own", "sandbox's own", "lost"), rows)
    for kind in kinds:
        ratio = median(bot[kind].p99 / bare[kind].p99 for bot, bare in pairs)
        aims.aim(f"{kind}, p99 against only deferring", ratio, 2, " ×")
    worst = max(bot[kind].p99 for bot, _ in pairs for kind in kinds)
    aims.aim("worst p99 of the bot", worst, DEADLINE / 2, " s")


def _row(name: str, bursts: Sequence[Burst]) -> tuple[str, ...]:
    figures = zip(*((one.p50, one.p99, one.bot, one.sandbox) for one in bursts), strict=True)
    lost = sum(one.lost for one in bursts)
    return name, *(f"{median(each) * 1000:.0f}" for each in figures), str(lost)


async def main() -> None:
    """Print the figures."""
    aims.load()
    picture = Upload("small.png", encoded(photo(64, 64), "PNG"))
    pairs: list[tuple[Mapping[str, Burst], Mapping[str, Burst]]] = []
    async with image_host() as host:
        for _ in range(ROUNDS):
            async with on_stage("bot", host.url) as real, on_stage("benchmarks.defer_only") as bare:
                caps = {"member_waiting": 100, "server_waiting": 1000}
                await (await real.discord.person("mo").command("quota caps", caps)).message_shown()
                for stage in (real, bare):
                    await burst(stage, 20, picture)  # the first ones pay for imports and connections
                    await stage.quiet()
                pairs.append((await rounds(real, picture), await rounds(bare, picture)))
    report(pairs)


if __name__ == "__main__":
    asyncio.run(main())
