"""Lights of the day and the night that are no weather: high summer, heat, shafts of the sun, fireflies, a candle, fireworks."""

from itertools import pairwise
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from renderer.paint.chance import rough, scattered
from renderer.paint.colour import apart, enriched, hue, in_hue, lab, linear, mapped, rgb, shown
from renderer.paint.filters import curved, gaussian, small, spread
from renderer.paint.photo.grain import darkened_corners, glowing
from renderer.paint.raster import Floats, Pixels, Plane, from_image, luminance, mix, ramp
from renderer.paint.tools.smooth import warped
from renderer.paint.touch import Touch
from renderer.paint.weather.air import KEPT_BY_NIGHT, Air, Light, faces_lit, gradient, relit, under, veiled
from renderer.paint.weather.falling import starred

NOON: Final = ((0.10, 0.30, 0.72), (0.25, 0.50, 0.85), (0.62, 0.78, 0.92))
LATE: Final = ((0.008, 0.022, 0.05), (0.03, 0.07, 0.09), (0.16, 0.19, 0.10))
BLACK: Final = ((0.002, 0.003, 0.012), (0.006, 0.010, 0.03), (0.02, 0.02, 0.04))
SUN: Final = np.array([1.0, 0.86, 0.55], np.float32)
FLY: Final = np.array([0.78, 1.0, 0.22], np.float32)
CANDLE: Final = np.array([1.0, 0.50, 0.16], np.float32)
# How many flies, how large, how bright: far to near.
FLIES: Final = ((0.00022, 1.1, 0.8), (0.00008, 2.2, 1.0), (0.000016, 5.0, 0.9))
SPARKS: Final = np.array(
    [[1.0, 0.35, 0.25], [1.0, 0.78, 0.35], [0.45, 0.7, 1.0], [1.0, 0.45, 0.9]], np.float32
)


def summer(pixels: Pixels, touch: Touch) -> Pixels:
    """Return high summer: strong sun from above, a deep blue sky, colours at their fullest, cool shadows."""
    scene = touch.scene
    even = mapped(spread(pixels, cut=0.3), _full)
    bright = luminance(even)
    sunny = np.array([1.14, 1.06, 0.92], np.float32)
    light = linear(even) * mix(np.array([0.86, 0.92, 1.06], np.float32), sunny, ramp(bright, 0.2, 0.7))
    light = under(light, touch, gradient(touch, NOON) + 0.9 * ramp(bright, 0.72, 0.98)[..., None], 0.75)
    left = float(touch.random("sun").integers(2))
    away = np.hypot(scene.right - left, scene.down * 1.2)
    light = light + (0.5 * np.exp(-away / 0.28) * (1 - 0.6 * scene.face))[..., None] * SUN
    made = glowing(shown(light / (1 + 0.12 * light) * 1.08), 18 * touch.unit, 0.5, 0.75)
    return faces_lit(np.clip(curved(made, 0.2), 0, 1), touch)


def _full(pixels: Floats) -> Floats:
    return rgb(enriched(lab(pixels), 1.22))


def heat(pixels: Pixels, touch: Touch) -> Pixels:
    """Return noon heat: bleached colours, pale glare, and air that trembles over what is far; faces stand still."""
    scene, unit, random = touch.scene, touch.unit, touch.random("heat")
    moving = ramp(scene.depth, 0.15, 0.6) * (1 - scene.face)
    moving = np.maximum(moving, 0.35 * (1 - scene.face) * (1 - ramp(scene.down, 0.75, 1)))
    waves = gaussian(rough(random, moving.shape, 9 * unit, 2), 14 * unit, 1.5 * unit)
    waves = waves / np.float32(max(float(waves.std()), 1e-3))
    trembling = warped(spread(pixels), 0.5 * waves * moving * 2 * unit, waves * moving * 2.6 * unit)
    dried = mix(trembling, mapped(trembling, _dried), 1 - scene.face)
    light = linear(dried) * np.array([1.5, 1.2, 0.74], np.float32) + np.array([0.03, 0.02, 0.0], np.float32)
    light = under(
        light, touch, gradient(touch, ((0.42, 0.58, 0.66), (0.86, 0.72, 0.46), (1.0, 0.78, 0.42))), 0.85
    )
    light = veiled(light, touch, Air((1.0, 0.72, 0.36), 0.42, 1.3, 0.1, 0.03))
    made = glowing(shown(light / (1 + 0.22 * light) * 1.1), 30 * unit, 0.8, 0.66)
    return faces_lit(np.clip(curved(made, 0.22), 0, 1), touch)


