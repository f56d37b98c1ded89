"""The mark in a GIF: an application extension at the end (ISO 16684-3; the GIF89a specification)."""

from images.marks import packet
from images.marks.unmarkable import PARTS, CannotMark

_OLD, _NEW = b"GIF87a", b"GIF89a"
_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_NAME = b"\x21\xff\x0bXMP DataXMP"
# The packet is no row of blocks; wherever a reader that takes it for one lands in here, it gets out at the end.
_WAY_OUT = b"\x01" + bytes(range(255, -1, -1)) + b"\0"


def marked(file: bytes) -> bytes:
    """Return the file with the mark; the same bytes where it has one. Raises CannotMark.

    It stands at the end, since the extension that makes a GIF repeat is expected first.
    """
    there, at = _place(file)
    if there:
        before = file[there]
        after = packet.merged(before)
        return file if after == before else file[: there.start] + after + file[there.stop :]
    # Extensions came with the newer version.
    return _NEW + file[len(_NEW) : at] + _NAME + packet.fresh() + _WAY_OUT + file[at:]


def found(file: bytes) -> bytes | None:
    """Return the packet of a file that has one. Raises CannotMark."""
    there, _ = _place(file)
    return file[there] if there else None


def _place(file: bytes) -> tuple[slice | None, int]:
    """Return where a packet is, or where one can be put. Raises CannotMark."""
    if not file.startswith((_OLD, _NEW)):
        raise CannotMark("damaged")
    walk, at = _Walk(file), 13 + _colours(file, 10)
    if at > len(file):
        raise CannotMark("damaged")
    while at < len(file) and file[at] != _TRAILER:
        end = walk.over(at)
        if file.startswith(_NAME, at):
            content, way_out = at + len(_NAME), end - len(_WAY_OUT)
            if way_out < content or file[way_out:end] != _WAY_OUT:
                raise CannotMark("odd_xmp")
            return slice(content, way_out), at
        at = end
    return None, at


def _colours(file: bytes, at: int) -> int:
    """Return the bytes of the colour table that the flags there announce."""
    flags = int.from_bytes(file[at : at + 1])
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


class _Walk:
    """Steps over blocks, and counts them."""

    def __init__(self, file: bytes) -> None:
        self._file = file
        self._left = PARTS

    def over(self, at: int) -> int:
        """Return where an extension or an image ends."""
        match self._file[at]:
            case 0x21:
                at += 2
            case 0x2C:
                at += 10 + _colours(self._file, at + 9) + 1
            case _:
                raise CannotMark("damaged")
        while at < len(self._file) and self._left:
            self._left -= 1
            at, length = at + 1 + self._file[at], self._file[at]
            if not length:
                return at
        raise CannotMark("damaged" if self._left else "too_many_parts")
