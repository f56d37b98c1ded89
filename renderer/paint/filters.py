"""Filters that know edges: blurs of any width, the guided filter, and what is made of them."""

from typing import Final

import numpy as np
from PIL import Image

from renderer.paint.raster import Floats, Pixels, Plane, luminance, ramp, resized
from renderer.paint.threads import each

BOX: Final = Image.Resampling.BOX
BILINEAR: Final = Image.Resampling.BILINEAR
BICUBIC: Final = Image.Resampling.BICUBIC
REACH: Final = 2.6  # deviations that a blur sees each way; beyond lies less than one per cent
COARSE: Final = 6  # times smaller, from which on straight lines between pixels are smooth enough
FITTED: Final = 384  # pixels a side at which a guided filter is fitted
FINE: Final = 640  # the same, where narrow edges count


def sized(floats: Floats, rows: int, columns: int, how: Image.Resampling = BICUBIC) -> Floats:
    """Return a plane or a picture at another size."""
    if floats.shape[:2] == (rows, columns):
        return floats
    if floats.ndim == 2:  # noqa: PLR2004 - rows and columns
        return resized(np.ascontiguousarray(floats, np.float32), rows, columns, how)
    planes = np.ascontiguousarray(np.moveaxis(floats, 2, 0), np.float32)
    return np.stack(each(lambda plane: resized(plane, rows, columns, how), planes), axis=2)


def small(floats: Floats, side: int) -> Floats:
    """Return a plane or a picture with at most so many pixels a side, and at least 8."""
    scale = side / max(floats.shape[:2])
    if scale >= 1:
        return floats
    rows, columns = (max(8, round(length * scale)) for length in floats.shape[:2])
    return sized(floats, rows, columns, BOX)


def gaussian(floats: Floats, across: float, down: float | None = None) -> Floats:
    """Blur by a Gaussian whose deviation in pixels differs each way; wide ones in a smaller picture."""
    down = across if down is None else down
    rows, columns = floats.shape[:2]
    fewer_rows, fewer_columns = max(1.0, down / 2), max(1.0, across / 2)
    made = sized(floats, max(2, round(rows / fewer_rows)), max(2, round(columns / fewer_columns)), BOX)
    for axis, deviation in ((0, down / fewer_rows), (1, across / fewer_columns)):
        made = _blurred(made, deviation, axis) if deviation > 0.2 else made  # noqa: PLR2004 - less is seen by nobody
    return sized(made, rows, columns, BICUBIC if max(fewer_rows, fewer_columns) < COARSE else BILINEAR)


def _blurred(floats: Floats, deviation: float, axis: int) -> Floats:
    reach, length = max(1, int(REACH * deviation + 0.5)), floats.shape[axis]
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / deviation) ** 2)
    weights = (weights / weights.sum()).astype(np.float32)
    padding = [(reach, reach) if one == axis else (0, 0) for one in range(floats.ndim)]
    padded = np.pad(floats, padding, mode="edge")

    def moved(by: int) -> Floats:
        return padded[by : by + length] if axis == 0 else padded[:, by : by + length]

    made = moved(reach) * weights[reach]
    both = np.empty_like(made)
    for step in range(1, reach + 1):
        np.add(moved(reach - step), moved(reach + step), out=both)
        both *= weights[reach + step]
        made += both
    return made


def guided(guide: Plane, plane: Plane, radius: float, flat: float, side: int = FITTED) -> Plane:
    """Smooth a plane, but not across the edges of a guide whose variance is above `flat`.

    It is fitted at a small size and applied at the guide's (He and Sun 2015, Fast Guided Filter).
    """
    few = small(guide, side)
    planes = sized(small(plane, side), *few.shape[:2])
    reach = max(1.0, radius * few.shape[1] / guide.shape[1])
    return _applied(guide, *_fitted(few, planes, reach, flat))