def _dried(pixels: Floats) -> Floats:
    """Return grass as straw, and all colours nearer to that of sand."""
    seen = lab(pixels)
    chroma, degrees = hue(seen)
    green = ramp(-apart(degrees, 125), -50, -20) * ramp(chroma, 0.01, 0.04)
    made = in_hue(
        np.clip(seen[..., 0] + 0.06 * green, 0, 1),
        chroma * (0.9 - 0.1 * green) + 0.02 * green,
        degrees - 42 * green,
    )
    return rgb(made)


def god_rays(pixels: Pixels, touch: Touch) -> Pixels:
    """Return shafts of a low sun through dusty air, from the brighter upper corner; what they do not meet is darker."""
    scene, random, tall = touch.scene, touch.random("rays"), pixels.shape[0] / pixels.shape[1]
    bright = luminance(small(pixels, 32))
    half = bright.shape[1] // 2
    left = bright[:8, :half].mean() > bright[:8, half:].mean()
    aside, above = random.uniform(0.05, 0.25), -0.12
    right = (scene.right - np.float32(aside if left else 1 - aside)) / np.float32(max(tall, 0.6))
    down = (scene.down - np.float32(above)) * np.float32(min(tall, 1.6))
    turn = (np.arctan2(right, down) / np.pi + 0.5) * 900
    along = gaussian(rough(random, (8, 900), 26, 3), 5, 0.1)[4]
    places = np.clip(turn, 0, 898).astype(np.intp)
    share = turn - places
    beams = along[places] * (1 - share) + along[places + 1] * share
    beams = ramp(beams / np.float32(max(float(along.std()), 1e-3)), -0.8, 1.9)
    reach = np.exp(-np.hypot(right, down) / 0.85).astype(np.float32)
    dust = 0.8 + 0.25 * np.clip(rough(random, beams.shape, 120 * touch.unit, 3), -1, 1)
    shafts = beams * reach * dust * (0.55 + 0.45 * scene.depth) * (1 - 0.8 * scene.near) * (1 - scene.heads)
    light = linear(spread(pixels, cut=0.3))
    own = light[::8, ::8].mean(axis=(0, 1)) + np.float32(0.02)  # shafts under water are as green as the water
    own = (0.35 + 0.65 * own / own.max()).astype(np.float32)
    light = light * np.array([0.62, 0.55, 0.47], np.float32) * (1 + 1.5 * beams * reach)[..., None]
    red, green, blue = (float(part) for part in np.array([0.62, 0.48, 0.30]) * own)
    light = veiled(light, touch, Air((red, green, blue), 0.45, 1.3))
    sun = SUN * own
    light = (
        light
        + 1.15 * shafts[..., None] * sun
        + (0.5 * np.exp(-np.hypot(right, down) / 0.16))[..., None] * SUN
    )
    return faces_lit(np.clip(curved(shown(light / (1 + 0.2 * light)), 0.15), 0, 1), touch)


