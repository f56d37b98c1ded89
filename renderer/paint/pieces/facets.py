"""Cubism: a picture broken into planes that are seen from several sides at once, each modelled by itself."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from renderer.paint.colour import hexes, lab, rgb
from renderer.paint.contours import inked
from renderer.paint.filters import detailed, evened, gaussian, smoothed, spread
from renderer.paint.inks import Labels
from renderer.paint.pieces.cells import means
from renderer.paint.raster import Floats, Pixels, Plane, grid, luminance, mix, noise, ramp
from renderer.paint.touch import Touch

DEPTH: Final = 8  # times that facets are divided at most
SHARE: Final = 1 / 34  # of all that there is to see: a facet with less stays whole
SEEN: Final = 8  # every so many pixels are looked at where it is asked where to divide
PLACES: Final = (0.0, 0.26, 0.5, 0.74, 1.0)
# From dark to light: what Braque and Picasso painted with in 1910, in blue days, and what Metzinger and Gris did.
PALETTES: Final = (
    (("#17130f", "#4d3d2b", "#8d7348", "#c8a968", "#f3e6c6"), 0.35),
    (("#10161f", "#31424f", "#7c7a68", "#c4b48c", "#f0ead8"), 0.45),
    (("#1b1420", "#5a3038", "#a8683c", "#e0b06a", "#f6ecd2"), 0.75),
)


@dataclass(frozen=True, slots=True)
class _Facets:
    """Which facet each pixel is in, how far its nearest border is, how dark a border makes it; and where each facet is."""

    labels: Labels
    edge: Plane
    shade: Plane
    middles: Floats  # facets, 2: row and column
    reach: Floats  # facets: how far they go from their middles


def cubist(pixels: Pixels, touch: Touch) -> Pixels:
    """Turn, shift and enlarge what each facet shows, run its light from dark to pale, and draw its borders."""
    unit, scene = touch.unit, touch.scene
    calm = smoothed(evened(spread(pixels), 0.5, 45 * unit, 0.56), 9 * unit)
    facets = _broken(touch)
    held = 1 - 0.84 * gaussian(scene.face, 6 * unit)
    there = _views(facets, held, touch)
    seen = _with_means(calm[there], facets, 0.36 * held + 0.08)
    random, count = touch.random("light"), len(facets.middles)
    bright = detailed(luminance(seen), 1.35, 40 * unit)
    turn = random.uniform(0, 2 * np.pi, count).astype(np.float32)
    run = _across(facets, turn) * 0.15 + random.uniform(-0.13, 0.13, count).astype(np.float32)[facets.labels]
    calmer = 1 - 0.3 * scene.face
    bright = bright + (run - 0.28 * np.clip(facets.shade, 0, 1)) * calmer + _brushed(facets.labels, touch)
    made = _in_palette(seen, np.clip(bright, 0, 1), touch)
    open_ = ramp(noise(touch.random("passage"), calm.shape, 150 * unit), 0.3, 0.5)
    border = ramp(2.0 * unit - facets.edge, -0.6, 0.9) * (0.35 + 0.55 * open_) * (1 - 0.35 * scene.face)
    fine = luminance(smoothed(spread(pixels), 3 * unit, times=1))
    drawn = inked(fine, max(0.7, 1.5 * unit), 20, 0.64)[there] * 0.85
    return mix(made, np.broadcast_to(hexes("#15110e")[0], made.shape), np.maximum(border, drawn))


def _broken(touch: Touch) -> _Facets:
    """Divide the picture, and each part again across its length, most where there is most to see."""
    rows, columns = touch.source.shape[:2]
    unit, random, (down, right) = touch.unit, touch.random("facets"), grid(touch.source.shape)
    weights = _weights(touch)
    labels: Labels = np.zeros((rows, columns), np.intp)
    count = 1
    edge, shade = np.full((rows, columns), np.inf, np.float32), np.zeros((rows, columns), np.float32)
    for _ in range(DEPTH):
        across, off = _cuts(labels[::SEEN, ::SEEN], weights, count, random)
        away = down * across[labels, 0] + right * across[labels, 1] - off[labels]
        labels = labels * 2 + (away > 0)
        used = np.bincount(labels.ravel(), minlength=2 * count) > 0
        labels, count = (np.cumsum(used) - 1)[labels], int(used.sum())
        far = np.abs(away)
        edge = np.minimum(edge, far)
        side = random.choice((-1.0, 1.0), count).astype(np.float32)[labels]
        shade += np.where(away * side > 0, np.exp(-far / np.float32(52 * unit)), 0) * np.float32(0.6)
    few = labels[::SEEN, ::SEEN]
    middles, spread_ = _moments(few, np.ones(few.shape, np.float32), count)[1:3]
    reach = np.sqrt(spread_[:, 0] + spread_[:, 1]) * 1.4 + 1
    return _Facets(labels, edge, shade, middles * SEEN, reach.astype(np.float32) * SEEN)


def _weights(touch: Touch) -> Plane:
    """Return how much there is to see at each place that is looked at."""
    few = lab(touch.source[::SEEN, ::SEEN])[..., 0]
    steps = gaussian(np.abs(few - gaussian(few, 2)), 3)
    return (0.3 + touch.scene.subject[::SEEN, ::SEEN] + 10 * steps).astype(np.float32)


def _moments(labels: Labels, weights: Plane, count: int) -> tuple[Floats, Floats, Floats]:
    """Return the weight of each part, its middle, and its spread: down, across, and both together."""
    down, right = (axis.ravel() for axis in grid(labels.shape))
    flat, heavy = labels.ravel(), weights.ravel()

    def total(values: Plane) -> Floats:
        return np.bincount(flat, values * heavy, count).astype(np.float32)

    whole = np.maximum(np.bincount(flat, heavy, count).astype(np.float32), 1e-6)
    y, x = total(down) / whole, total(right) / whole
    spread_ = (
        total(down * down) / whole - y * y,
        total(right * right) / whole - x * x,
        total(down * right) / whole - y * x,
    )
    return whole, np.stack([y, x], axis=1), np.stack(spread_, axis=1)


def _cuts(labels: Labels, weights: Plane, count: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Return for each facet the line that divides it, across its length and a little aslant; none where it stays whole."""
    whole, middles, spread_ = _moments(labels, weights, count)
    length = 0.5 * np.arctan2(2 * spread_[:, 2], spread_[:, 0] - spread_[:, 1])  # from downwards
    angle = length + random.normal(0, 0.5, count)
    across = np.stack([np.cos(angle), np.sin(angle)], axis=1).astype(np.float32)
    far = np.sqrt(np.maximum(spread_[:, 0] + spread_[:, 1], 0)) * random.normal(0, 0.22, count)
    off = ((middles * across).sum(axis=1) + far.astype(np.float32)) * SEEN
    stays = whole < whole.sum() * SHARE
    return np.where(stays[:, None], 0, across).astype(np.float32), np.where(stays, -1e6, off).astype(
        np.float32
    )


