"""What developers see: each request of the bot with its check, each event that it gets, its log; and trouble at the press of a button."""

import json
import re
import signal
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, Protocol

from sandbox.api.faults import Fault, Faults
from sandbox.api.rest import api_path
from sandbox.gateway.gateway import Gateway
from sandbox.record import Entry, Record
from sandbox.rules.options import WrongInput
from sandbox.wire import Json
from sandbox.world.clock import Clock
from sandbox.world.unspoken import Unspoken

Failing = Literal["limit", "error", "lose", "slow"]
Parting = Literal["drop", "reconnect", "forget"]
Passing = Literal["quarter", "hour", "day"]
Ending = Literal["restart", "kill"]
Trouble = Failing | Parting | Passing | Ending
_LONGEST = 6000  # characters of a body
_MOST_LINES = 500  # of the log
_LONGEST_LINE = 2000  # characters
_SHORTEST_SECRET = 6  # characters; what is shorter hides nothing, and stands in every other line
_SECONDS_LIMITED = 2.0
_SECONDS_SLOW = 5.0  # longer than an interaction waits for its answer
_SECONDS = {"quarter": 15 * 60, "hour": 3600, "day": 86_400}
# Colours, titles and the like, as terminals understand them (ECMA-48, 5.4 and 5.6); then what else has no shape.
_CONTROLS = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]|[\x00-\x08\x0b-\x1f\x7f]"
)
_TOKEN = re.compile(r"[\w-]{60,}")  # of an interaction: long, and of no use to a reader


class Program(Protocol):
    """The bot's process, where whoever serves this Discord has started it."""

    @property
    def secrets(self) -> Iterable[str]:
        """What its log may contain and nobody is to read."""
        ...

    def end(self, number: signal.Signals) -> None:
        """Let it end by a signal, and begin again."""
        ...


class Panel:
    """Shows what goes over the wire and what the bot says, and makes trouble there.

    `tell` is called with each piece of news for who has it open, `alarm` with what is for everybody.
    """

    def __init__(
        self, record: Record, gateway: Gateway, faults: Faults, clock: Clock, unspoken: Unspoken
    ) -> None:
        self.is_watched: Callable[[], bool] = lambda: False
        self.lines: deque[str] = deque(maxlen=_MOST_LINES)
        self.tell: Callable[[Json], None] = lambda _: None
        self.alarm: Callable[[Json], None] = lambda _: None
        self._program: Program | None = None
        self._secrets: list[str] = []
        self._coming: list[tuple[Fault, str]] = []  # what was asked for, and what to say once it has struck
        self._gateway = gateway
        self._faults = faults
        self._clock = clock
        self._unspoken = unspoken
        self._record = record
        record.tell = self._note
        unspoken.tell = lambda: self.alarm(self.unspoken())

    @property
    def program(self) -> Program | None:
        """The bot's process, if it is ours to end."""
        return self._program

    @program.setter
    def program(self, program: Program | None) -> None:
        self._program = program
        known: Iterable[str] = () if program is None else program.secrets
        # A secret that is a part of another goes after it.
        self._secrets = sorted((one for one in known if len(one) >= _SHORTEST_SECRET), key=len, reverse=True)

    def news(self) -> Iterable[Json]:
        """Yield what there is to tell to who opens it."""
        yield {"op": "wire", "notes": [note(entry) for entry in self._record.entries]}
        yield {"op": "log", "lines": list(self.lines), "ours": self._program is not None}

    def unspoken(self) -> Json:
        """Return what the bot has wanted that is not spoken here, as news."""
        return {"op": "unspoken", "sentences": list(self._unspoken.sentences)}

    def hear(self, lines: Sequence[str]) -> None:
        """Note lines of the bot's log, with its secrets covered, as plain text."""
        said = [self._covered(_CONTROLS.sub("", line))[:_LONGEST_LINE] for line in lines]
        self.lines.extend(said)
        self.tell({"op": "log", "lines": said, "ours": True})

    def make(self, trouble: Trouble) -> str:
        """Let something go wrong, and return what will. WrongInput where it cannot."""
        match trouble:
            case "limit" | "error" | "lose" | "slow":
                return self._fail(trouble)
            case "drop" | "reconnect" | "forget":
                return self._part(trouble)
            case "restart" | "kill":
                return self._end(trouble)
            case "quarter" | "hour" | "day":
                self._clock.advance(_SECONDS[trouble])
                return "The clock has been moved. What was to end by now has ended."

    def _fail(self, trouble: Failing) -> str:
        match trouble:
            case "limit":
                fault = self._faults.add("*", api_path(), retry_after=_SECONDS_LIMITED)
                self._coming.append((fault, "The bot's request was refused with 429."))
                return f"The bot's next request is refused with 429: {_SECONDS_LIMITED:g} seconds."
            case "error":
                fault = self._faults.add("*", api_path(), status=500)
                self._coming.append((fault, "The bot's request has failed with 500."))
                return "The bot's next request fails with 500."
            case "lose":
                fault = self._faults.add("*", api_path(), lose_answer=True)
                self._coming.append((fault, "The bot's request was served, and its answer got lost."))
                return "The bot's next request is served, and its answer gets lost."
            case "slow":
                fault = self._faults.add("*", api_path(), delay=_SECONDS_SLOW)
                self._coming.append((fault, f"The bot's request has waited for {_SECONDS_SLOW:g} seconds."))
                return f"The bot's next request waits for {_SECONDS_SLOW:g} seconds."

    def _part(self, trouble: Parting) -> str:
        match trouble:
            case "drop":
                self._gateway.drop()
                return "The bot's connection is broken off."
            case "reconnect":
                self._gateway.reconnect()
                return "The bot is asked to connect again."
            case "forget":
                self._gateway.invalidate()
                return "The bot's session is no more."

    def _end(self, trouble: Ending) -> str:
        if self._program is None:
            raise WrongInput("The bot was not started from here: end it where it runs.")
        match trouble:
            case "restart":
                self._program.end(signal.SIGTERM)
                return "The bot is asked to end (SIGTERM), and begins again."
            case "kill":
                self._program.end(signal.SIGKILL)
                return "The bot is killed (SIGKILL), and begins again."

    def _covered(self, line: str) -> str:
        for secret in self._secrets:
            line = line.replace(secret, "•••")
        return _TOKEN.sub("…", line)

    def _note(self, entry: Entry) -> None:
        if self.is_watched():
            self.tell({"op": "wire", "notes": [note(entry)]})
        for fault, words in [one for one in self._coming if one[0].struck]:
            self._coming.remove((fault, words))
            self.tell({"op": "troubled", "what": words})


def note(entry: Entry) -> Json:
    """Return an entry as the page shows it."""
    told: Json = {"kind": entry.kind, "at": entry.at, "name": _TOKEN.sub("…", entry.name)}
    told["body"] = _written(entry.body, entry.files)
    return told if entry.kind == "event" else told | {"status": entry.status, "against": entry.against}


def _written(body: object, files: tuple[str, ...] = ()) -> str:
    text = "" if body is None else json.dumps(body, indent=2, ensure_ascii=False)
    more = f"\n… and {len(text) - _LONGEST} more characters" if len(text) > _LONGEST else ""
    return "\n".join(part for part in (text[:_LONGEST] + more, *(f"file: {name}" for name in files)) if part)
