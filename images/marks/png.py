"""The mark in a PNG: an iTXt chunk behind the header (https://www.w3.org/TR/png-3/#11iTXt, ISO 16684-3)."""

import zlib
from collections.abc import Iterator

from images.formats.chunks import SIGNATURE, chunk
from images.marks import packet
from images.marks.unmarkable import PACKET_BYTES, PARTS, CannotMark

_KEYWORD = b"XML:com.adobe.xmp\0"
_AROUND = 12  # bytes of a chunk's length, name and sum


def marked(file: bytes) -> bytes:
    """Return the file with the mark; the same bytes where it has one. Raises CannotMark."""
    if not file.startswith(SIGNATURE + b"\0\0\0\rIHDR"):
        raise CannotMark("damaged")
    for start, end in _chunks(file):
        if file.startswith(b"iTXt" + _KEYWORD, start + 4):
            return file[:start] + _merged(file[start:end]) + file[end:]
    place = len(SIGNATURE) + _AROUND + 13
    return file[:place] + chunk(b"iTXt", _KEYWORD + b"\0\0\0\0" + packet.fresh()) + file[place:]


def found(file: bytes) -> bytes | None:
    """Return the packet of a file that has one. Raises CannotMark."""
    for start, end in _chunks(file):
        if file.startswith(b"iTXt" + _KEYWORD, start + 4):
            _, text, compressed = _taken_apart(file[start:end])
            return _inflated(text) if compressed else text
    return None


def _chunks(file: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each chunk begins and ends. What lies behind the last one is nobody's."""
    at = len(SIGNATURE)
    for _ in range(PARTS):
        end = at + _AROUND + int.from_bytes(file[at : at + 4])
        if at + _AROUND > len(file) or end > len(file):
            raise CannotMark("damaged")
        yield at, end
        if file.startswith(b"IEND", at + 4):
            return
        at = end
    raise CannotMark("too_many_parts")


def _merged(there: bytes) -> bytes:
    """Return a host's chunk with the mark, compressed if it was; an unchanged one byte for byte."""
    head, text, compressed = _taken_apart(there)
    before = _inflated(text) if compressed else text
    after = packet.merged(before)
    if after == before:
        return there
    return chunk(b"iTXt", head + (zlib.compress(after, 9) if compressed else after))


def _taken_apart(there: bytes) -> tuple[bytes, bytes, bool]:
    """Return what stands before the text of a chunk, the text, and whether that is compressed."""
    body = there[8:-4]
    compressed, method = body[len(_KEYWORD) : len(_KEYWORD) + 2].ljust(2, b"\xff")
    language, _, rest = body[len(_KEYWORD) + 2 :].partition(b"\0")
    translated, end, text = rest.partition(b"\0")
    if not end or compressed not in {0, 1} or method != 0:
        raise CannotMark("odd_xmp")
    head = body[: len(_KEYWORD) + 2] + language + b"\0" + translated + b"\0"
    return head, text, bool(compressed)


def _inflated(text: bytes) -> bytes:
    inflating = zlib.decompressobj()
    try:
        found = inflating.decompress(text, PACKET_BYTES + 1)
    except zlib.error:
        raise CannotMark("odd_xmp") from None
    if not inflating.eof:
        raise CannotMark("odd_xmp")
    return found
