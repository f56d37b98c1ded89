"""Randomness for painting: the same for the same seed, on every machine."""

import numpy as np


def randomness(seed: int, purpose: str) -> np.random.Generator:
    """Return numbers for one purpose, so that a finish which draws more of them does not shift the others."""
    return np.random.default_rng([seed % 2**64, *purpose.encode()])
