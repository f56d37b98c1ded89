"""The mark in a WebP: an XMP chunk at the end, and the header that says so (RFC 9649, section 2.7)."""

import struct
from collections.abc import Iterator

from images.marks import packet
from images.marks.unmarkable import PARTS, CannotMark

_FIRST = 12  # bytes before the first chunk
_HAS_XMP, _HAS_ALPHA = 0x04, 0x10
_SIDE = 0x3FFF  # 14 bits
_VP8X = b"VP8X\x0a\0\0\0"  # name and length


def marked(file: bytes) -> bytes:
    """Return the file with the mark; the same bytes where it has one. Raises CannotMark."""
    chunks, tail = _taken_apart(file)
    for start, end in _chunks(chunks):
        if chunks.startswith(b"XMP ", start):
            before = chunks[start + 8 : end]
            after = packet.merged(before)
            if after == before:
                return file
            behind = chunks[end + (end - start) % 2 :]
            return _file(chunks[:start] + _chunk(after) + behind) + tail
    padding = b"\0" * (len(chunks) % 2)
    return _file(chunks + padding + _chunk(packet.fresh())) + tail


def found(file: bytes) -> bytes | None:
    """Return the packet of a file that has one. Raises CannotMark."""
    chunks, _ = _taken_apart(file)
    return next(
        (chunks[start + 8 : end] for start, end in _chunks(chunks) if chunks.startswith(b"XMP ", start)), None
    )


def _taken_apart(file: bytes) -> tuple[bytes, bytes]:
    """Return the chunks, and what stands behind them."""
    whole = _FIRST - 4 + int.from_bytes(file[4:8], "little")
    if not (file.startswith(b"RIFF") and file.startswith(b"WEBP", 8) and _FIRST < whole <= len(file)):
        raise CannotMark("damaged")
    return file[_FIRST:whole], file[whole:]


def _chunks(chunks: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each chunk begins and its content ends."""
    at = 0
    for _ in range(PARTS):
        end = at + 8 + int.from_bytes(chunks[at + 4 : at + 8], "little")
        if at + 8 > len(chunks) or end > len(chunks):
            raise CannotMark("damaged")
        yield at, end
        at = end + end % 2
        if at >= len(chunks):
            return
    raise CannotMark("too_many_parts")


def _file(chunks: bytes) -> bytes:
    """Return the file of these chunks, in the form that has a header of its own; only there may be XMP."""
    if chunks.startswith(_VP8X):
        flags = chunks[8] | _HAS_XMP
        chunks = chunks[:8] + bytes([flags]) + chunks[9:]
    else:
        chunks = _header(chunks) + chunks
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks


def _header(chunks: bytes) -> bytes:
    """Return the header of a simple file, read from its pixels' own (RFC 6386, section 9.1; RFC 9649, section 3.4)."""
    content = chunks[8:18].ljust(10, b"\0")
    if chunks.startswith(b"VP8 ") and content[3:6] == b"\x9d\x01\x2a":
        width, height = (side & _SIDE for side in struct.unpack("<HH", content[6:10]))
        alpha = False
    elif chunks.startswith(b"VP8L") and content.startswith(b"\x2f"):
        bits = int.from_bytes(content[1:5], "little")
        width, height = (bits & _SIDE) + 1, (bits >> 14 & _SIDE) + 1
        alpha = bool(bits >> 28 & 1)
    else:
        raise CannotMark("damaged")
    if not (width and height):
        raise CannotMark("damaged")
    flags = _HAS_XMP | (_HAS_ALPHA if alpha else 0)
    return (
        _VP8X
        + bytes([flags, 0, 0, 0])
        + (width - 1).to_bytes(3, "little")
        + (height - 1).to_bytes(3, "little")
    )


def _chunk(content: bytes) -> bytes:
    return b"XMP " + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
