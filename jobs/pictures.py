"""Pictures on the way in and out: taken from what a member sent, kept by content, and made to fit an upload."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from domain.claim import check_sides
from domain.errors import Gone, StoreAway
from domain.job import Result, StoredPicture
from domain.picture import LOSSLESS, Comparison, Loss, PictureFormat
from images.workshop import Workshop
from storage import fingerprints
from storage.database import Database
from storage.places import Place, digest

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture that may be uploaded: its file, its format, and what was done to it for that."""

    path: Path
    format: PictureFormat
    change: Literal["none", "reencoded", "scaled"] = "none"


@dataclass(frozen=True, slots=True)
class Taken:
    """A source as it is kept, and what of it is not."""

    picture: StoredPicture
    loss: Loss = LOSSLESS


async def once_there(ask: Callable[[], Awaitable[Value]], pause: float) -> Value:
    """Return what is asked of where pictures lie, once it answers: it is waited for as a full disk is (pause: seconds)."""
    while True:
        try:
            return await ask()
        except StoreAway:  # which is told to the log where it is noticed
            await asyncio.sleep(pause)


class Pictures:
    """The store and the workshop, for who speaks with members. What is made smaller here is marked as made with AI."""

    def __init__(self, database: Database, files: Place, workshop: Workshop, *, marks: bool) -> None:
        self._database = database
        self._files = files
        self._workshop = workshop
        self._marks = marks

    def workspace(self) -> AbstractContextManager[Path]:
        """Return a folder for files that are not finished."""
        return self._files.workspace()

    async def take(self, raw: Path) -> Taken:
        """Keep what a member sent, made normal. Raises UnreadablePicture. The file must lie in a workspace."""
        target = raw.with_name(f"{raw.name}-normal")
        normal = await self._workshop.normalise(raw, target)
        check_sides((normal.picture.width, normal.picture.height))
        stored = await self._files.adopt(target, normal.picture)
        return Taken(stored, normal.loss)

    async def shrunk(self, picture: StoredPicture, most: int, *, made_here: bool) -> StoredPicture:
        """Keep a picture of the store in at most so many bytes too; what a model made says so there as well.

        Raises CannotFit, UnreadablePicture, FileNotFoundError or StoreAway.
        """
        if picture.bytes <= most:
            return picture
        with self.workspace() as folder:
            mark = made_here and self._marks
            [small] = await self._workshop.fit(
                [await self.file(picture)], each=most, total=most, folder=folder, mark=mark
            )
            return await self._files.adopt(small.path, small.picture)

    async def has(self, picture: StoredPicture) -> bool:
        """Return whether a picture of the store is still kept. Raises StoreAway."""
        return await self._files.has(picture)

    async def file(self, picture: StoredPicture) -> Path:
        """Return a file with a picture, which is there for some minutes. Raises FileNotFoundError and StoreAway."""
        return await self._files.file(picture)

    async def fit(self, results: Sequence[Result], *, each: int, total: int, folder: Path) -> list[Upload]:
        """Return the pictures in files of at most `each` bytes, together `total`; new ones lie in the folder.

        Those that fit as they are were checked, and marked, when they were stored: nothing is read again. Raises
        CannotFit, UnreadablePicture, FileNotFoundError or StoreAway.
        """
        sizes = [result.picture.bytes for result in results]
        paths = [await self.file(result.picture) for result in results]
        if max(sizes, default=0) <= each and sum(sizes) <= total:
            both = zip(paths, results, strict=True)
            return [Upload(path, result.picture.format) for path, result in both]
        fitted = await self._workshop.fit(paths, each=each, total=total, folder=folder, mark=self._marks)
        for one, result in zip(fitted, results, strict=True):
            if one.change != "none":
                await self._note_copy(one.path, result.picture)
        return [Upload(one.path, one.picture.format, one.change) for one in fitted]

    async def _note_copy(self, file: Path, picture: StoredPicture) -> None:
        """Note what a file was made from that is about to be shown, so that it is recognised."""
        await fingerprints.copied(self._database, await asyncio.to_thread(digest, file), picture)

    async def compare(
        self, before: StoredPicture, after: StoredPicture, how: Comparison, *, most: int, folder: Path
    ) -> Upload:
        """Return before and after as one picture of at most `most` bytes, in the folder. Raises Gone and StoreAway."""
        try:
            both = (await self.file(before), await self.file(after))
            made = await self._workshop.compare(both, how, most=most, folder=folder, mark=self._marks)
        except FileNotFoundError:  # also where retention came in between
            raise Gone("comparison") from None
        await self._note_copy(made.path, after)
        return Upload(made.path, made.picture.format, made.change)
