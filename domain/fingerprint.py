"""How a picture fingerprints in little: what encoding it anew and scaling it leave nearly as it is.

A hash of gradients (dHash) cannot do this here: on 1392 results of the local model, copies were up to
23 of 64 bits away from their original, and half of the results at strength 0.35 within 8 of what they were made from.
docs/pictures.md has the measurement of what is done instead.
"""

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import pstdev
from typing import Annotated

from pydantic import Field

SIDE = 8
CELLS = 3 * SIDE * SIDE
# The mean difference (root of squares) of all cells, in levels of 255.
NEAR = 3.0
# A source is as near to a copy of what was hardly changed: so much nearer it has to be to the result.
CLEARLY = 3.0
# The deviation of all cells: below it is a plain area, and looks like every other one.
PLAIN = 10.0

Level = Annotated[int, Field(ge=0, le=255)]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The mean colours of a picture's parts: red, green and blue of 8 × 8, row by row."""

    cells: Annotated[tuple[Level, ...], Field(min_length=CELLS, max_length=CELLS)]

    @property
    def plain(self) -> bool:
        """Return whether there is too little in it to know it by."""
        return pstdev(self.cells) < PLAIN

    @property
    def sums(self) -> tuple[int, int, int]:
        """Return all cells together, the left half without the right one, and the upper half without the lower."""
        rows = [sum(self.cells[start : start + 3 * SIDE]) for start in range(0, CELLS, 3 * SIDE)]
        left = sum(sum(self.cells[start : start + CELLS // SIDE // 2]) for start in range(0, CELLS, 3 * SIDE))
        upper = sum(rows[: SIDE // 2])
        return sum(rows), 2 * left - sum(rows), 2 * upper - sum(rows)

    def distance(self, other: "Fingerprint") -> float:
        """Return how far two fingerprints are apart, in levels."""
        squares = sum((one - two) ** 2 for one, two in zip(self.cells, other.cells, strict=True))
        return sqrt(squares / CELLS)

    def copies(self, result: "Fingerprint", source: "Fingerprint | None") -> bool:
        """Return whether this is a result's fingerprint, and not just as well that of what the result was made from."""
        distance = self.distance(result)
        return distance <= NEAR and (source is None or self.distance(source) > CLEARLY * distance)


# By so much each of the sums differs at most between fingerprints that are near: a mean of differences is never more than the
# root of the mean of their squares.
REACH = ceil(NEAR * CELLS)
