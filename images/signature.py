"""Signatures: what a file is by its own bytes, where Pillow does not say."""

import os
import struct
from typing import BinaryIO

from domain.picture import UnreadableReason

# Ours: it says that it is one, but its header does not hold.
_ALLOWED = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")

# Pictures of formats that we do not read: BMP, TIFF, Photoshop, JPEG XL, JPEG 2000, QOI, EPS, PDF, icons.
_UNSUPPORTED = (
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"8BPS",
    b"\xff\x0a",
    b"\0\0\0\x0cJXL ",
    b"\0\0\0\x0cjP  ",
    b"qoif",
    b"%!PS",
    b"%PDF",
    b"\0\0\x01\0",
    b"<svg",
)

# HEIC and AVIF are MP4 files of these brands (ISO/IEC 23008-12, annex B).
_STILL_BRANDS = (b"heic", b"heix", b"heif", b"mif1", b"msf1", b"avif", b"avis")


def unidentified(start: bytes) -> UnreadableReason:
    """Name what a file is that was not recognised, so that the member knows what to do."""
    if start.startswith(_ALLOWED) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP"):
        return "broken"
    if start.startswith(_UNSUPPORTED) or (start[4:8] == b"ftyp" and start[8:12] in _STILL_BRANDS):
        return "unsupported"
    if start.startswith(b"<?xml") and b"<svg" in start:
        return "unsupported"
    return "not_a_picture"


def lossless_webp(stream: BinaryIO) -> bool:
    """Look which of its two codecs a still WebP uses (RFC 9649, section 2)."""
    stream.seek(len(b"RIFF....WEBP"))
    while len(head := stream.read(8)) == 8:  # noqa: PLR2004 (a chunk's name and length)
        name, length = struct.unpack("<4sI", head)
        if name in {b"VP8L", b"VP8 ", b"ANMF"}:
            return name == b"VP8L"
        stream.seek(length + length % 2, os.SEEK_CUR)
    return False
