"""The Japanese colour woodblock: key lines of indigo, flat inks of few plants and minerals, a sky that is wiped darker above."""

from typing import Final

import numpy as np

from renderer.paint.colour import apart, hexes, hue, in_hue, rgb
from renderer.paint.contours import contour, inked
from renderer.paint.filters import evened, gaussian, smoothed, spread
from renderer.paint.finish import from_edge
from renderer.paint.inks import Labels, flat_areas
from renderer.paint.press.areas import calmed, cut, inked_areas, on
from renderer.paint.raster import Floats, Pixels, Plane, luminance, mix, noise, ramp
from renderer.paint.tools.seal import sealed
from renderer.paint.touch import Touch

INKS: Final = 11
KEY: Final = "#18213c"
PAPER: Final = "#efe2c4"
WIPED: Final = "#1f4e79"  # Prussian blue, as Hokusai had it
GLOW: Final = "#e8b99a"
# Ground, mist and what it is wiped with above: ochre, grey indigo, rose madder, the grey of mica.
GROUNDS: Final = (
    ("#d9b56a", "#ecdcb0", "#8a4a2c"),
    ("#8fa3b0", "#e6dcc0", "#1f3f6e"),
    ("#dba08a", "#efdcc2", "#7a2f34"),
    ("#b9b09c", "#e8dfc8", "#2f3f5c"),
)
# Hues (degrees of OKLab) to which a picture's are pulled: vermilion, ochre, the green of a pine, indigo.
HUES: Final = (38.0, 75.0, 128.0, 252.0)


def woodblock(pixels: Pixels, touch: Touch) -> Pixels:
    """Print flat inks, the wiped sky, and the key block's lines last, on warm paper."""
    unit = touch.unit
    even = evened(spread(pixels), 0.5, 45 * unit, 0.56)
    calm = calmed(even, touch, 8, 3.5)
    labels, inks = inked_areas(calm, touch, INKS)
    printed = flat_areas(labels, rgb(_of_earth_and_plants(labels, inks)), 2.2 * unit)
    printed = mix(printed, calm * hexes("#fff3dc")[0], touch.in_faces(0.55))
    printed = _sky(printed, touch) if touch.scene.outdoors else _wiped_ground(printed, touch)
    printed = np.minimum(1, printed * (1 + 0.05 * _grain(touch))[..., None]) * hexes("#fffaf0")[0]
    ink = np.maximum(
        inked(luminance(smoothed(even, 4 * unit, times=1)), max(0.7, 1.5 * touch.pen), cut=0.7),
        contour(touch.scene, max(0.9, 2.6 * touch.pen)) * 0.9,
    )
    return _margined(on(printed, hexes(KEY)[0], ink * 0.92), touch)


def _of_earth_and_plants(labels: Labels, inks: Floats) -> Floats:
    """Return the inks as printers had them: light by share of area, four hues, greys as paper or as thin indigo."""
    area = np.bincount(labels.ravel(), minlength=len(inks)) + 1.0
    bright = 0.45 * inks[:, 0] + 0.55 * (0.26 + 0.66 * (np.cumsum(area) - area / 2) / area.sum())
    chroma, degrees = hue(inks)
    nearest = np.array(HUES)[np.argmin([apart(degrees, one) for one in HUES], axis=0)]
    pulled = degrees + ((nearest - degrees + 180) % 360 - 180) * 0.8
    grey = chroma < 0.03  # noqa: PLR2004 - of OKLab
    pulled = np.where(grey, np.where(bright > 0.62, 84.0, 250.0), pulled)  # noqa: PLR2004 - light greys are paper
    pulled = np.where(bright < 0.34, 256.0, pulled)  # noqa: PLR2004 - the darkest is indigo
    rich = np.clip(0.035 + 0.8 * chroma, 0.045, 0.125)
    return in_hue(np.clip(bright, 0.24, 0.93), np.where(grey, 0.04, rich), pulled)


def _sky(printed: Pixels, touch: Touch) -> Pixels:
    """Return a sky of paper that is wiped blue from above and rose at the horizon."""
    down = touch.scene.down / touch.scene.horizon
    wiped = on(np.broadcast_to(hexes(PAPER)[0], printed.shape), hexes(WIPED)[0], ramp(0.42 - down, 0, 0.42))
    wiped = on(wiped, hexes(GLOW)[0], ramp(down, 0.6, 1.1) * 0.8)
    return mix(printed, wiped, ramp(gaussian(touch.scene.sky, 1.2 * touch.unit), 0.4, 0.6))


def _wiped_ground(printed: Pixels, touch: Touch) -> Pixels:
    """Return what has no sky with a ground of one ink behind its subject, bands of mist in it, and wiped darker above."""
    scene, unit = touch.scene, touch.unit
    ground, mist, deep = hexes(*GROUNDS[int(touch.random("ground").integers(len(GROUNDS)))])
    if scene.sure:
        bands = gaussian(noise(touch.random("mist"), scene.down.shape, 34 * unit), 190 * unit, 1.5 * unit)
        behind = on(
            np.broadcast_to(ground, printed.shape),
            mist,
            ramp(bands, 0.52, 0.535) * ramp(scene.down, 0.02, 0.1),
        )
        own = gaussian(luminance(printed), 8 * unit)[..., None] - np.float32(0.6)
        printed = mix(np.clip(behind + own * np.float32(0.3), 0, 1), printed, cut(touch, 5))
    wiped = ramp(0.26 - scene.down, 0, 0.26) * (1 - 0.9 * scene.face)
    if scene.sure:
        wiped = wiped * (1 - 0.75 * gaussian(scene.subject, 2 * unit))
    return mix(printed, printed * deep * np.float32(1.15), wiped * 0.9)


def _margined(printed: Pixels, touch: Touch) -> Pixels:
    """Return the print on its sheet, with a line around it and the red seal of its publisher; none where it has a margin."""
    if touch.scene.framed or touch.again:
        return printed
    edge, side = from_edge(printed), 0.028 * min(printed.shape[:2])
    sheet = mix(printed, np.broadcast_to(hexes(PAPER)[0], printed.shape), ramp(side - edge, -0.7, 0.7))
    line = ramp(1.5 * touch.unit - np.abs(edge - side), -0.7, 0.7)
    return sealed(on(sheet, hexes(KEY)[0], line * 0.85), touch)


def _grain(touch: Touch) -> Plane:
    """Return the grain of the wood, along the block."""
    fine = noise(touch.random("grain"), touch.source.shape, 1.5 * touch.unit)
    return gaussian(fine, 40 * touch.unit, 0.8 * touch.unit) * 6
