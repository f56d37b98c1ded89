"""What is held at once is bounded, and what was held is gone after a kill."""

import asyncio
import contextlib
import gzip
import json
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from renderer.store.files import LARGEST_FILE, Files
from renderer.store.room import NoRoom, Room
from tests.renderer.wire import KEY, MODEL, SLOW, Answer, Blame, Renderer, ended, serving


def test_a_room_holds_no_more_than_it_has() -> None:
    room = Room(10)
    with room.claim() as first, room.claim() as second:
        first.grow(6)
        with pytest.raises(NoRoom):
            second.grow(5)
        second.grow(4)
        first.shrink(2)
        second.grow(4)
        assert room.free == 0
    assert room.free == 10


async def test_who_waits_for_room_gets_it_in_turn() -> None:
    room = Room(10)
    first = await room.wait(8)
    got: list[int] = []

    async def take(size: int) -> None:
        with await room.wait(size):
            got.append(size)

    async with asyncio.TaskGroup() as line:
        for size in (9, 1):  # the small one would fit at once, but the large one came before it
            line.create_task(take(size))
        await asyncio.sleep(0)  # both stand in line
        first.release()
    assert got == [9, 1]
    assert room.free == 10


async def test_bodies_that_arrive_at_once_share_a_bound(
    tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("renderer.server.MOST_BYTES", 1_000_000)
    body = json.dumps({"prompt": "ink", "image_url": source, "padding": "x" * 700_000}).encode()
    going_on = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield body[:-1]
        await going_on.wait()
        yield body[-1:]

    refused = httpx.Response(0)
    async with serving(tmp_path) as client:
        slow = asyncio.create_task(client.post(MODEL, content=slowly()))
        for _ in range(200):  # until the first one's bytes are there
            refused = await client.post(MODEL, content=body)
            if refused.status_code != 200:
                break
            await ended(client, refused.json())
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        assert refused.json()["error_type"] == "queue_full"
        going_on.set()
        assert (await ended(client, (await slow).json())).status_code == 200
        assert (await client.post(MODEL, content=body)).status_code == 200


@pytest.mark.parametrize("model", [MODEL, "/ideogram/ideogram-v4/image-to-image"])
async def test_both_hosts_say_when_to_come_again(tmp_path: Path, source: str, model: str) -> None:
    async with serving(tmp_path) as client:
        body = {**SLOW, "image_url": source}
        answers = [await client.post(model, json=body) for _ in range(70)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) >= 5
    assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)


@pytest.mark.parametrize(
    "body",
    [
        b"[" + b"{}," * 1_000_000 + b"{}]",
        b'{"a":' * 200_000,
        b'{"prompt": "ink", "image_url": "data:,", "more": [' + b"0," * 2_000_000 + b"0]}",
        b'{"prompt": "ink", "image_url": "data:,", "seed": 1' + b"0" * 10_000 + b"}",
    ],
    ids=["many objects", "deep", "many numbers", "a very long number"],
)
def test_json_that_would_fill_the_memory_is_refused(renderer: Renderer, blame: Blame, body: bytes) -> None:
    assert blame(renderer.http.post(MODEL, content=body))["loc"][0] == "body"


@pytest.mark.parametrize(
    ("body", "loc"),
    [
        ('{"prompt": "\\ud800", "image_url": "data:,"}', ["body", "prompt"]),
        ('{"prompt": "ink", "image_url": "\\udfff"}', ["body", "image_url"]),
        ('{"prompt": "ink", "image_url": "data:,", "strength": NaN}', ["body", "strength"]),
        ('{"prompt": "ink", "image_url": "data:,", "strength": -Infinity}', ["body", "strength"]),
        ('{"prompt": "ink", "image_url": "data:,", "seed": 1e400}', ["body", "seed"]),
        ('{"prompt": "ink", "image_url": "data:,", "image_size": {"width": 1e9}}', ["body", "image_size"]),
        ('{"prompt": "ink", "prompt": 5, "image_url": "data:,"}', ["body", "prompt"]),
    ],
)
def test_odd_values_are_refused_at_their_place(
    renderer: Renderer, blame: Blame, body: str, loc: list[str]
) -> None:
    assert blame(renderer.http.post(MODEL, content=body))["loc"][: len(loc)] == loc


