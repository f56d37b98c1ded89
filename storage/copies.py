"""Copies of pictures on this machine, for who needs a file: taken from a store of several machines, and few enough for a disk."""

import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path, PurePosixPath
from weakref import finalize

from storage.workspaces import WORK, delete_unheld, hold, tidy_up, workspace

MOST = 2 * 1024**3  # bytes, some thousand pictures; what is in use may be beyond it
IN_USE = 10 * 60.0  # seconds after its last use in which a copy is surely there


class Copies:
    """A folder with copies, which several processes may share. Where nobody does it begins empty: what was left may be half of a file."""

    def __init__(self, folder: Path, most: int = MOST) -> None:
        self._folder = folder
        self._work = folder / WORK
        self._most = most
        delete_unheld(folder)
        finalize(self, os.close, _held(folder))
        self._work.mkdir(exist_ok=True)
        tidy_up(self._work)
        self._bytes = sum(size for _, size, _ in self._all())  # and what is kept here from now on

    def workspace(self) -> AbstractContextManager[Path]:
        """Return a folder for files that are not finished, from which keeping one is a rename."""
        return workspace(self._work)

    def find(self, place: PurePosixPath) -> Path | None:
        """Return a copy, and keep it for a while from now on; None where there is none."""
        path = self._folder / place
        with suppress(FileNotFoundError):
            os.utime(path)
            return path
        return None

    def keep(self, file: Path, place: PurePosixPath) -> Path:
        """Make a file a copy, and let go of those that were last used longest ago where there are too many."""
        path = self._folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        self._bytes += file.stat().st_size
        file.replace(path)
        os.utime(path)
        if self._bytes > self._most:
            self._thin_out()
        return path

    def write(self, content: bytes, place: PurePosixPath) -> Path:
        """Write a copy, which is there whole or not at all."""
        with self.workspace() as folder:
            file = folder / place.name
            file.write_bytes(content)
            return self.keep(file, place)

    def drop(self, place: PurePosixPath) -> None:
        """Let go of a copy: its picture was deleted."""
        (self._folder / place).unlink(missing_ok=True)

    def _thin_out(self) -> None:
        """Leave three quarters of what there may be, or what is in use."""
        found = sorted(self._all())
        self._bytes = sum(size for _, size, _ in found)
        for used, size, path in found:
            if self._bytes <= self._most * 3 // 4 or used > time.time() - IN_USE:
                return
            path.unlink(missing_ok=True)
            self._bytes -= size

    def _all(self) -> Iterator[tuple[float, int, Path]]:
        for path in self._folder.glob("??/*"):
            with suppress(FileNotFoundError):
                found = path.stat()
                yield found.st_mtime, found.st_size, path


def _held(folder: Path) -> int:
    """Make a folder and hold it."""
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        if (descriptor := hold(folder)) is not None:  # else it was let go of by another that begins
            return descriptor
