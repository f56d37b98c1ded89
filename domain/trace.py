"""A trace: the result that a picture turns out to be."""

from dataclasses import dataclass

from domain.card import Card, Spot, Varied
from domain.job import Job


@dataclass(frozen=True, slots=True)
class Trace:
    """A result, as a picture led to it: where it is shown, and the picture that it varies."""

    card: Card
    job: Job
    number: int
    same: bool  # byte for byte; else it looks the same
    deleted: bool
    spot: Spot | None
    parent: Varied | None
