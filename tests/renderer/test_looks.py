"""The looks: each is reached by ordinary words, no two are alike, none leaves the picture as it is."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from PIL import Image

from renderer.paint.brush import Task
from renderer.paint.looks import LOOKS
from renderer.paint.painter import Steps, render
from renderer.paint.prompt import NATURAL, read
from renderer.request import RenderRequest

REQUEST = RenderRequest.model_validate(
    {"prompt": "any", "image_url": "any", "strength": 1, "rendering_speed": "TURBO"}
)


def painted(picture: Image.Image, prompt: str, seed: int = 3) -> Image.Image:
    task = Task(reading=read(prompt), seed=seed, speed="TURBO")
    return render(picture, REQUEST, task, Steps(lambda _percent, _doing: None, 0, 1))


def numbers(picture: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    return np.asarray(picture, np.int16)


@pytest.fixture(scope="module")
def gallery(scene: Image.Image) -> dict[str, Image.Image]:
    return {name: painted(scene, look.says) for name, look in LOOKS.items()}


def _held(one: str, other: str) -> bool:
    """Whether one of two looks has the other in it: tenebrism is low key, painted, which at this size is hard to see."""
    return any(a in LOOKS and b in LOOKS[a].holds for a, b in ((one, other), (other, one)))


def test_no_two_looks_are_alike_and_none_is_the_source(
    scene: Image.Image, gallery: dict[str, Image.Image]
) -> None:
    everything = {**gallery, "the source": scene}
    alike = [
        (a, b)
        for (a, one), (b, other) in combinations(everything.items(), 2)
        if np.abs(numbers(one) - numbers(other)).mean() < 9 and NATURAL not in {a, b} and not _held(a, b)
    ]
    assert alike == []


def test_no_look_is_mud(gallery: dict[str, Image.Image]) -> None:
    flat = [name for name, picture in gallery.items() if numbers(picture).std() < 22]
    assert flat == []


def test_every_look_keeps_the_composition(scene: Image.Image, gallery: dict[str, Image.Image]) -> None:
    def outline(picture: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        small = np.asarray(picture.convert("L").resize((16, 12)), np.float64)
        return small - small.mean()

    def likeness(a: Image.Image, b: Image.Image) -> float:
        one, other = outline(a), outline(b)
        return abs(float((one * other).sum() / np.sqrt((one**2).sum() * (other**2).sum())))

    lost = {name for name, picture in gallery.items() if likeness(scene, picture) < 0.3}
    # Hues, lines and bars take the place of light and dark in these.
    assert lost <= {
        "psychedelic",
        "chalkboard",
        "blueprint",
        "abstract",
        "line_art",
        "iridescent",
        "warhol",
        "art_deco",
        "gold_foil",
        "illumination",
        "neon",
        "infrared",
        "polaroid",
        "de_stijl",
        "low_key",
        "tenebrism",
        "cyberpunk",
        "matchbox",
        "playing_card",
        "rothko",
        "trading_card",
        "wanted",
    }


@pytest.mark.parametrize("prompt", ["a robot on Mars", "make it nice", "asdf qwer", "猫", "!!!", "🎉"])
def test_a_prompt_that_means_no_look_keeps_the_picture_in_a_gentle_light(
    scene: Image.Image, prompt: str
) -> None:
    assert read(prompt).names == (NATURAL,)
    assert 2 < np.abs(numbers(painted(scene, prompt)) - numbers(scene)).mean() < 25
    assert painted(scene, prompt).tobytes() == painted(scene, prompt).tobytes()


def test_a_blend_is_none_of_its_parts(scene: Image.Image) -> None:
    prompts = ("watercolour", "watercolour and pencil", "pencil", "pencil at night", "neon mosaic", "mosaic")
    pictures = [numbers(painted(scene, prompt)) for prompt in prompts]
    assert all(np.abs(a - b).mean() > 6 for a, b in pairwise(pictures))


def test_a_named_colour_tints_the_picture(scene: Image.Image) -> None:
    plain, red, blue = (
        numbers(painted(scene, prompt)).mean(axis=(0, 1))
        for prompt in ("ink", "ink in crimson", "ink in navy")
    )
    assert red[0] - red[2] > plain[0] - plain[2] + 5
    assert blue[2] - blue[0] > plain[2] - plain[0] + 5


@pytest.mark.parametrize("size", [(8, 8), (8, 300), (301, 9)])
@pytest.mark.parametrize("name", LOOKS)
def test_every_look_copes_with_small_and_narrow_pictures(name: str, size: tuple[int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    assert painted(Image.fromarray(pixels), f'{LOOKS[name].says} "Hi"').size == size
