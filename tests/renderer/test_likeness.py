"""A face keeps its eyes where they are, in every look and whatever its skin."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageFilter

from renderer.paint.looks import LOOKS
from tests.renderer.portraits import EYES as FROM_THE_LEFT
from tests.renderer.portraits import SKINS as TONES
from tests.renderer.portraits import portrait
from tests.renderer.test_strength import painted

PALE, _, DARK = TONES
Plane = npt.NDArray[np.float64]

SKINS: Final = {"pale": PALE, "dark": DARK}
LEFT, TIMES = 72, 2
EYES: Final = tuple(  # left, top, right, bottom
    ((LEFT + eye) * TIMES - 26, 62 * TIMES - 23, (LEFT + eye) * TIMES + 26, 62 * TIMES + 23)
    for eye in FROM_THE_LEFT
)
REACH: Final = 12  # pixels that an eye is looked for around its place
MOVED: Final = 4  # pixels that it may be away: a brick of the plastic ones
ALIKE: Final = 0.25  # correlation of its edges with those of the source
# These put the picture elsewhere (a tile, a frame, a cut-out, nearer, through a lens that bends it), or take every drawing out of it.
ELSEWHERE: Final = {
    "warhol", "polaroid", "sticker", "travel_poster", "de_stijl", "close_up", "fisheye", "stamp",
    "paperback", "playing_card", "wanted", "trading_card", "illumination",
}  # fmt: skip
# A drawn face of one dark tone is all black in these; in photographs it has lights to carve.
CARVED: Final = {("dark", "woodcut"), ("dark", "blueprint"), ("dark", "tron")}


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
    source = portrait(SKINS[skin], LEFT, TIMES)
    edges, made = _edges(source), _edges(painted(source, look, 0.8).resize(source.size))
    for eye in EYES:
        like, away = _found(edges, made, eye)
        assert like > ALIKE
        assert away <= MOVED
