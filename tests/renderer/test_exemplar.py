"""`style_image_url`: the look of one picture on the content of another."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from renderer.paint.brush import Task
from renderer.paint.exemplar import exemplar_of
from renderer.paint.painter import Steps, render
from renderer.paint.prompt import read
from renderer.request import RenderRequest
from tests.renderer.wire import AsDataUri, Blame, Numbers, Renderer

FIELD = ["body", "style_image_url"]
ELSEWHERE = """
import hashlib, sys
from PIL import Image
from tests.renderer.test_exemplar import painted
scene, look = map(Image.open, sys.argv[1:])
print(hashlib.sha256(painted(scene, look, 11).tobytes()).hexdigest())
"""


def painted(
    scene: Image.Image, look: Image.Image, seed: int = 3, prompt: str = "as it is", strength: float = 1
) -> Image.Image:
    request = RenderRequest.model_validate({"prompt": prompt, "image_url": "any", "strength": strength})
    task = Task(reading=read(prompt), seed=seed, speed="TURBO", exemplar=exemplar_of(look))
    return render(scene, request, task, Steps(lambda _percent, _doing: None, 0, 1))


def numbers(picture: Image.Image) -> Numbers:
    return np.asarray(picture.convert("RGB"), np.int16)


def far(one: Image.Image, other: Image.Image) -> float:
    """How far apart two pictures are, pixel by pixel."""
    return float(np.abs(numbers(one) - numbers(other)).mean())


def colours_apart(one: Image.Image, other: Image.Image) -> float:
    """How far apart the colours of two pictures are, wherever they are: the n-th darkest of each from the other's."""
    sides = [np.sort(numbers(each.resize((64, 64))).reshape(-1, 3), axis=0) for each in (one, other)]
    return float(np.abs(sides[0] - sides[1]).mean())


