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
MOST_BYTES: Final = 2 << 30
LARGEST_FILE: Final = 50_000_000  # fal/toolkit/image/image.py downloads no more for an image
SAFE_NAME: Final = re.compile(r"[A-Za-z0-9_-]{8,80}(\.[a-z0-9]{1,8})?")
SUFFIXES: Final = {"image/jpeg": ".jpeg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif"}


class Files:
    """A folder of files with unguessable names. What is not served lies in `private`."""

    def __init__(self, folder: Path, *, lifetime: float = LIFETIME, most_bytes: int = MOST_BYTES) -> None:
        self.public = folder / "files"
        self.private = folder / "private"
        self._lifetime = lifetime
        self._most_bytes = most_bytes
        self.public.mkdir(parents=True, exist_ok=True)
        self.private.mkdir(exist_ok=True)
        for leftover in self.private.iterdir():
            leftover.unlink()  # belongs to requests that a former process had accepted

    def new_name(self, content_type: str = "") -> str:
        """A name that nobody can guess."""
        return secrets.token_urlsafe(18) + SUFFIXES.get(content_type, "")

    def find(self, name: str) -> Path | None:
        """The public file of that name, if it is still there."""
        path = self.public / name
        return path if SAFE_NAME.fullmatch(name) and path.is_file() else None

    def publish(self, path: Path) -> Path:
        """Move a private file to where it is served."""
        return path.rename(self.public / (self.new_name() + path.suffix))

    def sweep(self) -> None:
        """Delete what is too old, and the oldest where there is too much."""
        kept = 0
        for path, stat in sorted(self._listed(), key=lambda item: -item[1].st_mtime):
            kept += stat.st_size
            if time.time() - stat.st_mtime > self._lifetime or kept > self._most_bytes:
                path.unlink(missing_ok=True)

    def _listed(self) -> Iterator[tuple[Path, os.stat_result]]:
        for folder in (self.public, self.private):
            for path in folder.iterdir():
                try:
                    yield path, path.stat()
                except FileNotFoundError:
                    continue


def content_type_of(path: Path) -> str:
    """What to call a file when it is served: a picture is a picture, the rest is bytes."""
    guess = mimetypes.guess_type(path.name)[0] or ""
    return guess if guess in SUFFIXES else "application/octet-stream"
