"""Ceramics: cobalt on white glaze, tile beside tile (Delft), and a broken glaze that was mended with gold (kintsugi)."""

from typing import Final

import numpy as np
from PIL import Image

from renderer.paint.chance import rough
from renderer.paint.colour import hexes, lab, rgb, tones
from renderer.paint.filters import detailed, evened, gaussian, sized, smoothed, spread
from renderer.paint.inks import Labels
from renderer.paint.raster import Pixels, Plane, fraction, grid, luminance, mix, ramp, slopes
from renderer.paint.tools.glazes import washes
from renderer.paint.tools.motif import Motif
from renderer.paint.tools.smooth import between
from renderer.paint.touch import Touch

GLAZE: Final = "#f2f4f1"
COBALT: Final = np.array(
    [1.75, 1.12, 0.40], np.float32
)  # how much of red, green and blue a layer of it takes
WASHES: Final = ((0.70, 0.16), (0.54, 0.26), (0.38, 0.45), (0.22, 0.75))
TILES: Final = (4, 5, 6)  # along the shorter side
SHARDS: Final = 26
# The glaze of what is broken: how light, how much of the picture's colours, and towards which one it goes.
GLAZES: Final = ((1.0, 0.5, "#e9e4d6"), (0.92, 0.4, "#b9c8b4"), (0.8, 0.55, "#31465e"))


