"""Synthwave and vaporwave: a sun with slats in a graded sky, a grid to the horizon, the subject in two neon lights."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from renderer.paint.colour import hexes, tones
from renderer.paint.filters import curved, detailed, gaussian, spread
from renderer.paint.press.areas import cut
from renderer.paint.raster import Pixels, Plane, fraction, grid, luminance, mix, moved, ramp
from renderer.paint.touch import Touch


@dataclass(frozen=True)
class _Colours:
    """Those of one look, from dark to light or from above to below."""

    subject: tuple[str, ...]
    sky: tuple[str, ...]
    sun: tuple[str, str]
    floor: tuple[str, str]
    lines: str
    rim: str


SYNTHWAVE: Final = _Colours(
    ("#07041a", "#2a0f5e", "#a1189a", "#ff4f8b", "#ffd27a"),
    ("#090325", "#2b0b57", "#7d1a8c", "#ff3d81", "#ff9f5a"),
    ("#ff2f7d", "#ffe066"),
    ("#0a0420", "#3a0f63"),
    "#1ef0ff",
    "#ff4fd8",
)
VAPORWAVE: Final = _Colours(
    ("#2b1a5a", "#6a4fc0", "#e86fc6", "#8fe3ee", "#fff4fb"),
    ("#7ad7f0", "#a6b6f5", "#e3a2ec", "#ffb3d1", "#ffd9c4"),
    ("#ff6ec7", "#fff3a0"),
    ("#5b48b8", "#d98bdc"),
    "#ffffff",
    "#9ff4ff",
)
SLATS: Final = 9


def synthwave(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint magenta and violet night, stars, glowing."""
    made = _scene(pixels, touch, SYNTHWAVE, starry=True)
    glow = gaussian(np.clip(made - 0.6, 0, 1), 16 * touch.unit)
    return np.clip(1 - (1 - made) * (1 - glow * 0.7), 0, 1)


def vaporwave(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint pastel day, printed a little apart, on a screen of lines."""
    made = _scene(pixels, touch, VAPORWAVE, starry=False)
    shift = touch.length(3)
    made = np.stack([moved(made[..., 0], 0, shift), made[..., 1], moved(made[..., 2], 0, -shift)], axis=2)
    period = touch.length(4, 2)
    dark = np.floor(grid(made.shape)[0] * 2 / period) % 2
    return np.clip(made * (1 - 0.06 * dark)[..., None], 0, 1)


def _scene(pixels: Pixels, touch: Touch, colours: _Colours, *, starry: bool) -> Pixels:
    bright = curved(detailed(luminance(spread(pixels)), 1.35, 40 * touch.unit), 0.35)
    made = tones(bright, hexes(*colours.subject), (0, 0.22, 0.5, 0.76, 1))
    scene = touch.scene
    if not (scene.outdoors or scene.sure):  # nothing to put behind anything
        return made
    subject = cut(touch)
    behind = np.clip(scene.sky if scene.outdoors else 1 - subject, 0, 1)
    horizon = float(np.clip(scene.horizon, 0.45, 0.75)) if scene.outdoors else 0.66
    made = mix(made, _sky(touch, colours, horizon, starry=starry), behind)
    made = _floor(made, touch, colours, horizon, subject)
    rim = ramp(0.5 - np.abs(gaussian(subject, max(0.8, 2 * touch.unit)) - 0.5), 0.2, 0.36)
    light = np.clip(rim * 0.8 + gaussian(rim, 7 * touch.unit) * 0.6, 0, 1)[..., None]
    return 1 - (1 - made) * (1 - light * hexes(colours.rim)[0] * np.float32(0.85))


def _sky(touch: Touch, colours: _Colours, horizon: float, *, starry: bool) -> Pixels:
    """Return a sky with a sun: where the sky is widest, or behind the subject's head."""
    scene, unit = touch.scene, touch.unit
    height, width = touch.source.shape[:2]
    radius = (0.24 + 0.06 * touch.random("sun").random()) * min(height, width)
    down, right = horizon * 0.62, _widest(touch, horizon)
    if not scene.outdoors:
        down, right = scene.focus[0] * 0.72, scene.focus[1]
    away = np.hypot(scene.right * width - right * width, scene.down * height - down * height)
    share = (scene.down * height - down * height + radius) / (2 * radius)
    slats = ramp(np.sin(share * 2 * np.pi * SLATS) - (1.25 - 2.1 * np.clip(share, 0, 1)), -0.08, 0.08)
    disc = ramp(radius - away, -1, 1) * (1 - slats * (share > 0.42))  # noqa: PLR2004 - the lower half
    sky = tones(np.clip(scene.down / horizon, 0, 1), hexes(*colours.sky))
    sky = mix(sky, tones(np.clip(1 - share, 0, 1), hexes(*colours.sun)), disc)
    halo = np.exp(-np.clip(away - radius, 0, None) / (60 * unit)) * 0.35
    sky = 1 - (1 - sky) * (1 - halo[..., None] * hexes(colours.sun[0])[0])
    if not starry:
        return sky
    dots = (touch.random("stars").random((height, width), dtype=np.float32) < 0.0006 / unit**2).astype(
        np.float32
    )
    stars = np.clip(gaussian(dots, 0.7 * unit) * 3 * max(1.0, unit), 0, 1) * (1 - ramp(scene.down, 0.2, 0.5))
    return np.clip(sky + (stars * (1 - disc))[..., None], 0, 1)


def _widest(touch: Touch, horizon: float) -> float:
    """Return where the sky is widest at the height of a sun, from the left, as a share."""
    soft = gaussian(touch.scene.sky, 60 * touch.unit)
    row = soft[min(len(soft) - 1, round(len(soft) * horizon * 0.6))]
    middle = np.abs(np.linspace(0, 1, len(row)) - 0.5)
    return float(np.clip(np.argmax(row - 0.15 * middle) / len(row), 0.25, 0.75))


def _floor(made: Pixels, touch: Touch, colours: _Colours, horizon: float, subject: Plane) -> Pixels:
    """Return a grid in perspective below the horizon, behind the subject."""
    scene = touch.scene
    near = np.clip((scene.down - horizon) / (1 - horizon), 1e-3, 1)
    below = ((scene.down > horizon) * (1 - subject)).astype(np.float32)
    if not scene.outdoors:
        floor = tones(np.clip(0.9 - near, 0, 1), hexes(*colours.floor))
        made = mix(made, floor, below)
    across, deep = (scene.right - 0.5) / near * 5, 2.2 / near
    wide = 0.03 + 0.015 / near
    lines = np.maximum(
        ramp(1 - np.abs(fraction(across) - 0.5) / wide, 0, 0.6),
        ramp(1.6 - np.abs(fraction(deep) - 0.5) / wide, 0, 1),
    )
    lines = lines * below * ramp(near, 0.02, 0.2) * (0.55 if scene.outdoors else 0.9)
    glow = np.clip(lines + gaussian(lines, 5 * touch.unit) * 0.8, 0, 1)
    return 1 - (1 - made) * (1 - glow[..., None] * hexes(colours.lines)[0])
