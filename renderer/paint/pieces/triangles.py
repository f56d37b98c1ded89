"""Low poly: triangles whose corners lie on the edges, small in faces."""

from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from renderer.paint.colour import lab, rgb
from renderer.paint.filters import gaussian, sized, small, smoothed, spread
from renderer.paint.inks import Labels
from renderer.paint.pieces.cells import means
from renderer.paint.raster import Floats, Pixels, Plane, grid, luminance, moved, slopes
from renderer.paint.touch import Touch

SIDE: Final = 400  # pixels at which the corners are chosen
FEW: Final = 190  # the same of an early console, whose triangles are larger
MOST: Final = 1500  # corners
RIM: Final = 22  # pixels from corner to corner along the sides
NEAREST: Final = 3  # pixels between corners where there is much to see
FARTHEST: Final = 11
Corners = npt.NDArray[np.intp]


def low_poly(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint each triangle in the mean of what it covers, no two of them facing the light alike."""
    return _of_triangles(pixels, touch, SIDE)


def few_triangles(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint as few triangles as an early console could turn."""
    return _of_triangles(pixels, touch, FEW)


def _of_triangles(pixels: Pixels, touch: Touch, side: int) -> Pixels:
    few = small(pixels, side)
    corners = _corners(_importance(few, touch), touch)
    triangles = _triangles(_cells(corners, (few.shape[0], few.shape[1])))
    height, width = pixels.shape[:2]
    scale = np.array([height, width], np.float32) / np.array(few.shape[:2], np.float32)
    last = np.array(few.shape[:2]) - 1
    at = np.where(
        corners >= last, np.array([height, width]), np.where(corners > 0, (corners + 0.5) * scale, 0)
    )
    image = Image.new("I", (width, height), 0)
    pen = ImageDraw.Draw(image)
    for number, triangle in enumerate(triangles, start=1):
        pen.polygon([(float(x), float(y)) for y, x in at[triangle]], fill=number)
    labels = _closed(np.array(image, np.intp))
    colours = lab(means(spread(pixels), labels, len(triangles) + 1)) * np.array([1, 1.2, 1.2], np.float32)
    colours[:, 0] = np.clip(colours[:, 0] + touch.random("facets").normal(0, 0.008, len(colours)), 0, 1)
    made = rgb(colours)[labels]
    return np.where(
        (labels == 0)[..., None], smoothed(spread(pixels), 6 * touch.unit), made
    )  # gaps of a pixel


def _closed(labels: Labels) -> Labels:
    """Return every pixel as part of a triangle: gaps along the sides go to what is beside them."""
    whole = labels.astype(np.float32)
    for step in (1, 2, 4, 8, 16):
        for down, right in ((step, 0), (-step, 0), (0, step), (0, -step)):
            whole = np.where(whole == 0, moved(whole, down, right), whole)
    return whole.astype(np.intp)


def _importance(few: Pixels, touch: Touch) -> Plane:
    """Return how likely a corner is: on the crests of edges, in the subject and in faces."""
    rows, columns = few.shape[:2]
    steep = np.hypot(*slopes(gaussian(luminance(smoothed(few, 3, 0.002, 1)), 0.8)))
    steep = np.clip(steep / max(float(np.percentile(steep, 97)), 1e-3), 0, 1)
    wide = np.pad(steep, 1, mode="edge")
    crest = np.max([wide[r : r + rows, c : c + columns] for r in range(3) for c in range(3)], axis=0)
    steep = np.where(steep >= crest - 0.02, steep, steep * 0.15)
    subject, face = (sized(plane, rows, columns) for plane in (touch.scene.subject, touch.scene.face))
    important = 0.018 + steep**1.2 * (0.7 + 0.9 * np.clip(subject, 0, 1)) + 0.3 * np.clip(face, 0, 1)
    return important.astype(np.float32)


def _corners(important: Plane, touch: Touch) -> Corners:
    """Return corners as rows and columns, the nearer to each other the more important a place is, and the sides'."""
    rows, columns = important.shape
    most = min(round(MOST / (0.3 + 0.7 * touch.strength) ** 2), rows * columns // 4)
    shares = important.ravel().astype(np.float64)
    tries = min(rows * columns, most * 9)
    # The least of such numbers come in the order of a draw by shares (Efraimidis and Spirakis 2006).
    luck = -np.log1p(-touch.random("corners").random((rows * columns,), dtype=np.float32))
    order = np.argsort(luck / shares)[:tries]
    reach = NEAREST + ((FARTHEST - NEAREST) * (1 - important / important.max()) ** 3).astype(np.int64)
    taken = np.zeros((rows + 2 * FARTHEST, columns + 2 * FARTHEST), np.bool_)
    found: list[tuple[int, int]] = []
    for place in order:
        row, column = divmod(int(place), columns)
        near, y, x = int(reach[row, column]), row + FARTHEST, column + FARTHEST
        if not taken[y - near : y + near + 1, x - near : x + near + 1].any():
            taken[y, x] = True
            found.append((row, column))
        if len(found) >= most:
            break
    across = [*range(0, max(1, columns - RIM // 2), RIM), columns - 1]
    down = [*range(0, max(1, rows - RIM // 2), RIM), rows - 1]
    sides = {(row, column) for row in (0, rows - 1) for column in across}
    sides |= {(row, column) for column in (0, columns - 1) for row in down}
    inner = [(r, c) for r, c in found if 1 < r < rows - 2 and 1 < c < columns - 2]
    return np.array([*inner, *sorted(sides)], np.intp)


def _cells(corners: Corners, shape: tuple[int, int]) -> Labels:
    """Return the nearest corner of each pixel, by jump flooding (Rong and Tan 2006)."""
    labels = np.full(shape, -1, np.int64)
    labels[corners[:, 0], corners[:, 1]] = np.arange(len(corners))
    y, x = grid(shape)
    best = np.where(labels >= 0, 0, np.float32(1e9)).astype(np.float32)
    step = 1 << max(1, int(np.ceil(np.log2(max(shape) / np.sqrt(len(corners)) * 2))))
    places: Floats = corners.astype(np.float32)
    while step >= 1:
        for down in (-step, 0, step):
            for right in (-step, 0, step):
                _flooded(labels, best, places, (y, x), (down, right))
        step //= 2
    return labels


def _flooded(
    labels: Labels, best: Plane, places: Floats, at: tuple[Plane, Plane], by: tuple[int, int]
) -> None:
    """Let each pixel take over the corner of the one so far away, where that is nearer."""
    (rows, columns), (down, right) = labels.shape, by
    if abs(down) >= rows or abs(right) >= columns:
        return
    here = (slice(max(0, -down), rows - max(0, down)), slice(max(0, -right), columns - max(0, right)))
    there = (slice(max(0, down), rows + min(0, down)), slice(max(0, right), columns + min(0, right)))
    other = labels[there]
    known = np.maximum(other, 0)
    away = (places[known, 0] - at[0][here]) ** 2 + (places[known, 1] - at[1][here]) ** 2
    closer = (other >= 0) & (away < best[here])
    best[here] = np.where(closer, away, best[here])
    labels[here] = np.where(closer, other, labels[here])


def _triangles(cells: Labels) -> Corners:
    """Return the corners of each triangle: three whose cells meet in a place (Delaunay's are the dual of Voronoi's)."""
    a, b, c, d = cells[:-1, :-1], cells[:-1, 1:], cells[1:, :-1], cells[1:, 1:]
    met = np.concatenate([np.stack(three, axis=-1).reshape(-1, 3) for three in ((a, b, c), (b, d, c))])
    apart = (met[:, 0] != met[:, 1]) & (met[:, 1] != met[:, 2]) & (met[:, 0] != met[:, 2])
    return np.unique(np.sort(met[apart], axis=1), axis=0)
