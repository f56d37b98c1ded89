"""The weathers: overcast, fog, rain, storm, snow. Each is light, then air, then what falls; numbers are linear light."""

import numpy as np

from renderer.paint.chance import rough
from renderer.paint.colour import linear, shown
from renderer.paint.filters import curved, gaussian
from renderer.paint.photo.grain import darkened_corners
from renderer.paint.raster import Floats, Pixels, mix, ramp
from renderer.paint.touch import Touch
from renderer.paint.weather.air import Air, Light, clouds, faces_lit, relit, under, veiled
from renderer.paint.weather.falling import (
    DRIVEN,
    DRIZZLE,
    SNOW,
    blown,
    drawn_rain,
    flaked,
    rained_on,
    struck,
    through_wet_glass,
)
from renderer.paint.weather.lying import banked, frosted, rimed, snowed_on

NEAR = 0.42
HAZE = 1.15  # how much of the hour is seen in fog
FLAKE = (0.97, 0.98, 1.0)


def overcast(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a grey day: no shadows, pale colours, a closed ceiling of clouds."""
    light = relit(pixels, touch, Light((0.95, 0.99, 1.05), 0.72, 0.5, 0.66))
    light = under(light, touch, clouds(touch, (0.40, 0.43, 0.47), (0.74, 0.77, 0.80), 500, 0.8))
    return faces_lit(shown(veiled(light, touch, Air((0.60, 0.63, 0.66), 0.35))), touch)


def fog(pixels: Pixels, touch: Touch) -> Pixels:
    """Return fog that swallows what is far."""
    light = relit(pixels, touch, Light((0.97, 1.0, 1.03), 0.8, 0.55, 0.42))
    air = Air((0.69, 0.715, 0.725), _thick(touch, 3.3), 1.35, near=_nearest(touch, 0.14))
    made = faces_lit(shown(veiled(light, touch, air)), touch)
    if touch.sky and not touch.scene.night:  # in an hour's light it is haze: it lets through what is gold
        return mix(pixels, made, 1 - HAZE * touch.kept)
    return made


def sandstorm(pixels: Pixels, touch: Touch) -> Pixels:
    """Return driven sand: an ochre sky without a sun, and dust in drifts that swallows what is far."""
    light = relit(pixels, touch, Light((1.22, 0.86, 0.50), 0.66, 0.45, 0.42))
    light = under(light, touch, clouds(touch, (0.36, 0.17, 0.06), (0.78, 0.45, 0.18), 620, 0.9))
    light = veiled(light, touch, Air((0.66, 0.36, 0.13), 1.9, 1.15, 0.5, _nearest(touch, 0.2)))
    return faces_lit(curved(shown(_driven(light, touch)), 0.25), touch)


def _driven(light: Floats, touch: Touch) -> Floats:
    """Return sand that drives by in streaks along the ground: less of it above, little on faces."""
    unit, random = touch.unit, touch.random("sand")
    shape = touch.scene.depth.shape
    fine = gaussian(rough(random, shape, 3 * unit, 2), 26 * unit, 0.8 * unit)
    wide = gaussian(rough(random, shape, 40 * unit, 3), 120 * unit, 8 * unit)
    share = np.clip(0.5 * fine + 0.35 * ramp(wide, -0.1, 0.5), 0, 0.55) * (0.35 + 0.65 * touch.scene.down)
    return mix(light, np.array([0.80, 0.48, 0.20], np.float32), share * (1 - 0.8 * touch.scene.face))


def rain(pixels: Pixels, touch: Touch) -> Pixels:
    """Return rain: dark and cool, low clouds, streaks near and far."""
    if touch.drawn:
        return drawn_rain(_dull(pixels, touch), touch)
    light = relit(pixels, touch, Light((0.86, 0.98, 1.10), 0.44, 0.35, 0.62))
    light = under(light, touch, clouds(touch, (0.16, 0.18, 0.21), (0.40, 0.44, 0.48), 420))
    made = curved(shown(veiled(light, touch, Air((0.33, 0.37, 0.41), _thick(touch, 0.95)))), 0.25)
    made = rained_on(faces_lit(made, touch), touch, DRIZZLE)
    if touch.scene.close:  # drops beside a face that fills the picture are specks
        return made
    return made if touch.scene.outdoors else through_wet_glass(made, touch)


def _dull(pixels: Pixels, touch: Touch, exposure: float = 0.78) -> Pixels:
    """Return a picture of paint or ink in the light of a grey day: no fog is printed, and its inks stay its own."""
    light = linear(pixels) * np.array([0.90, 0.97, 1.05], np.float32)
    return faces_lit(shown(light * np.float32(exposure)), touch)


def wet_window(pixels: Pixels, touch: Touch) -> Pixels:
    """Return what is outside a window on which it rains: soft and cool, and sharp in no place but faces."""
    outside = shown(relit(pixels, touch, Light((0.86, 0.95, 1.02), 0.66, 0.2, 0.75)))
    face, unit = touch.scene.face, touch.unit
    soft = mix(gaussian(outside, 6 * unit), gaussian(outside, 2 * unit), 0.75 * face)
    misted = mix(soft, np.array([0.60, 0.66, 0.70], np.float32), 0.12)
    return through_wet_glass(faces_lit(misted, touch), touch)


def storm(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a thunderstorm: torn black clouds, driven rain, and lightning where there is a sky; else a wet window."""
    if touch.drawn:
        made = drawn_rain(darkened_corners(_dull(pixels, touch, 0.6), touch, 0.35), touch)
        return struck(made, touch) if touch.scene.outdoors else made
    light = relit(pixels, touch, Light((0.80, 0.97, 1.06), 0.30, 0.1, 0.62))
    light = under(light, touch, clouds(touch, (0.012, 0.018, 0.026), (0.32, 0.36, 0.39), 520, 1.5))
    made = darkened_corners(
        curved(shown(veiled(light, touch, Air((0.12, 0.15, 0.17), 0.5))), 0.5), touch, 0.35
    )
    made = rained_on(faces_lit(made, touch), touch, DRIVEN)
    if touch.scene.close:
        return made
    return struck(made, touch) if touch.scene.outdoors else through_wet_glass(made, touch)


def snow(pixels: Pixels, touch: Touch) -> Pixels:
    """Return falling snow, and snow that lies where there is a sky for it to have come from."""
    light = relit(pixels, touch, Light((0.90, 0.99, 1.10), 0.86, 0.5, 0.42))
    light = under(light, touch, clouds(touch, (0.50, 0.54, 0.59), (0.70, 0.73, 0.77), 520, 0.6))
    light = veiled(snowed_on(light, pixels, touch), touch, Air((0.66, 0.69, 0.735), _thick(touch, 1.0), 1.4))
    made = shown(light) if touch.scene.outdoors else banked(curved(shown(light), 0.35), touch)
    return np.clip(flaked(faces_lit(made, touch), touch, SNOW, FLAKE), 0, 1)


def blizzard(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a snowstorm: white air that swallows what is far, and flakes that a gale drives across."""
    light = relit(pixels, touch, Light((0.92, 0.99, 1.08), 0.8, 0.6, 0.32))
    light = under(light, touch, clouds(touch, (0.55, 0.58, 0.62), (0.72, 0.75, 0.78), 520, 0.5))
    air = Air((0.70, 0.73, 0.77), _thick(touch, 1.9), 1.3, 0.35, _nearest(touch, 0.12))
    made = shown(veiled(snowed_on(light, pixels, touch), touch, air))
    made = made if touch.scene.outdoors else banked(made, touch)
    return np.clip(blown(flaked(faces_lit(made, touch), touch, SNOW[:3], FLAKE), touch, FLAKE), 0, 1)


def frost(pixels: Pixels, touch: Touch) -> Pixels:
    """Return hard cold: pale blue light, rime on all that is fine, and ferns of ice on the pane before it."""
    light = relit(pixels, touch, Light((0.82, 0.98, 1.20), 0.9, 0.3, 0.34))
    light = under(light, touch, clouds(touch, (0.55, 0.63, 0.74), (0.78, 0.84, 0.92), 700, 0.4))
    made = curved(shown(veiled(light, touch, Air((0.66, 0.74, 0.84), _thick(touch, 0.7), 1.3))), 0.3)
    return frosted(rimed(faces_lit(made, touch), touch), touch)


def _nearest(touch: Touch, share: float) -> float:
    """Return how much air is before what is nearest: more where no sky shows that there is any."""
    return 0.05 if touch.scene.outdoors else share


def _thick(touch: Touch, air: float) -> float:
    """Return how thick air is: what is seen without a sky is near, and fades less."""
    return air if touch.scene.outdoors else air * NEAR
