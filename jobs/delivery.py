"""Showing a member how their job goes and how it ended, until they have seen it."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from domain.errors import Gone
from domain.job import Account, Job, JobState, Progress, ReplyTo, Result
from domain.quota import Allowance
from jobs import clock
from storage import deliveries, jobs, ledger
from storage.database import Database
from storage.pictures import PictureFiles

log = logging.getLogger(__name__)

# Seconds between tries while Discord does not take it: six hours in all, then it waits for its member.
PAUSES = (2.0, 10.0, 30.0, 120.0, *(600.0,) * 36)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ended, with all that a card of it says."""

    job: Job
    results: Sequence[tuple[Result, Path]]
    account: Account
    provider: str


class NotShown(Exception):
    """It could not be shown now; it may be later."""


class NowhereToShow(Exception):
    """It can never be shown where it was asked: the message is out of reach."""


class Delivery(Protocol):
    """Where progress and endings go."""

    def progress(self, job: Job, reply_to: ReplyTo, progress: Progress, account: Account) -> None:
        """Show how far a job is; may be dropped for a newer one, and is never waited for."""
        ...

    async def show(self, ending: Ending, reply_to: ReplyTo) -> None:
        """Show how a job ended. Raises NotShown or NowhereToShow."""
        ...


class Deliverer:
    """Brings endings to their members, and remembers who has seen theirs."""

    def __init__(
        self,
        database: Database,
        files: PictureFiles,
        delivery: Delivery,
        titles: dict[str, str],
        allowance: Allowance,
    ) -> None:
        self._database = database
        self._files = files
        self._delivery = delivery
        self._titles = titles
        self._allowance = allowance
        self._delivering: set[int] = set()

    async def progress(self, job: Job, progress: Progress) -> None:
        """Show how far a job is. It may be lost, whatever the reason; the job is none the worse."""
        try:
            reply_to = await deliveries.reply_to(self._database, job.id)
            if reply_to and reply_to.token:
                self._delivery.progress(job, reply_to, progress, await self._account(job))
        except Exception:
            log.exception("progress of job %d is lost", job.id)

    async def deliver(self, job: Job) -> None:
        """Show how a job ended; try until it is shown, or certain that it cannot be."""
        reply_to = await deliveries.reply_to(self._database, job.id)
        if reply_to is None or job.id in self._delivering:
            return
        self._delivering.add(job.id)
        try:
            await self._until_shown(job, reply_to)
        finally:
            self._delivering.discard(job.id)

    async def _until_shown(self, job: Job, reply_to: ReplyTo) -> None:
        """Try, and try again."""
        ending = await self.ending(job)
        for pause in PAUSES:
            try:
                await self._delivery.show(ending, reply_to)
            except NowhereToShow:
                log.info("job %d has nowhere to be shown; it waits for its member", job.id)
                return await deliveries.waiting(self._database, job.id)
            except NotShown as error:
                log.warning("job %d could not be shown, again in %g s: %s", job.id, pause, error)
                await asyncio.sleep(pause)
            except Exception:  # a fault of ours must not keep a member's pictures from them
                log.exception("job %d could not be shown, again in %g s", job.id, pause)
                await asyncio.sleep(pause)
            else:
                return await deliveries.shown(self._database, job.id)
        return await deliveries.waiting(self._database, job.id)

    async def show_again(self, job: Job, reply_to: ReplyTo) -> None:
        """Show how a job ended in another place than it was asked. Raises NotShown, NowhereToShow, or Gone."""
        ending = await self.ending(job)
        await deliveries.shown(self._database, job.id)
        if not all(path.exists() for _, path in ending.results):
            raise Gone("picture")
        await self._delivery.show(ending, reply_to)

    async def ending(self, job: Job) -> Ending:
        """How a job ended, from the store."""
        results = await jobs.results(self._database, job.id) if job.state is JobState.DONE else []
        return Ending(
            job,
            [(result, self._files.path(result.picture)) for result in results],
            await self._account(job),
            self._titles.get(job.provider, job.provider),
        )

    async def _account(self, job: Job) -> Account:
        return await ledger.account(self._database, job.guild_id, job.user_id, self._allowance, clock.now())
