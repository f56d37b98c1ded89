"""ICC profiles as bytes (ICC.1:2022): what they are for, their curves, and profiles of our own.

littlecms does what a profile says. Here is what it is not asked through Pillow: to read a curve at sixteen bits, and
to write a profile for colours that were described in another way.
"""

import struct
from collections.abc import Callable, Mapping, Sequence

from images.colour.primaries import D50, Vector

Curve = Callable[[float], float]  # from a sample to light, both from 0 to 1

GREY, RGB, CMYK = b"GRAY", b"RGB ", b"CMYK"

_HEAD = 128  # bytes before the table of tags
_TAGS = 100  # read at most; real ones have 10 to 30
_COLORANTS = (b"rXYZ", b"gXYZ", b"bXYZ")
_CURVES = {RGB: (b"rTRC", b"gTRC", b"bTRC"), GREY: (b"kTRC",)}
_TABLES = b"A2B0"  # instead of curves; preferred where there are both

# The parametric curves (10.18): how many parameters each has.
_GAMMA, _LINEAR_BELOW = 0, 3
_PARAMETERS = {_GAMMA: 1, 1: 3, 2: 4, _LINEAR_BELOW: 5, 4: 7}


def space(profile: bytes) -> bytes:
    """Return which numbers a profile is for: GREY, RGB, CMYK or another."""
    return profile[16:20]


def whole(profile: bytes) -> bytes | None:
    """Return a profile without what follows it in its file; None where its end is missing."""
    size = int.from_bytes(profile[:4])
    return profile[:size] if _HEAD < size <= len(profile) else None


def curves(profile: bytes) -> list[Curve]:
    """Return what turns each sample of grey or RGB into light; nothing where that is more than curves."""
    found = _tags(profile)
    names = _CURVES.get(space(profile), ())
    if _TABLES in found:
        return []
    known = [_curve(found.get(name, b"")) for name in names]
    return [curve for curve in known if curve] if all(known) else []


def with_curve(profile: bytes, curve: bytes) -> bytes:
    """Return a profile with the primaries of another, and this curve."""
    found = _tags(profile)
    return _dump({name: found.get(name, b"") for name in _COLORANTS} | dict.fromkeys(_CURVES[RGB], curve))


def written(primaries: Sequence[Vector], curve: bytes) -> bytes:
    """Return a profile for RGB: its primaries in XYZ (adapted to D50, together white), and its curve."""
    named = dict(zip(_COLORANTS, map(_xyz, primaries), strict=True))
    return _dump(named | dict.fromkeys(_CURVES[RGB], curve))


def gamma(exponent: float) -> bytes:
    """Return a curve that is a power."""
    return _parametric(_GAMMA, exponent)


def linear_below(exponent: float, scale: float, offset: float, slope: float, below: float) -> bytes:
    """Return the curve (scale x + offset) ^ exponent that is slope x below a bound, as sRGB and video have it."""
    return _parametric(_LINEAR_BELOW, exponent, scale, offset, slope, below)


def sampled(curve: Curve, count: int = 4096) -> bytes:
    """Return any curve, as that many samples."""
    values = [round(65535 * min(1.0, max(0.0, curve(at / (count - 1))))) for at in range(count)]
    return b"curv" + bytes(4) + struct.pack(f">I{count}H", count, *values)


def _tags(profile: bytes) -> Mapping[bytes, bytes]:
    """Return the tags by their names, as far as they are there."""
    found: dict[bytes, bytes] = {}
    count = min(_TAGS, int.from_bytes(profile[_HEAD : _HEAD + 4]))
    for at in range(_HEAD + 4, min(_HEAD + 4 + 12 * count, len(profile) - 11), 12):
        name, start, length = struct.unpack_from(">4sII", profile, at)
        found[name] = profile[start : start + length]
    return found


def _curve(tag: bytes) -> Curve | None:
    try:
        if tag[:4] == b"curv":
            (count,) = struct.unpack_from(">I", tag, 8)
            return _sampled_curve(struct.unpack_from(f">{count}H", tag, 12))
        if tag[:4] == b"para":
            (kind,) = struct.unpack_from(">H", tag, 8)
            numbers = struct.unpack_from(f">{_PARAMETERS[kind]}i", tag, 12)
            return _parametric_curve([number / 65536 for number in numbers])
    except (struct.error, KeyError):
        return None
    return None


def _sampled_curve(values: Sequence[int]) -> Curve:
    if not values:
        return lambda sample: sample
    if len(values) == 1:
        return lambda sample: sample ** (values[0] / 256)

    def between(sample: float) -> float:
        place, rest = divmod(sample * (len(values) - 1), 1)
        low, high = values[int(place)], values[min(int(place) + 1, len(values) - 1)]
        return (low + (high - low) * rest) / 65535

    return between


def _parametric_curve(numbers: Sequence[float]) -> Curve:
    """Return one of the kinds of ICC.1:2022, table 68; how many numbers it has tells them apart."""
    match numbers:
        case [exponent]:
            scale, offset, slope, below, above, under = 1.0, 0.0, 0.0, 0.0, 0.0, 0.0
        case [exponent, scale, offset]:
            slope, below, above, under = 0.0, -offset / scale, 0.0, 0.0
        case [exponent, scale, offset, above]:
            slope, below, under = 0.0, -offset / scale, above
        case [exponent, scale, offset, slope, below]:
            above, under = 0.0, 0.0
        case _:
            exponent, scale, offset, slope, below, above, under = numbers

    def curve(sample: float) -> float:
        if sample < below:
            return slope * sample + under
        return max(0.0, scale * sample + offset) ** exponent + above

    return curve


def _parametric(kind: int, *numbers: float) -> bytes:
    return b"para" + bytes(4) + struct.pack(f">HH{len(numbers)}i", kind, 0, *map(_fixed, numbers))


def _xyz(values: Vector) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *map(_fixed, values))


def _fixed(number: float) -> int:
    """A number as the format has it, with 16 bits behind the point."""
    return round(number * 65536)


def _dump(named: Mapping[bytes, bytes]) -> bytes:
    """Write a profile of a display, version 4.4. Tags begin at multiples of four."""
    named = {b"wtpt": _xyz(D50), **named}
    at = _HEAD + 4 + 12 * len(named)
    table, body = struct.pack(">I", len(named)), b""
    for name, data in named.items():
        table += struct.pack(">4sII", name, at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(">I4sI4s4s4s", at + len(body), bytes(4), 0x04400000, b"mntr", RGB, b"XYZ ")
    illuminant = struct.pack(">3i", *map(_fixed, D50))
    return (head.ljust(36, b"\0") + b"acsp").ljust(68, b"\0") + illuminant.ljust(60, b"\0") + table + body
