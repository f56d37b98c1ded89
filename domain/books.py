"""The books of a server as moderators read them: the ledger, and what was done to rules, members and results."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.event import Recorded


class Book(StrEnum):
    """Which of them."""

    LEDGER = "ledger"
    ACTIONS = "actions"


class Why(StrEnum):
    """Why something was booked, where that is not said by its kind."""

    GRANTED = "granted"  # for the reason that stands with the grant, which can be erased
    ANOTHER_HOST = "another host"
    UNBILLED = "stopped before it was billed"


@dataclass(frozen=True, slots=True)
class Extract:
    """What of a book is wanted: all, or what is about a member, a job, and a day (UTC; days since 1970)."""

    book: Book = Book.LEDGER
    user_id: int | None = None
    job_id: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Booking:
    """One row of the ledger. Times are unix milliseconds; the cost is in millionths of a dollar."""

    id: int
    at: int  # when it counts
    written_at: int
    kind: str
    user_id: int
    job_id: int | None
    grant_id: int | None
    bucket: str
    pictures: int  # taken; what was given or given back is negative
    cost: int
    who: int
    why: str


Row = Booking | Recorded


@dataclass(frozen=True, slots=True)
class Sheet:
    """Some rows, newest first; and the numbers of rows from which it goes on, where it does."""

    rows: Sequence[Row]
    older: int | None
    newer: int | None
