"""What lenses and leaky cameras do: a narrow band of sharpness, light that came in at the side."""

from typing import Final

import numpy as np

from renderer.paint.chance import rough
from renderer.paint.colour import enriched, lab, linear, mapped, rgb, shown
from renderer.paint.filters import curved, gaussian
from renderer.paint.photo.grain import grained
from renderer.paint.raster import Floats, Pixels, Plane, mix, ramp
from renderer.paint.touch import Touch

BLURS: Final = (2.0, 5.0, 10.0, 17.0)  # radii, from the band outwards
BURNT: Final = 2.2  # how much more a light weighs than the film can show, so that it becomes a disc
BAND: Final = 0.1  # of the height, each way
CORE, ORANGE, RED = (
    np.array(rgb_, np.float32) for rgb_ in ((0.9, 0.75, 0.35), (1, 0.36, 0.07), (0.9, 0.16, 0.22))
)


def tilt_shift(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a model world: a sharp band at the subject, or its face, blur above and below, and the colours of toys."""
    away = np.clip((np.abs(touch.scene.down - _band(touch)) - BAND) / 0.42, 0, 1) ** np.float32(0.9)
    return mapped(out_of_focus(pixels, touch, away), _toy)


def out_of_focus(pixels: Pixels, touch: Touch, away: Plane, before: Plane | None = None) -> Pixels:
    """Return a picture that is softer the farther it is from the focus (0 to 1). What stands before it casts no halo."""
    light = linear(pixels)
    sharp = made = light + np.float32(BURNT) * light**3
    behind = None if before is None else 1 - before + np.float32(1e-3)
    for number, radius in enumerate(BLURS):
        share = ramp(away, number * 0.24, number * 0.24 + 0.26)
        if behind is None:
            soft = gaussian(sharp, radius * touch.unit)
        else:
            soft = gaussian(sharp * behind[..., None], radius * touch.unit)
            soft = soft / np.maximum(gaussian(behind, radius * touch.unit), 1e-3)[..., None]
        made = mix(made, soft, share)
    return shown(_unburnt(made))


def _band(touch: Touch) -> float:
    face = touch.scene.face
    if touch.faces:
        return float((face * touch.scene.down).sum() / max(float(face.sum()), 1e-6))
    return min(0.72, max(0.35, touch.scene.focus[0]))


def _unburnt(burnt: Floats) -> Floats:
    """Return the light that was burnt, by Newton's method."""
    light = np.clip(burnt, 0, 1)
    for _ in range(4):
        light = light - (light + BURNT * light**3 - burnt) / (1 + 3 * BURNT * light**2)
    return light


def _toy(pixels: Floats) -> Floats:
    seen = lab(pixels)
    seen[..., 0] = curved(np.clip(seen[..., 0], 0, 1), 0.22)
    return rgb(enriched(seen, 1.45))


def light_leak(pixels: Pixels, touch: Touch) -> Pixels:
    """Return light that came in at one side: white, orange, and a red band; less of it on faces."""
    scene, random = touch.scene, touch.random("leak")
    inward = scene.right if random.random() < 0.5 else 1 - scene.right  # noqa: PLR2004 - a coin
    inward = inward + rough(random, inward.shape, 330 * touch.unit, 2) * 0.05
    wave = 0.65 + 0.35 * np.sin(scene.down * 3 + random.uniform(0, 3))
    orange = np.exp(-((np.maximum(inward, 0) / 0.16) ** 1.6)) * wave
    core = np.exp(-((np.maximum(inward, 0) / 0.06) ** 2))
    red = np.exp(-(((inward - 0.3 - 0.18 * scene.down) / 0.09) ** 2)) * 0.2
    leak = sum(
        (share[..., None] * tint for share, tint in ((orange, ORANGE), (core, CORE), (red, RED))),
        np.float32(0),
    )
    leak = leak * (1 - 0.7 * scene.face)[..., None]
    return grained(shown(1 - (1 - linear(pixels)) * (1 - leak / (1 + 0.35 * leak))), touch, 0.3)
