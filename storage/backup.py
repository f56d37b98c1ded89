"""A backup: the database and the pictures that it names, as they are at one moment, in one file; also while the bot runs.

It is a zip of files that are stored as they are: a picture does not get smaller, and what is not packed cannot unpack to
more than it is. The database comes first to be read and last into the file: a picture that has gone since is then one that
the copy says is gone.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from domain.picture import PictureFormat
from storage.places import place_of
from storage.sqlite import Statements, connect
from storage.workspaces import tidy_up, workspace

DATABASE = "restyle.db"
PICTURES = "pictures"
Read = Callable[[str], bytes]  # the bytes of a picture, by where it lies; raises FileNotFoundError
UNFINISHED = ".restyle-backup-"  # begins the name of a folder beside a backup that is being made


@dataclass(frozen=True, slots=True)
class Made:
    """What is in a backup."""

    pictures: int
    gone: int  # pictures that were deleted, or do not have the bytes that they had, when it was their turn
    size: int  # in bytes


def back_up(folder: Path, file: Path, read: Read) -> Made:
    """Write a data folder into a file, which is there whole or not at all, with the pictures that `read` reads.

    Raises SqliteError, OSError and StoreAway.
    """
    tidy_up(file.parent, UNFINISHED)
    with workspace(file.parent, UNFINISHED) as unfinished:
        copy, whole = unfinished / DATABASE, unfinished / "whole"
        _copy_database(folder / DATABASE, copy)
        whole.touch(0o600)
        with ZipFile(whole, "w", ZIP_STORED) as archive:
            gone = list(_add_pictures(archive, copy, read))
            _forget(copy, gone)
            archive.write(copy, DATABASE)
            pictures = len(archive.infolist()) - 1
        _to_disk(whole)
        size = whole.stat().st_size
        whole.replace(file)
        _to_disk(file.parent)
    return Made(pictures, len(gone), size)


def _copy_database(original: Path, copy: Path) -> None:
    """Copy it as it is at one moment, without what was deleted in it (https://sqlite.org/lang_vacuum.html#vacuuminto)."""
    with closing(connect(original)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))


def _add_pictures(archive: ZipFile, copy: Path, read: Read) -> Iterator[str]:
    """Add the files that a database names, and yield the hashes of those that are not there."""
    with closing(connect(copy)) as connection:
        named = kept(connection)
    for sha256, place in named.items():
        try:
            content = read(place)
        except FileNotFoundError:
            yield sha256
            continue
        if hashlib.sha256(content).hexdigest() == sha256:
            archive.writestr(ZipInfo(f"{PICTURES}/{place}"), content)
        else:
            yield sha256


def kept(connection: Statements) -> dict[str, str]:
    """Return where in their folder the pictures lie that a database has files of, by their hashes."""
    rows = connection.execute("SELECT sha256, format FROM pictures WHERE kept = 1 ORDER BY sha256")
    return {sha256: str(place_of(sha256, PictureFormat(form))) for sha256, form in rows}


def _forget(copy: Path, gone: list[str]) -> None:
    with closing(connect(copy)) as connection:  # the last to close it leaves one file
        for sha256 in gone:
            connection.execute("UPDATE pictures SET kept = 0 WHERE sha256 = ?", (sha256,))


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
