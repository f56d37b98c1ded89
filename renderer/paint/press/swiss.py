"""Posters of the twentieth century: Swiss, Bauhaus, constructivist."""

from typing import Final

import numpy as np

from renderer.paint.colour import apart, hexes, hue, lab, linear, shown
from renderer.paint.contours import inked
from renderer.paint.filters import curved, detailed, gaussian, small, smoothed, spread
from renderer.paint.inks import flat_areas
from renderer.paint.press.areas import cels, cut, drawing, drawn, on, rgb255
from renderer.paint.press.screens import chequered, specks
from renderer.paint.raster import Pixels, Plane, colour, grid, luminance, mix, ramp
from renderer.paint.touch import Touch

CLEAR: Final = 0.05  # chroma: below it, a hue is not seen
FILM: Final = np.array([0.4, 0.5, 0.1], np.float32)  # of red, green and blue light, as repro film sees them


def swiss(pixels: Pixels, touch: Touch) -> Pixels:
    """Print the subject in a coarse black screen on white, all else on red; a diagonal field where it is not sure."""
    ground, black, white = _field(touch), *hexes("#141414", "#f6f3ec")
    film = detailed(shown(linear(spread(pixels)) @ FILM), 1.5, 40 * touch.unit)
    ink = chequered(1 - curved(film, 0.5), 7.5 * touch.unit, 45)
    share = cut(touch) if touch.scene.sure else 1 - _diagonal(touch)
    sheet = np.broadcast_to(white, pixels.shape)
    subject = mix(touch.source, on(sheet, black, ink), touch.strength)
    around = on(np.broadcast_to(ground, pixels.shape), ground * np.float32(0.5), ink * 0.85)
    image, pen = drawing(mix(around, subject, share))
    margin, unit = round(0.08 * min(pixels.shape[:2])), 2 * touch.unit
    line = rgb255(white)
    pen.rectangle((margin, margin, image.width - margin, margin + 7 * unit), fill=line)
    for number, length in enumerate(touch.random("bars").permutation((3.2, 2.1, 2.7))):
        top = margin + (26 + 17 * number) * unit
        pen.rectangle(
            (margin, top, margin + image.width / 12 * float(length) * 0.8, top + 6 * unit), fill=line
        )
    return drawn(image)


def _field(touch: Touch) -> Pixels:
    return colour(*touch.colours[0]) if touch.colours else hexes("#e3231b")[0]


def _diagonal(touch: Touch) -> Plane:
    down, right = touch.scene.down, touch.scene.right
    turned = 1 - right if _turned(touch) else right
    return ramp(down * 0.55 + turned * 0.45, 0.6, 0.602)


def bauhaus(pixels: Pixels, touch: Touch) -> Pixels:
    """Cut the subject out in red, blue, yellow, black and cream, and lay it on a disc, a wedge, bars and an arc."""
    red, yellow, blue, black, cream = hexes("#d8352a", "#f2b632", "#1f4e9e", "#191817", "#f1e6cf")
    steps = cels(pixels, touch, (0.3, 0.58, 0.82))
    chroma, degrees = hue(lab(smoothed(pixels, 10 * touch.unit)))
    warm = (apart(degrees, 55) < 78) & (chroma > CLEAR)  # noqa: PLR2004 - degrees
    labels = np.where((steps == 1) & warm, 4, steps)
    labels = np.where((labels == 2) & warm & (touch.scene.face < 0.3), 5, labels)  # noqa: PLR2004 - skin stays light
    pale = mix(yellow, cream, 0.65)
    flat = flat_areas(labels, np.stack([black, blue, pale, cream, red, yellow]), 2.6 * touch.unit)
    flat = mix(touch.source, flat, touch.strength)
    share = cut(touch, 5)
    if not touch.scene.sure:  # then the shapes are laid over the picture's sides instead
        share = 1 - _sides(touch)
    rim = np.clip(ramp(gaussian(share, 5 * touch.unit), 0.05, 0.12) - share, 0, 1)
    made = on(mix(_bauhaus_ground(touch), flat, share), cream, rim)
    return np.clip(made + (specks(touch, "ink") * 0.06)[..., None], 0, 1)


