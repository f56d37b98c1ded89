"""What the numbers of a PNG mean as colours, by the first of its chunks that says so and holds.

The order is the standard's: https://www.w3.org/TR/png-3/#13Colour-space-handling.
"""

import struct
import zlib
from collections.abc import Mapping

from domain import limits
from images.colour import codepoints, icc
from images.colour.primaries import Primaries

_PARTS = 100_000  # cHRM and gAMA count in parts of one
_NAME_MOST = 79  # characters of a profile's name
_INTENTS = 4
_NEAR = 0.002  # two chromaticities that mean the same: they are written with three to five digits
# What programs write for sRGB beside or instead of its chunk is a gamma of 1/2.2, or short of that.
_SRGB_GAMMA = range(45_000, 46_001)
_GAMMAS = range(5_000, 1_000_001)  # beyond, nothing of a picture is left


def profile(side: Mapping[bytes, bytes]) -> bytes | None:
    """Return the profile of a PNG with these chunks; None is sRGB."""
    if found := codepoints.profile(side.get(b"cICP", b"")):
        return found
    if found := _embedded(side.get(b"iCCP", b"")):
        return found
    if len(intent := side.get(b"sRGB", b"")) == 1 and intent[0] < _INTENTS:
        return None
    return _by_gamma(side.get(b"gAMA", b""), side.get(b"cHRM", b""))


def _embedded(chunk: bytes) -> bytes | None:
    """Unpack iCCP: a name, the way of packing (0), and the profile."""
    name, _, packed = chunk.partition(b"\0")
    if not (0 < len(name) <= _NAME_MOST and packed[:1] == b"\0"):
        return None
    try:
        found = zlib.decompressobj().decompress(packed[1:], limits.PROFILE_BYTES)
    except zlib.error:
        return None
    return icc.whole(found)


def _by_gamma(gamma: bytes, chromaticities: bytes) -> bytes | None:
    if len(gamma) != struct.calcsize(">I") or (exponent := int.from_bytes(gamma)) not in _GAMMAS:
        return None
    primaries = _primaries(chromaticities)
    if primaries == codepoints.SRGB_PRIMARIES and exponent in _SRGB_GAMMA:
        return None
    curve = icc.gamma(_PARTS / exponent)
    return codepoints.described(primaries, curve) or codepoints.described(codepoints.SRGB_PRIMARIES, curve)


def _primaries(chromaticities: bytes) -> Primaries:
    """Read cHRM, which begins with white; sRGB's own where it says nothing else, or does not hold."""
    usual = codepoints.SRGB_PRIMARIES
    if len(chromaticities) != struct.calcsize(">8I"):
        return usual
    white_x, white_y, *numbers = (part / _PARTS for part in struct.unpack(">8I", chromaticities))
    red, green, blue = zip(numbers[::2], numbers[1::2], strict=True)
    found = (red, green, blue, (white_x, white_y))
    near = all(
        abs(one - other) < _NEAR
        for point, known in zip(found, usual, strict=True)
        for one, other in zip(point, known, strict=True)
    )
    return usual if near else found
