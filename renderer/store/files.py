"""The files that the server keeps: uploads and finished pictures, for an hour, within a bounded space."""

import mimetypes
import os
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

LIFETIME: Final = 3600.0  # seconds; fal promises a result for an hour
LONGEST_LIFETIME: Final = 30 * 86400.0  # what "never" means here, unless newer files need the space
MOST_BYTES: Final = 2 << 30
MOST_FILES: Final = 10_000
LARGEST_FILE: Final = 50_000_000  # fal/toolkit/image/image.py downloads no more for an image
SAFE_NAME: Final = re.compile(r"[A-Za-z0-9_-]{8,80}(\.[a-z0-9]{1,8})?")
SUFFIXES: Final = {"image/jpeg": ".jpeg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif"}


class Files:
    """A folder of files with unguessable names, in three parts.

    What is served is `public`; what is only sent inside an answer is `kept`. Both are swept. What belongs to a
    request that is not over yet is `private`: it is bounded by those who write there, and of no use to the next
    process. A file expires one lifetime after its time of change; for another lifetime that time is shifted.
    """

    def __init__(self, folder: Path, *, lifetime: float = LIFETIME, most_bytes: int = MOST_BYTES) -> None:
        self.public = folder / "files"
        self.kept = folder / "kept"
        self.private = folder / "private"
        self._lifetime = lifetime
        self._most_bytes = most_bytes
        for part in (self.public, self.kept, self.private):
            part.mkdir(parents=True, exist_ok=True)
            part.chmod(0o700)  # other users of the machine have no business here
        for leftover in (*self.kept.iterdir(), *self.private.iterdir()):
            leftover.unlink()  # belongs to requests that a former process had accepted

    def new_name(self, content_type: str = "") -> str:
        """Return a name that nobody can guess."""
        return secrets.token_urlsafe(18) + SUFFIXES.get(content_type, "")

    def find(self, name: str) -> Path | None:
        """Return the public file of that name, if it is still there."""
        path = self.public / name
        if not SAFE_NAME.fullmatch(name) or not path.is_file() or self._expired(path.stat()):
            return None
        return path

    def publish(self, path: Path, name: str = "", life: float = LIFETIME) -> Path:
        """Move a private file to where it is served."""
        return self._move(path, self.public / (name or self.new_name() + path.suffix), life)

    def keep(self, path: Path, life: float = LIFETIME) -> Path:
        """Move a private file to where it is kept for an answer."""
        return self._move(path, self.kept / path.name, life)

    def _move(self, path: Path, target: Path, life: float) -> Path:
        expires = time.time() + min(life, LONGEST_LIFETIME)
        os.utime(path, (expires - self._lifetime, expires - self._lifetime))
        return path.replace(target)

    def sweep(self) -> None:
        """Delete what has expired, and what expires next where there is too much."""
        kept = 0
        for number, (path, stat) in enumerate(sorted(self._listed(), key=lambda item: -item[1].st_mtime)):
            kept += stat.st_size
            if self._expired(stat) or kept > self._most_bytes or number >= MOST_FILES:
                path.unlink(missing_ok=True)

    def _expired(self, stat: os.stat_result) -> bool:
        return time.time() - stat.st_mtime > self._lifetime

    def _listed(self) -> Iterator[tuple[Path, os.stat_result]]:
        for folder in (self.public, self.kept):
            for path in folder.iterdir():
                try:
                    yield path, path.stat()
                except FileNotFoundError:
                    continue


def content_type_of(path: Path) -> str:
    """Return what to call a file when it is served: a picture is a picture, the rest is bytes."""
    guess = mimetypes.guess_type(path.name)[0] or ""
    return guess if guess in SUFFIXES else "application/octet-stream"