def _bauhaus_ground(touch: Touch) -> Pixels:
    """Return the shapes behind the subject; the seed turns them over, left to right, and changes their colours."""
    red, yellow, blue, black, cream = hexes("#d8352a", "#f2b632", "#1f4e9e", "#191817", "#f1e6cf")
    random, turned = touch.random("shapes"), _turned(touch)
    disc, wedge, bar = ((red, yellow, blue), (yellow, red, blue), (blue, yellow, red))[
        int(random.integers(3))
    ]
    image, pen = drawing(np.broadcast_to(cream, touch.source.shape))
    wide, high, side = image.width, image.height, min(image.size)
    down, right = touch.scene.focus
    y, x = down * high, (1 - right if turned else right) * wide
    pen.polygon([(0, 0), (wide * 0.375, 0), (0, high * 0.75)], fill=rgb255(wedge))
    pen.rectangle((wide - side * 0.2, 0, wide, high), fill=rgb255(bar))
    pen.ellipse((x - side * 0.44, y - side * 0.56, x + side * 0.44, y + side * 0.32), fill=rgb255(disc))
    for number in range(5):
        low = high - side * (0.03 + 0.04 * number)
        pen.rectangle((0, low - side * 0.02, wide * (0.62 - 0.1 * number), low), fill=rgb255(black))
    arc = (wide - side * 0.42, side * 0.03, wide - side * 0.1, side * 0.35)
    pen.arc(arc, 90, 270, fill=rgb255(black), width=max(1, round(side * 0.03)))
    ground = drawn(image)
    return ground[:, ::-1] if turned else ground


def _sides(touch: Touch) -> Plane:
    """Return a wedge in one upper corner and a bar at the other side."""
    down, right = touch.scene.down, touch.scene.right
    turned = 1 - right if _turned(touch) else right
    height, width = touch.source.shape[:2]
    wedge = ramp(0.3 - turned - 0.5 * down, -0.001, 0.001)
    return np.maximum(
        wedge, ramp(turned, 1 - 0.1 * min(height, width) / width, 1.001 - 0.1 * min(height, width) / width)
    )


def _turned(touch: Touch) -> bool:
    return bool(touch.random("side").random() < 0.5)  # noqa: PLR2004 - a coin


def constructivist(pixels: Pixels, touch: Touch) -> Pixels:
    """Print black and red on cream: hard shadows, red rays from behind the subject, a diagonal bar."""
    red, black, cream = _field(touch), *hexes("#171314", "#efe4cb")
    calm = smoothed(spread(pixels), 7 * touch.unit)
    bright = detailed(luminance(calm), 1.7, 50 * touch.unit, 0.9)
    share = cut(touch, 5) if touch.scene.sure else np.ones_like(bright)
    inside = small(bright, 200)[small(share, 200) > 0.5]  # noqa: PLR2004 - half
    low, high = (float(np.percentile(inside, one)) for one in (38, 68)) if inside.size else (0.35, 0.6)
    labels = np.digitize(bright, [low, high])
    flat = flat_areas(labels, np.stack([black, red, cream]), 2.2 * touch.unit)
    flat = on(flat, black, inked(luminance(calm), 1.8 * touch.unit) * 0.9)
    flat = mix(touch.source, flat, touch.strength)
    return np.clip(
        mix(_rays(touch, red, cream), flat, share) + (specks(touch, "ink") * 0.07)[..., None], 0, 1
    )


def _rays(touch: Touch, red: Pixels, cream: Pixels) -> Pixels:
    """Return rays from low behind the subject."""
    rows, columns = grid(touch.source.shape)
    down, right = touch.scene.focus
    height, width = touch.source.shape[:2]
    turn = np.arctan2(rows - min(down + 0.12, 0.8) * height, columns - right * width)
    waves = np.sin(turn * 14 + touch.random("rays").uniform(0, 6))
    away = np.hypot(rows - down * height, columns - right * width)
    soft = np.clip(14 / np.maximum(away, 1), 0.01, 1)  # of one pixel's width far out and near
    return on(np.broadcast_to(cream, touch.source.shape), red, ramp(waves / soft, -1, 1))
