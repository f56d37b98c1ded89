"""Media made of pieces: pixels, tiles, glass, triangles, dots, stitches. Each piece has one colour."""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from renderer.paint.palette import richer
from renderer.paint.raster import (
    Pixels,
    Plane,
    blur,
    clouds,
    colour,
    edges,
    flatten,
    from_image,
    grid,
    luminance,
    mix,
    noise,
    ramp,
    slopes,
)  # fmt: skip
from renderer.paint.touch import Finish, Touch

Labels = npt.NDArray[np.int64]


def voronoi(shape: tuple[int, ...], cell: float, jitter: float, touch: Touch) -> tuple[Labels, Plane, Plane]:
    """Return for each pixel its piece, how far its centre is, and how far the border to the next piece is."""
    height, width = shape[:2]
    down, across = int(height / cell) + 3, int(width / cell) + 3
    random = touch.random("cells")
    offset = 0.5 + (random.random((down, across, 2), dtype=np.float32) - 0.5) * jitter
    rows, columns = grid(shape)
    own_row, own_column = (rows / cell).astype(np.int64) + 1, (columns / cell).astype(np.int64) + 1
    labels = np.zeros((height, width), np.int64)
    nearest, second = np.full((2, height, width), np.inf, np.float32)
    for step_down in (-1, 0, 1):
        for step_across in (-1, 0, 1):
            r, c = own_row + step_down, own_column + step_across
            centre = offset[r, c]
            away = np.hypot((r - 1 + centre[..., 0]) * cell - rows, (c - 1 + centre[..., 1]) * cell - columns)
            closer = away < nearest
            second = np.where(closer, nearest, np.minimum(second, away))
            labels = np.where(closer, r * across + c, labels)
            nearest = np.where(closer, away, nearest)
    return labels, nearest, second - nearest


def averaged(pixels: Pixels, labels: Labels) -> Pixels:
    """Paint each piece in the mean colour of its pixels."""
    flat = labels.ravel()
    counts = np.maximum(np.bincount(flat), 1)
    means = [np.bincount(flat, pixels[..., c].ravel()) / counts for c in range(3)]
    return np.stack([mean[labels] for mean in means], axis=2).astype(np.float32)


def varied(labels: Labels, touch: Touch, amount: float) -> Plane:
    """Return a brightness of its own for each piece."""
    table = touch.random("pieces").normal(1, amount, int(labels.max()) + 1).astype(np.float32)
    return table[labels]


