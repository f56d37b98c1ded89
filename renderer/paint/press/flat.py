"""Flat shapes without paper: vector drawings, layers of distance, a graphic novel in pure black and white, tattoo flash."""

from typing import Final

import numpy as np

from renderer.paint.colour import apart, hexes, hue, in_hue, lab, rgb, tones
from renderer.paint.contours import contour, inked
from renderer.paint.filters import detailed, evened, gaussian, small, smoothed, spread
from renderer.paint.inks import flat_areas
from renderer.paint.press.areas import cut, despecked, drawing, drawn, in_a_face, inked_areas, on, rgb255
from renderer.paint.press.screens import paper, specks
from renderer.paint.press.spot import palette
from renderer.paint.raster import Pixels, Plane, luminance, mix, noise, ramp
from renderer.paint.touch import Touch

AREAS: Final = 9  # colours of a vector drawing
# From the nearest to the sky: what each choice of a seed fades into.
DISTANCES: Final = (
    ("#2b1233", "#5a1f47", "#a63a4a", "#e0694a", "#f7a85c", "#ffe3a8"),
    ("#1c1438", "#3f2560", "#7f3a7c", "#d0607a", "#f4977a", "#ffd9a8"),
    ("#12262b", "#1f4a4c", "#3f7a6a", "#8aa86a", "#e8b45c", "#ffe7a8"),
)
ALIKE: Final = 30  # degrees from a named hue
LEAST: Final = 0.04  # share of a picture that has the colour which is left in it
RICH: Final = 0.07  # chroma of what has one
FLASH: Final = ("#b3261e", "#2f6b4f", "#d99a2b", "#35506e")  # the inks that tattooers had


