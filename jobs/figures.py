"""Figures for who is answerable for a server; and how often somebody was turned down, counted on the way."""

import asyncio
import logging
from collections import Counter

from domain.buckets import DAY
from domain.chart import Chart
from domain.errors import Refused
from domain.figures import Figures, Load, reason_of
from domain.member import Asker
from images import charts
from jobs import clock
from storage import figures
from storage.database import Database
from storage.sqlite import SqliteError

SOON = 2.0  # seconds; who looks whether the bot works waits for no more than five
EVERY = 60 * 60.0  # seconds
log = logging.getLogger(__name__)


class Counts:
    """Counts refusals in memory, and adds them to the database now and then: what is lost with the process was little."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counted = Counter[tuple[int, str]]()

    def note(self, asker: Asker, refused: Refused) -> None:
        """Count one."""
        self._counted[asker.member.guild_id, reason_of(refused)] += 1

    async def save(self) -> None:
        """Add what was counted to the day that is now."""
        counted, self._counted = self._counted, Counter[tuple[int, str]]()
        if counted:
            await figures.turned_down(self._database, clock.now() // DAY, counted)

    async def run(self) -> None:
        """Save now and then."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.save()
            except Exception:
                log.exception("refusals of the last hour are not counted")


class Reporting:
    """Looks figures up, and has them drawn."""

    def __init__(self, database: Database, counts: Counts) -> None:
        self._database = database
        self.counts = counts

    async def of_server(self, actor: Asker, days: int) -> Figures:
        """Return the figures of the last so many days (UTC) of the actor's server, today included."""
        await self.counts.save()
        today = clock.now() // DAY
        return await figures.of_server(self._database, actor.member.guild_id, today - days + 1, today)

    async def load(self) -> Load | None:
        """Return what there is to do and what was spent; None where the database cannot be asked, or not soon."""
        try:
            async with asyncio.timeout(SOON):
                return await figures.load(self._database, clock.now())
        except (SqliteError, TimeoutError) as error:
            log.warning("the load cannot be looked up: %s", str(error) or "no answer in time")
            return None

    async def drawn(self, title: str, sheet: list[Chart]) -> bytes | None:
        """Return charts as a PNG; None where none can be drawn."""
        try:
            return await charts.drawn(title, sheet)
        except charts.NoCharts:
            return None
