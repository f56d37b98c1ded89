"""From a host's answer to stored pictures, and what they are billed at."""

import asyncio
import logging
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from domain import limits
from domain.card import Card
from domain.errors import Failure, FailureKind, HostSaid, Unreachable
from domain.job import Bill, Job, Result, StoredPicture
from domain.pauses import Pauses, tries
from domain.picture import UnreadablePicture
from domain.request import SEED_MAX
from images.workshop import Workshop
from jobs.pictures import once_there
from jobs.safety import Safety
from providers.provider import Provider, Rendered, RenderedPicture
from storage.places import Place

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Collected:
    """What came of an answer's pictures: those that are stored, and why others are not."""

    results: list[Result]
    lost: list[FailureKind]
    withheld: int = 0  # which our own check lets nobody see
    adult: bool = False  # whether moderators have to look first, by that check


@dataclass(frozen=True, slots=True)
class _Taken:
    """A picture that came whole; it is not stored where nobody is to see it."""

    picture: StoredPicture | None
    adult: bool


class Collection:
    """Downloads, checks and keeps pictures."""

    def __init__(
        self, files: Place, workshop: Workshop, safety: Safety, pauses: Pauses, *, marks: bool
    ) -> None:
        self._files = files
        self._workshop = workshop
        self._safety = safety
        self._marks = marks
        self._pauses = pauses

    async def collect(
        self, provider: Provider, rendered: Rendered, job: Job, card: Card, *, last: bool
    ) -> Collected:
        """Return the pictures of an answer, stored; those that the host flagged are withheld.

        So are those that seem adult outside of age-restricted channels, unless moderators have a say there: then they
        have to look first.

        Raises Unreachable where one of them cannot be had now, since it is paid for; at the last try it is lost.
        """
        told = rendered.seed
        seed = told if told is not None and 0 <= told <= SEED_MAX else job.request.seed
        taking_one = self._take_last if last else self._take
        wanted = enumerate(rendered.pictures[: job.request.images], 1)
        # All at once: one is checked while another is on its way. The workshop has its own bounds.
        try:
            with self._files.workspace() as folder:
                async with asyncio.TaskGroup() as group:
                    taking = {
                        number: group.create_task(taking_one(provider, picture, card, folder / str(number)))
                        for number, picture in wanted
                        if not picture.flagged
                    }
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        taken = {number: task.result() for number, task in taking.items()}
        came = {number: one for number, one in taken.items() if isinstance(one, _Taken)}
        return Collected(
            [Result(number, seed, one.picture) for number, one in came.items() if one.picture],
            [one for one in taken.values() if isinstance(one, FailureKind)],
            sum(one.picture is None for one in came.values()),
            any(one.adult for one in came.values()),
        )

    async def _take(
        self, provider: Provider, picture: RenderedPicture, card: Card, file: Path
    ) -> _Taken | FailureKind:
        """One picture, whole; or why it can never be had."""
        try:
            async for attempt in tries(self._pauses.picture, _came_broken, asyncio.sleep):
                with attempt:
                    await provider.download(picture, file)
                    whole = await self._workshop.inspect(file, limits.RESULT_BYTES, mark=self._marks)
                    adult = not await self._safety.lets_through(file, card)
                    if adult and not card.moderated:
                        return _Taken(None, adult)
                    adopting = partial(self._files.adopt, file, whole)
                    return _Taken(await once_there(adopting, self._pauses.store), adult)
        except HostSaid as said:
            log.warning("a picture of %s: %s %r", provider.name, said.failure.kind, said.failure.detail)
            return said.failure.kind
        except UnreadablePicture as unreadable:
            log.warning("a picture of %s is %s", provider.name, unreadable.reason)
            return FailureKind.BAD_RESULT
        raise AssertionError("the last try returns or raises")

    async def _take_last(
        self, provider: Provider, picture: RenderedPicture, card: Card, file: Path
    ) -> _Taken | FailureKind:
        """Return the same, when nobody will come again for it."""
        try:
            return await self._take(provider, picture, card, file)
        except Unreachable as unreachable:
            log.warning("a picture of %s: %s", provider.name, unreachable.detail)
            return FailureKind.UNAVAILABLE


def _came_broken(error: BaseException) -> bool:
    """Return whether the same download may bring something else; what is too large stays so."""
    return isinstance(error, UnreadablePicture) and error.reason in {
        "broken",
        "not_a_picture",
        "took_too_long",
    }


def bill(rendered: Rendered, collected: Collected, job: Job) -> Bill:
    """Return what counts: the pictures that came, and those that were withheld where the host billed them.

    Where the host names no sum, it is the estimate for as many pictures as it made. Raises HostSaid where nothing
    came that counts.
    """
    answered = rendered.pictures[: job.request.images]
    flagged = sum(picture.flagged for picture in answered)
    withheld = flagged + collected.withheld
    counted = len(collected.results) + (withheld if rendered.billed else 0)
    share = -(-job.cost * len(answered) // job.request.images)
    cost = (share if rendered.cost is None else rendered.cost) if rendered.billed else 0
    if counted == 0:
        by_whom = FailureKind.CONTENT_POLICY if flagged else FailureKind.ADULT
        other = by_whom if withheld else FailureKind.BAD_RESULT
        kind = next(iter(collected.lost), other)
        detail = f"no picture of {len(answered)} could be used"
        raise HostSaid(Failure(kind=kind, detail=detail), cost)
    return Bill(counted, cost)
