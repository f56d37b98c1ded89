"""Signatures: what a file is by its own bytes."""

import re

from domain.picture import PictureFormat, UnreadableReason

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
    b"\0\0\1\0",
)

# HEIC and AVIF are files of the same container as MP4. Its first brand, or one of those that follow, says that it is a
# picture: the letters name the codec or the structure, the last one a version (ISO/IEC 23008-12, annexes B to L).
_STILL_BRANDS = (
    b"hei",
    b"hev",
    b"mif",
    b"mia",
    b"msf",
    b"avif",
    b"avis",
    b"avci",
    b"avcs",
    b"jpgs",
    b"j2k",
    b"vvi",
)
_BRANDS_MOST = 64

# What may stand before the first element of an XML file. The groups are atomic: it takes one look.
_SVG = re.compile(
    rb"(?:\xef\xbb\xbf)?(?>\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*+<(?:\w+:)?svg[\s/>]",
    re.DOTALL,
)
_SVG_WITHIN = 65536  # bytes


def format_of(file: bytes) -> PictureFormat | None:
    """Return the format of a file that we read, by how it begins."""
    if file.startswith(b"\x89PNG\r\n\x1a\n"):
        return PictureFormat.PNG
    if file.startswith(b"\xff\xd8\xff"):
        return PictureFormat.JPEG
    if file.startswith((b"GIF87a", b"GIF89a")):
        return PictureFormat.GIF
    if file.startswith(b"RIFF") and file[8:12] == b"WEBP":
        return PictureFormat.WEBP
    return None


def unidentified(file: bytes) -> UnreadableReason:
    """Name what a file is that we do not read, so that the member knows what to do."""
    if file.startswith(_UNSUPPORTED) or _is_still(file) or _SVG.match(file[:_SVG_WITHIN]):
        return "unsupported"
    return "not_a_picture"


def _is_still(file: bytes) -> bool:
    length = min(int.from_bytes(file[:4]), 4 * _BRANDS_MOST)
    brands = file[8:12] + file[16:length]
    return file[4:8] == b"ftyp" and any(
        brands.startswith(_STILL_BRANDS, at) for at in range(0, len(brands), 4)
    )
