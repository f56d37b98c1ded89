"""Colours that are described by numbers instead of a profile, written as a profile (ITU-T H.273, PNG's gAMA and cHRM)."""

import struct
from functools import cache
from math import exp

from images.colour import icc
from images.colour.primaries import Primaries, under_d50

_D65, _ILLUMINANT_C, _EQUAL, _DCI = (0.3127, 0.329), (0.31, 0.316), (1 / 3, 1 / 3), (0.314, 0.351)
_NTSC = ((0.63, 0.34), (0.31, 0.595), (0.155, 0.07), _D65)
SRGB_PRIMARIES: Primaries = ((0.64, 0.33), (0.3, 0.6), (0.15, 0.06), _D65)

# H.273, table 2.
_PRIMARIES: dict[int, Primaries] = {
    1: SRGB_PRIMARIES,
    4: ((0.67, 0.33), (0.21, 0.71), (0.14, 0.08), _ILLUMINANT_C),
    5: ((0.64, 0.33), (0.29, 0.6), (0.15, 0.06), _D65),
    6: _NTSC,
    7: _NTSC,
    8: ((0.681, 0.319), (0.243, 0.692), (0.145, 0.049), _ILLUMINANT_C),
    9: ((0.708, 0.292), (0.17, 0.797), (0.131, 0.046), _D65),
    10: ((1.0, 0.0), (0.0, 1.0), (0.0, 0.0), _EQUAL),
    11: ((0.68, 0.32), (0.265, 0.69), (0.15, 0.06), _DCI),
    12: ((0.68, 0.32), (0.265, 0.69), (0.15, 0.06), _D65),
    22: ((0.63, 0.34), (0.295, 0.605), (0.155, 0.077), _D65),
}

SRGB_CURVE = icc.linear_below(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
SRGB = icc.written(under_d50(SRGB_PRIMARIES), SRGB_CURVE)

# H.273, table 3, from samples to light. Video is what its displays show (ITU-R BT.1886), not what cameras note.
_KNOWN = {
    **dict.fromkeys((1, 6, 14, 15), icc.gamma(2.4)),
    4: icc.gamma(2.2),
    5: icc.gamma(2.8),
    7: icc.linear_below(1 / 0.45, 1 / 1.1115, 0.1115 / 1.1115, 1 / 4, 0.0912),
    8: icc.gamma(1.0),
    13: SRGB_CURVE,
    17: icc.linear_below(2.6, (52.37 / 48) ** (1 / 2.6), 0.0, 1.0, 0.0),
}
_PQ, _HLG = 16, 18

# White of paper under high dynamic range, and the brightest that is told from what is brighter (ITU-R BT.2408-7).
_REFERENCE_WHITE, _BRIGHTEST = 203.0, 1000.0  # candela per square metre
_FULL, _GREY_ALONE = 1, 0


def profile(points: bytes) -> bytes | None:
    """Return the profile of what PNG's cICP says: primaries, transfer, matrix, range. None where that is unknown."""
    if len(points) != 4 or points[2:] != bytes((_GREY_ALONE, _FULL)):  # noqa: PLR2004 (four numbers)
        return None
    primaries, curve = _PRIMARIES.get(points[0]), _curve(points[1])
    return described(primaries, curve) if primaries and curve else None


def described(primaries: Primaries, curve: bytes) -> bytes | None:
    """Return the profile of RGB with these primaries and white, and this curve. None where they span no colours."""
    try:
        return icc.written(under_d50(primaries), curve)
    except (ArithmeticError, struct.error):
        return None


@cache
def _curve(transfer: int) -> bytes | None:
    """Return a curve of H.273, table 3: from a sample to light."""
    if transfer in _KNOWN:
        return _KNOWN[transfer]
    if transfer == _PQ:
        return icc.sampled(lambda sample: _toned(_perceptual(sample)))
    return icc.sampled(lambda sample: _toned(_hybrid(sample))) if transfer == _HLG else None


def _perceptual(sample: float) -> float:
    """PQ (SMPTE ST 2084): from a sample to candela per square metre."""
    c1, c2, c3 = 3424 / 4096, 2413 / 128, 2392 / 128
    power = sample ** (32 / 2523)
    return 10_000 * (max(power - c1, 0.0) / (c2 - c3 * power)) ** (16384 / 2610)


def _hybrid(sample: float) -> float:
    """HLG (ITU-R BT.2100), for a display of _BRIGHTEST: its system gamma is 1.2."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = sample * sample / 3 if sample <= 1 / 2 else (exp((sample - c) / a) + b) / 12
    return _BRIGHTEST * scene**1.2


def _toned(light: float) -> float:
    """Bring high dynamic range to what sRGB shows.

    Paper's white becomes half of the light, as browsers have it, and what is below stays in proportion; what is
    brighter bends towards full light.
    """
    relative, most = light / _REFERENCE_WHITE, _BRIGHTEST / _REFERENCE_WHITE
    if relative <= 1:
        return relative / 2
    bend = most / (most - 2)  # so that the brightest comes out as 1
    return min(1.0, relative * (bend + 1) / (2 * (relative + bend)))