def _views(facets: _Facets, held: Plane, touch: Touch) -> tuple[Labels, Labels]:
    """Return the row and the column that each pixel shows: its facet is turned, shifted, and nearer or farther."""
    random, count = touch.random("views"), len(facets.middles)
    (rows, columns), labels = held.shape, facets.labels
    down, right = grid(held.shape)
    turn, near = random.normal(0, 0.2, count), np.exp(random.normal(-0.06, 0.16, count))
    shift = random.normal(0, 26 * touch.unit, (count, 2)).astype(np.float32)
    cosine, sine = (np.cos(turn) * near).astype(np.float32), (np.sin(turn) * near).astype(np.float32)
    y, x = down - facets.middles[labels, 0], right - facets.middles[labels, 1]
    away_y = y * cosine[labels] - x * sine[labels] - y + shift[labels, 0]
    away_x = y * sine[labels] + x * cosine[labels] - x + shift[labels, 1]
    return _inside(down + away_y * held, rows), _inside(right + away_x * held, columns)


def _with_means(seen: Pixels, facets: _Facets, share: Plane) -> Pixels:
    """Return facets with a share of their own mean colour."""
    return mix(seen, means(seen, facets.labels, len(facets.middles))[facets.labels], share)


def _across(facets: _Facets, turn: Floats) -> Plane:
    """Return how far along a direction of its own each pixel lies in its facet, from -1 to 1."""
    down, right = grid(facets.labels.shape)
    labels = facets.labels
    along = (down - facets.middles[labels, 0]) * np.cos(turn)[labels]
    along = along + (right - facets.middles[labels, 1]) * np.sin(turn)[labels]
    return np.clip(along / facets.reach[labels], -1, 1)


def _brushed(labels: Labels, touch: Touch) -> Plane:
    """Return the marks of a dry brush, around 0, that goes across in one facet and down in the next."""
    random, unit = touch.random("bristles"), touch.unit
    rough = random.standard_normal(labels.shape, np.float32)
    across, down = gaussian(rough, 7 * unit, 1.4 * unit), gaussian(rough, 1.4 * unit, 7 * unit)
    return np.where(labels % 2 > 0, across, down) * np.float32(0.17 * unit) * (1 - 0.5 * touch.scene.face)


def _inside(places: Plane, length: int) -> npt.NDArray[np.intp]:
    """Return places within a length; what is beyond an end is seen in a mirror there."""
    return (length - 1 - np.abs(np.abs(places) - (length - 1))).clip(0, length - 1).astype(np.intp)


def _in_palette(seen: Pixels, bright: Plane, touch: Touch) -> Pixels:
    """Return facets in few earths and greys by their light, with a part of their own hues."""
    codes, own = PALETTES[int(touch.random("earths").integers(len(PALETTES)))]
    stops, hues = lab(hexes(*codes)), lab(seen)
    axes = [np.interp(bright, PLACES, stops[:, axis]).astype(np.float32) for axis in range(3)]
    richer = np.float32(1.15 * own)
    return rgb(
        np.stack([axes[0], *(axes[a] * np.float32(0.85) + hues[..., a] * richer for a in (1, 2))], axis=2)
    )
