"""Seasons and moods of a scene: autumn, spring, moonlight, under water, a dream, a nightmare."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from renderer.paint.chance import rough
from renderer.paint.colour import apart, hue, in_hue, lab, linear, mapped, rgb, shown
from renderer.paint.filters import curved, detailed, gaussian, guided, small, spread
from renderer.paint.photo.grain import darkened_corners, glowing, grained
from renderer.paint.raster import Floats, Pixels, Plane, from_image, luminance, mix, ramp, to_image
from renderer.paint.touch import Touch
from renderer.paint.weather.air import Air, Light, faces_lit, gradient, relit, under, veiled
from renderer.paint.weather.falling import mooned, starred

LEAF: Final = 122  # degrees of OKLab
GOLD: Final = 65  # the same of leaves in autumn
NIGHT_SKY: Final = ((0.006, 0.012, 0.045), (0.016, 0.035, 0.10), (0.06, 0.10, 0.19))
AUTUMN_LEAVES: Final = ("#b5401a", "#d9822b", "#e0aa3e", "#8c2f1b")
FREE: Final = 128  # pixels a side at which it is looked up where leaves may fall
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
    return faces_lit(_fallen(made, touch, AUTUMN_LEAVES, MAPLE, 70), touch)


def spring(pixels: Pixels, touch: Touch) -> Pixels:
    """Return blossom on the trees, fresh green, soft light; petals fall."""
    unit, even = touch.unit, spread(pixels, cut=0.3)
    bright = luminance(even)
    leaves = np.maximum(
        _leaves(touch) * _foliage(bright, touch), _withered(touch) * _foliage(bright, touch, 0.6)
    )
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
    return faces_lit(_fallen(made, touch, PETALS, PETAL, 34), touch)


def _foliage(bright: Plane, touch: Touch, share: float = 1.0) -> Plane:
    """Return where leaves are so small that blossom may be among them: a broad leaf near the lens bears none."""
    unit = touch.unit
    fine = gaussian(np.abs(bright - gaussian(bright, 1.5 * unit)), 14 * unit)
    return ramp(fine, 0.02 * share, 0.045 * share) * (1.0 if touch.scene.outdoors else 0.0)


def _withered(touch: Touch) -> Plane:
    """Return where the leaves of autumn are: gold to red, as fine as leaves, in the open, where no face has their colours."""
    scene = touch.scene
    if touch.faces or not scene.outdoors:
        return np.zeros_like(scene.sky)
    chroma, degrees = hue(scene.colours)
    gold = ramp(-apart(degrees, GOLD), -45, -30) * ramp(chroma, 0.03, 0.06) * (1 - scene.sky)
    return np.clip(guided(luminance(touch.source), gold, 5 * touch.unit, 1e-3), 0, 1)


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
    return faces_lit(mooned(starred(made, touch, 4), touch) if scene.outdoors else made, touch)


def underwater(pixels: Pixels, touch: Touch) -> Pixels:
    """Return the scene under water: red is gone with distance, light comes down in shafts and dances on what it meets."""
    scene, unit, random = touch.scene, touch.unit, touch.random("water")
    light = relit(pixels, touch, Light((0.42, 0.86, 0.92), 0.7, 0.25, 0.8))
    waves = np.abs(rough(random, scene.sky.shape, 70 * unit, 2)) + np.abs(
        rough(random, scene.sky.shape, 45 * unit, 2)
    )
    net = (
        gaussian(ramp(1 - waves, 0.35, 0.95), 3 * unit)
        * (1 - 0.8 * scene.near)
        * ramp(1 - scene.down, 0, 0.8)
        * (1 - scene.depth)
        * (1 - scene.face)
    )
    light = light * (1 + 0.7 * net)[..., None]
    light = veiled(light, touch, Air((0.02, 0.24, 0.32), 1.5, 1.1))
    streaks = gaussian(rough(random, (8, scene.sky.shape[1] * 2), 46 * unit, 2), 13 * unit, 0.1)[
        4
    ] * np.float32(1.3)
    at = (0.4 + 0.5 * (scene.right - 0.35) / (1 + 0.7 * scene.down)) * len(streaks)  # from one sun above
    shafts = (
        np.clip(streaks[np.clip(at.astype(np.intp), 0, len(streaks) - 1)], 0, 1.2) * (1 - scene.down) ** 1.3
    )
    shafts = shafts * (1 - 0.75 * scene.near)
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
    if touch.faces and touch.scene.sure:
        green = green * (1 - touch.scene.subject)  # hair and coats have the colours of leaves too
    return np.clip(guided(luminance(touch.source), green, 5 * touch.unit, 1e-3), 0, 1)


def _fallen(pixels: Pixels, touch: Touch, tints: Sequence[str], shape: Floats, many: int) -> Pixels:
    """Return leaves or petals in the air, of any size and turn; none before what the picture is of, none where no sky is."""
    if not touch.scene.outdoors:
        return pixels
    random, image, taken = touch.random("leaves"), to_image(pixels), small(touch.scene.near, FREE)
    for number in range(many):
        near = (number / many) ** 3  # the far ones first: small, and most
        leaf = _leaf(shape, touch.unit * (6 + 26 * near), random)
        leaf = leaf.filter(ImageFilter.GaussianBlur(touch.unit * (0.6 + 1.4 * near)))
        right, down = int(random.integers(image.width)), int(random.integers(image.height))
        if taken[down * len(taken) // image.height, right * taken.shape[1] // image.width] > 0.3:  # noqa: PLR2004 - before it
            continue
        image.paste(
            _shaded(tints[number % len(tints)], random),
            (right - leaf.width // 2, down - leaf.height // 2),
            leaf,
        )
    return mix(from_image(image), pixels, touch.scene.heads)


def _shaded(code: str, random: np.random.Generator) -> tuple[int, int, int]:
    """Return a tint as the light falls on it: no two leaves turn the same way."""
    light = random.uniform(0.62, 1.12)
    red, green, blue = (min(255, round(part * light)) for part in bytes.fromhex(code.removeprefix("#")))
    return red, green, blue


def _leaf(shape: Floats, size: float, random: np.random.Generator) -> Image.Image:
    """Return the mask of one leaf or petal, seen from any side, its veins thinner."""
    side = max(6, round(size * 2.8))
    turn, tilt, flat = random.uniform(0, 2 * np.pi), random.uniform(0, np.pi), random.uniform(0.35, 0.95)
    spun = _turned(_turned(shape, turn) * np.array([1, flat], np.float32), tilt)
    points = [(float(right), float(down)) for right, down in side / 2 + spun * np.float32(size)]
    mask = Image.new("L", (side, side))
    draw = ImageDraw.Draw(mask)
    draw.polygon(points, fill=235)
    for tip in points[::3] if len(points) > len(PETAL) else ():
        draw.line((side / 2, side / 2, *tip), fill=185, width=max(1, round(size / 18)))
    return mask


def _turned(points: Floats, turn: float) -> Floats:
    rows = ((np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn)))
    return np.asarray(points @ np.array(rows, np.float32), np.float32)


def _outline(turns: Sequence[float], lengths: Sequence[float]) -> Floats:
    """Return an outline around its middle: right and down, at these turns in degrees, so far away."""
    angle, away = np.radians(turns), np.array(lengths)
    return np.stack([np.cos(angle) * away, np.sin(angle) * away], axis=1).astype(np.float32)


# A maple's leaf: its tips and notches on one side, then the other, and its stalk; and a petal.
HALF: Final = (
    (0, 1),
    (14, 0.62),
    (24, 0.66),
    (33, 0.42),
    (52, 0.92),
    (66, 0.6),
    (82, 0.44),
    (108, 0.66),
    (140, 0.36),
    (172, 0.3),
)
MAPLE: Final = _outline(
    [*(turn for turn, _ in HALF), 178, 182, *(-turn for turn, _ in HALF[:0:-1])],
    [*(away for _, away in HALF), 0.95, 0.95, *(away for _, away in HALF[:0:-1])],
)
PETAL: Final = _outline(
    range(0, 360, 20),
    [0.62 - 0.18 * abs(np.sin(np.radians(turn))) - 0.2 * (turn == 0) for turn in range(0, 360, 20)],
)
