"""Flat acrylic in the light of California: turquoise, pink and lemon, shadows in violet, and ripples on all that is blue."""

from typing import Final

import numpy as np

from renderer.paint.chance import rough
from renderer.paint.colour import apart, hexes, hue, in_hue, lab, rgb
from renderer.paint.contours import inked
from renderer.paint.filters import evened, gaussian, smoothed, spread
from renderer.paint.inks import flat_areas
from renderer.paint.press.areas import drawn_face, in_a_face, inked_areas, on
from renderer.paint.raster import Floats, Pixels, Plane, clouds, fraction, luminance, mix, ramp
from renderer.paint.touch import Touch

INKS: Final = 13
# Hues (degrees of OKLab) to which a picture's are pulled: pink, coral, lemon, leaf, turquoise, pool blue, violet.
HUES: Final = (5.0, 40.0, 92.0, 134.0, 192.0, 236.0, 308.0)


def acrylic(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint few clear colours with a flat brush; nothing is black or grey."""
    unit, scene = touch.unit, touch.scene
    even = evened(spread(pixels), 0.45, 45 * unit, 0.6)
    calm = smoothed(even, 8 * unit)
    labels, inks = inked_areas(calm, touch, INKS)
    clear = _clear(inks)
    flat = flat_areas(labels, rgb(clear), 2.4 * unit)
    if touch.faces:
        fine = lab(drawn_face(even, touch)) * np.array([0.92, 1.5, 1.3], np.float32)
        flat = mix(flat, rgb(fine + np.array([0.05, 0.012, 0.008], np.float32)), 0.9 * in_a_face(touch))
    if scene.outdoors:
        heaven = on(
            np.broadcast_to(hexes("#2f9fe0")[0], flat.shape), hexes("#a9e4ee")[0], scene.down / scene.horizon
        )
        flat = mix(flat, heaven, ramp(gaussian(scene.sky, 1.2 * unit), 0.4, 0.6))
    swept = gaussian(rough(touch.random("brush"), scene.down.shape, 2.5 * unit), 26 * unit, 0.8 * unit)
    painted = np.clip(flat * (1 + 0.05 * swept)[..., None], 0, 1)
    ripples = _ripples(lab(flat), touch)
    painted = on(painted, hexes("#f4fbff")[0], ripples * 0.85)
    line = inked(luminance(calm), max(0.6, unit), 16, 0.58) * (0.35 + 0.35 * scene.face)
    return mix(painted, painted * hexes("#4a3f86")[0], line)


def _clear(inks: Floats) -> Floats:
    """Return inks as they are in that light: pale, strong, of seven hues; greys are lilac, sand or pool blue by their light."""
    chroma, degrees = hue(inks)
    bright = 0.34 + 0.64 * np.clip((inks[:, 0] - 0.15) / 0.8, 0, 1)
    nearest = np.array(HUES)[np.argmin([apart(degrees, one) for one in HUES], axis=0)]
    pulled = degrees + ((nearest - degrees + 180) % 360 - 180) * 0.7
    grey = chroma < np.where(apart(degrees, 120) < 45, 0.025, 0.055)  # noqa: PLR2004 - of OKLab
    tint = np.select([bright > 0.9, bright > 0.56, bright > 0.46], [88.0, 212.0, 350.0], 296.0)  # noqa: PLR2004
    rich = np.where(grey, 0.085, np.clip(0.05 + 1.5 * chroma, 0.1, 0.2))
    rich = np.where(grey & (bright > 0.9), 0.03, rich)  # noqa: PLR2004 - white stays nearly white
    return in_hue(bright, rich, np.where(grey, tint, pulled))


def _ripples(colours: Floats, touch: Touch) -> Plane:
    """Return the net of light that water wears, on what is blue and no sky."""
    chroma, degrees = hue(colours)
    blue = ramp(60 - apart(degrees, 225), 0, 25) * ramp(chroma, 0.04, 0.08)
    blue = gaussian(blue * (1 - touch.scene.sky) * (1 - touch.scene.face), 10 * touch.unit) * ramp(
        touch.scene.down, 0.3, 0.5
    )
    if touch.faces and touch.scene.sure:  # no coat is a pool
        blue = blue * (1 - touch.scene.subject)
    hills = clouds(touch.random("ripples"), touch.source.shape, 90 * touch.unit)
    net = np.abs(fraction(hills * 7) - 0.5)
    return ramp(0.09 - net, 0, 0.03) * ramp(blue, 0.62, 0.85)
