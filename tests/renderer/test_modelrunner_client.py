"""modelrunner's own client, unmodified, pointed at the renderer: the check that we did not write."""

import gc
import io
from collections.abc import Awaitable, Callable, Iterator
from typing import cast

import modelrunner_ai
import modelrunner_ai.client as client_module
import pytest
from PIL import Image

from tests.renderer.wire import Answer, Renderer

# Its client has no way to be closed: its sockets go when it does.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
MODEL = "ideogram/ideogram-v4/image-to-image"


@pytest.fixture(autouse=True)
def redirected(renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(client_module, "QUEUE_URL_FORMAT", f"{renderer.origin}/")
    monkeypatch.setattr(client_module, "RUN_URL_FORMAT", f"{renderer.origin}/run/")
    monkeypatch.setattr(client_module, "REST_URL", renderer.origin)
    monkeypatch.setattr(client_module, "WEBHOOK_SECRET_URL", f"{renderer.origin}/webhooks/default/secret")
    yield
    gc.collect()  # here and not in somebody else's test


@pytest.fixture
def client() -> modelrunner_ai.SyncClient:
    return modelrunner_ai.SyncClient(key="any")


def fields(source: str, **more: object) -> dict[str, object]:
    return {"prompt": "ink drawing", "image_url": source, "seed": 7, **more}


def subscribe(client: modelrunner_ai.SyncClient, arguments: dict[str, object], **more: object) -> Answer:
    whole = cast("Callable[..., Answer]", client.subscribe)  # pyright: ignore[reportUnknownMemberType] - half typed
    return whole(MODEL, arguments, **more)


def test_subscribe_sees_the_logs_and_gets_the_pictures(
    client: modelrunner_ai.SyncClient, source: str
) -> None:
    updates: list[modelrunner_ai.Status] = []
    wanted = fields(source, num_images=2)
    answer = subscribe(client, wanted, with_logs=True, on_queue_update=updates.append)
    last = updates[-1]
    assert isinstance(last, modelrunner_ai.Completed)
    assert last.logs
    assert (answer["billingStatus"], len(answer["output"])) == ("charged", 2)


async def test_the_asynchronous_client_does_too(source: str) -> None:
    client = modelrunner_ai.AsyncClient(key="any")
    updates: list[modelrunner_ai.Status] = []
    half = client.subscribe  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - half typed
    answer = await cast("Callable[..., Awaitable[Answer]]", half)(
        MODEL, fields(source), with_logs=True, on_queue_update=updates.append, metadata={"job": "9"}
    )
    assert isinstance(updates[-1], modelrunner_ai.Completed)
    assert answer["metadata"] == {"job": "9"}
    assert (await client.run(MODEL, fields(source)))["billingStatus"] == "charged"


def test_submit_status_result_and_cancel_one_by_one(client: modelrunner_ai.SyncClient, source: str) -> None:
    handle = client.submit(
        MODEL,
        fields(source),
        lifecycle=modelrunner_ai.StorageSettings(expires_in="1h"),
        store_io=False,
        priority="low",
    )
    handle.cancel()  # it cancels nothing
    answer = handle.get()
    assert client.result(MODEL, handle.request_id) == answer
    assert isinstance(client.status(MODEL, handle.request_id, with_logs=True), modelrunner_ai.Completed)
    client.cancel(MODEL, handle.request_id)
    assert answer["billingStatus"] == "charged"
    assert client.run(MODEL, fields(source))["output"]


async def test_the_asynchronous_client_goes_one_by_one_too(source: str) -> None:
    client = modelrunner_ai.AsyncClient(key="any")
    handle = await client.submit(MODEL, fields(source))
    await handle.cancel()
    answer = await handle.get()
    assert await client.result(MODEL, handle.request_id) == answer
    assert isinstance(await client.status(MODEL, handle.request_id), modelrunner_ai.Completed)


@pytest.fixture(params=[False, True], ids=["whole", "in parts"])
def parts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its client sends in parts what is larger than 90 MB; here, the second time, what is larger than 1 kB."""
    if request.param:
        monkeypatch.setattr(client_module, "MULTIPART_THRESHOLD", 1000)
        monkeypatch.setattr(client_module, "MULTIPART_CHUNK_SIZE", 2000)


@pytest.mark.usefixtures("parts")
def test_an_uploaded_picture_is_a_source(
    client: modelrunner_ai.SyncClient, renderer: Renderer, scene: Image.Image
) -> None:
    buffer = io.BytesIO()
    scene.save(buffer, "png")
    kept = modelrunner_ai.StorageSettings(expires_in=600)
    url = client.upload(buffer.getvalue(), "image/png", lifecycle=kept)
    assert renderer.http.get(url).content == buffer.getvalue()
    assert subscribe(client, fields(url))["output"]


@pytest.mark.usefixtures("parts")
async def test_the_asynchronous_client_uploads_too(renderer: Renderer, scene: Image.Image) -> None:
    buffer = io.BytesIO()
    scene.save(buffer, "png")
    url = await modelrunner_ai.AsyncClient(key="any").upload(buffer.getvalue(), "image/png")
    assert renderer.http.get(url).content == buffer.getvalue()


def test_a_secret_is_fetched_and_rotated(client: modelrunner_ai.SyncClient) -> None:
    secret = client.get_webhook_secret()
    assert secret.startswith("whsec_")
    rotated = client.rotate_webhook_secret()
    assert client.get_webhook_secret() == rotated != secret


@pytest.mark.parametrize(
    ("wrong", "status"), [({"strength": 3}, 400), ({"image_url": "data:image/png;base64,AAAA"}, 422)]
)
def test_a_refusal_arrives_as_its_error(
    client: modelrunner_ai.SyncClient, source: str, wrong: dict[str, object], status: int
) -> None:
    with pytest.raises(client_module.ModelrunnerClientHTTPError) as refused:
        subscribe(client, fields(source, **wrong))
    assert refused.value.status_code == status


def test_an_unknown_request_is_an_error(client: modelrunner_ai.SyncClient) -> None:
    with pytest.raises(client_module.ModelrunnerClientHTTPError) as unknown:
        client.status(MODEL, "nobody")
    assert unknown.value.status_code == 404
