"""What is set for our commands in each server, as Discord told it last.

Read where it is first needed, kept up to date by Discord's events, and read anew where some may have been missed. Only so
many servers are in memory; one that was let go of is read again.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from domain.errors import NotTold
from domain.permission import Settings

log = logging.getLogger(__name__)

# Seconds that a press waits for Discord. With two looks before a form (cogs/intake.py, FORM_PATIENCE) that is within the
# three that Discord waits for us; the reading goes on, so that the next press has it.
WAIT = 0.6
# Seconds until a server is asked about again that could not be read. Discord bars an address for 10,000 refusals in ten
# minutes (https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans).
REST = 30.0
IN_MEMORY = 50_000  # servers and what is set in them, all together; each some 100 bytes

Levels = Mapping[int, Settings]  # by the id of the application, or of a command
Read = Callable[[int], Awaitable[Levels]]


@dataclass(slots=True)
class _Known:
    levels: Levels
    doubted: bool = False  # whether events may have been missed since

    @property
    def size(self) -> int:
        return 1 + sum(1 + len(level) for level in self.levels.values())


class LastKnown:
    """Levels by server. `read` asks Discord; whatever it raises means that it cannot be told."""

    def __init__(self, read: Read, *, wait: float = WAIT, rest: float = REST, most: int = IN_MEMORY) -> None:
        self._read = read
        self._wait = wait
        self._rest = rest
        self._most = most
        self._known: OrderedDict[int, _Known] = OrderedDict()
        self._size = 0
        self._gaps = 0  # in what events tell
        self._readings: dict[int, asyncio.Task[None]] = {}  # one that failed stays until it has rested
        self._meanwhile: dict[int, dict[int, Settings]] = {}  # what events told while a server was read

    async def of(self, guild_id: int) -> Levels:
        """Return what is set in a server: as it is, or where that cannot be told in time, as it was. Raises NotTold."""
        known = self._known.get(guild_id)
        if known is None or known.doubted:
            await asyncio.wait((self._reading(guild_id),), timeout=self._wait)
            known = self._known.get(guild_id)
        if known is None:
            raise NotTold
        self._known.move_to_end(guild_id)
        return known.levels

    def hear(self, guild_id: int, target: int, settings: Settings) -> None:
        """Take what an event told of a server. Of one that is not in memory nothing is kept: it is read when needed."""
        if guild_id in self._meanwhile:
            self._meanwhile[guild_id][target] = settings
        if known := self._known.get(guild_id):
            self._keep(guild_id, _Known({**known.levels, target: settings}, known.doubted))

    def doubt(self) -> None:
        """Take all as out of date: it is still better than nothing until it was read anew."""
        self._gaps += 1
        for known in self._known.values():
            known.doubted = True

    def forget(self, guild_id: int) -> None:
        """Let go of a server."""
        if known := self._known.pop(guild_id, None):
            self._size -= known.size

    def _reading(self, guild_id: int) -> "asyncio.Task[None]":
        if guild_id not in self._readings:
            self._meanwhile[guild_id] = {}
            self._readings[guild_id] = asyncio.create_task(self._refresh(guild_id))
        return self._readings[guild_id]

    async def _refresh(self, guild_id: int) -> None:
        rest, gaps = 0.0, self._gaps
        try:
            levels = await self._read(guild_id)
            # An event is never older than what was read while it came.
            self._keep(guild_id, _Known({**levels, **self._meanwhile[guild_id]}, doubted=gaps != self._gaps))
        except Exception as error:  # noqa: BLE001 - a task has nobody above it
            rest = self._rest
            log.warning(
                "who may press buttons in server %d cannot be read (known from before: %s): %r",
                guild_id,
                guild_id in self._known,
                error,
            )
        finally:
            del self._meanwhile[guild_id]
            asyncio.get_running_loop().call_later(rest, self._readings.pop, guild_id, None)

    def _keep(self, guild_id: int, known: _Known) -> None:
        self.forget(guild_id)
        self._known[guild_id] = known
        self._size += known.size
        while self._size > self._most and len(self._known) > 1:
            self.forget(next(iter(self._known)))
