"""Gives a painting the qualities that a prompt names in plain words: flat, thick, jagged, rough, old, worn, hard, warm, aslant."""

from typing import Final

import numpy as np
from PIL import Image

from renderer.paint.chance import rough
from renderer.paint.colour import hue, lab, linear, mapped, rgb, shown
from renderer.paint.filters import BILINEAR, gaussian, sized, small, smoothed
from renderer.paint.finish import from_edge, paper, scratches
from renderer.paint.inks import best_colours, flat_areas, nearest_colours
from renderer.paint.palette import contrasted
from renderer.paint.palettes import Tone
from renderer.paint.raster import (
    Floats,
    Pixels,
    blur,
    clouds,
    colour,
    fraction,
    from_image,
    grid,
    luminance,
    mix,
    ramp,
    slopes,
    to_image,
)
from renderer.paint.tools.smooth import warped
from renderer.paint.touch import Touch

ASLANT: Final = 9.0  # degrees
AREAS: Final = 9  # colours of a flat painting
SEEN: Final = 200  # pixels a side at which they are chosen
WARM: Final = np.array([1.14, 1.0, 0.78], np.float32)
COOL: Final = np.array([0.84, 1.0, 1.16], np.float32)
YELLOWED: Final = np.array([0.02, 0.0, -0.05], np.float32)
CHALK: Final = np.array([0.95, 0.94, 0.90], np.float32)
BARE: Final = np.array([0.93, 0.91, 0.86], np.float32)  # what shows where a print is rubbed off


def aslant(source: Pixels) -> Pixels:
    """Return a picture seen aslant, so much nearer that no corner is empty."""
    rows, columns = source.shape[:2]
    turn = np.radians(ASLANT)
    scale = np.cos(turn) + max(rows / columns, columns / rows) * np.sin(turn)
    high, wide = round(rows * scale), round(columns * scale)
    turned = from_image(
        to_image(sized(source, high, wide, BILINEAR)).rotate(ASLANT, Image.Resampling.BICUBIC)
    )
    top, left = (high - rows) // 2, (wide - columns) // 2
    return np.clip(turned[top : top + rows, left : left + columns], 0, 1)


def shaped(source: Pixels, touch: Touch) -> Pixels:
    """Return what is painted from: its contours go to and fro where they are to be jagged; less in faces."""
    if _negative(touch):
        source = 1 - source
    if not touch.qualifiers.jagged:
        return source
    unit, random = touch.unit, touch.random("jagged")
    rows, columns = grid(source.shape)
    size = (1 - np.asarray(touch.in_faces(0.65), np.float32)) * np.float32(7 * unit)
    size = size * ramp(clouds(random, source.shape, 60 * unit), 0.3, 0.7) * 1.3
    down, right = (
        (np.abs(fraction(at / np.float32(wave * unit) + skew) - 0.5) * 4 - 1) * size
        for at, wave, skew in ((columns + 0.4 * rows, 46, 0.2), (rows - 0.3 * columns, 38, 0.7))
    )
    return warped(source, down, right)


def _negative(touch: Touch) -> bool:
    """Return whether lines are drawn in white on dark paper: they are what is light, and drawn from the negative."""
    return touch.qualifiers.ground is not None and touch.lined


def _on_dark(made: Pixels, touch: Touch, ground: Tone) -> Pixels:
    """Return a drawing on dark paper: its lines white, or its colours where they are light, broken by the paper's tooth."""
    sheet, bright = colour(*ground), luminance(made)
    if touch.lined:
        paper = max(float(np.percentile(small(bright, SEEN), 95)), 0.3)
        cover = np.clip(1 - bright / np.float32(paper), 0, 1)
        return mix(np.broadcast_to(sheet, made.shape), CHALK, cover * 0.95)
    tooth = rough(touch.random("dark sheet"), bright.shape, 1.8 * touch.unit)
    source = luminance(touch.source)
    cover = ramp(0.5 * bright + 0.5 * source + 0.07 * tooth, 0.22, 0.68)
    rich = lab(made) * np.array([1.04, 1.45, 1.45], np.float32)
    return mix(np.broadcast_to(sheet, made.shape), rgb(rich), cover * 0.97)


