"""Art deco: black, petrol, gold and ivory in hard steps, golden rays behind the subject, a stepped frame."""

import numpy as np

from renderer.paint.colour import hexes, tones
from renderer.paint.contours import contour, inked
from renderer.paint.filters import evened, smoothed, spread
from renderer.paint.inks import flat_areas
from renderer.paint.press.areas import cels, cut, in_a_face, on
from renderer.paint.raster import Pixels, Plane, grid, luminance, mix, ramp
from renderer.paint.touch import Touch


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
    lines = inked(luminance(smoothed(even, 5 * unit)), max(0.7, 1.5 * touch.pen))
    if scene.sure:
        share = cut(touch, 5)
        flat = mix(_fan(touch), flat, share)
        lines = np.maximum(lines * share, contour(scene, max(0.8, 2.4 * touch.pen)))
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
