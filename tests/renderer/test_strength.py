"""Strength where a picture is cut out, framed or made of pieces; and marks that stay on their side of it."""

import numpy as np
import pytest
from PIL import Image

from renderer.paint.brush import Task
from renderer.paint.looks import LOOKS
from renderer.paint.painter import Steps, render
from renderer.paint.prompt import Reading
from renderer.paint.raster import moved
from renderer.request import RenderRequest


def painted(picture: Image.Image, name: str, strength: float, colours: tuple[str, ...] = ()) -> Image.Image:
    request = RenderRequest.model_validate(
        {"prompt": "any", "image_url": "any", "strength": strength, "rendering_speed": "BALANCED"}
    )
    task = Task(reading=Reading((name,), colours, ()), seed=4, speed="BALANCED")
    return render(picture, request, task, Steps(lambda _percent, _doing: None, 0, 1))


@pytest.mark.parametrize("strength", [0.3, 0.5, 0.8])
def test_hard_pixels_stay_hard_at_every_strength(scene: Image.Image, strength: float) -> None:
    """Laid over the source, a pattern of two colours would have thousands."""
    colours = painted(scene, "one_bit", strength).getcolors(4)
    assert colours is not None
    assert len(colours) == 2


@pytest.mark.parametrize("name", ["art_deco", "vintage"])
def test_no_picture_shines_through_a_frame(scene: Image.Image, name: str) -> None:
    framed = np.asarray(painted(scene, name, 0.8))
    sides = np.concatenate([framed[0], framed[-1], framed[:, 0], framed[:, -1]])
    assert np.ptp(sides, axis=0).max() == 0


@pytest.mark.parametrize("name", ["pop_art", "cut_paper", "glitch", "vaporwave"])  # they shift marks
def test_nothing_that_is_on_one_side_comes_in_at_the_other(name: str) -> None:
    """A dark stripe at the right side changes no more of the left side than one in the middle."""
    light = np.clip(0.75 + np.random.default_rng(1).normal(0, 0.02, (192, 1024, 1)).repeat(3, 2), 0, 1)
    sides: list[np.ndarray[tuple[int, ...], np.dtype[np.int16]]] = []
    for column in (512, 1016):
        striped = light.copy()
        striped[:, column : column + 4] *= 0.1
        made = painted(Image.fromarray((striped * 255).astype(np.uint8)), name, 1)
        sides.append(np.asarray(made, np.int16)[:, :4])
    assert np.abs(sides[0] - sides[1]).mean() < 5


def test_what_is_moved_repeats_the_side_that_it_leaves() -> None:
    plane = np.arange(12, dtype=np.float32).reshape(3, 4)
    assert moved(plane, 1, 2).tolist() == [[0, 0, 0, 1], [0, 0, 0, 1], [4, 4, 4, 5]]
    assert moved(plane, 0, -9).tolist() == [[3] * 4, [7] * 4, [11] * 4]


@pytest.mark.parametrize("shade", [0, 128, 255])
@pytest.mark.parametrize("name", sorted(name for name, look in LOOKS.items() if look.whole or look.pieces))
@pytest.mark.filterwarnings("error")
def test_a_picture_of_nothing_is_painted_without_a_warning(name: str, shade: int) -> None:
    assert painted(Image.new("RGB", (48, 40), (shade,) * 3), name, 0.6).size == (48, 40)
