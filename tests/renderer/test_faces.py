"""Likely faces are found by their colours, wherever they are, and few other things are taken for one."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from renderer.paint.faces import find_faces, over
from renderer.paint.finish import faces as lit_faces
from renderer.paint.raster import from_image
from renderer.paint.touch import Touch

SKINS = [(240, 200, 176), (198, 140, 104), (122, 78, 56)]


def portrait(skin: tuple[int, int, int], left: int = 60) -> Image.Image:
    """A drawn head before a wall."""
    picture = Image.new("RGB", (200, 160), (90, 130, 170))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((left, 30, left + 56, 106), fill=skin)
    for eye in (left + 17, left + 39):
        draw.ellipse((eye - 6, 56, eye + 6, 64), fill=(30, 24, 24))
    draw.rectangle((left + 18, 86, left + 38, 92), fill=(120, 40, 44))
    return picture


@pytest.mark.parametrize("skin", SKINS)
@pytest.mark.parametrize("left", [10, 130])
def test_a_face_is_found_where_it_is(skin: tuple[int, int, int], left: int) -> None:
    (box, *_) = find_faces(from_image(portrait(skin, left)))
    assert abs(box.left * 200 - left) < 8
    assert abs(box.right * 200 - left - 56) < 8
    assert abs(box.top * 160 - 30) < 8


@pytest.mark.parametrize(
    "tone", [(60, 120, 200), (40, 140, 60), (128, 128, 128), (240, 200, 176), (200, 30, 30)]
)
def test_a_plain_area_is_no_face(tone: tuple[int, int, int]) -> None:
    assert find_faces(from_image(Image.new("RGB", (120, 90), tone))) == ()


def test_the_cover_is_full_inside_and_nothing_far_away() -> None:
    pixels = from_image(portrait(SKINS[0]))
    cover = over(find_faces(pixels), (160, 200))
    assert cover[68, 88] > 0.95
    assert cover[5, 190] < 0.05


def test_a_face_gets_its_light_back_and_the_rest_stays() -> None:
    pixels = from_image(portrait(SKINS[1]))
    painted = np.full_like(pixels, 0.5)
    kept = lit_faces(0.8)(painted, Touch(pixels, 1, find_faces(pixels)))
    assert float(np.abs(kept - painted)[60, 77].max()) > 0.2  # an eye
    assert float(np.abs(kept - painted)[5, 190].max()) < 0.05
