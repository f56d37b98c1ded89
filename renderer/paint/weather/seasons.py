"""Seasons and moods of a scene: autumn, spring, moonlight, under water, a dream, a nightmare."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from renderer.paint.chance import rough
from renderer.paint.colour import apart, hue, in_hue, lab, linear, mapped, rgb, shown
from renderer.paint.filters import curved, detailed, gaussian, guided, spread
from renderer.paint.photo.grain import darkened_corners, glowing, grained
from renderer.paint.raster import Floats, Pixels, Plane, from_image, luminance, mix, ramp, to_image
from renderer.paint.touch import Touch
from renderer.paint.weather.air import Air, Light, faces_lit, gradient, relit, under, veiled
from renderer.paint.weather.falling import starred

LEAF: Final = 122  # degrees of OKLab
NIGHT_SKY: Final = ((0.006, 0.012, 0.045), (0.016, 0.035, 0.10), (0.06, 0.10, 0.19))
AUTUMN_LEAVES: Final = ("#b5401a", "#d9822b", "#e0aa3e", "#8c2f1b")
PETALS: Final = ("#fbe3ea", "#f7c6d6", "#ffffff")


def autumn(pixels: Pixels, touch: Touch) -> Pixels:
    """Return leaves in gold, orange and red, in low warm light; a few of them fall."""
    scene, unit = touch.scene, touch.unit
    even = spread(pixels, cut=0.3)
    seen = lab(even)
    turned = in_hue(
        np.clip(seen[..., 0] * 0.96 + 0.06, 0, 1),
        np.clip(hue(seen)[0] * 1.5 + 0.05, 0, 0.17),
        62 + 26 * np.clip(rough(touch.random("trees"), scene.sky.shape, 90 * unit, 4), -1.3, 1.1),
    )
    light = linear(mix(even, rgb(turned), _leaves(touch))) * np.array([1.04, 0.93, 0.76], np.float32)
    light = veiled(light, touch, Air((0.80, 0.62, 0.42), 0.35, 1.4))
    made = curved(shown(light), 0.2)
    return faces_lit(_fallen(made, touch, AUTUMN_LEAVES, 15, 26), touch)


def spring(pixels: Pixels, touch: Touch) -> Pixels:
    """Return blossom on the trees, fresh green, soft light; petals fall."""
    unit, even = touch.unit, spread(pixels, cut=0.3)
    bright, leaves = luminance(even), _leaves(touch)
    where = ramp(rough(touch.random("trees"), bright.shape, 120 * unit, 3), -0.5, 0.35)
    tufts = ramp(
        detailed(bright, 2.0, 40 * unit) + 0.16 * rough(touch.random("tufts"), bright.shape, 7 * unit, 2),
        0.22,
        0.5,
    )
    blossom = (
        np.array([0.98, 0.72, 0.80], np.float32) * (0.62 + 0.5 * detailed(bright, 1.3, 40 * unit))[..., None]
    )
    made = mix(mapped(even, _fresh), np.clip(blossom, 0, 1), leaves * where * tufts * 0.92)
    light = veiled(
        linear(made) * np.array([1.06, 1.0, 1.0], np.float32), touch, Air((0.92, 0.84, 0.88), 0.35, 1.4)
    )
    made = glowing(shown(light), 22 * unit, 0.7, 0.62)
    return faces_lit(_fallen(made, touch, PETALS, 22, 13), touch)


def _fresh(pixels: Floats) -> Floats:
    """Return greens that are young, and lighter middle tones."""
    seen = lab(pixels)
    chroma, degrees = hue(seen)
    near = np.exp(-((apart(degrees, 130) / 40) ** 2))
    return rgb(in_hue(seen[..., 0] ** 0.88, chroma * (1 + 0.25 * near), degrees - 8 * near))


def moonlight(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a clear night: silver blue light, a sky full of stars where there is one."""
    light = relit(pixels, touch, Light((0.55, 0.74, 1.12), 0.26, 0.1, 0.25))
    random, scene = touch.random("galaxy"), touch.scene
    across = scene.right * 0.9 - scene.down * 1.2 + 0.1
    band = np.exp(-((across / 0.30) ** 2)) * np.clip(
        0.55 + 0.5 * rough(random, across.shape, 150 * touch.unit, 5), 0, 1.3
    )
    galaxy = band[..., None] * np.array([0.075, 0.075, 0.13], np.float32)
    light = under(light, touch, gradient(touch, NIGHT_SKY) + galaxy)
    light = veiled(light, touch, Air((0.035, 0.06, 0.12), 0.45))
    made = darkened_corners(curved(shown(light * 1.3), 0.25), touch, 0.3)
    return faces_lit(starred(made, touch, 4) if scene.outdoors else made, touch)