def stained_glass(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint glowing panes in dark lead, small where there is much to see; what is in a pane is painted on it."""
    size = touch.piece(46, 8)
    large = voronoi(pixels.shape, size, 0.9, touch)
    small = voronoi(pixels.shape, touch.piece(20, 4), 0.9, touch)
    busy = blur(edges(blur(luminance(pixels), 2 * touch.unit)), 14 * touch.unit) + touch.in_faces(1)
    fine = (averaged(np.repeat(busy[..., None], 3, 2), large[0])[..., 0] > np.percentile(busy, 62))[..., None]
    panes = np.where(fine, averaged(pixels, small[0]), averaged(pixels, large[0]))
    calm = flatten(pixels, touch.length(2))
    panes = mix(panes, calm, 0.27 + touch.in_faces(0.55))
    border = np.where(fine[..., 0], np.minimum(small[2], large[2]) * 1.2, large[2])
    glow = np.where(fine[..., 0], 1.0, 1.16 - large[1] / size * 0.45)
    ripple = 0.94 + 0.12 * noise(touch.random("glass"), pixels.shape, 9 * touch.unit)
    lit = (
        richer(np.clip(panes * 1.12, 0, 1), 1.7) * (glow * ripple * varied(large[0], touch, 0.08))[..., None]
    )
    width = max(1.2, 2.6 * touch.unit)
    lead = ramp(border, width * 0.6, width * 1.3)
    lead = lead + (1 - lead) * touch.in_faces(0.5)  # thin across a face
    contour = 1 - ramp(edges(blur(luminance(pixels), 1.6 * touch.unit)), 0.62, 0.95)
    return np.clip(mix(np.broadcast_to(colour(16, 15, 20), pixels.shape), lit, lead * contour), 0, 1)


def mosaic(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint small stones, each a little different, set in pale mortar."""
    cell = touch.piece(12.5, 4)
    labels, _, border = voronoi(pixels.shape, cell, 0.34, touch)
    rich = richer(averaged(pixels, labels), 1.55) * varied(labels, touch, 0.09)[..., None]
    height = ramp(border, 0.0, cell * 0.55)
    down, right = slopes(height)
    lit = np.clip(rich - (down + right)[..., None] * 0.35, 0, 1)
    return mix(
        np.broadcast_to(colour(150, 140, 126), pixels.shape), lit, ramp(border, cell * 0.05, cell * 0.16)
    )


def pointillism(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint dots of pure colour that the eye mixes, in two layers on cream."""
    rich = richer(pixels, 1.7)
    painted = mix(blur(rich, 8 * touch.unit), np.broadcast_to(colour(244, 232, 206), pixels.shape), 0.38)
    for number, cell in enumerate((12.0, 7.5)):
        size = max(3.0, cell * touch.unit)
        shifted = Touch(touch.source, touch.seed + number)
        labels, away, _ = voronoi(pixels.shape, size, 0.8, shifted)
        hues = averaged(rich, labels)
        random = shifted.random("hue")
        nudge = random.normal(0, 0.1, (int(labels.max()) + 1, 3)).astype(np.float32)[labels]
        dots = np.clip(hues + nudge, 0, 1)
        painted = mix(painted, dots, 1 - ramp(away, size * 0.44, size * 0.6))
    return painted


def low_poly(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint triangles with their corners on the contours."""
    height, width = pixels.shape[:2]
    cell = touch.piece(30, 7)
    corners = _corners(luminance(pixels), cell, touch)
    small = blur(pixels, cell / 7)
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    for r in range(corners.shape[0] - 1):
        for c in range(corners.shape[1] - 1):
            quad = [corners[r, c], corners[r, c + 1], corners[r + 1, c + 1], corners[r + 1, c]]
            for triangle in _halves(quad, small):
                draw.polygon([(float(x), float(y)) for y, x in triangle], fill=_fill(triangle, small, touch))
    return richer(from_image(image), 1.25)


def _corners(bright: Plane, cell: float, touch: Touch) -> Plane:
    """Return a loose grid whose corners move to the steepest place near them."""
    height, width = bright.shape
    down, across = int(height / cell) + 2, int(width / cell) + 2
    rows, columns = grid((down, across))
    corners = np.stack([rows * (height - 1) / (down - 1), columns * (width - 1) / (across - 1)], axis=2)
    steep, reach = edges(blur(bright, touch.unit)), cell * 0.42
    random = touch.random("corners")
    tries = random.uniform(-reach, reach, (24, down, across, 2))
    places = corners[None] + tries
    clipped_rows = np.clip(places[..., 0], 0, height - 1).astype(np.int64)
    clipped_columns = np.clip(places[..., 1], 0, width - 1).astype(np.int64)
    steepness = steep[clipped_rows, clipped_columns]
    steepness[0] += 0.12  # where nothing is steep, the grid stays loose
    best = np.argmax(steepness, axis=0)
    moved = np.take_along_axis(places, best[None, ..., None], axis=0)[0]
    inside = np.zeros((down, across, 1))
    inside[1:-1, 1:-1] = 1
    return corners + (moved - corners) * inside


def _halves(quad: list[Plane], small: Pixels) -> list[list[Plane]]:
    """Return a quadrangle as two triangles, cut along the diagonal that separates the colours better."""
    a, b, c, d = quad
    one, two = [[a, b, c], [a, c, d]], [[a, b, d], [b, c, d]]

    def difference(pair: list[list[Plane]]) -> float:
        first, second = (_sample(triangle, small) for triangle in pair)
        return float(np.abs(first - second).sum())

    return one if difference(one) >= difference(two) else two


def _sample(triangle: list[Plane], small: Pixels) -> Plane:
    row, column = np.mean(triangle, axis=0)
    return small[int(row), int(column)]


def _fill(triangle: list[Plane], small: Pixels, touch: Touch) -> tuple[int, int, int]:
    a, b, _ = triangle
    facing = 1 + 0.05 * np.sin(float(a[0] * 12.9 + b[1] * 78.2) + touch.seed % 7)
    r, g, b_ = (int(min(255, max(0, v * 255 * facing))) for v in _sample(triangle, small))
    return r, g, b_


def craquelure(strength: float) -> Finish:
    """Return a finish: the fine cracks of old plaster and varnish, here and there, and the stains of damp."""

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        cell = max(6.0, 34 * touch.unit)
        _, _, border = voronoi(pixels.shape, cell, 1.0, touch)
        rough = noise(touch.random("rough"), pixels.shape, 5 * touch.unit) - 0.5
        crack = 1 - ramp(border + rough * 3 * touch.unit, 0.2, 1.0 + 0.8 * touch.unit)
        where = ramp(clouds(touch.random("worn"), pixels.shape, 300 * touch.unit), 0.42, 0.62)
        stain = clouds(touch.random("plaster"), pixels.shape, 220 * touch.unit) - 0.5
        cracked = pixels * (1 - strength * crack * where)[..., None]
        return np.clip(cracked + (stain * strength * 0.5)[..., None], 0, 1)

    return finish


def faceted(cell: float, share: float) -> Finish:
    """Return a finish: large flat planes over a painting, as the cubists saw things."""

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        size = max(8.0, cell * touch.unit)
        labels, _, border = voronoi(pixels.shape, size, 1.0, touch)
        rows, columns = grid(pixels.shape)
        random, count = touch.random("facets"), int(labels.max()) + 1
        tilt = random.normal(0, 1, (count, 2)).astype(np.float32)[labels]
        lit = ((rows / size % 2 - 1) * tilt[..., 0] + (columns / size % 2 - 1) * tilt[..., 1]) * 0.1
        flat = np.clip(mix(pixels, averaged(pixels, labels), share) + lit[..., None], 0, 1)
        return flat * (0.7 + 0.3 * ramp(border, 0.3, 1.6 * max(1.0, touch.unit)))[..., None]

    return finish
