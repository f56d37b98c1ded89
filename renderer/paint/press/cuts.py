"""What is cut out: a stencil on a wall, a sticker, sheets of coloured paper."""

from typing import Final

import numpy as np

from renderer.paint.colour import apart, enriched, hexes, hue, lab, rgb
from renderer.paint.filters import curved, detailed, gaussian, sized, small, smoothed, spread
from renderer.paint.finish import from_edge
from renderer.paint.patches import patches
from renderer.paint.press.areas import cut, despecked, inked_areas, on
from renderer.paint.raster import Pixels, Plane, clouds, colour, grid, luminance, mix, moved, noise, ramp
from renderer.paint.touch import Touch

ISLAND: Final = 0.2  # of the largest part; smaller ones are not cut out
SHRUNK: Final = 0.86  # of a sticker's sheet


def stencil(pixels: Pixels, touch: Touch) -> Pixels:
    """Spray black, grey and white through stencils on a wall, one colour where there is a strong one, with drips."""
    unit, scene, even = touch.unit, touch.scene, spread(pixels)
    calm = smoothed(even, 7 * unit)
    bright = detailed(luminance(calm), 1.7, 50 * unit, 0.9)
    fine = luminance(smoothed(even, 4 * unit, times=1))
    bright = mix(bright, detailed(fine, 2.4, 26 * unit, 0.85), scene.face)
    where = ramp(gaussian(cut(touch, 5), 3 * unit), 0.3, 0.5) if scene.sure else _pasted(touch)
    inside = small(bright, 200)[small(where, 200) > 0.5]  # noqa: PLR2004 - half
    low, high = (float(np.percentile(inside, one)) for one in (40, 74)) if inside.size else (0.35, 0.6)
    chroma, degrees = hue(lab(calm))
    strong = (apart(degrees, 34) < 24) & (chroma > 0.11) & (scene.face < 0.3)  # noqa: PLR2004 - red
    red = despecked(strong * where, 4 * unit)
    black = despecked((bright < low) * where, 2 * unit)
    made = _wall(touch)
    for name, share, code, opaque in (
        ("white", despecked((bright >= high) * where, 2.4 * unit), "#edece8", 0.93),
        ("grey", despecked((bright < high) * where, 2.4 * unit), "#787775", 0.88),
        ("red", red * (1 - black) * float(red.mean() > 0.004), "#c3161c", 1.0),  # noqa: PLR2004 - a speck is none
        ("black", np.maximum(black, _drips(black, touch)), "#131213", 0.96),
    ):
        tint = colour(*touch.colours[0]) if name == "red" and touch.colours else hexes(code)[0]
        made = on(made, tint, _sprayed(share, name, touch) * opaque)
    return made


def _pasted(touch: Touch) -> Plane:
    """Return the sheet but for a ragged border, through which the wall is seen."""
    wobble = clouds(touch.random("border"), touch.source.shape, 110 * touch.unit) - 0.5
    reach = from_edge(touch.source) / np.float32(max(1.0, 60 * touch.unit))
    return ramp(reach + wobble * 1.6, 0.55, 0.6)


def _wall(touch: Touch) -> Pixels:
    """Return a plastered wall: stains, pits, and a tone of the seed's choice."""
    random, shape, unit = touch.random("wall"), touch.source.shape, touch.unit
    stains = clouds(random, shape, 300 * unit) - 0.5
    tooth = noise(random, shape, 2.4 * unit) - 0.5
    pits = ramp(noise(random, shape, 5 * unit), 0.88, 0.97)
    tone = hexes(("#b5b1a9", "#c2b8a6", "#a7aeb3")[int(random.integers(3))])[0]
    return np.clip(tone * ((1 + stains * 0.3 + tooth * 0.1) * (1 - 0.22 * pits))[..., None], 0, 1)


def _sprayed(share: Plane, name: str, touch: Touch) -> Plane:
    """Return the paint of one stencil: a soft rim of mist around it."""
    random, unit = touch.random(f"spray {name}"), touch.unit
    fine = noise(random, share.shape, 1.5 * unit) - 0.5
    mist = gaussian(share, 9 * unit) * 0.22 + gaussian(share, 3 * unit) * 0.15
    grain = ramp(noise(random, share.shape, 1.2), 0.4, 0.9)
    return np.clip(share * (0.94 + 0.2 * fine) + mist * (1 - share) * grain, 0, 1)


def _drips(black: Plane, touch: Touch) -> Plane:
    """Return a few drips that run down from the foot of black areas."""
    random, drips = touch.random("drips"), np.zeros_like(black)
    feet = np.argwhere(black * (1 - touch.scene.face) * (1 - moved(black, -touch.length(3), 0)) > 0.6)  # noqa: PLR2004 - opaque
    for row, column in feet[random.permutation(len(feet))[:9]]:
        length, half = (
            int(random.uniform(30, 130) * touch.unit),
            touch.length(float(random.uniform(1.2, 2.4))),
        )
        drips[max(0, row - 4) : row + length, max(0, column - half) : column + half] = 1
    return ramp(gaussian(drips, max(0.5, 1.1 * touch.unit)), 0.35, 0.6)


