"""Grants: pictures that a moderator gives somebody on top of what they may use anyway; what is left of one is credit.

The order in which credit is used is that of billing systems: soonest expiry first, promotional before paid, then oldest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.buckets import DAY, Bucket, Scope, Unit

# What is given back to a grant that has expired meanwhile may be used for so long (milliseconds).
GRACE = 3 * DAY


class Category(StrEnum):
    """Why it was given."""

    GIFT = "gift"
    EVENT = "event"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class NewGrant:
    """A grant before it is given: pictures, why, until when (unix ms) if not for ever, and the giver's own words."""

    pictures: int
    category: Category = Category.GIFT
    ends_at: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant and what is left of it. Times are unix milliseconds."""

    id: int
    balance: int
    category: Category
    ends_at: int | None
    reason: str
    actor: int

    @property
    def bucket(self) -> Bucket:
        """Return it as what a request draws from."""
        return Bucket(Scope.MEMBER, Unit.PICTURES, self.balance, None, self.id)


def in_order(grants: Iterable[Grant]) -> list[Grant]:
    """Return grants in the order in which they are used."""
    return sorted(grants, key=_place)


def _place(grant: Grant) -> tuple[bool, int, bool, int]:
    return grant.ends_at is None, grant.ends_at or 0, grant.category is Category.PAID, grant.id
