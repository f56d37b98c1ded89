"""A face keeps its eyes where they are, in every look and whatever its skin."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw, ImageFilter

from renderer.paint.looks import LOOKS
from tests.renderer.test_strength import painted

Plane = npt.NDArray[np.float64]

SKINS: Final = {"pale": (240, 200, 176), "dark": (122, 78, 56)}
EYES: Final = ((118, 104, 170, 150), (158, 104, 210, 150))  # left, top, right, bottom
REACH: Final = 12  # pixels that an eye is looked for around its place
MOVED: Final = 4  # pixels that it may be away: a brick of the plastic ones
ALIKE: Final = 0.25  # correlation of its edges with those of the source
# These put the picture elsewhere (a tile, a frame, a cut-out), or take every drawing out of it.
ELSEWHERE: Final = {"warhol", "polaroid", "sticker", "travel_poster", "de_stijl"}
# A drawn face of one dark tone is all black in these; in photographs it has lights to carve.
CARVED: Final = {("dark", "woodcut"), ("dark", "blueprint")}


def _portrait(skin: tuple[int, int, int]) -> Image.Image:
    picture = Image.new("RGB", (320, 320), (120, 150, 170))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((60, 230, 260, 320), fill=(70, 60, 110))
    pen.ellipse((100, 50, 220, 230), fill=skin)
    pen.pieslice((92, 30, 228, 170), 180, 360, fill=(50, 36, 30))
    for eye in (135, 185):
        pen.ellipse((eye - 14, 124, eye + 14, 142), fill=(245, 242, 238))
        pen.ellipse((eye - 8, 125, eye + 8, 141), fill=(30, 24, 24))
        pen.line((eye - 16, 112, eye + 16, 110), fill=(50, 36, 30), width=5)
    pen.ellipse((135, 188, 185, 206), fill=(150, 50, 54))
    return picture.filter(ImageFilter.GaussianBlur(1.2))


def _edges(picture: Image.Image) -> Plane:
    down, right = np.gradient(
        np.asarray(picture.convert("L").filter(ImageFilter.GaussianBlur(2)), np.float64)
    )
    return np.hypot(down, right)


def _found(source: Plane, made: Plane, place: tuple[int, int, int, int]) -> tuple[float, int]:
    """How much the most similar place is like the source's, and how far it is from there."""
    left, top, right, bottom = place
    wanted = source[top:bottom, left:right]
    wanted = (wanted - wanted.mean()) / wanted.std()
    best, away = -1.0, 0
    for down in range(-REACH, REACH + 1):
        for across in range(-REACH, REACH + 1):
            seen = made[top + down : bottom + down, left + across : right + across]
            like = float((wanted * (seen - seen.mean())).mean() / (seen.std() + 1e-6))
            if like > best:
                best, away = like, max(abs(down), abs(across))
    return best, away


CASES: Final = sorted({(skin, look) for skin in SKINS for look in set(LOOKS) - ELSEWHERE} - CARVED)


@pytest.mark.parametrize(("skin", "look"), CASES)
def test_eyes_stay_where_they_are(skin: str, look: str) -> None:
    source = _portrait(SKINS[skin])
    edges, made = _edges(source), _edges(painted(source, look, 0.8).resize(source.size))
    for eye in EYES:
        like, away = _found(edges, made, eye)
        assert like > ALIKE
        assert away <= MOVED
