"""What a request costs, in millionths of a dollar. Whole numbers: money is never a float."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from domain.request import RestyleRequest, Speed

MEGAPIXEL = 1_000_000
DOLLAR = 1_000_000


def micros(dollars: Decimal) -> int:
    """Return dollars in millionths."""
    return round(dollars * DOLLAR)


@dataclass(frozen=True, slots=True)
class Price:
    """A host's price per megapixel of result, by speed; an empty table is free."""

    per_megapixel: Mapping[Speed, int] = field(default_factory=dict[Speed, int])

    @property
    def free(self) -> bool:
        """Return whether nothing costs anything."""
        return not any(self.per_megapixel.values())

    def estimate(self, request: RestyleRequest, source: tuple[int, int]) -> int:
        """Return the cost of all pictures of a request whose source has (width, height) pixels, rounded up."""
        rate = self.per_megapixel.get(request.speed, 0)
        return -(-rate * request.pixels(source) * request.images // MEGAPIXEL)

    def least(self, request: RestyleRequest) -> int:
        """Return what a request costs at least, whatever its source; more than nothing where it is not free."""
        return self.estimate(request, (1, 1))
