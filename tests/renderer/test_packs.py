"""Style packs: a JSON or the look of a picture, blended by scale, and bounded like everything from outside."""

import io
import json
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PIL import Image

from renderer.failure import Cause, Failed
from renderer.paint.borrowed import Scaled
from renderer.paint.brush import Task
from renderer.paint.packs import Pack, pack_of, read_pack
from renderer.paint.painter import Steps, render
from renderer.paint.prompt import expanded, read
from renderer.request import RenderRequest
from tests.renderer.wire import AsDataUri, Numbers, Renderer

PLACE = ("loras", 2, "path")
REQUEST = RenderRequest.model_validate({"prompt": "any", "image_url": "any", "strength": 1})
SUNSET = {"palette": [[20, 10, 60], [200, 60, 90], [255, 220, 150]], "tint": 1}
HANDS = {"nets": {"19": 1.0}, "post": [{"step": "grain", "amount": 1}]}


def painted(scene: Image.Image, *packs: tuple[Pack, float], prompt: str = "as it is") -> Numbers:
    scaled = tuple(Scaled(pack, scale) for pack, scale in packs)
    task = Task(reading=read(prompt), seed=3, speed="TURBO", packs=scaled)
    picture = render(scene, REQUEST, task, Steps(lambda _percent, _doing: None, 0, 1))
    return np.asarray(picture, np.int16)


def pack(**fields: object) -> Pack:
    return read_pack(json.dumps(fields).encode())


def png(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


@pytest.fixture(scope="module")
def stripes() -> Image.Image:
    rows, columns = np.mgrid[:128, :128]
    lit = ((rows + columns) // 6 % 2)[..., None]
    return Image.fromarray((lit * (250, 190, 30) + (1 - lit) * (20, 20, 120)).astype(np.uint8))


def test_a_picture_gives_its_look(scene: Image.Image, stripes: Image.Image) -> None:
    taken = read_pack(png(stripes))
    assert len(taken.vector) == 100
    assert len(taken.palette) >= 2
    assert np.abs(painted(scene, (taken, 1)) - np.asarray(scene, np.int16)).mean() > 12


def test_two_pictures_give_two_looks(scene: Image.Image, stripes: Image.Image) -> None:
    one, other = painted(scene, (pack_of(stripes), 2)), painted(scene, (pack_of(scene), 2))
    assert np.abs(one - other).mean() > 12


def test_a_pack_survives_its_file(stripes: Image.Image) -> None:
    taken = pack_of(stripes, "stripes")
    written = taken.model_dump_json(exclude_defaults=True).encode()
    assert read_pack(written) == taken
    assert len(written) < 4000


@pytest.mark.parametrize("fields", [SUNSET, HANDS, {"vector": [0.5, -0.5] * 50}])
def test_a_pack_counts_more_the_larger_its_scale(scene: Image.Image, fields: dict[str, Any]) -> None:
    plain, *others = (painted(scene, (pack(**fields), scale)) for scale in (0.001, 0.25, 1, 4))
    distances = [float(np.abs(other - plain).mean()) for other in others]
    assert all(more > less + 0.5 for less, more in pairwise([0.0, *distances])), distances


def test_packs_blend(scene: Image.Image, stripes: Image.Image) -> None:
    one, other = pack_of(stripes), pack(**HANDS)
    alone, together, reverse = (
        painted(scene, *packs) for packs in ([(one, 1)], [(one, 1), (other, 1)], [(other, 1)])
    )
    assert np.abs(together - alone).mean() > 4
    assert np.abs(together - reverse).mean() > 4


def test_a_named_look_and_a_pack_both_count(scene: Image.Image) -> None:
    pixels, alone = (painted(scene, (pack(**SUNSET), 1), prompt=p) for p in ("pixel art", "as it is"))
    assert np.abs(pixels - alone).mean() > 5
    assert len({tuple(colour) for colour in pixels.reshape(-1, 3).tolist()}) < 30  # still few colours


def test_a_prompt_without_a_look_gets_none_where_there_is_a_pack() -> None:
    assert expanded("a fox", "Medium", shown=True) == "a fox"
    assert expanded("a fox in ink", "Medium", shown=True) != "a fox in ink"
    assert read(expanded("a fox", "Large", shown=True)).named


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", Cause.NEITHER_PACK_NOR_PICTURE),
        (b"<html>", Cause.NEITHER_PACK_NOR_PICTURE),
        (b"{", Cause.NO_PACK),
        (b"{}", Cause.NO_PACK),
        (b'{"nets": {"26": 1}}', Cause.NO_PACK),
        (b'{"nets": {"1": 1e-300}}', Cause.NO_PACK),
        (b'{"nets": {"1": NaN}}', Cause.NO_PACK),
        (b'{"vector": [1, 2]}', Cause.NO_PACK),
        (b'{"vector": [1e400]}', Cause.NO_PACK),
        (b'{"palette": [[0, 0, 256]]}', Cause.NO_PACK),
        (b'{"post": [{"step": "explode"}]}', Cause.NO_PACK),
        (b'{"nets": {"1": 1}, "unknown": 1}', Cause.NO_PACK),
        (b'{"nets":' + b"[" * 50_000, Cause.NO_PACK),
        (b'{"name": "' + b"x" * 70_000 + b'"}', Cause.FILE_TOO_LARGE),
    ],
)
def test_what_is_no_pack_is_refused_at_its_place(content: bytes, cause: Cause) -> None:
    with pytest.raises(Failed) as refused:
        read_pack(content, PLACE)
    assert (refused.value.failure.cause, refused.value.failure.place) == (cause, PLACE)


def test_a_broken_pack_over_the_wire_is_an_error_at_its_place(
    renderer: Renderer, source: str, as_data_uri: AsDataUri
) -> None:
    answer = renderer.result(image_url=source, loras=[{"path": as_data_uri(b"{}", "json"), "scale": 0}])
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "loras", 0, "path"]
