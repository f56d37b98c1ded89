"""What a rush does to the bot: 1,000 requests of 200 members in a minute, while one host fails and the other is slow.

    python -m benchmarks.load

The first of PROVIDERS answers every paid call with 503, so that nobody knows what became of it, and its list of
requests is empty; the second takes eight jobs at a time and a second for each. All is sent over the wire, at even
distances; when the last is in line no more may wait, and others ask at once. Then it is waited until all have come to an end.
Fair is: when somebody's second picture is begun, nobody's first waits who had asked before.
"""

import argparse
import asyncio
import math
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import ClientSession

from benchmarks import aims
from benchmarks.delays import Delays
from benchmarks.host import image_host
from benchmarks.memory import memory
from benchmarks.pictures import encoded, photo
from benchmarks.stage import Stage, on_stage
from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.world.feed import Acknowledged, Event
from sandbox.world.message import Message

REQUESTS, MEMBERS, SECONDS = 1_000, 200, 60.0
AT_ONCE = 8
IN_HAND = 4  # jobs that the failing host had taken when it began to rest (MODELRUNNER_JOBS)
WORK = 1.0  # seconds that the slow host takes for a picture
PATIENCE = 600.0  # seconds until what has not ended counts as lost
LOOK = 0.5  # seconds between two looks at the process
DEADLINE = 3.0  # https://discord.com/developers/docs/interactions/receiving-and-responding
BEHIND_AIM = 1.0  # seconds
BEYOND = 60  # requests when no more may wait
BUSY = "waiting in this server already. Please try again in a few minutes."
GROWTH_AIM = 1.25  # of the memory in the first quarter of the rush


@dataclass
class Looks:
    """What is seen of the process while it goes on: its memory (MiB), and how far its writer is behind (seconds)."""

    sizes: list[float] = field(default_factory=list[float])
    behind: float = 0.0

    async def go_on(self, stage: Stage, port: int) -> None:
        """Look, and look again."""
        async with ClientSession() as http:
            while True:
                self.sizes.append(memory(stage.process.pid)["Uss"])
                async with http.get(f"http://127.0.0.1:{port}/metrics") as answer:
                    for line in (await answer.text()).splitlines():
                        if line.startswith("restyle_database_behind_seconds "):
                            self.behind = max(self.behind, float(line.split()[1]))
                await asyncio.sleep(LOOK)


@dataclass
class Rush:
    """Requests on their way: when each was sent, and when it was acknowledged."""

    sent: dict[int, float] = field(default_factory=dict[int, float])
    heard: dict[int, float] = field(default_factory=dict[int, float])
    exchanges: list[Exchange] = field(default_factory=list[Exchange])

    def hear(self, event: Event) -> None:
        """Note an acknowledgement."""
        if isinstance(event, Acknowledged) and event.interaction_id is not None:
            self.heard[event.interaction_id] = time.perf_counter()

    async def send(self, crowd: Sequence[Person], number: int, picture: Upload) -> None:
        """Let one of them ask."""
        asked_at = time.perf_counter()
        exchange = await crowd[number % len(crowd)].command("restyle", {"image": picture, "prompt": "ink"})
        self.sent[exchange.interaction_id] = asked_at
        self.exchanges.append(exchange)

    @property
    def delays(self) -> Delays:
        """Return how long each acknowledgement took; one that never came counts as a minute."""
        return Delays([self.heard.get(one, at + 60) - at for one, at in self.sent.items()])


def unfair(file: Path) -> int:
    """Return how often somebody's later picture was begun while the first of another waited, who had asked before."""
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    rows = connection.execute(
        "SELECT user_id, asked_at, min(started_at, coalesce(finished_at, started_at)) FROM jobs"
        " WHERE started_at IS NOT NULL ORDER BY asked_at, id"
    ).fetchall()
    connection.close()
    first: dict[int, tuple[int, int]] = {}
    later: list[tuple[int, int]] = []
    for user, asked, began in rows:
        if user in first:
            later.append((asked, began))
        else:
            first[user] = (asked, began)
    return sum(
        any(a < asked and begun_first > began for a, begun_first in first.values()) for asked, began in later
    )


def has_ended(message: Message) -> bool:
    """Return whether a card says what became of its request."""
    return bool(message.pictures) or (
        not any(one.label == "Cancel" for one in message.buttons) and ("charged" in message.text)
    )


