"""Faces are found wherever they are, whatever their skin, and other things are not taken for one."""

import io

import numpy as np
import pytest
from PIL import Image

from renderer.paint.faces import find_faces, over
from renderer.paint.finish import faces as lit_faces
from renderer.paint.raster import from_image
from renderer.paint.touch import Touch
from sandbox.sample import harbour_png
from tests.renderer.portraits import FACE, HEIGHT, SKINS, WIDTH, portrait


@pytest.mark.parametrize("skin", SKINS)
@pytest.mark.parametrize("left", [10, 130])
def test_a_face_is_found_where_it_is(skin: tuple[int, int, int], left: int) -> None:
    (box,) = find_faces(from_image(portrait(skin, left)))
    edges = (box.left * WIDTH - left, box.top * HEIGHT, box.right * WIDTH - left, box.bottom * HEIGHT)
    assert edges == pytest.approx(FACE, abs=12)


def test_each_of_a_group_is_found_once() -> None:
    group = Image.new("RGB", (3 * WIDTH, 2 * HEIGHT))
    for place in range(6):
        group.paste(portrait(SKINS[place % 3]), (place % 3 * WIDTH, place // 3 * HEIGHT))
    assert len(find_faces(from_image(group))) == 6


def test_nothing_of_a_harbour_is_one() -> None:
    assert find_faces(from_image(Image.open(io.BytesIO(harbour_png())))) == ()


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
