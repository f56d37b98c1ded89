"""What the renderer's tests share: a running renderer, pictures to send, and a plain client."""

import base64
import io
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.renderer.wire import AsDataUri, Blame, Renderer


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    command = [sys.executable, "-m", "renderer", "--port", "0", "--until-stdin-closes"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        origin = process.stdout.readline().split()[-1]
        with httpx.Client(base_url=origin, headers={"Authorization": "Key any"}, timeout=60) as http:
            yield Renderer(http)
        process.stdin.close()


@pytest.fixture(scope="session")
def scene() -> Image.Image:
    """A sky, hills, a lake and a red house: edges, flat areas, soft ones and texture."""
    rows, columns = np.mgrid[:96, :128].astype(np.float32)
    random = np.random.default_rng(5)
    picture = np.stack([90 + rows, 140 + rows * 0.8, 225 - rows * 0.4], axis=2)
    hills = rows > 46 + 9 * np.sin(columns / 13)
    picture[hills] = (54, 104, 62)
    picture[rows > 74] = (40, 76, 130)
    picture[50:72, 30:52] = (196, 62, 48)
    picture[56:64, 36:43] = (250, 226, 140)
    picture += random.normal(0, 5, (96, 128, 1))
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))


@pytest.fixture(scope="session")
def as_data_uri() -> AsDataUri:
    def encode(picture: Image.Image | bytes, kind: str = "png", exif: Image.Exif | None = None) -> str:
        buffer = io.BytesIO()
        if isinstance(picture, bytes):
            buffer.write(picture)
        else:
            picture.save(buffer, kind, exif=exif or Image.Exif())
        content = buffer.getvalue()
        return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"

    return encode


@pytest.fixture(scope="session")
def source(scene: Image.Image, as_data_uri: AsDataUri) -> str:
    return as_data_uri(scene)


@pytest.fixture(scope="session")
def blame() -> Blame:
    """The first entry of an error in the form of a list, which must be whole."""

    def first(response: httpx.Response) -> Mapping[str, Any]:
        assert response.status_code == 422, response.text
        entry = response.json()["detail"][0]
        assert {"loc", "msg", "type"} <= set(entry)
        assert entry["loc"][0] == "body"
        return entry

    return first
