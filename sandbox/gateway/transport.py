"""How payloads are packed on their way to the bot: as text, or as one compressed stream.

https://discord.com/developers/docs/events/gateway#transport-compression
"""

import zlib
from collections.abc import Callable, Iterator

Pack = Callable[[bytes], bytes]

_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZSTD_HEADER = bytes(
    [0, 7 << 3]
)  # of a frame that does not tell its size, with a window of 2 ** (10 + 7) bytes
_ZSTD_BLOCK = 1 << 17


def packing(compress: str | None) -> Pack | None:
    """Return what packs the payloads of one connection, or None where they are text; ValueError for another word."""
    if compress is None:
        return None
    try:
        return {"zlib-stream": zlib_stream, "zstd-stream": zstd_stream}[compress]()
    except KeyError:
        raise ValueError(f"compress={compress}") from None


def zlib_stream() -> Pack:
    """Return a stream whose messages each end in a flush."""
    stream = zlib.compressobj()
    return lambda content: stream.compress(content) + stream.flush(zlib.Z_SYNC_FLUSH)


def zstd_stream() -> Pack:
    """Return one frame without an end, in which everything is stored as it is: nothing here is short of bandwidth.

    https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1
    """
    begun = False

    def pack(content: bytes) -> bytes:
        nonlocal begun
        start, begun = b"" if begun else _ZSTD_MAGIC + _ZSTD_HEADER, True
        return start + b"".join(_stored(content))

    return pack


def _stored(content: bytes) -> Iterator[bytes]:
    """Yield raw blocks: 3 bytes (0: not the last one, 0: raw, then the size), and the content."""
    for place in range(0, len(content), _ZSTD_BLOCK):
        block = content[place : place + _ZSTD_BLOCK]
        yield (len(block) << 3).to_bytes(3, "little") + block
