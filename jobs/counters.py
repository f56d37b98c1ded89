"""What the process counts of its talk with Discord, for `/metrics`."""

from typing import Final

from prometheus_client import Counter, Histogram

ACKNOWLEDGING: Final = Histogram(
    "restyle_acknowledged_seconds",
    "From when an interaction came until Discord was known to have its first answer; Discord waits for three.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 3),
)
EDITS: Final = Counter("restyle_edits", "Edits of cards that Discord was asked for.")
