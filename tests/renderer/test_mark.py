"""The renderer marks what it paints, in whatever way the picture leaves it."""

import base64
import io

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.readers import MADE_WITH_AI, needs_a_reader, source_types
from tests.renderer.wire import MODEL, Renderer

DIRECT = f"/run{MODEL}"

pytestmark = needs_a_reader


@pytest.mark.parametrize("form", ["jpeg", "png"])
@pytest.mark.parametrize("strength", [0, 0.8])
def test_each_file_says_that_a_model_made_it(
    renderer: Renderer, source: str, form: str, strength: float
) -> None:
    wish = {
        "prompt": "ink",
        "image_url": source,
        "output_format": form,
        "num_images": 2,
        "strength": strength,
    }
    answer = renderer.http.post(DIRECT, json=wish).json()
    files = [renderer.http.get(image["url"]).content for image in answer["images"]]
    assert source_types(*files) == [[MADE_WITH_AI]] * 2


def test_so_does_one_inside_the_answer(renderer: Renderer, source: str) -> None:
    wish = {"prompt": "ink", "image_url": source, "sync_mode": True}
    [image] = renderer.http.post(DIRECT, json=wish).json()["images"]
    assert source_types(base64.b64decode(image["url"].partition(",")[2])) == [[MADE_WITH_AI]]


def _painted(renderer: Renderer, **wish: object) -> tuple[str, bytes]:
    """Where a picture is, and its bytes."""
    answer = renderer.http.post(DIRECT, json={"output_format": "png", "seed": 7, **wish}).json()
    url = answer["images"][0]["url"]
    return url, renderer.http.get(url).content


@pytest.mark.parametrize("form", ["png", "jpeg"])
def test_words_that_are_on_a_picture_already_are_not_written_over_it_again(
    renderer: Renderer, source: str, form: str
) -> None:
    url, _ = _painted(renderer, prompt='ink, "HARBOUR" and "A & <B>"', image_url=source, output_format=form)
    once = _written(renderer, url, 'ink, "HARBOUR" and "A & <B>"')
    again, _ = _painted(renderer, prompt='ink, "HARBOUR" and "A & <B>"', image_url=url)
    twice = _written(renderer, again, 'ink, "HARBOUR" and "A & <B>"')
    assert once.any()
    assert np.abs(np.argwhere(once).mean(axis=0) - np.argwhere(twice).mean(axis=0)).max() < 2
    assert twice.sum() < 1.3 * once.sum(), "in the same place, and not beside it once more"
    assert (_written(renderer, url, 'ink, "QUAY"') & ~once).any()
    assert source_types(renderer.http.get(again).content) == [[MADE_WITH_AI]]


def _written(renderer: Renderer, url: str, prompt: str) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Where the words of a prompt change a picture beyond what it does without them."""
    lettered, plain = (
        np.asarray(Image.open(io.BytesIO(_painted(renderer, prompt=words, image_url=url)[1])), np.int16)
        for words in (prompt, "ink")
    )
    return np.abs(lettered - plain).max(axis=2) > 40


def test_a_stranger_s_packet_says_nothing_of_words(renderer: Renderer, source: str) -> None:
    for written in (
        b"\xff" * 9,
        b"restyle:Written=",
        b'restyle:Written="' + b"A" * 200_000,
        b'restyle:Written="&x;"',
    ):
        file = io.BytesIO()
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", written)
        Image.new("RGB", (64, 64), "teal").save(file, "PNG", pnginfo=info)
        url = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
        assert _painted(renderer, prompt='ink, "HARBOUR"', image_url=url)[1]
