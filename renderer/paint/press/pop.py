"""Pop art: a panel in primary colours and dots, and one picture four times in other inks."""

from typing import Final

import numpy as np

from renderer.paint.colour import apart, hexes, hue, lab
from renderer.paint.contours import contour, inked
from renderer.paint.filters import detailed, evened, gaussian, sized, small, smoothed, spread
from renderer.paint.inks import Labels, flat_areas
from renderer.paint.patches import Mask
from renderer.paint.press.areas import SEEN, cels, cut, on
from renderer.paint.press.screens import chequered, dots, specks
from renderer.paint.raster import Pixels, Plane, colour, luminance, mix, moved, ramp
from renderer.paint.touch import Touch

BLACK, RED, YELLOW, BLUE, WHITE = range(5)
# Ground, middle, light and drawing: of each of four prints, and of a print by itself.
DARK, PALE = 0.45, 0.82  # brightness up to which an ink draws, and from which it is paper
PRINTS: Final = (
    ("#ff2f92", "#ffe600", "#00a3d9", "#1b1035"),
    ("#00b894", "#ff7a00", "#f9f871", "#2d0a4e"),
    ("#ffd000", "#e6007e", "#7fe0ff", "#15294f"),
    ("#5b2be0", "#9fef3a", "#ff5c5c", "#1a0f2e"),
)
PRESSED: Final = (
    ("#e9c46a", "#e76f51", "#fdf0d5", "#264653"),
    ("#f4a6b7", "#2a9d8f", "#fff3e0", "#1d3557"),
    ("#9ad1d4", "#ee6c4d", "#f7f1e3", "#1f2041"),
    ("#f6bd60", "#5a8fb0", "#fefae0", "#3a2440"),
)


