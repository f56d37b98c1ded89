"""A gateway session: it outlives its connection, and keeps what was sent so that it can be replayed."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.gateway.connection import Connection
from sandbox.wire import Json

REMEMBERED = 1000


@dataclass(slots=True, eq=False)
class Session:
    """What one IDENTIFY began."""

    id: str
    intents: int
    shard: tuple[int, int]
    connection: Connection | None
    sequence: int = 0
    sent: deque[Json] = field(default_factory=lambda: deque[Json](maxlen=REMEMBERED))

    def dispatch(self, event: str, payload: Mapping[str, object]) -> None:
        """Send an event, now or at the resume."""
        self.sequence += 1
        message: Json = {"op": 0, "t": event, "s": self.sequence, "d": dict(payload)}
        self.sent.append(message)
        if self.connection is not None:
            self.connection.send(message)

    def can_replay(self, after: int) -> bool:
        """Return whether all events after a sequence number are still remembered."""
        return after >= self.sequence or (bool(self.sent) and self.sent[0]["s"] <= after + 1)

    def replay(self, after: int) -> None:
        """Send again what the other side has missed."""
        assert self.connection is not None
        for message in self.sent:
            if message["s"] > after:
                self.connection.send(message)

    def handles(self, guild_id: int | None) -> bool:
        """Return whether this shard is the guild's; direct conversations are shard 0's."""
        number, count = self.shard
        return number == (0 if guild_id is None else (guild_id >> 22) % count)
