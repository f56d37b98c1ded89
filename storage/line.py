"""The line: who waits for which host, in which place, and for how long that takes."""

from domain.card import Card
from domain.job import Job
from domain.member import NO_SERVER, Member
from domain.paging import Paged, within
from domain.rules import EVERYBODY
from storage.cards import card_above
from storage.database import snapshot, transaction
from storage.jobs import COLUMNS, job_of
from storage.sqlite import Connection, Statements

RECENT = 60  # ended jobs of a provider that are looked at for what a job usually takes
COUNTED = 20  # of those that are like it
_ACTIVE = "state IN ('queued', 'submitting', 'rendering')"
ABOUT = 1.5  # times as many pixels, or as few, are about the same size


@transaction
def first(connection: Connection, provider: str, most: int) -> list[tuple[Job, int]]:
    """Return the first jobs that wait for a provider, in the order of their places.

    Each with the number of jobs of its card that wait there too, itself among them.
    """
    together = (
        "SELECT count(*) FROM jobs AS other WHERE other.card_id = jobs.card_id"
        " AND other.state = 'queued' AND other.provider = jobs.provider"
    )
    rows = connection.execute(
        f"SELECT {COLUMNS}, ({together}) FROM jobs WHERE state = 'queued' AND provider = ?"
        " ORDER BY vstart, id LIMIT ?",
        (provider, most),
    ).fetchall()
    return [(job_of(row[:-1]), row[-1]) for row in rows]


@transaction
def waiting(connection: Connection, provider: str, after: int, most: int) -> list[Job]:
    """Return the jobs that wait for a provider, in the order of their ids and after that one: page by page, all of them."""
    # The plus keeps SQLite from going through all ids there ever were instead of through the line.
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM jobs WHERE state = 'queued' AND provider = ? AND +id > ? ORDER BY +id LIMIT ?",
        (provider, after, most),
    ).fetchall()
    return [job_of(row) for row in rows]


@snapshot
def under_way(
    connection: Statements, whose: Member, page: int, each: int
) -> Paged[tuple[Card, tuple[Job, ...], int]]:
    """Return a page of what has not ended of a member, or of a whole server (EVERYBODY): cards, oldest first.

    Each with its jobs that have not, and with the place in line of the first of those, which is 1-based, and 0 where it
    waits no more.
    """
    of_all = whose.user_id == EVERYBODY
    of_whom = (whose.guild_id,) if of_all else (whose.guild_id, whose.user_id)
    theirs = f"guild_id = ?{'' if of_all else ' AND user_id = ?'} AND {_ACTIVE}"
    row = connection.execute(f"SELECT count(DISTINCT card_id) FROM jobs WHERE {theirs}", of_whom).fetchone()
    count = row[0] if row else 0
    number = within(page, count, each)
    return Paged(_cards_of(connection, theirs, of_whom, each, number * each), number, count, each)


def _cards_of(
    connection: Statements, whose: str, of_whom: tuple[int, ...], most: int, start: int
) -> list[tuple[Card, tuple[Job, ...], int]]:
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM jobs WHERE {whose} AND card_id IN"
        f" (SELECT DISTINCT card_id FROM jobs WHERE {whose} ORDER BY card_id LIMIT ? OFFSET ?) ORDER BY +id",
        (*of_whom, *of_whom, most, start),
    ).fetchall()
    found: dict[int, list[Job]] = {}
    for job in map(job_of, rows):
        found.setdefault(job.card_id, []).append(job)
    return [
        (card_above(connection, card_id), tuple(jobs), place_of(connection, jobs[0]))
        for card_id, jobs in found.items()
    ]


def place_of(connection: Statements, job: Job) -> int:
    """Return how many jobs of its provider are claimed before it is, and itself; 0 when it no longer waits."""
    row = connection.execute(
        "SELECT count(*) FROM jobs WHERE state = 'queued' AND provider = ?"
        " AND (vstart, id) <= (SELECT vstart, id FROM jobs WHERE id = ? AND state = 'queued')",
        (job.provider, job.id),
    ).fetchone()
    return row[0] if row else 0


@snapshot
def parting(connection: Statements, after: int, until: int) -> list[tuple[Job, int]]:
    """Return the jobs on their way whose message only its token reaches, which was given in that time (unix ms].

    Each with its place in line, which is 0 for one that waits no more.
    """
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM jobs WHERE state IN ('queued', 'submitting', 'rendering') AND card_id IN ("
        " SELECT card_id FROM deliveries WHERE state = 'pending' AND target = 'reply' AND lasting = 0"
        " AND token_at > ? AND token_at <= ?) ORDER BY id",
        (after, until),
    ).fetchall()
    found = [job_of(row) for row in rows]
    return [(job, place_of(connection, job)) for job in found]


@transaction
def servers(connection: Connection) -> list[int]:
    """Return the servers that have the bot and something that waits."""
    # The plus keeps SQLite from going through all jobs in the order of their servers.
    rows = connection.execute(
        "SELECT DISTINCT +guild_id FROM jobs WHERE state = 'queued' AND guild_id != ?", (NO_SERVER,)
    )
    return [row[0] for row in rows]


@transaction
def waiting_in(connection: Connection, guild_id: int) -> list[Job]:
    """Return the jobs that wait in a server that has the bot."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM jobs WHERE guild_id = ?"
        " AND state IN ('queued', 'submitting', 'rendering') AND state = 'queued' ORDER BY +id",
        (guild_id,),
    ).fetchall()
    return [job_of(row) for row in rows]


@snapshot
def usual(connection: Statements, job: Job) -> int | None:
    """Return the milliseconds for each picture that jobs like this one took lately; None before its provider's first.

    Like it are those of its speed and about its size; where there was none of them, those of its speed, else any.
    """
    rows = connection.execute(
        "SELECT (finished_at - started_at) / pictures, json_extract(request, '$.speed'),"
        " (SELECT max(width * height) FROM results JOIN pictures USING (sha256) WHERE job_id = jobs.id)"
        " FROM jobs WHERE state = 'done' AND provider = ? ORDER BY finished_at DESC LIMIT ?",
        (job.provider, RECENT),
    ).fetchall()
    size = connection.execute("SELECT width, height FROM pictures WHERE sha256 = ?", (job.source,)).fetchone()
    pixels = job.request.pixels((size[0], size[1])) if size else 0
    of_speed = [row for row in rows if row[1] == job.request.speed]
    alike = [row for row in of_speed if pixels / ABOUT <= (row[2] or 0) <= pixels * ABOUT]
    times = [row[0] for row in (alike or of_speed or rows)[:COUNTED]]
    return round(sum(times) / len(times)) if times else None
