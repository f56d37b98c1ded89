"""Screens made of letters and cubes: code that rains, a world of blocks, the first consoles with polygons."""

from functools import cache
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from renderer.paint.colour import hexes, hue, lab, rgb, tones
from renderer.paint.filters import BOX, detailed, evened, gaussian, sized, smoothed, spread
from renderer.paint.fonts import face, font
from renderer.paint.inks import best_colours, nearest_colours
from renderer.paint.pieces.pixels import BAYER
from renderer.paint.raster import (
    Floats,
    Pixels,
    Plane,
    fraction,
    from_image,
    grid,
    luminance,
    mix,
    ramp,
    to_image,
)
from renderer.paint.touch import Touch

GLYPHS: Final = "0123456789ZTHEFK=+*:<>|XLVYU"
SIGNS: Final = " .':-~=+*cvxzXYUJCLQ0OZmwqpdbkhao#MW&8%B@"
TYPED: Final = (13.0, 8.0)
CODE: Final = ("#000301", "#02280e", "#0c7a2c", "#38e060", "#d8ffe0")
CELL: Final = (18.0, 13.0)  # height and width of a glyph, pixels of a picture of 1024
BLOCK: Final = 20.0
PARTS: Final = 5  # of a block's side: the dots of its texture
KINDS: Final = 30
LINES: Final = 214  # of the consoles
STEPS: Final = 10  # of each colour: fewer than they had, so that the pattern shows


def code_rain(pixels: Pixels, touch: Touch) -> Pixels:
    """Write the picture in green signs that run down the screen: its lights are bright, the head of each run white."""
    rows, columns = pixels.shape[:2]
    high, wide = (max(4, round(side * touch.unit)) for side in CELL)
    lines, signs = rows // high + 1, columns // wide + 1
    random = touch.random("code")
    atlas = _atlas(high, wide)
    chosen = random.integers(0, len(GLYPHS), (lines, signs))
    drawn = atlas[chosen].transpose(0, 2, 1, 3).reshape(lines * high, signs * wide)[:rows, :columns]
    length: Plane = np.asarray(random.random(signs), np.float32) * 20 + 14
    start: Plane = np.asarray(random.random(signs), np.float32) * 40
    phase: Plane = fraction((np.arange(lines, dtype=np.float32)[:, None] - start) / length)
    rain = phase.repeat(high, 0).repeat(wide, 1)[:rows, :columns]
    even = evened(spread(pixels), 0.45, 45 * touch.unit, 0.52)
    bright = detailed(luminance(smoothed(even, 3 * touch.unit)), 1.8, 40 * touch.unit)
    lit = np.clip(bright, 0, 1) ** np.float32(1.35)
    head = ramp(rain, 0.94, 0.97)
    shown = drawn * np.clip(lit * (0.42 + 0.85 * rain**2) + 0.1 * rain**2 + 0.35 * head, 0, 1) + lit * 0.3
    shown = shown + gaussian(shown, 4 * touch.unit) * 0.35
    return tones(np.clip(shown, 0, 1), hexes(*CODE), (0, 0.16, 0.42, 0.72, 1))


@cache
def _atlas(high: int, wide: int, glyphs: str = GLYPHS, face_: str = "", *, mirrored: bool = True) -> Floats:
    """Return each glyph in a cell; those that fall are seen in a mirror, as those of the film are."""
    letters = font(max(6, round(high * (0.82 if mirrored else 0.95))), face(face_) if face_ else None)
    cells: list[Floats] = []
    for glyph in glyphs:
        cell = Image.new("L", (wide, high))
        ImageDraw.Draw(cell).text((wide / 2, high / 2), glyph, 255, letters, anchor="mm")
        cells.append(np.asarray(ImageOps.mirror(cell) if mirrored else cell, np.float32) / np.float32(255))
    return np.stack(cells)