def fireflies(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a late summer evening, blue and green, and fireflies that light what is near them; none before faces."""
    scene, unit, random = touch.scene, touch.unit, touch.random("flies")
    light = relit(pixels, touch, Light((0.55, 0.86, 0.92), 0.42, 0, 0.42))
    light = under(light, touch, gradient(touch, LATE))
    light = veiled(light, touch, Air((0.03, 0.055, 0.05), 0.45))
    free = (1 - scene.face) * (
        1 - ramp(scene.sky, 0.3, 0.9) * ramp(scene.horizon * 0.6 - scene.down, -0.1, 0.1)
    )
    glow = np.zeros_like(free)
    for many, size, bright in FLIES:
        radius = max(0.6, size * unit)
        points = scattered(random, free.shape, many / max(unit, 0.5) ** 2) * free
        near = np.clip(gaussian(points, radius) * np.float32(6.3 * radius**2), 0, 1)
        glow += bright * (
            1.6 * near + 0.55 * np.clip(gaussian(points, 6 * radius) * np.float32(80 * radius**2), 0, 1)
        )
    lit = linear(spread(pixels)) * gaussian(glow, 40 * unit)[..., None] * FLY * 1.6
    made = shown(light * 1.8 + lit + glow[..., None] * (0.8 * FLY) + np.maximum(glow - 0.9, 0)[..., None])
    made = darkened_corners(curved(made, 0.4), touch, 0.35)
    return faces_lit(starred(made, touch, 1.5) if scene.outdoors else made, touch, KEPT_BY_NIGHT)


def candlelight(pixels: Pixels, touch: Touch) -> Pixels:
    """Return the light of a flame, low at one side: amber near it, brown dark away from it; faces look into it."""
    scene, random = touch.scene, touch.random("flame")
    side = float(random.integers(2))
    near = np.exp(-np.hypot((scene.right - side) * 0.9, scene.down - 0.72) / 0.5).astype(np.float32)
    near = np.maximum(near, 0.62 * gaussian(scene.face, 10 * touch.unit))
    light = linear(spread(pixels))
    grey = luminance(light)[..., None]
    light = (grey + (light - grey) * np.float32(0.55)) * CANDLE * (0.07 + 2.3 * near)[..., None]
    flame = np.exp(-np.hypot(scene.right - side, scene.down - 0.72) / 0.1).astype(np.float32)
    light = light + (0.55 * flame * (1 - scene.face))[..., None] * CANDLE
    made = glowing(shown(light / (1 + 0.2 * light)), 26 * touch.unit, 0.6, 0.6)
    return faces_lit(darkened_corners(curved(made, 0.2), touch, 0.3), touch, KEPT_BY_NIGHT)


def fireworks(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a night under fireworks: bursts in the sky, or high and far behind things, and their colours on all below."""
    scene, unit, random = touch.scene, touch.unit, touch.random("bursts")
    light = relit(pixels, touch, Light((0.60, 0.62, 0.95), 0.20, 0, 0.45))
    light = under(light, touch, gradient(touch, BLACK))
    behind, soft = (scene.sky, 0.0) if scene.outdoors else (_behind(touch), 4.0)
    image = Image.new("RGB", (pixels.shape[1], pixels.shape[0]))
    draw, lit = ImageDraw.Draw(image), np.zeros(3, np.float32)
    for number in range(5):
        tint = SPARKS[(number + int(random.integers(4))) % len(SPARKS)]
        middle = (
            random.uniform(0.08, 0.92) * image.width,
            random.uniform(0.04, 0.4 if scene.outdoors else 0.22) * image.height,
        )
        _burst(draw, middle, random.uniform(70, 170) * unit, tint, random)
        lit = lit + tint
    drawn = gaussian(linear(from_image(image)), soft * unit) * behind[..., None] * np.float32(1 + 0.12 * soft)
    shine = drawn * 2.2 + gaussian(drawn, 5 * unit) * 1.6 + gaussian(drawn, 30 * unit) * 2
    light = light + linear(pixels) * lit * (0.05 * (1.1 - scene.down))[..., None] + shine
    made = darkened_corners(curved(shown(light * 1.25), 0.2), touch, 0.3)
    return faces_lit(made, touch, KEPT_BY_NIGHT)


def _behind(touch: Touch) -> Plane:
    """Return what is above and far, where no sky is: there lights may stand, before no face and no subject."""
    scene = touch.scene
    free = ramp(0.62 - scene.down, 0, 0.3) * (1 - scene.near)
    return free if scene.sure else free * ramp(scene.depth, 0.3, 0.6)


def _burst(
    draw: ImageDraw.ImageDraw,
    middle: tuple[float, float],
    radius: float,
    tint: Floats,
    random: np.random.Generator,
) -> None:
    """Draw a shell of sparks that fall a little, brighter at their ends."""
    right, down = middle
    for _ in range(90):
        turn, reach = (
            random.uniform(0, 2 * np.pi),
            radius * random.uniform(0.72, 1.0) * abs(random.uniform(0.35, 1)) ** 0.4,
        )
        steps = [
            (
                right + reach * share * np.cos(turn),
                down + reach * share * np.sin(turn) + 0.16 * radius * share**2,
            )
            for share in (0.25, 0.5, 0.75, 1.0)
        ]
        for (start, end), bright in zip(pairwise(steps), (0.35, 0.65, 1.0), strict=True):
            fill = tuple(int(255 * min(1.0, float(part) * bright)) for part in tint)
            draw.line((*start, *end), fill=fill, width=max(1, round(radius / 70)))
