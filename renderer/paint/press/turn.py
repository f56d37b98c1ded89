"""Design around the year 2000 and before: torn type over a bad copy, ice-blue gloss with sparkles, lines of height."""

from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from renderer.paint.colour import hexes, tones
from renderer.paint.contours import contour, inked
from renderer.paint.filters import curved, detailed, evened, gaussian, small, smoothed, spread
from renderer.paint.fonts import face, font
from renderer.paint.press.areas import cut, drawing, drawn, on
from renderer.paint.press.screens import chequered, paper, specks
from renderer.paint.raster import Pixels, Plane, clouds, colour, fraction, luminance, mix, noise, ramp, slopes
from renderer.paint.touch import Touch

LETTERS: Final = "ABEGKMNRSQaegkrt&?357"
WASHES: Final = ("#c9a45a", "#8fae9c", "#c2705a", "#9aa6b8")
GLOSS: Final = ("#081034", "#2f55b4", "#8fbcff", "#f4faff", "#b9a4ec", "#4f62cf", "#c6dcff", "#ffffff")
HEIGHTS: Final = ("#3f6f8a", "#7fa98c", "#b7c994", "#e6dda6", "#d9b27c", "#b98a63", "#f4efe4")
HUGE: Final = 4  # letters
TEXTS: Final = 9  # these, and lines of small ones
LINES: Final = 22  # of height, from black to white


def torn_type(pixels: Pixels, touch: Touch) -> Pixels:
    """Print a bad copy in one dirty colour, tear its rows apart, and set type over it, too large, too near, worn off."""
    unit, random, scene = touch.unit, touch.random("type"), touch.scene
    bright = curved(detailed(luminance(spread(pixels)), 1.7, 40 * unit), 0.6)
    wash = hexes(WASHES[int(random.integers(len(WASHES)))])[0]
    if touch.colours:
        wash = colour(*touch.colours[0])
    stained = clouds(random, bright.shape, 160 * unit)
    sheet = mix(
        paper(touch, "#e9e4d6", 0.08), np.broadcast_to(wash, pixels.shape), ramp(stained, 0.4, 0.62) * 0.75
    )
    ink = chequered(1 - np.clip(bright, 0, 1), 5 * unit, 45)
    worn = noise(random, bright.shape, 3 * unit) * 0.5 + clouds(random, bright.shape, 50 * unit)
    made = on(sheet, hexes("#17151a")[0], ink * (0.6 + 0.35 * ramp(worn, 0.45, 0.7)))
    for _ in range(5):  # strips of the copy that have slipped
        top, high = int(random.random() * len(made)), max(2, int(random.uniform(0.01, 0.05) * len(made)))
        if scene.face[top : top + high].max(initial=0) < 0.2:  # noqa: PLR2004 - faces stay whole
            made[top : top + high] = np.roll(
                made[top : top + high, ::-1][:, ::-1], int(random.normal(0, 40 * unit)), axis=1
            )
    mask, pale = _type(touch, random)
    rubbed = ramp(
        noise(random, bright.shape, 1.8 * unit) + 0.55 * clouds(random, bright.shape, 26 * unit), 0.5, 0.72
    )
    free = 1 - 0.88 * gaussian(scene.face, 8 * unit)
    made = on(made, hexes("#121014")[0], mask * rubbed * 0.92 * free)
    return np.clip(on(made, hexes("#f4f0e2")[0], pale * rubbed * 0.95 * free), 0, 1)


def _type(touch: Touch, random: np.random.Generator) -> tuple[Plane, Plane]:
    """Return dark and light type: a few huge letters, turned and cut off, and lines of small ones that run into each other."""
    rows, columns = touch.source.shape[:2]
    side = min(rows, columns)
    sheets = [Image.new("L", (columns, rows), 0) for _ in range(2)]
    for number in range(TEXTS):
        size = round(
            side * (float(random.uniform(0.3, 0.72)) if number < HUGE else float(random.uniform(0.05, 0.14)))
        )
        letters = font(max(8, size), face(str(random.choice(["slab", "italic", "plain", "light"]))))
        count = 1 if number < HUGE else int(random.integers(4, 9))
        text = "".join(random.choice(list(LETTERS), count))
        box = letters.getbbox(text)
        stamp = Image.new("L", (max(1, round(box[2])), max(1, round(box[3]))), 0)
        ImageDraw.Draw(stamp).text((0, 0), text, 255, letters)
        stamp = stamp.rotate(float(random.choice([0, 0, 90, -8, 14, 180])), expand=True)
        at = (
            round(float(random.uniform(-0.15, 0.85)) * columns),
            round(float(random.uniform(-0.1, 0.85)) * rows),
        )
        sheets[number % 2].paste(255, at, stamp)
    dark, light = (np.asarray(sheet, np.float32) / np.float32(255) for sheet in sheets)
    return dark, light


