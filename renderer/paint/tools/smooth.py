"""Soft arithmetic: blurs as exact as lines need them, hills of chance, bending. Everything is float32 from 0 to 1."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from renderer.paint.raster import Floats, Plane, fraction, resized
from renderer.paint.threads import COUNT, each

Places = npt.NDArray[np.intp]
BOX, LINEAR, CUBIC = Image.Resampling.BOX, Image.Resampling.BILINEAR, Image.Resampling.BICUBIC
LEAST = 0.3  # pixels: a narrower blur changes nothing
WIDE = 3  # pixels: a wider blur is made in a smaller picture
SMALL = 1.9  # pixels: how wide it is there
REACH = 2.6  # standard deviations to which a blur is summed up
PLANES = 2
LARGE = 1 << 18  # numbers: with fewer, threads cost more than they save


def scaled(values: Floats, rows: int, columns: int, how: Image.Resampling = CUBIC) -> Floats:
    """Return a plane, or planes behind one another, at another size."""
    if values.ndim == PLANES:
        return resized(np.ascontiguousarray(values, np.float32), rows, columns, how)
    planes = np.ascontiguousarray(np.moveaxis(values, 2, 0), np.float32)
    return np.stack(each(lambda plane: resized(plane, rows, columns, how), planes), axis=2)


def gauss(values: Floats, sigma: float) -> Floats:
    """Return a Gaussian blur, sigma in pixels."""
    values = np.asarray(values, np.float32)
    if sigma < LEAST:
        return values
    if sigma > WIDE:
        rows, columns = (max(2, round(side * 2 / sigma)) for side in values.shape[:2])
        small = gauss(scaled(values, rows, columns, BOX), SMALL)
        return scaled(small, values.shape[0], values.shape[1], CUBIC if values.ndim == PLANES else LINEAR)
    reach = max(1, int(REACH * sigma + 0.5))
    weights = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * sigma**2))
    weights = (weights / weights.sum()).astype(np.float32)
    for axis in (0, 1):
        values = _halved_along(values, axis, weights)
    return values


def _halved_along(values: Floats, axis: int, weights: Floats) -> Floats:
    """Return the sums along an axis; of a large picture both halves at the same time."""
    if values.size < LARGE:
        return _along(values, axis, weights)
    halves = np.array_split(values, COUNT, axis=1 - axis)
    return np.concatenate(each(lambda half: _along(half, axis, weights), halves), axis=1 - axis)


def _along(values: Floats, axis: int, weights: Floats) -> Floats:
    reach, length = len(weights) // 2, values.shape[axis]
    padding = [(reach, reach) if number == axis else (0, 0) for number in range(values.ndim)]
    padded = np.moveaxis(np.pad(values, padding, mode="edge"), axis, 0)
    summed = padded[reach : reach + length] * weights[reach]
    both = np.empty_like(summed)
    for near in range(reach):
        far = 2 * reach - near
        np.add(padded[near : near + length], padded[far : far + length], out=both)
        both *= weights[near]
        summed += both
    return np.moveaxis(summed, 0, axis)


def between(first: Plane | float, second: Plane | float, share: Plane | float) -> Plane:
    """Return the first plane with a share of the second in it."""
    return np.asarray(first + (second - first) * share, np.float32)


def hills(
    random: np.random.Generator, shape: tuple[int, ...], cell: float, octaves: int = 4, gain: float = 0.5
) -> Plane:
    """Return smooth hills of chance, about `cell` pixels wide, around 0.5. What has nothing fine is made small."""
    finest = cell / 2 ** (octaves - 1)
    less = 4 if finest >= 12 else 2 if finest >= 6 else 1  # noqa: PLR2004 - pixels
    rows, columns = (max(2, side // less) for side in shape[:2])
    made, total = np.zeros((rows, columns), np.float32), 0.0
    for octave in range(octaves):
        width, share = max(1.0, cell / 2**octave / less), gain**octave
        coarse = random.random((int(rows / width) + 3, int(columns / width) + 3), dtype=np.float32)
        made += resized(coarse, rows, columns) * np.float32(share)
        total += share
    made /= np.float32(total)
    return resized(made, shape[0], shape[1]) if less > 1 else made


def evened(values: Plane) -> Plane:
    """Return the plane around 0.5, nearly from 0 to 1."""
    centred = (values - values.mean()) / (values.std() * np.float32(3.4) + np.float32(1e-6))
    return np.clip(np.float32(0.5) + centred, 0, 1)


def warped(values: Floats, down: Plane, right: Plane) -> Floats:
    """Return what lies so many pixels further down and right, between pixels too."""
    rows, columns = values.shape[:2]
    y, x = np.mgrid[:rows, :columns].astype(np.float32)
    y, x = np.clip(y + down, 0, rows - 1.001), np.clip(x + right, 0, columns - 1.001)
    first: Places = y.astype(np.intp) * columns + x.astype(np.intp)
    lower, further = fraction(y)[..., None], fraction(x)[..., None]
    flat = values.reshape(rows * columns, -1)
    under: Places = np.minimum(first + columns, rows * columns - 2)
    above = flat.take(first, 0) * (1 - further) + flat.take(first + 1, 0) * further
    below = flat.take(under, 0) * (1 - further) + flat.take(under + 1, 0) * further
    return (above * (1 - lower) + below * lower).reshape(values.shape)
