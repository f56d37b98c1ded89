"""Arithmetic on pictures: blur, noise, edges, resizing. Everything is float32 from 0 to 1."""

from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from renderer.paint.threads import each

Floats = npt.NDArray[np.floating[Any]]
Pixels = Floats  # rows, columns, RGB
Plane = Floats  # rows, columns

WEIGHTS = np.array([0.299, 0.587, 0.114], np.float32)
WIDE = 8  # pixels: from here on a blur is made in a smaller picture
BICUBIC = Image.Resampling.BICUBIC


def from_image(image: Image.Image) -> Pixels:
    """Return a picture as numbers."""
    return np.asarray(image, np.float32) / np.float32(255)


def to_image(pixels: Pixels) -> Image.Image:
    """Return numbers as a picture."""
    return Image.fromarray((np.clip(pixels, 0, 1) * 255 + 0.5).astype(np.uint8))


def luminance(pixels: Pixels) -> Plane:
    """Return how bright each pixel is."""
    return pixels @ WEIGHTS


def grey(plane: Plane) -> Pixels:
    """Return a plane as a picture without colour."""
    return np.repeat(plane[..., None], 3, axis=2)


def colour(*rgb: int) -> Pixels:
    """Return a colour given as 0 to 255."""
    return np.array(rgb, np.float32) / np.float32(255)


def mix(first: Floats, second: Floats, share: float | Plane) -> Floats:
    """Return the first, a picture, a plane or a colour, with a share of the second in it."""
    if not isinstance(share, np.ndarray):
        return first + (second - first) * np.float32(share)
    first, second = _row(first), _row(second)
    amount = share if max(first.ndim, second.ndim) == share.ndim else np.stack([share] * 3, axis=2)
    change = second - first
    if change.shape != amount.shape or change.dtype != np.float32:
        return first + change * amount
    change *= amount  # in its place: what is fetched anew costs more than the arithmetic
    change += first
    return change


def _row(floats: Floats) -> Floats:
    """Return a colour that was stretched over a picture as one row: three numbers at a time take six times as long."""
    stretched = floats.ndim == 3 and floats.strides[:2] == (0, 0)  # noqa: PLR2004 - a picture
    return np.ascontiguousarray(floats[:1]) if stretched else floats


def fraction(values: Plane) -> Plane:
    """Return what is left of each above the next lower whole number; a remainder takes fifty times as long."""
    return values - np.floor(values)


def ramp(values: Plane, low: float, high: float) -> Plane:
    """Return 0 below `low`, 1 above `high`, smooth between."""
    share = np.asarray(values - low)
    if share.dtype != np.float32 or not share.ndim:
        share = np.clip(share / (high - low), 0, 1)
        return share * share * (3 - 2 * share)
    share *= np.float32(1 / (high - low))
    np.clip(share, 0, 1, out=share)
    bent = share * np.float32(-2)
    bent += np.float32(3)
    bent *= share
    bent *= share
    return bent


def resized(plane: Plane, rows: int, columns: int, how: Image.Resampling = BICUBIC) -> Plane:
    """Return a plane at another size."""
    return np.asarray(Image.fromarray(plane).resize((columns, rows), how), np.float32)


def resized_pixels(pixels: Pixels, rows: int, columns: int, how: Image.Resampling = BICUBIC) -> Pixels:
    """Return a picture at another size."""
    return np.stack(each(lambda c: resized(pixels[..., c].copy(), rows, columns, how), range(3)), axis=2)


def box(plane: Floats, radius: int) -> Floats:
    """Return the mean over a square around each pixel, for planes and pictures."""
    share = np.float32(1 / (2 * radius + 1))
    down = _sliding_rows(plane, radius) * share
    padding = [(0, 0)] * plane.ndim
    padding[1] = (radius + 1, radius)
    # Around zero the running sums stay small, and so do their rounding errors.
    sums = np.cumsum(np.pad(down - np.float32(0.5), padding, mode="edge"), axis=1, dtype=np.float32)
    span = 2 * radius + 1
    return (sums[:, span:] - sums[:, :-span]) * share + np.float32(0.5)


def _sliding_rows(plane: Floats, radius: int) -> Floats:
    """Return for each row the sum of its neighbours; row by row, which is four times as fast as a cumulative sum."""
    padding = [(0, 0)] * plane.ndim
    padding[0] = (radius, radius)
    padded = np.pad(plane.astype(np.float32, copy=False), padding, mode="edge")
    sums = np.empty(plane.shape, np.float32)
    window = padded[: 2 * radius + 1].sum(axis=0)
    sums[0] = window
    for row in range(1, plane.shape[0]):
        window += padded[row + 2 * radius]
        window -= padded[row - 1]
        sums[row] = window
    return sums


