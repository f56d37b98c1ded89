"""What rain leaves: wet ground that mirrors what stands on it, and a rainbow."""

from typing import Final

import numpy as np

from renderer.paint.chance import rough
from renderer.paint.colour import apart, hue, linear, shown
from renderer.paint.filters import curved, gaussian
from renderer.paint.photo.grain import glowing
from renderer.paint.raster import Floats, Pixels, Plane, grid, luminance, mix, ramp
from renderer.paint.touch import Touch
from renderer.paint.weather.air import Air, Light, clouds, faces_lit, relit, under, veiled
from renderer.paint.weather.falling import through_wet_glass

# A rainbow's colours from its inner rim to its outer one, in linear light.
BOW: Final = np.array(
    [
        [0.22, 0.05, 0.42],
        [0.05, 0.12, 0.60],
        [0.02, 0.42, 0.20],
        [0.55, 0.50, 0.04],
        [0.75, 0.24, 0.02],
        [0.60, 0.03, 0.02],
    ],
    np.float32,
)
GRASS: Final = 125  # degrees of OKLab: a meadow is wet, and mirrors nothing
WIDE: Final = 0.075  # of the picture's width, that a bow is


def wet_street(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a grey day after rain: the ground is dark and wet, and mirrors what stands on it, broken by ripples."""
    light = relit(pixels, touch, Light((0.90, 0.98, 1.06), 0.58, 0.3, 0.72))
    light = under(light, touch, clouds(touch, (0.26, 0.29, 0.33), (0.60, 0.64, 0.68), 480))
    light = veiled(light, touch, Air((0.46, 0.50, 0.54), 0.4))
    if not touch.scene.outdoors:  # no street is indoors: the rain is seen through a window
        made = faces_lit(curved(shown(light * 1.1), 0.35), touch)
        return made if touch.scene.close else through_wet_glass(made, touch)
    mirrored, wet = _mirror(light, touch)
    bright = luminance(light)[..., None]
    dark = light * np.float32(0.3) + bright * np.float32(0.02)
    light = mix(light, dark + mirrored * np.float32(1.1), wet)
    return faces_lit(glowing(curved(shown(light * 1.1), 0.35), 16 * touch.unit, 0.4, 0.7), touch)


def _mirror(light: Floats, touch: Touch) -> tuple[Floats, Plane]:
    """Return what wet ground shows, upside down and drawn out downwards, and where the ground is wet."""
    scene, unit, random = touch.scene, touch.unit, touch.random("puddles")
    rows, columns = light.shape[:2]
    foot = _foot(touch)
    down, right = grid((rows, columns))
    ripples = gaussian(rough(random, (rows, columns), 5 * unit, 2), 16 * unit, 1.2 * unit)
    below = np.maximum(down / rows - np.float32(foot), 0)
    at = (foot - below * 1.15) * rows + ripples * 90 * unit * (0.15 + below)
    at = np.clip(np.abs(at), 0, rows - 1).astype(np.intp)
    aside = np.clip(right + ripples * 22 * unit, 0, columns - 1).astype(np.intp)
    soft = gaussian(light, 1.2 * unit, 9 * unit)
    pools = ramp(rough(random, (rows, columns), 210 * unit, 3), -0.75, 0.35)
    pools = gaussian(pools, 20 * unit, 2 * unit)
    chroma, degrees = hue(scene.colours)
    green = gaussian(ramp(-apart(degrees, GRASS), -50, -28) * ramp(chroma, 0.03, 0.06), 12 * unit)
    wet = ramp(below, 0.0, 0.05) * (0.35 + 0.65 * pools) * (1 - scene.near) * (1 - ramp(green, 0.2, 0.5))
    return soft[at, aside], wet * np.float32(0.92)


def _foot(touch: Touch) -> float:
    """Return how far down level ground begins, as a share of the height: below the subject's feet, the faces, the horizon."""
    lowest = max((box.bottom for box in touch.faces), default=0.0)
    least = touch.scene.horizon + 0.08 if touch.scene.outdoors else 0.66
    return float(np.clip(max(least, lowest + 0.15), 0.6, 0.8))


def rainbow(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a bow in clearing air, before the sky and faintly before the land that is far; where no sky is, behind things."""
    scene, random = touch.scene, touch.random("bow")
    rows, columns = pixels.shape[:2]
    middle = random.uniform(0.25, 0.75), random.uniform(1.0, 1.15)
    if not scene.outdoors:  # then it rises beside what the picture is of
        middle = (1.0 if scene.focus[1] < 0.5 else 0.0, middle[1])  # noqa: PLR2004 - the free half
    wide = np.float32(rows / columns)
    away = np.hypot((scene.right - middle[0]), (scene.down - middle[1]) * wide) / np.float32(WIDE)
    radius = random.uniform(0.95, 1.05) * middle[1] * float(wide) * 0.84 / WIDE
    within = np.clip((away - radius) + 0.5, 0, 1)
    places = within * (len(BOW) - 1)
    first = np.minimum(places.astype(np.intp), len(BOW) - 2)
    share = (places - first)[..., None]
    tint = BOW[first] * (1 - share) + BOW[first + 1] * share
    body = np.clip(1 - np.abs(2 * within - 1) ** 4, 0, 1) * (np.abs(away - radius) < 0.5)  # noqa: PLR2004 - half its width
    free = (
        scene.sky + (1 - scene.sky) * 0.55 * ramp(scene.depth, 0.25, 0.6)
        if scene.outdoors
        else 0.3 + 0.7 * scene.depth
    )
    # What is far is behind it, also if it is what the picture is of: a mountain.
    far = ramp(scene.depth, 0.35, 0.6) if scene.outdoors and not scene.faces else np.float32(0)
    free = free * (1 - scene.near * (1 - far))
    light = linear(pixels) * np.array([0.72, 0.80, 0.94], np.float32)
    light = light * (1 + 0.1 * ramp(radius - away, 0, 6))[..., None]  # it is brighter inside a bow
    soft = gaussian(body * free, 3 * touch.unit)
    return faces_lit(curved(shown(light + soft[..., None] * tint * 0.8), 0.1), touch)
