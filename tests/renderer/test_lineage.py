"""A variation of a variation: paint is not painted over again each time, and seeds are choices."""

import io
from itertools import combinations

import numpy as np
import pytest
from PIL import Image

from renderer.paint.brush import Task
from renderer.paint.lettering import inscribed
from renderer.paint.mark import Mark, as_png, mark_on, packet
from renderer.paint.painter import Steps, render
from renderer.paint.prompt import read
from renderer.paint.raster import from_image
from renderer.request import RenderRequest
from tests.renderer.wire import Numbers

REQUEST = RenderRequest.model_validate(
    {"prompt": "any", "image_url": "any", "strength": 0.8, "rendering_speed": "TURBO"}
)
PAINTED = ("oil painting", "watercolour", "gouache", "van gogh", "pastel", "impressionism")
DRAWN = ("pencil", "charcoal", "ink wash", "engraving", "woodcut")


def painted(picture: Image.Image, prompt: str, seed: int, before: tuple[str, ...] = ()) -> Image.Image:
    task = Task(reading=read(prompt), seed=seed, speed="TURBO", painted=before)
    return render(picture, REQUEST, task, Steps(lambda _percent, _doing: None, 0, 1))


def lineage(picture: Image.Image, prompt: str) -> list[Image.Image]:
    """Return four generations, each painted on the one before it."""
    made: list[Image.Image] = []
    for generation in range(4):
        picture = painted(picture, prompt, generation + 1, read(prompt).names if generation else ())
        made.append(picture)
    return made


def shape(picture: Image.Image) -> Numbers:
    return np.asarray(picture.convert("L").resize((48, 36), Image.Resampling.BOX), np.int16)


@pytest.mark.parametrize("prompt", [*PAINTED, *DRAWN])
def test_the_fourth_generation_is_still_the_picture(scene: Image.Image, prompt: str) -> None:
    first, *_, fourth = lineage(scene.resize((384, 288), Image.Resampling.BICUBIC), prompt)
    drift = from_image(fourth).mean(axis=(0, 1)) - from_image(first).mean(axis=(0, 1))
    assert np.abs(drift - drift.mean()).max() < 0.05, "hue"
    assert abs(float(drift.mean())) < 0.1, "light"
    richness = [float(np.ptp(from_image(picture), axis=2).mean()) for picture in (first, fourth)]
    assert 0.6 * richness[0] - 0.03 < richness[1] < 1.3 * richness[0] + 0.03, richness
    assert np.corrcoef(shape(first).ravel(), shape(fourth).ravel())[0, 1] > 0.8
    assert first.tobytes() != fourth.tobytes()


@pytest.mark.parametrize("prompt", [*PAINTED, *DRAWN])
def test_seeds_are_choices_and_not_one_picture_in_other_grain(scene: Image.Image, prompt: str) -> None:
    """Seen from far, where no grain is left, any two of four differ."""
    large = scene.resize((384, 288), Image.Resampling.BICUBIC)
    far = [painted(large, prompt, seed).resize((32, 24), Image.Resampling.BOX) for seed in range(4)]
    apart = [
        float(np.abs(np.asarray(one, np.int16) - np.asarray(other, np.int16)).mean())
        for one, other in combinations(far, 2)
    ]
    assert min(apart) > 2.5, apart


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_picture_says_in_which_looks_it_was_painted(form: str) -> None:
    first, second = (inscribed(Image.new("RGB", (64, 48)), [said]) for said in ('A & <B>\n"zwei"', "drei"))
    assert first
    assert second
    mark = Mark((first,), ("oil", "van_gogh"))
    file = io.BytesIO()
    options = {"pnginfo": as_png(packet(mark))} if form == "PNG" else {"xmp": packet(mark)}
    Image.new("RGB", (16, 16)).save(file, form, **options)
    with Image.open(file) as opened:
        assert mark_on(opened) == mark
    assert mark.after((second,), ("ink",)) == Mark((first, second), ("oil", "van_gogh", "ink"))
    assert len(mark.after((), ("oil",) * 99).painted) < 20
