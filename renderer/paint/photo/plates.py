"""Plates of the first photographers: silvered copper, and lacquered iron on which wet collodion was poured."""

from typing import Final

import numpy as np

from renderer.paint.chance import rough
from renderer.paint.colour import hexes, tones
from renderer.paint.filters import curved, detailed, gaussian, spread
from renderer.paint.photo.grey import in_grey
from renderer.paint.raster import Pixels, Plane, mix, ramp
from renderer.paint.touch import Touch

SILVER: Final = hexes("#14171c", "#39414a", "#77818a", "#b3b9bb", "#e3e4e0")
TARNISH: Final = hexes(
    "#3b5a78", "#7a5a3c", "#5c3a52", "#2c2a30"
)  # what air does to silver, from within to the rim
IRON: Final = hexes("#0b0806", "#2a211a", "#6a5a4a", "#a8967e", "#d6c6a8")
LACQUER: Final = np.array([0.035, 0.028, 0.024], np.float32)


def daguerreotype(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a silver plate: cold and fine, tarnished blue and brown towards the rim of its oval mat."""
    unit, scene, random = touch.unit, touch.scene, touch.random("plate")
    bright = detailed(in_grey(spread(pixels), 0.1, 0.35, 0.55), 1.45, 40 * unit)  # it saw blue above all
    made = tones(curved(bright * 0.94, 0.3), SILVER)
    if scene.framed:
        return made
    away = _oval(touch) + 0.035 * rough(random, bright.shape, 150 * unit, 4)
    rim = ramp(away, 0.72, 0.99)
    made = mix(
        made, made * 0.35 + tones(rim, TARNISH) * (0.35 + 0.5 * bright)[..., None], rim * np.float32(0.85)
    )
    specks = ramp(rough(random, bright.shape, 2.2 * unit), 2.3, 2.8) * 0.5
    wiped = (
        gaussian(rough(random, bright.shape, 2 * unit), 60 * unit, 0.8 * unit) * 0.6
    )  # it was buffed one way
    made = made + (specks + wiped)[..., None] * np.float32(0.25)
    brass = (
        np.array([0.52, 0.43, 0.27], np.float32)
        * (0.85 + 0.06 * rough(random, bright.shape, 2 * unit, 2))[..., None]
    )
    inner = _oval(touch)
    mat = mix(brass, brass * 1.5, np.exp(-(((inner - 1.03) / 0.012) ** 2)))
    shade = 1 - 0.55 * np.exp(-np.maximum(1.0 - inner, 0) / 0.03)
    return np.clip(mix(made * shade[..., None], mat, ramp(inner, 1.0, 1.006)), 0, 1)


def tintype(pixels: Pixels, touch: Touch) -> Pixels:
    """Return an iron plate: dark, brown, milky lights; where the collodion did not run there is lacquer, and stains beside it."""
    unit, scene, random = touch.unit, touch.scene, touch.random("plate")
    bright = detailed(in_grey(spread(pixels), 0.03, 0.32, 0.65), 1.3, 40 * unit)
    soft = ramp(np.hypot(scene.right - scene.focus[1], scene.down - scene.focus[0]), 0.25, 0.75) * (
        1 - scene.face
    )
    bright = mix(bright, gaussian(bright, 5 * unit), soft)
    made = tones(np.clip(curved(bright, 0.4) * 0.92, 0, 1), IRON)
    if scene.framed:
        return made
    edge = _edge(touch) + 0.007 * rough(random, bright.shape, 120 * unit, 3) - 0.014
    stains = np.abs(rough(random, bright.shape, 170 * unit, 4))
    streaks = gaussian(rough(random, bright.shape, 14 * unit, 2), 2 * unit, 60 * unit)
    near = np.exp(-np.maximum(edge, 0) / 0.05)
    rings = np.exp(-(((stains - 0.42) / 0.05) ** 2)) * near
    made = made * (1 - 0.45 * ramp(streaks, 0.1, 0.6) * near)[..., None]
    made = made + (0.10 * rings + 0.18 * ramp(stains, 0.9, 1.5) * near)[..., None] * np.array(
        [0.9, 0.8, 0.66], np.float32
    )
    pits = ramp(rough(random, bright.shape, 2.6 * unit), 2.4, 2.9)
    scratches = ramp(gaussian(rough(random, bright.shape, 1.2 * unit), 0.4 * unit, 30 * unit), 0.5, 0.65)
    made = mix(made, LACQUER, np.clip(pits + 0.5 * scratches, 0, 1))
    bare = 1 - ramp(edge, 0.0, 0.012)
    corner = np.minimum(scene.right, 1 - scene.right) + np.minimum(scene.down, 1 - scene.down)
    bare = np.maximum(bare, 1 - ramp(corner + 0.02 * rough(random, bright.shape, 50 * unit, 3), 0.07, 0.085))
    return np.clip(mix(made, LACQUER, bare), 0, 1)


def _oval(touch: Touch) -> Plane:
    """Return how far from the middle each place is: 1 at the rim of an oval that all but fills the picture."""
    right, down = (touch.scene.right - 0.5) / 0.475, (touch.scene.down - 0.5) / 0.475
    return (np.abs(right) ** 2.6 + np.abs(down) ** 2.6) ** np.float32(1 / 2.6)


def _edge(touch: Touch) -> Plane:
    """Return how far each place is from the nearest side, as a share of the shorter one."""
    rows, columns = touch.source.shape[:2]
    scene, shorter = touch.scene, min(rows, columns)
    aside = np.minimum(scene.right, 1 - scene.right) * np.float32(columns / shorter)
    return np.minimum(aside, np.minimum(scene.down, 1 - scene.down) * np.float32(rows / shorter))
