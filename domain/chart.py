"""Charts as values: bars and their names, to be drawn by whoever can."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars with their names, upright in the order of time, or lying one below the other; and what is above them."""

    title: str
    names: Sequence[str]
    values: Sequence[float]
    upright: bool = False
