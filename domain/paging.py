"""A list that may be long, page by page. Pages have numbers: what is listed is set by moderators, and seldom changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Paged(Generic[T_co]):
    """What is on a page; which one it is, from 0 on; and how many things and pages there are."""

    items: Sequence[T_co]
    page: int
    count: int
    each: int  # things on a page

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.count // self.each))


def within(page: int, count: int, each: int) -> int:
    """Return that page, or the last one where there are not so many any more."""
    return min(page, max(0, count - 1) // each)


def cut(listed: Sequence[T_co], page: int, each: int) -> Paged[T_co]:
    """Return a page of what is listed."""
    number = within(page, len(listed), each)
    return Paged(listed[number * each : (number + 1) * each], number, len(listed), each)
