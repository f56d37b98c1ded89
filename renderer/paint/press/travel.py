"""The travel poster of the 1930s: few flat inks, navy shadows, a banded sky, a cream margin and a band for the title."""

import numpy as np

from renderer.paint.colour import apart, hexes, hue, in_hue, lab, rgb, tones
from renderer.paint.filters import evened, gaussian, sized, smoothed, spread
from renderer.paint.inks import Labels, best_colours, flat_areas, nearest_colours
from renderer.paint.press.areas import drawing, drawn, drawn_face, in_a_face, inked_areas, rgb255
from renderer.paint.raster import Floats, Pixels, mix, ramp
from renderer.paint.touch import Finish, Touch

# What printers of such posters had; the seed takes one.
SKIES = (
    ("#1f6f8b", "#5fb0b7", "#f2d9a0", "#f7b267"),
    ("#2a5d8f", "#7fb2c9", "#f6e3b4", "#f4a582"),
    ("#c8553d", "#f28f3b", "#f6c667", "#fbe8b0"),
)
INKS = 12
FACED = 6  # tones of a face
NAVY = "#0d2844"


def travel(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint it as a lithograph: brightness by share of area, a handful of hues, the day's sky in bands."""
    calm = smoothed(evened(spread(pixels), 0.55, 45 * touch.unit, 0.55), 9 * touch.unit)
    labels, inks = inked_areas(calm, touch, INKS)
    flat = flat_areas(labels, rgb(_lithographed(labels, inks, touch)), 2.6 * touch.unit)
    if touch.faces:  # eyes and mouths are smaller than these areas
        face = drawn_face(evened(spread(pixels), 0.3, 45 * touch.unit), touch) * hexes("#ffedcf")[0]
        flat = mix(flat, _in_flat_tones(face, touch), 0.95 * in_a_face(touch))
    if not touch.scene.outdoors:
        return flat
    sky = SKIES[int(touch.random("sky").integers(len(SKIES)))]
    wave = 0.24 * np.sin(touch.scene.right * 7 + touch.random("wave").uniform(0, 6))
    band = np.floor(np.clip(touch.scene.down / touch.scene.horizon, 0, 1) * 6 + wave) / 5
    where = ramp(gaussian(touch.scene.sky, 1.2 * touch.unit), 0.4, 0.6)
    return mix(flat, tones(band, hexes(*sky), (0, 0.35, 0.75, 1)), where)


def _in_flat_tones(face: Pixels, touch: Touch) -> Pixels:
    """Return a face in a few tones with clean borders, as it would be cut for the press."""
    here = touch.scene.face > 0.3  # noqa: PLR2004 - enough of it to choose its tones by
    tones_of = lab(face[here][:: max(1, int(here.sum()) // 9000)])[None]
    inks = best_colours(tones_of, FACED, np.ones(tones_of.shape[:2], np.float32), touch.random("face"))
    return flat_areas(nearest_colours(smoothed(face, 2.5 * touch.unit), inks), rgb(inks), 1.5 * touch.unit)


def _lithographed(labels: Labels, inks: Floats, touch: Touch) -> Floats:
    """Return the inks in the printer's colours: sand, ochre, leaf green, sea blue, and navy for the shadows."""
    area = np.bincount(labels[touch.scene.sky < 0.5], minlength=len(inks)) + 1.0  # noqa: PLR2004 - half
    chroma, degrees = hue(inks)
    bright = 0.4 * inks[:, 0] + 0.6 * (0.24 + 0.7 * (np.cumsum(area) - area / 2) / area.sum())
    kinds = [chroma < 0.03, apart(degrees, 125) < 40, apart(degrees, 45) < 45, apart(degrees, 250) < 60]  # noqa: PLR2004 - degrees
    wanted = np.select(kinds, [np.where(bright > 0.6, 85, 250), 135, 42, 230], degrees)  # noqa: PLR2004 - light greys are sand
    pulled = degrees + ((wanted - degrees + 180) % 360 - 180) * 0.75
    degrees = np.where(apart(degrees, wanted) < 60, pulled, degrees)  # noqa: PLR2004 - degrees
    chroma = np.clip(chroma * 1.5 + 0.045, 0.06, 0.18) * np.clip(1.35 - np.abs(bright - 0.6) * 1.5, 0.4, 1)
    dark, sunlit = bright < 0.36, (apart(degrees, 42) < 30) & (bright > 0.72) & (hue(inks)[0] < 0.13)  # noqa: PLR2004 - brightness
    degrees = np.select([dark, sunlit], [265, 78], degrees)
    chroma = np.select([dark, sunlit], [0.06, 0.085], chroma)
    return in_hue(bright, chroma, degrees)


def mounted(sheet: str, band: str, foot: float) -> Finish:
    """Return a finish: the picture on a sheet with a margin, a band of `foot` of its height below for a title.

    It is cut as little as that takes, and the subject's top stays in.
    """

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        rows, columns = pixels.shape[:2]
        margin = max(2, round(0.045 * min(rows, columns)))
        floor = max(margin + 2, round((1 - foot) * rows))
        whole = sized(pixels, max(2, round(rows * (columns - 2 * margin) / columns)), columns - 2 * margin)
        room = max(0, len(whole) - (floor - margin))
        top = round(min(room, max(0.0, touch.scene.crown * len(whole) - 0.07 * (floor - margin))))
        page = np.broadcast_to(hexes(sheet)[0], pixels.shape).copy()
        shown = whole[top : top + floor - margin]
        page[margin : margin + len(shown), margin : columns - margin] = shown
        image, pen = drawing(page)
        ink, line = rgb255(hexes(band)[0]), max(2, round(6 * touch.unit))
        left, right, low = 2 * margin - line, 2 * (columns - margin) + line - 1, 2 * (rows - margin)
        pen.rectangle((left, left, right, 2 * floor + line - 1), outline=ink, width=line)
        high = 2 * (floor + max(2, round(0.022 * rows)))
        if low > high:
            pen.rectangle((left, high, right, low), fill=ink)
        return drawn(image)

    return finish
