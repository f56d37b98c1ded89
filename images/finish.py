"""Finish: make a picture's file fit an upload, and mark it last, since whatever is encoded anew has no marks."""

from dataclasses import dataclass, replace
from pathlib import Path

from domain.picture import CannotFit, Picture
from images.fit import Change, fit
from images.marks.mark import ROOM, marked
from images.marks.unmarkable import CannotMark, Unmarkable


@dataclass(frozen=True, slots=True)
class Finished:
    """What came of it: the picture, and whether it is in a new file; why it has no mark where it has none."""

    picture: Picture
    change: Change
    written: bool
    unmarked: Unmarkable | None = None


def finish(source: Path, part: Path, most: int) -> Finished:
    """Leave a marked picture of at most `most` bytes as it is, or write one to `part`.

    The host's pixels stay where they fit together with the mark.
    """
    size = source.stat().st_size
    if size <= most:
        picture, change = fit(source, part, most)
        file, unmarked = _marked(source, picture)
        if len(file) <= most:
            written = len(file) > size
            if written:
                part.write_bytes(file)
            return Finished(replace(picture, bytes=len(file)), change, written, unmarked)
    try:
        picture, change = fit(source, part, max(1, most - ROOM))
    except CannotFit:
        raise CannotFit(most) from None
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
