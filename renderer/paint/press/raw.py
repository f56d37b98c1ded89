"""Cheap printing: newsprint, photocopied fanzines, and posters that show how raw they are."""

from typing import Final

import numpy as np

from renderer.paint.colour import hexes
from renderer.paint.contours import inked
from renderer.paint.filters import curved, detailed, gaussian, smoothed, spread
from renderer.paint.finish import from_edge
from renderer.paint.press.areas import cut, on
from renderer.paint.press.screens import chequered, paper, specks
from renderer.paint.raster import Pixels, Plane, clouds, colour, grid, luminance, moved, noise, ramp
from renderer.paint.touch import Touch

LOUD: Final = ("#f6f600", "#ff4a1c", "#00d26a", "#ff5fa2", "#3d5afe")


def newspaper(pixels: Pixels, touch: Touch) -> Pixels:
    """Print black dots on yellowing newsprint; they have spread a little, and the back shines through."""
    unit = touch.unit
    bright = detailed(luminance(spread(pixels)), 1.7, 30 * unit)
    bright = bright + touch.scene.face * (detailed(bright, 1.4, 14 * unit) - bright)
    ink = chequered(1 - curved(bright, 0.3) * 0.94 - 0.03, 5.4 * unit, 45)
    worn = 0.9 + specks(touch, "ink", 1.6) * 0.35
    sheet = paper(touch, "#e3d8bf", 0.09)
    back = gaussian(np.clip(1 - bright, 0, 1)[:, ::-1], 5 * unit) * 0.06  # of the other side of the page
    return np.clip(on(sheet * (1 - back)[..., None], hexes("#26242a")[0], ink * worn), 0, 1)


def zine(pixels: Pixels, touch: Touch) -> Pixels:
    """Copy it too often: hard blacks, toner that misses, dust, a shadow along one side of the sheet."""
    unit, random = touch.unit, touch.random("copy")
    bright = detailed(luminance(spread(pixels)), 2.1, 30 * unit)
    toner = noise(random, bright.shape, 1.6 * unit) - 0.5
    patches = clouds(random, bright.shape, 90 * unit) - 0.5
    black = ramp(0.5 - bright + toner * 0.5 + patches * 0.22, -0.09, 0.09)
    lines = inked(luminance(smoothed(spread(pixels), 4 * unit, times=1)), max(0.6, 1.3 * unit), 22)
    black = np.maximum(black, lines * 0.95)
    dust = ramp(noise(random, bright.shape, 2.5 * unit), 0.95, 0.99) * 0.7
    streak = ramp(noise(random, (1, bright.shape[1]), 9 * unit), 0.9, 1.0) * 0.3
    black = np.clip(np.maximum(black * (1 - streak), dust), 0, 1)
    edge = 1 - ramp(
        from_edge(pixels) + (clouds(random, bright.shape, 60 * unit) - 0.5) * 40 * unit, 2 * unit, 14 * unit
    )
    sheet = paper(touch, "#efeeea", 0.05)
    if touch.colours:  # copied on coloured paper
        sheet = sheet * (0.35 + 0.65 * colour(*touch.colours[0]))
    return on(sheet, hexes("#161616")[0], np.maximum(black * 0.97, edge * 0.85))


def brutalist(pixels: Pixels, touch: Touch) -> Pixels:
    """Print a huge black screen on one loud colour, the subject doubled behind itself, heavy bars."""
    unit, scene = touch.unit, touch.scene
    loud = (
        colour(*touch.colours[0])
        if touch.colours
        else hexes(*LOUD)[int(touch.random("loud").integers(len(LOUD)))]
    )
    bright = detailed(luminance(spread(pixels)), 1.7, 40 * unit)
    ink = chequered(1 - curved(bright, 0.6), 11 * unit, 45)
    fine = chequered(1 - curved(bright, 0.6), 6 * unit, 45)
    share = cut(touch) if scene.sure else np.ones_like(bright)
    ink = ink * (1 - share) * 0.85 + fine * share
    made = np.broadcast_to(loud, pixels.shape)
    if scene.sure:
        slip = touch.length(34)
        side = slip if touch.random("side").random() < 0.5 else -slip  # noqa: PLR2004 - a coin
        ghost = moved(share, slip // 2, side) * (1 - share)
        made = on(on(made, hexes("#0b0b0b")[0], ghost), hexes("#f4f3ee")[0], share)
    made = on(made, hexes("#0b0b0b")[0], ink)
    return on(made, hexes("#0b0b0b")[0], _bars(touch))


def _bars(touch: Touch) -> Plane:
    """Return a heavy bar at the foot and a narrow one at a side."""
    rows, columns = grid(touch.source.shape)
    height, width = touch.source.shape[:2]
    thick = 0.05 * min(height, width)
    side = columns if touch.random("bar").random() < 0.5 else width - 1 - columns  # noqa: PLR2004 - a coin
    return ((rows > height - 1 - thick) | (side < thick * 0.5)).astype(np.float32)