def pop_art(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint red, yellow, blue, black and white; skin and shade are dots, and heavy lines go round everything."""
    unit, scene = touch.unit, touch.scene
    even = evened(spread(pixels), 0.45, 45 * unit)
    calm = smoothed(even, (12 if scene.outdoors else 7) * unit)
    calm = mix(calm, smoothed(even, 3.5 * unit, times=1), scene.face)
    bright = detailed(luminance(calm), 1.4, 40 * unit)
    bright = mix(bright, detailed(bright, 1.8, 25 * unit, 0.9), scene.face)
    flesh = scene.face > 0.3  # noqa: PLR2004 - where a face begins
    labels = _primaries(calm, bright, flesh)
    inks = hexes("#0e0d10", "#e5202b", "#ffd51a", "#1653b8", "#fbf6ea")
    made = flat_areas(labels, inks, 2.8 * unit)
    made = _dotted(made, inks, labels, bright, touch)
    if scene.outdoors:
        drops = dots(np.clip(0.38 - 0.5 * scene.down, 0.06, 0.4), 12 * unit, 45, 0.06)
        heaven = on(np.broadcast_to(inks[WHITE], made.shape), inks[BLUE], drops)
        made = mix(made, heaven, ramp(scene.sky, 0.45, 0.55))
    elif scene.sure:
        light = flat_areas((labels == WHITE).astype(np.intp), hexes("#000000", "#ffffff"), 2.8 * unit)[..., 0]
        ground = inks[YELLOW] if touch.random("ground").random() < 0.7 else hexes("#35b6e6")[0]  # noqa: PLR2004 - mostly
        made = on(made, ground, light * (1 - cut(touch)))
    lines = inked(luminance(calm), max(0.7, 1.9 * touch.pen))
    if touch.faces:
        fine = luminance(smoothed(even, 2 * unit, times=1))
        lines = mix(lines, inked(fine, max(0.6, 1.2 * touch.pen), 26, 0.72), scene.face)
    return on(made, inks[BLACK], np.maximum(lines, contour(scene, max(0.8, 2.5 * touch.pen)) * 0.95))


def _primaries(calm: Pixels, bright: Plane, flesh: Mask) -> Labels:
    """Return which of the five inks each pixel gets, by its light and hue."""
    chroma, degrees = hue(lab(calm))
    step = np.digitize(bright, np.percentile(small(bright, SEEN), (12, 48, 78)))
    red = (apart(degrees, 32) < 27) & (chroma > 0.045)  # noqa: PLR2004 - degrees, chroma
    yellow = (apart(degrees, 98) < 48) & (chroma > 0.035) & (step > 1)  # noqa: PLR2004
    yellow |= (apart(degrees, 62) < 16) & (chroma > 0.09) & (step > 2)  # noqa: PLR2004
    blue = (apart(degrees, 230) < 85) & (chroma > 0.018)  # noqa: PLR2004
    blue |= (apart(degrees, 120) < 40) & (chroma > 0.03) & (step < 2)  # noqa: PLR2004
    hues = np.select([red, yellow, blue & (step < 3)], [RED, YELLOW, BLUE], WHITE)  # noqa: PLR2004
    return np.where(step == 0, BLACK, np.where(flesh, WHITE, hues))


def _dotted(made: Pixels, inks: Pixels, labels: Labels, bright: Plane, touch: Touch) -> Pixels:
    """Return dots of shade on white, red ones on skin, and white ones on blue."""
    unit, flesh = touch.unit, touch.scene.face > 0.3  # noqa: PLR2004 - where a face begins
    shade = np.clip(0.62 - bright, 0, 0.5) * 1.2 * ramp(0.74 - bright, 0, 0.1)
    shade = np.where(flesh, np.maximum(shade, 0.12), shade)
    where = ramp(gaussian((labels == WHITE).astype(np.float32), 1.5 * unit), 0.4, 0.6)
    tint = mix(
        np.broadcast_to(inks[BLUE], made.shape),
        np.broadcast_to(inks[RED], made.shape),
        flesh.astype(np.float32),
    )
    made = mix(made, tint, dots(shade, 10 * unit, 45, 0.07) * where)
    sea = (labels == BLUE).astype(np.float32)
    return on(
        made, inks[WHITE], dots(sea * 0.3, 10 * unit, 45, 0.07) * ramp(gaussian(sea, 1.5 * unit), 0.55, 0.7)
    )


def warhol(pixels: Pixels, touch: Touch) -> Pixels:
    """Print it four or nine times, the subject and its ground in other inks each, a little out of register."""
    each = 3 if (touch.qualifiers.panels or 4) > 6 else 2  # noqa: PLR2004 - nine rather than four
    side = max(4, (max(pixels.shape) + each - 1) // each)
    few, quarter = small(pixels, side), touch.on(small(touch.source, side))
    plates = _plates(few, quarter)
    order = touch.random("prints").permutation(len(PRINTS))
    tiles = [_printed(*plates, hexes(*PRINTS[int(number)]), quarter) for number in order]
    rows = [
        np.concatenate([tiles[(each * row + place + row) % len(tiles)] for place in range(each)], axis=1)
        if each > 2  # noqa: PLR2004 - no two alike beside each other
        else np.concatenate(tiles[2 * row : 2 * row + 2], axis=1)
        for row in range(each)
    ]
    made = sized(np.concatenate(rows), pixels.shape[0], pixels.shape[1])
    return np.clip(made + (specks(touch, "silk") * 0.06)[..., None], 0, 1)


def screen_print(pixels: Pixels, touch: Touch) -> Pixels:
    """Print it once through a few silk screens: flat inks, and dots for the drawing in the darkest."""
    labels, ink, share = _plates(pixels, touch)
    inks = hexes(*PRESSED[int(touch.random("prints").integers(len(PRESSED)))])
    named = sorted((colour(*one) for one in touch.colours[: len(inks)]), key=lambda one: float(lab(one)[0]))
    inks = _pressed(named) if named else inks
    bright = detailed(luminance(spread(pixels)), 1.5, 40 * touch.unit)
    screen = chequered(0.75 - bright, 6.5 * touch.unit, 45) * ramp(0.72 - bright, 0, 0.15)
    made = _printed(labels, np.maximum(ink, screen * 0.9), share, inks, touch)
    return np.clip(made + (specks(touch, "silk") * 0.07)[..., None], 0, 1)


def _pressed(named: list[Pixels]) -> Pixels:
    """Return the ink behind, the middle, the light and the dark one, of those that were named, dark to light."""
    if len(named) > 2:  # noqa: PLR2004 - then no other ink is needed: the darkest draws, the lightest is light
        return np.stack([named[1], named[-2], named[-1], named[0]])
    low, high = named[0], named[-1]
    paper = hexes("#f6efdf")[0]
    dark = low if float(lab(low)[0]) < DARK else low * np.float32(0.3)
    pale = high if float(lab(high)[0]) > PALE else mix(paper, high, 0.12)
    middle = low if float(lab(high)[0]) > PALE or len(named) == 1 else high
    middle = mix(middle, paper, 0.3) if middle is dark else middle
    return np.stack([low if low is not dark else middle, middle, pale, dark])


def _plates(pixels: Pixels, touch: Touch) -> tuple[Labels, Plane, Plane]:
    """Return steps of light, lines, and where the subject is, which has slipped."""
    labels = cels(pixels, touch, (0.24, 0.52, 0.76))
    lines = inked(luminance(smoothed(spread(pixels), 4 * touch.pen)), max(0.6, 1.4 * touch.pen), 16)
    slip = touch.length(3)
    sure = touch.scene.sure
    return labels, lines, moved(cut(touch, 3), slip, slip) if sure else np.ones_like(lines)


def _printed(labels: Labels, lines: Plane, share: Plane, inks: Pixels, touch: Touch) -> Pixels:
    ground, middle, light, dark = inks
    front = np.stack([dark, mix(dark, middle, 0.62), middle, light])
    behind = np.stack([mix(ground, dark, 0.8), ground, ground, mix(ground, np.ones(3, np.float32), 0.25)])
    back, fore = flat_areas(labels, behind, 2.2 * touch.unit), flat_areas(labels, front, 1.8 * touch.unit)
    return on(mix(back, fore, share), dark, lines)
