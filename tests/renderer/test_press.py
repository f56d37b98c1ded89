"""Prints: the very colours of a prompt, inks that are separated, posters whose subject is sure and not."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from renderer.paint.press.screens import chequered, dots, ruled
from renderer.paint.raster import Plane
from tests.renderer.test_strength import painted


def test_a_palette_is_those_colours_and_no_others(scene: Image.Image) -> None:
    codes = ("#ff8800", "#003366", "#f4f1de")
    made = np.asarray(painted(scene, "limited_palette", 1, codes), np.int16).reshape(-1, 3)
    wanted = np.array([list(bytes.fromhex(code[1:])) for code in codes], np.int16)
    away = np.abs(made[:, None] - wanted).max(axis=2)
    assert (away.min(axis=1) <= 2).mean() > 0.5  # of so small a picture a good part is borders between them
    assert all((away[:, number] <= 2).mean() > 0.05 for number in range(3))
    low, high = wanted.min(axis=0), wanted.max(axis=0)
    assert ((made >= low - 1) & (made <= high + 1)).all()


@pytest.mark.parametrize("name", ["risograph", "duotone", "swiss"])
def test_a_print_takes_the_prompts_colours(scene: Image.Image, name: str) -> None:
    red, blue = (
        np.asarray(painted(scene, name, 1, (colour,)), np.float64).mean(axis=(0, 1))
        for colour in ("red", "navy")
    )
    assert red[0] - red[2] > blue[0] - blue[2] + 20


@pytest.mark.parametrize("screen", [dots, chequered, ruled])
@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7])
def test_a_screen_inks_as_much_as_it_says(
    screen: Callable[[Plane, float, float], Plane], share: float
) -> None:
    made = screen(np.full((120, 120), share, np.float32), 9, 30)
    assert made.mean() == pytest.approx(share, abs=0.1)


def test_a_sticker_has_a_white_rim_and_lies_on_one_colour(scene: Image.Image) -> None:
    made = np.asarray(painted(scene.resize((512, 384)), "sticker", 0.5), np.int16)
    assert np.ptp(made[0], axis=0).max() <= 8  # the ground: no picture shines through
    white = (made.min(axis=2) > 235).any(axis=1)
    assert white.mean() > 0.3


def test_de_stijl_has_its_own_colours_and_no_others(scene: Image.Image) -> None:
    made = np.asarray(painted(scene, "de_stijl", 1), np.int16).reshape(-1, 3)
    codes = ("c8281e", "f2c51d", "1f4ba0", "12110f", "161513", "8f9294", "d4d3cc", "f4f1e6")
    allowed = np.array([list(bytes.fromhex(code)) for code in codes], np.int16)
    away = np.abs(made[:, None] - allowed).max(axis=2).min(axis=1)
    assert (away < 30).mean() > 0.97, "but for the canvas that shows through"