def sticker(pixels: Pixels, touch: Touch) -> Pixels:
    """Cut the subject out with a white rim, on a plain ground: the whole picture with round corners if it is not sure."""
    unit, scene = touch.unit, touch.scene
    share = _largest(cut(touch, 6), touch) if scene.sure else _rounded(touch, 0.12)
    if float(share.max()) < 0.5:  # noqa: PLR2004 - nothing is left
        share = _rounded(touch, 0.12)
    colours = lab(np.clip(pixels + (pixels - gaussian(pixels, 3 * unit)) * 0.5, 0, 1))
    colours[..., 0] = curved(np.clip(colours[..., 0] * 1.02 + 0.01, 0, 1), 0.3)
    picture = mix(touch.source, rgb(enriched(colours, 1.35)), touch.strength)
    share, picture = _on_sheet(share), _on_sheet(picture)
    rim = ramp(gaussian(share, 9 * unit), 0.04, 0.075)
    rim = np.maximum(ramp(gaussian(rim, 7 * unit), 0.44, 0.56), share)
    ground = hexes(("#c9d6df", "#d9cfe0", "#d5dcc9", "#e2d3c3")[int(touch.random("sheet").integers(4))])[0]
    ground = colour(*touch.colours[0]) if touch.colours else ground
    made = ground * (0.97 + 0.05 * (1 - scene.down))[..., None]
    shadow = moved(gaussian(rim, 9 * unit), touch.length(7), touch.length(4))
    made = made * (1 - 0.42 * shadow)[..., None]
    made = mix(on(made, hexes("#fdfdfb")[0], rim), picture, ramp(share, 0.45, 0.62))
    gloss = np.exp(-(((scene.right + 0.7 * scene.down - 0.62) / 0.1) ** 2)) * 0.07 * ramp(share, 0.45, 0.62)
    return np.clip(made + gloss[..., None], 0, 1)


def _largest(share: Plane, touch: Touch) -> Plane:
    """Return a mask with its largest parts only."""
    few = small(share, 96) > 0.5  # noqa: PLR2004 - half
    parts = sorted(patches(few), key=len, reverse=True)
    kept = np.zeros(few.shape, np.float32)
    for part in parts:
        if len(part) > ISLAND * len(parts[0]):
            kept[part[:, 0], part[:, 1]] = 1
    return share * ramp(gaussian(sized(kept, *share.shape), 4 * touch.unit), 0.2, 0.5)


def _rounded(touch: Touch, radius: float) -> Plane:
    """Return the whole sheet with round corners."""
    (rows, columns), (height, width) = grid(touch.source.shape), touch.source.shape[:2]
    corner = radius * min(height, width)
    down = np.clip(np.abs(rows + 0.5 - height / 2) - height / 2 + corner, 0, None)
    across = np.clip(np.abs(columns + 0.5 - width / 2) - width / 2 + corner, 0, None)
    return ramp(corner - np.hypot(down, across), -1, 1)


def _on_sheet(floats: Pixels) -> Pixels:
    """Return it smaller, in the middle of an empty sheet of its size."""
    height, width = floats.shape[:2]
    rows, columns = max(1, round(height * SHRUNK)), max(1, round(width * SHRUNK))
    top, left = (height - rows) // 2, (width - columns) // 2
    sheet = np.zeros_like(floats)
    sheet[top : top + rows, left : left + columns] = np.clip(sized(floats, rows, columns), 0, 1)
    return sheet


def silhouette(pixels: Pixels, touch: Touch) -> Pixels:
    """Cut the picture out of black paper with small scissors, and lay it on a light sheet; a named colour is the sheet's."""
    unit, scene = touch.unit, touch.scene
    calm = smoothed(spread(pixels), 9 * unit)
    bright = detailed(luminance(calm), 1.9, 60 * unit, 0.75)
    bright = mix(
        bright, detailed(luminance(smoothed(spread(pixels), 4 * unit, times=1)), 2.4, 26 * unit), scene.face
    )
    share = cut(touch, 5) if scene.sure else np.ones_like(bright)
    inside = small(bright, 200)[small(share, 200) > 0.5]  # noqa: PLR2004 - half
    level = float(np.percentile(inside, 60 if scene.sure else 48)) if inside.size else 0.5
    black = despecked((bright < level) * share, 2.6 * unit)
    if scene.sure:  # a rim holds together what is cut out
        black = np.maximum(black, ramp(0.5 - np.abs(gaussian(share, 3 * unit) - 0.5), 0.2, 0.3))
    sheet = colour(*touch.colours[0]) if touch.colours else hexes("#f1e9d8")[0]
    fibre = noise(touch.random("fibre"), bright.shape, 2 * unit) - 0.5
    shadow = moved(gaussian(black, 4 * unit), touch.length(4), touch.length(3)) * (1 - black)
    made = np.broadcast_to(sheet, pixels.shape) * (1 - 0.3 * shadow)[..., None]
    return np.clip(on(made, hexes("#17161a")[0], black) + (fibre * 0.04)[..., None], 0, 1)


def paper_cut(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint sheets of coloured paper, the dark ones lowest, each with its shadow on those below.

    Below full strength there are more sheets, with finer borders.
    """
    unit, even = touch.unit, spread(pixels)
    calm = mix(smoothed(even, 14 * unit), smoothed(even, 5 * unit), touch.scene.face)
    labels, inks = inked_areas(calm, touch, round(8 + 16 * (1 - touch.strength)))
    inks[:, 1:] *= 1.35
    inks[:, 0] = 0.15 + 0.8 * inks[:, 0]
    sheets = rgb(inks)
    fibre = noise(touch.random("fibre"), pixels.shape, 2 * unit) - 0.5
    made, slip = np.broadcast_to(sheets[0], pixels.shape), touch.length(6)
    for number in range(1, len(sheets)):
        above = ramp(gaussian((labels >= number).astype(np.float32), touch.piece(5.5, 0.5)), 0.47, 0.53)
        shadow = moved(gaussian(above, 7 * unit), slip, slip) * (1 - above)
        lit = np.clip(above - moved(above, 1, 1), 0, 1)
        made = on(made * (1 - 0.45 * shadow)[..., None], sheets[number], above)
        made = np.clip(made + (lit * 0.1)[..., None], 0, 1)
    return np.clip(made + fibre[..., None] * 0.06, 0, 1)
