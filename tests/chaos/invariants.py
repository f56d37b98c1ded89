"""What has to hold after every attack, whatever was attacked: nothing lost, nothing twice, nothing charged that should not be."""

import os
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from jobs.retention import Retention
from storage import audit
from storage.backup import kept
from storage.database import Database
from storage.pictures import PictureFiles
from storage.sqlite import Row, Statements, Value, connect
from storage.writer import SqliteDatabase

FOREVER = 36_500  # days
CARD = re.compile(r"r1:[a-z]+:(\d+):")
# A card's end that its member does not know, and can still be told; what is held waits for moderators.
_UNDER_WAY = """
    SELECT 'job ' || id FROM jobs WHERE finished_at IS NULL
    UNION ALL SELECT 'card ' || card_id || ' for ' || target FROM deliveries JOIN cards ON cards.id = card_id
    WHERE state = 'pending' AND publication <> 'held' AND target = 'reply'
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message of the bot's with pictures: where it is, and which card it shows."""

    channel_id: int
    card_id: int


@dataclass(slots=True)
class Broken:
    """What does not hold."""

    lost: list[str] = field(default_factory=list[str])
    doubled: list[str] = field(default_factory=list[str])
    charged: list[str] = field(default_factory=list[str])

    @property
    def all(self) -> list[str]:
        return self.lost + self.doubled + self.charged


def rows(database: Path, statement: str) -> list[Row]:
    """What a statement answers on a database in use."""
    with closing(connect(database)) as connection:
        return connection.execute(statement).fetchall()


def under_way(database: Path) -> list[str]:
    """What has not come to its end."""
    return [str(what) for (what,) in rows(database, _UNDER_WAY)]


async def broken(data: Path, seen: Sequence[Seen], paid: int) -> Broken:
    """All that does not hold of a data folder, by the messages that people see and the jobs that the host was paid for."""
    database = SqliteDatabase(data / "restyle.db")
    return await broken_in(database, data / "pictures", seen, paid)


async def broken_in(database: Database, folder: Path, seen: Sequence[Seen], paid: int) -> Broken:
    """Do the same for a database of any kind, and the folder in which its pictures lie."""

    def look(connection: Statements) -> Broken:
        return _broken(connection, folder, seen, paid)

    found = await database.aside(look)
    found.charged += [str(one) for one in await audit.audit(database)]
    return found


def _broken(connection: Statements, folder: Path, seen: Sequence[Seen], paid: int) -> Broken:
    def first(statement: str) -> list[Value]:
        return [row[0] for row in connection.execute(statement).fetchall()]

    found, shown = Broken(), {one.card_id for one in seen}
    found.lost += [f"{what} has not ended" for what in first(_UNDER_WAY)]
    found.lost += [
        f"card {card} was shown, by the bot's word, and nobody sees it"
        for card in first(_SHOWN)
        if card not in shown
    ]
    found.lost += [
        f"no file of {one}" for one, place in kept(connection).items() if not (folder / place).exists()
    ]
    found.doubled += [f"{one} {count} times" for one, count in Counter(seen).items() if count > 1]
    found.doubled += [str(rest) for rest in first(_TWICE)]
    called = len(first("SELECT id FROM jobs WHERE called = 1"))
    done = len(first("SELECT id FROM jobs WHERE state = 'done'"))
    if paid > called:
        found.doubled.append(f"the host was paid {paid} times for {called} calls")
    if paid < done:
        found.lost.append(f"the host was paid {paid} times, and {done} were done")
    found.charged += [str(what) for what in first(_CHARGED)]
    return found


async def leftovers(data: Path) -> list[str]:
    """Files in a data folder that nobody uses, as it would be after an hour and a start.

    Whatever no row keeps is swept, and all that stays has a row.
    """
    for file in (one for one in (data / "pictures").rglob("*") if one.is_file()):
        os.utime(file, (0, 0))
    async with SqliteDatabase(data / "restyle.db") as database:
        await Retention(database, PictureFiles(data / "pictures"), days=FOREVER).sweep_strays()
    with closing(connect(data / "restyle.db")) as connection:
        known = {data / "pictures" / place for place in kept(connection).values()}
    there = {one for one in (data / "pictures").rglob("*") if not one.is_dir()}
    return [str(one) for one in there ^ known]


_SHOWN = """
    SELECT DISTINCT deliveries.card_id FROM deliveries JOIN cards ON cards.id = deliveries.card_id
    JOIN jobs ON jobs.card_id = cards.id JOIN results ON results.job_id = jobs.id
    WHERE deliveries.state = 'shown' AND target = 'reply' AND publication = 'published'
"""
_TWICE = """
    SELECT 'interaction ' || interaction_id FROM cards GROUP BY interaction_id HAVING count(*) > 1
    UNION ALL SELECT 'ticket ' || ticket_id FROM jobs WHERE ticket_id IS NOT NULL
    GROUP BY provider, ticket_id HAVING count(*) > 1
    UNION ALL SELECT 'card without a job ' || id FROM cards WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE card_id = cards.id)
"""
# Pictures that were not made and count nevertheless, or a cost of what was never called.
_CHARGED = """
    SELECT 'job ' || jobs.id || ' ' || state || ' counts ' || sum(ledger.pictures) FROM jobs JOIN ledger ON job_id = jobs.id
    WHERE finished_at IS NOT NULL GROUP BY jobs.id
    HAVING sum(ledger.pictures) <> CASE state WHEN 'done' THEN (SELECT count(*) FROM results WHERE results.job_id = jobs.id) ELSE 0 END
       AND NOT EXISTS (SELECT 1 FROM cards WHERE cards.id = jobs.card_id AND publication = 'rejected')
    UNION ALL
    SELECT 'job ' || jobs.id || ' was not called and costs ' || sum(ledger.cost) FROM jobs JOIN ledger ON job_id = jobs.id
    WHERE called = 0 AND finished_at IS NOT NULL GROUP BY jobs.id HAVING sum(ledger.cost) <> 0
    UNION ALL
    SELECT 'job ' || jobs.id || ' was made and costs nothing' FROM jobs JOIN ledger ON job_id = jobs.id
    WHERE state = 'done' GROUP BY jobs.id HAVING sum(ledger.cost) = 0
"""
