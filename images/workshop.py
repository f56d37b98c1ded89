"""The workshop: the bot's pictures are read, made normal, made to fit, compared and recognised here, off the event loop.

Linux holds every limit. macOS does not limit address space, and everything else is the same there.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self
from uuid import uuid4

from domain import limits
from domain.fingerprint import Fingerprint
from domain.picture import Comparison, Normal, Picture, UnreadablePicture
from images.processes.answer import Done, checked
from images.processes.forks import Forks
from images.processes.order import Limits, Order
from images.share import share

log = logging.getLogger(__name__)

_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Fitted:
    """A picture that may be uploaded: where it is, what it is, and what was done to it."""

    path: Path
    picture: Picture
    change: Literal["none", "reencoded", "scaled"]


class Workshop:
    """Two places, each for one picture in a process of its own with limits of its own."""

    def __init__(self, *, places: int = 2, limits: Limits = _LIMITS) -> None:
        self._places = asyncio.Semaphore(places)
        self._limits = limits
        self._forks = Forks()

    async def __aenter__(self) -> Self:
        await self._forks.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._forks.close()

    async def inspect(self, path: Path, largest: int = limits.SOURCE_BYTES, *, mark: bool = False) -> Picture:
        """Decode the whole picture, a file of at most `largest` bytes, or raise UnreadablePicture.

        `mark` puts into the file that a model made it, where it takes that.
        """
        part = path.with_name(f".{uuid4().hex}.part")
        order = Order("inspect", self._limits, _absolute(path), part=_absolute(part), most=largest, mark=mark)
        done = await self._do(order)
        _tell(path, done)
        return done.picture

    async def recognise(self, path: Path) -> tuple[Fingerprint, bool]:
        """Return how a picture looks, and whether its file says that a model made it. Raises UnreadablePicture."""
        order = Order("recognise", self._limits, _absolute(path), most=limits.SOURCE_BYTES)
        done = await self._do(order)
        if done.picture.fingerprint is None:
            raise UnreadablePicture("broken")
        return done.picture.fingerprint, done.said

    async def normalise(self, source: Path, target: Path) -> Normal:
        """Write the picture upright, still, opaque, in sRGB and without metadata; target appears when whole.

        It is PNG or JPEG, whatever the target is named. Raises UnreadablePicture.
        """
        part = target.with_name(f".{uuid4().hex}.part")
        order = Order("normalise", self._limits, _absolute(source), _absolute(target), _absolute(part))
        done = await self._do(order)
        return Normal(done.picture, done.loss)

    async def fit(
        self, pictures: Sequence[Path], *, each: int, total: int, folder: Path, mark: bool = False
    ) -> list[Fitted]:
        """Make files of at most `each` bytes, and `total` together: as they are where they fit.

        What had to become smaller is a new file in `folder`; `mark` puts into it that a model made it, within the same
        limits. Raises UnreadablePicture and CannotFit.
        """
        most = share([path.stat().st_size for path in pictures], each=each, total=total)
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._fit(path, most, folder, mark=mark)) for path in pictures]
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        return [task.result() for task in tasks]

    async def compare(
        self, both: tuple[Path, Path], how: Comparison, *, most: int, folder: Path, mark: bool = False
    ) -> Fitted:
        """Write both, before and after, as one picture of at most `most` bytes, a new file in `folder`.

        `mark` puts into it that a model made it. Raises UnreadablePicture and CannotFit.
        """
        before, after = both
        target = folder / uuid4().hex
        order = Order(
            "compare",
            self._limits,
            _absolute(after),
            _absolute(target),
            _absolute(target.with_suffix(".part")),
            most,
            mark,
            _absolute(before),
            how,
        )
        done = await self._do(order)
        _tell(after, done)
        return Fitted(target.with_suffix(done.picture.format.suffix), done.picture, done.change)

    async def _fit(self, path: Path, most: int, folder: Path, *, mark: bool) -> Fitted:
        target = folder / uuid4().hex
        part = target.with_suffix(".part")
        order = Order("fit", self._limits, _absolute(path), _absolute(target), _absolute(part), most, mark)
        fitted = await self._do(order)
        _tell(path, fitted)
        if fitted.change != "none":
            path = target.with_suffix(fitted.picture.format.suffix)
        return Fitted(path, fitted.picture, fitted.change)

    async def _do(self, order: Order) -> Done:
        async with self._places:
            try:
                # Nothing comes back where the fork server died, which is not the picture's fault.
                answer = await self._forks.run(order) or await self._forks.run(order)
            except TimeoutError:
                seconds = round(order.limits.wall_seconds)
                raise UnreadablePicture("took_too_long", limit=seconds) from None
        return checked(answer, order.limits)


def _tell(path: Path, done: Done) -> None:
    if done.unmarked:
        log.warning("%s takes no mark: %s", path.name, done.unmarked)


def _absolute(path: Path) -> str:
    """The fork server's working directory is another one."""
    return str(path.absolute())
