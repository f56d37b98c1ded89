"""Each parameter has its effect, and a wrong value is refused with its place in the body."""

import io
import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.renderer.wire import MODEL, Blame, Renderer


@pytest.mark.parametrize(
    ("fields", "loc", "kind"),
    [
        ({"prompt": None}, ["body", "prompt"], "string_type"),
        ({"prompt": ""}, ["body", "prompt"], "string_too_short"),
        ({"prompt": " \n "}, ["body", "prompt"], "string_too_short"),
        ({"prompt": "x" * 100_000}, ["body", "prompt"], "string_too_long"),
        ({"image_url": 5}, ["body", "image_url"], "string_type"),
        ({"strength": 2}, ["body", "strength"], "less_than_equal"),
        ({"strength": -0.1}, ["body", "strength"], "greater_than_equal"),
        ({"strength": math.nan}, ["body", "strength"], "finite_number"),
        ({"strength": math.inf}, ["body", "strength"], "finite_number"),
        ({"strength": "much"}, ["body", "strength"], "float_parsing"),
        ({"num_images": 0}, ["body", "num_images"], "greater_than_equal"),
        ({"num_images": 5}, ["body", "num_images"], "less_than_equal"),
        ({"num_images": 1.5}, ["body", "num_images"], "int_from_float"),
        ({"seed": "abc"}, ["body", "seed"], "int_parsing"),
        ({"seed": 2**63}, ["body", "seed"], "less_than"),
        ({"seed": -(2**63) - 1}, ["body", "seed"], "greater_than_equal"),
        ({"seed": 10**4000}, ["body", "seed"], "less_than"),
        ({"sync_mode": "perhaps"}, ["body", "sync_mode"], "bool_parsing"),
        ({"enable_safety_checker": []}, ["body", "enable_safety_checker"], "bool_type"),
        ({"expansion_model": "Huge"}, ["body", "expansion_model"], "literal_error"),
        ({"rendering_speed": "turbo"}, ["body", "rendering_speed"], "literal_error"),
        ({"acceleration": "full"}, ["body", "acceleration"], "literal_error"),
        ({"output_format": "webp"}, ["body", "output_format"], "literal_error"),
        ({"loras": [{"path": "a"}] * 4}, ["body", "loras"], "too_long"),
        ({"loras": [{"path": "a", "scale": 5}]}, ["body", "loras", 0, "scale"], "less_than_equal"),
        ({"loras": [{"scale": 1}]}, ["body", "loras", 0, "path"], "missing"),
        (
            {"loras": [{"path": "https://x.org/a.safetensors"}]},
            ["body", "loras", 0, "path"],
            "feature_not_supported",
        ),
    ],
)
def test_a_wrong_value_is_refused_at_its_place(
    renderer: Renderer, source: str, blame: Blame, fields: dict[str, Any], loc: list[str | int], kind: str
) -> None:
    entry = blame(renderer.submit(**{"image_url": source, **fields}))
    assert (entry["loc"], entry["type"]) == (loc, kind)


@pytest.mark.parametrize("size", ["huge", {"width": 0}, {"height": 14143}, {"width": "wide"}, 512])
def test_a_wrong_size_is_refused(renderer: Renderer, source: str, blame: Blame, size: object) -> None:
    assert blame(renderer.submit(image_url=source, image_size=size))["loc"][:2] == ["body", "image_size"]


@pytest.mark.parametrize("field", ["prompt", "image_url"])
def test_what_is_required_must_be_there(renderer: Renderer, blame: Blame, field: str) -> None:
    body = {"prompt": "ink", "image_url": "data:,"}
    del body[field]
    entry = blame(renderer.http.post(MODEL, json=body))
    assert (entry["loc"], entry["type"]) == (["body", field], "missing")


def test_a_refusal_never_sends_the_picture_back(renderer: Renderer, source: str) -> None:
    response = renderer.submit(image_url=source, strength=2, num_images=9, prompt=source)
    assert len(response.text) < 2000


def test_an_unknown_field_is_ignored(renderer: Renderer, source: str) -> None:
    assert renderer.render(image_url=source, negative_prompt="blur")["images"]


def test_the_same_seed_gives_the_same_bytes_and_another_one_another_picture(
    renderer: Renderer, source: str
) -> None:
    def content(seed: int) -> bytes:
        answer = renderer.render(image_url=source, seed=seed, strength=1)
        return renderer.http.get(answer["images"][0]["url"]).content

    assert content(4) == content(4)
    a, b = (np.asarray(Image.open(io.BytesIO(content(seed))), np.int16) for seed in (4, 5))
    assert 4 < np.abs(a - b).mean() < 60


