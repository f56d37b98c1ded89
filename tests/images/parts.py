"""Parts of files by hand: PNG's chunks and rows, JPEG's segments, WebP's chunks."""

import struct
import zlib
from collections.abc import Sequence

Row = Sequence[int]  # samples, each below 2 ** depth


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def packed(rows: Sequence[Row], depth: int) -> bytes:
    """Pack samples as PNG has them before it compresses them: unfiltered, each row from a new byte on."""
    packed = b""
    for row in rows:
        bits = "".join(format(sample, f"0{depth}b") for sample in row)
        bits += "0" * (-len(bits) % 8)
        packed += b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big")
    return packed


def segment(marker: int, body: bytes, length: int | None = None) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2 if length is None else length) + body


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(
        name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2) for name, content in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def chunks_of(webp: bytes) -> list[tuple[bytes, bytes]]:
    at, found = 12, list[tuple[bytes, bytes]]()
    while at < len(webp):
        name, length = struct.unpack_from("<4sI", webp, at)
        found.append((name, webp[at + 8 : at + 8 + length]))
        at += 8 + length + length % 2
    return found
