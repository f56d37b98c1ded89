"""Large pixels in few colours: a palette made for the picture, those of old consoles, and one bit."""

from typing import Final

import numpy as np
from PIL import Image

from renderer.paint.colour import hexes, hue, lab, rgb
from renderer.paint.contours import contour
from renderer.paint.filters import BOX, curved, gaussian, sized, smoothed, spread
from renderer.paint.inks import Labels, best_colours
from renderer.paint.patches import Mask
from renderer.paint.press.areas import cut
from renderer.paint.raster import Floats, Pixels, Plane, colour, from_image, luminance, to_image
from renderer.paint.touch import Finish, Touch

# An ordered pattern: pixels are turned on in this order as a colour's share grows (Bayer 1973).
BAYER: Final[Plane] = (
    np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32) / 16 + 1 / 32
)
COLOURS: Final = 20
FARTHEST: Final = 0.035  # squared distance in OKLab of two colours that may lie side by side
MOST_CHROMA: Final = 0.005  # the same of their hue alone: other dots than its own would spoil a face
# What the screens of consoles showed.
CONSOLES: Final = {
    "gameboy": ("#0f2a1d", "#346856", "#88c070", "#e0f0c0"),
    "phosphor": ("#010a03", "#06451a", "#17a63c", "#8dffa4"),
    "nes": (
        "#000000", "#7c7c7c", "#bcbcbc", "#fcfcfc", "#0000bc", "#0078f8", "#3cbcfc", "#a4e4fc", "#4428bc", "#6844fc",
        "#9878f8", "#d800cc", "#f878f8", "#a80020", "#f83800", "#f87858", "#881400", "#e45c10", "#fca044", "#fce0a8",
        "#503000", "#ac7c00", "#f8b800", "#006800", "#00b800", "#58d854", "#b8f818", "#005800", "#00e8d8", "#f0d0b0",
    ),
}  # fmt: skip


ONE_HUE: Final = ("gameboy", "phosphor")


