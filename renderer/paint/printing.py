"""Printed media: halftone, comic, pop art, two-colour prints, posters, cut paper, psychedelic inks."""

import numpy as np

from renderer.paint.palette import stretched
from renderer.paint.raster import (
    Pixels,
    blur,
    clouds,
    flatten,
    luminance,
    ramp,
    strokes,
)  # fmt: skip
from renderer.paint.touch import Touch


def psychedelic(pixels: Pixels, touch: Touch) -> Pixels:
    """Brightness becomes a turning wheel of hues, with flowing contours."""
    bright = luminance(flatten(stretched(pixels), touch.length(5)))
    soft = blur(bright, 3 * touch.unit)
    flow = clouds(touch.random("flow"), bright.shape, 320 * touch.unit)
    phase = soft * 2.2 + flow * 1.3 + touch.random("wheel").uniform(0, 1)
    hue = np.stack([0.5 + 0.5 * np.cos(2 * np.pi * (phase + shift)) for shift in (0, 0.36, 0.68)], axis=2)
    value = 0.35 + 0.75 * np.clip(bright * 1.15, 0, 1)
    contour = 0.5 + 0.5 * np.cos(2 * np.pi * (soft * 7 + flow * 3))
    lines = ramp(contour, 0.9, 1.0) * 0.45
    ink = strokes(luminance(pixels), 1.8 * touch.unit, 18)
    return np.clip(hue * (value * (1 - lines) * (1 - 0.85 * ink))[..., None], 0, 1)
