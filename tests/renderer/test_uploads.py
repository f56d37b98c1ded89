"""Files in and out: fal's two ways of uploading, and what is not let through."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image

from renderer.api.keys import Keys
from renderer.store.files import Files
from tests.renderer.wire import Blame, Renderer


@pytest.fixture
def content(scene: Image.Image) -> bytes:
    buffer = io.BytesIO()
    scene.save(buffer, "png")
    return buffer.getvalue()


@pytest.fixture
def anybody(renderer: Renderer) -> Iterator[httpx.Client]:
    """A client without a key."""
    with httpx.Client(base_url=renderer.origin) as client:
        yield client


def test_a_token_opens_the_upload(renderer: Renderer, anybody: httpx.Client, content: bytes) -> None:
    token = renderer.http.post("/storage/auth/token?storage_type=fal-cdn-v3", json={}).json()
    assert token["base_url"] == renderer.origin
    headers = {
        "Authorization": f"{token['token_type']} {token['token']}",
        "Content-Type": "image/png",
        "X-Fal-File-Name": "../../scene.png",
    }
    url = anybody.post("/files/upload", content=content, headers=headers).json()["access_url"]
    back = anybody.get(url)
    assert back.content == content
    assert back.headers["content-type"] == "image/png"
    assert renderer.render(image_url=url, prompt="ink")["images"]


def test_an_address_is_given_out_and_written_to(
    renderer: Renderer, anybody: httpx.Client, content: bytes
) -> None:
    wanted = {"content_type": "image/png", "file_name": "scene.png"}
    given = renderer.http.post("/storage/upload/initiate?storage_type=gcs", json=wanted).json()
    assert anybody.get(given["file_url"]).status_code == 404
    assert anybody.put(given["upload_url"], content=content).status_code == 200
    assert anybody.get(given["file_url"]).content == content
    assert renderer.render(image_url=given["file_url"], prompt="ink")["images"]


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer abc", "Key any", "Bearer 99999999999~00", "Bearer ~"]
)
def test_a_wrong_token_is_refused(anybody: httpx.Client, header: str) -> None:
    headers = {"Authorization": header} if header else {}
    assert anybody.post("/files/upload", content=b"x", headers=headers).status_code == 401


@pytest.mark.parametrize("name", ["abcdefgh.png", "abcdefgh.png~00", "~", "..%2f..%2fx~00"])
def test_an_address_that_was_not_given_out_is_refused(anybody: httpx.Client, name: str) -> None:
    assert anybody.put(f"/storage/put/{name}", content=b"x").status_code == 403


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"content_type": 4}'])
def test_a_malformed_initiate_is_refused(renderer: Renderer, blame: Blame, body: bytes) -> None:
    blame(renderer.http.post("/storage/upload/initiate", content=body))


def test_a_file_above_the_bound_is_refused_and_leaves_nothing(
    renderer: Renderer, anybody: httpx.Client
) -> None:
    given = renderer.http.post("/storage/upload/initiate", json={}).json()
    response = anybody.put(given["upload_url"], content=bytes(51_000_000))
    assert response.status_code == 413
    assert anybody.get(given["file_url"]).status_code == 404


@pytest.mark.parametrize("name", ["nothing-here.png", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e", "a"])
def test_only_files_that_are_there_are_served(anybody: httpx.Client, name: str) -> None:
    assert anybody.get(f"/files/{name}").status_code == 404


def test_what_is_no_picture_is_served_as_bytes(renderer: Renderer, anybody: httpx.Client) -> None:
    given = renderer.http.post("/storage/upload/initiate", json={"content_type": "text/html"}).json()
    anybody.put(given["upload_url"], content=b"<script>alert(1)</script>")
    served = anybody.get(given["file_url"])
    assert served.headers["content-type"] == "application/octet-stream"
    assert served.headers["x-content-type-options"] == "nosniff"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_no_other_user_of_the_machine_may_look_into_the_folders(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir(mode=0o755)  # by a former version
    Files(tmp_path)
    Keys(tmp_path / "keys")
    assert {path.stat().st_mode & 0o77 for path in tmp_path.iterdir()} == {0}
    assert {path.name for path in tmp_path.iterdir()} == {"files", "kept", "private", "keys"}


def test_an_own_address_of_a_file_that_is_gone_is_a_download_error(renderer: Renderer, blame: Blame) -> None:
    entry = blame(renderer.result(image_url=f"{renderer.origin}/files/no-such-file.png"))
    assert entry["type"] == "file_download_error"