@pytest.mark.parametrize("path", [MODEL, "/ideogram/ideogram-v4/image-to-image", "/storage/upload/initiate"])
def test_a_body_that_is_not_what_its_headers_say_is_refused_and_nothing_worse(
    renderer: Renderer, path: str
) -> None:
    headers, answer = {**KEY, "Content-Encoding": "gzip"}, None
    for _ in range(50):
        with contextlib.suppress(
            httpx.TransportError
        ):  # aiohttp may close the connection on top of the answer
            answer = httpx.post(f"{renderer.origin}{path}", content=b"no gzip", headers=headers)
            break
    assert answer
    assert answer.status_code == 400
    assert "headers" in answer.text
    assert renderer.http.get("/").status_code == 200


def test_a_body_that_unfolds_without_end_is_refused(renderer: Renderer) -> None:
    bomb = gzip.compress(bytes(200 << 20), 1)
    headers = {**KEY, "Content-Encoding": "gzip"}
    assert httpx.post(f"{renderer.origin}{MODEL}", content=bomb, headers=headers).status_code == 413


def test_of_two_fields_with_one_name_the_last_counts(renderer: Renderer, source: str) -> None:
    body = f'{{"prompt": 5, "prompt": "ink", "image_url": "{source}"}}'
    assert renderer.http.post(MODEL, content=body).status_code == 200


async def test_uploads_on_their_way_share_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("renderer.store.arrivals.MOST_BYTES", 1_000_000)
    async with serving(tmp_path) as client:
        token = (await client.post("/storage/auth/token", json={})).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        begun = (await client.post("/files/upload/multipart", headers=headers)).json()
        part = f"{begun['access_url']}/multipart/{begun['uploadId']}/1"
        assert (await client.put(part, content=bytes(700_000), headers=headers)).status_code == 200
        refused = await client.post("/files/upload", content=bytes(700_000), headers=headers)
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        small = await client.post("/files/upload", content=bytes(200_000), headers=headers)
        assert small.status_code == 200
        assert len(list((tmp_path / "private").iterdir())) == 1  # the part


def test_a_flood_of_small_files_is_bounded_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("renderer.store.files.MOST_FILES", 3)
    files = Files(tmp_path)
    for number in range(5):
        arrived = files.private / f"file-{number}"
        arrived.write_bytes(b"x")
        files.publish(arrived, f"published-{number}", life=100 + number)
    files.sweep()
    names = {path.name for path in files.public.iterdir()}
    assert names == {"published-2", "published-3", "published-4"}  # those that live longest


async def test_parts_of_one_upload_share_its_bound_and_wrong_parts_are_refused(tmp_path: Path) -> None:
    async with serving(tmp_path) as client:
        token = (await client.post("/storage/auth/token", json={})).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        begun = (await client.post("/files/upload/multipart", headers=headers)).json()
        upload = f"{begun['access_url']}/multipart/{begun['uploadId']}"

        async def put(number: object, content: bytes, given: dict[str, str] = headers) -> httpx.Response:
            return await client.put(f"{upload}/{number}", content=content, headers=given)

        async def complete(*parts: tuple[int, str]) -> httpx.Response:
            listed = {"parts": [{"partNumber": number, "etag": etag} for number, etag in parts]}
            return await client.post(f"{upload}/complete", json=listed, headers=headers)

        etag = (await put(1, b"one")).headers["etag"]
        assert (await put(2, bytes(LARGEST_FILE))).status_code == 413
        for number in ("0", "10001", "x", "9" * 30):
            assert (await put(number, b"x")).status_code == 400
        assert (await put(1, b"x", {"Authorization": "Key any"})).status_code == 401
        for parts in ([], [(1, "other")], [(1, etag), (1, etag)], [(1, etag), (2, etag)]):
            assert (await complete(*parts)).status_code == 400
        again = (await put(1, b"another")).headers["etag"]
        assert (await complete((1, etag))).status_code == 400
        assert (await complete((1, again))).status_code == 200
        assert (await client.get(begun["access_url"])).content == b"another"
        assert (await complete((1, again))).status_code == 404
        assert list((tmp_path / "private").iterdir()) == []