@pytest.fixture(scope="module")
def stripes() -> Image.Image:
    """Slanting brush strokes in blue and orange."""
    rows, columns = np.mgrid[:160, :200]
    lit = ((rows + 2 * columns) // 14 % 2)[..., None]
    return Image.fromarray((lit * (240, 150, 30) + (1 - lit) * (20, 30, 110)).astype(np.uint8))


@pytest.fixture(scope="module")
def ink() -> Image.Image:
    """Pen strokes on paper."""
    random = np.random.default_rng(4)
    paper = np.full((160, 160, 3), (236, 230, 214), np.uint8)
    for row, column in random.integers(0, 140, (500, 2)):
        paper[row : row + 2, column : column + 18] = (30, 28, 34)
    return Image.fromarray(paper)


def test_a_painting_has_the_colours_of_its_exemplar_and_still_shows_the_scene(
    scene: Image.Image, stripes: Image.Image, ink: Image.Image
) -> None:
    for look in (stripes, ink):
        made = painted(scene, look)
        assert colours_apart(made, look) < 0.5 * colours_apart(scene, look)
        bright, light = (
            np.asarray(each.convert("L").resize((16, 12)), float).ravel() for each in (scene, made)
        )
        assert np.corrcoef(bright, light)[0, 1] > 0.4
    assert far(painted(scene, stripes), painted(scene, ink)) > 30


def test_seeds_differ_visibly_and_stay_in_the_look(scene: Image.Image, stripes: Image.Image) -> None:
    made = [painted(scene, stripes, seed) for seed in range(4)]
    assert min(far(one, other) for one, other in combinations(made, 2)) > 2.5
    apart = max(colours_apart(one, other) for one, other in combinations(made, 2))
    assert apart < 0.5 * colours_apart(scene, stripes)


def test_another_process_makes_the_same_bytes(
    tmp_path: Path, scene: Image.Image, stripes: Image.Image
) -> None:
    files = [tmp_path / "scene.png", tmp_path / "look.png"]
    for picture, file in zip((scene, stripes), files, strict=True):
        picture.save(file)
    ended = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, *map(str, files)],
        env={**os.environ, "PYTHONHASHSEED": "17", "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.strip() == hashlib.sha256(painted(scene, stripes, 11).tobytes()).hexdigest()


def test_strength_goes_from_the_source_to_the_look(scene: Image.Image, stripes: Image.Image) -> None:
    far_off = [far(scene, painted(scene, stripes, strength=strength)) for strength in (0, 0.3, 0.7, 1)]
    assert far_off[0] == 0
    assert far_off == sorted(far_off)
    assert far_off[1] > 3


def test_the_prompt_adds_to_the_look(scene: Image.Image, stripes: Image.Image) -> None:
    plain = painted(scene, stripes)
    assert far(plain, painted(scene, stripes, prompt="a quiet day")) == 0, "no look is invented beside it"
    for prompt in ("watercolour", "at dawn", "in green", 'a sign "OPEN"'):
        assert far(plain, painted(scene, stripes, prompt=prompt)) > 2, prompt
    pixels = numbers(painted(scene, stripes, prompt="pixel art")).reshape(-1, 3)
    assert len({tuple(colour) for colour in pixels.tolist()}) < 40, "what is made of pieces stays whole"


ODD: dict[str, Callable[[Image.Image], Image.Image]] = {
    "black": lambda scene: Image.new("RGB", scene.size),
    "white": lambda scene: Image.new("RGB", scene.size, "white"),
    "of one colour": lambda scene: Image.new("RGB", scene.size, (30, 90, 200)),
    "as small as can be": lambda scene: scene.resize((8, 8)),
    "long": lambda scene: scene.resize((1500, 9)),
    "nearly black": lambda scene: Image.blend(scene, Image.new("RGB", scene.size), 0.95),
}


@pytest.mark.parametrize("name", ODD)
def test_whatever_the_exemplar_the_scene_can_be_seen(scene: Image.Image, name: str) -> None:
    made = painted(scene, ODD[name](scene)).convert("L")
    assert float(np.asarray(made, float).std()) > 9
    assert 25 < float(np.asarray(made, float).mean()) < 235


def test_the_look_is_taken_wherever_its_picture_lies(
    renderer: Renderer, source: str, stripes: Image.Image, as_data_uri: AsDataUri, tmp_path: Path
) -> None:
    stripes.save(tmp_path / "look.png")
    given = renderer.http.post("/storage/upload/initiate", json={"content_type": "image/png"}).json()
    renderer.http.put(given["upload_url"], content=(tmp_path / "look.png").read_bytes())
    fields = {"image_url": source, "prompt": "as it is", "seed": 2, "rendering_speed": "TURBO"}
    inline = renderer.pixels(**fields, style_image_url=as_data_uri(stripes))
    uploaded = renderer.pixels(**fields, style_image_url=given["file_url"])
    plain = renderer.pixels(**fields, style_image_url=None)
    assert (inline == uploaded).all()
    assert np.abs(inline - plain).mean() > 10
    packed = renderer.pixels(
        **fields,
        style_image_url=given["file_url"],
        loras=[{"path": as_data_uri(b'{"nets": {"3": 1}}', "json")}],
    )
    assert np.abs(inline - packed).mean() > 2, "each is taken for what it is"


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("", "file_download_error"),
        ("http://localhost/look.png", "file_download_error"),
        ("https://127.0.0.1/look.png", "file_download_error"),
        ("file:///etc/passwd", "file_download_error"),
        ("data:image/png;base64,@@", "image_load_error"),
        ("data:image/png;base64,AAAA", "image_load_error"),
    ],
)
def test_what_is_no_picture_or_may_not_be_fetched_is_refused_at_its_place(
    renderer: Renderer, source: str, blame: Blame, address: str, kind: str
) -> None:
    entry = blame(renderer.result(image_url=source, style_image_url=address))
    assert (entry["loc"], entry["type"]) == (FIELD, kind)


@pytest.mark.parametrize(
    ("size", "kind"), [((300, 2), "image_too_small"), ((9000, 6000), "image_too_large")], ids=str
)
def test_one_of_an_impossible_size_is_refused_at_its_place(
    renderer: Renderer, source: str, blame: Blame, as_data_uri: AsDataUri, size: tuple[int, int], kind: str
) -> None:
    picture = as_data_uri(Image.new("1", size))
    entry = blame(renderer.result(image_url=source, style_image_url=picture))
    assert (entry["loc"], entry["type"]) == (FIELD, kind)
