"""What has gone over the wire: each request of the bot with its check, and each event that it was sent."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from sandbox.api.rest import Request, Rest
from sandbox.gateway.gateway import Gateway
from sandbox.world.clock import Clock
from sandbox.world.signal import Signal

MOST_ENTRIES = 200  # that are kept


@dataclass(frozen=True, slots=True)
class Entry:
    """A request, with the status of its answer (0: none), or an event. Entries are numbered from 1 on."""

    number: int
    kind: Literal["request", "event"]
    at: float  # seconds since 1970, by the sandbox's clock
    name: str  # "POST /channels/1/messages", or "MESSAGE_CREATE"
    body: object
    status: int | None = None
    files: tuple[str, ...] = ()
    against: tuple[str, ...] | None = (
        None  # where it departs from Discord's document; None if not held against it
    )


class Record:
    """Keeps the newest entries. `tell` is called with each, and `changed` raised."""

    def __init__(self, rest: Rest, gateway: Gateway, clock: Clock) -> None:
        self.entries: deque[Entry] = deque(maxlen=MOST_ENTRIES)
        self.tell: Callable[[Entry], None] = lambda _: None
        self.changed = Signal()
        self._clock = clock
        self._count = 0
        rest.tell = self._note_request
        gateway.tell = self._note_event

    def after(self, number: int) -> list[Entry]:
        """Return the entries that came after one, as far as they are kept."""
        return [entry for entry in self.entries if entry.number > number]

    def _note_request(self, asked: Request) -> None:
        name, what = f"{asked.method} {asked.path}", (asked.status, asked.files, asked.against)
        self._note(Entry(self._next(), "request", asked.at, name, asked.json, *what))

    def _note_event(self, event: str, payload: Mapping[str, object]) -> None:
        self._note(Entry(self._next(), "event", self._clock.time(), event, payload))

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _note(self, entry: Entry) -> None:
        self.entries.append(entry)
        self.tell(entry)
        self.changed.notify()