def delft(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint in washes of cobalt with a fine brush over them, on tiles of white tin glaze."""
    unit, motif = touch.unit, Motif(pixels, touch)
    random = motif.random("delft")
    even = evened(spread(pixels), 0.55, 45 * unit, 0.7)
    bright = detailed(luminance(smoothed(even, 5 * unit)), 1.5, 40 * unit)
    tone = between(bright, detailed(luminance(even), 1.5, 30 * unit), np.maximum(touch.scene.face, 0.15))
    wet = ramp(motif.hills(random, 110, 3), 0.42, 0.6) * (1 - touch.scene.face * 0.6)
    density = washes(motif, random, tone, WASHES, wet) + 0.12 * np.clip(0.8 - tone, 0, 1)
    line = motif.contour(1.1) * (0.75 + 0.25 * ramp(motif.hills(random, 12, 2), 0.3, 0.6))
    density = (density + line * 1.5) * (0.9 + 0.2 * motif.hills(random, 3, 1))
    glaze = hexes(GLAZE)[0] * (1 + 0.03 * rough(motif.random("glaze"), motif.shape, 180 * unit, 2))[..., None]
    return _tiled(glaze * np.exp(-density[..., None] * COBALT), touch)


def _tiled(painted: Pixels, touch: Touch) -> Pixels:
    """Return the painting on tiles: each of its own white, a mark in its corners, a seam, light on its rim."""
    rows, columns = grid(painted.shape)
    height, width = painted.shape[:2]
    random, unit = touch.random("tiles"), touch.unit
    side = max(8.0, min(height, width) / TILES[int(random.integers(len(TILES)))])
    down, right = rows / np.float32(side), columns / np.float32(side)
    own = random.normal(0, 0.018, (int(height / side) + 2, int(width / side) + 2)).astype(np.float32)
    own = own[down.astype(np.intp), right.astype(np.intp)]
    y, x = (0.5 - np.abs(fraction(axis) - 0.5) for axis in (down, right))  # from the nearest seam, in tiles
    free = ramp(luminance(painted), 0.5, 0.85) * (1 - touch.scene.face)
    painted = painted * np.exp(-(_corner(y, x, 1 / side) * free * 0.9)[..., None] * COBALT)
    rim = np.minimum(y, x) * np.float32(side)
    seam = 1 - ramp(rim, 0.9 * unit, 2.2 * unit)
    upper, left = (fraction(axis) < 0.5 for axis in (down, right))  # noqa: PLR2004 - halves
    lit = np.where(upper & (y < x) | left & (x <= y), np.float32(0.07), np.float32(-0.07))
    shade = 1 + own + lit * (1 - ramp(rim, 2 * unit, 7 * unit))
    made = np.clip(painted * shade[..., None], 0, 1)
    gloss = np.exp(-(((touch.scene.right - 0.3 - 0.25 * touch.scene.down) / 0.16) ** 2)) * 0.05
    made = 1 - (1 - made) * (1 - gloss[..., None])
    return mix(made, np.broadcast_to(hexes("#c9c6ba")[0], made.shape), seam * 0.9)


def _corner(y: Plane, x: Plane, soft: float) -> Plane:
    """Return the mark in the corners of a tile: a bud between two leaves that curl along the seams."""
    bud = ramp(0.022 - np.hypot(y - 0.1, x - 0.1), -soft, soft)
    leaves = [
        ramp(0.034 - np.hypot((a - 0.05) * 1.9, b - 0.135), -soft, soft)
        * ramp(np.hypot((a - 0.075) * 1.9, b - 0.15) - 0.026, -soft, soft)
        for a, b in ((y, x), (x, y))
    ]
    stem = ramp(0.008 - np.abs(y - x), -soft, soft) * (y < 0.09) * (y > 0.03)  # noqa: PLR2004 - of a tile
    return np.clip(bud + leaves[0] + leaves[1] + stem, 0, 1)


def kintsugi(pixels: Pixels, touch: Touch) -> Pixels:
    """Fire the picture under a glaze, break it from one blow, and mend the cracks with raised gold."""
    unit, scene, random = touch.unit, touch.scene, touch.random("glaze")
    light, own, code = GLAZES[int(random.integers(len(GLAZES)))]
    even = evened(spread(pixels), 0.3, 45 * unit, 0.54)
    fired = lab(mix(smoothed(even, 5 * unit), even, 0.35 + 0.5 * scene.face))
    glaze = lab(hexes(code))[0]
    fired[..., 1:] = fired[..., 1:] * np.float32(own) + glaze[1:] * np.float32(1.2)
    fired[..., 0] = fired[..., 0] * np.float32(light) * 0.94 + 0.04
    border, shard = _shards(touch)
    tilt = random.normal(0, 0.035, SHARDS).astype(np.float32)[shard]
    fired[..., 0] += tilt * (1 - scene.face)
    made = rgb(fired)
    down, right = slopes(gaussian(luminance(made), 9 * unit))
    gloss = ramp(-(down + right) * 30 * unit, 0.25, 1) * 0.16 + 0.1 * np.exp(
        -(((scene.right - 0.32 - 0.2 * scene.down) / 0.1) ** 2)
    )
    made = 1 - (1 - made) * (1 - np.clip(gloss, 0, 1)[..., None])
    return _mended(made, border, touch)


def _shards(touch: Touch) -> tuple[Plane, Labels]:
    """Return how far the nearest crack is, in pixels, and which shard each pixel is in. Around the blow they are small."""
    rows, columns = touch.source.shape[:2]
    random, unit = touch.random("blow"), touch.unit
    down, right = touch.scene.focus
    half = np.array([random.uniform(0.15, 0.85), random.uniform(0.15, 0.85)])
    blow = 0.5 * half + 0.5 * np.array([1 - down * 0.6, 1 - right])  # beside what matters
    away = random.gamma(1.6, 0.2, SHARDS) + 0.05
    turn = np.arange(SHARDS) * 2.4 + random.normal(0, 0.35, SHARDS)  # the golden angle: all around
    middles = np.stack([blow[0] + away * np.sin(turn), blow[1] + away * np.cos(turn)], axis=1)
    middles = (middles * (rows, columns) / 2).astype(np.float32)
    size = (max(4, rows // 2), max(4, columns // 2))
    y, x = grid(size)
    y = y + rough(random, size, 46 * unit, 3) * np.float32(5 * unit)
    x = x + rough(random, size, 46 * unit, 3) * np.float32(5 * unit)
    far = np.stack([(y - row) ** 2 + (x - column) ** 2 for row, column in middles])
    shard = far.argmin(axis=0)
    nearest, border = far.min(axis=0), np.full(size, np.inf, np.float32)
    for number, middle in enumerate(middles):
        between = np.maximum(2 * np.hypot(*(middles - middle).T), 1e-3)[shard]  # to the line midway
        away = (far[number] - nearest) / between
        border = np.where(shard == number, border, np.minimum(border, away))
    large = Image.fromarray(shard.astype(np.int32)).resize((columns, rows), Image.Resampling.NEAREST)
    return sized(border * 2, rows, columns), np.asarray(large, np.intp)


def _mended(made: Pixels, border: Plane, touch: Touch) -> Pixels:
    """Return it with the cracks filled: a seam of gold of uneven breadth that shines from the upper left."""
    unit, scene = touch.unit, touch.scene
    broad = (4.6 + 1.5 * rough(touch.random("seam"), border.shape, 50 * unit, 2)) * unit
    broad = np.clip(broad, 2 * unit, 8 * unit) * (1 - 0.45 * scene.face)
    height = gaussian(np.clip(1 - border / broad, 0, 1) ** np.float32(0.6), 0.8 * unit)
    seam = ramp(broad - border, -0.8, 0.8)
    down, right = slopes(height)
    shine = (
        0.5
        - (down * 0.7 + right * 0.5) * 2.2 * unit
        + 0.1 * rough(touch.random("leaf"), border.shape, 5 * unit)
    )
    gold = tones(np.clip(shine, 0, 1), hexes("#4a2a06", "#96650f", "#d8a431", "#f4d77e", "#fffbe4"))
    shadow = ramp(broad + 4 * unit - border, 0, 5 * unit) * 0.4
    made = made * (1 - shadow * (1 - seam))[..., None]
    return np.clip(mix(made, gold, seam), 0, 1)
