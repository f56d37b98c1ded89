"""Films and grades: each a map of colours, worked out once for 33³ of them, then halation and grain."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from renderer.paint.colour import apart, hue, in_hue, lab, mapped, rgb
from renderer.paint.filters import curved, spread
from renderer.paint.photo.grain import darkened_corners, glowing, grained
from renderer.paint.raster import Floats, Pixels, ramp
from renderer.paint.touch import Finish, Touch

RED_LIGHT: Final = np.array(
    [1, 0.32, 0.12], np.float32
)  # what comes back through a film without a dark layer


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """How a film changes colours (OKLab), and its grain."""

    lift: float = 0  # how bright its black is
    contrast: float = 0
    chroma: float = 1
    shadows: tuple[float, float] = (0, 0)  # hue in degrees and chroma that are added
    lights: tuple[float, float] = (0, 0)
    # Hues that it turns: the middle, how wide, by how many degrees, times which chroma, how much darker.
    turns: tuple[tuple[float, float, float, float, float], ...] = ()
    grain: float = 0.3
    halation: float = 0.1

    def developed(self, pixels: Floats) -> Floats:
        """Return colours as the film shows them."""
        seen = lab(pixels)
        bright, (chroma, degrees) = curved(np.clip(seen[..., 0], 0, 1), self.contrast), hue(seen)
        for middle, width, turn, gain, darker in self.turns:
            near = np.exp(-((apart(degrees, middle) / width) ** 2))
            degrees = degrees + turn * near
            bright = bright - darker * near * np.minimum(chroma * 8, 1)
            chroma = chroma * (1 + (gain - 1) * near)
        made = in_hue(bright, chroma * self.chroma * (1 - 0.35 * ramp(bright, 0.75, 1)), degrees)
        bright = np.clip(bright, 0, 1)
        for weight, (angle, amount) in (
            ((1 - bright) ** 1.5, self.shadows),
            (bright**1.2 * (1.25 - bright), self.lights),
        ):
            made += in_hue(np.zeros_like(bright), weight * amount, np.full_like(bright, angle))
        made[..., 0] = self.lift + bright * (0.985 - self.lift)
        return rgb(made)


# Set by eye beside photographs on each; what they are known for is in the comments.
FILMS: Final[Mapping[str, Film]] = {
    "portra": Film(  # soft warm skin, open shadows, olive greens, pale skies
        lift=0.05, contrast=0.04, chroma=0.94, shadows=(160, 0.010), lights=(68, 0.042), grain=0.3, halation=0.2,
        turns=((140, 40, -16, 0.8, -0.02), (255, 45, -4, 0.82, -0.06), (50, 30, 2, 1.08, -0.03)),
    ),
    "kodachrome": Film(  # red that burns, deep blue, black shadows
        contrast=0.6, chroma=1.2, shadows=(285, 0.016), lights=(80, 0.03), grain=0.2,
        turns=((28, 32, -4, 1.22, 0.02), (250, 42, 8, 1.1, 0.08), (140, 40, 6, 0.85, 0.05)),
    ),
    "ektachrome": Film(  # clean and cool: blue shadows, clear whites, cyan skies
        lift=0.015, contrast=0.42, chroma=1.12, shadows=(255, 0.04), lights=(215, 0.014), grain=0.15, halation=0,
        turns=((250, 45, -10, 1.2, 0.04), (140, 40, 12, 0.95, 0.02), (40, 35, -4, 1.0, 0)),
    ),
    "gold": Film(  # the film of family albums: yellow light, warm reds, green-brown shadows
        lift=0.05, contrast=0.28, chroma=1.12, shadows=(120, 0.018), lights=(84, 0.062), grain=0.55, halation=0.2,
        turns=((30, 36, 6, 1.15, 0.0), (250, 45, -14, 0.85, 0.02)),
    ),
    "split": Film(  # a print toned twice: blue in the shadows, orange in the lights
        lift=0.03, contrast=0.35, chroma=0.35, shadows=(245, 0.075), lights=(66, 0.07), grain=0.3, halation=0.1,
    ),
    "tinted": Film(  # a grey print that somebody has washed over with a few colours
        lift=0.10, contrast=0.12, chroma=0.62, shadows=(60, 0.02), lights=(78, 0.045), grain=0.4, halation=0.1,
        turns=((20, 40, -10, 1.25, -0.02), (250, 45, -18, 0.8, -0.04), (140, 40, -10, 0.8, -0.02)),
    ),
    "velvia": Film(  # colours stronger than they are
        contrast=0.55, chroma=1.55, shadows=(265, 0.02), lights=(95, 0.008), grain=0.1, halation=0,
        turns=((140, 40, 4, 1.15, 0.03), (250, 40, 6, 1.15, 0.05)),
    ),
    "cinestill": Film(  # tungsten film: blue shadows, and red around every light
        lift=0.02, contrast=0.35, chroma=0.95, shadows=(232, 0.05), lights=(205, 0.022), grain=0.5, halation=0.9,
    ),
    "cross_processed": Film(  # slide film in the bath of negatives: yellow-green lights, blue shadows, hard
        contrast=0.75, chroma=1.3, shadows=(262, 0.085), lights=(112, 0.105), grain=0.25,
        turns=((30, 34, 8, 1.2, 0), (250, 50, -35, 1.05, 0.02)),
    ),
    "bleach_bypass": Film(  # silver that was left in: hard, and half without colour
        contrast=0.62, chroma=0.42, shadows=(235, 0.012), lights=(95, 0.012), grain=0.6, halation=0.05,
    ),
    "faded": Film(  # a print that lay in the sun
        lift=0.17, contrast=-0.14, chroma=0.66, shadows=(325, 0.04), lights=(86, 0.07), grain=0.5, halation=0.25,
    ),
    "sepia": Film(
        lift=0.06, contrast=0.25, chroma=0, shadows=(58, 0.03), lights=(76, 0.062), grain=0.5, halation=0.1,
    ),
    "confectionery": Film(  # pink, peach, mint: no black, no white, everything iced
        lift=0.2, contrast=-0.06, chroma=0.92, shadows=(350, 0.07), lights=(38, 0.05), grain=0.12, halation=0,
        turns=(
            (145, 45, 28, 0.7, -0.08), (255, 60, -75, 0.78, -0.14), (60, 35, -22, 1.15, -0.05), (25, 28, -14, 0.85, -0.07),
        ),
    ),
}  # fmt: skip


def film(name: str) -> Finish:
    """Return a finish: that film; a ValueError where there is none of the name."""
    if name not in FILMS:
        raise ValueError(f"there is no film {name}")
    stock = FILMS[name]

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        made = mapped(spread(pixels, cut=0.3), stock.developed)
        made = glowing(made, 9 * touch.unit, 1.6 * stock.halation, 0.72, RED_LIGHT)
        return grained(made, touch, stock.grain)

    return finish


def teal_and_orange(pixels: Pixels, touch: Touch) -> Pixels:
    """Return the two colours of cinema: skin, wood and lamps in orange, all the rest and the shadows in teal."""
    made = glowing(mapped(spread(pixels), _graded), 22 * touch.unit, 0.5, 0.7)
    return grained(darkened_corners(made, touch, 0.22), touch, 0.25)


def _graded(pixels: Floats) -> Floats:
    seen = lab(pixels)
    bright, (chroma, degrees) = seen[..., 0], hue(seen)
    warm = ramp(np.cos(np.radians(degrees - 60)), -0.15, 0.5) * ramp(chroma, 0.015, 0.06)
    orange = 55 + ((degrees - 55 + 180) % 360 - 180) * 0.35
    made = in_hue(bright, chroma * (0.68 + 0.34 * warm), 212 + (orange - 212) * warm)
    shade = (1 - ramp(bright, 0.15, 0.75)) * 0.05 * (1 - 0.75 * warm) + 0.014 * (1 - warm)
    made += in_hue(np.zeros_like(bright), shade, np.full_like(bright, 215))
    made += in_hue(np.zeros_like(bright), ramp(bright, 0.55, 0.95) * 0.02, np.full_like(bright, 70))
    made[..., 0] = curved(bright, 0.42) * 0.95 + 0.03
    return rgb(made)
