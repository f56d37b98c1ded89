"""What developers see: each request of the bot with its check, each event that it gets; and trouble at the press of a button."""

import json
import re
from collections import deque
from collections.abc import Callable, Mapping
from typing import Literal

from sandbox.api.faults import Faults
from sandbox.api.rest import BASE, Request, Rest
from sandbox.gateway.gateway import Gateway
from sandbox.wire import Json
from sandbox.world.clock import Clock

Trouble = Literal[
    "limit", "error", "lose", "slow", "drop", "reconnect", "forget", "quarter", "hour", "day"
]  # fmt: skip
_MOST_ENTRIES = 200  # that are kept, and told to who opens the panel
_LONGEST = 6000  # characters of a body
_SECONDS_LIMITED = 2.0
_SECONDS_SLOW = 5.0  # longer than an interaction waits for its answer
_SECONDS = {"quarter": 15 * 60, "hour": 3600, "day": 86_400}
_API = f"^{BASE}/"
_TOKEN = re.compile(r"[\w-]{60,}")  # of an interaction: long, and of no use to a reader


class Panel:
    """Notes what goes over the wire, and makes trouble there. `tell` is called with each note."""

    def __init__(self, rest: Rest, gateway: Gateway, faults: Faults, clock: Clock) -> None:
        self.notes: deque[Json] = deque(maxlen=_MOST_ENTRIES)
        self.tell: Callable[[Json], None] = lambda _: None
        self._gateway = gateway
        self._faults = faults
        self._clock = clock
        rest.tell = self._note_request
        gateway.tell = self._note_event

    def make(self, trouble: Trouble) -> str:
        """Let something go wrong, and return what will."""
        match trouble:
            case "limit" | "error" | "lose" | "slow":
                return self._fail(trouble)
            case "drop":
                self._gateway.drop()
                return "The bot's connection is broken off."
            case "reconnect":
                self._gateway.reconnect()
                return "The bot is asked to connect again."
            case "forget":
                self._gateway.invalidate()
                return "The bot's session is no more."
            case "quarter" | "hour" | "day":
                self._clock.advance(_SECONDS[trouble])
                return "The clock has been moved. What was to end by now has ended."

    def _fail(self, trouble: Literal["limit", "error", "lose", "slow"]) -> str:
        match trouble:
            case "limit":
                self._faults.add("*", _API, retry_after=_SECONDS_LIMITED)
                return f"The bot's next request is refused with 429: {_SECONDS_LIMITED:g} seconds."
            case "error":
                self._faults.add("*", _API, status=500)
                return "The bot's next request fails with 500."
            case "lose":
                self._faults.add("*", _API, lose_answer=True)
                return "The bot's next request is served, and its answer gets lost."
            case "slow":
                self._faults.add("*", _API, delay=_SECONDS_SLOW)
                return f"The bot's next request waits for {_SECONDS_SLOW:g} seconds."

    def _note_request(self, request: Request) -> None:
        self._note(
            {
                "kind": "request",
                "at": request.at,
                "name": f"{request.method} {_TOKEN.sub('…', request.path)}",
                "status": request.status,
                "body": _written(request.json, request.files),
                "against": request.against,
            }
        )

    def _note_event(self, event: str, payload: Mapping[str, object]) -> None:
        at = self._clock.time()
        self._note({"kind": "event", "at": at, "name": event, "body": _written(payload)})

    def _note(self, note: Json) -> None:
        self.notes.append(note)
        self.tell(note)


def _written(body: object, files: tuple[str, ...] = ()) -> str:
    text = "" if body is None else json.dumps(body, indent=2, ensure_ascii=False)
    more = f"\n… and {len(text) - _LONGEST} more characters" if len(text) > _LONGEST else ""
    return "\n".join(part for part in (text[:_LONGEST] + more, *(f"file: {name}" for name in files)) if part)
