"""A result's family: what it was made from, and what was made from that, as far as who looks may see it."""

from collections import deque
from collections.abc import Iterator

from domain.job import Job
from domain.member import NO_SERVER, Asker
from domain.past import Family, Relative
from storage import deliveries
from storage.database import snapshot
from storage.jobs import QUALIFIED, job_of
from storage.sqlite import Statements, Value

UP, DOWN = 5, 3  # generations above the result and below it


@snapshot
def family(connection: Statements, job: Job, viewer: Asker, most: int) -> Family:
    """Return those who are nearest to a job, itself among them: at most so many."""
    return _Tree(connection, viewer, most).around(job)


class _Tree:
    """Grows from one job, nearest first, until it is full; each look is one by an index, and brings a few."""

    def __init__(self, connection: Statements, viewer: Asker, most: int) -> None:
        self._connection = connection
        self._viewer = viewer
        self._most = most
        self._jobs: dict[int, Job] = {}
        self._more = False

    def around(self, job: Job) -> Family:
        """Take its ancestors, what was made from it, then its siblings and theirs with all below; and put them in order."""
        line = list(self._upwards(job))
        for one in line:
            self._jobs[one.id] = one
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
            children = self._look("parent_job = ?", one.id)
            if depth == DOWN:
                self._more = self._more or bool(children)
                continue
            below.extend((child, depth + 1) for child in self._take(children))

    def _siblings(self, job: Job) -> list[Job]:
        """Return what was made from the same picture."""
        if job.parent:
            return self._look("parent_job = ?", job.parent.job_id)
        return self._look("source = ? AND parent_job IS NULL", job.source)

    def _take(self, found: list[Job]) -> list[Job]:
        """Take those that are new and for whom there is room."""
        new = [job for job in found if job.id not in self._jobs]
        room = self._most - len(self._jobs)
        self._more = self._more or len(new) > room
        taken = new[:room]
        self._jobs.update((job.id, job) for job in taken)
        return taken

    def _look(self, condition: str, value: Value) -> list[Job]:
        """Return results that may be seen, oldest first: as what their buttons stand for may (jobs/history)."""
        member = self._viewer.member
        rows = self._connection.execute(
            f"SELECT {QUALIFIED} FROM jobs JOIN cards ON cards.id = jobs.card_id"
            f" WHERE {condition} AND jobs.guild_id = ? AND state = 'done' AND deleted_by IS NULL"
            f" AND (jobs.user_id = ? OR private = 0 AND (jobs.guild_id <> {NO_SERVER} OR cards.channel_id = ?))"
            " ORDER BY jobs.id LIMIT ?",
            (value, member.guild_id, member.user_id, self._viewer.channel_id, self._most + 1),
        )
        return [job_of(row) for row in rows]

    def _in_order(self, above: int | None = None, depth: int = 0) -> Iterator[Relative]:
        """Yield a tree below a job, or below all that is seen."""
        for job in sorted(self._jobs.values(), key=lambda one: one.id):
            parent = job.parent.job_id if job.parent and job.parent.job_id in self._jobs else None
            if parent == above:
                reply_to = deliveries.reply_of(self._connection, job.card_id)
                spot = reply_to.spot if reply_to else None
                yield Relative(job, depth, spot)
                yield from self._in_order(job.id, depth + 1)