def typed(pixels: Pixels, touch: Touch) -> Pixels:
    """Set it in letters and signs of one width, light ones for the dark and full ones for the light, on black."""
    rows, columns = pixels.shape[:2]
    high, wide = (max(4, round(side * touch.unit)) for side in TYPED)
    lines, signs = rows // high + 1, columns // wide + 1
    even = evened(spread(pixels), 0.4, 45 * touch.unit, 0.48)
    bright = detailed(luminance(even), 2.0, 20 * touch.unit)
    padded = np.pad(bright, ((0, lines * high - rows), (0, signs * wide - columns)), mode="edge")
    few = sized(padded, lines, signs, BOX)
    few = np.clip(few + (few - gaussian(few, 1.5)) * 0.7, 0, 1)
    shown = _atlas(high, wide, SIGNS, "slab", mirrored=False)
    full = shown.mean(axis=(1, 2))
    order = np.argsort(full)
    step = np.searchsorted(full[order] / full.max(), np.clip(few * 1.05, 0, 1) ** np.float32(1.1))
    chosen = order[np.clip(step, 0, len(SIGNS) - 1)]
    ink = shown[chosen].transpose(0, 2, 1, 3).reshape(lines * high, signs * wide)[:rows, :columns]
    light = np.array(touch.colours[0], np.float32) / np.float32(255) if touch.colours else hexes("#e9f2e6")[0]
    lit = np.clip(ink * np.float32(1.35), 0, 1) * (0.6 + 0.4 * np.clip(bright, 0, 1))
    glow = sized(few, rows, columns) * np.float32(0.22)
    return mix(
        np.broadcast_to(hexes("#0b0d0c")[0], pixels.shape), light, np.clip(np.maximum(lit, 0) + glow, 0, 1)
    )


def block_world(pixels: Pixels, touch: Touch) -> Pixels:
    """Build it of cubes: each one material with a texture of large dots, lit from above, dark at its seams."""
    side = round(touch.piece(BLOCK, 5) / PARTS) * PARTS or PARTS
    rows, columns = (max(4, round(length / side)) for length in pixels.shape[:2])
    few = sized(smoothed(spread(pixels), 4 * touch.unit), rows, columns, BOX)
    few = np.clip(few + (few - gaussian(few, 1.2)) * 0.6, 0, 1)
    colours = lab(few) * np.array([1, 1.25, 1.25], np.float32)
    flesh = sized(touch.scene.face, rows, columns, BOX)
    kinds = best_colours(colours, KINDS, 0.3 + 8 * hue(colours)[0] + 3 * flesh, touch.random("blocks"))
    labels = nearest_colours(rgb(colours), kinds)
    # One texture a material, the same on all its cubes.
    grain = touch.random("texture").normal(0, 0.035, (KINDS, PARTS, PARTS)).astype(np.float32)
    bright = grain[labels].transpose(0, 2, 1, 3).reshape(rows * PARTS, columns * PARTS)
    made = kinds[labels].repeat(PARTS, 0).repeat(PARTS, 1)
    down, right = (np.arange(length * PARTS) % PARTS for length in (rows, columns))
    made[..., 0] += bright * (1 - 0.5 * flesh.repeat(PARTS, 0).repeat(PARTS, 1))
    made[..., 0] += np.where(down == 0, 0.055, np.where(down == PARTS - 1, -0.05, 0))[:, None]
    made[..., 0] += np.where(right == PARTS - 1, -0.04, 0)[None]
    image = to_image(rgb(made)).resize((pixels.shape[1], pixels.shape[0]), Image.Resampling.NEAREST)
    return from_image(image)


def fifteen_bit(pixels: Pixels, touch: Touch) -> Pixels:
    """Show it as consoles of 1995 did: few lines, coarse textures on facets, a pattern of few steps, a fog of one colour."""
    scene = touch.scene
    far = ramp(1 - scene.down, 0.35, 1.0) * (1 - scene.face) * (0.15 if scene.sure else 0.28)
    textured = mix(pixels, touch.source, 0.16 + 0.4 * scene.face)
    foggy = mix(textured, np.broadcast_to(hexes("#6c7478")[0], pixels.shape), far)
    block = max(2, round(max(pixels.shape) / LINES))
    rows, columns = (max(4, length // block) for length in pixels.shape[:2])
    few = sized(foggy, rows, columns, BOX)
    few = few + (few - gaussian(few, 1.2)) * np.float32(0.5)
    pattern = np.tile(BAYER, (rows // 4 + 1, columns // 4 + 1))[:rows, :columns, None]
    few = np.floor(np.clip(few * 0.94, 0, 1) * STEPS + pattern) / STEPS
    image = to_image(few).resize((pixels.shape[1], pixels.shape[0]), Image.Resampling.NEAREST)
    dark = 1 - 0.08 * (grid(pixels.shape)[0] // block % 2)
    return from_image(image) * dark[..., None]
