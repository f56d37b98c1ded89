"""Recognition: whether a picture was made here, as far as who asks may know.

By its bytes, which are those of a result or of what was made from one to be shown; by how it looks, where it was encoded
anew or scaled; and by what its file says of itself.
"""

import asyncio
import logging
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from domain import limits
from domain.errors import StoreAway
from domain.job import StoredPicture
from domain.member import Asker
from domain.picture import UnreadablePicture
from domain.trace import Trace
from images.workshop import Workshop
from jobs.history import is_here, may_see
from storage import fingerprints, traces
from storage.database import Database
from storage.places import Place, digest

log = logging.getLogger(__name__)

AT_ONCE = 100  # pictures of before, in one transaction


class Where(Enum):
    """Where a picture was made, as far as it may be told."""

    HERE = auto()
    HIDDEN = auto()  # here, and no more than that may be told
    ELSEWHERE = auto()  # by this bot, in another server or conversation
    BY_A_MODEL = auto()  # that says its file; not by this bot
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a picture was recognised as. `same`: byte for byte. The trace is there for HERE alone."""

    where: Where
    same: bool = False
    trace: Trace | None = None


class Recognition:
    """Recognises pictures."""

    def __init__(self, database: Database, files: Place, workshop: Workshop) -> None:
        self._database = database
        self._files = files
        self._workshop = workshop

    async def recognise(self, raw: Path, asker: Asker) -> Recognised:
        """Return what a file is. Raises UnreadablePicture."""
        fingerprint, said = await self._workshop.recognise(raw)
        sha256 = await asyncio.to_thread(digest, raw)
        found = await traces.trace(self._database, sha256, fingerprint, asker)
        if found is None:
            return Recognised(Where.BY_A_MODEL if said else Where.UNKNOWN)
        if not is_here(found.card, asker):
            return Recognised(Where.ELSEWHERE, found.same)
        if found.deleted or not may_see(found.card, asker):
            return Recognised(Where.HIDDEN, found.same)
        return Recognised(Where.HERE, found.same, found)

    async def look_back(self) -> None:
        """Look at the pictures of before there were looks: one after the other, beside everything else.

        What fails is told and left for the next start.
        """
        try:
            if seen := await self._look_at_all():
                log.info("%d pictures of before can be recognised now", seen)
        except StoreAway as away:
            log.warning("not all pictures of before can be recognised, again at the next start: %s", away.why)
        except Exception:
            log.exception("not all pictures of before can be recognised; again at the next start")

    async def _look_at_all(self) -> int:
        seen, after = 0, ""
        while found := await fingerprints.missing(self._database, after, AT_ONCE):
            for picture in found:
                seen += await self._look_at(picture)
            after = found[-1].sha256
        return seen

    async def _look_at(self, picture: StoredPicture) -> bool:
        """Look at one; what cannot be read, or has gone meanwhile, has no look."""
        try:
            whole = await self._workshop.inspect(await self._files.file(picture), limits.RESULT_BYTES)
        except (UnreadablePicture, OSError) as error:
            log.info("%s has no fingerprint: %r", picture.sha256, error)
            return False
        if whole.fingerprint:
            await fingerprints.add(self._database, picture.sha256, whole.fingerprint)
        return whole.fingerprint is not None
