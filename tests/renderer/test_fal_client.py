"""fal's own client, unmodified, pointed at the renderer: the check that we did not write."""

import gc
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import fal_client
import fal_client.client as client_module
import pytest
from PIL import Image

from tests.renderer.wire import SLOW, Renderer, serving

# fal's client has no way to be closed: its sockets go when it does.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
MODEL = "ideogram/v4/image-to-image/lora"


@pytest.fixture(autouse=True)
def redirected(renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(client_module, "QUEUE_URL_FORMAT", f"{renderer.origin}/")
    monkeypatch.setattr(client_module, "RUN_URL_FORMAT", f"{renderer.origin}/run/")
    for name in ("REST_URL", "CDN_URL"):
        monkeypatch.setattr(client_module, name, renderer.origin)
    yield
    gc.collect()  # here and not in somebody else's test


@pytest.fixture
def client() -> fal_client.SyncClient:
    return fal_client.SyncClient(key="any:key")


def fields(source: str, **more: object) -> dict[str, object]:
    return {"prompt": "ink drawing", "image_url": source, "seed": 7, **more}


def test_subscribe_sees_the_logs_and_gets_the_pictures(client: fal_client.SyncClient, source: str) -> None:
    updates: list[fal_client.Status] = []
    answer = client.subscribe(
        MODEL, fields(source, num_images=2), with_logs=True, on_queue_update=updates.append
    )
    last = updates[-1]
    assert isinstance(last, fal_client.Completed)
    assert last.logs
    assert last.metrics["inference_time"] > 0
    assert len(answer["images"]) == 2
    assert answer["seed"] == 7


async def test_the_asynchronous_client_does_too(source: str) -> None:
    client = fal_client.AsyncClient(key="any:key")
    updates: list[fal_client.Status] = []
    answer = await client.subscribe(MODEL, fields(source), with_logs=True, on_queue_update=updates.append)
    assert isinstance(updates[-1], fal_client.Completed)
    assert answer["images"][0]["width"] == 128


def test_submit_status_result_and_cancel_one_by_one(client: fal_client.SyncClient, source: str) -> None:
    handle = client.submit(MODEL, fields(source))
    assert isinstance(handle.status(), fal_client.Queued | fal_client.InProgress | fal_client.Completed)
    answer = handle.get()
    assert client.result(MODEL, handle.request_id) == answer
    assert isinstance(client.status(MODEL, handle.request_id, with_logs=True), fal_client.Completed)
    with pytest.raises(fal_client.FalClientHTTPError) as refused:
        handle.cancel()
    assert refused.value.status_code == 400


def test_a_waiting_request_is_cancelled(client: fal_client.SyncClient, source: str) -> None:
    running, waiting = (
        client.submit(MODEL, fields(source, num_images=4, image_size="square_hd")) for _ in range(2)
    )
    waiting.cancel()
    with pytest.raises(fal_client.FalClientHTTPError) as cancelled:
        waiting.get()
    assert (cancelled.value.status_code, cancelled.value.error_type) == (499, "client_cancelled")
    assert len(running.get()["images"]) == 4


def test_an_uploaded_picture_is_a_source(client: fal_client.SyncClient, scene: Image.Image) -> None:
    buffer = io.BytesIO()
    scene.save(buffer, "png")
    url = client.upload(buffer.getvalue(), "image/png", "scene.png")
    assert client.subscribe(MODEL, fields(url))["images"][0]["width"] == scene.width


async def test_an_uploaded_file_is_a_source(scene: Image.Image, tmp_path: Path) -> None:
    client = fal_client.AsyncClient(key="any:key")
    scene.save(tmp_path / "scene.webp")
    path = tmp_path / "scene.webp"
    url = await client.upload_file(path)  # pyright: ignore[reportUnknownMemberType] - half typed by fal
    assert (await client.subscribe(MODEL, fields(url)))["images"]


def test_a_direct_call_answers_at_once(client: fal_client.SyncClient, source: str) -> None:
    assert client.run(MODEL, fields(source))["seed"] == 7
    with pytest.raises(fal_client.FalClientHTTPError) as refused:
        client.run(MODEL, fields(source, num_images=9))
    assert refused.value.status_code == 422


async def test_the_asynchronous_client_calls_directly_submits_and_cancels(source: str) -> None:
    client = fal_client.AsyncClient(key="any:key")
    assert (await client.run(MODEL, fields(source)))["seed"] == 7
    handle = await client.submit(MODEL, fields(source))
    answer = await handle.get()
    assert await client.result(MODEL, handle.request_id) == answer
    assert isinstance(await client.status(MODEL, handle.request_id), fal_client.Completed)
    with pytest.raises(fal_client.FalClientHTTPError) as over:
        await client.cancel(MODEL, handle.request_id)
    assert over.value.status_code == 400


def test_a_request_that_may_not_wait_fails_by_its_senders_limit(
    client: fal_client.SyncClient, source: str
) -> None:
    before = [client.submit(MODEL, {**SLOW, "image_url": source}) for _ in range(4)]
    with pytest.raises(fal_client.FalClientHTTPError) as late:
        client.subscribe(MODEL, fields(source), start_timeout=1.1)
    assert (late.value.status_code, late.value.error_type) == (504, "request_timeout")
    for handle in reversed(before):  # the running one last, or the others would start
        handle.cancel()


def test_an_unknown_request_is_an_error(client: fal_client.SyncClient) -> None:
    with pytest.raises(fal_client.FalClientHTTPError) as unknown:
        client.status(MODEL, "nobody")
    assert unknown.value.status_code == 404


@pytest.mark.parametrize("repository", ["fal_v3", "fal"])
async def test_a_file_is_kept_as_long_as_its_owner_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: Literal["fal_v3", "fal"]
) -> None:
    async with serving(tmp_path) as own:
        for name in ("REST_URL", "CDN_URL"):
            monkeypatch.setattr(client_module, name, str(own.base_url).rstrip("/"))
        for seconds in (600, 1200):
            lifecycle = fal_client.StorageSettings(expires_in=seconds)
            await fal_client.AsyncClient(key="any:key").upload(
                b"bytes", "image/png", repository=repository, lifecycle=lifecycle
            )
        expires = sorted(file.stat().st_mtime for file in (tmp_path / "files").iterdir())
    assert expires[1] - expires[0] == pytest.approx(600, abs=60)


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """fal's client sends in parts what is larger than 100 MB; here, what is larger than 1 kB."""
    monkeypatch.setattr(client_module, "MULTIPART_THRESHOLD", 1000)
    monkeypatch.setattr(client_module, "MULTIPART_CHUNK_SIZE", 2000)