def pixel_art(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint in twenty colours of its own; each pixel is one of them, or part of a pattern of the two that mix best."""
    few = _few(pixels, touch, touch.random("pixels").uniform(5.2, 6.4), 1.22)
    rows, columns = few.shape[:2]
    subject, face = (sized(plane, rows, columns, BOX) for plane in (touch.scene.subject, touch.scene.face))
    known = _named(touch)
    if known is None:
        weights = 0.3 + 1.5 * subject + 8 * hue(few)[0] + 3 * face
        known = best_colours(few, COLOURS, weights, touch.random("palette"))
    one, made = _dithered(few, known)
    if touch.scene.sure:
        line = _outline(touch, rows, columns)
        dark = rgb(known * np.array([0.55, 0.9, 0.9], np.float32))[one]
        made = np.where(line[..., None], dark, made)
    return _enlarged(made, pixels)


def console(name: str) -> Finish:
    """Return a finish: the pixels and the colours of an old console."""
    if name not in CONSOLES:
        raise ValueError(f"there is no console {name}")
    known = lab(hexes(*CONSOLES[name]))

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        few = _few(pixels, touch, 6.4, 1.3)
        if (
            name in ONE_HUE
        ):  # such a screen has one hue: only brightness counts, from its darkest to its lightest
            low, high = known[0, 0], known[-1, 0]
            few[..., 0] = low + (high - low) * few[..., 0]
            few[..., 1:] = known[1:3, 1:].mean(axis=0)
        _, made = _dithered(few, known, 0.12 if name in ONE_HUE else 0.06)
        return _enlarged(made, pixels)

    return finish


def one_bit(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint black and white pixels in an ordered pattern, as early computers drew pictures."""
    few = luminance(spread(_small(pixels, touch, 3.4)))
    sharp = np.clip(few + (few - gaussian(few, 2)) * 0.8, 0, 1)
    lit = (sharp + (_pattern(few) - 0.5) * 0.9 > 0.5)[..., None]  # noqa: PLR2004 - the middle
    dark, light = hexes("#1a1c24", "#eaece2")
    if touch.colours:
        dark, light = (
            (colour(*touch.colours[0]), light) if len(touch.colours) == 1 else map(_one, touch.colours[:2])
        )
    return _enlarged(np.where(lit, light, dark), pixels)


def _one(tone: tuple[int, int, int]) -> Pixels:
    return colour(*tone)


def _named(touch: Touch) -> Floats | None:
    """Return the prompt's colours in OKLab, and the tones that a picture in them needs; none where it names none."""
    if len(touch.colours) < 2:  # noqa: PLR2004 - one colour is a tint
        return None
    return lab(np.stack([colour(*one) for one in touch.colours]))


def _small(pixels: Pixels, touch: Touch, side: float) -> Pixels:
    block = round(touch.piece(side, 2))
    rows, columns = (max(4, round(length / block)) for length in pixels.shape[:2])
    return sized(pixels, rows, columns, BOX)


def _few(pixels: Pixels, touch: Touch, side: float, richness: float) -> Floats:
    """Return the large pixels in OKLab: sharpened, with a little more contrast and colour."""
    few = _small(smoothed(spread(pixels), 4 * touch.unit, 0.002, 1), touch, side)
    few = lab(np.clip(few + (few - gaussian(few, 1.3)) * 0.7, 0, 1)) * np.array(
        [1, richness, richness], np.float32
    )
    few[..., 0] = curved(np.clip(few[..., 0], 0, 1), 0.25)
    return few


def _pattern(few: Floats) -> Plane:
    rows, columns = few.shape[:2]
    return np.tile(BAYER, (rows // 4 + 1, columns // 4 + 1))[:rows, :columns]


def _dithered(few: Floats, known: Floats, farthest: float = FARTHEST) -> tuple[Labels, Pixels]:
    """Return the nearest colour of each pixel, and the picture in patterns of it and the one that it mixes best with."""
    weights = np.array([1, 1.4, 1.4], np.float32)
    away = np.stack([((few - one) ** 2) @ weights for one in known], axis=2)
    nearest = away.argmin(axis=2)
    first = known[nearest]
    best: Plane = away.min(axis=2) - np.float32(1e-4)
    other, share = nearest.copy(), np.zeros(best.shape, np.float32)
    for number, one in enumerate(known):
        step = one - first
        length = (step**2).sum(axis=2)
        part = np.clip(((few - first) * step).sum(axis=2) / np.maximum(length, 1e-6), 0, 0.5)
        error = ((few - first - step * part[..., None]) ** 2).sum(axis=2) + length * part * 0.16
        fits = (length <= farthest) & ((step[..., 1:] ** 2).sum(axis=2) <= max(MOST_CHROMA, farthest / 8))
        better: Mask = fits & (error < best)
        best = np.where(better, error, best)
        other = np.where(better, number, other)
        share = np.where(better, part, share)
    share = np.where(share < 0.17, 0, np.round(share * 4) / 4)  # noqa: PLR2004 - single dots are dirt
    return nearest, rgb(known)[np.where(share > _pattern(few), other, nearest)]


def _outline(touch: Touch, rows: int, columns: int) -> Mask:
    """Return the pixels along the inside of the subject's outline."""
    inside = np.pad(sized(cut(touch), rows, columns, BOX) > 0.5, 1, mode="edge")  # noqa: PLR2004 - half
    middle = inside[1:-1, 1:-1]
    rim = middle & ~(inside[:-2, 1:-1] & inside[2:, 1:-1] & inside[1:-1, :-2] & inside[1:-1, 2:])
    return rim & (sized(contour(touch.scene, max(1.0, 14 * touch.unit)), rows, columns, BOX) > 0.3)  # noqa: PLR2004


def _enlarged(few: Pixels, pixels: Pixels) -> Pixels:
    rows, columns = pixels.shape[:2]
    return from_image(to_image(few).resize((columns, rows), Image.Resampling.NEAREST))
