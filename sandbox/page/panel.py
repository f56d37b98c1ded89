"""What developers see: each request of the bot with its check, each event that it gets; and trouble at the press of a button."""

import json
import re
from collections.abc import Callable
from typing import Literal

from sandbox.api.faults import Faults
from sandbox.api.rest import api_path
from sandbox.gateway.gateway import Gateway
from sandbox.record import Entry, Record
from sandbox.wire import Json
from sandbox.world.clock import Clock

Trouble = Literal[
    "limit", "error", "lose", "slow", "drop", "reconnect", "forget", "quarter", "hour", "day"
]  # fmt: skip
_LONGEST = 6000  # characters of a body
_SECONDS_LIMITED = 2.0
_SECONDS_SLOW = 5.0  # longer than an interaction waits for its answer
_SECONDS = {"quarter": 15 * 60, "hour": 3600, "day": 86_400}
_TOKEN = re.compile(r"[\w-]{60,}")  # of an interaction: long, and of no use to a reader


class Panel:
    """Shows what goes over the wire, and makes trouble there."""

    def __init__(self, record: Record, gateway: Gateway, faults: Faults, clock: Clock) -> None:
        self._record = record
        self._gateway = gateway
        self._faults = faults
        self._clock = clock

    @property
    def notes(self) -> list[Json]:
        """What has gone over the wire, for who opens the panel."""
        return [note(entry) for entry in self._record.entries]

    def watch(self, tell: Callable[[Entry], None]) -> None:
        """Let somebody be told of each."""
        self._record.tell = tell

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
                self._faults.add("*", api_path(), retry_after=_SECONDS_LIMITED)
                return f"The bot's next request is refused with 429: {_SECONDS_LIMITED:g} seconds."
            case "error":
                self._faults.add("*", api_path(), status=500)
                return "The bot's next request fails with 500."
            case "lose":
                self._faults.add("*", api_path(), lose_answer=True)
                return "The bot's next request is served, and its answer gets lost."
            case "slow":
                self._faults.add("*", api_path(), delay=_SECONDS_SLOW)
                return f"The bot's next request waits for {_SECONDS_SLOW:g} seconds."


def note(entry: Entry) -> Json:
    """Return an entry as the page shows it."""
    told: Json = {"kind": entry.kind, "at": entry.at, "name": _TOKEN.sub("…", entry.name)}
    told["body"] = _written(entry.body, entry.files)
    return told if entry.kind == "event" else told | {"status": entry.status, "against": entry.against}


def _written(body: object, files: tuple[str, ...] = ()) -> str:
    text = "" if body is None else json.dumps(body, indent=2, ensure_ascii=False)
    more = f"\n… and {len(text) - _LONGEST} more characters" if len(text) > _LONGEST else ""
    return "\n".join(part for part in (text[:_LONGEST] + more, *(f"file: {name}" for name in files)) if part)
