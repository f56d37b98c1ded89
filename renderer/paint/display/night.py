"""Screens that see in the dark: a neon city, and a camera for heat."""

import numpy as np

from renderer.paint.colour import hexes, linear, shown, tones
from renderer.paint.contours import contour
from renderer.paint.filters import curved, detailed, evened, gaussian, smoothed, spread
from renderer.paint.palettes import named
from renderer.paint.press.areas import cut
from renderer.paint.raster import Pixels, colour, luminance, mix, ramp, slopes
from renderer.paint.touch import Touch

# The two lamps of each choice of a seed: from the left and from the right.
LAMPS = (("#ff1e9a", "#12d8ff"), ("#ff3d2e", "#2f6bff"), ("#b026ff", "#19ffc6"))


def neon(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint night, lit by two lamps of other colours from the sides; lights and the subject's outline are tubes that glow."""
    unit, scene, random = touch.unit, touch.scene, touch.random("lamps")
    left, right = linear(hexes(*LAMPS[int(random.integers(len(LAMPS)))]))
    if touch.colours:
        left = linear(colour(*touch.colours[0]))
        right = linear(colour(*touch.colours[-1])) if len(touch.colours) > 1 else right
    bright = detailed(luminance(evened(spread(pixels), 0.35, 45 * unit)), 1.4, 40 * unit)
    _, across = slopes(gaussian(bright, 3 * unit) + gaussian(bright, 9 * unit))
    facing = np.tanh(across * 22 * unit) * (1 - 0.5 * scene.face)
    side = np.clip(scene.right + 0.12 * np.sin(scene.down * 5 + random.uniform(0, 6)), 0, 1)
    # Each place is lit by one lamp above all: both together would be grey.
    share = ramp(side + 0.3 * facing, 0.34, 0.66) if scene.sure else ramp(side + 0.2 * facing, 0.1, 0.9)
    lamp = mix(np.broadcast_to(left, pixels.shape), np.broadcast_to(right, pixels.shape), share)
    tone = curved(np.clip(bright, 0, 1), 0.6)[..., None] ** 2
    light = lamp * tone * (1.1 + 0.5 * np.abs(facing))[..., None] + (tone**2) * np.float32(0.3)
    light = (
        light + linear(spread(pixels)) * linear(hexes("#5a64a8"))[0] * (0.35 + 0.5 * scene.face)[..., None]
    )
    behind = scene.sky if scene.outdoors else (1 - cut(touch)) * 0.45 if scene.sure else 0 * scene.sky
    light = light * (1 - 0.86 * behind)[..., None] + linear(hexes("#0a0720"))[0]
    line = contour(scene, max(0.7, 1.3 * unit))
    lamps = np.clip(line * 0.9 + ramp(bright, 0.86, 0.98) * 0.5 * (1 - scene.face) * (1 - behind), 0, 1)
    shine = lamp * lamps[..., None]
    light = light + shine * 0.8 + gaussian(shine, 5 * unit) * 1.4 + gaussian(shine, 26 * unit) * 1.6
    light = light + (line**2 * 0.5)[..., None]
    return shown(light / (1 + 0.25 * light))


def thermal(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint heat: faces and the subject warm, the sky cold, and little of what is drawn on them."""
    unit, scene = touch.unit, touch.scene
    bright = detailed(luminance(smoothed(spread(pixels), 9 * unit)), 1.2, 50 * unit)
    heat = 0.12 + 0.5 * bright
    if scene.sure:
        heat = 0.06 + 0.36 * bright + 0.3 * gaussian(scene.subject, 3 * unit)
    heat = mix(heat, 0.6 + 0.36 * bright, scene.face) * (1 - 0.75 * scene.sky)
    if not (scene.sure or scene.sky.any()):
        heat = bright * 0.9
    soft = gaussian(heat, 1.6 * unit)
    stops = np.stack([colour(*one) for one in named("thermal")])
    made = tones(np.clip(soft, 0, 1), stops)
    lines = np.floor(scene.down * scene.down.shape[0] / max(1.0, 2 * unit)) % 2
    return np.clip(made * (1 - 0.05 * lines)[..., None], 0, 1)
