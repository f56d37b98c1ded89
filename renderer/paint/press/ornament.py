"""Art nouveau and art deco: muted flat colours between lines, a halo or rays behind the head, an ornamented frame."""

from typing import Final

import numpy as np

from renderer.paint.colour import hexes, hue, in_hue, lab, rgb, tones
from renderer.paint.contours import contour, inked
from renderer.paint.filters import evened, gaussian, smoothed, spread
from renderer.paint.inks import flat_areas
from renderer.paint.press.areas import cels, cut, drawn_face, in_a_face, inked_areas, on
from renderer.paint.press.screens import specks
from renderer.paint.raster import Floats, Pixels, Plane, grid, luminance, mix, ramp
from renderer.paint.touch import Touch

LOBES: Final = 36
BROWN: Final = "#33211a"


def nouveau(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint cream, sage and rust between brown lines, thin inside and strong around the subject, a ring behind its head."""
    unit, scene = touch.unit, touch.scene
    calm = smoothed(evened(spread(pixels), 0.5, 45 * unit, 0.58), 8 * unit)
    labels, inks = inked_areas(calm, touch, 12)
    flat = flat_areas(labels, rgb(_muted(inks)), 2.4 * unit)
    if touch.faces:  # with the lines of its own that these areas are too large for
        fine = lab(drawn_face(spread(pixels), touch)) * np.array([0.86, 0.8, 0.8], np.float32)
        flat = mix(flat, rgb(fine + np.array([0.1, 0.01, 0.035], np.float32)), 0.95 * in_a_face(touch))
    if scene.sure:
        flat = _ringed(flat, touch)
    lines = inked(luminance(calm), max(0.6, 1.1 * unit), 16, 0.6) * 0.8
    lines = np.maximum(lines, contour(scene, max(0.8, 2.6 * unit)) * 0.95)
    made = on(mix(touch.source, flat, touch.strength), hexes(BROWN)[0], lines)
    return np.clip(_arched(made, touch) * (1 + specks(touch, "grain", 2) * 0.045)[..., None], 0, 1)


def _muted(inks: Floats) -> Floats:
    """Return inks as lithographers of 1900 mixed them: no strong ones; greys are cream, sage or brown."""
    chroma, degrees = hue(inks)
    bright = 0.36 + 0.57 * np.clip((inks[:, 0] - 0.2) / 0.75, 0, 1)
    grey = chroma < 0.035  # noqa: PLR2004 - chroma
    tint = np.select([bright > 0.78, bright > 0.55], [92, 140], 55)  # noqa: PLR2004 - brightness
    degrees = np.where(grey, tint, degrees)
    chroma = np.clip(np.where(grey, 0.05, chroma * 1.1), 0.04, 0.115)
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
    petal = np.abs(turn % 1 - 0.5) * 2
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


def _arched(made: Pixels, touch: Touch) -> Pixels:
    """Return the picture in a frame with round upper corners, rings in them, and three rules."""
    rows, columns = grid(made.shape)
    (height, width), unit = made.shape[:2], touch.unit
    margin, arch = 0.06 * min(height, width), 0.3 * min(height, width)
    beyond = np.clip(np.abs(columns - width / 2) - (width / 2 - margin - arch), 0, None)
    above = np.clip(margin + arch - rows, 0, None)
    straight: Plane = np.minimum(
        np.minimum(columns - margin, width - margin - columns),
        np.minimum(rows - margin, height - 1.6 * margin - rows),
    )
    corner = (beyond > 0) & (above > 0)
    inside: Plane = np.where(corner, arch - np.hypot(beyond, above), straight)
    away = np.hypot(np.minimum(columns, width - columns) - margin * 1.5, rows - margin * 1.5) / max(margin, 1)
    rings = gaussian(((np.sin(away * 7) > 0.35) & corner).astype(np.float32), 0.7)  # noqa: PLR2004 - a third is gap
    board = on(np.broadcast_to(hexes("#dbc48d")[0], made.shape), hexes("#6f9088")[0], rings * 0.9)
    made = mix(made, board, ramp(-inside, -0.8, 0.8))
    edge = np.minimum(np.minimum(columns, width - columns), np.minimum(rows, height - rows))
    rules = ramp(1.5 * unit - np.abs(edge - 0.18 * margin), -0.7, 0.7)
    for at, wide in ((0.0, 2.2), (-7.0, 1.0), (7.0, 1.0)):
        rules = rules + ramp(wide * unit - np.abs(inside - at * unit), -0.7, 0.7)
    return on(made, hexes(BROWN)[0], np.clip(rules, 0, 1))


def deco(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint black, petrol, gold and ivory in hard steps, golden rays behind the subject, a stepped frame of gold."""
    unit, scene = touch.unit, touch.scene
    steps = cels(pixels, touch, (0.24, 0.48, 0.74), 1.5)
    black, petrol, gold, ivory = hexes("#0c121c", "#14505a", "#c99a45", "#f6ead0")
    flat = flat_areas(steps, np.stack([black, petrol, gold, ivory]), 2.6 * unit)
    even = evened(spread(pixels), 0.4, 45 * unit)
    # A face is airbrushed in the same four inks: steps would spoil it, and a photograph is no part of a poster.
    soft = luminance(smoothed(even, 3 * unit, times=1)) * 1.12
    gilt = tones(np.clip(soft, 0, 1), np.stack([black, petrol, gold, ivory]), (0.04, 0.26, 0.54, 0.86))
    flat = mix(flat, gilt, 0.95 * in_a_face(touch))
    lines = inked(luminance(smoothed(even, 5 * unit)), max(0.7, 1.5 * unit))
    if scene.sure:
        share = cut(touch, 5)
        flat = mix(_fan(touch), flat, share)
        lines = np.maximum(lines * share, contour(scene, max(0.8, 2.4 * unit)))
    made = on(mix(touch.source, flat, touch.strength), black, lines * 0.9)
    return _stepped_frame(made, touch)


def _fan(touch: Touch) -> Pixels:
    """Return rays of gold on petrol that rise behind the subject, each with a thin line between."""
    rows, columns = grid(touch.source.shape)
    height, width = touch.source.shape[:2]
    down, right = touch.scene.focus
    y, x = rows - min(down + 0.15, 0.9) * height, columns - right * width
    turn, away = np.arctan2(y, x) / np.pi * 18, np.hypot(y, x)
    soft = np.clip(9 / np.maximum(away, 1), 0.01, 0.5)
    petrol, gold, deep = hexes("#123f4a", "#b58a3c", "#0d2a33")
    made = mix(
        np.broadcast_to(petrol, touch.source.shape),
        np.broadcast_to(deep, touch.source.shape),
        ramp(away / max(height, width), 0.1, 0.8),
    )
    made = on(made, gold, ramp((np.abs(turn % 2 - 1) - 0.5) / soft, -1, 1) * 0.55)
    return on(made, hexes("#e0bd6e")[0], ramp(1 - np.abs(np.abs(turn % 2 - 1) - 0.5) / (soft * 0.6), 0, 1))


def _stepped_frame(made: Pixels, touch: Touch) -> Pixels:
    """Return the picture in black with three golden rules, whose corners are stairs."""
    rows, columns = grid(made.shape)
    height, width = made.shape[:2]
    margin, unit = 0.055 * min(height, width), touch.unit
    across, along = np.minimum(columns, width - 1 - columns), np.minimum(rows, height - 1 - rows)
    stairs: Plane = np.minimum(across, along)
    for step in (1.0, 2.0):  # the corner is cut in stairs of half a margin
        stairs = np.minimum(
            stairs, np.maximum(across - step * 0.6 * margin, along - (3 - step) * 0.6 * margin)
        )
    made = on(made, hexes("#0c121c")[0], ramp(margin - stairs, -0.7, 0.7))
    rules = ramp(1.6 * unit - np.abs(stairs - margin), -0.7, 0.7)
    for at, wide in ((0.72, 0.8), (0.45, 2.4)):
        rules = rules + ramp(wide * unit - np.abs(stairs - at * margin), -0.7, 0.7)
    return on(made, hexes("#deb65c")[0], np.clip(rules, 0, 1))
