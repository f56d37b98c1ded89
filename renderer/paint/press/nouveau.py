"""Art nouveau: muted flat colours between lines, strands of hair that flow, a ring behind the head, and plants in the frame."""

from typing import Final

import numpy as np

from renderer.paint.colour import apart, hexes, hue, in_hue, lab, rgb
from renderer.paint.contours import contour, inked
from renderer.paint.filters import evened, gaussian, smoothed, spread
from renderer.paint.inks import flat_areas
from renderer.paint.press.areas import cut, drawn_face, in_a_face, inked_areas, on
from renderer.paint.press.plants import framed
from renderer.paint.press.screens import specks
from renderer.paint.raster import Floats, Pixels, Plane, fraction, grid, luminance, mix, ramp
from renderer.paint.threads import together
from renderer.paint.tools.motif import Motif
from renderer.paint.tools.sheet import hatch
from renderer.paint.touch import Touch

LOBES: Final = 36
BROWN: Final = "#33211a"
BLUE, WIDE = 235, 70  # degrees of OKLab, each way: there inks are muted most


def nouveau(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint cream, sage and rust between brown lines, thin inside and broad around the subject, in a frame of plants."""
    unit, scene = touch.unit, touch.scene
    calm = smoothed(evened(spread(pixels), 0.5, 45 * unit, 0.58), 8 * unit)
    labels, inks = inked_areas(calm, touch, 12)
    flat, strands = together(
        lambda: flat_areas(labels, rgb(_muted(inks)), 2.4 * unit), lambda: _strands(calm, touch)
    )
    if touch.faces:  # with the lines of its own that these areas are too large for
        fine = lab(drawn_face(scene.even, touch)) * np.array([0.86, 0.8, 0.8], np.float32)
        flat = mix(flat, rgb(fine + np.array([0.1, 0.01, 0.035], np.float32)), 0.95 * in_a_face(touch))
    if scene.sure:
        flat = _ringed(flat, touch)
    lines = inked(luminance(calm), max(0.6, 1.1 * touch.pen), 16, 0.6) * 0.8
    lines = np.maximum(lines, strands * 0.7)
    lines = np.maximum(lines, contour(scene, max(0.8, 4.2 * touch.pen)))
    made = on(mix(touch.source, flat, touch.strength), hexes(BROWN)[0], lines)
    return np.clip(framed(made, touch) * (1 + specks(touch, "grain", 2) * 0.045)[..., None], 0, 1)


def _strands(calm: Pixels, touch: Touch) -> Plane:
    """Return the lines that hair and folds are drawn in: along the form, where the subject is dark and no face is."""
    motif = Motif(calm, touch)
    drawn = hatch(motif, touch.random("strands"), motif.streams, 4.2, 0.5)
    dark = ramp(0.5 - gaussian(luminance(calm), 4 * touch.unit), 0, 0.14)
    here = gaussian(touch.scene.subject, 3 * touch.unit) if touch.scene.sure else 1.0
    dark = dark * ramp(motif.detail, 0.12, 0.45)
    return ramp(drawn, 0.62, 0.74) * dark * here * (1 - touch.scene.face)


def _muted(inks: Floats) -> Floats:
    """Return inks as lithographers of 1900 mixed them: no strong ones; greys are cream, sage or brown."""
    chroma, degrees = hue(inks)
    bright = 0.36 + 0.57 * np.clip((inks[:, 0] - 0.2) / 0.75, 0, 1)
    grey = chroma < 0.035  # noqa: PLR2004 - chroma
    tint = np.select([bright > 0.78, bright > 0.55], [92, 140], 55)  # noqa: PLR2004 - brightness
    degrees = np.where(grey, tint, degrees)
    chroma = np.clip(
        np.where(grey, 0.05, chroma * 1.1), 0.04, np.where(apart(degrees, BLUE) < WIDE, 0.062, 0.11)
    )
    return in_hue(bright, chroma, degrees) + np.array([0, 0.006, 0.012], np.float32)


def _head(touch: Touch) -> tuple[float, float]:
    """Return the middle of the largest face, or of the subject's upper part, as shares of height and width."""
    if touch.faces:
        box = touch.faces[0]
        return (box.top + box.bottom) / 2 - 0.02, (box.left + box.right) / 2
    return touch.scene.crown + 0.26, touch.scene.focus[1]


def _ringed(flat: Pixels, touch: Touch) -> Pixels:
    """Return a disc with a ring of petals behind the subject."""
    rows, columns = grid(flat.shape)
    height, width = flat.shape[:2]
    down, right = _head(touch)
    radius = 0.36 * min(height, width)
    away = np.hypot(columns - right * width, rows - down * height) / radius
    turn = np.arctan2(rows - down * height, columns - right * width) / (2 * np.pi) * LOBES
    petal = np.abs(fraction(turn) - 0.5) * 2
    soft = 1.5 / max(radius, 1)
    free = (1 - cut(touch, 5)) * ramp(1 - away, -soft, soft)
    teal, gold, rust, disc = hexes("#6f9088", "#c9a24b", "#a9552f", "#e4d2a0")
    made = on(flat, disc, 0.82 * free * ramp(0.8 - away, -soft, soft))
    edge = 0.9 + 0.07 * np.sqrt(np.clip(1 - petal**2, 0, 1))
    ring = on(np.broadcast_to(teal, flat.shape), gold, ramp(edge - away, -soft, soft))
    ring = on(ring, rust, ramp(0.035 - np.hypot(away - 0.855, petal * np.pi * 0.855 / LOBES), -soft, soft))
    made = mix(made, ring, free * ramp(away - 0.8, -soft, soft))
    rules = sum(ramp(0.007 - np.abs(away - at), -soft, soft) for at in (0.8, 0.99, edge))
    return on(made, hexes(BROWN)[0], np.clip(rules, 0, 1) * free)
