"""Uploads in several parts: each part a private file, put together at the end."""

import asyncio
import secrets
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import Final

from renderer.failure import Cause, Failed, Failure
from renderer.store.arrivals import Arrival, Arrivals
from renderer.store.files import LARGEST_FILE, LIFETIME, Files
from renderer.store.room import Claim

MOST_OPEN: Final = 100
MOST_PARTS: Final = 10_000  # as at S3, whose way this is
PATIENCE: Final = 3600.0


@dataclass(slots=True)
class Part:
    """One part that has arrived."""

    path: Path
    size: int
    etag: str


@dataclass(slots=True)
class Open:
    """An upload that is not complete."""

    name: str
    life: float
    claim: Claim
    began: float = field(default_factory=time.time)
    parts: dict[int, Part] = field(default_factory=dict[int, Part])

    def discard(self) -> None:
        """Give back what it holds."""
        self.claim.release()
        for part in self.parts.values():
            part.path.unlink(missing_ok=True)


class Multipart:
    """The uploads that are not complete, by their ids."""

    def __init__(self, files: Files, arrivals: Arrivals) -> None:
        self._files = files
        self._arrivals = arrivals
        self._open: dict[str, Open] = {}

    def open(self, content_type: str, life: float = LIFETIME) -> tuple[str, str]:
        """Begin a new upload; return its id, and the name of the file that it will be."""
        self.sweep()
        if len(self._open) >= MOST_OPEN:
            raise Failed(Failure(Cause.TOO_MANY_UPLOADS))
        upload_id, name = secrets.token_hex(16), self._files.new_name(content_type)
        self._open[upload_id] = Open(name, life, self._arrivals.claim())
        return upload_id, name

    async def receive(self, arrival: Arrival, upload_id: str, name: str, number: int) -> str:
        """Take one part in; gives its ETag, without the quotes that a header puts around it. A part that comes again replaces the former one."""
        upload = self._found(upload_id, name)
        if not 1 <= number <= MOST_PARTS:
            raise Failed(Failure(Cause.NO_PART_NUMBER, limit=MOST_PARTS))
        others = sum(part.size for other, part in upload.parts.items() if other != number)
        left = LARGEST_FILE - others
        async with self._arrivals.received(arrival, upload.claim, left, whole=LARGEST_FILE) as path:
            etag = await asyncio.to_thread(_digest, path)
            kept = path.with_name(f"{self._files.new_name()}-part")
            if self._open.get(upload_id) is not upload:
                raise Failed(Failure(Cause.UPLOAD_OVER))
            if former := upload.parts.pop(number, None):
                former.path.unlink(missing_ok=True)
            upload.parts[number] = Part(path.rename(kept), kept.stat().st_size, etag)
        return etag

    async def complete(
        self, upload_id: str, name: str, wanted: Sequence[tuple[int, str]], life: float | None = None
    ) -> Path:
        """Put the parts together by their numbers. fal's client names them in the order in which they arrived."""
        upload = self._found(upload_id, name)
        numbers = sorted(number for number, _ in wanted)
        if not wanted or len(set(numbers)) < len(numbers):
            raise Failed(Failure(Cause.PARTS_NOT_NAMED_ONCE))
        if any(
            number not in upload.parts or upload.parts[number].etag != bare(etag) for number, etag in wanted
        ):
            raise Failed(Failure(Cause.PART_MISSING))
        del self._open[upload_id]
        whole = self._files.private / self._files.new_name()
        try:
            await asyncio.to_thread(_join, [upload.parts[number].path for number in numbers], whole)
            return self._files.publish(whole, name, upload.life if life is None else life)
        finally:
            whole.unlink(missing_ok=True)
            upload.discard()

    def sweep(self) -> None:
        """Give up what nobody completes."""
        for upload_id, upload in list(self._open.items()):
            if time.time() - upload.began > PATIENCE:
                del self._open[upload_id]
                upload.discard()

    def _found(self, upload_id: str, name: str) -> Open:
        upload = self._open.get(upload_id)
        if upload is None or upload.name != name:
            raise Failed(Failure(Cause.NO_SUCH_UPLOAD))
        return upload


def bare(etag: str) -> str:
    """Return an ETag without quotes: some send it back as the header had it, some as S3 wants it."""
    return etag.removeprefix("W/").strip('"')


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _join(parts: Sequence[Path], whole: Path) -> None:
    with whole.open("wb") as file:
        for path in parts:
            with path.open("rb") as part:
                shutil.copyfileobj(part, file)
