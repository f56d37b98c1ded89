"""How long many waited for the same thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds that each of many waited."""

    delays: Sequence[float]

    @property
    def p50(self) -> float:
        """Half waited less."""
        return median(self.delays)

    @property
    def p99(self) -> float:
        """All but one in a hundred waited less."""
        return quantiles(self.delays, n=100, method="inclusive")[98]
