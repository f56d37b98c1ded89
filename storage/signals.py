"""Word to all processes of the bot, which saves time and decides nothing: what is lost is found at the next look.

Here there is one process. `storage/notifications` carries it to others.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Self

Hear = Callable[[str], object]


class Topic(StrEnum):
    """What there is word of."""

    WAKE = "wake"  # something may be claimed
    CANCEL = "cancel"  # these jobs were called off: ids, comma-separated
    STANDING = "standing"  # what holds for all processes has changed
    NOTICE = "notice"  # a host says by webhook that its request of that id has ended


class Signals:
    """Who hears of what. Use as an async context manager."""

    def __init__(self) -> None:
        self._hearers: dict[Topic, list[Hear]] = {topic: [] for topic in Topic}

    async def __aenter__(self) -> Self:
        """Begin to hear."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Hear no more."""

    def on(self, topic: Topic, hear: Hear) -> None:
        """Have somebody hear of a topic, and what of it. It must not wait, nor raise."""
        self._hearers[topic].append(hear)

    def send(self, topic: Topic, about: str = "") -> None:
        """Tell everybody, without waiting for it."""
        self._tell(topic, about)

    def _tell(self, topic: Topic, about: str) -> None:
        for hear in self._hearers[topic]:
            hear(about)
