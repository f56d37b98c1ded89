"""What painters set around their subjects: a window's light, clouds, mist, curtains, leaves, or nothing but paper."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from renderer.paint.filters import gaussian
from renderer.paint.press.areas import cut, drawing, drawn, rgb255
from renderer.paint.raster import Pixels, clouds, colour, luminance, mix, moved, noise, ramp
from renderer.paint.tools.motif import PEN, Motif
from renderer.paint.tools.sheet import tooth
from renderer.paint.touch import Finish, Touch

LEAST_CLOUDS: Final = 0.56
GREENS: Final = ((16, 66, 40), (34, 104, 52), (62, 132, 60), (22, 84, 70), (96, 142, 52))
LEAVES: Final = 34


def once(finish: Finish) -> Finish:
    """Return a finish that does nothing to what was painted in the same look already: light and grounds are there."""
    return lambda pixels, touch: pixels if touch.again else finish(pixels, touch)


def raking(strength: float) -> Finish:
    """Return a finish of one low sun from a side: a slanting field of light on the subject, cool shade beside it."""

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        scene = touch.scene
        lean = 0.6 if touch.random("window").random() < 0.5 else -0.6  # noqa: PLR2004 - a coin
        down, right = scene.focus
        away = np.abs(scene.right - right + lean * (scene.down - down))
        soft = 0.3 if scene.outdoors else 0.015  # where no wall is, no window throws its shape
        lit = np.maximum(1 - ramp(away, 0.33 - soft / 2, 0.33 + soft), 0.75 * scene.face)
        shade = pixels * (1 - np.float32(strength) * np.array([0.55, 0.42, 0.34], np.float32))
        sun = 1 - (1 - pixels) * (1 - np.float32(strength) * np.array([0.3, 0.24, 0.1], np.float32))
        return mix(shade, sun, lit)

    return once(finish)


def misty(strength: float) -> Finish:
    """Return a finish that dissolves in light what is far from its middle."""

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        scene, unit = touch.scene, touch.unit
        down, right = min(scene.focus[0], 0.5), scene.focus[1]
        away = np.hypot((scene.right - right) * 1.1, scene.down - down)
        wild = clouds(touch.random("mist"), pixels.shape, 200 * unit) - 0.5
        veil = np.clip(ramp(away + wild * 0.5, 0.1, 0.65) * strength, 0, 0.85) * (1 - 0.8 * scene.face)
        soft = gaussian(pixels, 26 * unit)
        dissolved = mix(pixels, soft, veil)
        glow = np.exp(-((away / 0.3) ** 2))[..., None] * np.array([0.5, 0.44, 0.26], np.float32) * strength
        return np.clip(1 - (1 - dissolved) * (1 - glow * (0.35 + 0.65 * luminance(soft)[..., None])), 0, 1)

    return once(finish)


def windowed(pixels: Pixels, touch: Touch) -> Pixels:
    """Let light in from a window at the left; the room darkens to the right and below."""
    scene = touch.scene
    light = 1.22 - 0.85 * ramp(scene.right * 0.8 + scene.down * 0.3, 0.1, 1.0) * (1 - 0.5 * scene.face)
    return np.clip(pixels * light[..., None], 0, 1)


def curtained(pixels: Pixels, touch: Touch) -> Pixels:
    """Hang dark folds behind the subject, or over all that is no face."""
    scene, unit = touch.scene, touch.unit
    folds = noise(touch.random("folds"), (1, pixels.shape[1]), 26 * unit) + 0.0
    behind = 1 - cut(touch, 6) if scene.sure else 0.55 * (1 - scene.face)
    light = 0.25 + 0.75 * ramp(folds, 0.25, 0.8)
    room = gaussian(pixels, 30 * unit) * 0.8
    return mix(pixels, room * light[..., None], behind)


def clouded(pixels: Pixels, touch: Touch) -> Pixels:
    """Set a clear blue sky with small heaped clouds in the place of the sky, or where none is, behind the subject."""
    scene, unit, random = touch.scene, touch.unit, touch.random("clouds")
    if not (scene.outdoors or scene.sure):
        return pixels
    behind = scene.sky if scene.outdoors else 1 - scene.subject
    where = ramp(gaussian(behind, 1.4 * unit), 0.4, 0.6)
    fine = np.abs(clouds(random, pixels.shape, 55 * unit) - 0.5)
    heap = clouds(random, pixels.shape, 150 * unit) * 0.8 + fine * 0.5
    cover = ramp(heap - np.float32(LEAST_CLOUDS), 0, 0.07)
    lower = gaussian(heap, 9 * unit) - gaussian(moved(heap, -touch.length(14), 0), 9 * unit)
    light = ramp(0.5 - lower * 6, 0, 1)
    blue = mix(colour(86, 142, 196), colour(190, 216, 228), scene.down)
    body = mix(colour(156, 170, 186), colour(252, 250, 244), light)
    return mix(pixels, mix(blue, body, cover), where)


def sunk(strength: float) -> Finish:
    """Return a finish in which all that is no face droops and runs, as soft watches do."""

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        scene, unit = touch.scene, touch.unit
        rows, columns = pixels.shape[:2]
        drops = noise(touch.random("drops"), (2, columns), 70 * unit)[0]
        fine = noise(touch.random("runs"), (2, columns), 28 * unit)[0]
        run = ramp(drops, 0.4, 0.95) * 0.75 + ramp(fine, 0.5, 1.0) * 0.3
        far = strength * 150 * unit * run[None, :] * ramp(scene.down, 0.1, 0.8)
        far = far * (1 - gaussian(scene.face, 20 * unit))
        row = np.clip(scene.down * rows - far, 0, rows - 1).astype(np.intp)
        return np.take_along_axis(pixels, np.broadcast_to(row[..., None], pixels.shape), axis=0)

    return once(finish)


def leaves(pixels: Pixels, touch: Touch) -> Pixels:
    """Let broad leaves grow in from the sides and the foot, behind no face."""
    if touch.scene.framed or touch.again:
        return pixels
    random = touch.random("leaves")
    image, pen = drawing(pixels)
    wide, high = image.size
    side = min(image.size)
    along = np.linspace(-1, 1, 15)
    for number in range(LEAVES):
        edge = number % 3
        place = random.random()
        x, y, turn = (
            (0.0, (0.25 + 0.8 * place) * high, -0.5),
            (float(wide), (0.25 + 0.8 * place) * high, np.pi + 0.5),
            (place * wide, float(high), -np.pi / 2),
        )[edge]
        turn = turn + random.uniform(-0.5, 0.5)
        long, broad = side * random.uniform(0.09, 0.19), side * random.uniform(0.022, 0.04)
        outline = np.concatenate([along, along[::-1]]), np.concatenate([1 - along**2, along**2 - 1])
        a, b = (outline[0] + 0.8) * long / 1.6, outline[1] * broad
        points = [
            (float(x + u * np.cos(turn) - v * np.sin(turn)), float(y + u * np.sin(turn) + v * np.cos(turn)))
            for u, v in zip(a, b, strict=True)
        ]
        green = GREENS[int(random.integers(len(GREENS)))]
        pen.polygon(points, fill=green, outline=(14, 30, 20))
        tip = (float(x + long * np.cos(turn)), float(y + long * np.sin(turn)))
        pen.line([(x, y), tip], fill=(170, 186, 96), width=max(1, round(side * 0.002)))
    grown = drawn(image)
    return mix(grown, pixels, touch.in_faces(1.0))


def bare(pixels: Pixels, touch: Touch) -> Pixels:
    """Leave all but the subject to the paper: nervous brown contours, thin uneven colour between them."""
    motif = Motif(pixels, touch, PEN)
    random, scene = motif.random("bare"), touch.scene
    sheet = colour(*motif.choice("paper", ((238, 227, 202), (232, 216, 186), (242, 234, 216))))
    paper = sheet * (1 + (tooth(random, motif) - np.float32(0.5)) * 0.06)[..., None]
    patchy = ramp(motif.hills(random, 70, 3), 0.3, 0.6)
    inside = cut(touch, 6) if scene.sure else ramp(0.75 - motif.tone, 0.0, 0.5)
    cover = inside * (0.25 + 0.7 * patchy)
    washed = mix(
        paper, pixels * paper / np.float32(0.92), np.clip(cover + 0.35 * inside * scene.face, 0, 0.95)
    )
    wide = np.maximum(motif.contour(1.7), ramp(motif.contour(0.9), 0.3, 0.7) * 0.7)
    near = np.maximum(inside, 0.25) if scene.sure else 1.0
    return mix(washed, colour(*rgb255(colour(46, 26, 20))), np.clip(wide * near, 0, 1) * 0.92)


MADE: Final[Mapping[str, Callable[..., Finish]]] = {
    "raking": raking,
    "misty": misty,
    "sunk": sunk,
}
WHOLE: Final[Mapping[str, Finish]] = {
    "windowed": once(windowed), "curtained": once(curtained), "clouded": once(clouded), "leaves": leaves, "bare": once(bare),
}  # fmt: skip
