"""ICC profiles by hand."""

import struct
from collections.abc import Mapping, Sequence


def fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def xyz(*values: float) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(map(fixed, values))


def gamma(value: float) -> bytes:
    """A curve that is a power (none at all would be 1)."""
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(value * 256)) + bytes(2)


def table(values: Sequence[float]) -> bytes:
    """A curve by its samples."""
    samples = [round(value * 65535) for value in values]
    return (
        b"curv"
        + bytes(4)
        + struct.pack(f">I{len(samples)}H", len(samples), *samples)
        + bytes(2 * (len(samples) % 2))
    )


SRGB_PRIMARIES = {
    b"rXYZ": xyz(0.43607, 0.22249, 0.01392),
    b"gXYZ": xyz(0.38515, 0.71687, 0.09708),
    b"bXYZ": xyz(0.14307, 0.06061, 0.71410),
}
P3_PRIMARIES = {
    b"rXYZ": xyz(0.51512, 0.24119, -0.00105),
    b"gXYZ": xyz(0.29198, 0.69224, 0.04188),
    b"bXYZ": xyz(0.15710, 0.06657, 0.78407),
}


def curves(curve: bytes) -> dict[bytes, bytes]:
    return dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)


def icc(name: str, space: bytes, tags: Mapping[bytes, bytes]) -> bytes:
    """A profile of version 2, of a display."""
    text = name.encode() + b"\0"
    desc = b"desc" + bytes(4) + struct.pack(">I", len(text)) + text + bytes(78)
    desc += bytes(-len(desc) % 4)
    every = {b"desc": desc, b"wtpt": xyz(0.9642, 1, 0.8249), **tags, b"cprt": b"text\0\0\0\0none\0\0\0\0"}
    at, index, body = 132 + 12 * len(every), struct.pack(">I", len(every)), b""
    for kind, data in every.items():
        index += kind + struct.pack(">II", at + len(body), len(data))
        body += data
    head = struct.pack(">I4sI4s4s4s", at + len(body), b"lcms", 0x02100000, b"mntr", space, b"XYZ ")
    white = fixed(0.9642) + fixed(1) + fixed(0.8249)
    return head + bytes(12) + b"acsp" + bytes(28) + white + bytes(48) + index + body