def given(made: Pixels, touch: Touch) -> Pixels:
    """Return a painting with the qualities that are asked for."""
    said = touch.qualifiers
    if said.ground:
        made = _on_dark(made, touch, said.ground)
    if said.flat:
        made = _flat(made, touch)
    if said.body:
        made = _thick(made, touch)
    if said.contrast:
        made = contrasted(made, 0.85) if said.contrast > 0 else made * np.float32(0.68) + np.float32(0.17)
    if said.bright or said.warmth:
        made = _lit(made, said.bright or 0, said.warmth or 0)
    if said.sharp:
        made = _sharp(made, touch, said.sharp)
    if said.age:
        made = mapped(made, _faded)
    if said.tooth:
        made = paper(0.13, 4.5)(made, touch)
    return _worn(made, touch) if said.wear else made


def _flat(made: Pixels, touch: Touch) -> Pixels:
    """Return areas of one colour each, smaller ones in faces."""
    calm = mix(smoothed(made, 8 * touch.unit), smoothed(made, 3 * touch.unit), touch.scene.face)
    few = lab(small(calm, SEEN))
    weights = 0.3 + 8 * hue(few)[0] + small(touch.scene.face, SEEN)[: few.shape[0], : few.shape[1]]
    inks = best_colours(few, AREAS, weights, touch.random("flat"))
    return flat_areas(nearest_colours(calm, inks), rgb(inks), 2 * touch.unit)


def _thick(made: Pixels, touch: Touch) -> Pixels:
    """Return paint that lies so thick that its ridges are lit from above left and throw shadows."""
    bright = luminance(made)
    ridges = gaussian(bright, 1.3 * touch.unit) - gaussian(bright, 9 * touch.unit)
    grown = ridges + 0.05 * rough(touch.random("ridges"), bright.shape, 5 * touch.unit) * (
        1 - touch.scene.face
    )
    down, right = slopes(blur(grown, 1.2 * touch.unit))
    relief = np.clip((down + right) * np.float32(-3.2 / max(touch.unit, 0.3)), -0.22, 0.26)
    return np.clip(made + relief[..., None], 0, 1)


def _lit(made: Pixels, bright: float, warmth: float) -> Pixels:
    power, tint = (
        np.float32(1.0 - 0.32 * bright if bright > 0 else 1.0 - 0.6 * bright),
        WARM if warmth > 0 else COOL,
    )
    light = linear(np.clip(made, 0, 1) ** power)
    return shown(np.clip(light * tint, 0, 1)) if warmth else shown(light)


def _sharp(made: Pixels, touch: Touch, sharp: float) -> Pixels:
    if sharp > 0:
        return np.clip(made + 0.7 * (made - gaussian(made, 1.6 * touch.unit)), 0, 1)
    soft = mix(made, gaussian(made, 2.6 * touch.unit), 0.75)
    return mix(soft, made, touch.in_faces(0.4)) if touch.faces else soft


def _faded(colours: Floats) -> Floats:
    """Return colours that have lost half their strength, on a yellowed ground, with no black among them."""
    seen = lab(colours)
    seen[:, 0] = 0.27 + 0.66 * seen[:, 0]
    seen[:, 1:] = seen[:, 1:] * np.float32(0.5) + np.array([0.006, 0.024], np.float32)
    return np.clip(rgb(seen) + YELLOWED * np.float32(0.3), 0, 1)


def _worn(made: Pixels, touch: Touch) -> Pixels:
    """Return a print that has been handled: rubbed off at its sides and in flecks, scratched, creased."""
    random, unit, shape = touch.random("wear"), touch.unit, made.shape[:2]
    flecks = rough(random, shape, 2.6 * unit) + 0.9 * rough(random, shape, 40 * unit)
    side = 1 - ramp(from_edge(made), 0, 42 * unit)
    bare = ramp(flecks + 2.6 * side, 2.7, 3.1) * (1 - 0.8 * touch.scene.face)
    rows, columns = grid(made.shape)
    for _ in range(3):
        at, lean = random.uniform(0.1, 0.9), random.uniform(-0.25, 0.25)
        across = bool(random.random() < 0.5)  # noqa: PLR2004 - a coin
        along, off = (rows, columns) if across else (columns, rows)
        crease = np.abs(off - np.float32(at * off.max()) - np.float32(lean) * (along - along.mean()))
        bare = np.maximum(bare, 0.5 * ramp(1.5 * unit - crease + 0.8 * flecks, 0, 1.2))
    return scratches(26)(mix(made, BARE, np.clip(bare, 0, 1)), touch)
