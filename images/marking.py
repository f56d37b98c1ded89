"""Marks on files: on a host's as it comes, and last of all on one that is made to fit an upload.

Whatever is encoded anew has lost its marks.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from domain import limits
from domain.picture import CannotFit, Comparison, Picture
from images.comparison import joined
from images.fit import Change, fit, squeezed
from images.ground import grounded
from images.inspect import inspect, opened
from images.marks.mark import ROOM, marked, says
from images.marks.unmarkable import CannotMark, Unmarkable
from images.pixels import plain


@dataclass(frozen=True, slots=True)
class Finished:
    """What came of it: the picture, what was done to it, and why it has no mark where it takes none."""

    picture: Picture
    change: Change
    unmarked: Unmarkable | None = None
    said: bool = False  # that a model made it, by the file's own word


def receive(source: Path, part: Path, largest: int, *, mark: bool) -> Finished:
    """Decode a host's picture whole, a file of at most `largest` bytes; the mark is put into it by way of `part`."""
    finished = Finished(inspect(source, largest), "none")
    return _marked(finished, source, part) if mark else finished


def recognise(source: Path, largest: int) -> Finished:
    """Decode a picture whole, a file of at most `largest` bytes, and read whether it says that a model made it."""
    picture = inspect(source, largest)
    return Finished(picture, "none", said=says(source.read_bytes(), picture.format))


def finish(source: Path, part: Path, most: int, *, mark: bool) -> Finished:
    """Leave a picture of at most `most` bytes as it is, or write one to `part`, with the mark if it is to have one."""
    room = ROOM if mark and source.stat().st_size > most else 0
    try:
        finished = Finished(*fit(source, part, max(1, most - room)))
    except CannotFit:
        raise CannotFit(most) from None
    return _marked(finished, part, part) if mark and finished.change != "none" else finished


def compare(both: tuple[Path, Path], how: Comparison, part: Path, most: int, *, mark: bool) -> Finished:
    """Write both, before and after, as one picture of at most `most` bytes to `part`."""
    first, second = map(_opaque, both)
    picture, file = squeezed(joined(first, second, how), max(1, most - ROOM if mark else most))
    part.write_bytes(file)
    finished = Finished(picture, "reencoded")
    return _marked(finished, part, part) if mark else finished


def _opaque(path: Path) -> Image.Image:
    image, _ = grounded(plain(opened(path, limits.RESULT_BYTES), limits.PICTURE_SIDE))
    return image


def _marked(finished: Finished, path: Path, part: Path) -> Finished:
    """Put the mark into a file; one that takes none stays as it is, and it is said why."""
    try:
        file = marked(path.read_bytes(), finished.picture.format)
    except CannotMark as cannot:
        return replace(finished, unmarked=cannot.reason)
    if len(file) > finished.picture.bytes:
        part.write_bytes(file)
        part.replace(path)
    return replace(finished, picture=replace(finished.picture, bytes=len(file)))
