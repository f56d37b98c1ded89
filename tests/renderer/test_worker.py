"""The render worker is a process of its own: it may be slow, stopped or killed, and the server answers."""

import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image

from renderer.failure import Cause, Failed
from renderer.order import Order, PackFile
from renderer.queue.jobs import LONGEST_QUEUE
from renderer.queue.process import WorkerProcess
from renderer.request import RenderRequest
from renderer.store.files import Files
from tests.renderer.wire import MODEL, SLOW, Answer, AsDataUri, Renderer, serving_with_worker

Own = tuple[httpx.AsyncClient, WorkerProcess]


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Own]:
    """A renderer of the test's own, with its worker."""
    async with serving_with_worker(tmp_path) as own:
        yield own


async def submit(client: httpx.AsyncClient, **fields: object) -> Answer:
    response = await client.post(MODEL, json={"prompt": "ink", **fields})
    assert response.status_code == 200, response.text
    return response.json()


async def state(client: httpx.AsyncClient, ticket: Answer) -> str:
    return (await client.get(ticket["status_url"])).json()["status"]


async def reach(client: httpx.AsyncClient, ticket: Answer, wanted: str) -> None:
    async with client.stream("GET", f"{ticket['status_url']}/stream") as response:
        async for line in response.aiter_lines():
            if f'"status": "{wanted}"' in line:
                return
    pytest.fail(f"it never came to be {wanted}")


async def test_status_answers_while_a_picture_is_rendered(own: Own, source: str) -> None:
    client, _ = own
    ticket = await submit(client, image_url=source, **SLOW)
    await reach(client, ticket, "IN_PROGRESS")
    answers = [await state(client, ticket) for _ in range(20)]
    assert answers == ["IN_PROGRESS"] * 20  # all twenty while the one was rendered


async def test_a_killed_worker_fails_its_request_and_not_the_next(own: Own, source: str) -> None:
    client, worker = own
    ticket = await submit(client, image_url=source, **SLOW)
    waiting = await submit(client, image_url=source)
    await reach(client, ticket, "IN_PROGRESS")
    assert worker.pid
    os.kill(worker.pid, signal.SIGKILL)
    await reach(client, ticket, "COMPLETED")
    status = (await client.get(ticket["status_url"])).json()
    result = await client.get(ticket["response_url"])
    assert (status["error_type"], result.status_code) == ("runner_disconnected", 503)
    assert result.headers["x-fal-error-type"] == result.json()["error_type"] == "runner_disconnected"
    assert isinstance(result.json()["detail"], str)
    await reach(client, waiting, "COMPLETED")
    assert (await client.get(waiting["response_url"])).status_code == 200


@pytest.mark.parametrize("size", [(4096, 8), (8, 4096), (3000, 9), (8, 8)])
@pytest.mark.parametrize("prompt", ["oil painting", "stained glass", "pen and ink", "1-bit"])
def test_a_thin_strip_is_rendered_and_the_worker_lives(
    renderer: Renderer, as_data_uri: AsDataUri, size: tuple[int, int], prompt: str
) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (size[1], size[0], 3), np.uint8)
    fields = {"rendering_speed": "TURBO", "acceleration": "high", "prompt": prompt}
    answer = renderer.render(image_url=as_data_uri(Image.fromarray(noise)), **fields)
    assert renderer.picture(answer).size == size


@pytest.mark.parametrize("size", [{"width": 1, "height": 1}, {"width": 14142, "height": 1}, {"width": 3}])
def test_a_picture_of_a_few_pixels_may_be_asked_for(
    renderer: Renderer, source: str, size: dict[str, int]
) -> None:
    fields = {"rendering_speed": "TURBO", "acceleration": "high", "image_size": size}
    for prompt in ("impressionism at night", "mosaic", 'comic "Hi"'):
        assert renderer.render(image_url=source, prompt=prompt, **fields)["images"]


@pytest.mark.parametrize("fault", ["no folder", "no pack"])
async def test_whatever_goes_wrong_in_one_order_is_told_and_the_next_is_rendered(
    tmp_path: Path, scene: Image.Image, capfd: pytest.CaptureFixture[str], fault: str
) -> None:
    """Nobody foresaw any of these: the disk is full, a file is gone, a library has a fault of its own."""
    source = tmp_path / "source.png"
    scene.save(source)
    request = RenderRequest.model_validate({"prompt": "ink", "image_url": ""})
    order = Order(request=request, seed=1, source=str(source), folder=str(tmp_path))
    broken = {
        "no folder": replace(order, folder=str(tmp_path / "nowhere")),
        "no pack": replace(order, packs=[PackFile(str(tmp_path / "nowhere"), 1)]),
    }
    worker = WorkerProcess()
    process = await worker.start()
    with pytest.raises(Failed) as failed:
        await worker.render(broken[fault], lambda _: None)
    done = await worker.render(order, lambda _: None)
    assert len(done.pictures) == 1
    assert worker.pid == process.pid
    await worker.close()
    assert failed.value.failure.cause is Cause.INTERNAL
    assert "Traceback" in capfd.readouterr().err