async def test_no_more_than_so_many_uploads_are_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("renderer.store.multipart.MOST_OPEN", 2)
    async with serving(tmp_path) as client:
        statuses = [
            (await client.post("/storage/upload/initiate-multipart", json={})).status_code for _ in range(3)
        ]
        assert statuses == [200, 200, 429]
        now = time.time()
        monkeypatch.setattr("renderer.store.multipart.time.time", lambda: now + 3700)
        assert (await client.post("/storage/upload/initiate-multipart", json={})).status_code == 200


async def test_what_fails_at_once_does_not_pile_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("renderer.queue.jobs.MOST_REMEMBERED", 2)
    monkeypatch.setattr("renderer.queue.jobs.LONGEST_QUEUE", 4)
    async with serving(tmp_path) as client:
        tickets: list[Answer] = []
        for _ in range(12):
            tickets.append((await client.post(MODEL, json={"prompt": "ink", "image_url": "data:,"})).json())
            await ended(client, tickets[-1])
        statuses = [(await client.get(ticket["status_url"])).status_code for ticket in tickets]
    assert statuses[0] == 404
    assert statuses[-1] == 200
    assert statuses.count(200) <= 2 + 2 * 4 + 1


async def test_pictures_that_are_too_large_to_be_sent_inline_are_refused(
    tmp_path: Path, source: str, blame: Blame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("renderer.queue.jobs.MOST_INLINE", 1000)
    async with serving(tmp_path) as client:
        body = {"prompt": "ink", "image_url": source, "sync_mode": True}
        entry = blame(await ended(client, (await client.post(MODEL, json=body)).json()))
    assert (entry["loc"], entry["type"]) == (["body", "sync_mode"], "file_too_large")


def started(state: Path) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, "-m", "renderer", "--port", "0", "--state", str(state), "--until-stdin-closes"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    return process, process.stdout.readline().split()[-1]


def end(process: subprocess.Popen[str], number: signal.Signals) -> None:
    process.send_signal(number)
    process.wait(20)
    for pipe in (process.stdin, process.stdout):
        assert pipe
        pipe.close()


async def test_after_a_kill_it_starts_clean_and_knows_nothing_of_what_was_not_over(
    tmp_path: Path, source: str
) -> None:
    process, origin = started(tmp_path)
    async with httpx.AsyncClient(base_url=origin, headers=KEY, timeout=30) as client:
        finished = (await client.post(MODEL, json={"prompt": "ink", "image_url": source})).json()
        picture = (await ended(client, finished)).json()["images"][0]["url"]
        tickets: list[Answer] = [
            (await client.post(MODEL, json={**SLOW, "image_url": source})).json() for _ in range(3)
        ]
        async with client.stream("GET", f"{tickets[0]['status_url']}/stream") as response:
            async for line in response.aiter_lines():
                if "IN_PROGRESS" in line:
                    break
    end(process, signal.SIGKILL)
    assert list((tmp_path / "private").iterdir())
    process, origin = started(tmp_path)
    try:
        async with httpx.AsyncClient(base_url=origin, headers=KEY, timeout=30) as client:
            assert list((tmp_path / "private").iterdir()) == []
            for ticket in (finished, *tickets):
                for rest in ("", "/status", "/status/stream"):
                    path = f"/ideogram/v4/requests/{ticket['request_id']}{rest}"
                    assert (await client.get(path)).status_code == 404
            assert (await client.get(httpx.URL(picture).path)).status_code == 200
            ticket = (await client.post(MODEL, json={"prompt": "ink", "image_url": source})).json()
            assert (await ended(client, ticket)).status_code == 200
    finally:
        end(process, signal.SIGTERM)