def underwater(pixels: Pixels, touch: Touch) -> Pixels:
    """Return the scene under water: red is gone with distance, light comes down in shafts and dances on what it meets."""
    scene, unit, random = touch.scene, touch.unit, touch.random("water")
    light = relit(pixels, touch, Light((0.42, 0.86, 0.92), 0.7, 0.25, 0.8))
    waves = np.abs(rough(random, scene.sky.shape, 70 * unit, 2)) + np.abs(
        rough(random, scene.sky.shape, 45 * unit, 2)
    )
    net = ramp(1 - waves, 0.35, 0.95) * ramp(1 - scene.down, 0, 0.8) * (1 - scene.depth)
    light = light * (1 + 0.9 * net)[..., None]
    light = veiled(light, touch, Air((0.02, 0.24, 0.32), 1.5, 1.1))
    streaks = gaussian(rough(random, (8, scene.sky.shape[1] * 2), 46 * unit, 2), 13 * unit, 0.1)[
        4
    ] * np.float32(1.3)
    at = (
        scene.right * len(streaks) * 0.5
        + scene.down * (scene.right - 0.35) * -0.35 * len(streaks)
        + len(streaks) * 0.3
    )
    shafts = (
        np.clip(streaks[np.clip(at.astype(np.intp), 0, len(streaks) - 1)], 0, 1.2) * (1 - scene.down) ** 1.3
    )
    light = light + shafts[..., None] * np.array([0.05, 0.22, 0.22], np.float32)
    return faces_lit(darkened_corners(curved(shown(light), 0.15), touch, 0.35), touch)


def dreamy(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a dream: sharp and soft at once, light that floats, pale rose shadows (Michael Orton's sandwich)."""
    even, unit = spread(pixels, cut=0.3), touch.unit
    soft = gaussian(even, 14 * unit)
    screen = np.clip(1 - (1 - even) * (1 - soft * 0.75), 0, 1)  # a soft light may overshoot
    made = mapped(mix(screen**1.25, soft, 0.18), _rosy)
    made = glowing(made, 40 * unit, 0.9, 0.6)
    haze = 0.12 * ramp(touch.scene.depth, 0.3, 1)
    return faces_lit(mix(made, np.array([0.97, 0.93, 0.95], np.float32), haze), touch)


def _rosy(pixels: Floats) -> Floats:
    seen = lab(pixels)
    bright = seen[..., 0] * 0.9 + 0.12
    made = seen * np.array([1, 0.86, 0.86], np.float32)
    made += in_hue(np.zeros_like(bright), (1 - ramp(bright, 0.2, 0.9)) * 0.045, np.full_like(bright, 330))
    made += in_hue(np.zeros_like(bright), ramp(bright, 0.5, 1) * 0.022, np.full_like(bright, 60))
    made[..., 0] = bright
    return rgb(made)


def horror(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a nightmare: sick cold light from one place, black around it, red that stays red."""
    light = relit(pixels, touch, Light((0.74, 0.98, 0.86), 0.40, 0, 0.32))
    chroma, degrees = hue(touch.scene.colours)
    red = ramp(-apart(degrees, 26), -24, -12) * ramp(chroma, 0.1, 0.16) * (1 - touch.scene.face)
    light = mix(
        light,
        linear(pixels) * np.array([0.62, 0.10, 0.08], np.float32),
        gaussian(red, 1.5 * touch.unit) * 0.85,
    )
    light = under(
        light,
        touch,
        gradient(touch, ((0.01, 0.014, 0.014), (0.05, 0.07, 0.06), (0.16, 0.20, 0.16)))
        * (0.5 + luminance(pixels))[..., None],
    )
    light = veiled(light, touch, Air((0.075, 0.10, 0.085), 0.7, 1.5, 0.4))
    bright = shown(light)
    made = curved(bright + (bright - gaussian(bright, 6 * touch.unit)) * 0.7, 0.6)
    return grained(darkened_corners(np.clip(made, 0, 1), touch, 0.75), touch, 0.8, 1.8)


def _leaves(touch: Touch) -> Plane:
    """Return where leaves and grass are."""
    chroma, degrees = hue(touch.scene.colours)
    green = ramp(-apart(degrees, LEAF), -50, -24) * ramp(chroma, 0.015, 0.045) * (1 - touch.scene.sky)
    return np.clip(
        guided(luminance(touch.source), green * (1 - touch.scene.face), 5 * touch.unit, 1e-3), 0, 1
    )


def _fallen(pixels: Pixels, touch: Touch, tints: Sequence[str], many: int, length: float) -> Pixels:
    """Return leaves or petals in the air, of any size and turn, large ones out of focus; none before faces."""
    random, image = touch.random("leaves"), to_image(pixels)
    for number in range(many):
        near = random.uniform(0.35, 1) ** 2
        leaf = _leaf(length * touch.unit * (0.35 + near), random)
        leaf = leaf.filter(ImageFilter.GaussianBlur(touch.unit * (0.6 + 3 * max(0, near - 0.6))))
        right, down = int(random.integers(image.width)), int(random.integers(image.height))
        image.paste(tints[number % len(tints)], (right - leaf.width // 2, down - leaf.height // 2), leaf)
    return mix(from_image(image), pixels, touch.scene.face)


def _leaf(size: float, random: np.random.Generator) -> Image.Image:
    """Return the mask of one leaf: pointed at one end, seen from any side."""
    side = max(4, round(size * 2))
    turn, flat = random.uniform(0, np.pi), random.uniform(0.25, 0.55)
    round_ = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    along, across = 0.8 * np.cos(round_), flat * np.sin(round_) * np.abs(np.sin(round_ / 2))
    right, down = along * np.cos(turn) - across * np.sin(turn), along * np.sin(turn) + across * np.cos(turn)
    points = (np.stack([right, down], axis=1) + 1) * side / 2
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).polygon([float(place) for place in points.ravel()], fill=235)
    return mask
