"""What lenses and leaky cameras do: a narrow band of sharpness, light that came in at the side."""

from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from renderer.paint.chance import rough
from renderer.paint.colour import enriched, lab, linear, mapped, rgb, shown
from renderer.paint.filters import curved, gaussian, sized
from renderer.paint.photo.grain import grained
from renderer.paint.raster import Floats, Pixels, Plane, from_image, luminance, mix, ramp
from renderer.paint.tools.smooth import warped
from renderer.paint.touch import Touch

BLURS: Final = (2.0, 5.0, 10.0, 17.0)  # radii, from the band outwards
BURNT: Final = 2.2  # how much more a light weighs than the film can show, so that it becomes a disc
BAND: Final = 0.1  # of the height, each way
NEARER: Final = 1.3  # times, that a close-up is enlarged
FINE: Final = 512  # pixels a side
# Reflections in a lens: how far on the way through the middle, how large, how bright, which colour.
GHOSTS: Final = (
    (0.55, 0.020, 0.28, (0.5, 1.0, 0.6)), (0.8, 0.045, 0.10, (1.0, 0.6, 0.3)), (1.25, 0.03, 0.22, (0.4, 0.7, 1.0)),
    (1.5, 0.075, 0.10, (0.6, 0.9, 0.5)), (1.75, 0.025, 0.30, (1.0, 0.5, 0.3)), (2.0, 0.11, 0.07, (0.5, 0.6, 1.0)),
)  # fmt: skip
LIGHTS: Final = np.array(
    [[1, 0.72, 0.36], [1, 0.86, 0.62], [1, 0.5, 0.3], [0.45, 0.7, 1.0], [1, 0.9, 0.8]], np.float32
)
CORE, ORANGE, RED = (
    np.array(rgb_, np.float32) for rgb_ in ((0.9, 0.75, 0.35), (1, 0.36, 0.07), (0.9, 0.16, 0.22))
)


