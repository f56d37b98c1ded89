"""Depth: samples of sixteen bits, as two pictures of eight, since Pillow has none of several bands with sixteen.

It goes strip by strip, so that nothing of sixteen bits is ever there as a whole.
"""

from collections.abc import Sequence

from PIL import Image

from images.colour import codepoints, conversion, icc
from images.strips import strips

_MOST = 65535
_TOES = 0.0031308  # of light; below, sRGB is a line

Table = Sequence[int]  # of eight bits, for each value of sixteen


def toned(profile: bytes, bands: int) -> tuple[Sequence[Table], bytes | None] | None:
    """Return what a profile's curves make of samples of sixteen bits, in the curve of sRGB: a table for each band.

    With them comes the profile of what they give. None where that changes nothing, or the profile is more than
    curves, or for other bands.
    """
    if conversion.means_srgb(profile, "L" if bands == 1 else "RGB"):
        return None
    try:
        tables = [_table(curve) for curve in icc.curves(profile)]
    except (ArithmeticError, ValueError):
        return None
    if bands == 1 and tables and all(table == tables[0] for table in tables):
        tables = tables[:1]
    if len(tables) != bands:
        return None
    left = icc.with_curve(profile, codepoints.SRGB_CURVE) if icc.space(profile) == icc.RGB else None
    return tables, left


def looked_up(high: Image.Image, low: Image.Image, tables: Sequence[Table]) -> Image.Image:
    """Replace the first bands, of which these are the high and the low bytes, by what the tables say.

    What is in `high` is overwritten; further bands (alpha) keep their high bytes.
    """
    for box in strips(high):
        bands = list(high.crop(box).split())
        lows = low.crop(box).split()
        for at, table in enumerate(tables):
            words = Image.merge("LA", (lows[at], bands[at])).tobytes()  # I;16 has the low byte first
            bands[at] = Image.frombytes("I;16", bands[at].size, words).convert("I").point(table, "L")
        high.paste(Image.merge(high.mode, bands), box)
    return high


def _table(curve: icc.Curve) -> list[int]:
    return [round(255 * _encoded(curve(value / _MOST))) for value in range(_MOST + 1)]


def _encoded(light: float) -> float:
    """Return the sample that sRGB has for light."""
    light = min(1.0, max(0.0, light))
    return light * 12.92 if light <= _TOES else 1.055 * light ** (1 / 2.4) - 0.055