def _fitted(guide: Plane, floats: Floats, reach: float, flat: float) -> tuple[Floats, Floats]:
    """Return slope and height of the lines that make a plane, or each of a picture's, of a guide at each place.

    They are as small as what is so soft may be.
    """
    fewer = max(1.0, reach / 2)
    rows, columns = (max(2, round(side / fewer)) for side in guide.shape)

    def soft(values: Floats) -> Floats:
        for axis in (0, 1):
            values = _blurred(values, reach / fewer, axis)
        return values

    floats = floats if floats.ndim > guide.ndim else floats[..., None]
    seen = np.concatenate(
        [guide[..., None], (guide * guide)[..., None], floats, guide[..., None] * floats], axis=2
    )
    seen = soft(sized(seen, rows, columns, BOX))
    count = floats.shape[2]
    mean, square, wanted, both = (
        seen[..., :1],
        seen[..., 1:2],
        seen[..., 2 : 2 + count],
        seen[..., 2 + count :],
    )
    slope = (both - mean * wanted) / (square - mean * mean + np.float32(flat))
    lines = soft(np.concatenate([slope, wanted - slope * mean], axis=2))
    return (lines[..., 0], lines[..., 1]) if count == 1 else (lines[..., :count], lines[..., count:])


def _applied(guide: Plane, slope: Plane, height: Plane) -> Plane:
    rows, columns = guide.shape
    return sized(slope, rows, columns, BILINEAR) * guide + sized(height, rows, columns, BILINEAR)


def smoothed(pixels: Pixels, radius: float, flat: float = 0.003, times: int = 2) -> Pixels:
    """Return a picture of flat areas and sharp borders, guided by its own brightness.

    Only the last time is done at full size: before it, the colours are needed small, and of the picture its brightness.
    """
    few, guide = small(pixels, FINE), luminance(pixels)
    reach = max(1.0, radius * few.shape[1] / pixels.shape[1])
    for _ in range(times - 1):
        slope, height = _fitted(luminance(few), few, reach, flat)
        guide = _applied(guide, luminance(slope), luminance(height))
        rows, columns = few.shape[:2]
        slope, height = (sized(one, rows, columns, BILINEAR) for one in (slope, height))
        few = slope * luminance(few)[..., None] + height
    slope, height = _fitted(luminance(few), few, reach, flat)
    rows, columns = guide.shape
    made = sized(slope, rows, columns, BILINEAR)
    made *= guide[..., None]
    made += sized(height, rows, columns, BILINEAR)
    return np.clip(made, 0, 1, out=made)


def spread(pixels: Pixels, least: float = 0.25, cut: float = 0.5) -> Pixels:
    """Return brightness from black to white, `cut` per cent beyond each; a plain picture is spread a bit only."""
    low, high = (float(v) for v in np.percentile(luminance(small(pixels, 256)), [cut, 100 - cut]))
    return np.clip((pixels - low) / max(high - low, least), 0, 1)


def curved(floats: Floats, share: float) -> Floats:
    """Return more contrast in the middle tones, less below 0."""
    return floats + (ramp(floats, 0, 1) - floats) * np.float32(share)


def detailed(plane: Plane, gain: float, radius: float, base: float = 1.0) -> Plane:
    """Return a brightness with more of its detail over large lights and shadows, which keep their contrast `base`."""
    large = guided(plane, plane, radius, 0.01)
    return np.clip((large - 0.5) * base + 0.5 + (plane - large) * gain, 0, 1)


def evened(pixels: Pixels, flat: float, radius: float, middle: float = 0.5) -> Pixels:
    """Return shadows opened and lights held, by the share `flat`: middle tones everywhere for what follows."""
    bright = luminance(pixels)
    large = guided(bright, bright, radius, 0.02)
    gain = (middle + (large - middle) * (1 - flat) + 0.02) / (np.maximum(large, 0) + 0.02)
    return np.clip(pixels * gain[..., None], 0, 1)