async def capped(stage: Stage, waiting: int) -> None:
    """Let so many requests wait in the server."""
    caps = {"member_waiting": 100, "member_running": 2, "server_waiting": waiting, "server_running": AT_ONCE}
    await (await stage.discord.person("mo").command("quota caps", caps)).message_shown()


async def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--port", type=int, default=18080)
    given = parser.parse_args()
    aims.load()
    picture = Upload("small.png", encoded(photo(64, 64), "PNG"))
    async with image_host() as host:
        host.work, host.pictures = WORK, [encoded(photo(512, 512), "JPEG")]
        environment = {
            "PROVIDERS": "modelrunner,fal",
            "MODELRUNNER_KEY": "none",
            "MODELRUNNER_QUEUE_URL": host.down,
            "MODELRUNNER_API_URL": host.down,
            "WEB_PORT": str(given.port),
            "FAL_JOBS": str(AT_ONCE),
        }
        async with on_stage("bot", host.url, environment=environment) as stage:
            await capped(stage, given.requests)
            await _rush(stage, given.requests, given.seconds, picture, given.port)


async def _rush(stage: Stage, requests: int, seconds: float, picture: Upload, port: int) -> None:
    crowd, rush, looks = stage.crowd(MEMBERS), Rush(), Looks()
    stop = stage.discord.feed.subscribe(rush.hear)
    watching = asyncio.create_task(looks.go_on(stage, port))
    began = time.perf_counter()
    async with asyncio.TaskGroup() as sending:
        for number in range(requests):
            sending.create_task(rush.send(crowd, number, picture))
            await asyncio.sleep(max(0, began + seconds * number / requests - time.perf_counter()))
    rushed = len(looks.sizes)
    for exchange in rush.exchanges:  # all that was sent is in line, before nothing more may be
        await exchange.message_shown(PATIENCE)
    told = await _beyond(stage, crowd, picture)
    ended = await asyncio.gather(
        *(exchange.until(has_ended, PATIENCE) for exchange in rush.exchanges), return_exceptions=True
    )
    took = time.perf_counter() - began
    watching.cancel()
    stop()
    pictures = sum(isinstance(one, Message) and bool(one.pictures) for one in ended)
    lost = sum(isinstance(one, BaseException) for one in ended)
    quarter = max(looks.sizes[: max(1, rushed // 4)])
    figures = {
        "requests": f"{requests:,}",
        "pictures": f"{pictures:,}",
        "told that it failed": f"{requests - pictures - lost:,}",
        "lost": f"{lost:,}",
        "s in all": f"{took:.0f}",
        "p50 ms": f"{1000 * rush.delays.p50:.0f}",
        "p99 ms": f"{1000 * rush.delays.p99:.0f}",
        "MiB first": f"{quarter:.0f}",
        "MiB most": f"{max(looks.sizes):.0f}",
    }
    aims.table(tuple(figures), [tuple(figures.values())])
    aims.aim(f"lost, or without an end {PATIENCE:g} s after the last was sent", lost, 0)
    aims.aim("the last acknowledgement", max(rush.delays.delays), DEADLINE, " s")
    aims.aim("beyond the cap, the last who is told that so many wait already", max(told), DEADLINE, " s")
    aims.aim(
        "pictures begun out of turn, when the failing host's went over",
        unfair(stage.data / "restyle.db"),
        IN_HAND,
    )
    aims.aim("the writer behind", looks.behind, BEHIND_AIM, " s")
    aims.aim("memory against the first quarter of the rush", max(looks.sizes) / quarter, GROWTH_AIM, " ×")


async def _beyond(stage: Stage, crowd: Sequence[Person], picture: Upload) -> Sequence[float]:
    """Let the server have no more waiting, and others ask at once. Returns how long each waited for the refusal (seconds)."""
    await capped(stage, 1)

    async def ask(person: Person) -> float:
        began = time.perf_counter()
        exchange = await person.command("restyle", {"image": picture, "prompt": "ink"})
        try:
            await exchange.until(lambda message: message.ephemeral and BUSY in message.text, PATIENCE / 10)
        except TimeoutError:
            return math.inf
        return time.perf_counter() - began

    return await asyncio.gather(*(ask(person) for person in crowd[:BEYOND]))


if __name__ == "__main__":
    asyncio.run(main())
