"""What tells one painter from another, as steps that a recipe puts together: a palette, the light, brushes, lines."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from renderer.paint.colour import lab, mapped, rgb
from renderer.paint.contours import inked
from renderer.paint.filters import evened, sized, small, smoothed, spread
from renderer.paint.hand import staged
from renderer.paint.hand.paints import BENT, FLAT, KNIFE, OIL, loosened
from renderer.paint.palettes import named
from renderer.paint.press.areas import on
from renderer.paint.raster import Pixels, Plane, colour, luminance, mix
from renderer.paint.tools.brushes import Brush, Easel
from renderer.paint.tools.motif import Motif
from renderer.paint.tools.smooth import gauss, hills
from renderer.paint.touch import Finish, Touch

# By name: the brushes, how high the paint lies, how it shines, and how large the shapes are that it leaves.
BRUSHES: Final[Mapping[str, tuple[Brush, float, float, float]]] = {
    "dabs": (
        replace(
            OIL, sizes=((38, 0.6), (19, 0.5), (9, 0.55)), aspect=1.9, jitter=0.1, hue=0.075, need=(0.07, 0.17), extra=0.4
        ),
        0.45, 0.2, 7,
    ),
    "broad": (OIL, 0.4, 0.3, 6),
    "knife": (KNIFE, 0.65, 0.5, 8),
    "flat": (FLAT, 0.07, 0, 7),
    "smooth": (
        replace(FLAT, sizes=((48, 0.6), (20, 0.5), (8, 0.5), (4, 0.55)), jitter=0.012, hue=0.006, need=(0.03, 0.08)),
        0.05, 0, 3,
    ),
    "wavy": (replace(BENT, sizes=((30, 0.5), (17, 0.5), (8, 0.6)), aspect=8, jitter=0.1), 0.3, 0.1, 7),
    "hacked": (
        replace(OIL, sizes=((44, 0.55), (22, 0.5), (8, 0.55)), aspect=4.2, jitter=0.09, hue=0.05, stop=0.24, taper=0.1),
        0.3, 0.1, 7,
    ),
    "patches": (
        replace(OIL, sizes=((40, 0.5), (22, 0.48), (9, 0.55)), aspect=2.2, jitter=0.09, hue=0.035, stop=0.16, taper=0.05),
        0.22, 0.05, 7,
    ),
}  # fmt: skip
SLANTED: Final = {"hacked": 0.95, "patches": 0.8}  # radians: hands that go one way, whatever the form is
SHADE: Final = 0.018  # squared distance in OKLab at which another colour of a palette counts by a third
FACES_KEEP: Final = 0.4  # of their own colour


def graded(name: str, share: float, light: float) -> Finish:
    """Return a finish that draws all colours to those of a palette, and by `light` their brightness too."""
    known = lab(np.array(named(name), np.float32) / 255)

    def drawn(colours: Pixels) -> Pixels:
        seen = lab(colours)
        away = ((seen[:, None] - known[None]) ** 2 @ np.array([1, 1.5, 1.5], np.float32)).astype(np.float32)
        weights = np.exp(-(away - away.min(axis=1, keepdims=True)) / np.float32(SHADE))
        wanted = (weights / weights.sum(axis=1, keepdims=True)) @ known
        return rgb(seen + (wanted - seen) * np.array([light, share, share], np.float32))

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        made = mapped(pixels, drawn)
        return mix(made, pixels, touch.in_faces(FACES_KEEP * (1 - 0.5 * share))) if touch.faces else made

    return staged.once(finish)


def opened(flat: float, middle: float, richness: float) -> Finish:
    """Return a finish with the full range of light, shadows opened around a middle tone, and richer or paler colours."""

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        even = evened(spread(pixels), flat, 45 * touch.unit, middle)
        grey = luminance(even)[..., None]
        return np.clip(grey + (even - grey) * np.float32(richness), 0, 1)

    return staged.once(finish)


def brushed(name: str) -> Finish:
    """Return a finish that paints what is there once more, with the brushes of that name."""
    if name not in BRUSHES:
        raise ValueError(f"there is no brush {name}")
    brush, relief, gloss, radius = BRUSHES[name]

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        motif = Motif(pixels, touch)
        angle: Plane = motif.angle
        if name in SLANTED:
            lean = hills(motif.random("slant"), motif.half.shape, 160, 1) - np.float32(0.5)
            angle = (np.float32(-SLANTED[name]) + lean * np.float32(0.9)).astype(np.float32)
        seen = motif.kept(loosened(motif, radius))
        easel = Easel(motif, seen, angle, gauss(seen, 10 * motif.unit))
        return easel.painted(brush, motif.random("brushed")).lit(relief * motif.smooth_skin(0.5), gloss)

    return finish


def contoured(red: int, green: int, blue: int, width: float, share: float) -> Finish:
    """Return a finish with brush lines along what is drawn in the source. Brush lines are broad: half the size is enough."""

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        rows, columns = pixels.shape[:2]
        half = small(touch.source, max(rows, columns) // 2)
        calm = luminance(smoothed(spread(half), 3 * touch.unit))
        line = sized(inked(calm, max(0.5, width * touch.pen / 2), 16, 0.64), rows, columns)
        line = line * (1 - touch.in_faces(0.35)) if touch.faces else line
        return on(pixels, colour(red, green, blue), np.clip(line, 0, 1) * share)

    return finish


MADE: Final[Mapping[str, Callable[..., Finish]]] = {
    "graded": graded, "opened": opened, "brushed": brushed, "contoured": contoured, **staged.MADE,
}  # fmt: skip
WHOLE: Final[Mapping[str, Finish]] = staged.WHOLE
