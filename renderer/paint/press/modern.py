"""Painters of signs: radiant outlines, scrawls and crowns, fields of colour, drips, gold ornament, floating geometry."""

import itertools
from typing import Final

import numpy as np
from PIL import ImageDraw

from renderer.paint.colour import hexes, lab, rgb, tones
from renderer.paint.contours import contour, inked
from renderer.paint.filters import detailed, gaussian, smoothed, spread
from renderer.paint.inks import flat_areas
from renderer.paint.press.areas import cels, cut, drawing, drawn, in_a_face, on, rgb255
from renderer.paint.press.screens import specks
from renderer.paint.raster import Pixels, clouds, fraction, grid, luminance, mix, noise, ramp
from renderer.paint.touch import Touch

LOUD: Final = (
    ("#ffd400", "#e8202c", "#f4f1e6"), ("#1d9e4b", "#ffd400", "#f4f1e6"), ("#f0552a", "#2f7de0", "#fff3d0"), ("#2f7de0", "#ff4f8b", "#fff3d0"),
)  # fmt: skip
GROUNDS: Final = (
    ("#3a0d12", "#a3231f", "#e0561f", "#f2a33a"), ("#1a1420", "#5a1a2e", "#9e2f2a", "#d9772f"), ("#14203a", "#2a4a7a", "#6a3a6a", "#d0682f"),
)  # fmt: skip
SCRAWLED: Final = ("#f2c230", "#2f8fc4", "#d8452a", "#efe8d8", "#141014", "#7fb59a")
GEOMETRY: Final = ("#d8352a", "#1f4e9e", "#f2b632", "#191817", "#3a8a7a", "#8a5aa0")


