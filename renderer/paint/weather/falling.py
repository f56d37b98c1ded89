"""What falls: streaks of rain, flakes and petals, a bolt of lightning; stars, which do not."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from renderer.paint.chance import scattered
from renderer.paint.filters import gaussian
from renderer.paint.raster import Pixels, Plane, from_image, grid, luminance, mix, ramp
from renderer.paint.touch import Touch

# Far, middle, near: how bright, how long, how many, how slanted, how wide.
DRIZZLE: Final = ((0.10, 8, 0.008, 0.10, 0.5), (0.15, 17, 0.0018, 0.12, 0.6), (0.20, 34, 0.00022, 0.14, 0.9))
DRIVEN: Final = ((0.12, 24, 0.0012, 0.34, 0.6),)
# Far to near: how many, how large, how bright.
SNOW: Final = ((0.0022, 0.8, 0.6), (0.0007, 1.5, 0.8), (0.00016, 2.8, 0.9), (0.00003, 6.0, 0.6))
WATER: Final = np.array([0.9, 0.96, 1], np.float32)
FLASH: Final = np.array([0.62, 0.7, 1], np.float32)
SLANT: Final = 0.4  # the most, by which rain falls sideways


def rained_on(
    pixels: Pixels, touch: Touch, layers: Sequence[tuple[float, ...]], less_on_faces: float = 0.6
) -> Pixels:
    """Return streaks of rain before a picture, less seen before light."""
    random, fallen = touch.random("rain"), np.zeros(pixels.shape[:2], np.float32)
    for bright, *layer in layers:
        fallen += bright * _streaks(touch, random, layer)
    fallen *= (1 - less_on_faces * touch.scene.face) * (0.9 - 0.5 * luminance(pixels))
    return np.clip(pixels + fallen[..., None] * WATER, 0, 1)


def _streaks(touch: Touch, random: np.random.Generator, layer: Sequence[float]) -> Plane:
    length, share, slant, width = layer
    rows, columns = touch.source.shape[:2]
    aside = round(rows * SLANT) + 1
    drops = scattered(random, (rows, columns + aside), share / touch.unit**2 if touch.unit < 1 else share)
    drawn = gaussian(drops, width * touch.unit, length * touch.unit)
    strongest = float(np.percentile(drawn, 99.7))
    down, right = grid((rows, columns))
    at = (right + down * slant).astype(np.intp)
    return np.clip(
        np.take_along_axis(drawn, np.minimum(at, columns + aside - 1), axis=1) / (strongest + 1e-6), 0, 1.4
    )


def flaked(
    pixels: Pixels,
    touch: Touch,
    layers: Sequence[tuple[float, ...]],
    tint: Sequence[float],
    share: float = 0.9,
) -> Pixels:
    """Return flakes before a picture, large ones near; fewer on faces."""
    random, unit = touch.random("flakes"), touch.unit
    for many, size, bright in layers:
        radius = max(0.5, size * unit)
        points = scattered(random, touch.source.shape[:2], many / unit**2 * min(1, unit / 0.5) ** 2)
        disc = ramp(gaussian(points, radius * 0.8, radius) * (5.03 * radius * radius), 0.15, 0.9)
        pixels = mix(
            pixels, np.array(tint, np.float32), share * bright * disc * (1 - 0.75 * touch.scene.face)
        )
    return pixels


def starred(pixels: Pixels, touch: Touch, amount: float = 1.0) -> Pixels:
    """Return stars in the upper part of a sky that has been made dark; nowhere else."""
    scene, random = touch.scene, touch.random("stars")
    shape = touch.source.shape[:2]
    points = (
        scattered(random, shape, 0.0005 * amount) * random.random(shape, dtype=np.float32) ** 4
    )  # few are bright
    lights = np.clip(gaussian(points, max(0.5, 0.7 * touch.unit)) * 5, 0, 1)
    up = 1 - ramp(scene.down / scene.horizon, 0.5, 1)
    return np.clip(pixels + (lights * ramp(scene.sky, 0.8, 1) * up)[..., None], 0, 1)


def struck(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a bolt of lightning in the free side of the sky, and its glow."""
    image = Image.new("L", (pixels.shape[1], pixels.shape[0]))
    side = 0.82 if touch.scene.focus[1] < 0.5 else 0.18  # noqa: PLR2004 - the half where the subject is not
    _bolt(ImageDraw.Draw(image), touch, touch.random("bolt"), (pixels.shape[1] * side, 0), (60, 2.6, 0.6))
    bolt, unit = from_image(image) * ramp(touch.scene.sky, 0.4, 0.9), touch.unit
    core = np.clip(bolt + gaussian(bolt, 2 * unit), 0, 1)[..., None]
    glow = (gaussian(bolt, 9 * unit) * 1.6 + gaussian(bolt, 60 * unit) * 3.5)[..., None] * FLASH
    return 1 - (1 - pixels) * (1 - np.clip(core + glow, 0, 1))


def _bolt(
    draw: ImageDraw.ImageDraw,
    touch: Touch,
    random: np.random.Generator,
    start: tuple[float, float],
    way: tuple[int, float, float],
) -> None:
    """Draw so many steps of a bolt, so wide, drifting so far; now and then it branches."""
    (right, down), (steps, width, drift) = start, way
    for _ in range(steps):
        to = right + random.normal(drift, 13) * touch.unit, down + random.uniform(8, 24) * touch.unit
        draw.line((right, down, *to), fill=255, width=max(1, round(width * touch.unit)))
        if width > 1.5 and random.random() < 0.16:  # noqa: PLR2004 - a branch does not branch
            _bolt(draw, touch, random, to, (int(random.integers(4, 9)), 1.2, float(random.choice([-10, 10]))))
        right, down = to
