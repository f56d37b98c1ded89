"""Marks on files: on a host's as it comes, and last of all on one that is made to fit an upload.

Whatever is encoded anew has lost its marks.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from domain.picture import CannotFit, Picture
from images.fit import Change, fit
from images.inspect import inspect
from images.marks.mark import ROOM, marked
from images.marks.unmarkable import CannotMark, Unmarkable


@dataclass(frozen=True, slots=True)
class Finished:
    """What came of it: the picture, and whether it is in a new file; why it has no mark where it has none."""

    picture: Picture
    change: Change
    written: bool
    unmarked: Unmarkable | None = None


def receive(source: Path, part: Path, largest: int) -> Finished:
    """Decode a host's picture whole, a file of at most `largest` bytes, and put the mark into it by way of `part`."""
    picture = inspect(source, largest)
    file, unmarked = _marked(source, picture)
    if written := len(file) > picture.bytes:
        part.write_bytes(file)
        part.replace(source)
    return Finished(replace(picture, bytes=len(file)), "none", written, unmarked)


def finish(source: Path, part: Path, most: int) -> Finished:
    """Leave a picture of at most `most` bytes as it is, or write a marked one to `part`."""
    try:
        picture, change = fit(source, part, most if source.stat().st_size <= most else max(1, most - ROOM))
    except CannotFit:
        raise CannotFit(most) from None
    if change == "none":
        return Finished(picture, change, written=False)
    file, unmarked = _marked(part, picture)
    part.write_bytes(file)
    return Finished(replace(picture, bytes=len(file)), change, written=True, unmarked=unmarked)


def _marked(path: Path, picture: Picture) -> tuple[bytes, Unmarkable | None]:
    """Return the marked file; one that takes no mark as it is, and why it takes none."""
    file = path.read_bytes()
    try:
        return marked(file, picture.format), None
    except CannotMark as cannot:
        return file, cannot.reason