def ice_gloss(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint it in bands of ice-blue, silver and lilac as rendered metal had them, on rings of light, with sparkles."""
    unit, scene, random = touch.unit, touch.scene, touch.random("gloss")
    even = evened(spread(pixels), 0.4, 45 * unit, 0.56)
    bright = detailed(luminance(smoothed(even, 4 * unit)), 1.6, 40 * unit)
    metal = tones(np.clip(bright, 0, 1), hexes(*GLOSS), (0, 0.2, 0.36, 0.48, 0.54, 0.64, 0.82, 1))
    skin = tones(np.clip(bright, 0, 1), hexes("#131c4a", "#5f7fd0", "#c3dcff", "#ffffff"), (0, 0.36, 0.7, 1))
    made = mix(metal, skin, 0.25 + 0.75 * scene.face)
    down, right = scene.focus
    away = np.hypot((scene.right - right) * pixels.shape[1] / pixels.shape[0], scene.down - down)
    glow = tones(np.clip(away * 1.25, 0, 1), hexes("#f6fcff", "#bfe3ff", "#8fa8f4", "#c58be6", "#f0a6dc"))
    rings = ramp(np.abs(fraction(away * 9) - 0.5), 0.485, 0.5) * 0.6
    behind = scene.sky if scene.outdoors else 1 - cut(touch) if scene.sure else 0.25 * (1 - scene.face)
    made = mix(made, np.clip(glow + rings[..., None] * 0.4, 0, 1), behind)
    rim = contour(scene, max(0.8, 1.6 * unit))
    made = 1 - (1 - made) * (1 - (rim * 0.8)[..., None])
    shine = _sparkles(touch, bright, random)
    shine = np.clip(shine + gaussian(shine, 8 * unit) * 0.7, 0, 1)
    return np.clip(1 - (1 - made) * (1 - shine[..., None]), 0, 1)


def _sparkles(touch: Touch, bright: Plane, random: np.random.Generator) -> Plane:
    """Return stars of four points where it is brightest, and a few anywhere but on faces."""
    rows, columns = bright.shape
    few = small(bright * (1 - touch.scene.face), 48)
    places = [np.unravel_index(int(one), few.shape) for one in np.argsort(few.ravel())[-40::9]]
    spots = [((int(r) + 0.5) / few.shape[0], (int(c) + 0.5) / few.shape[1]) for r, c in places]
    spots += [(float(random.random()), float(random.random())) for _ in range(7)]
    image, pen = drawing(np.zeros((rows, columns, 3), np.float32))
    side = min(image.size)
    for down, right in spots:
        if touch.scene.face[min(rows - 1, int(down * rows)), min(columns - 1, int(right * columns))] > 0.1:  # noqa: PLR2004
            continue
        x, y, r = right * image.width, down * image.height, side * float(random.uniform(0.02, 0.06))
        points = [(x, y - r), (x + r / 11, y - r / 11), (x + r, y), (x + r / 11, y + r / 11)]
        points += [(x, y + r), (x - r / 11, y + r / 11), (x - r, y), (x - r / 11, y - r / 11)]
        pen.polygon(points, fill=(255, 255, 255))
    return drawn(image)[..., 0]


def heights(pixels: Pixels, touch: Touch) -> Pixels:
    """Draw its light and dark as the heights of a map: tints of land, a line at each step, a broad one at every fifth."""
    unit, scene = touch.unit, touch.scene
    calm = mix(smoothed(spread(pixels), 8 * unit), smoothed(spread(pixels), 3 * unit), scene.face)
    height = gaussian(detailed(luminance(calm), 1.5, 50 * unit), (2.6 - 1.4 * bool(touch.faces)) * unit)
    steep = np.hypot(*slopes(height)) * LINES + np.float32(1e-4)
    level = height * LINES
    away = np.abs(fraction(level + 0.5) - 0.5) / steep
    fifth = np.abs(np.round(level)) % 5 == 0
    line = ramp(np.where(fifth, 1.5, 0.75) * unit - away, -0.5, 0.5)
    made = tones(np.clip(np.round(height * 10) / 10, 0, 1), hexes(*HEIGHTS))
    shade = np.clip(1 - (slopes(gaussian(height, 3 * unit))[0]) * 5, 0.82, 1.1)
    made = mix(made, np.ones(3, np.float32), 0.25) * shade[..., None]
    border = ramp(inked(luminance(calm), max(0.6, unit), 18, 0.6), 0.3, 0.7) * 0.35
    made = on(made, hexes("#6b4526")[0], np.maximum(line * ramp(0.5 - steep, 0.0, 0.25) * 0.8, border))
    return np.clip(made * (1 + specks(touch, "map", 2) * 0.05)[..., None], 0, 1)
