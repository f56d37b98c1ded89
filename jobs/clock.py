"""The time of day for jobs: whole unix milliseconds, in one place."""

import time


def now() -> int:
    """Return unix milliseconds."""
    return time.time_ns() // 1_000_000
