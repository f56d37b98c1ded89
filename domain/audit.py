"""An audit: whether all that is kept about accounts agrees with each other. What does not is told, and never mended."""

from dataclasses import dataclass
from enum import StrEnum


class Wrong(StrEnum):
    """What does not agree."""

    RESERVED = "reserved"  # what a job reserved is not the pictures that it asks for
    CLEARED = "cleared"  # an ended job is not settled or refunded once for each bucket, or one on its way is
    COUNTED = "counted"  # more came back to a bucket than a job has drawn from it
    TIMED = "timed"  # an entry of a job counts at another time than that at which it was asked
    BILLED = "billed"  # a job has not cost what its host says that it bills
    COST = "cost"  # a job has cost less than nothing
    BALANCE = "balance"  # what is left of a grant is not what its entries say
    OVERDRAWN = "overdrawn"  # more was drawn from a grant than was given, or more came back than was drawn
    OWNED = "owned"  # an entry of a grant is somebody else's, or is called otherwise
    SPEND = "spend"  # what was spent on a day is not what the ledger says


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that does not agree: in which server (0 or less: in none), of what, what was found, and what it should be."""

    what: Wrong
    guild_id: int
    of: str
    found: int
    expected: int

    def __str__(self) -> str:
        """Return it as an operator reads it."""
        return f"{self.of}: {self.what} is {self.found} and should be {self.expected}"
