"""The renderer marks what it paints, in whatever way the picture leaves it."""

import base64

import pytest

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
