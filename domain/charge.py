"""Charges: what a member's requests count against what they may use."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.job import Job


@dataclass(frozen=True, slots=True)
class Charge:
    """One request that has ended, by its first job: the pictures that it counts, and how many of them came from credit."""

    job: Job
    pictures: int
    credit: int
    deleted: bool  # by who may


@dataclass(frozen=True, slots=True)
class Charges:
    """The pictures that are reserved for what is under way, and the last requests, newest first."""

    reserved: int
    last: Sequence[Charge]
