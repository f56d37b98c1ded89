"""One request on its way: what was asked, where it is, and what became of it."""

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from time import time

from pydantic import JsonValue
from yarl import URL

from renderer.failure import Failure
from renderer.order import Done, Progress
from renderer.request import RenderRequest
from renderer.store.files import LIFETIME

Json = dict[str, JsonValue]


class State(StrEnum):
    """fal's three states; a failed request is COMPLETED too, with an error."""

    IN_QUEUE = "IN_QUEUE"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"


class Api(StrEnum):
    """Through which of the two APIs a request came."""

    FAL = "fal"
    MODELRUNNER = "modelrunner"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Whom to tell, and of what."""

    url: URL
    events: frozenset[str] = frozenset({"completed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a request asks of the server, beside the pictures. All times are in seconds."""

    api: Api = Api.FAL
    account: str = ""
    remembered: float = LIFETIME
    media_life: float = LIFETIME
    start_within: float | None = None
    most_waiting: int | None = None
    webhook: Webhook | None = None
    tags: Mapping[str, str] = field(default_factory=dict[str, str])
    said: Json = field(default_factory=dict[str, JsonValue])


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished picture's file."""

    path: Path
    size: int


@dataclass(slots=True, eq=False)
class Job:
    """One request on its way."""

    request: RenderRequest
    origin: URL
    seed: int
    terms: Terms = field(default_factory=Terms)
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    state: State = State.IN_QUEUE
    logs: list[JsonValue] = field(default_factory=list[JsonValue])
    outcome: Done | Failure | None = None
    pictures: list[Kept] = field(default_factory=list[Kept])
    came: float = field(default_factory=time)
    began: float = 0.0
    ended: float = 0.0
    purged: float = 0.0
    version: int = 0
    task: asyncio.Task[None] | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def over(self) -> bool:
        """Return whether anything can still change."""
        return self.state is State.COMPLETED

    @property
    def expired(self) -> bool:
        """Return whether it is no longer to be known."""
        return self.over and time() - self.ended > self.terms.remembered

    @property
    def rendered_for(self) -> float:
        """Seconds of work."""
        return max(0.0, self.ended - self.began) if self.began else 0.0

    def note(self, progress: Progress) -> None:
        """Add the log line that clients read the percentage from."""
        self.log(f"progress {progress.percent}% · {progress.doing}")

    def log(self, message: str) -> None:
        """Add a line that `logs=1` shows."""
        now = datetime.now(UTC).isoformat()
        self.logs.append({"message": message, "timestamp": now, "level": "INFO", "source": "USER"})
        self.change()

    def change(self) -> None:
        """Wake all who watch."""
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def change_after(self, version: int) -> None:
        """Wait until there is something newer than that version."""
        while self.version <= version:
            await self._changed.wait()

    async def end(self) -> None:
        """Wait until it is over."""
        while not self.over:
            await self.change_after(self.version)