def tilt_shift(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a model world: a sharp band at the subject, or its face, blur above and below, and the colours of toys."""
    away = np.clip((np.abs(touch.scene.down - _band(touch)) - BAND) / 0.42, 0, 1) ** np.float32(0.9)
    return mapped(out_of_focus(pixels, touch, away), _toy)


def out_of_focus(pixels: Pixels, touch: Touch, away: Plane, before: Plane | None = None) -> Pixels:
    """Return a picture that is softer the farther it is from the focus (0 to 1). What stands before it casts no halo."""
    light = linear(pixels)
    sharp = made = light + np.float32(BURNT) * light**3
    behind = None if before is None else 1 - before + np.float32(1e-3)
    for number, radius in enumerate(BLURS):
        share = ramp(away, number * 0.24, number * 0.24 + 0.26)
        if behind is None:
            soft = gaussian(sharp, radius * touch.unit)
        else:
            soft = gaussian(sharp * behind[..., None], radius * touch.unit)
            soft = soft / np.maximum(gaussian(behind, radius * touch.unit), 1e-3)[..., None]
        made = mix(made, soft, share)
    return shown(_unburnt(made))


def _band(touch: Touch) -> float:
    face = touch.scene.face
    if touch.faces:
        return float((face * touch.scene.down).sum() / max(float(face.sum()), 1e-6))
    return min(0.72, max(0.35, touch.scene.focus[0]))


def _unburnt(burnt: Floats) -> Floats:
    """Return the light that was burnt, by Newton's method."""
    light = np.clip(burnt, 0, 1)
    for _ in range(4):
        light = light - (light + BURNT * light**3 - burnt) / (1 + 3 * BURNT * light**2)
    return light


def _toy(pixels: Floats) -> Floats:
    seen = lab(pixels)
    seen[..., 0] = curved(np.clip(seen[..., 0], 0, 1), 0.22)
    return rgb(enriched(seen, 1.45))


def light_leak(pixels: Pixels, touch: Touch) -> Pixels:
    """Return light that came in at one side: white, orange, and a red band; less of it on faces."""
    scene, random = touch.scene, touch.random("leak")
    inward = scene.right if random.random() < 0.5 else 1 - scene.right  # noqa: PLR2004 - a coin
    inward = inward + rough(random, inward.shape, 330 * touch.unit, 2) * 0.05
    wave = 0.65 + 0.35 * np.sin(scene.down * 3 + random.uniform(0, 3))
    orange = np.exp(-((np.maximum(inward, 0) / 0.16) ** 1.6)) * wave
    core = np.exp(-((np.maximum(inward, 0) / 0.06) ** 2))
    red = np.exp(-(((inward - 0.3 - 0.18 * scene.down) / 0.09) ** 2)) * 0.2
    leak = sum(
        (share[..., None] * tint for share, tint in ((orange, ORANGE), (core, CORE), (red, RED))),
        np.float32(0),
    )
    leak = leak * (1 - 0.7 * scene.face)[..., None]
    return grained(shown(1 - (1 - linear(pixels)) * (1 - leak / (1 + 0.35 * leak))), touch, 0.3)


def lens_flare(pixels: Pixels, touch: Touch) -> Pixels:
    """Return light that shines into a lens: a burning sun in a corner, its veil, a blue streak, and ghosts through the middle."""
    scene, random, unit = touch.scene, touch.random("flare"), touch.unit
    rows, columns = pixels.shape[:2]
    right = random.uniform(0.08, 0.22)
    right = 1 - right if scene.focus[1] < 0.5 else right  # noqa: PLR2004 - the free half
    down, tall = random.uniform(0.08, 0.2), rows / columns
    away = np.hypot(scene.right - right, (scene.down - down) * tall)
    turn = np.arctan2((scene.down - down) * tall, scene.right - right)
    star = np.abs(np.cos(turn * 4 + 0.4)) ** 24 * np.exp(-away / 0.11) + 0.5 * np.abs(
        np.cos(turn * 9)
    ) ** 30 * np.exp(-away / 0.05)
    sun = (
        2.4 * np.exp(-((away / 0.035) ** 2))
        + 0.9 * np.exp(-away / 0.09)
        + 0.34 * np.exp(-away / 0.42)
        + 0.9 * star
    )
    light = linear(pixels) * 0.92 + sun[..., None] * np.array([1.0, 0.82, 0.56], np.float32)
    streak = np.exp(-np.abs(scene.down - down) * rows / (2.2 * unit)) * np.exp(
        -np.abs(scene.right - right) / 0.55
    )
    light = light + (0.55 * streak)[..., None] * np.array([0.35, 0.6, 1.0], np.float32)
    calm = 1 - 0.7 * scene.face
    for place, size, bright, tint in GHOSTS:
        middle = right + (0.5 - right) * place, down + (0.5 - down) * place
        from_ghost = np.hypot(scene.right - middle[0], (scene.down - middle[1]) * tall) / size
        disc = ramp(1 - from_ghost, 0, 0.12) * (0.35 + 0.65 * ramp(from_ghost, 0.55, 1.0))
        light = light + (bright * disc * calm)[..., None] * np.array(tint, np.float32)
    return grained(shown(light / (1 + 0.15 * np.maximum(light - 0.4, 0))), touch, 0.25)


def bokeh(pixels: Pixels, touch: Touch) -> Pixels:
    """Return the subject sharp before lights far out of focus: large round discs, brighter at their rims; few on what is near."""
    scene, random, unit = touch.scene, touch.random("bokeh"), touch.unit
    rows, columns = pixels.shape[:2]
    front = np.maximum(gaussian(scene.subject, 1.5 * unit), scene.face) if scene.sure else scene.face
    around = ramp(
        np.hypot((scene.right - scene.focus[1]) / 0.5, (scene.down - scene.focus[0]) / 0.5), 0.35, 1.1
    )
    away = (1 - front) * (0.6 + 0.4 * ramp(scene.depth, 0.1, 0.6)) if scene.sure else around * (1 - front)
    soft = out_of_focus(pixels, touch, away, scene.subject if scene.sure else None)
    few = 2 if max(rows, columns) > FINE else 1  # a disc as soft as that is as good at half the size
    image = Image.new("RGB", (max(1, columns // few), max(1, rows // few)))
    for _ in range(60):
        radius = random.uniform(12, 46) * unit / few
        x, y = random.random() * image.width, random.random() * image.height
        tint = LIGHTS[int(random.integers(len(LIGHTS)))] * np.float32(random.uniform(0.3, 0.9))
        side = max(3, round(2 * radius + 2))
        disc = Image.new("L", (side, side))
        draw = ImageDraw.Draw(disc)
        draw.ellipse((0, 0, side - 1, side - 1), fill=150)
        draw.ellipse((0.06 * side, 0.06 * side, 0.94 * side, 0.94 * side), fill=105)
        flat = Image.new("RGB", (side, side), tuple(int(255 * part) for part in tint))
        place = round(x - radius), round(y - radius)
        under = image.crop((*place, place[0] + side, place[1] + side))
        image.paste(ImageChops.add(under, ImageChops.multiply(flat, Image.merge("RGB", [disc] * 3))), place)
    lights = gaussian(sized(linear(from_image(image)), rows, columns), 1.5 * unit)
    share = np.clip(away + 0.1, 0, 1) * (1 - 0.9 * front)
    return shown(linear(soft) * (1 - 0.22 * share)[..., None] + lights * (1.9 * share)[..., None])


def close_up(pixels: Pixels, touch: Touch) -> Pixels:
    """Return what a macro lens sees: nearer, sharp in one thin plane, all else a wash of colour; drawing brought out there."""
    scene, unit = touch.scene, touch.unit
    rows, columns = pixels.shape[:2]
    down, right = scene.focus
    if touch.faces:
        box = max(touch.faces, key=lambda one: one.bottom - one.top)
        down, right = (box.top + box.bottom) / 2, (box.left + box.right) / 2
    if not touch.again:
        high, wide = max(2, round(rows / NEARER)), max(2, round(columns / NEARER))
        top = int(np.clip(round(down * rows - high / 2), 0, rows - high))
        left = int(np.clip(round(right * columns - wide / 2), 0, columns - wide))
        pixels = sized(pixels[top : top + high, left : left + wide], rows, columns)
        down, right = (down * rows - top) / high, (right * columns - left) / wide
    away = np.hypot((scene.right - right) / 0.5, (scene.down - down) / 0.5)
    bright = luminance(pixels)
    crisp = pixels + ((bright - gaussian(bright, 2.5 * unit)) * 0.9)[..., None]
    return out_of_focus(np.clip(mapped(crisp, _toy), 0, 1), touch, ramp(away, 0.42, 1.25))


def fisheye(pixels: Pixels, touch: Touch) -> Pixels:
    """Return the round picture of a fisheye lens: the middle swells, the rim is drawn together, black around it."""
    rows, columns = pixels.shape[:2]
    if touch.again:
        return pixels
    half = min(rows, columns) / 2
    y = (touch.scene.down - 0.5) * np.float32(rows / half)
    x = (touch.scene.right - 0.5) * np.float32(columns / half)
    away = np.hypot(x, y)
    reach = np.minimum(away, 0.985) * np.float32(np.pi / 2)
    stretch = (
        np.tan(reach * np.float32(0.66))
        / np.float32(np.tan(0.985 * np.pi / 2 * 0.66))
        / np.maximum(away, 1e-4)
    )
    made = warped(
        pixels, y * (stretch * rows / (2 * half) - 1) * half, x * (stretch * columns / (2 * half) - 1) * half
    )
    shade = (1 - 0.75 * ramp(away, 0.8, 1.0)) * (1 - ramp(away, 0.985, 0.995))
    return made * shade[..., None]
