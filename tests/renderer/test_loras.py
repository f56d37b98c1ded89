"""`loras`: what their paths name is fetched by the rules of sources, and has its effect."""

import base64
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.renderer.wire import MODEL, AsDataUri, Blame, Renderer, ended, serving

FIRST = ["body", "loras", 0, "path"]
HANDS = {"name": "hands", "nets": {"3": 1.0}}


def as_uri(content: bytes | dict[str, Any]) -> str:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return f"data:application/json;base64,{base64.b64encode(raw).decode()}"


def weights() -> bytes:
    """The start of a .safetensors file: the length of its header, its header, its numbers."""
    header = json.dumps({"up": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}}).encode()
    return struct.pack("<Q", len(header)) + header + bytes(16)


@pytest.fixture
def uploaded(renderer: Renderer) -> str:
    """A pack as a file of the renderer's own."""
    given = renderer.http.post("/storage/upload/initiate", json={"content_type": "application/json"}).json()
    renderer.http.put(given["upload_url"], content=json.dumps(HANDS))
    return given["file_url"]


def test_a_pack_has_its_effect_by_its_scale_wherever_it_lies(
    renderer: Renderer, source: str, uploaded: str
) -> None:
    def painted(*loras: dict[str, object]) -> np.ndarray[Any, np.dtype[np.int16]]:
        return renderer.pixels(
            image_url=source, prompt="ink", seed=2, loras=list(loras), rendering_speed="TURBO"
        )

    plain, inline, own = painted(), painted({"path": as_uri(HANDS)}), painted({"path": uploaded})
    assert (inline == own).all()
    assert np.abs(inline - plain).mean() > 2
    assert (painted({"path": uploaded, "scale": 0}) == plain).all()


def test_any_picture_is_a_pack(
    renderer: Renderer, source: str, as_data_uri: AsDataUri, scene: Image.Image
) -> None:
    look = as_data_uri(scene.rotate(90).convert("L").convert("RGB"))
    fields = {"image_url": source, "prompt": "ink", "seed": 2, "rendering_speed": "TURBO"}
    taken = renderer.pixels(**fields, loras=[{"path": look}, {"path": as_uri(HANDS), "scale": 0.5}])
    assert np.abs(taken - renderer.pixels(**fields)).mean() > 2


@pytest.mark.parametrize("name", ["a.safetensors", "A.SAFETENSORS?x=1", "a.ckpt"])
def test_weights_are_refused_by_their_name_at_once(
    renderer: Renderer, source: str, blame: Blame, name: str
) -> None:
    entry = blame(renderer.submit(image_url=source, loras=[{"path": f"https://example.org/{name}"}]))
    assert (entry["loc"], entry["type"]) == (FIRST, "feature_not_supported")
    assert "diffusion" in entry["msg"]


def test_weights_are_refused_by_their_content(renderer: Renderer, source: str, blame: Blame) -> None:
    entry = blame(renderer.result(image_url=source, loras=[{"path": as_uri(weights())}]))
    assert (entry["loc"], entry["type"]) == (FIRST, "feature_not_supported")


@pytest.mark.parametrize(
    "path",
    [
        "", "pack", "http://localhost/pack.json", "https://localhost/pack.json", "file:///etc/passwd",
        "https://127.0.0.1/pack", "data:application/json;base64,@@",
    ],
)  # fmt: skip
def test_what_may_not_be_fetched_is_refused_at_its_place(
    renderer: Renderer, source: str, blame: Blame, path: str
) -> None:
    packs = [{"path": as_uri(HANDS)}, {"path": path}]
    entry = blame(renderer.result(image_url=source, loras=packs))
    assert (entry["loc"], entry["type"]) == (["body", "loras", 1, "path"], "file_download_error")
    assert "Connect" not in entry["msg"]


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"{", b"{}", b"[1]", bytes(4000), b'{"nets": {"99": 1}}']
)
def test_what_is_neither_a_pack_nor_a_picture_is_refused_at_its_place(
    renderer: Renderer, source: str, blame: Blame, content: bytes
) -> None:
    entry = blame(renderer.result(image_url=source, loras=[{"path": as_uri(content)}]))
    assert entry["loc"][:4] == FIRST


async def test_a_pack_has_its_own_bound(tmp_path: Path, source: str) -> None:
    async with serving(tmp_path) as client:
        given = (await client.post("/storage/upload/initiate", json={})).json()
        await client.put(given["upload_url"], content=bytes(25_000_001))
        body = {"prompt": "ink", "image_url": source, "loras": [{"path": given["file_url"]}]}
        refused = (await ended(client, (await client.post(MODEL, json=body)).json())).json()["detail"][0]
        assert (refused["loc"], refused["type"]) == (FIRST, "file_too_large")
        assert refused["ctx"] == {"max_size": 25_000_000}
        assert list((tmp_path / "private").iterdir()) == []