async def test_a_worker_killed_while_idle_is_replaced(own: Own, source: str) -> None:
    client, worker = own
    assert worker.pid
    os.kill(worker.pid, signal.SIGKILL)
    first, second = [await submit(client, image_url=source) for _ in range(2)]
    await reach(client, first, "COMPLETED")  # it may be the one that notices the death, and fails by it
    await reach(client, second, "COMPLETED")
    assert (await client.get(second["response_url"])).status_code == 200


async def test_a_running_request_is_stopped(own: Own, source: str) -> None:
    client, worker = own
    ticket = await submit(client, image_url=source, **SLOW)
    await reach(client, ticket, "IN_PROGRESS")
    before = worker.pid
    cancelled = await client.put(ticket["cancel_url"])
    assert (cancelled.status_code, cancelled.json()) == (202, {"status": "CANCELLATION_REQUESTED"})
    await reach(client, ticket, "COMPLETED")
    result = await client.get(ticket["response_url"])
    assert (result.status_code, result.json()["error_type"]) == (499, "client_cancelled")
    following = await submit(client, image_url=source)
    await reach(client, following, "COMPLETED")
    assert (await client.get(following["response_url"])).status_code == 200
    assert worker.pid == before  # it left off by itself


async def test_a_stopped_request_leaves_no_pictures(own: Own, source: str, tmp_path: Path) -> None:
    client, _ = own
    ticket = await submit(client, image_url=source, **SLOW)
    async with client.stream("GET", f"{ticket['status_url']}/stream?logs=1") as response:
        async for line in response.aiter_lines():
            if "rendering 2 of 4" in line:
                break
    await client.put(ticket["cancel_url"])
    await reach(client, ticket, "COMPLETED")
    assert list((tmp_path / "private").iterdir()) == []
    assert list((tmp_path / "files").iterdir()) == []


async def test_a_waiting_request_is_taken_out_and_the_others_move_up(own: Own, source: str) -> None:
    client, _ = own
    running = await submit(client, image_url=source, **SLOW)
    await reach(client, running, "IN_PROGRESS")
    first, second = [await submit(client, image_url=source) for _ in range(2)]
    assert (await client.get(second["status_url"])).json()["queue_position"] == 1
    assert (await client.put(first["cancel_url"])).status_code == 202
    assert (await client.get(second["status_url"])).json()["queue_position"] == 0
    assert (await client.get(first["response_url"])).status_code == 499
    assert (await client.get(first["status_url"])).json()["error_type"] == "client_cancelled"


async def test_beyond_the_bound_nobody_may_wait(own: Own, source: str) -> None:
    client, _ = own
    running = await submit(client, image_url=source, **SLOW)
    await reach(client, running, "IN_PROGRESS")
    for _ in range(LONGEST_QUEUE):
        await submit(client, image_url=source)
    refused = await client.post(MODEL, json={"prompt": "ink", "image_url": source})
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert isinstance(refused.json()["detail"], str)


async def test_nothing_is_left_running_when_the_server_ends(tmp_path: Path, source: str) -> None:
    async with serving_with_worker(tmp_path) as (client, worker):
        ticket = await submit(client, image_url=source, **SLOW)
        await reach(client, ticket, "IN_PROGRESS")
        pid = worker.pid
    assert pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_old_files_and_too_many_files_are_deleted(tmp_path: Path) -> None:
    files = Files(tmp_path, lifetime=100, most_bytes=3000)
    now = time.time()
    for age, name in [(500, "too-old-1"), (30, "crowded-out"), (20, "kept-old"), (10, "kept-new")]:
        path = files.public / name
        path.write_bytes(bytes(1200))
        os.utime(path, (now - age, now - age))
    files.sweep()
    assert {path.name for path in files.public.iterdir()} == {"kept-old", "kept-new"}


def test_a_large_picture_is_rendered_within_bounded_memory(
    renderer: Renderer, as_data_uri: AsDataUri, scene: Image.Image
) -> None:
    large = scene.resize((5600, 4300))
    answer = renderer.render(image_url=as_data_uri(large, "jpeg"), prompt="comic", rendering_speed="TURBO")
    assert (answer["images"][0]["width"], answer["images"][0]["height"]) == (5600, 4300)
    if Path("/proc/self/status").exists():  # Linux tells
        assert 0 < peak_of_children() < 1_000_000


def peak_of_children() -> int:
    """The most memory, in kB, that any render worker of this test run has held."""
    peaks = [0]
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if b"renderer.queue.worker" in (process / "cmdline").read_bytes() and os.getpid() in ancestors(
                process
            ):
                lines = (process / "status").read_text().splitlines()
                peaks += [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
    return max(peaks)


def ancestors(process: Path) -> set[int]:
    """The processes above one."""
    above: set[int] = set()
    while process.name != "0":
        status = (process / "status").read_text()
        parent = next(line.split()[1] for line in status.splitlines() if line.startswith("PPid"))
        above.add(int(parent))
        process = process.with_name(parent)
    return above
