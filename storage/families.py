"""A result's family: what it was made from, and what was made from it, as far as who looks may see it."""

from collections import deque
from collections.abc import Iterator, Mapping
from itertools import islice

from domain.job import Job
from domain.member import NO_SERVER, Asker
from domain.past import Family, Relative
from storage import deliveries, shown
from storage.database import snapshot
from storage.jobs import QUALIFIED, job_of
from storage.sqlite import Statements, Value

UP, DOWN = 5, 3  # generations above the result and below it


@snapshot
def family(connection: Statements, job: Job, viewer: Asker, most: int) -> Family:
    """Return the cards that are nearest to a job, its own among them: at most so many."""
    return _Tree(connection, viewer, most).around(job)


class _Tree:
    """Grows from one job, nearest first, until it is full; each look is one by an index, and brings a few.

    A card stands in it once, by one of its jobs: what was made from any of its pictures is below it.
    """

    def __init__(self, connection: Statements, viewer: Asker, most: int) -> None:
        self._connection = connection
        self._viewer = viewer
        self._most = most
        self._jobs: dict[int, Job] = {}  # by their cards
        self._more = False

    def around(self, job: Job) -> Family:
        """Take its ancestors, what was made from it, then its siblings and theirs with all below; and put them in order."""
        line = list(self._upwards(job))
        for one in line:
            self._jobs[one.card_id] = one
        self._downwards(job)
        for one in line:
            for sibling in self._take(self._siblings(one)):
                self._downwards(sibling)
        return Family(tuple(self._in_order()), self._more)

    def _upwards(self, job: Job) -> Iterator[Job]:
        yield job
        for _ in range(min(UP, self._most - 1)):
            if job.parent is None:
                return
            found = self._look("jobs.id = ?", job.parent.job_id)
            if not found:
                return
            [job] = found
            yield job
        self._more = self._more or job.parent is not None

    def _downwards(self, job: Job) -> None:
        """Take what was made from it, and what was made from that."""
        below = deque([(job, 0)])
        while below:
            one, depth = below.popleft()
            children = self._children(one.card_id)
            if depth == DOWN:
                self._more = self._more or bool(children)
                continue
            below.extend((child, depth + 1) for child in self._take(children))

    def _siblings(self, job: Job) -> list[Job]:
        """Return what was made from the same pictures."""
        above = self._card_above(job)
        if above:
            return self._children(above)
        return self._look(
            "source IN (SELECT own.source FROM jobs AS own WHERE own.card_id = ?) AND parent_job IS NULL",
            job.card_id,
        )

    def _children(self, card_id: int) -> list[Job]:
        return self._look(
            "parent_job IN (SELECT above.id FROM jobs AS above WHERE above.card_id = ?)", card_id
        )

    def _card_above(self, job: Job) -> int | None:
        """Return the card of the picture that a job varies, also of one that may not be seen."""
        row = (
            job.parent
            and self._connection.execute(
                "SELECT card_id FROM jobs WHERE id = ?", (job.parent.job_id,)
            ).fetchone()
        )
        return row[0] if row else None

    def _take(self, found: list[Job]) -> list[Job]:
        """Take those that are new and for whom there is room."""
        new: dict[int, Job] = {}
        for job in found:
            if job.card_id not in self._jobs:
                new.setdefault(job.card_id, job)
        room = self._most - len(self._jobs)
        self._more = self._more or max(len(new) - room, len(found) - self._most) > 0
        taken = dict(islice(new.items(), room))
        self._jobs |= taken
        return list(taken.values())

    def _look(self, condition: str, value: Value) -> list[Job]:
        """Return results that may be seen, oldest first: as what their buttons stand for may (jobs/history)."""
        member = self._viewer.member
        rows = self._connection.execute(
            f"SELECT {QUALIFIED} FROM jobs JOIN cards ON cards.id = jobs.card_id"
            f" WHERE {condition} AND jobs.guild_id = ? AND state = 'done' AND deleted_by IS NULL"
            f" AND (jobs.user_id = ? OR private = 0 AND publication IN ('shown', 'published') AND (jobs.guild_id <> {NO_SERVER} OR cards.channel_id = ?))"
            " ORDER BY jobs.id LIMIT ?",
            (value, member.guild_id, member.user_id, self._viewer.channel_id, self._most + 1),
        )
        return [job_of(row) for row in rows]

    def _in_order(self) -> Iterator[Relative]:
        """Yield the trees."""
        below: dict[int | None, list[Job]] = {}
        for job in sorted(self._jobs.values(), key=lambda one: one.id):
            above = self._card_above(job)
            below.setdefault(above if above in self._jobs else None, []).append(job)
        yield from self._below(None, below, 0)

    def _below(
        self, above: int | None, below: Mapping[int | None, list[Job]], depth: int
    ) -> Iterator[Relative]:
        for job in below.get(above, ()):
            reply_to = deliveries.reply_of(self._connection, job.card_id)
            spot = reply_to.spot if reply_to else None
            yield Relative(job, depth, spot, shown.parent_of(self._connection, job))
            yield from self._below(job.card_id, below, depth + 1)
