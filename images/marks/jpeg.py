"""The mark in a JPEG: an APP1 segment behind those that must come first (ISO 16684-3; ITU-T T.81, annex B)."""

from collections.abc import Iterator

from images.marks import packet
from images.marks.unmarkable import PARTS, CannotMark

_APP0, _APP1, _SCAN, _END = 0xE0, 0xE1, 0xDA, 0xD9
_BARE = {0x00, 0x01, *range(0xD0, 0xD9)}  # no markers, or such without a length
_NAME = b"http://ns.adobe.com/xap/1.0/\0"
_EXIF = b"Exif\0"


def marked(file: bytes) -> bytes:
    """Return the file with the mark; the same bytes where it has one. Raises CannotMark.

    It comes behind JFIF and Exif, whose readers expect them first, and before all else: what lies behind it and
    counts from itself (the index of a multi-picture file, CIPA DC-007) keeps its distances.
    """
    if not file.startswith(b"\xff\xd8"):
        raise CannotMark("damaged")
    place = 2
    for marker, start, body, end in _segments(file):
        if marker == _APP1 and file.startswith(_NAME, body):
            before = file[body + len(_NAME) : end]
            after = packet.merged(before)
            return file if after == before else file[:start] + _segment(after) + file[end:]
        first = marker == _APP0 or (marker == _APP1 and file.startswith(_EXIF, body))
        if first and start == place:
            place = end
    return file[:place] + _segment(packet.fresh()) + file[place:]


def found(file: bytes) -> bytes | None:
    """Return the packet of a file that has one. Raises CannotMark."""
    for marker, _, body, end in _segments(file):
        if marker == _APP1 and file.startswith(_NAME, body):
            return file[body + len(_NAME) : end]
    return None


def _segments(file: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Yield marker, start, body and end of each segment before the pixels; what is between two of them is skipped."""
    at = 2
    for _ in range(PARTS):
        start = at = file.find(b"\xff", at)
        while file[at : at + 1] == b"\xff":
            at += 1
        marker, at = int.from_bytes(file[at : at + 1]), at + 1
        if start < 0 or at > len(file) or marker == _END:
            raise CannotMark("damaged")
        if marker == _SCAN:
            return
        if marker in _BARE:
            continue
        end = at + int.from_bytes(file[at : at + 2])
        if not at + 2 <= end <= len(file):
            raise CannotMark("damaged")
        yield marker, start, at + 2, end
        at = end
    raise CannotMark("too_many_parts")


def _segment(content: bytes) -> bytes:
    length = 2 + len(_NAME) + len(content)
    if length > 0xFFFF:  # noqa: PLR2004 (two bytes)
        raise CannotMark("no_room")
    return b"\xff\xe1" + length.to_bytes(2) + _NAME + content
