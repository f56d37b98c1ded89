"""A picture and what is in it, each worked out when it is first asked for."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from renderer.paint.colour import hue, lab
from renderer.paint.faces import Box, over, skin
from renderer.paint.filters import gaussian, small, spread
from renderer.paint.raster import Floats, Pixels, Plane, grid, ramp
from renderer.paint.scene.depth import find_depth
from renderer.paint.scene.margin import has_margin
from renderer.paint.scene.sky import find_sky
from renderer.paint.scene.subject import find_subject, outlined

LEAST_SKY: Final = 0.1  # share of the picture
DAYLIGHT: Final = 0.45  # mean brightness of a sky that is not dark already
ANY_BLUE: Final = 0.025  # chroma; a paler wall behind a face is a studio's
WHITE: Final = 0.9
FEW_LIGHTS: Final = (
    0.1,
    0.16,
)  # share of a night that lamps are: none of a dark room with a bright thing in it
CLOSE: Final = 0.16  # share of a picture that its faces fill
BARE: Final = 0.3  # share of a face that has the colour of skin at least


@dataclass(frozen=True)
class Scene:
    """What is in a picture. Planes are of its size, 0 to 1."""

    pixels: Pixels
    faces: tuple[Box, ...] = ()

    @cached_property
    def colours(self) -> Floats:
        """The picture in OKLab."""
        return lab(self.pixels)

    @cached_property
    def even(self) -> Pixels:
        """The picture with all of the range from black to white."""
        return spread(self.pixels)

    @cached_property
    def face(self) -> Plane:
        """Where faces are, without what is beside them: light on a face must not fall on the curtain behind it."""
        shape = (self.pixels.shape[0], self.pixels.shape[1])
        if not self.faces:
            return np.zeros(shape, np.float32)
        cover = over(self.faces, shape)
        width = shape[1] * max(box.right - box.left for box in self.faces)
        near = ramp(gaussian(self.skin, 0.09 * width), 0.06, 0.3)  # mouths and eyes are in it too
        grey = float((near * cover).sum()) < BARE * float(
            cover.sum()
        )  # then its skin has no colour to be known by
        cover = cover * (0.5 + 0.5 * self.subject)
        return cover if grey else cover * (0.2 + 0.8 * near)

    @cached_property
    def heads(self) -> Plane:
        """Where nothing may be drawn that falls or floats: whole faces, and a little around them."""
        shape = (self.pixels.shape[0], self.pixels.shape[1])
        return ramp(over(self.faces, shape), 0, 0.6) if self.faces else np.zeros(shape, np.float32)

    @cached_property
    def close(self) -> bool:
        """Whether faces fill so much of the picture that nothing has room beside them."""
        return bool(self.heads.mean() > CLOSE)

    @cached_property
    def skin(self) -> Plane:
        """Where skin may be; much else has its colour."""
        return np.clip(gaussian(skin(self.colours), 0.003 * max(self.pixels.shape)), 0, 1)

    @cached_property
    def framed(self) -> bool:
        """Whether it has a margin of one colour already."""
        return has_margin(self.pixels)

    @cached_property
    def sky(self) -> Plane:
        """Where the sky is."""
        return find_sky(self.pixels)

    @cached_property
    def outdoors(self) -> bool:
        """Whether there is a day's sky that may be replaced: no studio wall, and not dark already."""
        here = self.sky > 0.5  # noqa: PLR2004 - half
        if here.mean() < LEAST_SKY:
            return False
        mean = self.colours[here].mean(axis=0)
        chroma, _ = hue(mean)
        return bool(mean[0] > DAYLIGHT and (chroma > ANY_BLUE or mean[0] > WHITE or not self.faces))

    @cached_property
    def night(self) -> float:
        """How much it is night already, 0 to 1: dark above and on the whole, and no more than a few lights."""
        bright = small(self.colours[..., 0], 160)
        above = float(np.percentile(bright[: len(bright) // 4], 75))
        lights = float((bright > 0.7).mean())  # noqa: PLR2004 - as bright as a lamp
        dark = (1 - _ramp(above, 0.34, 0.46)) * (1 - _ramp(float(np.median(bright)), 0.38, 0.5))
        return dark * (1 - _ramp(lights, *FEW_LIGHTS))

    @cached_property
    def subject(self) -> Plane:
        """What the picture is of."""
        behind = self.sky if self.sky.any() else find_sky(self.pixels, wall=True)
        return find_subject(self.pixels, behind, self.faces)

    @cached_property
    def sure(self) -> bool:
        """Whether the subject's outline may be trusted. If not, nothing is cut out, and no halo or outline drawn."""
        return outlined(self.pixels, self.subject, self.faces)

    @cached_property
    def near(self) -> Plane:
        """What nothing may lie on that is in the air behind: the subject, softly about where it is if that is not sure, and faces."""
        side = max(self.pixels.shape)
        if self.sure:
            cover = gaussian(self.subject, 0.002 * side)
        else:
            cover = ramp(gaussian(self.subject, 0.04 * side), 0.08, 0.35)
        return np.maximum(cover, self.face)

    @cached_property
    def depth(self) -> Plane:
        """How far away everything is: 0 near, 1 the sky."""
        sky = (
            self.sky if self.outdoors else np.zeros_like(self.sky)
        )  # a dark one has no edge that air may end at
        subject = self.subject if self.sure else np.zeros_like(sky)
        return find_depth(self.pixels, sky, subject)

    @cached_property
    def down(self) -> Plane:
        """How far down each pixel is, as a share of the height."""
        return grid(self.pixels.shape)[0] / np.float32(self.pixels.shape[0])

    @cached_property
    def right(self) -> Plane:
        """How far to the right each pixel is, as a share of the width."""
        return grid(self.pixels.shape)[1] / np.float32(self.pixels.shape[1])

    @cached_property
    def focus(self) -> tuple[float, float]:
        """The middle of the subject, as shares of height and width."""
        share = small(self.subject, 64) + np.float32(1e-3)
        down, right = grid(share.shape)
        rows, columns = share.shape
        total = float(share.sum())
        return float((share * (down + 0.5)).sum()) / total / rows, float(
            (share * (right + 0.5)).sum()
        ) / total / columns

    @cached_property
    def crown(self) -> float:
        """Where the subject begins, from above, as a share of the height."""
        rows = (small(self.subject, 96) > 0.5).mean(axis=1) > 0.015  # noqa: PLR2004 - half; a few pixels
        return float(np.argmax(rows)) / len(rows) if rows.any() else 0.3

    @cached_property
    def horizon(self) -> float:
        """Where the sky ends, as a share of the height."""
        rows = np.flatnonzero(self.sky.mean(axis=1) > 0.1)  # noqa: PLR2004 - more than a gap
        return max(0.25, float(rows[-1]) / len(self.sky)) if len(rows) else 0.6


def _ramp(value: float, low: float, high: float) -> float:
    return float(np.clip((value - low) / (high - low), 0, 1))
