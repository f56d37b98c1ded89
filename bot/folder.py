"""The data folder: for its owner's eyes alone, and of one process at a time."""

import fcntl
import logging
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

log = logging.getLogger(__name__)

# What SQLite opens beside a database (https://sqlite.org/tempfiles.html).
FILES = ("lock", "paused", "db", "db-wal", "db-shm", "db-journal")


class InUse(Exception):
    """Another process has this data folder."""


class InTheWay(Exception):
    """Something else has the name of a file, or of the folder `pictures`: opening a pipe, say, would never end."""

    def __init__(self, path: Path, wanted: str) -> None:
        super().__init__(path, wanted)
        self.path = path
        self.wanted = wanted


def check(folder: Path) -> None:
    """Raise InTheWay where what has the name of something that is kept here is of another kind. Opens nothing."""
    for name in FILES:
        file = folder / f"restyle.{name}"
        if file.exists() and not file.is_file():
            raise InTheWay(file, "file")
    pictures = folder / "pictures"
    if pictures.exists() and not pictures.is_dir():
        raise InTheWay(pictures, "folder")


@contextmanager
def held(folder: Path, *, shared: bool = False) -> Generator[None]:
    """Hold the data folder, which is made where it is not there; alone, or with others that share it. Raises InUse and InTheWay.

    The system lets go of it however the process ends.
    """
    _own(folder)
    check(folder)
    with (folder / "restyle.lock").open("w") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(folder) from None
        yield


def _own(folder: Path) -> None:
    """Keep it to ourselves, also what an older version, or somebody's own hand, has left open."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for one in (folder, *folder.glob("restyle.*"), folder / "pictures"):
            if one.exists():
                one.chmod(0o700 if one.is_dir() else 0o600)
    except PermissionError as error:
        log.warning("%s is of another user, who may read it", error.filename)
