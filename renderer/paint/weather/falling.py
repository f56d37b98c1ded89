"""What falls: streaks of rain, flakes and petals, a bolt of lightning; stars and the moon, which do not."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from renderer.paint.chance import rough, scattered
from renderer.paint.filters import gaussian, small
from renderer.paint.raster import Pixels, Plane, from_image, grid, luminance, mix, ramp, slopes
from renderer.paint.tools.smooth import warped
from renderer.paint.touch import Touch

# Far, middle, near: how bright, how long, how many, how slanted, how wide.
DRIZZLE: Final = ((0.10, 8, 0.008, 0.10, 0.5), (0.15, 17, 0.0018, 0.12, 0.6), (0.20, 34, 0.00022, 0.14, 0.9))
DRIVEN: Final = ((0.12, 24, 0.0012, 0.34, 0.6),)
GLASS: Final = ((0.0016, 1.6), (0.0005, 3.2), (0.00016, 6.0), (0.00003, 9.5))  # drops: how many, how large
LINES: Final = 120  # of rain that is drawn
RUN: Final = 26  # drops that have run down a pane
# Far to near: how many, how large, how bright.
SNOW: Final = (
    (0.0026, 0.9, 0.6),
    (0.0011, 1.7, 0.8),
    (0.00030, 3.6, 0.85),
    (0.00006, 11, 0.6),
    (0.000012, 20, 0.4),
)
# The same blown across: how bright, how long, how many, how wide.
GALE: Final = ((0.45, 5, 0.006, 0.9), (0.65, 10, 0.0022, 1.4), (0.5, 22, 0.0003, 3.4))
DIM: Final = 0.5  # how much darker what falls is at night
WATER: Final = np.array([0.9, 0.96, 1], np.float32)
MOON: Final = np.array([1, 0.97, 0.88], np.float32)
FLASH: Final = np.array([0.62, 0.7, 1], np.float32)
SLANT: Final = 0.4  # the most, by which rain falls sideways


def rained_on(pixels: Pixels, touch: Touch, layers: Sequence[tuple[float, ...]]) -> Pixels:
    """Return streaks of rain before a picture, less seen before light, and none before faces."""
    random, fallen = touch.random("rain"), np.zeros(pixels.shape[:2], np.float32)
    for bright, *layer in layers:
        fallen += bright * _streaks(touch, random, layer)
    fallen *= (1 - touch.scene.heads) * (0.9 - 0.5 * luminance(pixels))
    fallen *= np.float32(1 - DIM * touch.scene.night)
    return np.clip(pixels + fallen[..., None] * WATER, 0, 1)


def drawn_rain(pixels: Pixels, touch: Touch) -> Pixels:
    """Return rain as it is drawn over a picture of paint or ink: long straight lines in its own dark, none before faces."""
    random, unit = touch.random("rain"), touch.unit
    image = Image.new("L", (pixels.shape[1], pixels.shape[0]))
    draw, slant = ImageDraw.Draw(image), random.uniform(0.10, 0.24)
    for _ in range(LINES):
        right, down = random.uniform(-0.25, 1) * image.width, random.uniform(-0.3, 0.9) * image.height
        long = random.uniform(0.12, 0.5) * image.height
        draw.line((right, down, right + slant * long, down + long), fill=255, width=max(1, round(1.3 * unit)))
    seen = small(pixels, 64).reshape(-1, 3)
    dark = seen[luminance(seen) <= np.percentile(luminance(seen), 12)].mean(axis=0).astype(np.float32)
    return mix(pixels, dark, gaussian(from_image(image), 0.5 * unit) * 0.5 * (1 - touch.scene.heads))


def through_wet_glass(pixels: Pixels, touch: Touch) -> Pixels:
    """Return what is near through a window in the rain: a little soft, and drops that show it upside down; none on faces."""
    random, unit = touch.random("glass"), touch.unit
    height = np.zeros(pixels.shape[:2], np.float32)
    for many, size in GLASS:
        points = scattered(random, touch.source.shape[:2], many / unit**2)
        soft = gaussian(points, size * unit, size * 1.25 * unit) * np.float32(7.85 * (size * unit) ** 2)
        height = np.maximum(height, np.clip(soft, 0, 1) * np.float32(size))
    height = np.maximum(height, _running(touch, random)) * (1 - touch.scene.heads)
    body = ramp(height / max(size for _, size in GLASS), 0.06, 0.16)
    down, right = slopes(gaussian(height, 0.8 * unit))
    bent = np.float32(26 * unit)
    soft = gaussian(pixels, 2.2 * unit)
    seen = warped(soft, -down * bent, -right * bent)
    shade = np.clip(1 + 0.55 * (down + 0.4 * right), 0.35, 1.7)
    shine = 0.5 * ramp(-down - right, 0.5, 1.2) * np.float32(1 - DIM * touch.scene.night)
    drops = np.clip(seen * shade[..., None] + shine[..., None], 0, 1)
    return mix(mix(pixels, soft, 0.7 * (1 - touch.scene.face)), drops, body)


def _running(touch: Touch, random: np.random.Generator) -> Plane:
    """Return the height of drops that run down a pane, and of the broken trails that they leave."""
    image = Image.new("L", (touch.source.shape[1], touch.source.shape[0]))
    draw, unit = ImageDraw.Draw(image), touch.unit
    for _ in range(RUN):
        right, down = random.random() * image.width, random.uniform(-0.2, 0.75) * image.height
        size = random.uniform(2.2, 4.4) * unit
        for _ in range(int(random.integers(8, 46))):
            right, down = right + random.normal(0, 1.3) * unit, down + 8 * unit
            if random.random() < 0.72:  # noqa: PLR2004 - a trail breaks into beads
                part = size * random.uniform(0.35, 0.6)
                draw.ellipse((right - part, down - 2 * part, right + part, down + 2 * part), fill=120)
        draw.ellipse((right - size, down - 1.7 * size, right + size, down + 1.4 * size), fill=255)
    return gaussian(from_image(image), 1.5 * unit) * np.float32(7)


def blown(pixels: Pixels, touch: Touch, tint: Sequence[float]) -> Pixels:
    """Return flakes that a gale drives across a picture, drawn out to streaks; none before faces."""
    random, unit, (rows, columns) = touch.random("gale"), touch.unit, pixels.shape[:2]
    aside = round(columns * SLANT) + 1
    fallen = np.zeros((rows, columns), np.float32)
    for bright, length, share, width in GALE:
        drops = scattered(random, (rows + aside, columns), share / max(unit, 0.5) ** 2)
        drawn = gaussian(drops, length * unit, width * unit)
        drawn = np.clip(drawn / (np.float32(np.percentile(drawn, 99.3)) + 1e-6), 0, 1)
        down, right = grid((rows, columns))
        at = np.minimum(down + right * SLANT, rows + aside - 1).astype(np.intp)
        fallen = np.maximum(fallen, bright * np.take_along_axis(drawn, at, axis=0))
    fallen = fallen * (1 - touch.scene.heads) * np.float32(1 - DIM * touch.scene.night)
    return mix(pixels, np.array(tint, np.float32), fallen)


def _streaks(touch: Touch, random: np.random.Generator, layer: Sequence[float]) -> Plane:
    length, share, slant, width = layer
    rows, columns = touch.source.shape[:2]
    aside = round(rows * SLANT) + 1
    drops = scattered(random, (rows, columns + aside), share / touch.unit**2 if touch.unit < 1 else share)
    drawn = gaussian(drops, width * touch.unit, length * touch.unit)
    strongest = float(np.percentile(drawn, 99.7))
    down, right = grid((rows, columns))
    at = np.minimum(right + down * slant, columns + aside - 2)
    first = at.astype(np.intp)  # between pixels too: whole steps would make saws of the streaks
    left, beside = (np.take_along_axis(drawn, first + step, axis=1) for step in (0, 1))
    return np.clip((left + (beside - left) * (at - first)) / (strongest + 1e-6), 0, 1.4)


def flaked(
    pixels: Pixels,
    touch: Touch,
    layers: Sequence[tuple[float, ...]],
    tint: Sequence[float],
    share: float = 0.9,
) -> Pixels:
    """Return flakes before a picture, large ones near; none before faces."""
    random, unit = touch.random("flakes"), touch.unit
    share = share * (1 - DIM * touch.scene.night)
    for many, size, bright in layers:
        radius = max(0.5, size * unit)
        points = scattered(random, touch.source.shape[:2], many / unit**2 * min(1, unit / 0.5) ** 2)
        points = points * (0.4 + 0.6 * random.random(points.shape, dtype=np.float32))
        soft = gaussian(points, radius * 0.8, radius) * np.float32(5.03 * radius * radius)
        near = min(1.0, size / SNOW[-1][1])  # what is nearer than the lens sees sharply has no border
        disc = mix(ramp(soft, 0.12, 0.75), np.clip(soft, 0, 1), near)
        pixels = mix(pixels, np.array(tint, np.float32), share * bright * disc * (1 - touch.scene.heads))
    return pixels


def starred(pixels: Pixels, touch: Touch, amount: float = 1.0) -> Pixels:
    """Return stars in the upper part of a sky that has been made dark; nowhere else."""
    scene, random = touch.scene, touch.random("stars")
    shape = touch.source.shape[:2]
    points = (
        scattered(random, shape, 0.0007 * amount) * random.random(shape, dtype=np.float32) ** 5
    )  # few are bright
    lights = gaussian(points, max(0.5, 0.6 * touch.unit)) * 4 + gaussian(points, 1.8 * touch.unit) * 3
    up = 1 - ramp(scene.down / scene.horizon, 0.5, 1)
    return np.clip(pixels + (lights * ramp(scene.sky, 0.8, 1) * up)[..., None], 0, 1)


def mooned(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a full moon with its seas and its glow, in the free side of a sky that has been made dark, if there is room."""
    scene, random = touch.scene, touch.random("moon")
    rows, columns = grid(pixels.shape)
    height, width = pixels.shape[:2]
    radius = random.uniform(0.045, 0.085) * min(height, width)
    right = (0.78 if scene.focus[1] < 0.5 else 0.22) + random.uniform(-0.1, 0.1)  # noqa: PLR2004 - the free half
    away = np.hypot(columns - right * width, rows - random.uniform(0.34, 0.5) * scene.horizon * height)
    if scene.sky[away < 2 * radius].mean() < 0.97:  # noqa: PLR2004 - all but a twig
        return pixels
    seas = ramp(rough(random, pixels.shape, 0.55 * radius, 4), -0.2, 1.1)
    disc = ramp(1 - away / radius, 0, 2.5 / radius) * scene.sky
    made = 1 - (1 - pixels) * (1 - (0.45 * np.exp(-away / (2.6 * radius)))[..., None] * FLASH)
    return mix(made, MOON * (1 - 0.22 * seas - 0.12 * (away / radius) ** 4)[..., None], disc)


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
