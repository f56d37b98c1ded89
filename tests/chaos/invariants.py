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
from storage.pictures import PictureFiles
from storage.sqlite import Row, connect
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
    database, found = data / "restyle.db", Broken()
    found.lost += [f"{what} has not ended" for what in under_way(database)]
    shown = {one.card_id for one in seen}
    found.lost += [
        f"card {card} was shown, by the bot's word, and nobody sees it"
        for (card,) in rows(database, _SHOWN)
        if card not in shown
    ]
    with closing(connect(database)) as connection:
        pictures = kept(connection)
    found.lost += [
        f"no file of {one}" for one, place in pictures.items() if not (data / "pictures" / place).exists()
    ]
    found.doubled += [f"{one} {count} times" for one, count in Counter(seen).items() if count > 1]
    found.doubled += [f"{rest}" for (rest,) in rows(database, _TWICE)]
    [(called, done)] = rows(database, "SELECT sum(called), sum(state = 'done') FROM jobs")
    if paid > (called or 0):
        found.doubled.append(f"the host was paid {paid} times for {called} calls")
    if paid < (done or 0):
        found.lost.append(f"the host was paid {paid} times, and {done} were done")
    found.charged += [str(one) for one in await audit.audit(SqliteDatabase(database))]
    found.charged += [str(what) for (what,) in rows(database, _CHARGED)]
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
    HAVING sum(ledger.pictures) <> iif(state = 'done', (SELECT count(*) FROM results WHERE results.job_id = jobs.id), 0)
       AND NOT EXISTS (SELECT 1 FROM cards WHERE cards.id = jobs.card_id AND publication = 'rejected')
    UNION ALL
    SELECT 'job ' || jobs.id || ' was not called and costs ' || sum(ledger.cost) FROM jobs JOIN ledger ON job_id = jobs.id
    WHERE called = 0 AND finished_at IS NOT NULL GROUP BY jobs.id HAVING sum(ledger.cost) <> 0
    UNION ALL
    SELECT 'job ' || jobs.id || ' was made and costs nothing' FROM jobs JOIN ledger ON job_id = jobs.id
    WHERE state = 'done' GROUP BY jobs.id HAVING sum(ledger.cost) = 0
"""