def flat_vector(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint few even areas with clean borders and nothing else: no paper, no shadows, no lines."""
    if touch.colours:
        return palette(pixels, touch)
    unit, even = touch.unit, evened(spread(pixels), 0.35, 45 * touch.unit)
    calm = mix(smoothed(even, 13 * unit), smoothed(even, 4 * unit), touch.scene.face)
    labels, inks = inked_areas(calm, touch, AREAS)
    chroma, degrees = hue(inks)
    flat = rgb(in_hue(0.12 + 0.82 * inks[:, 0], np.clip(chroma * 1.35 + 0.012, 0, 0.2), degrees))
    made = flat_areas(labels, flat, 4.5 * unit)
    if not touch.faces:
        return made
    return mix(made, flat_areas(labels, flat, 1.6 * unit), in_a_face(touch))


def layered(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint one layer of colour behind the other, as far as things are away: dark in front, the sky the lightest."""
    scene, unit = touch.scene, touch.unit
    inks = hexes(*DISTANCES[int(touch.random("distance").integers(len(DISTANCES)))])
    bright = detailed(luminance(smoothed(spread(pixels), 9 * unit)), 1.35, 50 * unit)
    far = 0.55 * scene.depth + 0.45 * bright if scene.outdoors else 0.2 * scene.depth + 0.8 * bright
    if scene.sure:
        far = far * (1 - 0.35 * cut(touch) * (1 - scene.face))
    far = mix(far, bright, 0.8 * scene.face)
    steps = np.digitize(far, np.percentile(small(far, 200), (12, 32, 54, 74, 90)))
    made = flat_areas(steps, inks, 3.4 * unit)
    sky = tones(np.clip(scene.down / max(scene.horizon, 0.2), 0, 1), inks[[3, 4, 5]])
    return mix(made, sky, ramp(gaussian(scene.sky, unit), 0.35, 0.65)) if scene.outdoors else made


def pure_black(pixels: Pixels, touch: Touch) -> Pixels:
    """Draw in black and white and nothing between, night behind the subject; a named colour stays, alone and flat."""
    unit, scene = touch.unit, touch.scene
    even = spread(pixels)
    calm = luminance(mix(smoothed(even, 6 * unit), smoothed(even, 2.5 * unit, times=1), scene.face))
    bright = detailed(calm, 1.9, 45 * unit)
    share = cut(touch) if scene.sure else np.ones_like(bright)
    inside = small(bright, 200)[small(share, 200) > 0.5]  # noqa: PLR2004 - half
    level = float(np.percentile(inside, 52)) if inside.size else 0.5
    dark = scene.sky if scene.outdoors else 1 - share if scene.sure else 0 * share
    white = despecked((bright - 0.2 * dark * (1 - share) > level).astype(np.float32), 1.2 * unit)
    lines = ramp(inked(calm, max(0.7, 1.4 * unit), 22, 0.66), 0.25, 0.55)
    white = white * (1 - lines) + (1 - white) * ramp(contour(scene, max(0.8, 2 * unit)), 0.3, 0.6)
    made = mix(np.broadcast_to(hexes("#08080a")[0], pixels.shape), hexes("#f8f6f0")[0], np.clip(white, 0, 1))
    if not touch.colours:
        return made
    chroma, degrees = hue(lab(smoothed(even, 5 * unit)))
    own = np.array(touch.colours[0], np.float32) / np.float32(255)
    near = (apart(degrees, float(hue(lab(own))[1])) < ALIKE) & (chroma > RICH)
    if float(near.mean()) < LEAST:  # nothing has it: then what has the strongest colour gets it
        strong = chroma * (0.4 + scene.near) * (1 - scene.face)
        near = strong > np.percentile(small(strong, 200), 100 * (1 - 3 * LEAST))
    cover = ramp(gaussian(near.astype(np.float32), 1.5 * unit), 0.45, 0.55) * (1 - scene.face)
    return mix(made, own * np.clip(0.82 + 0.3 * white, 0, 1)[..., None], cover * (1 - 0.85 * lines))


def tattoo_flash(pixels: Pixels, touch: Touch) -> Pixels:
    """Draw it for the wall of a tattooer: bold lines, shade of black dots, a few old inks on a yellowed sheet."""
    unit, scene, random = touch.unit, touch.scene, touch.random("flash")
    even = evened(spread(pixels), 0.4, 45 * unit, 0.6)
    calm = mix(smoothed(even, 9 * unit), smoothed(even, 3 * unit), scene.face)
    bright = detailed(luminance(calm), 1.5, 45 * unit)
    sheet = paper(touch, "#efe2c2", 0.05)
    share = cut(touch, 5) if scene.sure else np.ones_like(bright)
    chroma, degrees = hue(lab(calm))
    inks = lab(hexes(*FLASH))
    away = np.abs((degrees[..., None] - hue(inks)[1] + 180) % 360 - 180)
    which = away.argmin(axis=2)
    filled = ramp(gaussian(ramp(chroma, 0.03, 0.06), 3 * unit), 0.4, 0.6) * share * (1 - 0.9 * scene.face)
    made = mix(sheet, sheet * flat_areas(which, hexes(*FLASH), 3 * unit), filled * 0.85)
    made = mix(made, sheet * np.float32(1.02), ramp(bright, 0.72, 0.8) * 0.8)
    dots = noise(random, bright.shape, 1.7 * unit)
    shade = ramp(0.52 - bright, 0, 0.42) * share * (1 - 0.5 * scene.face)
    made = on(made, hexes("#17130f")[0], ramp(shade * 1.25 - dots, -0.08, 0.08))
    lines = ramp(inked(luminance(calm), max(0.9, 2.5 * unit), 20, 0.62), 0.2, 0.5) * ramp(share, 0.3, 0.7)
    fine = ramp(
        inked(luminance(smoothed(even, 2.5 * unit, times=1)), max(0.7, 1.4 * unit), 22, 0.66), 0.2, 0.5
    )
    lines = mix(lines, fine, in_a_face(touch))
    lines = np.maximum(lines, ramp(contour(scene, max(1.0, 4.6 * unit)), 0.2, 0.5))
    made = on(made, hexes("#14110e")[0], lines)
    made = _filled_up(made, touch, share) if scene.sure else made
    return np.clip(made + (specks(touch, "sheet") * 0.04)[..., None], 0, 1)


def _filled_up(made: Pixels, touch: Touch, share: Plane) -> Pixels:
    """Return a sheet with the stars and dots that fill what is empty on it."""
    random = touch.random("stars")
    free = gaussian(share, 30 * touch.unit)
    image, pen = drawing(made)
    side = min(image.size)
    for number in range(26):
        x, y = (random.random() * length for length in image.size)
        if free[min(len(free) - 1, int(y / 2)), min(free.shape[1] - 1, int(x / 2))] > 0.12:  # noqa: PLR2004
            continue
        r, ink = side * random.uniform(0.008, 0.024), rgb255(hexes(("#17130f", *FLASH[:2])[number % 3])[0])
        if number % 2:
            pen.ellipse((x - r / 2.4, y - r / 2.4, x + r / 2.4, y + r / 2.4), fill=ink)
            continue
        turns = np.arange(10) * np.pi / 5 - np.pi / 2
        away = np.where(np.arange(10) % 2, 0.42, 1.0) * r * 1.5
        star = [
            (float(x + a * np.cos(t)), float(y + a * np.sin(t))) for a, t in zip(away, turns, strict=True)
        ]
        pen.polygon(star, fill=ink, outline=(23, 19, 15), width=max(1, round(side * 0.003)))
    return drawn(image)