@pytest.mark.usefixtures("in_parts")
def test_a_large_file_goes_up_in_parts(
    client: fal_client.SyncClient, renderer: Renderer, scene: Image.Image
) -> None:
    buffer = io.BytesIO()
    scene.save(buffer, "png")
    assert len(buffer.getvalue()) > 10_000
    url = client.upload(buffer.getvalue(), "image/png", "scene.png")
    assert renderer.http.get(url).content == buffer.getvalue()
    assert client.subscribe(MODEL, fields(url))["images"][0]["width"] == scene.width


@pytest.mark.usefixtures("in_parts")
async def test_the_asynchronous_client_sends_parts_too(
    renderer: Renderer, scene: Image.Image, tmp_path: Path
) -> None:
    path = tmp_path / "scene.png"
    scene.save(path)
    client = fal_client.AsyncClient(key="any:key")
    url = await client.upload_file(path)  # pyright: ignore[reportUnknownMemberType] - half typed by fal
    assert renderer.http.get(url).content == path.read_bytes()


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [({"strength": 3}, "less_than_equal"), ({"image_url": "data:image/png;base64,AAAA"}, "image_load_error")],
)
def test_a_refusal_arrives_as_its_error(
    client: fal_client.SyncClient, source: str, wrong: dict[str, object], kind: str
) -> None:
    with pytest.raises(fal_client.FalClientHTTPError) as refused:
        client.subscribe(MODEL, fields(source, **wrong))
    assert refused.value.status_code == 422
    assert refused.value.response.json()["detail"][0]["type"] == kind