def radiant(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint two flat colours between thick black lines of one width; dashes radiate from the subject, as Haring drew."""
    unit, scene = touch.unit, touch.scene
    ground, figure, light = hexes(*LOUD[int(touch.random("loud").integers(len(LOUD)))])
    steps = cels(pixels, touch, (0.3, 0.62))
    inks = np.stack([figure * np.float32(0.92), figure, light])
    made = flat_areas(steps, inks, 5 * unit)
    calm = luminance(smoothed(spread(pixels), 9 * unit))
    lines = ramp(inked(calm, max(1.0, 3.4 * unit), 18, 0.6), 0.2, 0.5)
    if touch.faces:
        fine = ramp(
            inked(luminance(smoothed(spread(pixels), 3 * unit)), max(0.8, 1.7 * unit), 20, 0.66), 0.2, 0.5
        )
        lines = mix(lines, fine, in_a_face(touch))
    if scene.sure:
        share = cut(touch, 8)
        made = (
            on(np.broadcast_to(ground, made.shape), made.mean(axis=(0, 1)), 0.0) * (1 - share[..., None])
            + made * share[..., None]
        )
        near = gaussian(share, 34 * unit)
        down, right = scene.focus
        turn = np.arctan2(scene.down - down, scene.right - right) / np.float32(2 * np.pi) * 46
        rays = (
            ramp(0.2 - np.abs(fraction(turn) - 0.5), 0, 0.03)
            * ramp(near, 0.03, 0.05)
            * ramp(0.26 - near, 0, 0.02)
        )
        border = ramp(0.5 - np.abs(gaussian(share, 5 * unit) - 0.5), 0.2, 0.3)
        lines = np.maximum(np.maximum(lines * ramp(share, 0.3, 0.7), rays * (1 - share)), border)
    return on(made, hexes("#100d10")[0], lines)


def scrawled(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint over it in rough patches, and scrawl with an oil stick: bones, strokes, crossed out signs, a crown."""
    unit, scene, random = touch.unit, touch.scene, touch.random("scrawl")
    patches = clouds(random, pixels.shape, 210 * unit) + 0.25 * clouds(random, pixels.shape, 30 * unit)
    number = np.digitize(patches, np.percentile(patches[::8, ::8], (18, 36, 60, 80)))
    colours = hexes(*SCRAWLED)[random.permutation(len(SCRAWLED))[:5]]
    bright = detailed(luminance(spread(pixels)), 1.5, 40 * unit)
    ground = colours[number] * (0.62 + 0.5 * bright)[..., None]
    own = np.clip(lab(spread(pixels)) * np.array([1, 1.5, 1.5], np.float32), -1, 1)
    share = (0.25 + 0.5 * cut(touch, 6)) if scene.sure else 0.5
    made = mix(ground, rgb(own), np.maximum(share, 0.75 * scene.face))
    rough = noise(random, bright.shape, 2 * unit)
    lines = np.maximum(
        inked(luminance(smoothed(spread(pixels), 5 * unit)), max(1.0, 2.8 * unit), 20, 0.64),
        contour(scene, 4 * unit),
    )
    made = on(made, hexes("#120e12")[0], np.clip(lines * 1.3, 0, 1) * ramp(rough, 0.1, 0.4))
    image, pen = drawing(made)
    side = min(image.size)
    for _ in range(26):
        x, y, angle = random.random() * image.width, random.random() * image.height, random.random() * 6
        if scene.face[min(len(scene.face) - 1, int(y / 2)), min(scene.face.shape[1] - 1, int(x / 2))] > 0.1:  # noqa: PLR2004
            continue
        points = [(x, y)]
        for _ in range(int(random.integers(4, 9))):
            angle += random.normal(0, 1.3)
            x, y = x + np.cos(angle) * side * 0.03, y + np.sin(angle) * side * 0.03
            points.append((x, y))
        ink = (
            (245, 240, 228)
            if random.random() < 0.45  # noqa: PLR2004
            else (18, 14, 18)
            if random.random() < 0.7  # noqa: PLR2004
            else (214, 60, 40)
        )
        pen.line(points, fill=ink, width=max(2, round(side * 0.0055)), joint="curve")
    _crowned(pen, touch, image.size)
    return np.clip(drawn(image) + (specks(touch, "stick") * 0.07)[..., None], 0, 1)


def _crowned(pen: ImageDraw.ImageDraw, touch: Touch, size: tuple[int, int]) -> None:
    """Draw a crown of three points above the head, or in an upper corner."""
    width, height = size
    box = touch.faces[0] if touch.faces else None
    middle, foot, wide = (
        (
            (box.left + box.right) / 2 * width,
            max(0.16 * height, (box.top - 0.02) * height),
            (box.right - box.left) * width * 0.45,
        )
        if box
        else (0.8 * width, 0.24 * height, 0.1 * min(size))
    )
    at = [(-1, 0), (-1.1, -1.2), (-0.5, -0.55), (0, -1.4), (0.5, -0.55), (1.1, -1.2), (1, 0), (-1, 0)]
    points = [(middle + x * wide, foot + y * wide * 0.75) for x, y in at]
    pen.line(points, fill=(250, 214, 40), width=max(2, round(min(size) * 0.011)), joint="curve")


def fields(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint two or three glowing fields with feathered borders, one above the other; what was there is a shadow in them."""
    scene, unit, random = touch.scene, touch.unit, touch.random("fields")
    inks = hexes(*GROUNDS[int(random.integers(len(GROUNDS)))])
    if touch.colours:
        inks = np.concatenate([inks[:1], np.array(touch.colours, np.float32) / 255, inks])[:4].astype(
            np.float32
        )
    made = np.broadcast_to(mix(inks[0], inks[1], 0.4), pixels.shape)
    edges = (0.05, float(random.uniform(0.4, 0.6)), 0.95)
    wild = (clouds(random, pixels.shape, 60 * unit) - np.float32(0.5)) * np.float32(0.035)
    for number, (top, bottom) in enumerate(itertools.pairwise(edges)):
        inside = np.minimum(
            np.minimum(scene.down - top, bottom - scene.down) - 0.012,
            np.minimum(scene.right - 0.06, 0.94 - scene.right),
        )
        made = on(made, inks[2 + number], ramp(inside + wild, -0.012, 0.03) * 0.95)
    veil = clouds(random, pixels.shape, 130 * unit) - np.float32(0.5)
    light = gaussian(detailed(luminance(spread(pixels)), 1.3, 60 * unit), 3 * unit) - np.float32(0.5)
    shade = 1 + 0.85 * light * (1 + 0.4 * scene.face) + 0.22 * veil + specks(touch, "canvas") * 0.05
    return np.clip(made * shade[..., None], 0, 1)


def dripped(pixels: Pixels, touch: Touch) -> Pixels:
    """Throw skeins of black, white and the picture's own colours over it, with splashes where they land."""
    random, scene = touch.random("drips"), touch.scene
    base = np.clip(
        lab(spread(smoothed(pixels, 6 * touch.unit))) * np.array([0.9, 1.2, 1.2], np.float32), -1, 1
    )
    image, pen = drawing(rgb(base + np.array([0.06, 0, 0.01], np.float32)))
    side, (rows, columns) = min(image.size), pixels.shape[:2]
    for number in range(900):
        x, y, angle = random.random() * image.width, random.random() * image.height, random.random() * 6.3
        row, column = min(rows - 1, int(y / 2)), min(columns - 1, int(x / 2))
        thick = max(
            1,
            round(side * abs(random.normal(0, 0.0048)) * (0.35 if scene.face[row, column] > 0.1 else 1)),  # noqa: PLR2004
        )
        own = rgb255(np.clip(pixels[row, column] * np.float32(random.uniform(0.8, 1.5)), 0, 1))
        ink = (own, own, (16, 14, 16), own, own, (244, 240, 230), own, (196, 150, 60))[number % 8]
        points, bend = [(x, y)], random.normal(0, 0.25)
        for _ in range(int(random.integers(8, 26))):
            bend = 0.85 * bend + random.normal(0, 0.16)
            angle += bend
            x, y = x + np.cos(angle) * side * 0.017, y + np.sin(angle) * side * 0.017
            points.append((x, y))
        if scene.face[row, column] > 0.3:  # noqa: PLR2004 - eyes and mouths stay to be seen
            points = points[:3]
        pen.line(points, fill=ink, width=thick, joint="curve")
        for _ in range(3):
            away, r = random.normal(0, side * 0.02, 2), abs(random.normal(0, side * 0.0028)) + 1
            pen.ellipse((x + away[0] - r, y + away[1] - r, x + away[0] + r, y + away[1] + r), fill=ink)
    return drawn(image)


def gilded(pixels: Pixels, touch: Touch) -> Pixels:
    """Lay gold leaf on all but skin: spirals and small squares in it, as Klimt did; what is bare stays painted softly."""
    unit, scene, random = touch.unit, touch.scene, touch.random("gold")
    calm = smoothed(spread(pixels), 5 * unit)
    bright = detailed(luminance(calm), 1.3, 50 * unit)
    gold = tones(
        bright, hexes("#2a1606", "#8a5a14", "#d9a832", "#f4d675", "#fff2c0"), (0.02, 0.3, 0.55, 0.8, 1)
    )
    cell = 62 * unit
    down, right = grid(pixels.shape)
    row, column = (down / cell).astype(np.intp), (right / cell).astype(np.intp)
    chance = random.random((4, row.max() + 1, column.max() + 1)).astype(np.float32)[:, row, column]
    y = (fraction(down / cell) - 0.5 + (chance[0] - 0.5) * 0.2) * np.float32(cell)
    x = (fraction(right / cell) - 0.5 + (chance[1] - 0.5) * 0.2) * np.float32(cell)
    away, turn = np.hypot(x, y), np.arctan2(y, x) / np.float32(2 * np.pi)
    curl = np.abs(fraction(away / (8 * unit) + turn * np.where(chance[2] < 0.5, 1, -1)) - 0.5)  # noqa: PLR2004
    spiral = ramp(0.2 - curl, 0, 0.06) * ramp(0.42 * cell - away, 0, 2 * unit)
    small = 15 * unit
    square = (np.abs(fraction(right / small) - 0.5) < 0.34) & (np.abs(fraction(down / small) - 0.5) < 0.34)  # noqa: PLR2004
    inner = random.random((int(down.max() / small) + 1, int(right.max() / small) + 1))
    kind = inner[(down / small).astype(np.intp), (right / small).astype(np.intp)]
    squares = square * (kind > 0.45)  # noqa: PLR2004
    inlaid = hexes("#9a4a20", "#1c1612", "#f6efdc")
    ink: Pixels = inlaid[np.digitize(kind, (0.62, 0.8))]
    leaf = np.where(
        (chance[3] > 0.45)[..., None],  # noqa: PLR2004
        on(gold, hexes("#5a3408")[0], spiral * 0.75),
        mix(gold, ink, squares * 0.6),
    )
    worn = 1 + 0.1 * specks(touch, "leaf", 5) + 0.1 * (clouds(random, bright.shape, 40 * unit) - 0.5)
    skin = np.clip(
        gaussian(np.maximum(scene.face, 0.8 * scene.skin * (1 if scene.faces else 0)), 4 * unit) * 1.6, 0, 1
    )
    clothed = 0.86 if not scene.sure else 0.9 - 0.3 * cut(touch, 5)
    own = rgb(lab(calm) * np.array([1, 1.15, 1.1], np.float32) + np.array([0, 0.004, 0.02], np.float32))
    made = mix(own, leaf * worn[..., None], np.clip(clothed * (1 - skin), 0, 1))
    lines = np.maximum(
        inked(luminance(calm), max(0.7, 1.3 * unit), 18, 0.64) * 0.75, contour(scene, 2.4 * unit)
    )
    return np.clip(on(made, hexes("#2a1606")[0], lines), 0, 1)


def geometric(pixels: Pixels, touch: Touch) -> Pixels:
    """Float circles, arcs, wedges and lines over it on a pale ground, as Kandinsky composed."""
    random, scene, unit = touch.random("geometry"), touch.scene, touch.unit
    steps = cels(pixels, touch, (0.14, 0.34, 0.6, 0.84))
    calm = flat_areas(steps, hexes("#1d1a24", "#5a4a78", "#d08a4a", "#ecd9a8", "#f6efdf"), 3 * unit)
    own = rgb(lab(smoothed(spread(pixels), 8 * unit)) * np.array([1, 1.6, 1.6], np.float32))
    base = mix(calm, own, 0.35 + 0.4 * scene.face)
    image, pen = drawing(base)
    wide, high, side = image.width, image.height, min(image.size)
    for number in range(26):
        x, y = random.random() * wide, random.random() * high
        r, ink = side * random.uniform(0.02, 0.1), rgb255(hexes(GEOMETRY[number % 6])[0])
        kind, turn, line = number % 4, random.random() * 360, max(2, round(side * 0.005))
        if kind == 0:
            pen.ellipse((x - r, y - r, x + r, y + r), fill=ink, outline=(25, 24, 23), width=line)
            pen.ellipse(
                (x - r * 0.55, y - r * 0.55, x + r * 0.55, y + r * 0.55),
                fill=rgb255(hexes(GEOMETRY[(number + 2) % 6])[0]),
            )
        elif kind == 1:
            pen.arc((x - 2 * r, y - 2 * r, x + 2 * r, y + 2 * r), turn, turn + 150, fill=ink, width=2 * line)
        elif kind == 2:  # noqa: PLR2004 - the third of four
            tip = np.radians(turn + np.array([0, 130, 170]))
            pen.polygon(
                [(float(x + 1.8 * r * np.cos(one)), float(y + 1.8 * r * np.sin(one))) for one in tip],
                fill=ink,
            )
        else:
            lean = np.radians(turn)
            for step in range(int(random.integers(1, 4))):
                off = 3 * line * step
                ends = [
                    (float(x + s * 4 * r * np.cos(lean) + off), float(y + s * 4 * r * np.sin(lean)))
                    for s in (-1, 1)
                ]
                pen.line(ends, fill=(25, 24, 23), width=line)
    made = drawn(image)
    open_ = np.clip(
        0.92 - 0.55 * (cut(touch, 5) if scene.sure else ramp(luminance(base), 0.75, 0.3)), 0.25, 1
    )
    return mix(base, made, open_ * (1 - np.clip(1.3 * scene.face, 0, 1)))