def test_picture_i_has_the_seed_plus_i(renderer: Renderer, source: str) -> None:
    pair = renderer.render(image_url=source, seed=20, num_images=2, output_format="png")
    second = renderer.render(image_url=source, seed=21, output_format="png")
    first, next_one = (renderer.picture(pair, number).tobytes() for number in (0, 1))
    assert next_one == renderer.picture(second).tobytes()
    assert first != next_one


@pytest.mark.parametrize("seed", [2**63 - 1, -(2**63), -3])
def test_a_seed_may_be_any_number_of_64_bits(renderer: Renderer, source: str, seed: int) -> None:
    assert renderer.render(image_url=source, seed=seed, prompt="ink")["seed"] == seed


def test_without_a_seed_one_is_drawn_and_reported(renderer: Renderer, source: str) -> None:
    seeds = {renderer.render(image_url=source, prompt="ink")["seed"] for _ in range(2)}
    assert len(seeds) == 2


def test_strength_0_is_the_source_itself_and_more_strength_is_farther_from_it(
    renderer: Renderer, source: str, scene: Image.Image
) -> None:
    original = np.asarray(scene, np.int16)
    distances = [
        np.abs(renderer.pixels(image_url=source, strength=s, seed=1, output_format="png") - original).mean()
        for s in (0, 0.2, 0.5, 0.8, 1)
    ]
    assert distances[0] == 0
    assert distances == sorted(distances)
    assert distances[1] > 0.5
    assert distances[-1] > 15


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ("auto", (128, 96)),
        ("square", (512, 512)),
        ("portrait_16_9", (576, 1024)),
        ({"width": 200, "height": 100}, (200, 100)),
        ({"width": 120}, (120, 512)),
    ],
)
def test_the_picture_has_the_size_that_was_asked_for(
    renderer: Renderer, source: str, size: object, expected: tuple[int, int]
) -> None:
    answer = renderer.render(image_url=source, image_size=size, prompt="comic", rendering_speed="TURBO")
    assert renderer.picture(answer).size == expected
    assert (answer["images"][0]["width"], answer["images"][0]["height"]) == expected


@pytest.mark.parametrize(("wanted", "kind"), [("png", "PNG"), ("jpeg", "JPEG")])
def test_the_format_is_the_one_that_was_asked_for(
    renderer: Renderer, source: str, wanted: str, kind: str
) -> None:
    answer = renderer.render(image_url=source, output_format=wanted, prompt="ink")
    assert renderer.picture(answer).format == kind
    assert answer["images"][0]["content_type"] == f"image/{wanted}"


def test_sync_mode_sends_the_picture_itself_and_keeps_no_file(renderer: Renderer, source: str) -> None:
    answer = renderer.render(image_url=source, sync_mode=True, output_format="png", prompt="ink")
    url = answer["images"][0]["url"]
    assert url.startswith("data:image/png;base64,")
    assert renderer.http.get(f"/files/{answer['images'][0]['file_name']}").status_code == 404


def test_the_speeds_finish_differently(renderer: Renderer, source: str) -> None:
    speeds = ("TURBO", "BALANCED", "QUALITY")
    pictures = [renderer.pixels(image_url=source, rendering_speed=speed, seed=3) for speed in speeds]
    assert all(np.abs(a - b).mean() > 1 for a, b in pairwise(pictures))


def test_acceleration_changes_the_finish_of_a_large_picture(renderer: Renderer, source: str) -> None:
    pictures = [
        renderer.pixels(image_url=source, image_size="square_hd", acceleration=a, seed=3, prompt="ink")
        for a in ("none", "high")
    ]
    assert np.abs(pictures[0] - pictures[1]).mean() > 1


def test_an_expanded_prompt_is_reported_and_asks_for_the_same_picture(
    renderer: Renderer, source: str
) -> None:
    def answer(prompt: str, model: str) -> tuple[str, bytes]:
        fields = {"image_url": source, "seed": 9, "output_format": "png", "rendering_speed": "TURBO"}
        reply = renderer.render(prompt=prompt, expansion_model=model, **fields)
        return reply["prompt"], renderer.picture(reply).tobytes()

    plain, medium, large = (answer("a lighthouse", model) for model in ("None", "Medium", "Large"))
    assert plain[0] == "a lighthouse"
    assert len(plain[0]) < len(medium[0]) < len(large[0])
    assert medium[0].startswith("a lighthouse, ")
    for reworded, picture in (medium, large):
        assert answer(reworded, "None") == (reworded, picture)
    assert medium[1] != large[1]


def test_the_safety_switch_is_accepted_and_nothing_is_flagged(renderer: Renderer, source: str) -> None:
    answer = renderer.render(image_url=source, enable_safety_checker=False, prompt="ink")
    assert answer["has_nsfw_concepts"] == [False]
