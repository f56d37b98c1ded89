"""How a press makes tones: dots and lines whose area is the tone, and the paper under them."""

import numpy as np

from renderer.paint.colour import hexes
from renderer.paint.raster import Pixels, Plane, clouds, fraction, grid, noise, ramp
from renderer.paint.touch import Touch

FINEST = 3.0  # pixels from dot to dot: nearer ones run into grey


def dots(cover: Plane, step: float, degrees: float, soft: float = 0.1) -> Plane:
    """Draw round dots on a grid of a step in pixels; a share `cover` of the paper is inked."""
    along, across = _turned(cover, max(FINEST, step), degrees)
    away = np.sqrt(_centred(along) ** 2 + _centred(across) ** 2)
    return ramp(np.sqrt(np.clip(cover, 0, 1) / np.pi) * 1.08 - away, -soft, soft)


def chequered(cover: Plane, step: float, degrees: float, soft: float = 0.09) -> Plane:
    """Draw dots that meet at their corners in the middle tones, as newspapers and large posters have them."""
    along, across = _turned(cover, max(FINEST, step), degrees)
    hills = 0.5 + 0.25 * (np.cos(along * 2 * np.pi) + np.cos(across * 2 * np.pi))
    return ramp(hills + cover * 1.06 - 1.03, -soft, soft)


def ruled(cover: Plane, step: float, degrees: float, soft: float = 0.12) -> Plane:
    """Draw parallel lines, wider where more is covered."""
    _, across = _turned(cover, max(FINEST, step), degrees)
    return ramp(np.clip(cover, 0, 1) / 2 - np.abs(_centred(across)), -soft, soft)


def _centred(phase: Plane) -> Plane:
    """Return how far each place is from the middle of its cell, -0.5 to 0.5."""
    return fraction(phase) - np.float32(0.5)


def _turned(plane: Plane, step: float, degrees: float) -> tuple[Plane, Plane]:
    rows, columns = grid(plane.shape)
    cosine, sine = np.cos(np.radians(degrees)) / step, np.sin(np.radians(degrees)) / step
    return columns * cosine + rows * sine, rows * cosine - columns * sine


def paper(touch: Touch, code: str, tooth: float = 0.05) -> Pixels:
    """Return a sheet of paper of that colour: its tooth, and faint stains."""
    random, shape = touch.random("paper"), touch.source.shape
    fine = noise(random, shape, 2.2 * touch.unit) - 0.5
    wide = clouds(random, shape, 220 * touch.unit) - 0.5
    return np.clip(hexes(code)[0] + ((fine + wide * 0.6) * tooth)[..., None], 0, 1)


def specks(touch: Touch, purpose: str, cell: float = 1.4) -> Plane:
    """Return fine random grain around 0, about 0.2 strong."""
    return noise(touch.random(purpose), touch.source.shape, cell * touch.unit) - 0.5
