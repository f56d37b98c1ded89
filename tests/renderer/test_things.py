"""Words of looks that are parts of other names: a fire truck burns nothing, and pastel photographs are no chalk."""

import numpy as np
import pytest
from PIL import Image

from renderer.paint.prompt import read
from tests.renderer.test_looks import numbers, painted


@pytest.mark.parametrize(
    "prompt",
    ["a hot air balloon", "fire trucks", "a pencil skirt", "spring onions", "a marble cake", "I felt sad", "an oil rig", "rainbow trout"],
)  # fmt: skip
def test_a_thing_with_the_word_of_a_look_in_its_name_is_no_look(prompt: str) -> None:
    reading = read(prompt)
    assert not reading.named
    assert reading.missed


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("a hot desert", ("heat",)),
        ("a marble bust", ("marble",)),
        ("watercolour of a fire truck", ("watercolour",)),
        ("fire trucks in a snowy night", ("winter", "night")),
        ("felt", ("felt",)),
        ("a pencil drawing of a skirt", ("pencil",)),
    ],
)
def test_the_same_words_elsewhere_are_looks(prompt: str, names: tuple[str, ...]) -> None:
    assert read(prompt).names == names


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("overexposed, high key, pastel", ("high_key", "pastel_film")),
        ("cyanotype blueprint", ("cyanotype",)),
        ("pastel portrait", ("pastel",)),
        ("blueprint of a machine", ("blueprint",)),
    ],
)
def test_among_words_of_photographs_a_medium_is_a_photograph_too(prompt: str, names: tuple[str, ...]) -> None:
    assert read(prompt).names == names


def test_two_games_that_are_drawn_alike_have_colours_of_their_own(scene: Image.Image) -> None:
    plain, red, green = (painted(scene, prompt) for prompt in ("anime", "persona 5", "zelda botw"))
    assert np.abs(numbers(red) - numbers(plain)).mean() > 5
    assert np.abs(numbers(red) - numbers(green)).mean() > 15
