"""How far the writer is behind."""

import time
from collections.abc import Iterable, Mapping

WINDOW = 60.0  # seconds; whoever looks once a minute, as most scrapers do, misses nothing


class Lag:
    """How long operations wait until they are on disk. One thread notes it, any other may ask."""

    def __init__(self) -> None:
        self._oldest: float | None = None  # of those that are being written: when it was asked for
        self._worst: Mapping[int, float] = {}  # of the last two windows

    def begin(self, asked_at: Iterable[float]) -> None:
        """Operations that were asked for then (`time.monotonic`) are being written from now on, until they are on disk."""
        self._oldest = min(asked_at, default=None)

    def end(self) -> None:
        """They are, or never will be."""
        window, waited = _window(), self._waiting()
        known = self._worst
        self._worst = {window: max(waited, known.get(window, 0.0)), window - 1: known.get(window - 1, 0.0)}
        self._oldest = None

    @property
    def worst(self) -> float:
        """Return the longest wait (seconds) of those that ended within the last one to two minutes and of those that go on."""
        known, window = self._worst, _window()
        return max(self._waiting(), known.get(window, 0.0), known.get(window - 1, 0.0))

    def _waiting(self) -> float:
        oldest = self._oldest
        return 0.0 if oldest is None else time.monotonic() - oldest


def _window() -> int:
    return int(time.monotonic() // WINDOW)