def blur(plane: Floats, radius: float) -> Floats:
    """Blur nearly as a Gaussian does: two boxes, and a mixture where the radius is between two whole numbers."""
    if radius < 1:
        return plane + (box(plane, 1) - plane) * np.float32(radius)
    if radius >= WIDE:
        return _wide_blur(plane, radius)
    whole = max(1, round(radius))
    return box(box(plane, whole), whole)


def _wide_blur(plane: Floats, radius: float) -> Floats:
    """Blur a smaller picture: a wide blur leaves nothing that a smaller picture could not hold."""
    rows, columns = plane.shape[:2]
    factor = radius / 4
    size = (max(1, round(rows / factor)), max(1, round(columns / factor)))
    to_size = resized_pixels if plane.ndim > 2 else resized  # noqa: PLR2004 - rows and columns
    small = box(box(to_size(plane, *size, Image.Resampling.BOX), 4), 4)
    return to_size(small, rows, columns, Image.Resampling.BILINEAR)


def noise(random: np.random.Generator, shape: tuple[int, ...], cell: float) -> Plane:
    """Return smooth random hills, each about `cell` pixels wide, around 0.5."""
    rows, columns = shape[:2]
    step = max(1.0, cell)
    coarse = random.random((int(rows / step) + 2, int(columns / step) + 2), dtype=np.float32)
    return resized(coarse, rows, columns)


def clouds(random: np.random.Generator, shape: tuple[int, ...], cell: float) -> Plane:
    """Return hills upon hills: what stains, paper and mist look like."""
    hills = noise(random, shape, cell)
    for octave in (1, 2, 3):
        hills = hills + noise(random, shape, cell / 2**octave) * 0.5**octave
    return hills / np.float32(1.875)


def slopes(plane: Plane) -> tuple[Plane, Plane]:
    """Return how steeply the brightness rises, downwards and to the right."""
    down: Plane = np.asarray(np.gradient(plane, axis=0), np.float32)
    right: Plane = np.asarray(np.gradient(plane, axis=1), np.float32)
    return down, right


def edges(plane: Plane) -> Plane:
    """Return where something ends and something else begins; 1 at the clearest borders."""
    down, right = slopes(plane)
    steepness = np.hypot(down, right)
    return np.clip(steepness / max(float(np.percentile(steepness, 98)), 0.02), 0, 1)


def strokes(plane: Plane, radius: float, gain: float = 14) -> Plane:
    """Draw dark lines as a pen would draw them: the difference of two blurs (Marr and Hildreth)."""
    near, far = blur(plane, radius), blur(plane, radius * 1.8 + 0.6)
    return ramp((far - near) * gain, 0.12, 0.9)


def grid(shape: tuple[int, ...]) -> tuple[Plane, Plane]:
    """Return the row and column numbers of all pixels."""
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    return rows, columns


def moved(plane: Floats, down: int, right: int) -> Floats:
    """Return the plane so many pixels further down and right; what comes in at a side repeats that side."""
    height: int = plane.shape[0]
    width: int = plane.shape[1]
    rows = np.clip(np.arange(-down, height - down), 0, height - 1)
    columns = np.clip(np.arange(-right, width - right), 0, width - 1)
    return plane[rows][:, columns]


def flatten(pixels: Pixels, radius: int) -> Pixels:
    """Apply Kuwahara's filter: each pixel takes the mean of its calmest neighbouring square. Keeps borders sharp."""
    bright = luminance(pixels)
    mean, mean_bright = box(pixels, radius), box(bright, radius)
    spread = box(bright * bright, radius) - mean_bright**2
    best, calmest = mean, np.full(bright.shape, np.inf, np.float32)
    for down in (-radius, radius):
        for right in (-radius, radius):
            shifted = _shifted(spread, down, right, radius)
            calmer = shifted < calmest
            best = np.where(calmer[..., None], _shifted(mean, down, right, radius), best)
            calmest = np.where(calmer, shifted, calmest)
    return best


def _shifted(plane: Floats, down: int, right: int, radius: int) -> Floats:
    padding = [(radius, radius), (radius, radius), *[(0, 0)] * (plane.ndim - 2)]
    height, width = plane.shape[:2]
    return np.pad(plane, padding, mode="edge")[radius + down :, radius + right :][:height, :width]
