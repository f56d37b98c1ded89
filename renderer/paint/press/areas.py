"""Flat areas for prints: the inks that suit a picture, a subject without specks, drawings of lines on a sheet."""

import numpy as np
from PIL import Image, ImageDraw

from renderer.paint.colour import hue, lab, rgb
from renderer.paint.filters import detailed, gaussian, sized, small, smoothed, spread
from renderer.paint.inks import Labels, best_colours, nearest_colours
from renderer.paint.raster import Floats, Pixels, Plane, from_image, luminance, mix, ramp, to_image
from renderer.paint.threads import together
from renderer.paint.touch import Touch

TONES = 6  # of a drawn face
ALIKE = 0.055  # of OKLab
SEEN = 200  # pixels a side at which the inks are chosen


def inked_areas(pixels: Pixels, touch: Touch, count: int) -> tuple[Labels, Floats]:
    """Return which ink each pixel gets, and the inks in OKLab, dark to light: most for the subject and its faces."""
    few = lab(small(pixels, SEEN))
    rows, columns = few.shape[:2]
    subject, face = (sized(plane, rows, columns) for plane in (touch.scene.subject, touch.scene.face))
    weights = 0.25 + 8 * hue(few)[0] + 1.2 * subject + 2 * face
    inks = _apart(best_colours(few, count, weights, touch.random("inks")))
    return nearest_colours(pixels, inks), inks


def _apart(inks: Floats) -> Floats:
    """Return the inks without those that all but match another: what is printed further apart later would be speckled."""
    kept = [inks[0]]
    for one in inks[1:]:
        if min(float(np.linalg.norm(one - other)) for other in kept) > ALIKE:
            kept.append(one)
    return np.stack(kept) if len(kept) > 1 else inks


def calmed(pixels: Pixels, touch: Touch, wide: float, fine: float) -> Pixels:
    """Return flat areas, smoothed so widely; finer ones in faces, where there are any."""
    if not touch.faces:
        return smoothed(pixels, wide * touch.unit)
    calm, finer, face = together(
        lambda: smoothed(pixels, wide * touch.unit),
        lambda: smoothed(pixels, fine * touch.unit, times=1),
        lambda: touch.scene.face,
    )
    return mix(calm, finer, face)


def drawn_face(even: Pixels, touch: Touch) -> Pixels:
    """Return faces as they are drawn: soft steps of light, hues without blemishes. No photograph looks out of a drawing."""
    unit = touch.unit
    seen, hues = together(
        lambda: lab(smoothed(even, 3 * unit, times=1)), lambda: lab(smoothed(even, 9 * unit))
    )
    bright = np.clip(seen[..., 0] * 1.03, 0, 1) * np.float32(TONES)
    step = np.floor(bright)
    seen[..., 0] = (step + ramp(bright - step, 0.3, 0.7)) / TONES
    seen[..., 1:] = hues[..., 1:] * np.float32(0.9)
    return rgb(seen)


def in_a_face(touch: Touch) -> Plane:
    """Return where a face is drawn: wholly in it, and not beside it."""
    return ramp(touch.scene.face * touch.scene.subject, 0.1, 0.6)


def cut(touch: Touch, radius: float = 4) -> Plane:
    """Return the subject as scissors would cut it: what is smaller than a radius is dropped."""
    return despecked(touch.scene.subject, radius * touch.unit)


def despecked(mask: Plane, radius: float) -> Plane:
    """Return a mask without what is smaller than a radius, its borders where they were."""
    return ramp(gaussian(mask, radius), 0.42, 0.58)


def cels(pixels: Pixels, touch: Touch, shares: tuple[float, ...], gain: float = 1.3) -> Labels:
    """Return light and shade in a few steps, so many of the subject's pixels below each; of all where it is not sure."""
    calm = smoothed(spread(pixels), 9 * touch.unit)
    bright = detailed(luminance(calm), gain, 60 * touch.unit)
    counted = small(bright, SEEN)
    if touch.scene.sure:
        inside = counted[small(touch.scene.subject, SEEN) > 0.5]  # noqa: PLR2004 - half
        counted = inside if inside.size else counted
    return np.digitize(bright, np.percentile(counted, [100 * share for share in shares]))


def on(sheet: Pixels, rgb: Pixels, cover: Plane | float) -> Pixels:
    """Return the sheet, covered by one colour."""
    return mix(sheet, np.broadcast_to(rgb, sheet.shape), cover)


def drawing(sheet: Pixels) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """Return a sheet to draw on, twice as large, so that what is drawn has smooth borders."""
    rows, columns = sheet.shape[:2]
    image = to_image(sheet).resize((2 * columns, 2 * rows), Image.Resampling.BILINEAR)
    return image, ImageDraw.Draw(image)


def drawn(image: Image.Image) -> Pixels:
    """Return such a drawing at the size of its sheet."""
    return from_image(image.resize((image.width // 2, image.height // 2), Image.Resampling.BOX))


def rgb255(one: Pixels) -> tuple[int, int, int]:
    """Return a colour as Pillow takes it."""
    red, green, blue = (int(value * 255 + 0.5) for value in np.clip(one, 0, 1))
    return red, green, blue
