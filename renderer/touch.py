"""What a finish may know besides the picture it finishes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from renderer.raster import Pixels
from renderer.seeds import randomness


@dataclass(frozen=True, slots=True)
class Touch:
    """The source at the working size, the seed, and how many pixels a thousandth of the picture is."""

    source: Pixels
    seed: int

    @property
    def unit(self) -> float:
        """Lengths are given for a picture of 1024 pixels; this many real ones are one of those."""
        return max(self.source.shape) / 1024

    def random(self, purpose: str) -> np.random.Generator:
        """Randomness for one purpose."""
        return randomness(self.seed, purpose)

    def length(self, length: float, least: int = 1) -> int:
        """A length in real pixels."""
        return max(least, round(length * self.unit))


Finish = Callable[[Pixels, Touch], Pixels]
