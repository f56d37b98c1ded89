"""Entries of the ledger, which is append-only: what was taken (positive) or given back (negative), and when it counts."""

from dataclasses import dataclass

from domain.member import Member
from storage.sqlite import Connection


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: pictures out of a bucket, or of a grant, and millionths of a dollar."""

    kind: str
    member: Member
    at: int  # when it counts (unix ms): whatever undoes an entry has the same time
    bucket: str
    pictures: int
    who: int
    why: str
    cost: int = 0
    job_id: int | None = None
    grant_id: int | None = None


def write(connection: Connection, entry: Entry, now: int) -> None:
    """Write an entry; a trigger moves the balance of its grant. Part of another transaction."""
    member = entry.member
    connection.execute(
        "INSERT INTO ledger"
        " (at, written_at, kind, guild_id, user_id, job_id, pictures, cost, who, why, bucket, grant_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(entry.at, now, entry.kind, member.guild_id, member.user_id, entry.job_id),
            *(entry.pictures, entry.cost, entry.who, entry.why, entry.bucket, entry.grant_id),
        ),
    )
