"""How long finding again takes with 100,000 finished requests, all of one member: the worst case there is.

    python -m benchmarks.finding

Each question is asked of the database as the bot asks it, one after the other, and counts from the call to the answer.
Nothing else can be written or read meanwhile, so this is also what everybody else waits at worst.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import quantiles

from benchmarks import aims
from domain.fingerprint import CELLS, Fingerprint
from domain.member import Asker, Member
from domain.past import Filter, folded
from storage import families, history, jobs, traces
from storage.sqlite import Connection
from storage.writer import SqliteDatabase

CARDS = 100_000
ROUNDS = 40
ADA = Member(9, 1)
STYLES = ("Watercolour", "Ink wash", "Neon", "")
WORDS = (
    "harbour",
    "boats",
    "ink",
    "night",
    "rain",
    "dragon",
    "cat",
    "portrait",
    "forest",
    "glowing",
    "old",
    "stone",
)
AIM = 100.0  # milliseconds


def looking(chance: random.Random) -> Fingerprint:
    """Return a fingerprint as varied as pictures are: a tone for each quarter, and grain."""
    tones = [[chance.randrange(16, 240) for _ in range(3)] for _ in range(4)]
    return Fingerprint(
        tuple(
            tones[2 * (cell >= CELLS // 2) + (cell % 24 >= CELLS // 16)][cell % 3] + chance.randrange(-16, 16)
            for cell in range(CELLS)
        )
    )


def fill(connection: Connection) -> None:
    """Write finished requests, each with a picture; every tenth a variation of the one before; the oldest wait."""
    chance = random.Random(1)
    connection.execute(
        "INSERT INTO pictures (sha256, format, width, height, bytes, used_at) VALUES (?, 'png', 8, 8, 8, 0)",
        ("f" * 64,),
    )
    for number in range(1, CARDS + 1):
        prompt, style = " ".join(chance.choices(WORDS, k=chance.randrange(3, 30))), chance.choice(STYLES)
        sha256, fingerprint = f"{number:064x}", looking(chance)
        connection.execute(
            "INSERT INTO cards (id, interaction_id, guild_id, user_id, channel_id, locale, install, letters, private,"
            " asked_at) VALUES (?, ?, 9, 1, 5, 'en-US', 'server', 'letter', 0, 0)",
            (number, number),
        )
        connection.execute(
            "INSERT INTO jobs (id, card_id, part, tag, guild_id, user_id, state, request, pictures, source, parent_job,"
            " parent_number, parent_user, provider, cost, vstart, asked_at, finished_at, style, said)"
            " VALUES (?, ?, 0, ?, 9, 1, 'done', json_object('prompt', ?, 'seed', 1), 1, ?, ?, 1, 1, 'fal', 0, 0, 0, 0, ?, ?)",
            (number, number, str(number), prompt, "f" * 64, number - 1 if number % 10 == 0 else None,
             style or None, folded(prompt)),
        )  # fmt: skip
        connection.execute(
            "INSERT INTO deliveries VALUES (?, 'reply', ?, 5, 6, '', 0, 0, 10000000)",
            (number, "waiting" if number <= CARDS // 50 else "shown"),
        )
        connection.execute(
            "INSERT INTO pictures (sha256, format, width, height, bytes, used_at) VALUES (?, 'png', 8, 8, 8, 0)",
            (sha256,),
        )
        connection.execute("INSERT INTO results VALUES (?, 1, 1, ?)", (number, sha256))
        connection.execute(
            "INSERT INTO fingerprints VALUES (?, ?, ?, ?, ?)",
            (sha256, *fingerprint.sums, bytes(fingerprint.cells)),
        )


async def main() -> None:
    """Fill, ask, and print."""
    aims.load()
    chance = random.Random(2)
    with tempfile.TemporaryDirectory() as folder:
        async with SqliteDatabase(Path(folder, "restyle.db")) as database:
            await database.run(fill)
            job = await jobs.find(database, CARDS // 2)
            assert job is not None
            middle = CARDS // 2
            questions: dict[str, Callable[[], Awaitable[object]]] = {
                "first page": lambda: history.page(database, ADA, Filter(), 8),
                "a page in the middle": lambda: history.page(database, ADA, Filter(), 8, below=middle),
                "by style": lambda: history.page(database, ADA, Filter("Neon"), 8),
                "by a style that nobody used": lambda: history.page(database, ADA, Filter("Oil"), 8),
                "by text": lambda: history.page(database, ADA, Filter(text="dragon cat"), 8),
                "by text that is nowhere": lambda: history.page(database, ADA, Filter(text="zebra"), 8),
                "by both, nowhere": lambda: history.page(database, ADA, Filter("Neon", "zebra"), 8),
                "styles to suggest": lambda: history.styles(database, ADA, 200),
                "a family": lambda: families.family(database, job, Asker(ADA, 5), 12),
                "a picture, by bytes": lambda: traces.trace(
                    database, f"{middle:064x}", looking(chance), Asker(ADA, 5)
                ),
                "a picture, by its fingerprints": lambda: traces.trace(
                    database, "e" * 64, looking(chance), Asker(ADA, 5)
                ),
            }
            rows: list[tuple[str, str, str]] = []
            worst = 0.0
            for name, ask in questions.items():
                p50, p99 = await measured(ask)
                rows.append((name, f"{p50:.1f}", f"{p99:.1f}"))
                worst = max(worst, p99)
    aims.table(("milliseconds", "p50", "p99"), rows)
    aims.aim("p99 of the slowest", worst, AIM, " ms")


async def measured(ask: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """Return how long a question takes, in milliseconds: the median, and the 99th percentile."""
    taken: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        await ask()
        taken.append(1000 * (time.perf_counter() - began))
    cuts = quantiles(taken, n=100, method="inclusive")
    return cuts[49], cuts[98]


if __name__ == "__main__":
    asyncio.run(main())
